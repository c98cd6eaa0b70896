"""Text of .ppt files: the text atoms of slides, notes, masters and comments.

Source: [MS-PPT] §2.3.1 (record header), §2.9 (text). Records are walked without recursion.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

_CHARS, _BYTES, _CSTRING = 0x0FA0, 0x0FA8, 0x0FBA
_SLIDE, _NOTES, _MASTER, _LIST, _PERSIST, _COMMENT = 0x03EE, 0x03F0, 0x03F8, 0x0FF0, 0x03F3, 0x2EE0
_OLE_STORAGE = 0x1011
_LISTS = {0: "slide", 1: "master", 2: "notes"}


def texts(stream: bytes) -> Iterator[tuple[str, str]]:
    """Step and text of each text atom of the PowerPoint Document stream, in order."""
    counts: dict[str, int] = {}
    around: list[tuple[int, str]] = []
    for at, end, kind, instance in _records(stream):
        while around and at >= around[-1][0]:
            around.pop()
        where = around[-1][1] if around else ""
        if kind in (_SLIDE, _NOTES, _MASTER, _COMMENT):
            name = {_SLIDE: "slide", _NOTES: "notes", _MASTER: "master"}.get(kind, "comment")
            counts[name] = counts.get(name, 0) + 1
            around.append((end, f"{name}:{counts[name]}"))
        elif kind == _LIST:
            around.append((end, _LISTS.get(instance, "")))
            counts["list"] = 0
        elif kind == _PERSIST and where in _LISTS.values():
            counts["list"] += 1
        elif kind in (_CHARS, _CSTRING, _BYTES):
            codec = "cp1252" if kind == _BYTES else "utf-16-le"
            text = stream[at:end].decode(codec, "replace").replace("\r", "\n").replace("\x0b", "\n")
            step = f"{where}:{max(counts['list'], 1)}" if where in _LISTS.values() else where
            yield step or "other", text.replace("\0", "")


def embedded(stream: bytes, afford: Callable[[int], None]) -> Iterator[bytes]:
    """Embedded OLE objects, as compound files ([MS-PPT] §2.10.34)."""
    for at, end, kind, instance in _records(stream):
        if kind != _OLE_STORAGE:
            continue
        if not instance:
            afford(end - at)
            yield stream[at:end]
            continue
        (size,) = struct.unpack_from("<I", stream.ljust(at + 4, b"\0"), at)
        afford(size)
        try:
            yield zlib.decompressobj().decompress(stream[at + 4 : end], size or 1)
        except zlib.error:
            yield stream[at:end]


def _records(stream: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Start and end of content, type and instance of each record; containers first."""
    at = 0
    while at + 8 <= len(stream):
        version, kind, size = struct.unpack_from("<HHI", stream, at)
        end = min(at + 8 + size, len(stream))
        yield at + 8, end, kind, version >> 4
        at = at + 8 if version & 0xF == 0xF else end
