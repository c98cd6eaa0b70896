"""An Outlook message made by hand, with recipients, attachments and a message in the message."""

from __future__ import annotations

import struct
import zlib

from files import Made
from files.cfb import compound
from files.opc import Markers


def compressed_rtf(text: bytes) -> bytes:
    """[MS-OXRTFCP] without references: every byte as it is."""
    body = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return struct.pack("<II4sI", len(body) + 12, len(text), b"LZFu", zlib.crc32(body)) + body


def _wide(tag: int, text: str) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}001F", text.encode("utf-16-le")


def _binary(tag: int, data: bytes) -> tuple[str, bytes]:
    return f"__substg1.0_{tag:04X}0102", data


def msg() -> Made:
    """A message with a marker in each place."""
    mark = Markers("msg")
    rtf = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p title='"
        + mark("rtf, html, attribute").encode()
        + (rb"'>}" + mark("rtf, html").encode() + rb"{\*\htmltag72 </p>}}")
    )
    streams = dict(
        [
            ("__properties_version1.0", bytes(32)),
            _wide(0x0037, mark("subject")),
            _wide(0x1000, mark("main text")),
            _wide(0x007D, "Received: x\r\nX-Note: " + mark("headers")),
            ("__substg1.0_0C1A001E", mark("property SenderName").encode()),
            _binary(0x1013, f"<p>{mark('html')}<!-- {mark('html, comment')} --></p>".encode()),
            _binary(0x1009, compressed_rtf(rtf)),
            _wide(0x8005, mark("property Project Code")),
            ("__substg1.0_8006101F", bytes(8)),
            ("__substg1.0_8006101F-00000000", mark("property Tags").encode("utf-16-le")),
            _binary(0x6666, b"\1\2" + mark("strings").encode() + b"\0"),
            (
                "__nameid_version1.0/__substg1.0_00030102",
                struct.pack("<IHH", 0, 1, 5) + struct.pack("<IHH", 28, 1, 6),
            ),
            (
                "__nameid_version1.0/__substg1.0_00040102",
                struct.pack("<I", 24)
                + "Project Code".encode("utf-16-le")
                + struct.pack("<I", 8)
                + "Tags".encode("utf-16-le"),
            ),
        ]
    )

    def below(storage: str, *each: tuple[str, bytes]) -> None:
        streams[f"{storage}/__properties_version1.0"] = bytes(8)
        for name, data in each:
            streams[f"{storage}/{name}"] = data

    below("__recip_version1.0_#00000000", _wide(0x3001, mark("recipient 1, display-name")))
    below(
        "__attach_version1.0_#00000000",
        _wide(0x3707, "note.txt"),
        _wide(0x3001, mark("attachment 1, display-name")),
        _binary(0x3701, mark("attachment 1, note.txt").encode()),
    )
    inner = "__attach_version1.0_#00000001/__substg1.0_3701000D"
    below("__attach_version1.0_#00000001", _wide(0x3001, "inner"))
    below(inner, _wide(0x0037, mark("attachment 2, subject")), _wide(0x1000, mark("attachment 2")))
    below(
        f"{inner}/__attach_version1.0_#00000000",
        _wide(0x3707, "deep.txt"),
        _binary(0x3701, mark("attachment 2, attachment 1, deep.txt").encode()),
    )
    return Made("msg", "mail.msg", compound(streams), mark.places)


def made() -> list[Made]:
    """All of them."""
    return [msg()]
