"""Expensive patterns, tried only in the lines of a text that can hold a match."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.engine.spans import SpanSet
from dlp.detect.names import patterns

#: so many words are looked for one by one
_FEW = 40


def every_address(text: str) -> Iterator[re.Match[str]]:
    """All of `patterns.ADDRESS`, which is looked for only in lines that can hold one."""
    at = 0
    for mark in patterns.ADDRESS_MARK.finditer(text):
        if mark.start() >= at:
            low, at = _line(text, mark.start(), mark.end())
            yield from patterns.ADDRESS.finditer(text, low, at)


def words_like(text: str, wanted: set[str], taken: SpanSet) -> Iterator[re.Match[str]]:
    """The words of lines in which something of `wanted` stands that is not taken yet."""
    if len(wanted) > _FEW:
        yield from patterns.CAPITAL.finditer(text)
        return
    lines: set[tuple[int, int]] = set()
    for each in wanted:
        at = text.find(each)
        while at >= 0:
            behind = at + len(each)
            if not taken.overlaps(at, behind):
                low, behind = _line(text, at, behind)
                lines.add((low, behind))
            at = text.find(each, behind)
    for low, end in sorted(lines):
        yield from patterns.CAPITAL.finditer(text, low, end)


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """The line around ``text[start:end]``."""
    stop = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop
