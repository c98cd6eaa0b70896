"""The words of all schemes, compiled: a tree of words whose leaves say what a phrase may be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from dlp.detect.markings.fold import fold
from dlp.detect.markings.schemes import CaveatEntry, LevelEntry, Scheme, Strength
from dlp.model import Level

#: letters and digits; the vowel signs of Indic scripts belong to their word
_WORD = re.compile(r"(?:[^\W_]|[\u0900-\u0dff])+")


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """What a phrase means in one scheme."""

    scheme: Scheme
    entry: LevelEntry | CaveatEntry
    strength: Strength
    #: an abbreviation: it means something only in a portion mark and its like
    short: bool
    #: the phrase as its scheme spells it, without blanks, in capitals
    spelling: str
    #: the phrase has letters of another script than Latin, and none of Latin
    native: bool
    #: of a level's phrase; None for a caveat's
    level: Level | None = None


class WordToken(NamedTuple):
    """One word of a folded text, in capitals."""

    text: str
    start: int
    end: int


def upper(text: str) -> str:
    """`text` in capitals, every character in its place."""
    capitals = text.upper()
    if len(capitals) == len(text):
        return capitals
    return "".join(c if len(c) == 1 else char for char in text for c in (char.upper(),))


@lru_cache(4096)
def spelled(phrase: str) -> str:
    """A phrase folded, in capitals, without blanks: ``Official: X`` → OFFICIAL:X."""
    return upper(fold(phrase).text).replace(" ", "")


def words_of(text: str) -> list[WordToken]:
    """The words of a folded text."""
    return [
        WordToken(match[0], match.start(), match.end()) for match in _WORD.finditer(upper(text))
    ]


def fold_words(phrase: str) -> tuple[str, ...]:
    """A phrase as the words of its folded form: ``TRÈS SECRET`` → TRES, SECRET."""
    return tuple(word.text for word in words_of(fold(phrase).text))


def _spellings(phrase: str) -> Iterable[tuple[str, ...]]:
    """A phrase as words; in each case where folding depends on it, as for Cyrillic letters, whose
    small forms look like others than their capitals do."""
    cases = (phrase,) if phrase.isascii() else (phrase, phrase.lower(), phrase.capitalize())
    return dict.fromkeys(fold_words(case) for case in cases)


def _native(phrase: str) -> bool:
    return all(ord(char) >= 0x370 for char in phrase if char.isalpha())


@dataclass(slots=True)
class _TrieNode:
    next: dict[str, _TrieNode] = field(default_factory=dict)
    terms: list[Term] = field(default_factory=list)


class MarkingLexicon:
    """All phrases of some schemes."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self.schemes = tuple(schemes)
        self._root = _TrieNode()
        #: compact spelling (no gaps) of each level phrase of five letters or more
        self.compact: dict[str, tuple[str, ...]] = {}
        #: every phrase as words, with its terms
        self.phrases: dict[tuple[str, ...], list[Term]] = {}
        self.fields: dict[tuple[str, ...], list[Scheme]] = {}
        for scheme in schemes:
            for level in scheme.levels:
                self._add(scheme, level)
            for caveat in scheme.caveats:
                self._add(scheme, caveat)
            for name in scheme.fields:
                for words in _spellings(name):
                    self.fields.setdefault(words, []).append(scheme)

    def _add(self, scheme: Scheme, entry: LevelEntry | CaveatEntry) -> None:
        spellings = [(phrase, False) for phrase in (entry.label, *entry.phrases)]
        spellings += [(phrase, True) for phrase in entry.abbreviations]
        for phrase, short in spellings:
            for words in _spellings(phrase):
                self._spell(scheme, entry, phrase, words, short)

    def _spell(
        self,
        scheme: Scheme,
        entry: LevelEntry | CaveatEntry,
        phrase: str,
        words: tuple[str, ...],
        short: bool,
    ) -> None:
        if not words:
            return
        if isinstance(entry, LevelEntry):
            strength = entry.strength(phrase)
            compact = "".join(words)
            if not short and len(compact) >= 5:
                self.compact.setdefault(compact, words)
        else:
            strength = Strength.DISTINCT if entry.alone is not None else Strength.WEAK
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _TrieNode())
        if any(t.scheme is scheme and t.entry is entry for t in node.terms):
            return
        level = entry.level if isinstance(entry, LevelEntry) else None
        term = Term(scheme, entry, strength, short, spelled(phrase), _native(phrase), level)
        node.terms.append(term)
        self.phrases.setdefault(words, []).append(term)

    def field(
        self, words: tuple[str, ...], others: Collection[tuple[str, ...]]
    ) -> frozenset[str] | None:
        """The schemes a field's name speaks for (may be none); None: it is neither a field of a
        scheme nor one of `others`. Up to two words may stand before the name."""
        for size in range(min(5, len(words)), 0, -1):
            name = words[-size:]
            schemes = self.fields.get(name)
            if schemes is not None or name in others:
                if len(words) - size > 2:
                    return None
                return frozenset(scheme.scheme for scheme in schemes or ())
        return None

    def match(
        self, words: Sequence[WordToken], at: int, text: str
    ) -> Iterator[tuple[int, list[Term]]]:
        """Phrases that start at word `at`, shortest first: (word after it, terms)."""
        node = self._root
        for here in range(at, len(words)):
            if here > at and not _close(text, words[here - 1].end, words[here].start):
                return
            following = node.next.get(words[here].text)
            if following is None:
                return
            node = following
            if node.terms:
                yield here + 1, node.terms

    def starts(self, word: str) -> bool:
        """Whether some phrase starts with `word`."""
        return word in self._root.next

    def triggers(self) -> dict[str, tuple[bool, Level]]:
        """The rarest word of each phrase that can stand alone → whether it is an everyday word,
        and the highest level of such a phrase."""
        out: dict[str, tuple[bool, Level]] = {}
        for words, terms in self.phrases.items():
            alone = [t for t in terms if t.level is not None or t.strength is not Strength.WEAK]
            if not alone or all(term.short for term in alone):
                continue
            rarest = min(words, key=lambda word: (word in _COMMON or len(word) < 3, -len(word)))
            weak = len(words) == 1 and all(t.strength is Strength.WEAK for t in alone)
            high = max(
                level
                for term in alone
                for level in (term.level, getattr(term.entry, "alone", None), Level.PUBLIC)
                if level is not None
            )
            before = out.get(rarest, (True, Level.PUBLIC))
            out[rarest] = weak and before[0], max(high, before[1])
        return dict(sorted(out.items()))

    def shorts(self) -> set[str]:
        """The abbreviations of levels, of two letters or more, as they may stand in brackets."""
        return {
            r"[ /:.-]{0,2}".join(words)
            for words, terms in self.phrases.items()
            if any(term.level is not None for term in terms)
            and len("".join(words)) > 1
            and (any(term.short for term in terms) or len("".join(words)) < 6)
            and "".join(words).isascii()
        }


#: words of phrases that ordinary mail is full of; another word of the phrase is looked for
_COMMON = frozenset(
    "ONLY USE FOR INFORMATION COMMUNICATION COMPANY BUSINESS DEFENSE RELEASE DISTRIBUTION FOREIGN "
    "OFFICE NATIONAL PUBLIC INTERNAL OFFICIAL COMMERCIAL PRIVATE PERSONAL NOT THE TO BUT AND STATE "
    "LEGAL SUBJECT STRICT CLEAR WHITE GREEN RED AMBER YELLOW COMMISSION COUNCIL DISTRIBUTE SERVICE "
    "EYES HANDLE CHANNELS SOURCES WARNING NOTICE SECURITY CONTROLLED USO PARA BRUK BRUG STRENG "
    "FIVE EXTERNAL PROFESSIONAL LIMITED".split()
)

_GAP = re.compile(r"\s{0,3}(?:/|[-.:+_&=()]{0,3})\s{0,3}")


def _close(text: str, end: int, start: int) -> bool:
    """Whether what stands between two words may stand inside a phrase."""
    return start - end <= 5 and _GAP.fullmatch(text, end, start) is not None
