"""The evaluation as one HTML file without anything from elsewhere.

It quotes the data set, so the file is readable for its owner only (mode 0600) and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from dlp.workbench.dataset import private
from dlp.workbench.evaluation import Evaluation
from dlp.workbench.reliability import ReliabilityBin
from dlp.workbench.scoring import OperatingPoint

_WIDTH, _HEIGHT, _EDGE = 260, 200, 28


def write(path: Path, title: str, evaluations: Sequence[Evaluation]) -> None:
    """Writes the page for one or more systems on the same data set."""
    with private(path) as file:
        file.write(page(title, evaluations))


def page(title: str, evaluations: Sequence[Evaluation]) -> str:
    """The HTML text. The first system is the one whose curves, misses and alarms lead."""
    environment = Environment(
        loader=PackageLoader("dlp.workbench"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    kinds = [line.kind for line in evaluations[0].kinds]
    plots = [
        (
            kind,
            [(number, _path(each.curves.get(kind, ()))) for number, each in enumerate(evaluations)],
        )
        for kind in kinds
    ]
    return environment.get_template("report.html.j2").render(
        title=title,
        evaluations=evaluations,
        by_kind=[(kind, [_line(each, kind) for each in evaluations]) for kind in kinds],
        plots=plots,
        reliable=[
            (
                kind,
                [
                    (
                        number,
                        _bins(each.reliability.get(kind, ())),
                        each.calibration_error(kind),
                    )
                    for number, each in enumerate(evaluations)
                ],
            )
            for kind in ("", *kinds)
        ],
        size=(_WIDTH, _HEIGHT, _EDGE),
    )


def _line(evaluation: Evaluation, kind: str) -> object:
    return next(line for line in evaluation.kinds if line.kind == kind)


def _path(points: Sequence[OperatingPoint]) -> list[tuple[float, float, OperatingPoint]]:
    """Where each operating point stands in the plot: recall to the right, precision upwards."""
    return [
        (
            round(_EDGE + point.recall * (_WIDTH - _EDGE - 8), 1),
            round(_HEIGHT - _EDGE - point.precision * (_HEIGHT - _EDGE - 8), 1),
            point,
        )
        for point in points
    ]


def _bins(bins: Sequence[ReliabilityBin]) -> list[tuple[float, float, ReliabilityBin]]:
    """Where each point of a reliability curve stands: the score to the right, the share upwards."""
    return [
        (
            round(_EDGE + each.score * (_WIDTH - _EDGE - 8), 1),
            round(_HEIGHT - _EDGE - each.right * (_HEIGHT - _EDGE - 8), 1),
            each,
        )
        for each in bins
    ]
