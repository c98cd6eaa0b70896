"""Strings of a PDF as words."""

from __future__ import annotations

import pikepdf

from dlp.read.files.metadata import parse_xml


def words(value: pikepdf.Object) -> str:
    """A string object as text: PDFDocEncoding, UTF-16 or UTF-8 by its mark."""
    try:
        return str(value).replace("\r\n", "\n").replace("\r", "\n")
    except (UnicodeError, ValueError):
        raw = bytes(value) if isinstance(value, pikepdf.String) else value.unparse()
        return raw.decode("latin-1")


def readable(text: str) -> bool:
    """Whether a string of unknown purpose may be words rather than bytes."""
    if len(text) < 3:
        return False
    plain = sum(each.isprintable() or each in "\n\t" for each in text)
    return plain * 10 >= len(text) * 8


def marked_up(text: str) -> str:
    """The words of rich text (XHTML), or the text as it stands."""
    root = parse_xml(text.encode("utf-8", "replace"))
    return text if root is None else "\n".join(filter(None, map(str.strip, root.itertext())))
