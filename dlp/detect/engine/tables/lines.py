"""Tables of lines: one pass over the lines of a text, delimited rows and aligned columns. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlp.detect.engine.tables.delimited import DELIMITERS, LONGEST, RULE, Block, cuts, doubled
from dlp.detect.engine.tables.fixed import Aligned, gaps
from dlp.detect.engine.tables.table import Table

#: lines that a quoted cell may run over
_LINES = 20


def find(text: str, taken: Sequence[tuple[int, int]] = ()) -> Iterator[Table]:
    """The tables of lines in `text`, in order, outside of `taken` (in order, apart)."""
    at, length, behind = 0, len(text), 0
    block: Block | None = None
    aligned = Aligned()
    while at <= length:
        while behind < len(taken) and taken[behind][1] <= at:
            behind += 1
        end = text.find("\n", at)
        end = length if end < 0 else end
        start, at = at, end + 1
        open_to_us = not (behind < len(taken) and taken[behind][0] < end)
        delimiter = (
            _delimiter(text, start, end, block) if open_to_us and 0 < end - start <= LONGEST else ""
        )
        if delimiter:
            if block is not None and block.delimiter != delimiter:
                yield from _closed(block, text)
                block = None
            end = at = _whole(text, start, end, delimiter)
            at += 1
            if block is None:
                block = Block(delimiter)
            block.add(start, end, _count(text, start, end, delimiter))
            if aligned.open:
                yield from aligned.closed(text)
            continue
        if block is not None and open_to_us and RULE.fullmatch(text, start, end):
            # a frame, or what rules off the header
            block.ruled = block.ruled or len(block.starts) == 1
            continue
        if block is not None:
            yield from _closed(block, text)
            block = None
        if open_to_us and (aligned.open or text.find("  ", start, end) >= 0):
            yield from aligned.line(text, start, end)
        elif aligned.open:
            yield from aligned.closed(text)
    if block is not None:
        yield from _closed(block, text)
    yield from aligned.closed(text)


def _closed(block: Block, text: str) -> Iterator[Table]:
    table = block.table(text)
    if table is not None:
        yield table


def _delimiter(text: str, start: int, end: int, block: Block | None) -> str:
    """The delimiter of a line: that of the rows above if the line has it."""
    if block is not None and text.find(block.delimiter, start, end) >= 0:
        if block.delimiter != "|" or not RULE.fullmatch(text, start, end):
            return block.delimiter
        return ""
    for delimiter in DELIMITERS:
        if text.find(delimiter, start, end) >= 0:
            if RULE.fullmatch(text, start, end) or (
                delimiter in ",;^~&" and block is None and gaps(text, start, end)
            ):
                return ""
            if delimiter == "&" and text.find("\\\\", start, end) < 0:
                return ""
            return delimiter
    return ""


def _count(text: str, start: int, end: int, delimiter: str) -> int:
    if text.find('"', start, end) >= 0:
        return len(cuts(text, start, end, delimiter))
    if delimiter == "|" and doubled(text, start, end):
        return text.count("|", start, end) - text.count("||", start, end)
    return text.count(delimiter, start, end)


def _whole(text: str, start: int, end: int, delimiter: str) -> int:
    """The end of the row: a cell in quotes may hold line breaks."""
    if delimiter not in ",;" or not text.count('"', start, end) % 2:
        return end
    stop = end
    for _ in range(_LINES):
        line = stop + 1
        stop = text.find("\n", line)
        stop = len(text) if stop < 0 else stop
        if line >= len(text) or stop - start > LONGEST:
            return end
        if text.count('"', line, stop) % 2:
            return stop
    return end
