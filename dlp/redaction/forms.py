"""Cuts in tables, JSON and folded lines that leave the syntax around them valid."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import lru_cache

from dlp.model import Passage

_CELL = re.compile(r'[^\t\n"]+')
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|-?\d[\d.eE+-]*+')
#: RFC 5545 §3.1, RFC 6350 §3.2: octets of a line without its end
_LONGEST = 75

Span = tuple[int, int, str]


def cells(passage: Passage, start: int, end: int, source: int, new: str) -> list[Span]:
    """``passage.text[start:end]``, which begins at `source`, cut out of a table: cell by cell, so
    that delimiters and quotes stay."""
    new = re.sub(r'[",;\t|]', " ", new)
    found: list[Span] = []
    for match in _CELL.finditer(passage.text, start, end):
        at = source + match.start() - start
        found.append((at, at + len(match[0]), "" if found else new))
    return found


def json_spans(exact: str, start: int, end: int, new: str) -> list[Span]:
    """``exact[start:end]`` cut out of JSON: inside its strings, numbers as a whole, which become
    strings; quotes, commas and brackets stay."""
    tokens = _tokens(exact)
    new = json.dumps(new)[1:-1]
    found: list[Span] = []
    at = max(bisect_right(tokens, (start, len(exact))) - 1, 0)
    while at < len(tokens) and tokens[at][0] < end:
        first, last = tokens[at]
        at += 1
        if last <= start:
            continue
        text = "" if found else new
        if exact[first] != '"':
            found.append((first, last, f'"{text}"'))
        elif max(start, first + 1) < min(end, last - 1):
            found.append((max(start, first + 1), min(end, last - 1), text))
    return found or [(start, end, new)]


@lru_cache(maxsize=4)
def _tokens(exact: str) -> list[tuple[int, int]]:
    return [match.span() for match in _TOKEN.finditer(exact)]


def refolded(text: str) -> str:
    """`text` with lines of more than 75 octets folded; those in quoted-printable have their own
    way to break."""
    if "\n" not in text or max(map(len, text.split("\n"))) <= _LONGEST // 4:
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    return "\n".join(
        line if len(line) <= _LONGEST and line.isascii() else _fold(line, end)
        for line in text.split("\n")
    )


def _fold(line: str, end: str) -> str:
    body = line.removesuffix("\r")
    tail = line[len(body) :]
    if len(body.encode("utf-8", "surrogateescape")) <= _LONGEST or re.search(
        r"(?i)quoted-printable|=$", body
    ):
        return line
    pieces: list[str] = []
    width = 0
    current: list[str] = []
    for char in body:
        size = len(char.encode("utf-8", "surrogateescape"))
        if width + size > _LONGEST:
            pieces.append("".join(current))
            current, width = [], 1
        current.append(char)
        width += size
    pieces.append("".join(current))
    return f"{end} ".join(pieces) + tail
