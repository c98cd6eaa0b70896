"""Text of .doc files: the piece table of Word 97 and later, the one block of Word 6 and 95.

Source: [MS-DOC] §2.4.1 (retrieving text), §2.5 (FIB). The document's stories follow each other:
main text, footnotes, headers, macros, comments, endnotes, text boxes, text boxes in headers.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead
from dlp.read.files.compound import CompoundFile

_STORIES = (
    ("", Role.BODY),
    ("footnotes", Role.BODY),
    ("headers", Role.BODY),
    ("macros", Role.HIDDEN),
    ("comments", Role.COMMENT),
    ("endnotes", Role.BODY),
    ("textboxes", Role.BODY),
    ("header-textboxes", Role.BODY),
)
_CHARS = str.maketrans(
    {
        "\r": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x07": "\t",
        "\x1e": "-",
        "\x1f": "",
        "\x13": " ",
        "\x14": " ",
        "\x15": " ",
        "\xa0": " ",
        "\0": "",
    }
)
_OBJECTS = re.compile("[\x01-\x06\x08\x0e-\x12\x16-\x1d]")


def encrypted(ole: CompoundFile, prefix: tuple[str, ...] = ()) -> bool:
    """Whether the document wants a password (FibBase.fEncrypted)."""
    fib = ole.stream(*prefix, "WordDocument") or b""
    return len(fib) > 12 and bool(fib[11] & 1)


def texts(ole: CompoundFile, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Role]]:
    """Step, text and role of each story. Raises `CannotRead`."""
    fib = ole.stream(*prefix, "WordDocument") or b""
    try:
        magic, version = struct.unpack_from("<HH", fib)
        if magic not in (0xA5EC, 0xA5DC) or version < 0xC1:
            start, end = struct.unpack_from("<II", fib, 0x18)
            whole = fib[start:end].decode("cp1252", "replace")
            counts: tuple[int, ...] = struct.unpack_from("<8I", fib, 0x34)
        else:
            whole = "".join(_pieces(ole, prefix, fib))
            counts = struct.unpack_from("<8I", fib, 0x4C)
    except struct.error:
        raise CannotRead(Unread.BROKEN, "Word document") from None
    at = 0
    for (step, role), count in zip(_STORIES, counts, strict=True):
        yield step, _clean(whole[at : at + count]), role
        at += count
    yield "rest", _clean(whole[at:]), Role.HIDDEN


def _clean(text: str) -> str:
    return _OBJECTS.sub("", text.translate(_CHARS))


def _pieces(ole: CompoundFile, prefix: tuple[str, ...], fib: bytes) -> Iterator[str]:
    table = ole.stream(*prefix, "1Table" if fib[11] & 2 else "0Table") or b""
    offset, size = struct.unpack_from("<II", fib, 0x1A2)
    clx = table[offset : offset + size]
    at = 0
    while at < len(clx) and clx[at] == 1:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at >= len(clx) or clx[at] != 2:
        raise CannotRead(Unread.BROKEN, "Word document without text table")
    (length,) = struct.unpack_from("<I", clx, at + 1)
    plc = clx[at + 5 : at + 5 + length]
    count = (len(plc) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plc)
    total = 0
    for number in range(count):
        (position,) = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)
        characters = max(ends[number + 1] - ends[number], 0)
        start = position & 0x3FFFFFFF
        if position & 0x40000000:
            raw = fib[start // 2 : start // 2 + characters]
            piece = raw.decode("cp1252", "replace")
        else:
            piece = fib[start : start + 2 * characters].decode("utf-16-le", "replace")
        total += len(piece)
        if total > 4 * len(fib):
            raise CannotRead(Unread.BROKEN, "Word document says its text again and again")
        yield piece
