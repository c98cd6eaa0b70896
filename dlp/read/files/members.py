"""What stands in an archive, as files: their places and how their text is read."""

from __future__ import annotations

from dlp.read.files.kinds import format_of
from dlp.read.paths import safe_name

#: formats of characters → the media type whose reader reads them
TEXTS = {
    "html": "text/html",
    "eml": "message/rfc822",
    "mbox": "application/mbox",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "csv": "text/csv",
    "json": "text/json",
    "xml": "text/xml",
    "text": "text/plain",
}
_MAILS = (".eml", ".mht", ".mhtml")
#: steps of a place: deeper folders are left out at the front
_DEEPEST = 8


def media_type_of(data: bytes, name: str) -> str:
    """The media type of what is text by its content (mail, calendar, …); "" for any other."""
    format = format_of(data, name)
    if format == "text" and name.lower().endswith(_MAILS):
        format = "eml"
    return TEXTS.get(format, "")


def step_of(name: str) -> str:
    """The name of a member as steps of a path: its folders, and itself."""
    steps = (safe_name(step) for step in name.replace("\\", "/").split("/"))
    return "/".join([step for step in steps if step][-_DEEPEST:]) or "unnamed"
