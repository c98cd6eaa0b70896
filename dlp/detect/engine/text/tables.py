"""Columns of delimited rows (CSV, TSV, pipes) in running text, so that a header is context."""

from __future__ import annotations

from bisect import bisect_right

_DELIMITERS = ("\t", ";", "|", ",")
_FEWEST_ROWS = 2
_LONGEST_CELL = 40
_MOST_WORDS = 4


class TableColumns:
    """The tables of a text. Built in one pass over the lines; asked for single places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []
        #: for each line: delimiter and the header line's number, or None outside a table
        self._rows: list[tuple[str, int] | None] = []
        at = 0
        lines = text.split("\n")
        for line in lines:
            self._starts.append(at)
            at += len(line) + 1
        block: list[int] = []
        current = ("", 0)
        for number, line in enumerate(lines):
            shape = _shape(line)
            if shape[1] and shape == current:
                block.append(number)
            else:
                self._close(block, current[0], number)
                block, current = ([number], shape) if shape[1] else ([], ("", 0))
        self._close(block, current[0], len(lines))
        #: whether there is any table with a header at all
        self.some = any(row is not None for row in self._rows)

    def headers(self) -> str:
        """All header lines, each once."""
        heads = sorted({row[1] for row in self._rows if row is not None})
        ends = [*self._starts[1:], len(self._text)]
        return "\n".join({self._text[self._starts[head] : ends[head]]: None for head in heads})

    def header(self, at: int) -> str:
        """The header of the column that `at` stands in; ``""`` outside a table."""
        number = bisect_right(self._starts, at) - 1
        row = self._rows[number]
        if row is None or row[1] == number:
            return ""
        delimiter, head = row
        column = self._text.count(delimiter, self._starts[number], at)
        begin = self._starts[head]
        end = self._starts[head + 1] - 1 if head + 1 < len(self._starts) else len(self._text)
        cells = self._text[begin:end].split(delimiter)
        return cells[column] if column < len(cells) else ""

    def _heads(self, number: int, delimiter: str) -> bool:
        """Whether a line is a header: short cells of words. Prose has commas too."""
        begin = self._starts[number]
        end = self._text.find("\n", begin)
        line = self._text[begin : end if end >= 0 else len(self._text)]
        cells = line.split(delimiter)
        return all(
            cell.strip() and len(cell) <= _LONGEST_CELL and cell.count(" ") <= _MOST_WORDS
            for cell in cells
        ) and not line.rstrip().endswith((".", "!", "?", ":", delimiter))

    def _close(self, block: list[int], delimiter: str, upto: int) -> None:
        while len(self._rows) < upto:
            self._rows.append(None)
        if len(block) >= _FEWEST_ROWS and self._heads(block[0], delimiter):
            for number in block:
                self._rows[number] = (delimiter, block[0])


def _shape(line: str) -> tuple[str, int]:
    for delimiter in _DELIMITERS:
        count = line.count(delimiter)
        if count:
            return delimiter, count
    return "", 0
