"""`dlp edm` and `dlp fingerprint`: data of one's own, recognised without being kept in clear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from dlp import read as reading
from dlp.cli._common import err, out, plain
from dlp.config import InspectionSettings, Secret
from dlp.detect import fingerprint as fingerprints
from dlp.detect.edm.build import build
from dlp.errors import ConfigError
from dlp.proxies.smtp.profile import media_type_of
from dlp.store.keys import write_key

edm = typer.Typer(no_args_is_help=True, help="Exact data match: tables of customer records.")
fingerprint = typer.Typer(no_args_is_help=True, help="Excerpts of known documents.")


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.add_typer(edm, name="edm")
    app.add_typer(fingerprint, name="fingerprint")


KeyFile = Annotated[
    Path, typer.Option("--key", help="Key of the hashes; made if absent. Keep it like a password.")
]


@edm.command(name="build")
def build_(
    source: Annotated[Path, typer.Argument(metavar="CUSTOMERS.csv", help="With a header line.")],
    target: Annotated[Path, typer.Option("--out", "-o", help="The table of hashes to write.")],
    primary: Annotated[
        list[str], typer.Option("--primary", "-p", help="A column that names a record; repeatable.")
    ],
    corroborating: Annotated[
        list[str] | None, typer.Option("--with", "-w", help="A column that must stand near by.")
    ] = None,
    key: KeyFile = Path("edm.key"),
    encoding: Annotated[str, typer.Option(help="Of the CSV file.")] = "utf-8-sig",
) -> None:
    """Make keyed hashes of a table. No value of it is on disk afterwards."""
    with Progress(
        SpinnerColumn(), TextColumn("{task.completed} rows"), console=err, transient=True
    ) as shown:
        task = shown.add_task("", total=None)
        done = build(
            source,
            target,
            key=_key(key),
            primary=primary,
            corroborating=corroborating or (),
            encoding=encoding,
            progress=lambda rows: shown.update(task, completed=rows),
        )
    out.print(
        f"{done.rows} rows, {done.values} values in {plain(target)};"
        f" left out: {done.too_short} too short, {done.too_common} too common"
    )
    out.print(
        f"name it in dlp.yaml:  detectors: [… {{use: edm, file: {plain(target)},"
        f" key: {{file: {plain(key)}}}}}]"
    )


@fingerprint.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Documents to know.")],
    store: Annotated[Path, typer.Option("--store", "-o", help="The file of fingerprints.")],
    key: KeyFile = Path("fingerprint.key"),
) -> None:
    """Remember documents by hashes of their text, so that an excerpt is recognised."""
    for path in files:
        count = fingerprints.add(store, path.name, _texts(path), key=_key(key))
        out.print(f"{plain(path)}: {count} fingerprints")
    out.print(
        f"name it in dlp.yaml:  detectors: [… {{use: fingerprint, file: {plain(store)},"
        f" key: {{file: {plain(key)}}}}}]"
    )


def _key(path: Path) -> bytes:
    """The key in `path`, as detectors read it; a fresh one where there is none yet."""
    write_key(path)
    return Secret(file=path).read("--key").get_secret_value().encode()


def _texts(path: Path) -> Iterator[str]:
    """What the gateway reads of a document; ConfigError where it reads nothing."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    found = reading.read(media_type_of(path.name, data), data, InspectionSettings())
    texts = [passage.text for passage in found.passages]
    if not any(texts):
        raise ConfigError(str(path), "holds no text that can be read")
    yield from texts
