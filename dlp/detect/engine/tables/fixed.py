"""Columns that are aligned by spaces, as terminals, reports and mainframes print them. Pure.

Two spaces or more stand between columns. Where a cell is empty or fills its column, the places
that are blank in all rows tell the columns apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from dlp.detect.engine.tables.headers import settle
from dlp.detect.engine.tables.table import Span, Table

_LONGEST = 400
_GAP = re.compile(r"\S {2,}\S")
_PIECE = re.compile(r"\S+(?: \S+)*")
_RULED = re.compile(r"[ ]*[-=\u2500]{3,}(?: +[-=\u2500]+)*[ ]*")
#: rows that are looked at for the columns, and how many of them must be blank between two
_SAMPLE = 48
_BLANK = 0.9
_FEWEST = 3
_FENCES = re.compile(r" {2,}|\n")


class Aligned:
    """Consecutive lines with gaps, on their way to a table."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._rows = Table(_no_cells, fences=_FENCES)
        #: whether a ruled line stands under the first row
        self._ruled = False

    @property
    def open(self) -> bool:
        """Whether a table may have begun."""
        return bool(self._rows.starts)

    def line(self, text: str, start: int, end: int) -> Iterator[Table]:
        """One more line; a table if it ended one."""
        if end - start > _LONGEST:
            yield from self.closed(text)
        elif _RULED.fullmatch(text, start, end):
            self._ruled = self._ruled or len(self._rows.starts) == 1
        elif gaps(text, start, end):
            self._rows.add(start, end)
        else:
            yield from self.closed(text)

    def closed(self, text: str) -> Iterator[Table]:
        """What stands so far, as a table if it is one."""
        rows, ruled = self._rows, self._ruled
        if rows.starts:
            self._clear()
        if len(rows.starts) < (2 if ruled else _FEWEST):
            return
        begins = _columns(text, rows)
        if len(begins) < 2:
            return
        rows.cut = _Cut(begins)
        settle(text, rows, ruled)
        yield rows


def gaps(text: str, start: int, end: int) -> bool:
    """Whether columns could stand in a line."""
    return text.find("  ", start, end) >= 0 and _GAP.search(text, start, end) is not None


def _no_cells(text: str, start: int, end: int) -> list[Span]:
    return []


def _columns(text: str, rows: Table) -> list[int]:
    """Where the columns begin, in characters of a line."""
    number = len(rows.starts)
    lines = [
        text[rows.starts[at] : rows.ends[at]] for at in range(0, number, max(1, number // _SAMPLE))
    ]
    width = max(map(len, lines))
    filled = [0] * (width + 1)
    for line in lines:
        for at, char in enumerate(line):
            filled[at] += char != " "
    allowed = max((1 - _BLANK) * len(lines), 1 if len(lines) > 3 else 0)
    begins: list[int] = []
    blank = 2
    for at in range(width):
        if filled[at] > allowed:
            if blank >= 2:
                begins.append(at)
            blank = 0
        else:
            blank += 1
    return begins


class _Cut:
    """Cuts a line where its gaps are, or where those of most lines are."""

    __slots__ = ("_begins",)

    def __init__(self, begins: list[int]) -> None:
        self._begins = begins

    def __call__(self, text: str, start: int, end: int) -> list[Span]:
        pieces = [match.span() for match in _PIECE.finditer(text, start, end)]
        if len(pieces) == len(self._begins):
            return [(*span, column) for column, span in enumerate(pieces)]
        found: list[Span] = []
        for low, high in pieces:
            first = max(0, bisect_right(self._begins, low - start + 1) - 1)
            for column in range(first, len(self._begins)):
                # a piece that runs on over the next column is cut at the space nearest to it
                begins = start + (self._begins[column + 1] if column + 1 < len(self._begins) else 0)
                cut = text.find(" ", begins - 1, high) if start < begins < high else -1
                if cut < 0:
                    found.append((low, high, column))
                    break
                if cut > low:
                    found.append((low, cut, column))
                low = cut + 1
        return found
