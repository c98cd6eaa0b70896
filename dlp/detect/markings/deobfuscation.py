"""Readings of obfuscated lines and of bad scans: letter-spaced, broken, misread, reversed, rot13.

Each reading is a text with the position of each of its characters in the line it was made from,
so whatever is found in it maps back. Only short lines in capitals are read so; what is found must
then account for the whole line, as any banner must.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dlp.detect.markings.context import Context
from dlp.detect.markings.lexicon import MarkingLexicon, upper
from dlp.detect.markings.prefilter import CONFUSED

#: longest line that is tried; a banner with its caveats is shorter
LONGEST = 120
_SPACED = re.compile(
    r"(?<![^\W_])(?:[A-Za-z0-9$|!@](?:[ \t.\-_*]{1,3}(?=[A-Za-z0-9$|!@](?![A-Za-z0-9])))){3,}"
    r"[A-Za-z0-9$|!@](?![^\W_])"
)
_DIGITS = str.maketrans("0134578$@|!", "OIEASTBSAII")
_TOKEN = re.compile(r"[A-Za-z0-9$|!@(]{3,40}")


class Obfuscation(StrEnum):
    """How the letters of a line were changed; the values are words for people."""

    SPACED = "letters set apart"
    GAPS = "gaps in a word"
    MISREAD = "misread letters"
    REVERSED = "written backwards"
    ROT13 = "rot13"


@dataclass(frozen=True, slots=True)
class Deobfuscated:
    """Another reading of a line."""

    text: str
    positions: tuple[int, ...]
    obfuscation: Obfuscation
    score: float

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the line that ``text[start:end]`` stands for."""
        spots = self.positions[start:end]
        return min(spots), max(spots) + 1


class Deobfuscator:
    """Knows which words of the schemes an obfuscated or misread line may have been."""

    def __init__(self, lexicon: MarkingLexicon, context: Context) -> None:
        words: dict[str, tuple[str, ...]] = {}
        for phrase, terms in lexicon.phrases.items():
            compact = "".join(phrase)
            if len(compact) >= 4 and not all(term.short for term in terms):
                words.setdefault(compact, phrase)
        self._compact = words
        self._whole_phrases = {
            compact: phrase
            for compact, phrase in lexicon.compact.items()
            if len(compact) >= 6 and compact.isascii() and max(map(len, phrase)) >= 6
        }
        self._wholes = _SimilarWords(self._whole_phrases)
        self._longest = max(map(len, words), default=0)
        single = {word for phrase in lexicon.phrases for word in phrase}
        self._words = {word for word in single if len(word) >= 4 and word.isascii()}
        self._neighbours = context.neighbours
        leveled = {w for phrase in lexicon.compact.values() for w in phrase} | {"NOFORN", "ORCON"}
        self._leveled = leveled
        self._caveats = _SimilarWords(
            word
            for phrase, terms in lexicon.phrases.items()
            if any(t.level is None and t.scheme.scheme in ("us", "nato") for t in terms)
            for word in phrase
            if len(word) >= 5 and word.isascii() and word.isalpha()
        )
        self._fuzzy = sorted(word for word in leveled if len(word) >= 6 and word.isascii())
        self._near = _SimilarWords(self._fuzzy)
        self._heads = {word[:4] for word in self._fuzzy}
        self.nearest = lru_cache(16_384)(self._nearest)
        self._caveat = lru_cache(16_384)(self._nearest_caveat)

    def readings(self, line: str) -> Iterator[Deobfuscated]:
        """Other readings of a folded line, best first; none for an ordinary line."""
        if len(line) > 4 * LONGEST:
            return
        spaced = self._spaced(line)
        if spaced:
            yield spaced
        if len(line) > LONGEST or not _capitals(line):
            return
        misread = self._misread(line)
        if misread:
            yield misread
        if len(line) <= 60:
            joined = self._joined(line)
            if joined:
                yield joined
            plain = range(len(line))
            yield Deobfuscated(line[::-1], tuple(reversed(plain)), Obfuscation.REVERSED, 0.85)
            turned = codecs.encode(line, "rot13")
            yield Deobfuscated(turned, tuple(plain), Obfuscation.ROT13, 0.85)

    def _spaced(self, line: str) -> Deobfuscated | None:
        """``S E C R E T``, ``T-O-P  S-E-C-R-E-T`` anywhere in the line."""
        out, at, changed = "", 0, False
        positions: list[int] = []
        for match in _SPACED.finditer(line):
            spots = [match.start() + n for n, char in enumerate(match[0]) if char not in " \t.-_*"]
            letters = upper("".join(line[spot] for spot in spots))
            words = (
                self._segment(letters)
                or self._segment(letters.translate(_DIGITS))
                or self._whole(letters)
            )
            if not words:
                continue
            changed = True
            out += line[at : match.start()]
            positions += range(at, match.start())
            used = 0
            for number, word in enumerate(words):
                if number:
                    out += " "
                    positions.append(spots[used - 1])
                out += word
                positions += [spots[min(used + n, len(spots) - 1)] for n in range(len(word))]
                used = min(used + len(word), len(spots))
            if 0 < len(spots) - used <= 2:  # a last letter that belongs to the word after it
                out += " " + line[spots[used] : match.end()]
                positions += [spots[used], *range(spots[used], match.end())]
            at = match.end()
        if not changed:
            return None
        out += line[at:]
        positions += range(at, len(line))
        return Deobfuscated(out, tuple(positions), Obfuscation.SPACED, 0.95)

    def _segment(self, letters: str) -> list[str]:
        """Letters without gaps as words of the schemes; [] where they are none."""
        out: list[str] = []
        at = 0
        while at < len(letters):
            for size in range(min(self._longest, len(letters) - at), 3, -1):
                phrase = self._compact.get(letters[at : at + size])
                if phrase:
                    out += phrase
                    at += size
                    break
            else:
                return out if out and len(letters) - at <= 2 else []
        return out

    def _joined(self, line: str) -> Deobfuscated | None:
        """``SE CRET``, ``CONF IDENTIAL``, ``TOR SECRET``: the whole line without its gaps."""
        spots = [at for at, char in enumerate(line) if char.isalnum()]
        letters = upper("".join(line[spot] for spot in spots))
        while spots and letters[-1:].isdigit():
            spots, letters = spots[:-1], letters[:-1]
        if not 5 <= len(letters) <= self._longest + 2 or letters in self._neighbours:
            return None
        plain = letters.translate(_DIGITS)
        words = self._segment(plain)
        if words and sum(map(len, words)) == len(plain):
            return self._respelled(words, spots, Obfuscation.GAPS)
        if len(plain) >= 8 and " " in line.strip():
            words = self._whole(plain)
            if words:
                return self._respelled(words, spots, Obfuscation.MISREAD)
        return None

    def _whole(self, letters: str) -> list[str]:
        """The level that letters without gaps were most likely as a whole."""
        plain = letters.translate(_DIGITS)
        if plain in self._neighbours:
            return []
        best: tuple[float, tuple[str, ...]] = (99.0, ())
        most = 1.0 if len(plain) < 12 else 1.5
        for compact in self._wholes.to(plain):
            best = min(best, (cost(plain, compact, most), self._whole_phrases[compact]))
        return list(best[1]) if best[0] <= most else []

    @staticmethod
    def _respelled(words: list[str], spots: list[int], obfuscation: Obfuscation) -> Deobfuscated:
        out, positions, used = "", [], 0
        for number, word in enumerate(words):
            if number:
                out += " "
                positions.append(spots[min(used, len(spots)) - 1])
            out += word
            positions += [spots[min(used + n, len(spots) - 1)] for n in range(len(word))]
            used += len(word)
        return Deobfuscated(out, tuple(positions), obfuscation, 0.85)

    def _misread(self, line: str) -> Deobfuscated | None:
        """Digits for letters, one letter wrong, a stroke read as a letter."""
        out, at, changed = "", 0, False
        positions: list[int] = []
        tokens = [upper(match[0]).translate(_DIGITS) for match in _TOKEN.finditer(line)]
        near_level = any(token in self._leveled or self.nearest(token) for token in tokens)
        for match in _TOKEN.finditer(line):
            token = upper(match[0])
            if token in self._words or token in self._neighbours or token.isdigit():
                continue
            better = self.nearest(token) or (self._caveat(token) if near_level else "")
            if not better:
                continue
            changed = True
            out += line[at : match.start()] + better
            positions += range(at, match.start())
            positions += [match.start() + min(n, len(token) - 1) for n in range(len(better))]
            at = match.end()
        if not changed:
            return None
        out += line[at:]
        positions += range(at, len(line))
        return Deobfuscated(out, tuple(positions), Obfuscation.MISREAD, 0.85)

    def _nearest(self, token: str) -> str:
        """The word of a scheme that `token` was most likely; empty where there is none."""
        plain = token.translate(_DIGITS)
        if plain in self._words:
            return plain
        if len(plain) < 5 or plain in self._neighbours:
            return ""
        best, least = "", 99.0
        for word in self._near.to(plain):
            most = 1.0 if len(word) < 10 else 2.0
            price = cost(plain, word, most)
            if price <= most and price < least:
                best, least = word, price
        return best or (self._glued(plain) if plain[:4] in self._heads else "")

    def _nearest_caveat(self, token: str) -> str:
        """The caveat's word that `token` was most likely, next to a level."""
        plain = token.translate(_DIGITS)
        if len(plain) < 4:
            return ""
        best, least = "", 99.0
        for word in self._caveats.to(plain):
            most = 1.0 if len(word) < 7 else 2.0
            price = cost(plain, word, most)
            if price <= most and price < least:
                best, least = word, price
        return best

    def _glued(self, token: str) -> str:
        """``SECRETINO``: a level, a stroke read as a letter, and the next word's start."""
        for word in self._fuzzy:
            for size in (len(word), len(word) - 1):
                if len(token) > size + 1 and token[:size] == word[:size]:
                    rest = token[size:]
                    for tail in (rest, rest[1:]):
                        if tail in self._words or tail in ("NO", "REL", "SI", "TK", "LIM"):
                            return f"{word}/{tail}"
        return ""


def _capitals(line: str) -> bool:
    letters = [char for char in line if char.isalpha()]
    small = sum(char.islower() and char != "l" for char in letters)
    return len(letters) >= 3 and small * 5 <= len(letters) and small < 4


class _SimilarWords:
    """Words by length and letters: the few that are worth the price of `cost`, in order."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[str, int]]] = {}
        for word in sorted(set(words)):
            for length in (len(word) - 1, len(word), len(word) + 1):
                self._by_length.setdefault(length, []).append((word, _letters(word)))

    def to(self, text: str) -> Iterator[str]:
        """The words about as long as `text` that share most letters with it."""
        absent = ~_letters(text)
        for word, letters in self._by_length.get(len(text), ()):
            missing = (letters & absent).bit_count()
            few = missing <= 2 or (missing <= 4 and missing * 3 <= len(word))
            if few and _alike_at_all(text, word):
                yield word


def _letters(text: str) -> int:
    """The letters of `text` as a set of bits; two letters may share one."""
    bits = 0
    for char in text:
        bits |= 1 << (ord(char) & 63)
    return bits


def _alike_at_all(text: str, word: str) -> bool:
    """A cheap test before `cost`: all but a few letters of the word are in the text."""
    missing = 0
    for letter in word:
        if letter not in text:
            missing += 1
            if missing > 4:
                return False
    return missing <= 2 or missing * 3 <= len(word)


_ALIKE = frozenset(
    (one, other) for one, others in CONFUSED.items() for other in others if other != one
) | frozenset({("S", "B"), ("C", "G"), ("H", "N"), ("N", "H"), ("U", "L"), ("J", "I"), ("P", "R")})


def cost(text: str, word: str, most: float) -> float:
    """Weighted edit distance (Damerau-Levenshtein): 0.5 for letters a scanner confuses.

    Stops early and answers something above `most` where the texts are further apart.
    """
    reach, far = int(most), most + 1
    if abs(len(text) - len(word)) > reach:
        return far
    previous2: list[float] = []
    previous = [float(n) for n in range(len(word) + 1)]
    for i, left in enumerate(text, 1):
        # further off the diagonal than `most` insertions nothing can come back below it
        first, last = max(1, i - reach), min(len(word), i + reach)
        row = [far] * (len(word) + 1)
        row[0] = float(i)
        for j in range(first, last + 1):
            right = word[j - 1]
            if left == right:
                row[j] = previous[j - 1]
                continue
            alike = (left, right) in _ALIKE or (right, left) in _ALIKE
            price = min(previous[j - 1] + (0.5 if alike else 1.0), previous[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and left == word[j - 2] and text[i - 2] == right:
                price = min(price, previous2[j - 2] + 1)
            row[j] = price
        if min(row) > most:
            return far
        previous2, previous = previous, row
    return previous[-1]
