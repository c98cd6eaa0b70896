"""Where a name ends: marks and particles at its edges, and several names in a row. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.detect.names import patterns

_EDGES = " \t\r\n.,;:!?\"'’‘“”«»()[]{}<>*_~/\\|=+-–—#&^`"


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The names in ``text[start:end]``: "Berg, Anna" is one, "Owens, Duran and Oneal" are three."""
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
