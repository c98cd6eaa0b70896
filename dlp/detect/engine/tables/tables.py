"""All tables of a text, asked by place. Pure; linear in the text, a few bytes a row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dlp.detect.engine.tables import inserts, lines, markup, objects
from dlp.detect.engine.tables.headers import says_nothing
from dlp.detect.engine.tables.table import Span, Table

#: no value has it; white space to patterns that allow any
FENCE = "\x1e"
#: rows whose cells are remembered between two questions
_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: ``text[start:end]``, in its table's row and column."""

    start: int
    end: int
    table: Table
    row: int
    column: int


class Tables:
    """The tables of `text`. Built in one pass; asked for single places.

    `header(at)` is all that scoring needs: the words that head the cell at a place, from its own
    column (first row, key of a JSON object, column of an INSERT, first cell of a form's row). `at`
    returns the cell itself, `all` the tables in order of place.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.all: tuple[Table, ...] = tuple(_found(text))
        self._starts = [table.start for table in self.all]
        #: whether there is any table with a header at all
        self.some = any(table.headers or table.sideways for table in self.all)
        lists = [edge for table in self.all for edge in table.lists]
        self._lists = sorted(zip(lists[::2], lists[1::2], strict=True))
        self._headers: dict[int, str] = {}
        self._rows: dict[tuple[int, int], list[Span]] = {}

    def at(self, place: int) -> Cell | None:
        """The cell that the character at `place` stands in; None outside of tables."""
        number = bisect_right(self._starts, place) - 1
        if number < 0:
            return None
        table = self.all[number]
        row = table.row(place)
        if row < 0:
            return None
        cell: Cell | None = None
        for start, end, column in self._cells(number, row):
            if start > place:
                break
            cell = Cell(start, end, table, row, column)
        return cell

    def heads(self, place: int) -> tuple[int, int] | None:
        """The part of a header at `place` (a cell of the first row, a key, a list of columns),
        where what stands there is one beyond doubt."""
        number = bisect_right(self._lists, (place, len(self._text))) - 1
        if number >= 0 and place < self._lists[number][1]:
            return self._lists[number]
        number = bisect_right(self._starts, place) - 1
        if number < 0 or not self.all[number].sure:
            return None
        table = self.all[number]
        row = table.row(place)
        cell = self.at(place)
        if table.keyed and row >= 0 and cell is None:
            return table.starts[row], self._cells(number, row)[0][0]
        if cell is not None and (row < table.head or (table.sideways and not cell.column)):
            return cell.start, cell.end
        return None

    def header(self, place: int) -> str:
        """The header of the cell at `place`, as it is written; ``""`` where none heads it."""
        cell = self.at(place)
        return "" if cell is None else self._header(cell)

    def scope(self, place: int) -> tuple[str, int, int]:
        """The header of the cell at `place`, and how far to both sides its neighbours speak of it.

        Under a header of its own that says anything, it is the cell alone: what other columns are
        called or hold says nothing of it. Elsewhere in rows it is the row; outside of tables the
        whole text.
        """
        cell = self.at(place)
        if cell is None:
            return "", 0, len(self._text)
        header = self._header(cell)
        if header and cell.table.sure and not says_nothing(header):
            return header, cell.start, cell.end
        if cell.table.keyed:
            return header, 0, len(self._text)
        if cell.table.sure:
            return header, cell.table.starts[cell.row], cell.table.ends[cell.row]
        return header, 0, len(self._text)

    def _header(self, cell: Cell) -> str:
        table = cell.table
        if table.sideways:
            if not cell.column:
                return ""
            start, end, _ = table.cells(self._text, cell.row)[0]
            return self._text[start:end]
        if cell.row < table.head or cell.column >= len(table.headers):
            return ""
        return table.headers[cell.column]

    def fenced(self) -> str:
        """The text, as long as it is, with `FENCE` for what parts rows and cells of tables: so no
        value runs on from one into the next."""
        text, pieces, at = self._text, [], 0
        for table in self.all:
            if table.fences is not None and table.sure:
                pieces.append(text[at : table.start])
                at = table.end
                pieces.append(
                    table.fences.sub(
                        lambda gap: FENCE * (gap.end() - gap.start()), text[table.start : at]
                    )
                )
        return "".join((*pieces, text[at:]))

    def headers(self, start: int, end: int) -> str:
        """The headers of the tables that share something with ``text[start:end]``, a line each;
        those that stand beside their cells are not among them."""
        found: list[str] = []
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self.all)):
            table = self.all[number]
            if table.start >= end:
                break
            if table.end >= start and not table.sideways and not table.keyed:
                if number not in self._headers:
                    self._headers[number] = "\n".join(table.headers)
                found.append(self._headers[number])
        return "\n".join(found)

    def _cells(self, number: int, row: int) -> Sequence[Span]:
        known = self._rows.get((number, row))
        if known is None:
            if len(self._rows) >= _REMEMBERED:
                self._rows.clear()
            known = self._rows[number, row] = self.all[number].cells(self._text, row)
        return known


def _found(text: str) -> Iterator[Table]:
    """Tables in order, apart from each other."""
    marked: list[Table] = []
    if "<t" in text or "<T" in text:
        marked += markup.find(text)
    if "INTO" in text or "into" in text or "stdin" in text:
        marked += inserts.find(text)
    if not marked and "</" in text:
        marked += markup.records(text)
    if not marked:
        marked += objects.find(text)
    marked.sort(key=lambda table: table.start)
    taken = [(table.start, table.end) for table in marked]
    return iter(sorted([*marked, *lines.find(text, taken)], key=lambda table: table.start))
