"""One compressed file: gz (RFC 1952), bz2, xz, lzma, zst, lz4, Z. Inside it may be a tar."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from dlp.model import Role, Unread
from dlp.read.files import unpack
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.members import media_type_of, step_of
from dlp.read.files.strings import strings

_PIECE = 1 << 20
_RATIO, _HARMLESS = 1000, 8 * 1024**2
_MEMORY = 256 * 1024**2

#: what libarchive expands: our format → its filter
_FILTERS = {"zst": "zstd", "lz4": "lz4", "compress": "compress"}
_ENDINGS = {
    "gz": (".gz", ".z"),
    "bz2": (".bz2", ".bz"),
    "xz": (".xz",),
    "lzma": (".lzma",),
    "zst": (".zst", ".zstd"),
    "lz4": (".lz4",),
    "compress": (".z",),
}
_TARS = (".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".tlz", ".taz")


def read(file: File, sink: Sink) -> None:
    """Read what is inside, and what a gz header says beside it."""
    name = inner_name(file)
    if file.format in _FILTERS:
        data, rest = _by_libarchive(file, sink.afford), b""
    else:
        if file.format == "gz":
            for step, text in gzip_texts(file.data):
                sink.text(step, text, Role.NAME if step == "name" else Role.COMMENT)
        data, rest, fault = expand(file.format, file.data, sink.afford)
        if fault:
            sink.partial("", Unread.BROKEN, fault)
    sink.file(step_of(name), data, name, media_type_of(data, name))
    if rest.strip(b"\0"):
        sink.file("gap:1", rest)


def inner_name(file: File) -> str:
    """What the one file inside is called: the name without the ending; a .tgz holds a tar."""
    name = file.name.replace("\\", "/").rpartition("/")[2]
    low = name.lower()
    if low.endswith(_TARS):
        return name.rpartition(".")[0] + ".tar"
    for ending in _ENDINGS.get(file.format, ()):
        if low.endswith(ending) and len(low) > len(ending):
            return name[: -len(ending)]
    return "content"


def gzip_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Name, comment and extra fields of a gz header (RFC 1952 §2.3.1)."""
    flags = data[3] if len(data) > 10 else 0
    at = 10
    if flags & 4:
        (size,) = struct.unpack_from("<H", data.ljust(at + 2, b"\0"), at)
        yield "extra", strings(data[at + 2 : at + 2 + size])
        at += 2 + size
    for flag, step in ((8, "name"), (16, "comment")):
        if flags & flag:
            end = data.find(b"\0", at)
            if end < 0:
                return
            yield step, data[at:end].decode("latin-1")
            at = end + 1


class _Coder(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib's decoder with the face of the other two."""

    def __init__(self) -> None:
        self._coder = zlib.decompressobj(31)
        self._left = b""

    @property
    def eof(self) -> bool:
        return self._coder.eof

    @property
    def unused_data(self) -> bytes:
        return self._coder.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._coder.decompress(self._left + data if self._left else data, max_length)
        self._left = self._coder.unconsumed_tail
        return piece


def _coder(format: str) -> _Coder:
    if format == "gz":
        return _Gzip()
    if format == "bz2":
        return bz2.BZ2Decompressor()
    return lzma.LZMADecompressor(lzma.FORMAT_AUTO, memlimit=_MEMORY)


def expand(format: str, data: bytes, afford: Callable[[int], None]) -> tuple[bytes, bytes, str]:
    """What a gz, bz2, xz or lzma file holds (of several, all), the bytes behind its end, and a
    constant phrase for what is wrong. Raises `CannotRead`."""
    pieces: list[bytes] = []
    rest = data
    total = 0
    while rest:
        coder = _coder(format)
        got: list[bytes] = []
        feed = rest
        try:
            while not coder.eof:
                piece = coder.decompress(feed, _PIECE)
                feed = b""
                total += len(piece)
                afford(len(piece))
                if total > _HARMLESS and total > _RATIO * len(data):
                    raise CannotRead(Unread.TOO_LARGE, "expands out of all proportion")
                got.append(piece)
                if not coder.eof and (coder.needs_input or not piece):
                    return b"".join(pieces + got), b"", "ends early"
        except (zlib.error, OSError, EOFError, lzma.LZMAError, ValueError):
            if not pieces and not got:
                raise CannotRead(Unread.BROKEN, format) from None
            if pieces and not got:
                return b"".join(pieces), rest, ""
            return b"".join(pieces + got), b"", "does not expand to its end"
        pieces += got
        rest = coder.unused_data.lstrip(b"\0")
    return b"".join(pieces), b"", ""


def _by_libarchive(file: File, afford: Callable[[int], None]) -> bytes:
    try:
        with unpack.opened(file.data, ("raw",), (_FILTERS[file.format],)) as archive:
            for entry in unpack.entries(archive):
                return unpack.content(entry, len(file.data), afford)
    except unpack.BrokenArchive:
        raise CannotRead(Unread.BROKEN, file.format) from None
    return b""
