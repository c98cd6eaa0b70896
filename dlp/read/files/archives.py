"""Archives and compressed files: every member is a file of its own, every name a text.

What has no name and no place (data behind the end, comments, extra fields) is read, too. Nothing
is ever written, so links, devices and ``../`` are harmless. Bombs end with the message's budget of
expanded bytes, with the ratio of one member, with the number of members or the depth of nesting.
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Iterator, Sequence

from dlp.model import Role, Spot, Unread
from dlp.read.files import unpack, zips
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.members import media_type_of, step_of
from dlp.read.files.strings import strings

#: what a member costs beside its content: millions of empty ones end, too
_COST = 1024

_PIECE = 1 << 20
#: how the payload of an RPM begins
_PAYLOADS = (b"\x1f\x8b\x08", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd", b"070701")
#: our format → libarchive's formats and filters
_FORMATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "7z": (("7zip",), ()),
    "rar": (("rar", "rar5"), ()),
    "cab": (("cab",), ()),
    "iso": (("iso9660",), ()),
    "ar": (("ar",), ()),
    "cpio": (("cpio",), ()),
    "lha": (("lha",), ()),
    "xar": (("xar",), ("gzip", "bzip2", "xz", "lzma")),
    "rpm": (("cpio",), ("rpm", "gzip", "bzip2", "xz", "lzma", "zstd")),
}


class _MemberNames:
    """All names of an archive, as one text with a spot for each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.spots: list[Spot] = []
        self.length = 0

    def add(self, name: str, number: int) -> None:
        self.lines.append(name.replace("\n", " "))
        self.spots.append(Spot(self.length, f"file {number}"))
        self.length += len(self.lines[-1]) + 1

    def give(self, sink: Sink) -> None:
        sink.text("names", "\n".join(self.lines), Role.NAME, tuple(self.spots))


# ---------------------------------------------------------------------- ZIP


def read_zip(file: File, sink: Sink) -> None:
    """A ZIP archive."""
    found = zips.layout(file.data, sink.limits.files.entries)
    if not found.members and len(file.data) > 22:
        raise CannotRead(Unread.BROKEN, "no members")
    if found.cut:
        sink.partial("", Unread.TOO_LARGE, "more members than the limit")
    for fault in found.faults:
        sink.partial("", Unread.BROKEN, fault)
    names = _MemberNames()
    for number, member in enumerate(found.members, 1):
        for name in member.names:
            names.add(name, number)
    names.give(sink)
    sink.text("comment", found.comment, Role.COMMENT)
    left: list[zips.ZipMember] = []
    for number, member in enumerate(found.members, 1):
        sink.afford(_COST)
        sink.text(f"comment:{number}", member.comment, Role.COMMENT)
        sink.text(f"extra:{number}", strings(member.unusual_extra), Role.HIDDEN)
        if member.folder:
            continue
        if member.encrypted or member.method not in zips.METHODS:
            left.append(member)
            continue
        step = step_of(member.name)
        try:
            data = zips.expand(file.data, member, sink.afford)
        except CannotRead as cannot:
            sink.unreadable(step, cannot.reason, cannot.why)
            continue
        if zlib.crc32(data) != member.crc:
            sink.partial(step, Unread.BROKEN, "checksum")
        sink.file(step, data, member.name, media_type_of(data, member.name))
    if left:
        _others(file, sink, found, left)
    for number, (start, end) in enumerate(found.gaps, 1):
        sink.file(f"gap:{number}", file.data[start:end])


def _others(file: File, sink: Sink, found: zips.ZipLayout, left: list[zips.ZipMember]) -> None:
    """Encrypted members and rare methods, by libarchive: one pass for each password."""
    listed = sorted((each for each in found.members if each.listed), key=lambda m: m.start)
    wanted = {at: member for at, member in enumerate(listed) if member in left}
    locked = all(member.encrypted for member in left)
    for password in sink.passwords if locked else ("", *sink.passwords):
        for at, data in _pass(file, sink, wanted, password):
            member = wanted.pop(at)
            left.remove(member)
            sink.file(step_of(member.name), data, member.name, media_type_of(data, member.name))
        if not wanted:
            break
    for member in left:
        reason = Unread.ENCRYPTED if member.encrypted else Unread.TYPE
        sink.unreadable(step_of(member.name), reason, "ZIP")


def _pass(
    file: File, sink: Sink, wanted: dict[int, zips.ZipMember], password: str
) -> Iterator[tuple[int, bytes]]:
    got: list[tuple[int, bytes]] = []
    try:
        with unpack.opened(file.data, ("zip_seekable",), (), password) as archive:
            for at, entry in enumerate(unpack.entries(archive)):
                member = wanted.get(at)
                if member is None or member.size > 250 * max(member.end - member.body, 40_000):
                    continue
                try:
                    data = unpack.content(entry, len(file.data), sink.afford)
                except unpack.BrokenArchive:
                    continue
                if len(data) == member.size:
                    got.append((at, data))
    except unpack.BrokenArchive:
        pass
    yield from got


# ---------------------------------------------------------------------- tar


def read_tar(file: File, sink: Sink) -> None:
    """A tar archive: ustar, GNU and pax, with every text of its headers."""
    names = _MemberNames()
    stream = io.BytesIO(file.data)
    end = count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r:") as archive:
            for number, member in enumerate(archive, 1):
                if number > sink.limits.files.entries:
                    sink.partial("", Unread.TOO_LARGE, "more members than the limit")
                    names.give(sink)
                    return
                count = number
                sink.afford(_COST)
                for text in _said(member):
                    names.add(text, number)
                _tar_member(archive, member, sink)
            end = archive.offset
    except (tarfile.TarError, OSError, ValueError, EOFError):
        sink.partial("", Unread.BROKEN, "tar")
    names.give(sink)
    if not count:
        raise CannotRead(Unread.BROKEN, "no members")
    if (rest := file.data[end:]).strip(b"\0"):
        sink.file("gap:1", rest.strip(b"\0"))


def _said(member: tarfile.TarInfo) -> Iterator[str]:
    """Every text of a member's header but numbers."""
    seen = {""}
    pax = [value for key, value in member.pax_headers.items() if not key.endswith("time")]
    for text in (member.name, member.linkname, member.uname, member.gname, *pax):
        if text not in seen and text not in ("root", "wheel", "nobody"):
            seen.add(text)
            yield text.encode("utf-8", "replace").decode()


def _tar_member(archive: tarfile.TarFile, member: tarfile.TarInfo, sink: Sink) -> None:
    if not member.isreg() and member.type in tarfile.SUPPORTED_TYPES:
        return
    step = step_of(member.name)
    try:
        sink.afford(member.size)
        content = archive.extractfile(member)
        data = content.read() if content is not None else b""
    except CannotRead as cannot:
        sink.unreadable(step, cannot.reason, cannot.why)
        return
    if len(data) < member.size:
        sink.partial(step, Unread.BROKEN, "ends early")
    sink.file(step, data, member.name, media_type_of(data, member.name))


# ---------------------------------------------------------------------- others, by libarchive


def read_archive(file: File, sink: Sink) -> None:
    """Any archive that libarchive knows."""
    formats, filters = _FORMATS[file.format]
    if (about := _about(file)).strip():
        sink.text("about", about, Role.PROPERTY)
    passwords: Sequence[str] = ("", *sink.passwords)
    for password in passwords:
        if _read_all(file, sink, formats, filters, password, password == passwords[-1]):
            return


def _about(file: File) -> str:
    """What a package or a disc says of itself beside its files."""
    if file.format == "rpm":
        ends = [file.data.find(magic) for magic in _PAYLOADS]
        return strings(file.data[96 : min((end for end in ends if end > 0), default=_PIECE)])
    if file.format == "iso":  # volume descriptors, ECMA-119 §8
        return strings(file.data[0x8000:0xA000])
    return ""


def _read_all(
    file: File,
    sink: Sink,
    formats: Sequence[str],
    filters: Sequence[str],
    password: str,
    last: bool,
) -> bool:
    """Whether that was it: everything read, or nothing gained by another password."""
    names = _MemberNames()
    held: list[tuple[str, bytes]] = []
    locked: list[str] = []
    broken: list[str] = []
    try:
        with unpack.opened(file.data, formats, filters, password) as archive:
            for number, entry in enumerate(unpack.entries(archive), 1):
                if number > sink.limits.files.entries:
                    sink.partial("", Unread.TOO_LARGE, "more members than the limit")
                    break
                sink.afford(_COST)
                name, target = unpack.names(entry)
                for text in dict.fromkeys((name, target)):
                    if text:
                        names.add(text, number)
                if entry.isdir:
                    continue
                try:
                    data = unpack.content(entry, len(file.data), sink.afford)
                    if data or entry.isfile:
                        held.append((name, data))
                except unpack.BrokenArchive as fault:
                    (locked if fault.locked else broken).append(name)
    except unpack.BrokenArchive as fault:
        if not names.lines and not fault.locked:
            raise CannotRead(Unread.BROKEN, file.format) from None
        if fault.locked:
            locked.append("")
        else:
            sink.partial("", Unread.BROKEN, file.format)
    if locked and not last:
        return False
    if not names.lines and not locked:
        raise CannotRead(Unread.SILENT, "an archive without members")
    names.give(sink)
    for name, data in held:
        sink.file(step_of(name), data, name, media_type_of(data, name))
    for name in locked:
        sink.unreadable(step_of(name), Unread.ENCRYPTED, file.format)
    for name in broken:
        sink.unreadable(step_of(name), Unread.BROKEN, file.format)
    return True
