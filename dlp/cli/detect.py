"""`dlp detect`: what detectors say of plain texts, without a message around them."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from dlp.cli._common import BAD_INPUT, OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.records import finding_record
from dlp.inspection import Inspector, build_detectors
from dlp.model import Finding, Passage, Reading


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(detect)


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
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Detect in plain text: one long-lived process, offsets in the text as it was given."""
    cfg = settings(config, overrides)
    inspector = Inspector(build_detectors(cfg.detectors, cfg.base), cfg.inspection)
    if jsonl:
        _detect_lines(inspector)
        return
    given = sys.stdin.read() if text is None else text
    found = _in_text(inspector, given)
    _show_spans(found, given)
    if explain:
        reported = {(each.start, each.end, each.kind) for each in found}
        out.print("refused: a score too low, or a better finding in the same place")
        _show_spans(
            [
                each
                for each in inspector.candidates(given)
                if (each.start, each.end, each.kind) not in reported
            ],
            given,
        )


def _show_spans(findings: Sequence[Finding], text: str) -> None:
    table = Table("kind", "span", "text", "score", "detector", "why")
    for each in findings:
        table.add_row(
            each.kind,
            f"{each.start}–{each.end}",
            plain(text[each.start : each.end]),
            f"{each.score:.2f}",
            each.detector,
            plain(each.why),
        )
    out.print(table)


def _detect_lines(inspector: Inspector) -> None:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            name, text = record["id"], record["text"]
            if not isinstance(text, str):
                raise TypeError
        except (ValueError, TypeError, KeyError):
            err.print(f'error: line {number}: not an object with "id" and "text"', style="red")
            raise typer.Exit(BAD_INPUT) from None
        findings = [finding_record(each) for each in _in_text(inspector, text)]
        sys.stdout.write(json.dumps({"id": name, "findings": findings}) + "\n")
        sys.stdout.flush()


def _in_text(inspector: Inspector, text: str) -> tuple[Finding, ...]:
    return inspector.find(Reading((Passage("text", text),)))
