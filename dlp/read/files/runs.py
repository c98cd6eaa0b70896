"""Runs of a paragraph and their state: what is seen, and what stands there unseen.

What was deleted is given with the rest of the word or number that it was part of: a card number
whose last group was deleted can be read in the file, and in no other way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

#: states of a run, to be combined
DELETED, INSERTED, HIDDEN, CODE = 1, 2, 4, 8
#: a run in one of these is no part of what is seen
_UNSEEN = DELETED | HIDDEN | CODE
#: what stands apart is called so
_APART = ((DELETED, "deleted"), (HIDDEN, "hidden"), (CODE, "field-code"))
_BEFORE = re.compile(r"(?:(?:\d+[ ./-]?){1,12}|[\w@.+-]{1,64})\Z")
_AFTER = re.compile(r"(?:[ ./-]?\d+){1,12}|[\w@.+-]{1,64}")
#: how far a word goes on beyond a change, in runs and in characters
_RUNS, _CHARACTERS = 40, 200

#: text and state
Run = tuple[str, int]


def visible(runs: Sequence[Run]) -> str:
    """What a reader sees once all changes are accepted."""
    return "".join(text for text, state in runs if not state & _UNSEEN)


def set_apart(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """Text that is not seen (deleted, hidden, field codes): step of its path and the text.
    Neighbouring runs in the same state are one."""
    for mask, called in _APART:
        at = 0
        while at < len(runs):
            start = at
            while at < len(runs) and runs[at][1] & mask:
                at += 1
            if at == start:
                at += 1
                continue
            text = "".join(run for run, _ in runs[start:at])
            yield called, _whole(runs, start, at, text, mask) if mask != CODE else text


def _whole(runs: Sequence[Run], start: int, end: int, text: str, mask: int) -> str:
    """`text` with the rest of the word or number around it."""
    if text.isspace():
        return text
    unlike = CODE | (INSERTED if mask == DELETED else DELETED)
    before = "".join(run for run, s in runs[max(0, start - _RUNS) : start] if not s & unlike)
    after = "".join(run for run, s in runs[end : end + _RUNS] if not s & unlike)
    left, right = _BEFORE.search(before[-_CHARACTERS:]), _AFTER.match(after[:_CHARACTERS])
    return (left[0] if left else "") + text + (right[0] if right else "")
