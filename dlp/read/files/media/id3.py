"""ID3 and APE tags of MP3 files (id3.org: ID3v1, ID3v2.2 to 2.4; APEv2)."""

from __future__ import annotations

import struct

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.metadata import decoded, printable

_CODECS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
#: most frames of one file
_MOST = 5_000


def read(data: bytes, sink: Sink) -> None:
    """Tags at the beginning and at the end of an MP3 file."""
    at = 0
    while data[at : at + 3] == b"ID3":
        at = tag(data, at, sink)
    end = len(data)
    if data[-128:-125] == b"TAG":
        end -= 128
        _old(data[end:], sink)
        if data[end - 227 : end - 223] == b"TAG+":
            end -= 227
            sink.text("property:ID3v1+", printable(data[end : end + 227]), Role.PROPERTY)
    foot = data.rfind(b"APETAGEX", max(0, end - 65_536), end)
    if foot >= 0:
        _ape(data, foot, sink)
    lyrics = data.rfind(b"LYRICSBEGIN", max(0, end - 65_536), end)
    if lyrics >= 0:
        sink.text("lyrics:1", decoded(data[lyrics + 11 : end]))


def _old(block: bytes, sink: Sink) -> None:
    fields = {
        "Title": block[3:33],
        "Artist": block[33:63],
        "Album": block[63:93],
        "Year": block[93:97],
        "Comment": block[97:127],
    }
    for name, value in fields.items():
        sink.property(name, value.rstrip(b"\0 ").decode("latin-1"))


def tag(data: bytes, at: int, sink: Sink) -> int:
    """One ID3v2 tag; returns where it ends."""
    major, flags = data[at + 3], data[at + 5]
    size = _safe(data[at + 6 : at + 10])
    body = data[at + 10 : at + 10 + size]
    if flags & 0x80 and major < 4:
        body = body.replace(b"\xff\0", b"\xff")
    start = 0
    if flags & 0x40 and len(body) >= 4:
        start = _safe(body[:4]) if major == 4 else int.from_bytes(body[:4], "big") + 4
    _frames(body[start:], major, sink)
    return at + 10 + size + (10 if flags & 0x10 else 0)


def _safe(raw: bytes) -> int:
    value = 0
    for each in raw:
        value = value << 7 | each & 0x7F
    return value


def _frames(body: bytes, major: int, sink: Sink) -> None:
    at, wide = 0, 3 if major == 2 else 4
    head = 6 if major == 2 else 10
    for _ in range(_MOST):
        name = body[at : at + wide]
        if len(body) < at + head or not name.isalnum():
            break
        raw = body[at + wide : at + 2 * wide]
        size = _safe(raw) if major == 4 else int.from_bytes(raw, "big")
        frame = body[at + head : at + head + size]
        if major == 4 and body[at + 9] & 0x02:
            frame = frame.replace(b"\xff\0", b"\xff")
        if major == 4 and body[at + 9] & 0x01:
            frame = frame[4:]
        _frame(name.decode("ascii"), frame, major, sink)
        at += head + size
    if rest := printable(body[at:]):
        sink.text("property:padding", rest, Role.HIDDEN)


def _frame(name: str, frame: bytes, major: int, sink: Sink) -> None:
    if not frame:
        return
    codec = _CODECS.get(frame[0], "latin-1")
    if name in ("APIC", "PIC"):
        _picture(frame, codec, name, sink)
    elif name in ("GEOB", "GEO"):
        kind, _, rest = frame[1:].partition(b"\0")
        file, rest = _cut(rest, codec)
        about, rest = _cut(rest, codec)
        sink.text("property:object", f"{file}\n{about}", Role.PROPERTY)
        sink.file("embedded:1", rest, file, kind.decode("latin-1"))
    elif name in ("COMM", "USLT", "COM", "ULT"):
        about, rest = _cut(frame[4:], codec)
        text = _text(rest, codec)
        step, role = ("comment:1", Role.COMMENT) if name[0] == "C" else ("lyrics:1", Role.BODY)
        sink.text(step, f"{about}\n{text}".strip(), role)
    elif name in ("TXXX", "TXX", "WXXX", "WXX"):
        about, rest = _cut(frame[1:], codec)
        sink.property(about or name, _text(rest, codec if name[0] == "T" else "latin-1"))
    elif name[0] == "T":
        sink.property(name, _text(frame[1:], codec).replace("\0", "\n"))
    elif name[0] == "W":
        sink.text(f"property:{name}", frame.decode("latin-1"), Role.LINK)
    elif name in ("CHAP", "CTOC"):
        start = frame.find(b"\0") + 1 + (16 if name == "CHAP" else 2)
        _frames(frame[start:], major, sink)
    elif found := printable(frame):
        sink.property(name, found)


def _cut(raw: bytes, codec: str) -> tuple[str, bytes]:
    """Text up to its end mark, and what follows."""
    if not codec.startswith("utf-16"):
        first, _, rest = raw.partition(b"\0")
        return _text(first, codec), rest
    at = 0
    while at + 2 <= len(raw) and raw[at : at + 2] != b"\0\0":
        at += 2
    return _text(raw[:at], codec), raw[at + 2 :]


def _text(raw: bytes, codec: str) -> str:
    return raw.decode(codec, "replace").strip("\0\ufeff")


def _picture(frame: bytes, codec: str, name: str, sink: Sink) -> None:
    kind, rest = frame[1:4], frame[5:]
    if name == "APIC":
        kind, _, rest = frame[1:].partition(b"\0")
        rest = rest[1:]
    about, rest = _cut(rest, codec)
    sink.text("property:picture", about, Role.PROPERTY)
    sink.file("picture:1", rest, "", kind.decode("latin-1") if b"/" in kind else "")


def _ape(data: bytes, foot: int, sink: Sink) -> None:
    size, count, flags = struct.unpack_from("<III", data, foot + 12)
    at = foot + 32 if flags & 0x20000000 else max(0, foot + 32 - size)
    for _ in range(min(count, _MOST)):
        if at + 9 > len(data):
            return
        length, kind = struct.unpack_from("<II", data, at)
        end = data.find(b"\0", at + 8)
        name, value = data[at + 8 : end], data[end + 1 : end + 1 + length]
        if kind >> 1 & 3 == 1:
            file, _, picture = value.partition(b"\0")
            sink.file("picture:1", picture, decoded(file))
        else:
            sink.property(decoded(name), decoded(value))
        at = end + 1 + length
