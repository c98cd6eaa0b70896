"""`dlp detect`: what detectors say of plain texts, without a message around them."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from dlp.cli._common import BAD_INPUT, OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.records import finding_record
from dlp.cli.text_workers import Findings, side_by_side, text_workers
from dlp.detect.engine.engine import in_turn
from dlp.inspection import Inspector, build_detectors
from dlp.model import Finding


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(detect)


class _BadInput(Exception):
    """A line or a file that cannot be used, in words."""


def detect(
    text: Annotated[str | None, typer.Argument(help="A text; standard input without.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Lines {"id","text"} in, lines {"id","findings"} out.'),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Show what was refused, too, and what each score is made of."
        ),
    ] = False,
    file: Annotated[
        list[Path] | None,
        typer.Option(
            help="A text file in UTF-8; repeatable. A line each, as with --jsonl, named by path."
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            min=0,
            help="Texts looked through at a time; 0 for as many as there are cores. With two or "
            "more the detectors share a large text.",
        ),
    ] = 1,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Detect in plain text: long-lived processes, offsets in the text as it was given.

    A text that takes longer than `inspection.budget` is UNREADABLE (timed-out).
    """
    if (jsonl or file) and (text is not None or explain):
        err.print(
            "error: --jsonl reads standard input and --file its files; a text, or --explain, "
            "goes without them",
            style="red",
        )
        raise typer.Exit(BAD_INPUT)
    cfg = settings(config, overrides)
    count = workers or len(os.sched_getaffinity(0))
    inspector = Inspector(
        build_detectors(cfg.detectors, cfg.base),
        cfg.inspection,
        together=side_by_side if count > 1 else in_turn,
    )
    many = jsonl or bool(file)
    if many:
        inspector.prepare()
    with text_workers(inspector, count if many else 1, cfg.inspection.budget) as some:
        try:
            if many:
                some.answers(_files(file) if file else _lines(), _line)
            else:
                given = sys.stdin.read() if text is None else text
                shown: list[Finding] = []
                some.answers([(None, given)], lambda _, text, found: shown.extend(found))
                _table(given, shown)
                if explain:
                    _refused(inspector, given, shown)
        except _BadInput as error:
            err.print(f"error: {error}", style="red")
            raise typer.Exit(BAD_INPUT) from None


def _files(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            yield str(path), path.read_text(encoding="utf-8")
        except OSError as error:
            raise _BadInput(f"{plain(path)}: cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise _BadInput(
                f"{plain(path)}: is not UTF-8 text; `dlp inspect` reads files"
            ) from None


def _lines() -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name, text = record["id"], record["text"]
            if not isinstance(text, str):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            raise _BadInput(f'line {number}: not an object with "id" and "text"') from None
        yield name, text


def _line(name: Any, text: str, findings: Findings) -> None:
    records = [finding_record(each) for each in findings]
    sys.stdout.write(json.dumps({"id": name, "findings": records}) + "\n")
    sys.stdout.flush()


def _table(text: str, findings: Sequence[Finding]) -> None:
    table = Table("kind", "span", "text", "score", "detector", "why")
    for each in findings:
        table.add_row(
            each.kind,
            f"{each.start}–{each.end}",
            plain(text[each.start : each.end]),
            f"{each.score:.2f}",
            each.detector,
            plain(each.why or str(each.detail.get("reason", ""))),
        )
    out.print(table)


def _refused(inspector: Inspector, text: str, shown: Sequence[Finding]) -> None:
    reported = {(each.start, each.end, each.kind) for each in shown}
    out.print("refused: a score too low, or a better finding in the same place")
    candidates = inspector.candidates(text)
    _table(text, [each for each in candidates if (each.start, each.end, each.kind) not in reported])
