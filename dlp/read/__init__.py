"""Bytes → passages, one file for a family of formats.

`read` never raises for bad input: what cannot be read is an UNREADABLE finding. `collect` is the
same with the leaves the passages came from, for redaction. Hostile input is met with limits that
are checked first; both run inside workers that can be killed all the same.
"""

from __future__ import annotations

from dlp.config import Inspection
from dlp.mime.tree import Part
from dlp.model import Reading
from dlp.read.base import Buffer, Collector, Item, Place
from dlp.read.mail import MESSAGES, read_mail
from dlp.read.paths import safe_part
from dlp.read.registry import read_item

__all__ = ["collect", "read", "safe_part"]


def read(media_type: str, data: bytes, limits: Inspection | None = None) -> Reading:
    """All passages of `data`, and a finding for each part that could not be read.

    `media_type` is ``message/rfc822`` for a mail; any other type is read as one leaf with the
    path ``body:1``. Passages' texts have ``\\n`` line ends (CRLF reads as space and newline).
    """
    return collect(media_type, data, limits or Inspection()).reading()


def collect(media_type: str, data: bytes, limits: Inspection) -> Collector:
    """The same, with the leaves that say where each passage stands."""
    out = Collector(limits)
    kind, _, rest = media_type.lower().partition(";")
    kind = kind.strip()
    buffer = Buffer(data)
    if kind in MESSAGES:
        read_mail(buffer, "", out)
        return out
    charset = ""
    if "charset=" in rest:
        charset = rest.partition("charset=")[2].partition(";")[0].strip(" \"'")
    place = Place(buffer, Part(0, body_end=len(data), media_type=kind))
    out.fact("body:1", kind, len(data))
    read_item(Item("body:1", kind, data, charset, place=place), out)
    return out
