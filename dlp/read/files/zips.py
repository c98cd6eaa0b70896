"""The bytes of a ZIP file as a map: every member, listed or not, and what lies between them.

Source: APPNOTE.TXT 6.3.10 (PKWARE). Unlike zipfile, which believes the central directory, this
finds members that only have a local header, names that are said twice in two ways, data before,
between and behind the members, and members that share their bytes.
"""

from __future__ import annotations

import bz2
import lzma
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from dlp.model import Unread
from dlp.read.files.base import CannotRead

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR64, _DESCRIPTOR = b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08"
_PIECE = 1 << 20
#: more than this much out of one byte, above a size that no matter how is harmless, is a bomb
_RATIO, _HARMLESS = 250, 8 * 1024**2
#: extra fields in which programs keep times, sizes and owners
_USUAL_EXTRA = frozenset(
    (0x0001, 0x000A, 0x000D, 0x5455, 0x5855, 0x6375, 0x7075, 0x7855, 0x7875, 0x9901, 0xA220, 0xCAFE)
)


@dataclass(frozen=True, slots=True)
class ZipMember:
    """One member: local header ``data[start:body]``, compressed bytes ``data[body:end]``."""

    start: int
    body: int
    end: int
    #: what it is called: in the directory, in its own header, in Unicode extra fields
    names: tuple[str, ...]
    flags: int
    method: int
    crc: int
    #: as declared
    size: int
    #: DOS time and date
    time: int
    comment: str = ""
    extra: bytes = b""
    #: made by, internal and external attributes
    made: int = 0
    internal: int = 0
    external: int = 0
    #: the directory knows it
    listed: bool = True

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 0x2041) or self.method == 99

    @property
    def folder(self) -> bool:
        return self.name.endswith("/") and self.end == self.body

    @property
    def unusual_extra(self) -> bytes:
        """Extra fields that no program is known for."""
        return b" ".join(
            value for kind, value in extra_fields(self.extra) if kind not in _USUAL_EXTRA
        )


@dataclass(frozen=True, slots=True)
class ZipLayout:
    """All of a ZIP file. `gaps` are bytes that belong to nothing."""

    members: tuple[ZipMember, ...]
    comment: str
    gaps: tuple[tuple[int, int], ...]
    #: what two programs would read differently, as constant phrases
    faults: tuple[str, ...]
    #: members were left out: there are more than the limit
    cut: bool = False


def layout(data: bytes, most: int) -> ZipLayout:
    """The map of `data`, of at most `most` members. Raises `CannotRead` for overlapping ones."""
    faults: list[str] = []
    members: dict[int, ZipMember] = {}
    covered: list[tuple[int, int]] = []
    comment = ""
    cut = False
    end = data.rfind(_END)
    if end >= 0 and len(data) >= end + 22:
        size, offset, length = struct.unpack_from("<IIH", data, end + 12)
        comment = _text(data[end + 22 : end + 22 + length], 0x800)
        covered.append((end, min(end + 22 + length, len(data))))
        after = end
        locator = end - 20
        if locator >= 0 and data[locator : locator + 4] == _LOCATOR64:
            end64 = data.rfind(_END64, 0, locator)
            if end64 >= 0 and len(data) >= end64 + 56:
                size, offset = struct.unpack_from("<QQ", data, end64 + 40)
                after = end64
            covered.append((max(end64, 0) if end64 >= 0 else locator, end))
        begin = after - size if data[max(after - size, 0) :][:4] == _CENTRAL else offset
        shift = begin - offset
        at = begin
        while data[at : at + 4] == _CENTRAL and len(data) >= at + 46:
            if len(members) >= most:
                cut = True
                break
            member, following = _listed(data, at, shift)
            at = following
            if member is None:
                faults.append("a member without data")
            elif (known := members.get(member.start)) is not None:
                names = tuple(dict.fromkeys((*known.names, *member.names)))
                members[member.start] = replace(known, names=names)
            else:
                members[member.start] = member
        if begin < at:
            covered.append((begin, at if not cut else after))
    faults += _disagreements(data, members.values())
    spans = sorted((member.start, _tail(data, member)) for member in members.values())
    for (_, first_end), (second, _) in pairwise(spans):
        if second < first_end:
            raise CannotRead(Unread.BROKEN, "members overlap")
    covered += spans
    found, gaps = _unlisted(data, covered, most - len(members))
    return ZipLayout((*members.values(), *found), comment, gaps, tuple(dict.fromkeys(faults)), cut)


def _listed(data: bytes, at: int, shift: int) -> tuple[ZipMember | None, int]:
    """The member of the directory entry at `at`, and where the next entry stands."""
    (made, _, flags, method, time, crc, packed, size, n, m, k, _, internal, external, offset) = (
        struct.unpack_from("<HHHHIIIIHHHHHII", data, at + 4)
    )
    raw = data[at + 46 : at + 46 + n]
    extra = data[at + 46 + n : at + 46 + n + m]
    note = data[at + 46 + n + m : at + 46 + n + m + k]
    following = at + 46 + n + m + k
    for kind, value in extra_fields(extra):
        if kind == 0x0001:
            wide = iter(struct.unpack(f"<{len(value) // 8}Q", value[: len(value) // 8 * 8]))
            size = next(wide, size) if size == 0xFFFFFFFF else size
            packed = next(wide, packed) if packed == 0xFFFFFFFF else packed
            offset = next(wide, offset) if offset == 0xFFFFFFFF else offset
    start = offset + shift if data[offset + shift :][:4] == _LOCAL else offset
    if data[start : start + 4] != _LOCAL or len(data) < start + 30:
        return None, following
    length, own_extra = struct.unpack_from("<HH", data, start + 26)
    body = start + 30 + length + own_extra
    inner = data[start + 30 + length : body]
    names = (
        _text(raw, flags),
        _text(data[start + 30 : start + 30 + length], flags),
        *_unicode(extra, 0x7075),
        *_unicode(inner, 0x7075),
    )
    notes = (_text(note, flags), *_unicode(extra, 0x6375))
    return ZipMember(
        start,
        body,
        min(body + packed, len(data)),
        _distinct(names),
        flags,
        method,
        crc,
        size,
        time,
        "\n".join(_distinct(notes)) if any(notes) else "",
        extra + inner,
        made,
        internal,
        external,
    ), following


def _distinct(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text)) or ("",)


def _disagreements(data: bytes, members: Iterable[ZipMember]) -> Iterator[str]:
    for member in members:
        flags, method = struct.unpack_from("<HH", data, member.start + 6)
        packed, size = struct.unpack_from("<II", data, member.start + 18)
        if method != member.method:
            yield "a member's method said twice, differently"
        if not flags & 8 and packed != 0xFFFFFFFF and packed != member.end - member.body:
            yield "a member's size said twice, differently"
        if not flags & 8 and size != 0xFFFFFFFF and size != member.size:
            yield "a member's size said twice, differently"


def _tail(data: bytes, member: ZipMember) -> int:
    """The end of a member with its data descriptor."""
    if not member.flags & 8:
        return member.end
    at = member.end + 4 if data[member.end : member.end + 4] == _DESCRIPTOR else member.end
    if data[at : at + 4] != struct.pack("<I", member.crc):
        return member.end
    wide = data[at + 12 : at + 20] == struct.pack("<Q", member.size)
    return min(at + (20 if wide else 12), len(data))


def _unlisted(
    data: bytes, covered: list[tuple[int, int]], most: int
) -> tuple[list[ZipMember], tuple[tuple[int, int], ...]]:
    """Members that stand in no directory, and the bytes that are left over."""
    found: list[ZipMember] = []
    gaps: list[tuple[int, int]] = []
    for begin, end in _between(covered, len(data)):
        at = begin
        while at < end:
            local = data.find(_LOCAL, at, end)
            member = _local(data, local, end) if local >= 0 and len(found) < most else None
            if member is None:
                stop = end
            else:
                found.append(member)
                stop = local
            if data[at:stop].strip(b"\0"):
                gaps.append((at, stop))
            at = end if member is None else max(_tail(data, member), member.end)
    return found, tuple(gaps)


def _between(covered: list[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(covered):
        if start > at:
            yield at, start
        at = max(at, end)
    if at < size:
        yield at, size


def _local(data: bytes, start: int, end: int) -> ZipMember | None:
    """The member whose local header stands at `start`, by that alone."""
    if end < start + 30:
        return None
    flags, method, time, crc, packed, size, n, m = struct.unpack_from("<HHIIIIHH", data, start + 6)
    body = start + 30 + n + m
    extra = data[start + 30 + n : body]
    if body > end:
        return None
    if flags & 8 and not packed:
        packed = _sought(data, body, end, method) - body
        at = body + packed
        if data[at : at + 4] == _DESCRIPTOR:
            crc, _, size = struct.unpack_from("<III", data.ljust(at + 16, b"\0"), at + 4)
    stop = min(body + packed, end)
    names = (_text(data[start + 30 : start + 30 + n], flags), *_unicode(extra, 0x7075))
    return ZipMember(
        start, body, stop, _distinct(names), flags, method, crc, size, time, "", extra, listed=False
    )


def _sought(data: bytes, body: int, end: int, method: int) -> int:
    """Where the compressed bytes at `body` end, whose size nobody says."""
    if method == 8:
        inflate = zlib.decompressobj(-15)
        pending = data[body:end]
        total = 0
        try:
            while not inflate.eof and pending and total < _RATIO * (end - body) + _HARMLESS:
                total += len(inflate.decompress(pending, _PIECE))
                pending = inflate.unconsumed_tail
        except zlib.error:
            return end
        if inflate.eof:
            return end - len(inflate.unused_data)
    at = data.find(_DESCRIPTOR, body, end)
    return at if at >= 0 else end


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and value of each extra field; -1 for what is left over."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at + 4 : at + 4 + size]
        at += 4 + size
    if at < len(extra):
        yield -1, extra[at:]


def _unicode(extra: bytes, wanted: int) -> Iterator[str]:
    for kind, value in extra_fields(extra):
        if kind == wanted and len(value) > 5:
            yield value[5:].decode("utf-8", "replace")


_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def _text(raw: bytes, flags: int) -> str:
    """A name or a comment: UTF-8 where it says so or is, else code page 437 (APPNOTE D)."""
    try:
        text = raw.decode("utf-8")
    except UnicodeError:
        text = raw.decode("utf-8", "replace") if flags & 0x800 else raw.decode("cp437")
    return _CONTROL.sub(" ", text)


#: methods that `expand` knows; all others are libarchive's
METHODS = frozenset((0, 8, 12, 14, 95))


def expand(data: bytes, member: ZipMember, afford: Callable[[int], None]) -> bytes:
    """What `member` holds. `afford` is asked before each piece. Raises `CannotRead`."""
    packed = data[member.body : member.end]
    if member.method == 0:
        afford(len(packed))
        return packed
    if member.size > _HARMLESS and member.size > _RATIO * max(len(packed), 1):
        raise CannotRead(Unread.TOO_LARGE, "expands out of all proportion")
    try:
        return b"".join(_pieces(packed, member, afford))
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError, struct.error):
        raise CannotRead(Unread.BROKEN, "a member that does not expand") from None


def _pieces(packed: bytes, member: ZipMember, afford: Callable[[int], None]) -> Iterator[bytes]:
    total = 0
    for piece in _decoded(packed, member):
        total += len(piece)
        afford(len(piece))
        if total > _HARMLESS and total > _RATIO * len(packed):
            raise CannotRead(Unread.TOO_LARGE, "expands out of all proportion")
        yield piece


def _decoded(packed: bytes, member: ZipMember) -> Iterator[bytes]:
    if member.method == 8:
        inflate = zlib.decompressobj(-15)
        while True:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
            if inflate.eof:
                return
            if not packed:
                yield inflate.flush()
                if not inflate.eof:
                    raise EOFError
                return
    coder: bz2.BZ2Decompressor | lzma.LZMADecompressor
    if member.method == 12:
        coder = bz2.BZ2Decompressor()
    elif member.method == 95:
        coder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=256 * 1024**2)
    else:
        size = struct.unpack_from("<H", packed, 2)[0]
        # Python decodes the five bytes of properties only as part of a .lzma header
        header = packed[4 : 4 + size] + struct.pack("<q", -1 if member.flags & 2 else member.size)
        coder = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=256 * 1024**2)
        packed = header + packed[4 + size :]
    while True:
        piece = coder.decompress(packed, _PIECE)
        yield piece
        packed = b""
        if coder.eof:
            return
        if coder.needs_input or not piece:
            raise EOFError
