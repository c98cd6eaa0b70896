"""Pages, Numbers and Keynote: packages of .iwa archives, Snappy over protocol buffers.

The schema of the buffers is Apple's own, so text is read as the strings in them: complete, in the
order it stands, without finer places. Snappy's format: its format_description.txt; an .iwa holds
blocks of it behind four bytes each, without the stream's checksums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dlp.model import Unread
from dlp.read.files import zips
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.members import media_type_of, step_of
from dlp.read.files.strings import narrow


def read(file: File, sink: Sink) -> None:
    """Read an iWork document."""
    found = zips.layout(file.data, sink.limits.files.entries)
    lines: dict[str, None] = {}
    for member in found.members:
        if member.folder:
            continue
        if member.encrypted or member.method not in zips.METHODS:
            sink.unreadable(step_of(member.name), Unread.ENCRYPTED, "iWork")
            continue
        try:
            data = zips.expand(file.data, member, sink.afford)
            if not member.name.endswith(".iwa"):
                sink.file(step_of(member.name), data, member.name, media_type_of(data, member.name))
                continue
            for block in blocks(data, sink.afford):
                lines.update(dict.fromkeys(narrow(block)))
        except CannotRead as cannot:
            sink.unreadable(step_of(member.name), cannot.reason, cannot.why)
    sink.text("", "\n".join(lines))


def blocks(data: bytes, afford: Callable[[int], None]) -> Iterator[bytes]:
    """The expanded blocks of an .iwa. Raises `CannotRead`."""
    at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "little")
        block = data[at + 4 : at + 4 + size]
        yield unsnapped(block, afford)
        at += 4 + size


def unsnapped(block: bytes, afford: Callable[[int], None]) -> bytes:
    """One block of Snappy, expanded. Raises `CannotRead`."""
    size = shift = at = 0
    while at < len(block):
        octet = block[at]
        at += 1
        size |= (octet & 0x7F) << shift
        shift += 7
        if not octet & 0x80:
            break
    afford(size)
    out = bytearray()
    while at < len(block) and len(out) < size:
        tag = block[at]
        at += 1
        kind, length = tag & 3, (tag >> 2) + 1
        if kind == 0:
            if length > 60:
                width = length - 60
                length = int.from_bytes(block[at : at + width], "little") + 1
                at += width
            out += block[at : at + length]
            at += length
            continue
        if kind == 1:
            length = (tag >> 2 & 7) + 4
            offset = (tag >> 5) << 8 | int.from_bytes(block[at : at + 1], "little")
            at += 1
        else:
            width = 2 if kind == 2 else 4
            offset = int.from_bytes(block[at : at + width], "little")
            at += width
        if not 0 < offset <= len(out):
            raise CannotRead(Unread.BROKEN, "Snappy")
        for _ in range(min(length, size - len(out))):
            out.append(out[-offset])
    return bytes(out)
