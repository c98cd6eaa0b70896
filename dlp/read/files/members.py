"""Members of an archive as files: their paths, and the media types of those that are text."""

from __future__ import annotations

from dlp.read.files.kinds import format_of
from dlp.read.formats import FORMATS
from dlp.read.paths import safe_name

_MAILS = (".eml", ".mht", ".mhtml")
#: steps of a place: deeper folders are left out at the front
_DEEPEST = 8


def media_type_of(data: bytes, name: str) -> str:
    """The media type of what is text by its content (mail, calendar, …); "" for any other."""
    format = format_of(data, name)
    if format == "text" and name.lower().endswith(_MAILS):
        format = "eml"
    return FORMATS[format].media_type if FORMATS[format].is_text else ""


def step_of(name: str) -> str:
    """The name of a member as steps of a path: its folders, and itself."""
    steps = (safe_name(step) for step in name.replace("\\", "/").split("/"))
    return "/".join([step for step in steps if step][-_DEEPEST:]) or "unnamed"
