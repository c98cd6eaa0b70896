"""Text in bytes of which nothing else is known, as ``strings`` finds it."""

from __future__ import annotations

import re

#: UTF-8 or one-byte text; a high byte counts where a letter stands beside it
_NARROW = re.compile(
    rb"(?:[\t\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe1-\xec][\x80-\xbf]{2}"
    rb"|(?<=[A-Za-z])[\xc0-\xff]|[\xc0-\xff](?=[A-Za-z])){4,}"
)
#: UTF-16LE: Latin, Greek, Cyrillic, Hebrew and Arabic
_WIDE = re.compile(rb"(?:[\t\x20-\x7e\xa0-\xff]\x00|[\x00-\xff][\x01-\x06]|[\x10-\x26]\x20){4,}")
#: of the last, only what holds a run of plain characters is text and not chance
_PLAIN = re.compile(rb"(?:[\x20-\x7e]\x00){3}|(?:[\x00-\xff][\x03-\x06]){6}")
_WORD = re.compile(r"\w{2}")


def strings(data: bytes, least: int = 4) -> str:
    """Every run of `least` (four or more) characters, one a line: one-byte runs, then two-byte."""
    return "\n".join(run for run in (*narrow(data), *wide(data)) if len(run) >= least)


def narrow(data: bytes) -> list[str]:
    """Runs of one-byte text."""
    found = []
    for match in _NARROW.finditer(data):
        try:
            text = match[0].decode("utf-8")
        except UnicodeError:
            text = match[0].decode("cp1252", "replace")
        if _WORD.search(text):
            found.append(text.strip())
    return found


def wide(data: bytes) -> list[str]:
    """Runs of two-byte text."""
    return [
        match[0].decode("utf-16-le", "replace").strip()
        for match in _WIDE.finditer(data)
        if _PLAIN.search(match[0])
    ]
