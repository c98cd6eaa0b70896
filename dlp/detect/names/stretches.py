"""Where in a text a model of names has to look. Pure, linear.

The convolutions of depth 2 see two words to each side, so a stretch of text can be read
apart from the rest if it reaches a little further than that. Only stretches around words that can
be a name are read: capitalised ones (unless an ordinary word that starts a sentence), and in lower
case those in the lists of given names and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dlp.detect.names.words import COMMON, NOT_NAMES
from dlp.errors import ConfigError

#: characters of a block: where the next blank line ends it, and where any line break must
_ENOUGH, _MOST = 400, 2000
#: a last line shorter than this (a closing, a name) stays with what follows
_SHORT = 60
_BLANK = re.compile(r"\n[ \t]*\n+")
#: words read before and after one that can be a name
_AROUND = 3
_FAMILIAR = 4000
#: one word and the sign before it
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*")
#: behind one of these a capital says nothing
_STARTS = re.compile(r"(?:^|[.!?:>*•\-\"“(\[|]|\n)[ \t\"'“(\[*>_-]*\Z")
_PRONOUNS = frozenset(("i", "i'm", "i'll", "i've", "i'd", "i’m", "i’ll", "i’ve", "i’d"))


@dataclass(frozen=True, slots=True)
class Lists:
    """Word lists in lower case, one word a line in given.txt, places.txt and common.txt."""

    given: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]
    #: the most frequent of `common`, in order
    familiar: tuple[str, ...] = ()

    @classmethod
    def load(cls, folder: Path) -> Lists:
        try:
            given, places, common = (
                (folder / name).read_text(encoding="utf-8").split()
                for name in ("given.txt", "places.txt", "common.txt")
            )
        except OSError as error:
            raise ConfigError(str(folder), f"cannot be read: {error.strerror}") from None
        return cls(
            frozenset(given), frozenset(places), frozenset(common), tuple(common[:_FAMILIAR])
        )


def blocks(text: str) -> Iterator[tuple[int, str]]:
    """`text` in order, in blocks of at most `_MOST` characters, cut where a blank line ends a
    paragraph; a greeting stays with what it opens, a closing with the name under it."""
    at = 0
    while at < len(text):
        end = _end(text, at)
        block = text[at:end].strip("\n")
        if block and not block.isspace():
            yield text.index(block[0], at, end), block
        at = end


def _end(text: str, at: int) -> int:
    if len(text) - at <= _ENOUGH:
        return len(text)
    stop = min(len(text), at + _MOST)
    for blank in _BLANK.finditer(text, at, stop):
        line = text.rfind("\n", at, blank.start()) + 1
        if blank.end() - at >= _ENOUGH and blank.start() - max(line, at) >= _SHORT:
            return blank.end()
    if stop == len(text):
        return stop
    for mark in ("\n", " "):
        cut = text.rfind(mark, at + _MOST // 2, stop)
        if cut > at:
            return cut + 1
    return stop


def stretches(block: str, lists: Lists) -> Iterator[tuple[int, int]]:
    """The stretches of `block` to read, in order and apart; cut between words only."""
    words = [(match.start(), match.end()) for match in _WORD.finditer(block)]
    first = last = -1
    for number, (start, end) in enumerate(words):
        if not _candidate(block, start, end, lists):
            continue
        low, high = max(0, number - _AROUND), min(len(words) - 1, number + _AROUND)
        if first >= 0 and low > last + 1:
            yield _whole(block, words[first][0], words[last][1])
            first = low
        elif first < 0:
            first = low
        last = high
    if first >= 0:
        yield _whole(block, words[first][0], words[last][1])


def _candidate(block: str, start: int, end: int, lists: Lists) -> bool:
    word = block[start:end]
    low = word.lower()
    if word[0].isupper():
        if low in _PRONOUNS or low in NOT_NAMES or len(word) == 1:
            return False
        if low not in lists.common:
            return True
        # an ordinary word: only a capital in the middle of a sentence can mean something
        before = block[max(0, start - 6) : start]
        return not (start < 2 or word.isupper() or _STARTS.search(before))
    return (low in lists.given and low not in COMMON) or low in lists.places


def _whole(block: str, start: int, end: int) -> tuple[int, int]:
    """Wider, up to white space on both sides: a token is never cut."""
    while start > 0 and not block[start - 1].isspace():
        start -= 1
    while end < len(block) and not block[end].isspace():
        end += 1
    # with the line breaks next to it, which are words of their own to the model
    while start > 0 and block[start - 1].isspace():
        start -= 1
    while end < len(block) and block[end].isspace():
        end += 1
    return start, end
