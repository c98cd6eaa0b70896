"""What the sheets of a workbook need to know of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class NumberFormats:
    """How cells show their numbers (ISO/IEC 29500-1 §18.8.30)."""

    #: by index of a cell's style: the format's number and its code
    by_style: list[tuple[int, str]] = field(default_factory=list)

    def of(self, style: str | None) -> tuple[int, str]:
        """Number and code of the format that a cell's style index means."""
        try:
            return self.by_style[int(style or 0)]
        except (ValueError, IndexError):
            return 0, ""


@dataclass(slots=True)
class Workbook:
    """Filled from the workbook and its parts before its sheets are read."""

    #: the shared strings, and the indices of those that a cell shows
    strings: list[str] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    formats: NumberFormats = field(default_factory=NumberFormats)
    #: dates count from 1904, not from 1900
    old_epoch: bool = False
    #: steps of hidden sheets
    hidden: set[str] = field(default_factory=set)
