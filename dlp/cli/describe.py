"""`dlp describe`: every kind, detector, metric, configuration key and marking, from the code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from dlp.cli import tables as facts
from dlp.cli._common import OptionalConfigFile, Overrides, out, plain, settings
from dlp.config import Config


class Topic(StrEnum):
    """What can be described."""

    KINDS = "kinds"
    DETECTORS = "detectors"
    PLUGINS = "plugins"
    METRICS = "metrics"
    MARKINGS = "markings"
    CONFIGURATION = "configuration"


_TABLES: dict[Topic, Callable[[Config], facts.FactTable]] = {
    Topic.KINDS: facts.kinds,
    Topic.DETECTORS: facts.detectors,
    Topic.PLUGINS: lambda _: facts.available(),
    Topic.METRICS: lambda _: facts.metric_list(),
    Topic.MARKINGS: facts.markings,
    Topic.CONFIGURATION: lambda _: facts.configuration(),
}


class OutputFormat(StrEnum):
    """How it is printed."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Adds the command of this file."""
    app.command()(describe)


def describe(
    topic: Annotated[Topic, typer.Argument(help="What to describe.")],
    form: Annotated[OutputFormat, typer.Option("--format", "-f")] = OutputFormat.TABLE,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Print what this gateway knows, from the code itself."""
    table = _TABLES[topic](settings(config, overrides))
    if form is OutputFormat.MARKDOWN:
        sys.stdout.write(table.markdown())
    elif form is OutputFormat.JSON:
        for row in table.rows:
            sys.stdout.write(json.dumps(dict(zip(table.columns, row, strict=True))) + "\n")
    else:
        shown = Table(*table.columns, title=table.title, title_justify="left")
        for row in table.rows:
            shown.add_row(*map(plain, row))
        out.print(shown)
