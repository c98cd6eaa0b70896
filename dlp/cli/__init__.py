"""The command `dlp`. One file a group of commands; `main` turns our errors into clear ones.

Only the file of the command that is asked for is loaded: each draws in other libraries, and a
start is part of every call.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from dlp import __version__
from dlp.errors import ConfigError, DlpError

#: each command or group, and the file whose `register` adds it
FILES = {
    "serve": "serve",
    "demo": "serve",
    "init": "serve",
    "inspect": "inspect",
    "detect": "detect",
    "redact": "redact",
    "describe": "describe",
    "probe": "probe",
    "evaluate": "workbench",
    "tune": "workbench",
    "import": "workbench",
    "policy": "policy",
    "incidents": "incidents",
    "markings": "markings",
    "rooms": "rooms",
    "edm": "known_data",
    "fingerprint": "known_data",
}


def application(files: Iterable[str] = FILES.values()) -> typer.Typer:
    """The application with the commands of these files; of all by default."""
    app = typer.Typer(
        name="dlp",
        help="Outbound DLP gateway: allows, redacts, redirects, holds or blocks what goes out.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for each in dict.fromkeys(files):
        import_module(f"dlp.cli.{each}").register(app)
    app.callback()(_root)
    return app


def __getattr__(name: str) -> typer.Typer:
    """`dlp.cli.app` is the whole application, for whoever looks at all of it."""
    if name != "app":
        raise AttributeError(name)
    return application()


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it and end.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point. Exit codes: 0 well, 2 usage or bad input, 1 anything of ours that failed."""
    asked = FILES.get(sys.argv[1]) if len(sys.argv) > 1 else None
    app = application() if asked is None else application((asked,))
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
