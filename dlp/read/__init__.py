"""Bytes → passages, one file for a family of formats.

`read` never raises for bad input: what cannot be read is an UNREADABLE finding. `collect` is the
same with the leaves the passages came from, for redaction. Hostile input is met with limits that
are checked first; both run inside workers that can be killed all the same.
"""

from __future__ import annotations

from dlp.config import InspectionSettings
from dlp.mime.tree import Part
from dlp.model import Reading
from dlp.read.base import Buffer, Collector, FileReader, PartContent, SourceLocation
from dlp.read.part import MESSAGES, read_part
from dlp.read.paths import safe_part
from dlp.read.pending import read_pending

__all__ = ["FileReader", "collect", "read", "safe_part"]


def read(
    media_type: str,
    data: bytes,
    limits: InspectionSettings | None = None,
    files: FileReader | None = None,
) -> Reading:
    """All passages of `data`, and a finding for each part that could not be read.

    `media_type` is ``message/rfc822`` for a mail; any other type is read as one leaf with the
    path ``body:1``. Passages' texts have ``\\n`` line ends (CRLF reads as space and newline).
    `files` reads what is no text; without it such parts are UNREADABLE.
    """
    return collect(media_type, data, limits or InspectionSettings(), files).reading()


def collect(
    media_type: str,
    data: bytes,
    limits: InspectionSettings,
    files: FileReader | None = None,
    name: str = "",
) -> Collector:
    """The same, with the leaves that say where each passage stands."""
    out = Collector(limits, read_part, files)
    kind, _, rest = media_type.lower().partition(";")
    kind = kind.strip()
    charset = ""
    if "charset=" in rest:
        charset = rest.partition("charset=")[2].partition(";")[0].strip(" \"'")
    part = "" if kind in MESSAGES else "body:1"
    location = (
        None
        if part == ""
        else SourceLocation(Buffer(data), Part(0, body_end=len(data), media_type=kind))
    )
    if part:
        out.fact(part, kind, len(data), name)
    read_part(PartContent(part, kind, data, charset, name=name, location=location), out)
    read_pending(out)
    return out
