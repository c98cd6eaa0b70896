"""`dlp evaluate`, `dlp tune`, `dlp import`: detectors judged on labelled text. Sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from dlp.cli._common import OptionalConfigFile, Overrides, err, out, plain, settings
from dlp.workbench import commands
from dlp.workbench.systems import STOCK_MODEL

DataSet = Annotated[
    Path, typer.Argument(metavar="DATASET.jsonl", help='Lines {"id","text","spans":[…]}.')
]
Kinds = Annotated[
    list[str] | None, typer.Option("--kind", help="Judge these kinds only; repeatable.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(evaluate)
    app.command()(tune)
    app.command(name="import")(import_)


def evaluate(
    data: DataSet,
    against: Annotated[
        str | None, typer.Option(help="`stock`: stock Presidio beside ours, in the same run.")
    ] = None,
    stock_model: Annotated[
        str, typer.Option(help="The spaCy model of `--against stock`: a package or a folder.")
    ] = STOCK_MODEL,
    html: Annotated[
        Path | None, typer.Option(help="Write a report with curves, errors and misses.")
    ] = None,
    kinds: Kinds = None,
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Lowest score that counts.")] = 0,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Precision, recall, F1 and F2 of each kind, with 95% intervals, and the calibration error."""
    with _bars() as progress:
        evaluations = commands.evaluate(
            data,
            settings(config, overrides),
            against=against,
            stock_model=stock_model,
            html=html,
            kinds=kinds or (),
            threshold=threshold,
            progress=progress,
        )
    table = Table(
        "kind", "system", "labelled", "reported", "precision", "recall", "F1", "F2", "calibration"
    )
    for row in commands.rows(evaluations):
        table.add_row(*map(plain, row))
    out.print(table)
    if html is not None:
        out.print(f"{plain(html)} quotes the samples: it is readable for you only")


def tune(
    data: DataSet,
    budget: Annotated[float, typer.Option(help="False alarms that 1,000 messages may cost.")] = 5,
    kinds: Kinds = None,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """Propose a threshold for each kind that together stay within a budget of false alarms."""
    with _bars() as progress:
        tuned = commands.tune(
            data, settings(config, overrides), budget=budget, kinds=kinds or (), progress=progress
        )
    out.print(f"[dim]from {tuned.messages} messages; paste into a policy:[/]")
    # YAML keeps its lines; it holds kinds and figures, no text of the samples
    out.print(tuned.yaml, markup=False, highlight=False, soft_wrap=True)


def import_(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="conll, presidio-research, brat.")],
    source: Annotated[Path, typer.Argument(help="A file, or a folder for brat.")],
    target: Annotated[Path, typer.Argument(help="The data set to write, as JSON lines.")],
) -> None:
    """Make a data set for `evaluate` and `tune` from labelled text in another format."""
    count = commands.import_(source, form, target)
    out.print(f"{count} samples in {plain(target)}")


@contextmanager
def _bars() -> Iterator[commands.NamedProgress]:
    """One bar for each system, on standard error."""
    with Progress(console=err, transient=True) as shown:
        tasks = {}

        def progress(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = shown.add_task(name, total=total)
            shown.update(tasks[name], completed=done, total=total)

        yield progress
