"""Files for tests, made by hand: a marker string in each place where a format can hide text."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Made:
    """One file, and what stands where in it."""

    #: as `dlp.read.files.kinds` says it, e.g. ``docx``
    format: str
    #: file name, e.g. ``report.docx``
    name: str
    data: bytes
    #: marker → where it stands, as a person would say it, e.g. ``comment 3``
    markers: dict[str, str] = field(default_factory=dict)
