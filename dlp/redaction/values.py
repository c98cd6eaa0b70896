"""The values that a redaction takes out, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dlp.model import Finding, Passage
from dlp.redaction.errors import CannotRedact

#: most different values cut out of one message
MOST = 2000
_NOT_KIND = re.compile(r"[^A-Za-z0-9_.-]")
#: longer values are looked for as they stand, without regard to spacing
_LONGEST_LOOSE = 200


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its kind, its text, and the spans that findings gave."""

    kind: str
    text: str
    spans: frozenset[tuple[str, int, int]]

    @property
    def numeric(self) -> bool:
        """Mostly digits: found with any punctuation between them."""
        chars = [char for char in self.text if char.isalnum()]
        digits = sum(char.isdigit() for char in chars)
        return digits >= 5 and digits * 2 >= len(chars)


@dataclass(frozen=True, slots=True)
class Cut:
    """A span of a passage's text to take out."""

    start: int
    end: int
    kind: str


def values(passages: Iterable[Passage], findings: Sequence[Finding]) -> list[Value]:
    """The different values of `findings`. CannotRedact where one has no text behind it."""
    texts = {passage.part: passage.text for passage in passages}
    found: dict[str, tuple[str, set[tuple[str, int, int]]]] = {}
    for finding in findings:
        if finding.part not in texts:
            raise CannotRedact("unknown-part", finding.part)
        text = texts[finding.part]
        if not 0 <= finding.start < finding.end <= len(text):
            raise CannotRedact("no-span", finding.part)
        value = text[finding.start : finding.end]
        spans = found.setdefault(value, (_NOT_KIND.sub("_", finding.kind), set()))[1]
        spans.add((finding.part, finding.start, finding.end))
    if len(found) > MOST:
        raise CannotRedact("too-many")
    return [Value(kind, text, frozenset(spans)) for text, (kind, spans) in found.items()]


def pattern(value: Value) -> re.Pattern[str] | None:
    """Where else `value` stands: in any case and spacing; for numbers, in any punctuation.

    None for what is too short to be told from other text (fewer than two letters or digits).
    """
    text = value.text.strip()
    chars = [char for char in text if char.isalnum()]
    if len(chars) < 2:
        return None
    if len(text) > _LONGEST_LOOSE:
        return re.compile(re.escape(text))
    if value.numeric:
        inner = r"[\W_]{0,3}".join(re.escape(char) for char in chars)
        head = "(?<![0-9])" if chars[0].isdigit() else r"(?<!\w)"
        return re.compile(rf"{head}{inner}(?![0-9])", re.IGNORECASE)
    inner = r"\s+".join(re.escape(word) for word in text.split())
    head = r"(?<!\w)" if _wordy(text[0]) else ""
    tail = r"(?!\w)" if _wordy(text[-1]) else ""
    return re.compile(f"{head}{inner}{tail}", re.IGNORECASE)


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


class ValueFinder:
    """Finds all values in a text: one by one where they are few, by an index where many."""

    def __init__(self, wanted: Sequence[Value], few: int = 30) -> None:
        self._single: list[tuple[re.Pattern[str], str]] = []
        self._index: dict[str, list[tuple[re.Pattern[str], str]]] = {}
        for value in wanted:
            expression = pattern(value)
            if expression is None:
                continue
            key = _key(value) if len(wanted) > few else ""
            where = self._index.setdefault(key, []) if key else self._single
            where.append((expression, value.kind))
        self._lengths = sorted({len(key) for key in self._index})
        #: what the findings themselves said: part → start, end, kind
        self.spans: dict[str, list[tuple[int, int, str]]] = {}
        for value in wanted:
            for part, start, end in value.spans:
                self.spans.setdefault(part, []).append((start, end, value.kind))

    def finditer(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind of each occurrence; they may overlap."""
        for expression, kind in self._single:
            for match in expression.finditer(text):
                yield match.start(), match.end(), kind
        if not self._index:
            return
        for start in _STARTS.finditer(text):
            at = start.start()
            ahead = _NOT_ALNUM.sub("", text[at : at + _WINDOW]).lower()
            for length in self._lengths:
                for expression, kind in self._index.get(ahead[:length], ()):
                    found = expression.match(text, at)
                    if found is not None:
                        yield found.start(), found.end(), kind


#: where an indexed value may begin: at a letter or digit after none, at a digit after a letter
_STARTS = re.compile(r"(?<![^\W_])[^\W_]|(?<![0-9])[0-9]")
_NOT_ALNUM = re.compile(r"[\W_]+")
_KEY, _WINDOW = 12, 48


def _key(value: Value) -> str:
    """The letters and digits `value` begins with, "" for one that the index cannot hold."""
    text = value.text.strip()
    first = text if value.numeric else text.split()[0]
    key = _NOT_ALNUM.sub("", first)[:_KEY].lower()
    ordinary = text[0].isalnum() and key.isascii() and len(text) <= _LONGEST_LOOSE
    return key if ordinary and len(first[:_WINDOW]) <= _WINDOW - 12 else ""


def cuts(passage: Passage, finder: ValueFinder) -> list[Cut]:
    """All spans of `passage` that hold one of the values, merged, in order."""
    found = [Cut(*span) for span in finder.finditer(passage.text)]
    found += [Cut(start, end, kind) for start, end, kind in finder.spans.get(passage.part, ())]
    found.sort(key=lambda cut: (cut.start, -cut.end))
    merged: list[Cut] = []
    for cut in found:
        if merged and cut.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Cut(last.start, max(last.end, cut.end), last.kind)
        else:
            merged.append(cut)
    return merged
