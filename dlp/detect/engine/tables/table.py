"""One table: where its rows are, how a row falls into cells, what its columns are. Pure.

Rows are kept as two offsets each, in arrays; a row's cells are worked out when somebody asks for
them. So a table of a million cells costs a few bytes a row, and asking costs the length of one row.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from dlp.detect.engine.tables.types import majority

#: (start, end, column) of a cell in the text, without white space and quotes around it
Span = tuple[int, int, int]
#: the cells of the row ``text[start:end]``
Cut = Callable[[str, int, int], list[Span]]

#: rows looked at for the form of a column, spread over the table
_SAMPLE = 96


@dataclass(slots=True)
class Table:
    """Rows of ``text`` and the headers of their columns.

    `head` is how many of the first rows are headers (0 or 1); `sure` says that what stands there
    is a header beyond doubt: a ruled line follows, the columns below are of another form, or its
    words are those of headers. `keyed` tables have a header for each cell beside it (JSON objects);
    then `headers` grows with the keys. `sideways` tables have their headers in the first column.
    """

    cut: Cut
    headers: list[str] = field(default_factory=list)
    head: int = 0
    sure: bool = False
    keyed: bool = False
    sideways: bool = False
    #: what parts its rows and cells where it looks like a part of a value: line breaks, gaps
    fences: re.Pattern[str] | None = None
    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    #: lists of column names that stand apart from the rows: start, end, start, end …
    lists: array[int] = field(default_factory=lambda: array("q"))

    @property
    def start(self) -> int:
        return self.starts[0]

    @property
    def end(self) -> int:
        return self.ends[-1]

    def add(self, start: int, end: int) -> None:
        """A further row, behind all others."""
        self.starts.append(start)
        self.ends.append(end)

    def row(self, at: int) -> int:
        """The number of the row that `at` stands in; -1 between rows."""
        number = bisect_right(self.starts, at) - 1
        return number if number >= 0 and at <= self.ends[number] else -1

    def cells(self, text: str, number: int) -> list[Span]:
        """The cells of one row."""
        return self.cut(text, self.starts[number], self.ends[number])

    def sample(self) -> Iterator[int]:
        """Numbers of rows under the header, a bounded number of them, spread over the table."""
        rows = len(self.starts) - self.head
        step = max(1, rows // _SAMPLE)
        yield from range(self.head, len(self.starts), step)

    def values(self, text: str) -> dict[int, list[str]]:
        """For each column the cells of the sampled rows."""
        found: dict[int, list[str]] = {}
        for number in self.sample():
            for start, end, column in self.cells(text, number):
                found.setdefault(column, []).append(text[start:end])
        return found

    def forms(self, text: str) -> dict[int, str]:
        """For each column its form (see `types`)."""
        return {column: majority(cells) for column, cells in self.values(text).items()}
