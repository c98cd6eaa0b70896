"""The beginning of a large message, where what stands in it is more than is ever reported.

A table of 200,000 customers has some 800,000 findings, of which the first ten thousand are reported
with a word that there are more. So where a beginning alone has that many, the rest is not looked
through for more of the like, and a message cannot buy an hour of our time with a page of numbers.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from dlp.model import Passage

#: characters of the first beginning that is tried
FIRST = 512 * 1024
#: a beginning is tried where all is at least so many times as long: not much is lost in vain
_WORTH = 2
_TRIES = 3
#: findings more than needed: those at the cut may be others than without it
MARGIN = 100


def lengths(total: int, most: int) -> Generator[int, int]:
    """Beginnings to try of a message with `total` characters, for one with more than `most`
    findings. Send the number that each had."""
    length = FIRST
    for _ in range(_TRIES):
        if total < _WORTH * length:
            return
        found = yield length
        if not found:
            return
        length = max(int(1.25 * length * (most + MARGIN) / found), _WORTH * length)


def beginning(passages: tuple[Passage, ...], length: int) -> tuple[Passage, ...]:
    """The first passages in the order of their parts, as findings are reported, with `length`
    characters together; the last one is cut at the end of a line, where it has one."""
    taken: list[Passage] = []
    for each in sorted(passages, key=lambda passage: passage.part):
        text = each.text
        if len(text) > length:
            end = text.rfind("\n", length // 2, length) + 1
            each = replace(each, text=text[: end or length])
        taken.append(each)
        length -= len(text)
        if length <= 0:
            break
    return tuple(taken)
