"""Compound files ([MS-CFB]) through olefile, and the property sets in them ([MS-OLEPS])."""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Iterator

import olefile

from dlp.mime.charset import codec_name
from dlp.model import Unread
from dlp.read.files.base import CannotRead

# its log names streams
for _name in ("olefile", "olefile.olefile"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False

#: names of properties ([MS-OLEPS] §2.25, [MS-OSHARED] §2.3.3)
_SUMMARY = {
    2: "Title",
    3: "Subject",
    4: "Author",
    5: "Keywords",
    6: "Comments",
    7: "Template",
    8: "LastAuthor",
    9: "Revision",
    18: "Application",
}
_DOCUMENT = {
    2: "Category",
    3: "PresentationTarget",
    13: "TitlesOfParts",
    14: "Manager",
    15: "Company",
    26: "ContentType",
    27: "ContentStatus",
    28: "Language",
}
_SETS = {"\x05SummaryInformation": _SUMMARY, "\x05DocumentSummaryInformation": _DOCUMENT}
_MOST = 5000
#: a reader looks at a stream a few times
_TIMES = 16


class CompoundFile:
    """A compound file and its streams by path."""

    def __init__(self, data: bytes) -> None:
        """Raises `CannotRead`."""
        try:
            self._ole = olefile.OleFileIO(io.BytesIO(data))
            self.paths = [tuple(path) for path in self._ole.listdir()][:_MOST]
        except (OSError, ValueError, IndexError, struct.error, RecursionError):
            raise CannotRead(Unread.BROKEN, "compound file") from None
        self._known = {tuple(step.lower() for step in path): path for path in self.paths}
        self.size = len(data)
        #: bytes of streams that may still be read: entries may share their sectors
        self._left = _TIMES * self.size

    def stream(self, *path: str) -> bytes | None:
        """The bytes of a stream, None where there is none or it is broken. Raises `CannotRead`."""
        real = self._known.get(tuple(step.lower() for step in path))
        if real is None:
            return None
        try:
            if self._ole.get_size(list(real)) > self.size:
                return None
            content = bytes(self._ole.openstream(list(real)).read())
        except (OSError, ValueError, IndexError, struct.error):
            return None
        self._left -= len(content)
        if self._left < 0:
            raise CannotRead(Unread.TOO_LARGE, "streams that share their bytes")
        return content

    def below(self, prefix: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Paths of all streams in the storage `prefix`."""
        for path in self.paths:
            if path[: len(prefix)] == prefix:
                yield path


def properties(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """Name and text of each property in a property set stream `name`. Ends where it is broken."""
    known = _SETS.get(name, {})
    try:
        (count,) = struct.unpack_from("<I", data, 24)
        for at in range(min(count, 4)):
            (offset,) = struct.unpack_from("<I", data, 28 + 20 * at + 16)
            yield from _section(data, offset, known if at == 0 else {})
    except (struct.error, ValueError):
        return


def _section(data: bytes, base: int, known: dict[int, str]) -> Iterator[tuple[str, str]]:
    (count,) = struct.unpack_from("<I", data, base + 4)
    table = dict(
        struct.unpack_from("<II", data, base + 8 + 8 * at) for at in range(min(count, _MOST))
    )
    codec = "cp1252"
    if 1 in table:
        (page,) = struct.unpack_from("<h", data, base + table[1] + 4)
        codec = "utf-16-le" if page == 1200 else (codec_name(f"cp{page % 65536}") or "cp1252")
        codec = "utf-8" if page % 65536 == 65001 else codec
    names = dict(_dictionary(data, base + table[0], codec)) if 0 in table else {}
    for kind, offset in table.items():
        if kind in (0, 1):
            continue
        name = names.get(kind) or known.get(kind) or f"property-{kind}"
        for text in _value(data, base + offset, codec, 0):
            if text.strip():
                yield name, text
    used = set(table)
    for kind, name in names.items():
        if kind not in used:
            yield "name", name


def _dictionary(data: bytes, at: int, codec: str) -> Iterator[tuple[int, str]]:
    (count,) = struct.unpack_from("<I", data, at)
    at += 4
    for _ in range(min(count, _MOST)):
        kind, size = struct.unpack_from("<II", data, at)
        at += 8
        length = size * 2 if codec == "utf-16-le" else size
        yield kind, data[at : at + length].decode(codec, "replace").rstrip("\0")
        at += length + (-length % 4 if codec == "utf-16-le" else 0)


def _value(data: bytes, at: int, codec: str, depth: int) -> Iterator[str]:
    (kind,) = struct.unpack_from("<H", data, at)
    at += 4
    if kind in (0x1E, 8):
        (size,) = struct.unpack_from("<I", data, at)
        yield data[at + 4 : at + 4 + size].decode(codec, "replace").rstrip("\0")
    elif kind == 0x1F:
        (size,) = struct.unpack_from("<I", data, at)
        yield data[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace").rstrip("\0")
    elif kind in (2, 3, 0x13, 0x14, 0x15, 0x16, 0x17):
        size, form = {2: (2, "<h"), 0x14: (8, "<q"), 0x15: (8, "<Q")}.get(kind, (4, "<i"))
        yield str(struct.unpack_from(form, data, at)[0])
    elif kind == 5:
        yield repr(struct.unpack_from("<d", data, at)[0])
    elif kind & 0x1000 and not depth:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        for _ in range(min(count, _MOST)):
            inner = kind & 0xFFF
            if inner == 0x0C:
                (inner,) = struct.unpack_from("<H", data, at)
                at += 4
            if inner not in (0x1E, 0x1F):
                if inner != 3:
                    return
                at += 4
                continue
            (size,) = struct.unpack_from("<I", data, at)
            size *= 2 if inner == 0x1F else 1
            coded = "utf-16-le" if inner == 0x1F else codec
            yield data[at + 4 : at + 4 + size].decode(coded, "replace").rstrip("\0")
            at += 4 + size + (-size % 4 if inner == 0x1F else 0)
