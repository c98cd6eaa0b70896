"""Rows of a table in a text: every run of words of fitting length is looked up by its hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dlp.detect.edm.build import FORMAT
from dlp.detect.engine.keyed import Hasher, plain, read

_WORD = re.compile(r"[^\W_]+")
#: most words in one value, and most characters between two of them
_MOST_WORDS = 8
_GAP = 3
_LONGEST_OTHER = 80


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A primary value in the text, its column, and how many other columns stood near by."""

    start: int
    end: int
    column: str
    others: int


class RecordTable:
    """A table of records, as keyed hashes in memory."""

    def __init__(self, header: dict[str, Any], arrays: dict[str, Any], key: bytes) -> None:
        self.name = str(header["name"])
        self._primary: list[str] = header["primary"]
        self._shortest, self._longest = int(header["shortest"]), int(header["longest"])
        self._digits = bool(header["digits"])
        self._hashes, self._rows = arrays["hashes"], arrays["rows"]
        self._columns, self._others = arrays["columns"], arrays["others"]
        self._hashers = [Hasher(key, f"p{number}") for number in range(len(self._primary))]
        self._seconds = [
            Hasher(key, f"c{number}") for number in range(len(header["corroborating"]))
        ]

    @classmethod
    def load(cls, path: Path, key: bytes, place: str) -> RecordTable:
        """The table in a file; ConfigError if there is none, or it needs another key."""
        header, arrays = read(path, FORMAT, key, place)
        return cls(header, arrays, key)

    def matches(self, text: str, needed: int, proximity: int) -> Iterator[RecordMatch]:
        """Primary values of rows of which `needed` other columns stand within `proximity`."""
        words = [(match.start(), match.end(), plain(match[0])) for match in _WORD.finditer(text)]
        asked = [
            (start, end, value)
            for start, end, value in _runs(text, words, self._shortest, self._longest)
            if not self._digits or any(char.isdigit() for char in value)
        ]
        if not asked:
            return
        for number, hasher in enumerate(self._hashers):
            wanted = np.fromiter((hasher(value) for _, _, value in asked), "<u8", len(asked))
            places = np.searchsorted(self._hashes, wanted)
            places[places == len(self._hashes)] = 0
            for hit in np.flatnonzero(self._hashes[places] == wanted):
                start, end, _ = asked[hit]
                best = self._corroborated(
                    text, int(wanted[hit]), number, start, end, needed, proximity
                )
                if best is not None:
                    yield RecordMatch(start, end, self._primary[number], best)

    def _corroborated(
        self,
        text: str,
        value: int,
        number: int,
        start: int,
        end: int,
        needed: int,
        proximity: int,
    ) -> int | None:
        """Most other columns of one row with this value that stand near; None if too few."""
        first = int(np.searchsorted(self._hashes, np.uint64(value), "left"))
        last = int(np.searchsorted(self._hashes, np.uint64(value), "right"))
        near: list[set[int]] | None = None
        best: int | None = None
        for at in range(first, last):
            if self._columns[at] != number:
                continue
            row = self._others[self._rows[at]]
            present = [(column, int(one)) for column, one in enumerate(row) if one]
            if near is None and present:
                near = self._near(text, start, end, proximity)
            seen = sum(one in near[column] for column, one in present) if near else 0
            if seen >= min(needed, len(present)) and (best is None or seen > best):
                best = seen
        return best

    def _near(self, text: str, start: int, end: int, proximity: int) -> list[set[int]]:
        """For each corroborating column, the hashes of all runs of words around a place."""
        low = max(0, start - proximity)
        around = text[low : end + proximity]
        words = [
            (match.start(), match.end(), plain(match[0]))
            for match in _WORD.finditer(around)
            # the value itself corroborates nothing
            if low + match.end() <= start or low + match.start() >= end
        ]
        values = {value for _, _, value in _runs(around, words, 2, _LONGEST_OTHER)}
        return [{hasher(value) & 0xFFFFFFFF or 1 for value in values} for hasher in self._seconds]


def _runs(
    text: str, words: list[tuple[int, int, str]], shortest: int, longest: int
) -> Iterator[tuple[int, int, str]]:
    """Runs of neighbouring words whose letters and digits together have a fitting length."""
    for at, (start, end, value) in enumerate(words):
        if shortest <= len(value) <= longest:
            yield start, end, value
        joined, last = value, end
        for following in range(at + 1, min(len(words), at + _MOST_WORDS)):
            begin, stop, more = words[following]
            joined += more
            if len(joined) > longest or begin - last > _GAP or "\n\n" in text[last:begin]:
                break
            last = stop
            if len(joined) >= shortest:
                yield start, stop, joined
