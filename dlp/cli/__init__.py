"""The command `dlp`. One file a group of commands; `main` turns our errors into clear ones."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dlp import __version__
from dlp.cli import (
    describe,
    incidents,
    inspect,
    known_data,
    markings,
    policy,
    probe,
    redact,
    rooms,
    serve,
    workbench,
)
from dlp.errors import ConfigError, DlpError

app = typer.Typer(
    name="dlp",
    help="Outbound DLP gateway: allows, redacts, redirects, holds or blocks what goes out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

serve.register(app)
inspect.register(app)
redact.register(app)
describe.register(app)
probe.register(app)
workbench.register(app)
app.add_typer(policy.app, name="policy")
app.add_typer(incidents.app, name="incidents")
app.add_typer(markings.app, name="markings")
app.add_typer(rooms.app, name="rooms")
app.add_typer(known_data.edm, name="edm")
app.add_typer(known_data.fingerprint, name="fingerprint")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and end.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point. Exit codes: 0 well, 2 usage or bad input, 1 anything of ours that failed."""
    try:
        app()
    except ConfigError as error:
        typer.secho(f"error: {error.place}: {error.fact}", err=True, fg="red")
        if error.remedy:
            typer.echo(f"       {error.remedy}", err=True)
        sys.exit(2)
    except DlpError as error:
        typer.secho(f"error: {error}", err=True, fg="red")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
