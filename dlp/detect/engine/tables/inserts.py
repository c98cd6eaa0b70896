"""Rows of SQL: INSERT … VALUES with and without a list of columns, and PostgreSQL's COPY. Pure.

Where an INSERT names no columns, those of a CREATE TABLE in the same text stand for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from dlp.detect.engine.tables.delimited import cells as delimited_cells
from dlp.detect.engine.tables.delimited import trimmed
from dlp.detect.engine.tables.table import Span, Table

_NAME = r"[\w.$`\"\[\]]{1,80}"
_LIST = r"\(([^()]{1,6000})\)"
_START = re.compile(
    rf"\b(?:(?P<copy>COPY)[ ](?P<from>{_NAME})[ ]?(?:{_LIST})?[ ]FROM[ ]stdin\b[^;\n]{{0,80}};?"
    rf"[ ]?\n|(?:INSERT|REPLACE)(?:[ ](?:IGNORE|OR[ ][A-Z]+))?\s{{1,40}}INTO\s{{1,40}}"
    rf"(?P<into>{_NAME})\s{{0,40}}(?:{_LIST})?\s{{0,40}}VALUES\s{{0,40}}"
    rf"|CREATE[ ]TABLE[ ](?:IF[ ]NOT[ ]EXISTS[ ])?(?P<create>{_NAME})\s{{0,40}}\()",
    re.IGNORECASE,
)
#: a row is at most so long
_LONGEST = 8000
_STRING = r"'(?:[^'\\]|\\.|'')*+'"
_ROW = re.compile(rf"\((?:{_STRING}|[^()']|\([^()]*+\))*+\)")
_NEXT = re.compile(r"\s*,\s*(?=\()")
_PIECE = re.compile(rf"[A-Za-z_]?{_STRING}|\([^()]*+\)|,")
_COLUMN = re.compile(r"\s*[`\"\[]?([^\W\d][\w$]*)")
_NO_COLUMNS = frozenset("primary key unique constraint foreign index check fulltext".split())


def find(text: str) -> Iterator[Table]:
    """The tables of statements in `text`, in order."""
    made: dict[str, list[str]] = {}
    table: Table | None = None
    last = ""
    at = 0
    while (match := _START.search(text, at)) is not None:
        at = match.end()
        if match["create"]:
            made[_plain(match["create"])], at = _created(text, at)
            continue
        name = _plain(match["from"] or match["into"])
        listed = match[3] or match[5]
        headers = [_bare(each) for each in listed.split(",")] if listed else made.get(name, [])
        span = match.span(3 if match["copy"] else 5) if listed else ()
        if match["copy"]:
            if table is not None:
                yield table
            table = None
            copied, at = _copied(text, at, headers)
            copied.lists.extend(span)
            if copied.starts:
                yield copied
            continue
        if table is None or name != last or headers != table.headers:
            if table is not None:
                yield table
            table, last = Table(_cells, headers, sure=bool(headers)), name
        table.lists.extend(span)
        at = _rows(text, at, table)
        if not table.starts:
            table = None
    if table is not None:
        yield table


def _rows(text: str, at: int, table: Table) -> int:
    """Adds the rows of one statement; where they end."""
    while (row := _ROW.match(text, at, at + _LONGEST)) is not None:
        table.add(row.start(), row.end())
        at = row.end()
        following = _NEXT.match(text, at)
        if following is None:
            break
        at = following.end()
    return at


def _copied(text: str, at: int, headers: list[str]) -> tuple[Table, int]:
    table = Table(partial(delimited_cells, delimiter="\t"), headers, sure=bool(headers))
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if text.startswith("\\.", at) or end == at:
            return table, end
        if end - at <= _LONGEST:
            table.add(at, end)
        at = end + 1
    return table, at


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The cells between the brackets of a row."""
    found: list[Span] = []
    low = start + 1
    for match in _PIECE.finditer(text, start + 1, end - 1):
        if match[0] == ",":
            found.append((*_value(text, low, match.start()), len(found)))
            low = match.end()
    found.append((*_value(text, low, end - 1), len(found)))
    return found


def _value(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    if end - start > 2 and text[start] in "NEnexX" and text[start + 1] == "'":
        start += 1
    return trimmed(text, start, end)


def _created(text: str, at: int) -> tuple[list[str], int]:
    """The names of the columns of a CREATE TABLE whose bracket opens before `at`, and its end."""
    columns: list[str] = []
    depth, start, end = 0, at, at
    for end in range(at, min(len(text), at + _LONGEST)):
        char = text[end]
        if char == "(":
            depth += 1
        elif char == ")" and depth:
            depth -= 1
        elif char in ",)" and not depth:
            name = _COLUMN.match(text, start, end)
            if name is not None and name[1].lower() not in _NO_COLUMNS:
                columns.append(name[1])
            if char == ")":
                break
            start = end + 1
    return columns, end


def _plain(name: str) -> str:
    return _bare(name.rpartition(".")[2])


def _bare(name: str) -> str:
    return name.strip().strip("`\"[]'")
