"""Document fingerprints: an excerpt of a known document, recognised by shingles.

Winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting",
SIGMOD 2003) over words: of each `_WINDOW` neighbouring runs of `_SHINGLE` words the least keyed
hash is kept, so that any `_SHINGLE + _WINDOW - 1` words in common share one. Only hashes are kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from pydantic import Field

from dlp.config import Secret
from dlp.detect.engine.keyed import Hasher, check, plain, read, write
from dlp.detect.engine.text import normalise
from dlp.errors import ConfigError
from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options

FORMAT = "dlp-fingerprint-1"
_SHINGLE, _WINDOW = 5, 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
#: two matches further apart than this many words are two excerpts
_APART = 60


def shingles(text: str, hasher: Hasher) -> list[tuple[int, int, int, int]]:
    """The winnowed (hash, word number, start, end) of `text`, in order."""
    words = [(match.start(), match.end(), plain(match[0])) for match in _WORD.finditer(text)]
    values = [
        hasher(" ".join(word for _, _, word in words[at : at + _SHINGLE]))
        for at in range(len(words) - _SHINGLE + 1)
    ]
    chosen: list[int] = []
    window: deque[int] = deque()
    for at, value in enumerate(values):
        while window and values[window[-1]] >= value:
            window.pop()
        window.append(at)
        if window[0] <= at - _WINDOW:
            window.popleft()
        if at >= min(_WINDOW, len(values)) - 1 and (not chosen or chosen[-1] != window[0]):
            chosen.append(window[0])
    return [(values[at], at, words[at][0], words[at + _SHINGLE - 1][1]) for at in chosen]


def add(store: Path, name: str, texts: Iterable[str], *, key: bytes) -> int:
    """Adds (or replaces) the document `name` in the file `store`; the number of shingles kept.

    `texts` are the passages of the document. ConfigError if it is too short to be recognised, or
    if the file is of another key.
    """
    hasher = Hasher(key, "shingle")
    mine = {value for text in texts for value, _, _, _ in shingles(normalise(text).text, hasher)}
    if not mine:
        raise ConfigError(str(store), f"the document has fewer than {_SHINGLE} words")
    names: list[str] = []
    pairs: list[tuple[int, int]] = []
    if store.exists():
        header, arrays = read(store, FORMAT, key, str(store))
        kept = [other for other in header["documents"] if other != name]
        numbers = {other: kept.index(other) for other in kept}
        names = kept
        for value, number in zip(arrays["hashes"], arrays["documents"], strict=True):
            other = header["documents"][int(number)]
            if other != name:
                pairs.append((int(value), numbers[other]))
    names.append(name)
    pairs.extend((value, len(names) - 1) for value in mine)
    pairs.sort()
    counts = Counter(number for _, number in pairs)
    header = {
        "form": FORMAT,
        "check": check(key),
        "documents": names,
        "sizes": [counts[number] for number in range(len(names))],
    }
    write(
        store,
        header,
        {
            "hashes": np.array([value for value, _ in pairs], "<u8"),
            "documents": np.array([number for _, number in pairs], "<u4"),
        },
    )
    return len(mine)


class Settings(Options):
    """Settings of the document fingerprints."""

    file: Path
    """What `dlp fingerprint add` wrote."""
    key: Secret
    """The key it was made with."""
    kind: str = Field("DOCUMENT_FINGERPRINT", pattern="^[A-Z][A-Z0-9_]+$")
    """The kind that is reported."""
    least: int = Field(3, ge=1)
    """Fewest shingles in common; three are some twenty words."""


class Fingerprints:
    """Finds excerpts of known documents."""

    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = (
        "The quick brown fox jumps over the lazy dog and then the dog sleeps in the sun all day.",
    )

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = (options.kind,)
        self._options = options
        place = f"detectors.{name}"
        key = options.key.read(f"{place}.key").get_secret_value().encode()
        header, arrays = read(options.file, FORMAT, key, place)
        self._names: list[str] = header["documents"]
        self._sizes: list[int] = header["sizes"]
        self._hashes, self._documents = arrays["hashes"], arrays["documents"]
        self._hasher = Hasher(key, "shingle")

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [finding for passage in passages for finding in self._passage(passage)]

    def _passage(self, passage: Passage) -> Iterable[Finding]:
        view = normalise(passage.text)
        marks = shingles(view.text, self._hasher)
        if not marks or not len(self._hashes):
            return
        wanted = np.fromiter((value for value, _, _, _ in marks), "<u8", len(marks))
        low = np.searchsorted(self._hashes, wanted, "left")
        high = np.searchsorted(self._hashes, wanted, "right")
        runs: dict[int, list[list[int]]] = defaultdict(list)
        for at in np.flatnonzero(high > low):
            for document in {int(each) for each in self._documents[low[at] : high[at]]}:
                mine = runs[document]
                if mine and marks[at][1] - marks[mine[-1][-1]][1] <= _APART:
                    mine[-1].append(int(at))
                else:
                    mine.append([int(at)])
        for document, excerpts in runs.items():
            for excerpt in excerpts:
                distinct = len({marks[at][0] for at in excerpt})
                if distinct < min(self._options.least, self._sizes[document]):
                    continue
                start, end = view.span(marks[excerpt[0]][2], marks[excerpt[-1]][3])
                share = min(1.0, distinct / self._sizes[document])
                yield Finding(
                    self._options.kind,
                    passage.part,
                    start,
                    end,
                    round(min(0.99, 0.8 + 0.02 * distinct), 2),
                    self.name,
                    f"{distinct} shingles of {self._names[document]}",
                    None,
                    {"document": self._names[document], "share": round(share, 3)},
                )


detector: type[Detector] = Fingerprints
