"""What has to go: the values behind the findings, and everywhere they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dlp.model import Finding, Passage
from dlp.redaction.errors import CannotRedact

#: most different values cut out of one message
MOST = 2000
#: longer values are looked for as they stand, without regard to spacing
_LONGEST_LOOSE = 200


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its kind, the spans findings gave, and the pattern of its other occurrences."""

    kind: str
    pattern: re.Pattern[str] | None
    spans: frozenset[tuple[str, int, int]]

    def stands_in(self, text: str) -> bool:
        """Whether the value can be found in `text`."""
        return self.pattern is not None and self.pattern.search(text) is not None


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
            raise CannotRedact("unknown-part")
        text = texts[finding.part]
        if not 0 <= finding.start < finding.end <= len(text):
            raise CannotRedact("no-span")
        value = text[finding.start : finding.end]
        spans = found.setdefault(value, (finding.kind, set()))[1]
        spans.add((finding.part, finding.start, finding.end))
    if len(found) > MOST:
        raise CannotRedact("too-many")
    return [Value(kind, pattern(value), frozenset(spans)) for value, (kind, spans) in found.items()]


def pattern(value: str) -> re.Pattern[str] | None:
    """Where else `value` stands: in any case and spacing; for numbers, in any punctuation.

    None for what is too short to be told from other text (fewer than two letters or digits).
    """
    chars = [char for char in value if char.isalnum()]
    if len(chars) < 2:
        return None
    if len(value) > _LONGEST_LOOSE:
        return re.compile(re.escape(value.strip()))
    digits = sum(char.isdigit() for char in chars)
    if digits >= 5 and digits * 2 >= len(chars):
        inner = r"[\W_]{0,3}".join(re.escape(char) for char in chars)
        return re.compile(rf"(?<![0-9]){inner}(?![0-9])", re.IGNORECASE)
    inner = r"\s+".join(re.escape(word) for word in value.split())
    first, last = value.strip()[0], value.strip()[-1]
    head = r"(?<!\w)" if _wordy(first) else ""
    tail = r"(?!\w)" if _wordy(last) else ""
    return re.compile(f"{head}{inner}{tail}", re.IGNORECASE)


def _wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def cuts(passage: Passage, wanted: Sequence[Value]) -> list[Cut]:
    """All spans of `passage` that hold one of the values, merged, in order."""
    found: list[Cut] = []
    for value in wanted:
        found += [
            Cut(start, end, value.kind) for part, start, end in value.spans if part == passage.part
        ]
        if value.pattern is not None:
            found += [
                Cut(match.start(), match.end(), value.kind)
                for match in value.pattern.finditer(passage.text)
            ]
    found.sort(key=lambda cut: (cut.start, -cut.end))
    merged: list[Cut] = []
    for cut in found:
        if merged and cut.start < merged[-1].end:
            last = merged[-1]
            merged[-1] = Cut(last.start, max(last.end, cut.end), last.kind)
        else:
            merged.append(cut)
    return merged
