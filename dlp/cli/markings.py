"""`dlp markings`: schemes of an organisation's own, imported and checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from dlp.cli._common import NOT_ALLOWED, out, plain
from dlp.detect.markings import Markings, Settings
from dlp.detect.markings.checking import failures
from dlp.detect.markings.schemes import read, shipped_schemes
from dlp.detect.markings.xspif import as_yaml, scheme_of
from dlp.errors import ConfigError
from dlp.model import Level

group = typer.Typer(no_args_is_help=True, help="Marking schemes of one's own.")


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.add_typer(group, name="markings")


@group.command(name="import-xspif")
def import_xspif(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A security policy as XML SPIF.")],
    target: Annotated[
        Path | None, typer.Option("--out", "-o", help="The scheme to write; stdout without.")
    ] = None,
    levels: Annotated[
        list[str] | None,
        typer.Option(
            "--level", "-l", metavar="NAME=LEVEL", help="Our level of a classification; repeatable."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Make a scheme of an XSPIF, to be looked through and then edited."""
    try:
        data = source.read_bytes()
    except OSError as error:
        raise ConfigError(str(source), f"cannot be read: {error.strerror}") from None
    text = as_yaml(scheme_of(data, dict(map(_ranked, levels or ())), str(source)))
    if target is None:
        sys.stdout.write(text)
        return
    try:
        with target.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(str(target), "is there already", "--force replaces it") from None
    except OSError as error:
        raise ConfigError(str(target), f"cannot be written: {error.strerror}") from None
    scheme = read(target)
    out.print(f"{plain(target)}: {len(scheme.levels)} levels, {len(scheme.caveats)} caveats")
    out.print("add abbreviations, finds and passes_over, then `dlp markings check` it")


@group.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Schemes as YAML.")],
) -> None:
    """Read schemes and run their examples, beside ours and each other. Exit code 3 if an example
    does not hold, 2 if a file is no scheme."""
    schemes = [(path, read(path)) for path in files]
    detector = Markings("markings", Settings(folders=tuple(files)))
    ours = {scheme.scheme for scheme in shipped_schemes()}
    failed = False
    for path, scheme in schemes:
        complaints = list(failures(scheme, detector))
        examples = len(scheme.finds) + len(scheme.passes_over)
        replaces = ", replaces ours" if scheme.scheme in ours else ""
        out.print(
            f"{plain(path)}: scheme {scheme.scheme}{replaces}, {len(scheme.levels)} levels,"
            f" {examples - len(complaints)} of {examples} examples hold"
        )
        for complaint in complaints:
            out.print(f"  [red]{plain(complaint)}[/]")
        failed = failed or bool(complaints)
    if failed:
        raise typer.Exit(NOT_ALLOWED)


def _ranked(text: str) -> tuple[str, str]:
    name, _, level = text.rpartition("=")
    try:
        if name:
            return name, Level.parse(level).label
        why = "write NAME=LEVEL"
    except ValueError as error:
        why = str(error)
    raise ConfigError("--level", f"{text!r} ranks nothing", why)
