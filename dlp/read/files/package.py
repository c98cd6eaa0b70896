"""ZIP packages of office files, opened without trust.

A package is what its central directory says; a program may as well believe the local headers, or
find members that the directory leaves out. So both are read and compared, every byte of the file
is accounted for, and what differs is a finding. Nothing is expanded before its size is afforded,
nor beyond it. Sources: APPNOTE.TXT 6.3.10 §4.3-4.5, ISO/IEC 29500-2, OASIS ODF 1.3 part 2 §2.2.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, Sink

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED, _STREAMED = 1, 8
#: extra fields that programs write (APPNOTE §4.5.2, §4.6): sizes, times, owners, names, padding
_KNOWN_EXTRA = frozenset(
    (0x0001, 0x000A, 0x000D, 0x5455, 0x5855, 0x7855, 0x7875, 0x6375, 0x7075, 0xA220, 0xCAFE)
)
#: bytes between members that are nobody's: what a writer leaves behind a member's data
_SLACK = 24
#: padding, and the line end that some transports leave behind a file
_BLANK = b"\0\r\n\t "


class UnreadableMember(Exception):
    """One member that cannot be expanded; the others may be."""

    def __init__(self, reason: Unread, why: str) -> None:
        super().__init__(reason.value)
        self.reason, self.why = reason, why


@dataclass(slots=True, eq=False)
class PackageMember:
    """One member: `name` as it stands, `key` as parts refer to it."""

    name: str
    info: zipfile.ZipInfo
    start: int = 0
    key: str = ""

    def __post_init__(self) -> None:
        self.key = part_key(self.name)

    @property
    def encrypted(self) -> bool:
        return bool(self.info.flag_bits & _ENCRYPTED)


@dataclass(slots=True, eq=False)
class Package:
    """An open package. `doubts` are what two programs may read differently."""

    data: bytes
    members: list[PackageMember]
    comment: bytes = b""
    doubts: list[str] = field(default_factory=list)
    #: (start, end) of bytes that belong to no member
    gaps: list[tuple[int, int]] = field(default_factory=list)
    by_key: dict[str, PackageMember] = field(default_factory=dict)

    def get(self, key: str) -> PackageMember | None:
        """The member that a part name means, however it is written."""
        return self.by_key.get(part_key(key))

    def raw(self, member: PackageMember) -> bytes:
        """Its bytes as they stand in the file, compressed."""
        return self.data[member.start : member.start + member.info.compress_size]

    def read(self, member: PackageMember, sink: Sink | None = None) -> bytes:
        """Its content, no byte more than it declares. Raises `UnreadableMember`, and `CannotRead`
        where the budget is spent."""
        if member.encrypted:
            raise UnreadableMember(Unread.ENCRYPTED, "an encrypted member")
        if sink is not None:
            sink.afford(member.info.file_size)
        return expand(self.raw(member), member.info.compress_type, member.info.file_size)


def part_key(name: str) -> str:
    """A part's name to compare by: no leading slash, no backslashes, in small letters."""
    return name.replace("\\", "/").lstrip("/").lower()


def expand(raw: bytes, method: int, size: int) -> bytes:
    """`raw` decompressed to exactly `size` bytes. Raises `UnreadableMember`."""
    try:
        if method == zipfile.ZIP_STORED:
            content = raw
        elif method == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size + 1)
        else:
            raise UnreadableMember(Unread.TYPE, "a compression that office programs do not use")
    except zlib.error:
        raise UnreadableMember(Unread.BROKEN, "broken compression") from None
    if len(content) != size:
        raise UnreadableMember(Unread.BROKEN, "a member is not as long as it says")
    return content


def open_package(data: bytes, most: int) -> Package:
    """The package, its members unread. Raises `CannotRead` where it is none, or has more than
    `most` members."""
    try:
        directory = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError):
        raise CannotRead(Unread.BROKEN, "no ZIP directory") from None
    if len(directory.filelist) > most:
        raise CannotRead(Unread.TOO_LARGE, "more members than the limit")
    package = Package(data, [], directory.comment)
    doubts = dict.fromkeys(package.doubts)
    taken: list[tuple[int, int]] = [(directory.start_dir, _ending(data))]
    for info in directory.filelist:
        member = PackageMember(info.orig_filename, info)
        end = _locate(data, member, doubts)
        taken.append((info.header_offset, end))
        if member.key in package.by_key:
            doubts["two members of one name"] = None
        else:
            package.by_key[member.key] = member
        package.members.append(member)
    package.gaps = list(_gaps(data, taken, doubts))
    package.doubts = list(doubts)
    return package


def _ending(data: bytes) -> int:
    """Where the end-of-directory record that `zipfile` believed ends, with its comment."""
    at = data.rfind(b"PK\x05\x06")
    (comment,) = struct.unpack_from("<H", data, at + 20)
    return min(at + 22 + int(comment), len(data))


def _locate(data: bytes, member: PackageMember, doubts: dict[str, None]) -> int:
    """Find the member's data by its local header and compare the two; where its data ends."""
    info = member.info
    at = info.header_offset
    if at < 0 or len(data) < at + _LOCAL.size:
        raise CannotRead(Unread.BROKEN, "a member outside of the file")
    (magic, _, flags, method, _, _, crc, packed, size, name_size, extra_size) = _LOCAL.unpack_from(
        data, at
    )
    if magic != b"PK\x03\x04":
        raise CannotRead(Unread.BROKEN, "no header where a member should be")
    name_at = at + _LOCAL.size
    member.start = name_at + name_size + extra_size
    end = member.start + info.compress_size
    if end > len(data):
        raise CannotRead(Unread.BROKEN, "a member outside of the file")
    encoding = "utf-8" if flags & 0x800 else "cp437"
    streamed = bool(flags & _STREAMED)
    wide = 0xFFFFFFFF in (packed, size)
    if (
        data[name_at : name_at + name_size].decode(encoding, "replace") != info.orig_filename
        or method != info.compress_type
        or (flags ^ info.flag_bits) & _ENCRYPTED
        or (not wide and not (streamed and not size) and size != info.file_size)
        or (not wide and not (streamed and not packed) and packed != info.compress_size)
        or (crc != info.CRC and not (streamed and not crc))
    ):
        doubts["a member and the directory disagree"] = None
    extras = data[name_at + name_size : member.start] + info.extra
    if any(kind not in _KNOWN_EXTRA for kind in _extra_kinds(extras)) and len(extras) > _SLACK:
        doubts["unknown extra fields"] = None
    return end + _descriptor(data, end, info) if streamed else end


def _extra_kinds(extras: bytes) -> Iterator[int]:
    at = 0
    while at + 4 <= len(extras):
        kind, size = struct.unpack_from("<HH", extras, at)
        yield kind
        at += 4 + size


def _descriptor(data: bytes, at: int, info: zipfile.ZipInfo) -> int:
    """How long the data descriptor behind a streamed member is (APPNOTE §4.3.9)."""
    mark = 4 if data[at : at + 4] == b"PK\x07\x08" else 0
    if data[at + mark : at + mark + 4] != struct.pack("<I", info.CRC):
        return 0
    wide = struct.pack("<QQ", info.compress_size, info.file_size)
    return mark + (20 if data[at + mark + 4 : at + mark + 20] == wide else 12)


def _gaps(
    data: bytes, taken: list[tuple[int, int]], doubts: dict[str, None]
) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in sorted(taken):
        if start < at:
            doubts["members share bytes"] = None
        elif start > at and data[at:start].strip(_BLANK):
            doubts["bytes that belong to no member"] = None
            yield at, start
        at = max(at, end)
    if at < len(data) and data[at:].strip(_BLANK):
        doubts["bytes that belong to no member"] = None
        yield at, len(data)


def read_margins(package: Package, sink: Sink) -> None:
    """What stands beside the members: comments, extra fields, bytes that are nobody's, members
    that the directory leaves out. Each doubt is a finding."""
    for doubt in package.doubts:
        sink.partial("", Unread.BROKEN, doubt)
    remarks = [package.comment, *(member.info.comment for member in package.members)]
    for remark in remarks:
        sink.text("zip-comment", _readable(remark), Role.COMMENT)
    if "unknown extra fields" in package.doubts:
        for member in package.members:
            sink.text("hidden", _readable(member.info.extra), Role.HIDDEN)
            head = package.data[member.info.header_offset : member.start]
            sink.text("hidden", _readable(head), Role.HIDDEN)
    for number, (start, end) in enumerate(package.gaps, 1):
        gap = package.data[start:end]
        found = list(_unlisted(gap, sink))
        for name, content in found:
            sink.file(f"hidden:{number}", content, name)
        if not found:
            sink.file(f"hidden:{number}", gap)


def _unlisted(gap: bytes, sink: Sink) -> Iterator[tuple[str, bytes]]:
    """Members whose local headers stand in `gap`."""
    at = gap.find(b"PK\x03\x04")
    while 0 <= at <= len(gap) - _LOCAL.size:
        (_, _, _, method, _, _, _, packed, size, names, extras) = _LOCAL.unpack_from(gap, at)
        start = at + _LOCAL.size + names + extras
        raw = gap[start : start + packed] if packed else gap[start:]
        size = size or min(sink.limits.files.expanded, 100 * len(raw))
        name = gap[at + _LOCAL.size : at + _LOCAL.size + names].decode("utf-8", "replace")
        sink.afford(size)
        try:
            content = (
                raw
                if method == zipfile.ZIP_STORED
                else zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, size)
            )
        except zlib.error:
            content = raw
        yield name, content
        at = gap.find(b"PK\x03\x04", start + packed)


def _readable(data: bytes) -> str:
    """Bytes as text, without those that are none."""
    text = data.decode("utf-8", "replace").replace("\ufffd", " ")
    text = "".join(char if char.isprintable() or char in "\n\t" else " " for char in text)
    return text if sum(char.isalnum() for char in text) >= 4 else ""
