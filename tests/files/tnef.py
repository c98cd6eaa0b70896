"""winmail.dat made by hand ([MS-OXTNEF])."""

from __future__ import annotations

import struct

from files import Made
from files.msg import compressed_rtf
from files.opc import Markers


def attribute(level: int, kind: int, data: bytes) -> bytes:
    """One attribute; the upper half of its number is its type, which nobody looks at."""
    return (
        struct.pack("<BII", level, 0x60000 | kind, len(data))
        + data
        + (struct.pack("<H", sum(data) & 0xFFFF))
    )


def properties(*each: tuple[int, int, bytes, str]) -> bytes:
    """MAPI properties: number, type, value, and a name for those from 0x8000 on."""
    out = struct.pack("<I", len(each))
    for tag, kind, data, name in each:
        out += struct.pack("<HH", kind, tag)
        if tag >= 0x8000:
            raw = name.encode("utf-16-le") + b"\0\0"
            out += bytes(16) + struct.pack("<II", 1, len(raw)) + raw + bytes(-len(raw) % 4)
        out += struct.pack("<II", 1, len(data)) + data + bytes(-len(data) % 4)
    return out


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le") + b"\0\0"


def tnef() -> Made:
    """A message with a marker in each place."""
    mark = Markers("tnef")
    rtf = (
        rb"{\rtf1\ansi " + mark("rtf").encode() + rb"{\v " + mark("rtf, hidden 1").encode() + b"}}"
    )
    nested = struct.pack("<IH", 0x223E9F78, 1) + attribute(
        1, 0x8004, mark("attachment 2, subject").encode() + b"\0"
    )
    data = (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x9007, struct.pack("<II", 1252, 0))
        + attribute(1, 0x8004, mark("subject").encode() + b"\0")
        + attribute(1, 0x800C, mark("main text").encode() + b"\0")
        + attribute(
            1,
            0x9003,
            properties(
                (0x1009, 0x102, compressed_rtf(rtf), ""),
                (0x0C1A, 0x1F, _wide(mark("property SenderName")), ""),
                (0x8001, 0x1F, _wide(mark("property Project")), "Project"),
            ),
        )
        + attribute(
            1,
            0x9004,
            struct.pack("<I", 1)
            + properties(
                (0x3001, 0x1F, _wide(mark("recipient 1, display-name")), ""),
            ),
        )
        + attribute(2, 0x9002, bytes(14))
        + attribute(2, 0x8010, b"note.txt\0")
        + attribute(2, 0x800F, mark("attachment 1, note.txt").encode())
        + attribute(
            2, 0x9005, properties((0x3001, 0x1F, _wide(mark("attachment 1, display-name")), ""))
        )
        + attribute(2, 0x9002, bytes(14))
        + attribute(2, 0x9005, properties((0x3701, 0x0D, bytes(16) + nested, "")))
    )
    return Made("tnef", "winmail.dat", data, mark.places)


def made() -> list[Made]:
    """All of them."""
    return [tnef()]
