"""Where a name ends: marks and particles at its edges, and several names in a row. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.names import patterns

_EDGES = " \t\r\n.,;:!?\"'’‘“”«»()[]{}<>*_~/\\|=+-–—#&^`"


#: between two names; y, e and i also stand between two family names of one person
_BETWEEN = re.compile(r" (?:and|und|och|ja|et|en|oraz|ed|&|\+|/|(?P<one>[yei])) (?=[^\W\d_a-z])")


def parts(text: str, start: int, end: int, split: bool = True) -> Iterator[tuple[int, int]]:
    """The names in ``text[start:end]``: "Berg, Anna" is one, "Owens, Duran and Oneal" are three;
    with `split` "Iker y Maite" are two."""
    if not split:
        yield from _listed(text, start, end)
        return
    at = start
    for between in _BETWEEN.finditer(text, start, end):
        left, right = text[at : between.start()], text[between.end() : end]
        if between["one"] and (" " in left) != (" " in right):
            continue
        yield from _listed(text, at, between.start())
        at = between.end()
    yield from _listed(text, at, end)


def _listed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for part in patterns.NO_NAME.split(text[start:end])[:1]:
        end = start + len(part)
    pieces = text[start:end].split(", ")
    one = len(pieces) == 1 or (
        len(pieces) == 2
        and not patterns.LISTED_BEFORE.search(text[max(0, start - 3) : start])
        and not patterns.LISTED_AFTER.match(text, end)
    )
    if one:
        yield trimmed(text, start, end)
        return
    for piece in pieces:
        yield trimmed(text, start, start + len(piece))
        start += len(piece) + 2


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without spaces, marks and an English genitive around it."""
    while start < end and text[start] in _EDGES:
        start += 1
    while (
        end > start
        and text[end - 1] in _EDGES
        and not (
            text[end - 1] == "." and end - start > 2 and text[end - 3 : end - 1] in ("Jr", "Sr")
        )
    ):
        end -= 1
    if text[end - 2 : end] in ("'s", "’s"):
        end -= 2
    return start, end
