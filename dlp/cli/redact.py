"""`dlp redact`: files and mails without what was found in them, for people who clean by hand."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from dlp.cli._common import OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.cli.envelope import file_message
from dlp.errors import ConfigError
from dlp.gateway.ports import Inspection
from dlp.model import CLASSIFICATION_MARKING, FILE_TYPE_MISMATCH, UNREAD, Finding, Message
from dlp.proxies.smtp.profile import compose
from dlp.read.paths import in_words
from dlp.redaction import CannotRedact
from dlp.workers import local

ALL_WRITTEN, BAD_INPUT, REFUSED = 0, 2, 3

#: reasons for which the file that cannot be cut may go as a whole
_DROPPED = ("unreadable", "format")


@dataclass(frozen=True, slots=True)
class RedactedFile:
    """A file without what was found."""

    data: bytes
    #: how many findings were cut out, by kind
    cut: Counter[str]


def register(app: typer.Typer) -> None:
    """Adds the command of this file."""
    app.command(name="redact")(run)


def run(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Mails (.eml) or files.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="OUT", help="A file; a folder for several.")
    ],
    kinds: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", "-k", help="Cut these kinds only; repeatable. All but markings without."
        ),
    ] = None,
    drop: Annotated[
        bool,
        typer.Option("--drop", help="Take out of a mail the files that cannot be cut or read."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", "-f", help="Overwrite what is there.")] = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Write files without what is found in them. The originals stay as they are.

    A cleaned file was read again, by two readers, and nothing was left. What cannot be cleaned is
    not written. Exit code: 0 all written, 3 something refused, 2 a file cannot be read or written.
    """
    targets = _targets(files, output, force)
    cfg = settings(config, overrides)
    code = ALL_WRITTEN
    table = Table("file", "cut out", box=None, pad_edge=False)
    with local(cfg) as inspection, _progress(len(files)) as step:
        for source, target in targets:
            try:
                redacted = redact_file(source, inspection, kinds or (), drop)
                write(target, redacted.data)
            except CannotRedact as refusal:
                err.print(_refusal(source, refusal, drop), style="yellow", soft_wrap=True)
                code = max(code, REFUSED)
            except ConfigError as error:
                err.print(f"error: {plain(error)}", style="red", soft_wrap=True)
                code = max(code, BAD_INPUT) if code != REFUSED else REFUSED
            else:
                said = ", ".join(f"{n} {kind}" for kind, n in redacted.cut.most_common())
                table.add_row(plain(target), said or "nothing found")
            step()
    if table.row_count:
        out.print(table)
    raise typer.Exit(code)


def _refusal(source: Path, refusal: CannotRedact, drop: bool) -> str:
    """The place in the file, what stands in the way there, and the remedy where there is one."""
    place = f"{in_words(refusal.part)}: " if refusal.part else ""
    remedy = "; --drop takes such files out of a mail"
    can_drop = refusal.reason in _DROPPED and not drop
    return f"refused: {plain(source)}: {plain(place)}{refusal.why}{remedy if can_drop else ''}"


def redact_file(
    source: Path, inspection: Inspection, kinds: Sequence[str] = (), drop: bool = False
) -> RedactedFile:
    """`source` without findings of `kinds`. Raises `CannotRedact`, and ConfigError where it cannot
    be read from disk."""
    return asyncio.run(_redact(file_message(source, compose), inspection, kinds, drop))


async def _redact(
    message: Message, inspection: Inspection, kinds: Sequence[str], drop: bool
) -> RedactedFile:
    findings = (await inspection.examine(message)).findings
    chosen = [one for one in findings if one.kind in UNREAD or _chosen(one, kinds)]
    data = await inspection.redact(message, chosen, chosen if drop else ())
    return RedactedFile(data, Counter(one.kind for one in chosen))


def _chosen(finding: Finding, kinds: Sequence[str]) -> bool:
    if kinds:
        return finding.kind in kinds
    return finding.kind not in (CLASSIFICATION_MARKING, FILE_TYPE_MISMATCH)


def write(target: Path, data: bytes) -> None:
    """Whole or not at all, readable by the caller only. ConfigError where it cannot be written."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".dlp-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ConfigError(str(target), f"cannot be written: {error.strerror}") from None


def _targets(files: Sequence[Path], output: Path, force: bool) -> list[tuple[Path, Path]]:
    """Which file goes where. ConfigError where something would be overwritten."""
    into = output.is_dir() or len(files) > 1
    if into and output.exists() and not output.is_dir():
        raise ConfigError(str(output), "is a file", "several files need a folder")
    pairs = [(source, output / source.name if into else output) for source in files]
    taken: set[Path] = set()
    for source, target in pairs:
        if target.resolve() == source.resolve():
            raise ConfigError(str(target), "is the file itself", "originals are never overwritten")
        if target in taken:
            raise ConfigError(str(target), "two files would get this name", "clean them apart")
        if target.exists() and not force:
            raise ConfigError(str(target), "is there already", "--force overwrites it")
        taken.add(target)
    return pairs


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    bar = Progress(
        TextColumn("redacting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=total < 2 or not err.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
