"""What a file is, by its content: the format that decides who reads it.

Names and media types are claims. They only choose between formats that are the same bytes (CSV is
text), and where the content is something else than they claim, that is a finding of its own
(`misleading`). Containers are looked into, within bounds: a ZIP may be ``docx``, an OLE file
``msg``. Signatures: `dlp.read.formats`.
"""

from __future__ import annotations

from dlp.read.files.texts import text_kind
from dlp.read.formats import FORMATS, UNKNOWN, resolve


def format_of(data: bytes, name: str = "", media_type: str = "") -> str:
    """The format's name, `UNKNOWN` for one that nobody here knows. `name` and `media_type` decide
    only between kinds of text."""
    found = FORMATS.identify(data)
    if found is None:
        return text_kind(data, claim(name, media_type))
    format = found[0]
    return str(resolve(format.look_inside)(data)) if format.look_inside else format.name


def claim(name: str, media_type: str = "") -> str:
    """The format that a name claims, or else its media type; `UNKNOWN` for nothing certain."""
    claimed = FORMATS.by_ending(name) or FORMATS.by_media_type(media_type)
    return claimed.name if claimed else UNKNOWN


def misleading(format: str, name: str, media_type: str = "") -> str:
    """What the file claims to be where its content is something else that another program would
    open; "" where the claim holds, is harmless (a .jpg that is a PNG), or there is none."""
    claimed, found = FORMATS[claim(name, media_type)], FORMATS[format]
    if claimed.name in (UNKNOWN, found.name, found.container):
        return ""
    return "" if claimed.opened_by & found.opened_by else claimed.name
