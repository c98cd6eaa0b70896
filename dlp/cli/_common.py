"""What several commands share: options, the console, building parts from a configuration."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dlp import config as configuration
from dlp.config import Config
from dlp.config.shipped import shipped

ConfigFile = Annotated[
    Path, typer.Option("--config", "-c", envvar="DLP_CONFIG", help="The configuration file.")
]
OptionalConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        envvar="DLP_CONFIG",
        help="The configuration file; shipped defaults without.",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option("--set", "-s", metavar="KEY.PATH=VALUE", help="Override any key; repeatable."),
]


#: exit codes of the commands that look at messages
ALL_ALLOWED, BAD_INPUT, NOT_ALLOWED = 0, 2, 3


def plain(value: object) -> str:
    """Foreign text for the terminal: no markup of ours, no control sequence of anybody's."""
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    return escape(text)


#: into a pipe or a file nothing is cut to a screen's width
out = Console(width=None if sys.stdout.isatty() else 240)
err = Console(stderr=True)


def settings(config: Path | None, overrides: list[str] | None = None) -> Config:
    """The given configuration, else ./dlp.yaml, else the shipped one."""
    path = config or (
        Path("dlp.yaml") if Path("dlp.yaml").exists() else shipped("config", "dlp.yaml")
    )
    return configuration.load(path, tuple(overrides or ()))
