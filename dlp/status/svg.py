"""Small charts as SVG text: for the built-in page, and for the pictures of the Grafana panels.

Plain shapes and presentation attributes only: no script, no style sheet, nothing from elsewhere.
Every text is escaped. Colours keep their distance for colour-blind readers (Okabe and Ito, 2008).
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

#: what a name always looks like; everything else takes the next of `_COLOURS`
MEANT: Mapping[str, str] = {
    "allow": "#009e73",
    "redact": "#e6a700",
    "redirect": "#56b4e9",
    "hold": "#a05195",
    "block": "#d55e00",
    "other": "#9aa5b1",
}
_COLOURS = (
    *("#0072b2", "#e6a700", "#009e73", "#cc79a7", "#56b4e9", "#d55e00"),
    *("#6b4c9a", "#8c6d31", "#3d8b8b", "#b03a5b"),
)
INK, FAINT, LINE, PAPER = "#1f2933", "#616e7c", "#e4e7eb", "#ffffff"
GOOD, BAD = "#009e73", "#d55e00"
_FONT = "font-family='DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif'"
#: pixels that a character takes at 11 px, on average
_CHARACTER = 6.9
#: the smallest figure an axis is drawn for: far below it a quarter rounds to 0
_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: (seconds since 1970, value) in order of time."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class ChartStyle:
    """How a chart is drawn. `thresholds`: value from which → colour, in rising order."""

    unit: str = "short"
    width: int = 560
    height: int = 220
    stacked: bool = False
    thresholds: Sequence[tuple[float, str]] = field(default=())


def number(value: float, unit: str = "short") -> str:
    """A value as people read it: ``1.2k``, ``35 ms``, ``4.1 GB``, ``12%``."""
    if math.isnan(value):
        return "–"
    match unit:
        case "percentunit":
            return f"{value * 100:.3g}%" if abs(value) < 1000 else "–"
        case "s":
            return _span(value)
        case "bytes":
            return _scaled(value, 1024, ("B", "KiB", "MiB", "GiB", "TiB"))
        case "bool":
            return "yes" if value else "no"
        case "Bps":
            return f"{number(value, 'bytes')}/s"
        case "reqps":
            return f"{_scaled(value, 1000, ('', 'k', 'M'))}/s"
        case _:
            return _scaled(value, 1000, ("", "k", "M", "G"))


def _scaled(value: float, base: int, units: Sequence[str]) -> str:
    at = 0
    while abs(value) >= base and at < len(units) - 1:
        value, at = value / base, at + 1
    space = " " if len(units[at]) > 1 or units[at] == "B" else ""
    digits = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{digits}{space}{units[at]}"


def _span(value: float) -> str:
    size = abs(value)
    for least, unit, name in ((86400, 86400, "d"), (3600, 3600, "h"), (60, 60, "min")):
        if size >= 2 * least:
            whole = value / unit
            return f"{whole:.0f} {name}" if whole >= 100 else f"{whole:.3g} {name}"
    if size and size < 1:
        return f"{value * 1e3:.3g} ms" if size >= 1e-3 else f"{value * 1e6:.3g} µs"
    return f"{value:.3g} s"


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name: a meaning's own, else the next in turn."""
    free = iter(_COLOURS * (len(names) // len(_COLOURS) + 1))
    return {name: MEANT.get(name) or next(free) for name in names}


def _text(
    x: float, y: float, text: str, *, size: int = 11, fill: str = FAINT, more: str = ""
) -> str:
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size}' fill='{fill}' {_FONT} {more}>"
        f"{escape(text)}</text>"
    )


def _frame(look: ChartStyle, body: str, label: str) -> str:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {look.width} {look.height}' "
        f"width='{look.width}' height='{look.height}' role='img' aria-label='{escape(label)}'>"
        f"<rect width='{look.width}' height='{look.height}' fill='{PAPER}'/>{body}</svg>"
    )


def empty(look: ChartStyle, words: str = "nothing in this time") -> str:
    """A chart without data says so."""
    at = _text(look.width / 2, look.height / 2, words, more="text-anchor='middle'")
    return _frame(look, at, words)


def lines(series: Sequence[Series], look: ChartStyle, start: float, end: float) -> str:
    """Lines over time, or areas on top of each other where `look.stacked`."""
    shown = [one for one in series if one.points]
    if not shown:
        return empty(look)
    rows = _legend_rows([one.name for one in shown], look.width)
    left, top, right, bottom = 52, 10, look.width - 10, look.height - 22 - 16 * len(rows)
    stacks = _stack(shown) if look.stacked else [(one, None) for one in shown]
    highest = max(y for one, _ in stacks for _, y in one.points)
    # a limit far away would flatten what there is to see
    near = [value for value, _ in look.thresholds if 0 < value <= 2 * highest]
    ticks = _ticks(max([highest, *near]), look.unit)
    paint = colours([one.name for one in shown])

    def x(at: float) -> float:
        return left + (right - left) * (at - start) / max(end - start, 1)

    def y(value: float) -> float:
        return bottom - (bottom - top) * value / ticks[-1]

    parts = []
    for tick in ticks:
        parts.append(f"<path d='M{left} {y(tick):.1f}H{right}' stroke='{LINE}'/>")
        parts.append(
            _text(left - 6, y(tick) + 4, number(tick, look.unit), more="text-anchor='end'")
        )
    for at, words in _moments(start, end):
        parts.append(_text(x(at), bottom + 15, words, more="text-anchor='middle'"))
    for value, colour in look.thresholds:
        if 0 < value <= ticks[-1]:
            parts.append(
                f"<path d='M{left} {y(value):.1f}H{right}' stroke='{colour}' "
                "stroke-dasharray='5 4'/>"
            )
    for one, floor in stacks:
        path = "L".join(f"{x(at):.1f} {y(value):.1f}" for at, value in one.points)
        colour = paint[one.name]
        if floor is not None:
            back = "L".join(f"{x(at):.1f} {y(value):.1f}" for at, value in reversed(floor))
            parts.append(f"<path d='M{path}L{back}Z' fill='{colour}' fill-opacity='.75'/>")
        if len(one.points) == 1:
            at, value = one.points[0]
            parts.append(f"<circle cx='{x(at):.1f}' cy='{y(value):.1f}' r='3' fill='{colour}'/>")
        parts.append(f"<path d='M{path}' fill='none' stroke='{colour}' stroke-width='1.6'/>")
    parts += _legend(rows, paint, bottom + 22)
    return _frame(look, "".join(parts), ", ".join(one.name for one in shown))


def columns(
    slots: Sequence[tuple[float, Mapping[str, float]]], look: ChartStyle, start: float, end: float
) -> str:
    """One column for each slot of time, its parts on top of each other."""
    totals: dict[str, float] = {}
    for _, parts in slots:
        for name, value in parts.items():
            totals[name] = totals.get(name, 0.0) + value
    names = [name for name, value in totals.items() if value]
    if not names:
        return empty(look)
    rows = _legend_rows(names, look.width)
    left, top, right, bottom = 52, 10, look.width - 10, look.height - 22 - 16 * len(rows)
    ticks = _ticks(max(sum(parts.values()) for _, parts in slots), look.unit)
    paint = colours(names)
    width = (right - left) / max(len(slots), 1)
    body = []
    for tick in ticks:
        y = bottom - (bottom - top) * tick / ticks[-1]
        body.append(f"<path d='M{left} {y:.1f}H{right}' stroke='{LINE}'/>")
        body.append(_text(left - 6, y + 4, number(tick, look.unit), more="text-anchor='end'"))
    for at, words in _moments(start, end):
        x = left + (right - left) * (at - start) / max(end - start, 1)
        body.append(_text(x, bottom + 15, words, more="text-anchor='middle'"))
    for index, (_, parts) in enumerate(slots):
        y = float(bottom)
        for name in names:
            height = (bottom - top) * parts.get(name, 0.0) / ticks[-1]
            if height > 0:
                y -= height
                body.append(
                    f"<rect x='{left + index * width:.1f}' y='{y:.1f}' width='{width * 0.86:.1f}' "
                    f"height='{height:.1f}' fill='{paint[name]}'/>"
                )
    body += _legend(rows, paint, bottom + 22)
    return _frame(look, "".join(body), ", ".join(names))


def bars(items: Sequence[tuple[str, float]], look: ChartStyle) -> str:
    """Names with a bar each, the longest first."""
    chosen = sorted(items, key=lambda item: -item[1])[: max(1, (look.height - 12) // 22)]
    if not any(value for _, value in chosen):
        return empty(look)
    most = max(value for _, value in chosen)
    room = min(look.width * 0.46, 16 + max(_length(name) for name, _ in chosen))
    width = look.width - room - 66
    body = []
    paint = colours([name for name, _ in chosen]) if set(MEANT) >= {n for n, _ in chosen} else {}
    for row, (name, value) in enumerate(chosen):
        y = 8 + row * 22
        colour = paint.get(name, _COLOURS[0])
        for least, warned in look.thresholds:
            colour = warned if value >= least else colour
        body.append(_text(room - 8, y + 12, _cut(name, room), fill=INK, more="text-anchor='end'"))
        body.append(
            f"<rect x='{room:.1f}' y='{y}' width='{max(1.0, width * value / most):.1f}' "
            f"height='15' rx='2' fill='{colour}'/>"
        )
        body.append(_text(room + width * value / most + 6, y + 12, number(value, look.unit)))
    return _frame(look, "".join(body), ", ".join(name for name, _ in chosen))


def figures(items: Sequence[tuple[str, float]], look: ChartStyle) -> str:
    """One big number, or a few beside each other."""
    if not items:
        return empty(look)
    items = items[:6]
    each = look.width / len(items)
    body = []
    for index, (name, value) in enumerate(items):
        colour = INK
        for least, wanted in look.thresholds:
            colour = wanted if value >= least else colour
        middle = each * (index + 0.5)
        words = number(value, look.unit)
        size = min(40, int(each / (0.66 * max(4, len(words)))), look.height // 2)
        body.append(
            _text(
                middle,
                look.height / 2 + size / 3,
                words,
                size=size,
                fill=colour,
                more="text-anchor='middle' font-weight='600'",
            )
        )
        if name:
            body.append(
                _text(
                    middle,
                    look.height - 8,
                    _cut(name, each + 6),
                    size=11,
                    more="text-anchor='middle'",
                )
            )
    return _frame(look, "".join(body), ", ".join(number(value, look.unit) for _, value in items))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], look: ChartStyle) -> str:
    """A few rows of text."""
    if not rows:
        return empty(look)
    each = (look.width - 16) / len(head)
    body = [
        _text(10 + each * at, 18, _cut(name, each), more="font-weight='600'")
        for at, name in enumerate(head)
    ]
    for number_, row in enumerate(rows[: max(1, (look.height - 30) // 20)]):
        y = 38 + 20 * number_
        body.append(f"<path d='M8 {y - 14}H{look.width - 8}' stroke='{LINE}'/>")
        body += [
            _text(10 + each * at, y, _cut(cell, each), fill=INK) for at, cell in enumerate(row)
        ]
    return _frame(look, "".join(body), ", ".join(head))


def _stack(
    series: Sequence[Series],
) -> list[tuple[Series, Sequence[tuple[float, float]] | None]]:
    moments = sorted({at for one in series for at, _ in one.points})
    floor = dict.fromkeys(moments, 0.0)
    stacked: list[tuple[Series, Sequence[tuple[float, float]] | None]] = []
    for one in series:
        values = dict(one.points)
        below = [(at, floor[at]) for at in moments]
        for at in moments:
            floor[at] += values.get(at, 0.0)
        stacked.append((Series(one.name, [(at, floor[at]) for at in moments]), below))
    return stacked


def _ticks(most: float, unit: str) -> list[float]:
    """Round values from 0 to at least `most`."""
    if not _LEAST <= most < math.inf:
        return [0.0, 1.0]
    if unit in ("bytes", "Bps") and most >= 1024:
        whole = 1024.0 ** int(math.log(most, 1024))
        return [tick * whole for tick in _ticks(most / whole, "short")]
    rough = most / 4
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough * 0.999)
    return [step * at for at in range(math.ceil(most / step - 1e-9) + 1)]


def _moments(start: float, end: float) -> list[tuple[float, str]]:
    """Where time is written below a chart, in the machine's own time zone."""
    span = end - start
    steps = (60, 120, 300, 600, 1800, 3600, 4 * 3600, 6 * 3600, 86400, 2 * 86400, 5 * 86400)
    step = next((one for one in steps if span / one <= 8), 10 * 86400)
    form = "%d %b" if step >= 86400 else "%H:%M"
    offset = time.localtime(start).tm_gmtoff
    first = math.ceil((start + offset) / step) * step - offset
    found = []
    at = float(first)
    while at <= end:
        # a word at the very edge would be cut
        if start + span * 0.02 <= at <= end - span * 0.02:
            found.append((at, time.strftime(form, time.localtime(at))))
        at += step
    return found


def _legend_rows(names: Sequence[str], width: int) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    used = 52.0
    for name in names[:14]:
        need = 26 + _length(name[:34])
        if used + need > width - 8 and rows[-1]:
            rows.append([])
            used = 52.0
        rows[-1].append(name)
        used += need
    return rows[:3]


def _legend(rows: Sequence[Sequence[str]], paint: Mapping[str, str], top: float) -> list[str]:
    parts = []
    for index, row in enumerate(rows):
        x, y = 52.0, top + 16 * index
        for name in row:
            parts.append(
                f"<rect x='{x:.1f}' y='{y + 1:.1f}' width='10' height='10' rx='2' "
                f"fill='{paint[name]}'/>"
            )
            parts.append(_text(x + 15, y + 10, name if len(name) <= 34 else name[:33] + "…"))
            x += 26 + _length(name[:34])
    return parts


def _length(text: str) -> float:
    """Pixels that a text takes; capitals are wide, and names of kinds are all capitals."""
    return sum(8.2 if one.isupper() or one == "_" else _CHARACTER for one in text)


def _cut(text: str, room: float) -> str:
    fits = max(4, int((room - 10) * len(text) / max(_length(text), 1)))
    return text if len(text) <= fits else text[: fits - 1] + "…"
