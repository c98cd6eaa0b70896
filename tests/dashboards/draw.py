"""Panels as pictures: drawn by the same code as the built-in page, turned into PNG by rsvg-convert.

They show what the queries answer, in Grafana's arrangement and colours; they are not screenshots.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from dashboards.ask import Question, View, answer, boards
from dlp.status import svg
from peers.prometheus import Prometheus

_COLUMN, _ROW, _GAP = 50, 28, 8
_UNITS = {"bool_yes_no": "bool", "short": "short"}


def pictures(prometheus: Prometheus, name: str, view: View, folder: Path) -> list[Path]:
    """One PNG for each row of a dashboard."""
    made = []
    board = boards()[name]
    row: list[Mapping[str, Any]] = []
    number = 0
    for panel in [*board["panels"], {"type": "row"}]:
        if panel["type"] != "row":
            row.append(panel)
        elif row:
            number += 1
            path = folder / f"{name}-{number}.png"
            _picture(prometheus, name, row, view, path)
            made.append(path)
            row = []
    return made


def _picture(
    prometheus: Prometheus, name: str, row: Sequence[Mapping[str, Any]], view: View, path: Path
) -> None:
    top = min(panel["gridPos"]["y"] for panel in row)
    bottom = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in row)
    width, height = 24 * _COLUMN + _GAP, (bottom - top) * (_ROW + 2) + _GAP
    parts = [f"<rect width='{width}' height='{height}' fill='#eef1f5'/>"]
    for panel in row:
        grid = panel["gridPos"]
        x, y = grid["x"] * _COLUMN + _GAP, (grid["y"] - top) * (_ROW + 2) + _GAP
        wide, high = grid["w"] * _COLUMN - _GAP, grid["h"] * (_ROW + 2) - _GAP
        drawing = _panel(prometheus, name, panel, view, wide - 16, high - 34)
        parts.append(
            f"<g transform='translate({x},{y})'><rect width='{wide}' height='{high}' rx='4' "
            f"fill='#fff' stroke='#dfe3e8'/><text x='10' y='19' font-size='13' font-weight='600' "
            f"fill='{svg.INK}' font-family='DejaVu Sans'>{escape(panel['title'])}</text>"
            f"<g transform='translate(8,28)'>{drawing}</g></g>"
        )
    whole = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' "
        f"viewBox='0 0 {width} {height}'>{''.join(parts)}</svg>"
    )
    drawn = subprocess.run(
        ["rsvg-convert", "--width", str(width)],
        input=whole.encode(),
        capture_output=True,
        check=True,
    )
    small = subprocess.run(
        ["pngquant", "--speed", "1", "64", "-"],
        input=drawn.stdout,
        capture_output=True,
        check=True,
    )
    path.write_bytes(small.stdout)


def _panel(
    prometheus: Prometheus,
    name: str,
    panel: Mapping[str, Any],
    view: View,
    width: int,
    height: int,
) -> str:
    found = []
    for target in panel["targets"]:
        legend = target["legendFormat"]
        for one in answer(prometheus, Question(name, panel, target), view):
            found.append((_legend(legend, one["metric"], panel), one))
    defaults = panel["fieldConfig"]["defaults"]
    steps = defaults["thresholds"]["steps"]
    custom = defaults.get("custom", {})
    limits = [(step["value"], step["color"]) for step in steps[1:]]
    look = svg.ChartStyle(
        _UNITS.get(defaults["unit"], defaults["unit"]),
        width,
        height,
        stacked=custom.get("stacking", {}).get("mode") == "normal",
        thresholds=limits,
    )
    values = [(legend, float(one["values"][-1][1])) for legend, one in found]
    base = [] if steps[0]["color"] == "text" else [(float("-inf"), steps[0]["color"])]
    coloured = svg.ChartStyle(look.unit, width, height, thresholds=[*base, *limits])
    match panel["type"]:
        case "stat":
            return svg.figures(values, coloured)
        case "bargauge":
            return svg.bars(values, coloured)
        case "table":
            keys = sorted(
                {key for _, one in found for key in one["metric"]} - {"__name__", "job", "instance"}
            )
            rows = [
                [
                    *(one["metric"].get(key, "") for key in keys),
                    svg.number(round(float(one["values"][-1][1]))),
                ]
                for _, one in found
            ]
            return svg.table([*keys, "number"], rows, look)
    if custom.get("drawStyle") == "bars":
        slots: dict[float, dict[str, float]] = {}
        for legend, one in found:
            for at, value in one["values"]:
                slots.setdefault(float(at), {})[legend] = float(value)
        moments = [
            view.start + view.step * n for n in range(int((view.end - view.start) / view.step) + 1)
        ]
        columns = [(at, slots.get(round(at, 3), {})) for at in moments]
        return svg.columns(columns, look, view.start, view.end)
    series = [
        svg.Series(legend, [(float(at), float(v)) for at, v in one["values"] if v != "NaN"])
        for legend, one in found
    ]
    return svg.lines(series, look, view.start, view.end)


def _legend(form: str, metric: Mapping[str, str], panel: Mapping[str, Any]) -> str:
    if form == "__auto":
        return "" if panel["type"] == "stat" else ", ".join(metric.values())
    for key, value in metric.items():
        form = form.replace("{{" + key + "}}", value)
    return form
