"""JSON and its like: arrays of objects, lines of objects, arrays of arrays. Pure.

In objects each value has its key as header, wherever it stands; a column is all values of a key.
What is quoted with ' or has keys without quotes (Python, JavaScript) is read as well. RFC 8259.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from dlp.detect.engine.tables.headers import known, settle
from dlp.detect.engine.tables.table import Span, Table

_TEXT = r"\"(?:[^\"\\\n]|\\.){0,400}+\"|'(?:[^'\\\n]|\\.){0,400}+'"
_SCALAR = rf"(?:{_TEXT}|-?[0-9][0-9.eE+-]{{0,30}}|true|false|null|None|True|False)"
_QUOTED = r"(?:\"[^\"\\\n]{1,60}\"|'[^'\\\n]{1,60}')[ \t]{0,8}+(?::|=>)[ \t]{0,40}+\n?[ \t]{0,80}+"
_PLAIN = r"(?<=[{,\s])[A-Za-z_$][\w$]{0,40}+:[ \t]{1,8}+"
#: assignments and attributes, where what stands before the sign heads columns
_SET = r"(?<=[\s,;({<])[A-Za-z_][\w.\-]{1,40}+[ ]{0,3}+=[ ]{0,3}+(?=[\"'])"
_GAP = r"\s{0,80}+"
_MORE = rf"(?:{_GAP},{_GAP}{_SCALAR})"
_PAIR = re.compile(
    rf"(?P<key>{_QUOTED}|{_PLAIN}|(?P<set>{_SET}))"
    rf"(?:(?P<value>{_TEXT}|-?[0-9][\w.+-]{{0,40}})|\[{_GAP}(?P<list>{_SCALAR}{_MORE}{{0,200}}+))"
)
_ITEM = re.compile(_SCALAR)
#: an array of two values and more
_ROW = re.compile(rf"[\[(]{_GAP}{_SCALAR}{_MORE}{{1,200}}+{_GAP},?{_GAP}[\])]")
#: between two of them; the names of the columns may stand apart from the values
_BETWEEN = re.compile(r"\s*,\s*|\s*,\s*[\"']\w{1,20}[\"']\s*:\s*\[\s*")
#: what is farther apart is no table
_APART = 2000
_NEAR = 60
_MOST_KEYS = 2000


def find(text: str) -> list[Table]:
    """Objects and arrays in `text`."""
    quoted = '",' in text or "'," in text or '":' in text
    found = list(_arrays(text)) if quoted and ("[" in text or "(" in text) else []
    if "{" in text or '":' in text or '="' in text or " = '" in text:
        found += _keyed(text, [(table.start, table.end) for table in found])
    return found


def _arrays(text: str) -> Iterator[Table]:
    table: Table | None = None
    for match in _ROW.finditer(text):
        if table is not None and not (
            match.start() - table.end <= _NEAR
            and _BETWEEN.fullmatch(text, table.end, match.start())
        ):
            yield from _settled(text, table)
            table = None
        if table is None:
            table = Table(_cells)
        table.add(*match.span())
    if table is not None:
        yield from _settled(text, table)


def _settled(text: str, table: Table) -> Iterator[Table]:
    if len(table.starts) > 1:
        settle(text, table)
        yield table


def _keyed(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[Table]:
    numbers: dict[str, int] = {}
    headers: list[str] = []
    cut = partial(_pair, numbers=numbers)
    table: Table | None = None
    behind = 0
    for match in _PAIR.finditer(text):
        while behind < len(taken) and taken[behind][1] <= match.start():
            behind += 1
        if behind < len(taken) and taken[behind][0] < match.end():
            continue
        key = _key(match)
        if match["set"] and not known(key):
            continue
        if key not in numbers and len(numbers) < _MOST_KEYS:
            numbers[key] = len(numbers)
            headers.append(key)
        if table is not None and (
            match.start() - table.end > _APART or _broken(text, table.end, match.start(), taken)
        ):
            if len(table.starts) > 1:
                yield table
            table = None
        if table is None:
            table = Table(cut, headers, sure=True, keyed=True)
        table.add(*match.span())
    if table is not None and len(table.starts) > 1:
        yield table


def _key(match: re.Match[str]) -> str:
    return match["key"].rstrip(":=> \t\n").strip("\"'")


def _broken(text: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether a blank line or another table stands between two pairs."""
    at = bisect_right(taken, (start, start))
    return text.find("\n\n", start, end) >= 0 or (at < len(taken) and taken[at][0] < end)


def _no_cells(text: str, start: int, end: int) -> list[Span]:
    return []


def _pair(text: str, start: int, end: int, numbers: dict[str, int]) -> list[Span]:
    match = _PAIR.match(text, start, end)
    if match is None:
        return []
    column = numbers.get(_key(match), -1)
    if column < 0:
        return []
    if match["list"] is None:
        return [(*_bare(text, *match.span("value")), column)]
    low, high = match.span("list")
    return [(*_bare(text, *item.span()), column) for item in _ITEM.finditer(text, low, high)]


def _cells(text: str, start: int, end: int) -> list[Span]:
    return [
        (*_bare(text, *item.span()), column)
        for column, item in enumerate(_ITEM.finditer(text, start, end))
    ]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    return (start + 1, end - 1) if text[start] in "\"'" else (start, end)
