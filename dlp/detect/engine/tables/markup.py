"""Tables in HTML that stands in a text as source, and XML records: a cell an element. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from dlp.detect.engine.tables.delimited import trimmed
from dlp.detect.engine.tables.headers import known, settle
from dlp.detect.engine.tables.table import Span, Table

_ROW = re.compile(r"<tr\b[^>]{0,400}>|</table\b", re.IGNORECASE)
_CELL = re.compile(r"<t(?P<kind>[dh])\b[^>]{0,400}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{1,400}>")
_END = re.compile(r"</t[dhr]\b|<t[dhr]\b|</table|</tbody|</thead", re.IGNORECASE)
_LONGEST = 8000
#: an element with nothing but text in it
_ELEMENT = re.compile(
    r"<(?P<key>[A-Za-z_][\w:.\-]{0,60}+)(?:\s[^<>]{0,200}+)?>(?P<value>[^<>]{1,400}+)</(?P=key)\s*>"
)
_HTML = frozenset("code time title address label status text".split())
_MOST_KEYS = 2000
_APART = 2000


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


def records(text: str) -> Iterator[Table]:
    """XML whose elements are called as columns are, in order."""
    numbers: dict[str, int] = {}
    headers: list[str] = []
    table: Table | None = None
    for match in _ELEMENT.finditer(text):
        key = match["key"].rpartition(":")[2]
        if not known(key) or key.lower() in _HTML:
            continue
        if key not in numbers and len(numbers) < _MOST_KEYS:
            numbers[key] = len(numbers)
            headers.append(key)
        if table is not None and match.start() - table.end > _APART:
            yield table
            table = None
        if table is None:
            table = Table(partial(_element, numbers=numbers), headers, sure=True, keyed=True)
        table.add(*match.span())
    if table is not None:
        yield table


def _element(text: str, start: int, end: int, numbers: dict[str, int]) -> list[Span]:
    match = _ELEMENT.match(text, start, end)
    column = -1 if match is None else numbers.get(match["key"].rpartition(":")[2], -1)
    if match is None or column < 0:
        return []
    return [(*trimmed(text, *match.span("value")), column)]


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
