"""Where in a text a model of names has to look. Pure, linear.

A text falls into pieces: what stands between white space, with one space behind it, and other white
space. A network sees a few words to each side, so pieces far from any that can hold a name need not
be read: those with a capitalised word (unless an ordinary one that starts a sentence), or with one
in lower case that is in the lists of given names and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dlp.detect.names.words import COMMON, NOT_NAMES
from dlp.errors import ConfigError

#: characters of a block: where the next blank line ends it, and where any line break must
_ENOUGH, _MOST = 400, 2000
#: a last line shorter than this (a closing, a name) stays with what follows
_SHORT = 60
_BLANK = re.compile(r"\n[ \t]*\n+")
_FAMILIAR = 4000
PIECE = re.compile(r"\S+ ?|\s+")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*")
#: behind one of these a capital says nothing
_STARTS = re.compile(r"[.!?:>*•\-\"“(\[|][ \t\"'“(\[*>_-]*\Z")
_PRONOUNS = frozenset(("i", "i'm", "i'll", "i've", "i'd", "i’m", "i’ll", "i’ve", "i’d"))

#: kinds of pieces, one letter each: a name can be here; can if the sentence does not start here;
#: cannot; white space in a line. In capitals where a sentence can start behind it.
SURE, MAYBE, NEVER, GAP = "smnw"
_CANDIDATE = "(?:[sS]|(?:(?<=[smn])|(?<=[smn]w))[mM])"


@dataclass(frozen=True, slots=True)
class WordLists:
    """Word lists in lower case, one word a line in given.txt, places.txt, common.txt, towns.txt,
    family.txt, eastern.txt; in ordinary.txt a line for each language."""

    given: frozenset[str]
    places: frozenset[str]
    common: frozenset[str]
    towns: frozenset[str] = frozenset()
    #: the most frequent of `common`, in order
    familiar: tuple[str, ...] = ()
    #: family names that are no word
    family: frozenset[str] = frozenset()
    #: family names that stand first
    eastern: frozenset[str] = frozenset()
    #: language → its words that a capital makes no name of
    ordinary: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def sure(self) -> frozenset[str]:
        """Given names that are no words."""
        return self.given - COMMON

    @property
    def nobody(self) -> frozenset[str]:
        """Words, and no given names."""
        return (self.common | NOT_NAMES) - self.given

    @classmethod
    def load(cls, folder: Path) -> WordLists:
        try:
            given, places, common, towns, family, eastern = (
                (folder / f"{name}.txt").read_text(encoding="utf-8").split()
                for name in ("given", "places", "common", "towns", "family", "eastern")
            )
            lines = (folder / "ordinary.txt").read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise ConfigError(str(folder), f"cannot be read: {error.strerror}") from None
        return cls(
            frozenset(given),
            frozenset(places),
            frozenset(common),
            frozenset(towns),
            tuple(common[:_FAMILIAR]),
            frozenset(family),
            frozenset(eastern),
            {words[0]: frozenset(words[1:]) for words in map(str.split, lines)},
        )

    def plain(self, word: str) -> bool:
        """Whether a small word is an ordinary one of any language and no given name."""
        return (
            word in self.common
            or word in NOT_NAMES
            or (word not in self.given and any(word in each for each in self.ordinary.values()))
        )

    def kind(self, piece: str) -> str:
        """The kind of a piece, by itself."""
        if piece.isspace():
            return NEVER.upper() if "\n" in piece else GAP
        kind = self._kind(piece)
        return kind.upper() if _STARTS.search(piece) else kind

    def _kind(self, piece: str) -> str:
        kind = NEVER
        for match in _WORD.finditer(piece):
            word = match[0]
            low = word.lower()
            if not word[0].isupper():
                if (low in self.given and low not in COMMON) or low in self.places:
                    return SURE
            elif low in _PRONOUNS or low in NOT_NAMES or len(word) == 1:
                continue
            elif low not in self.common:
                return SURE
            elif not word.isupper():
                # an ordinary word: only a capital in the middle of a sentence can mean something
                before = piece[: match.start()]
                if not before.strip("'_"):
                    kind = MAYBE
                elif not _STARTS.search(before):
                    return SURE
        return kind


def windows(kinds: str, reach: int) -> Iterator[tuple[int, int]]:
    """The pieces to read, as ranges in order and apart: `reach` to both sides of a candidate."""
    pattern = _PATTERNS.get(reach) or _PATTERNS.setdefault(
        reach,
        re.compile(f".{{0,{reach}}}{_CANDIDATE}(?:.{{0,{2 * reach}}}{_CANDIDATE})*.{{0,{reach}}}"),
    )
    for match in pattern.finditer(kinds):
        yield match.span()


_PATTERNS: dict[int, re.Pattern[str]] = {}


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
