"""What a file redactor is given.

A file redactor is a function ``(file, replacer) -> bytes`` for one family of formats, named in a
record of `dlp.read.formats`. It takes every value out of every part of the file (text, comments,
properties, revisions, thumbnails, embedded copies), leaves the layout, and raises
`CannotRedact(reason)` where it cannot: the rule's fallback does the rest. It runs in a caged
process like a reader, and the result is read again by the same reader and by another library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dlp.config import InspectionSettings
from dlp.read.files.base import File
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Value, ValueFinder

#: a mask for places that take no punctuation: sheet names, identifiers, ASCII-only fields
PLAIN_MASK = "XREMOVEDX"


class ValueReplacer:
    """Finds the values to take out in a text and replaces them by a placeholder."""

    def __init__(
        self,
        wanted: Sequence[Value],
        placeholder: str,
        limits: InspectionSettings,
        inside: Inside,
        passwords: Sequence[str] = (),
    ) -> None:
        self.finder = ValueFinder(wanted)
        self.wanted = tuple(wanted)
        self.placeholder = placeholder
        self.limits = limits
        self.passwords = tuple(passwords)
        self._inside = inside

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """Where values stand in `text`: start, end, replacement; in order, none overlapping."""
        merged: list[tuple[int, int, str]] = []
        for start, end, kind in sorted(self.finder.finditer(text), key=lambda s: (s[0], -s[1])):
            if merged and start < merged[-1][1]:
                last = merged[-1]
                merged[-1] = (last[0], max(last[1], end), last[2])
            else:
                merged.append((start, end, self.placeholder.replace("{kind}", kind)))
        return merged

    def touches(self, text: str) -> bool:
        """Whether any value stands in `text`."""
        return any(True for _ in self.finder.finditer(text))

    def clean(self, text: str, mask: str | None = None) -> str:
        """`text` with each value replaced by its placeholder, or by `mask`."""
        spans = self.spans(text)
        if not spans:
            return text
        out: list[str] = []
        at = 0
        for start, end, new in spans:
            out += (text[at:start], new if mask is None else mask)
            at = end
        out.append(text[at:])
        return "".join(out)

    def file(self, around: File, step: str, data: bytes, name: str, media_type: str = "") -> bytes:
        """A file inside `around`, cleaned the same way (unchanged bytes if nothing is in it).
        CannotRedact where a value is in it and cannot be taken out, or it cannot be read."""
        return self._inside(around, step, data, name, media_type, self)


Inside = Callable[[File, str, bytes, str, str, ValueReplacer], bytes]

FormatRedactor = Callable[[File, ValueReplacer], bytes]

__all__ = ["PLAIN_MASK", "CannotRedact", "FormatRedactor", "Inside", "ValueReplacer"]
