"""RIFF: WAV and AVI (Microsoft RIFF; EBU Tech 3285 for ``bext``)."""

from __future__ import annotations

import struct

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.media import id3
from dlp.read.files.metadata import decoded, printable, read_xmp

_WORDS = frozenset(
    (b"bext", b"iXML", b"cart", b"labl", b"note", b"ltxt", b"strn", b"axml", b"DISP")
)
_DEEPEST = 8


def read(data: bytes, sink: Sink) -> None:
    """INFO lists, broadcast data, labels, names of streams, XMP, ID3."""
    end = min(len(data), 8 + struct.unpack_from("<I", data, 4)[0])
    _chunks(data, 12, end, b"", sink, 0)
    if rest := data[end:].strip(b"\0"):
        sink.file("trailing", rest)


def _chunks(data: bytes, at: int, end: int, around: bytes, sink: Sink, depth: int) -> None:
    while at + 8 <= end:
        name, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        start, stop = at + 8, min(end, at + 8 + size)
        if name in (b"LIST", b"RIFF") and depth < _DEEPEST:
            if data[start : start + 4] not in (b"movi", b"rec "):
                _chunks(data, start + 4, stop, data[start : start + 4], sink, depth + 1)
        elif around == b"INFO":
            sink.property(name.decode("latin-1"), decoded(data[start:stop].rstrip(b"\0")))
        elif name in _WORDS:
            text = printable(data[start:stop]) or decoded(data[start:stop])
            sink.text(f"property:{name.decode('latin-1')}", text, Role.PROPERTY)
        elif name == b"_PMX":
            read_xmp(sink, data[start:stop])
        elif name.lower() == b"id3 " and data[start : start + 3] == b"ID3":
            id3.tag(data[start:stop], 0, sink)
        elif name in (b"JUNK", b"PAD ", b"junk") and (found := printable(data[start:stop])):
            sink.text("property:padding", found, Role.HIDDEN)
        at = stop + size % 2
