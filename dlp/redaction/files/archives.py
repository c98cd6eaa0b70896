"""Values out of archives: ZIP and tar are written anew, compressed files compressed again.

What is not touched keeps its very bytes (of a ZIP's members also the compressed ones). What no
unpacker shows (members without a directory entry, data behind the end, unknown extra fields) is
left out. Encrypted members and self-extracting programs cannot be rebuilt.
"""

from __future__ import annotations

import bz2
import copy
import gzip
import io
import lzma
import struct
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from dlp.read.base import WorkBudget
from dlp.read.files import streams, unpack, zips
from dlp.read.files.base import CannotRead, File
from dlp.read.files.members import media_type_of, step_of
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files.base import PLAIN_MASK, ValueReplacer

#: extra fields kept: times and owners
_KEPT = frozenset((0x000A, 0x5455, 0x5855, 0x7855, 0x7875))
_SECOND_MOST = 400 * 1024**2
_SECOND_DEPTH = 8


def _meter(replacer: ValueReplacer) -> Callable[[int], None]:
    work = WorkBudget(replacer.limits.files.expanded)

    def afford(size: int) -> None:
        work.left -= size
        if work.left < 0:
            raise CannotRedact("unreadable")

    return afford


class _UniqueNames:
    """Cleaned names, no two alike."""

    def __init__(self, replacer: ValueReplacer) -> None:
        self._replacer, self._given = replacer, set[str]()

    def __call__(self, name: str) -> str:
        clean = name
        if self._replacer.touches(name):
            clean = self._replacer.clean(name, PLAIN_MASK)
            path = PurePosixPath(clean)
            end = "/" if clean.endswith("/") else ""
            number = 1
            while clean in self._given:
                number += 1
                clean = str(path.with_name(f"{path.stem}-{number}{path.suffix}")) + end
        self._given.add(clean)
        return clean


# ---------------------------------------------------------------------- ZIP


def redact_zip(file: File, replacer: ValueReplacer) -> bytes:
    """A ZIP written anew, its untouched members byte for byte."""
    data = file.data
    try:
        found = zips.layout(data, replacer.limits.files.entries)
    except CannotRead:
        raise CannotRedact("unreadable") from None
    if found.cut or found.faults:
        raise CannotRedact("unreadable")
    if any(start == 0 for start, _ in found.gaps):
        raise CannotRedact("format")
    afford, unique = _meter(replacer), _UniqueNames(replacer)
    body, directory = bytearray(), bytearray()
    count = 0
    for member in found.members:
        if not member.listed:
            continue
        local, listed = _rewritten(file, member, replacer, unique, afford, len(body))
        body += local
        directory += listed
        count += 1
    comment = replacer.clean(found.comment).encode()[:0xFFFF]
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), len(comment)
    )
    return bytes(body + directory + end + comment)


def _rewritten(
    file: File,
    member: zips.ZipMember,
    replacer: ValueReplacer,
    unique: _UniqueNames,
    afford: Callable[[int], None],
    offset: int,
) -> tuple[bytes, bytes]:
    """The member's local header with its data, and its entry of the directory."""
    data = file.data
    if member.encrypted:
        raise CannotRedact("encrypted")
    if not member.folder and member.method not in zips.METHODS:
        raise CannotRedact("format")
    packed, crc, size, method = (
        data[member.body : member.end],
        member.crc,
        member.size,
        member.method,
    )
    if not member.folder:
        try:
            old = zips.expand(data, member, afford)
        except CannotRead:
            raise CannotRedact("unreadable") from None
        new = replacer.file(
            file, step_of(member.name), old, member.name, media_type_of(old, member.name)
        )
        if new != old:
            packed, method = _deflated(new), 8
            crc, size = zlib.crc32(new), len(new)
    name = unique(member.name)
    flags = member.flags & 0x0806 if method == member.method else 0
    length, _ = struct.unpack_from("<HH", data, member.start + 26)
    raw = data[member.start + 30 : member.start + 30 + length]
    if name != member.name or len(member.names) > 1:
        raw, flags = name.encode("utf-8", "replace"), flags | 0x0800
    fields = list(zips.extra_fields(data[member.start + 30 + length : member.body]))
    local_extra = b"".join(_field(kind, value) for kind, value in fields if kind in _KEPT)
    listed_extra = b"".join(
        _field(kind, value[:5] if kind == 0x5455 else value)
        for kind, value in fields
        if kind in (0x000A, 0x5455, 0x7875)
    )
    needed = {12: 46, 14: 63, 95: 63}.get(method, 20)
    shared = (needed, flags, method, member.time, crc, len(packed), size, len(raw))
    local = struct.pack("<4sHHHIIIIHH", b"PK\x03\x04", *shared, len(local_extra))
    comment = replacer.clean(member.comment).encode()[:0xFFFF]
    listed = struct.pack(
        "<4sHHHHIIIIHHHHHII",
        b"PK\x01\x02",
        member.made,
        *shared,
        len(listed_extra),
        len(comment),
        0,
        member.internal,
        member.external,
        offset,
    )
    return local + raw + local_extra + packed, listed + raw + listed_extra + comment


def _field(kind: int, value: bytes) -> bytes:
    return struct.pack("<HH", kind, len(value)) + value


def _deflated(data: bytes) -> bytes:
    coder = zlib.compressobj(6, zlib.DEFLATED, -15)
    return coder.compress(data) + coder.flush()


# ---------------------------------------------------------------------- tar


def redact_tar(file: File, replacer: ValueReplacer) -> bytes:
    """A tar written anew in its own dialect."""
    try:
        return _tar(file, replacer)
    except (tarfile.TarError, OSError, ValueError, EOFError):
        raise CannotRedact("unreadable") from None


def _tar(file: File, replacer: ValueReplacer) -> bytes:
    afford, unique = _meter(replacer), _UniqueNames(replacer)
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(file.data), mode="r:") as old:
        members = old.getmembers()
        if len(members) > replacer.limits.files.entries or file.data[old.offset :].strip(b"\0"):
            raise CannotRedact("unreadable")
        gnu = file.data[257:265] == b"ustar  \0"
        dialect = tarfile.GNU_FORMAT if gnu else tarfile.PAX_FORMAT
        shared = {key: replacer.clean(value, PLAIN_MASK) for key, value in old.pax_headers.items()}
        with tarfile.open(fileobj=out, mode="w:", format=dialect, pax_headers=shared) as new:
            for member in members:
                if member.issparse():
                    raise CannotRedact("format")
                clean = copy.copy(member)
                clean.name, clean.linkname = (
                    unique(member.name),
                    replacer.clean(member.linkname, PLAIN_MASK),
                )
                clean.uname, clean.gname = (
                    replacer.clean(text, PLAIN_MASK) for text in (member.uname, member.gname)
                )
                clean.pax_headers = {
                    key: replacer.clean(value, PLAIN_MASK)
                    for key, value in member.pax_headers.items()
                    if key not in ("path", "linkpath", "size", "uname", "gname")
                }
                content = old.extractfile(member) if member.isreg() else None
                if content is None:
                    new.addfile(clean)
                    continue
                afford(member.size)
                data = content.read()
                data = replacer.file(
                    file, step_of(member.name), data, member.name, media_type_of(data, member.name)
                )
                clean.size = len(data)
                new.addfile(clean, io.BytesIO(data))
    return out.getvalue()


# ---------------------------------------------------------------------- compressed files


def redact_stream(file: File, replacer: ValueReplacer) -> bytes:
    """A gz, bz2, xz or lzma file; the texts of a gz header are cleaned."""
    try:
        old, rest, fault = streams.expand(file.format, file.data, _meter(replacer))
    except CannotRead:
        raise CannotRedact("unreadable") from None
    if rest.strip(b"\0") or fault:
        raise CannotRedact("unreadable")
    name = streams.inner_name(file)
    new = replacer.file(file, step_of(name), old, name, media_type_of(old, name))
    if file.format == "bz2":
        return bz2.compress(new)
    if file.format in ("xz", "lzma"):
        form = lzma.FORMAT_XZ if file.format == "xz" else lzma.FORMAT_ALONE
        return lzma.compress(new, form)
    said = dict(streams.gzip_texts(file.data)).get("name", "")
    out = io.BytesIO()
    with gzip.GzipFile(replacer.clean(said, PLAIN_MASK), "wb", 6, out, 0) as stream:
        stream.write(new)
    return out.getvalue()


# ---------------------------------------------------------------------- second reader


def second(data: bytes) -> Iterator[str]:
    """Every name and every text in an archive, also in archives inside, as libarchive reads it."""
    yield from _second(data, 0, WorkBudget(_SECOND_MOST))


def _second(data: bytes, depth: int, work: WorkBudget) -> Iterator[str]:
    formats = ("zip", "tar", "7zip", "cab", "cpio", "ar", "raw")
    try:
        with unpack.opened(data, formats, ("gzip", "bzip2", "xz", "lzma", "zstd")) as archive:
            for entry in unpack.entries(archive):
                yield from unpack.names(entry)
                inner = unpack.content(entry, len(data), lambda size: _spend(work, size))
                yield inner.decode("utf-8", "replace")
                if b"\0" in inner:
                    yield inner.decode("utf-16-le", "replace")
                if depth < _SECOND_DEPTH and inner[:2] in (b"PK", b"\x1f\x8b", b"BZ", b"\xfd7"):
                    yield from _second(inner, depth + 1, work)
    except unpack.BrokenArchive:
        if depth == 0:
            raise CannotRedact("left") from None


def _spend(work: WorkBudget, size: int) -> None:
    work.left -= size
    if work.left < 0:
        raise CannotRedact("left")
