"""Rows of lines with a delimiter: tabs, pipes, semicolons, commas; quoted cells; ruled lines.

Comma-separated values: RFC 4180. Pipe tables: GitHub Flavored Markdown §4.10, and what psql, mysql,
reStructuredText and wikis print. Prose has commas, too: its rows are unlike.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from functools import cache, partial
from itertools import islice, pairwise

from dlp.detect.engine.tables.headers import known, settle
from dlp.detect.engine.tables.table import Span, Table
from dlp.detect.engine.tables.types import CODE, DATE, EMAIL, NUMBER, form

#: in the order in which they are believed
DELIMITERS = ("\t", "|", "\u2502", ";", ",", "^", "~", "&")
#: those of which a row says too little without a header that is known
_RARE = "^~&"
_ROW_ENDS = "\\\\"
#: a longer line is no row
LONGEST = 8000
_PIPES = "|\u2502"
#: a line that rules off: of pipes, crosses and dashes
RULE = re.compile(r"[ \t]*[|+:=\-\u2500-\u257f][|+:=\-\u2500-\u257f \t]{2,}")
_STRIP = " \t\r\u00a0"
_PAIRS = frozenset(('""', "''", "``"))
#: share of rows with the usual number of cells
_ALIKE, _MOSTLY_ALIKE = 0.6, 0.8
#: share of commas with a space behind from which on a line may be a sentence
_SPACED = 0.5
_WORDS, _FEW_WORDS = 8.0, 3.5
_ENDS = (".", "!", "?", ":")
_LOOKED_AT = 64
_LINE_ENDS = re.compile(r"\n")


def cells(text: str, start: int, end: int, delimiter: str) -> list[Span]:
    """The cells of a row, in order."""
    while start < end and text[start] == ">":  # quoted in an answer
        start += 1 + text.startswith(" ", start + 1)
    sign = delimiter
    if delimiter in _PIPES:
        sign = "||" if doubled(text, start, end) else delimiter
        start, end = _inside(text, start, end, sign)
    elif delimiter == "&" and (stop := text.rfind(_ROW_ENDS, start, end)) >= 0:
        end = stop
    width = len(sign)
    return [
        (*trimmed(text, low + width, max(high, low + width)), column)
        for column, (low, high) in enumerate(
            pairwise((start - width, *cuts(text, start, end, sign), end))
        )
    ]


def cuts(text: str, start: int, end: int, delimiter: str) -> list[int]:
    """Where the delimiters of a row stand, outside of quoted cells."""
    if delimiter[0] != "|" and text.find('"', start, end) >= 0:
        return [
            match.start()
            for match in _quoted(delimiter).finditer(text, start, end)
            if match.end() - match.start() == 1
        ]
    found = []
    at = text.find(delimiter, start, end)
    while at >= 0:
        found.append(at)
        at = text.find(delimiter, at + len(delimiter), end)
    return found


def doubled(text: str, start: int, end: int) -> bool:
    """Whether two pipes part the cells of a row, as in the headers of wikis."""
    return text.startswith("||", start) or text.find(" || ", start, end) >= 0


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A cell without white space, quotes and marks of emphasis around it."""
    while start < end and text[start] in _STRIP:
        start += 1
    while end > start and text[end - 1] in _STRIP:
        end -= 1
    if end - start > 1 and text[start] + text[end - 1] in _PAIRS:
        return start + 1, end - 1
    while end - start > 2 and text[start] == text[end - 1] and text[start] in "*_":
        start, end = start + 1, end - 1
    return start, end


@cache
def _quoted(delimiter: str) -> re.Pattern[str]:
    """A quoted cell, or a delimiter."""
    sign = re.escape(delimiter)
    return re.compile(rf'(?<![^{sign}\n])[ ]?"(?:[^"]|"")*+"|{sign}')


def _inside(text: str, start: int, end: int, sign: str) -> tuple[int, int]:
    """A row without the pipes at its ends."""
    while start < end and text[start] in _STRIP:
        start += 1
    while end > start and text[end - 1] in _STRIP:
        end -= 1
    while start < end and text[start] in _PIPES:
        start += 1
        if len(sign) == 1:
            break
    while end > start and text[end - 1] in _PIPES:
        end -= 1
        if len(sign) == 1:
            break
    return start, end


class Block:
    """Consecutive lines with one delimiter, on their way to a table."""

    def __init__(self, delimiter: str) -> None:
        self.delimiter = delimiter
        self.starts, self.ends, self.counts = array("q"), array("q"), array("i")
        #: whether a ruled line stands under the first row
        self.ruled = False

    def add(self, start: int, end: int, count: int) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.counts.append(count)

    def table(self, text: str) -> Table | None:
        """The table that these lines are, if they are one."""
        if self.delimiter == "," and self._is_prose(text):
            return None
        usual = self._usual()
        first, last = self._edges(usual)
        if last <= first or not self._alike(text, usual, first, last):
            return None
        while last - first > 2 and self._is_title(text, first):
            first += 1
        table = Table(
            partial(cells, delimiter=self.delimiter),
            fences=_LINE_ENDS,
            starts=self.starts[first:last],
            ends=self.ends[first:last],
        )
        if last - first > 1:
            settle(text, table, self.ruled)
        return table

    def _is_prose(self, text: str) -> bool:
        """Whether commas are followed by spaces as in sentences, and too few to be a table's."""
        signs = sum(self.counts)
        rows = len(self.counts)
        if rows == 1 and signs < 2:
            return True
        if rows > _LOOKED_AT:
            return False
        spaced = sum(
            text.count(", ", start, end) for start, end in zip(self.starts, self.ends, strict=True)
        )
        return spaced > _SPACED * signs and (rows == 1 or self._usual() < 2)

    def _is_title(self, text: str, number: int) -> bool:
        """Whether nothing but the first cell of a wide row is filled."""
        row = cells(text, self.starts[number], self.ends[number], self.delimiter)
        return len(row) > 2 and row[0][0] < row[0][1] and all(a == b for a, b, _ in row[1:])

    def _usual(self) -> int:
        return Counter(self.counts).most_common(1)[0][0]

    def _edges(self, usual: int) -> tuple[int, int]:
        """The rows without the lines above and below that only have the sign, too."""
        first, last = 0, len(self.counts)
        slack = 0 if last <= 2 or self.ruled else 1
        if self.delimiter == "\t":
            # what ends a row may be left out, so the width of a row says little
            while first < last - 1 and 2 * self.counts[first] < usual:
                first += 1
            return first, last
        while first < last and abs(self.counts[first] - usual) > slack:
            first += 1
        while last > first and abs(self.counts[last - 1] - usual) > slack:
            last -= 1
        return first, last

    def _alike(self, text: str, usual: int, first: int, last: int) -> bool:
        if self.ruled or self.delimiter == "\t":
            return last - first > 1
        if self.delimiter in _RARE and not _known(
            text, (self.starts[first], self.ends[first]), self.delimiter
        ):
            return False
        rows = last - first
        alike = sum(count == usual for count in islice(self.counts, first, last)) / rows
        if alike < _ALIKE:
            return False
        step = max(1, rows // _LOOKED_AT)
        some = [(self.starts[at], self.ends[at]) for at in range(first, last, step)]
        filled = spaced = signs = words = 0
        ended = empty = 0
        typed = False
        for start, end in some:
            ended += text[start:end].rstrip().endswith(_ENDS)
            row = cells(text, start, end, self.delimiter)
            empty += row[-1][0] == row[-1][1]
            for begin, stop, column in row:
                if column:
                    signs += 1
                    spaced += text[begin - 1] == " " and begin < stop
                if begin < stop:
                    filled += 1
                    words += 1 + text.count(" ", begin, stop)
                    typed = typed or form(text[begin:stop]) in (NUMBER, DATE, EMAIL, CODE)
        if not filled or words > _WORDS * filled or (empty == len(some) and usual == 1):
            return False
        if usual == 1 and self.delimiter in ",;" and (spaced or empty):
            return False  # Best regards,
        if usual == 1 and ended and not _known(text, some[0], self.delimiter):
            return False
        if rows == 1:
            return usual > 1 and typed and spaced <= _SPACED * signs and not ended
        if self.delimiter not in ",;" or spaced <= _SPACED * signs:
            return True
        return (
            usual > 1
            and alike >= _MOSTLY_ALIKE
            and words <= _FEW_WORDS * filled
            and ended <= 0.3 * len(some)
            and (rows > 2 or _known(text, some[0], self.delimiter))
        )


def _known(text: str, row: tuple[int, int], delimiter: str) -> bool:
    found = [text[start:end] for start, end, _ in cells(text, *row, delimiter)]
    return 2 * sum(map(known, found)) >= len(found)
