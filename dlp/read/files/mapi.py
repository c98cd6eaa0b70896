"""Properties of Outlook messages, the same in .msg files and in winmail.dat: who gets which role.

Source: [MS-OXPROPS] for the numbers, [MS-OXCDATA] §2.11.1 for the types.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlp.mime.charset import codec_name
from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.files.rtf_compressed import decompress
from dlp.read.files.strings import strings

STRING8, UNICODE, BINARY, OBJECT = 0x1E, 0x1F, 0x102, 0x0D
HTML, RTF = 0x1013, 0x1009
ATTACHMENT, LONG_NAME, SHORT_NAME = 0x3701, 0x3707, 0x3704

_STEPS = {
    0x0037: ("subject", Role.SUBJECT),
    0x0E1D: ("subject", Role.SUBJECT),
    0x0070: ("subject", Role.SUBJECT),
    0x1000: ("", Role.BODY),
    0x007D: ("headers", Role.HEADER),
    0x3001: ("display-name", Role.NAME),
    0x3704: ("name", Role.NAME),
    0x3707: ("name", Role.NAME),
    0x3703: ("name", Role.NAME),
    0x3708: ("name", Role.NAME),
}
#: names of the usual ones, for properties and labels
_NAMES = {
    0x001A: "MessageClass",
    0x0042: "SentRepresentingName",
    0x0065: "SentRepresentingAddress",
    0x0C1A: "SenderName",
    0x0C1F: "SenderAddress",
    0x0E02: "Bcc",
    0x0E03: "Cc",
    0x0E04: "To",
    0x1035: "MessageId",
    0x3003: "Address",
    0x39FE: "SmtpAddress",
    0x3A08: "BusinessPhone",
}
#: keys, dates and indexes that machines write
_MACHINE = frozenset(
    (
        0x0FF6,
        0x0FF9,
        0x0FFF,
        0x300B,
        0x0071,
        0x003B,
        0x003F,
        0x0041,
        0x0051,
        0x0C19,
        0x0C1D,
        0x3013,
        0x3702,
        0x65E2,
        0x65E3,
        0x1015,
        0x3014,
        0x7D01,
        0x0E27,
        0x4076,
        0x3709,
    )
)


@dataclass(frozen=True, slots=True)
class MapiProperty:
    """One property: its number, its type without the bit for many, its name if it has one."""

    tag: int
    kind: int
    data: bytes
    name: str = ""


def text_of(each: MapiProperty, codec: str) -> str:
    """A string property's text."""
    if each.kind == UNICODE:
        return each.data[: len(each.data) & ~1].decode("utf-16-le", "replace").rstrip("\0")
    try:
        return each.data.rstrip(b"\0").decode("utf-8" if codec == "cp1252" else codec)
    except (UnicodeError, LookupError):
        return each.data.rstrip(b"\0").decode("cp1252", "replace")


def codec_of(page: int) -> str:
    """The codec of a code page number, Windows' Western one where there is none."""
    return codec_name(f"cp{page}") or "cp1252"


def give(found: list[MapiProperty], at: str, codec: str, sink: Sink) -> None:
    """Put the properties of a message, a recipient or an attachment into `sink` below step `at`."""
    loose: list[str] = []
    for each in found:
        step, role = _STEPS.get(each.tag, ("", Role.PROPERTY))
        if each.kind in (STRING8, UNICODE):
            text = text_of(each, codec).replace("\r\n", "\n").replace("\r", "\n")
            if each.tag == HTML:
                sink.file(_below(at, "html"), text.encode("utf-8", "replace"), "", "text/html")
            elif each.tag in _STEPS:
                sink.text(_below(at, step), text, role)
            else:
                name = each.name or _NAMES.get(each.tag) or f"0x{each.tag:04X}"
                if at:
                    sink.text(f"{at}/property:{name.replace('/', '_')}", text, Role.PROPERTY)
                else:
                    sink.property(name, text)
        elif each.kind == BINARY and each.tag == HTML:
            sink.file(_below(at, "html"), each.data, "", "text/html")
        elif each.kind == BINARY and each.tag == RTF:
            _rtf(each.data, at, sink)
        elif each.kind == BINARY and each.tag not in (ATTACHMENT, *_MACHINE):
            loose.append(strings(each.data))
    sink.text(_below(at, "strings"), "\n".join(filter(None, loose)), Role.HIDDEN)


def _rtf(data: bytes, at: str, sink: Sink) -> None:
    try:
        rtf = decompress(data)
    except ValueError:
        sink.partial(at, Unread.BROKEN, "compressed RTF")
        return
    sink.afford(len(rtf))
    sink.file(_below(at, "rtf"), rtf, "", "text/rtf")


def _below(at: str, step: str) -> str:
    return f"{at}/{step}" if at and step else at or step
