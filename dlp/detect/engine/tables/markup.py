"""Tables in HTML that stands in a text as source, and XML records: a cell an element. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.engine.tables.delimited import trimmed
from dlp.detect.engine.tables.headers import settle
from dlp.detect.engine.tables.table import Span, Table

_ROW = re.compile(r"<tr\b[^>]{0,400}>|</table\b", re.IGNORECASE)
_CELL = re.compile(r"<t(?P<kind>[dh])\b[^>]{0,400}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,400}>")
_END = re.compile(r"</t[dhr]\b|<t[dhr]\b|</table|</tbody|</thead", re.IGNORECASE)
_LONGEST = 8000


def find(text: str) -> Iterator[Table]:
    """The tables of ``<tr>`` in `text`, in order."""
    table: Table | None = None
    begin = -1
    for match in _ROW.finditer(text):
        if begin >= 0 and match.start() - begin <= _LONGEST:
            table = table or Table(_cells)
            table.add(begin, match.start())
        begin = match.end() if match[0][1] != "/" else -1
        if begin < 0 and table is not None:
            yield _settled(text, table)
            table = None
    if begin >= 0:
        table = table or Table(_cells)
        table.add(begin, min(len(text), begin + _LONGEST))
    if table is not None:
        yield _settled(text, table)


def _settled(text: str, table: Table) -> Table:
    first = _CELL.search(text, table.starts[0], table.ends[0])
    if len(table.starts) > 1:
        settle(text, table, first is not None and first["kind"] in "hH")
    return table


def _cells(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    for match in _CELL.finditer(text, start, end):
        low = match.end()
        stop = _END.search(text, low, end)
        high = stop.start() if stop else end
        while (tag := _TAG.match(text, low, high)) is not None:
            low = tag.end()
        inner = text.find("<", low, high)
        span = trimmed(text, low, inner if inner >= 0 else high)
        while span[0] < span[1] and text[span[0]] == "\n":
            span = trimmed(text, span[0] + 1, span[1])
        while span[0] < span[1] and text[span[1] - 1] == "\n":
            span = trimmed(text, span[0], span[1] - 1)
        found.append((*span, len(found)))
    return found
