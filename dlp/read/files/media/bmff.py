"""MP4 and QuickTime: tags, user data, and text tracks (ISO/IEC 14496-12, QuickTime File Format)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.files.metadata import decoded, printable, read_xmp

_FOLDERS = frozenset(
    name.encode() for name in "moov trak mdia minf stbl udta meta ilst edts moof traf dinf".split()
)
_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_TEXT_TRACKS = (b"text", b"sbtl", b"subt", b"clcp")
_MOST_SAMPLES = 50_000


def read(data: bytes, sink: Sink) -> None:
    """Every box that can hold words."""
    _walk(data, 0, len(data), b"", sink, 0)


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, start of content, end) of the boxes in a range."""
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if size == 1 and at + 16 <= end:
            (size,) = struct.unpack_from(">Q", data, start)
            start += 8
        stop = end if size == 0 else min(end, at + size)
        if stop < start:
            return
        yield name, start, stop
        at = stop


def _walk(data: bytes, at: int, end: int, around: bytes, sink: Sink, depth: int) -> None:
    for name, start, stop in boxes(data, at, end):
        if depth > 16:
            sink.partial("", Unread.TOO_LARGE, "boxes nested too deep")
            return
        if around == b"ilst":
            _tag(data, name, start, stop, sink)
        elif name in _FOLDERS:
            if name == b"trak":
                _track(data, start, stop, sink)
            # QuickTime's meta has no version field, ISO's has
            skip = 4 if name == b"meta" and data[start + 4 : start + 8] != b"hdlr" else 0
            _walk(data, start + skip, stop, name, sink, depth + 1)
        elif name == b"uuid" and data[start : start + 16] == _XMP:
            read_xmp(sink, data[start + 16 : stop])
        elif name == b"XMP_":
            read_xmp(sink, data[start:stop])
        elif around in (b"udta", b"meta") or name in (b"keys", b"hdlr"):
            _words(data[start:stop], name, sink)
        elif name in (b"free", b"skip", b"wide") and (found := printable(data[start:stop])):
            sink.text("property:padding", found, Role.HIDDEN)


def _words(body: bytes, name: bytes, sink: Sink) -> None:
    label = name.decode("latin-1").strip("\xa9")
    if name[:1] == b"\xa9":
        at = 0
        while at + 4 <= len(body):
            (size,) = struct.unpack_from(">H", body, at)
            sink.property(label, decoded(body[at + 4 : at + 4 + size]))
            at += 4 + size
    elif name == b"name":
        sink.property("name", decoded(body.strip(b"\0")))
    elif found := printable(body):
        sink.property(label, found)


def _tag(data: bytes, name: bytes, start: int, stop: int, sink: Sink) -> None:
    label = name.decode("latin-1").strip("\xa9")
    for inner, at, end in boxes(data, start, stop):
        if inner == b"name":
            label = decoded(data[at + 4 : end])
        elif inner == b"data":
            kind, value = int.from_bytes(data[at : at + 4], "big") & 0xFFFFFF, data[at + 8 : end]
            if kind in (13, 14, 27) or name == b"covr":
                sink.file("picture:1", value)
            elif kind in (1, 4):
                sink.property(label, value.decode("utf-8", "replace"))
            elif kind in (2, 5):
                sink.property(label, value.decode("utf-16-be", "replace"))
            elif found := printable(value):
                sink.property(label, found)


def _track(data: bytes, start: int, stop: int, sink: Sink) -> None:
    """The samples of a text track: subtitles, captions, chapters."""
    found: dict[bytes, tuple[int, int]] = {}

    def gather(at: int, end: int) -> None:
        for name, first, last in boxes(data, at, end):
            if name in (b"mdia", b"minf", b"stbl"):
                gather(first, last)
            found.setdefault(name, (first, last))

    gather(start, stop)
    if b"hdlr" not in found or data[found[b"hdlr"][0] + 8 :][:4] not in _TEXT_TRACKS:
        return
    if not {b"stsz", b"stsc"} <= found.keys() or not {b"stco", b"co64"} & found.keys():
        return
    texts = []
    for at, size in _samples(data, found):
        sample = data[at : at + size]
        long = int.from_bytes(sample[:2], "big")
        text = sample[2 : 2 + long] if 2 + long <= len(sample) else sample
        texts.append(decoded(text) if long else printable(sample))
    sink.text("subtitles:1", "\n".join(filter(None, texts)))


def _samples(data: bytes, found: dict[bytes, tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """(offset, size) of each sample, by its chunk (§8.7)."""
    at = found[b"stsz"][0]
    same, count = struct.unpack_from(">II", data, at + 4)
    count = min(count, _MOST_SAMPLES)
    sizes = [same] * count if same else list(struct.unpack_from(f">{count}I", data, at + 12))
    wide = b"co64" in found
    at = found[b"co64" if wide else b"stco"][0]
    (chunks,) = struct.unpack_from(">I", data, at + 4)
    chunks = min(chunks, _MOST_SAMPLES)
    offsets = struct.unpack_from(f">{chunks}{'Q' if wide else 'I'}", data, at + 8)
    at = found[b"stsc"][0]
    (runs,) = struct.unpack_from(">I", data, at + 4)
    table = [struct.unpack_from(">II", data, at + 8 + 12 * n) for n in range(min(runs, chunks))]
    sample = 0
    for number, offset in enumerate(offsets, 1):
        each = next((many for first, many in reversed(table) if first <= number), 1)
        for _ in range(each):
            if sample >= len(sizes):
                return
            yield offset, sizes[sample]
            offset += sizes[sample]
            sample += 1
