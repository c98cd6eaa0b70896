"""What stands behind a picture's end: nothing much, a telephone's notes, or a file of its own.

Galaxy phones write blocks behind the JPEG (time, scene, the film of a moving picture) with a
directory at the very end; its layout as ExifTool's tag tables for Samsung trailers describe it:
blocks, ``SEFH``, version, count, entries of (type, offset back from ``SEFH``, size), the
directory's size, ``SEFT``.
"""

from __future__ import annotations

import struct

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.kinds import format_of
from dlp.read.files.metadata import decoded, printable

_PADDING = b"\0\r\n\t "
#: fewer bytes are a writer's slack, too few for a file; they are given as text all the same
_SLACK = 16
_BLOCKS = 100


def read_trailing(sink: Sink, data: bytes, end: int) -> None:
    """Read what stands behind `end`, where the picture in `data` ends."""
    rest = data[end:].rstrip(_PADDING)
    if not _galaxy(sink, rest):
        read_rest(sink, "trailing", rest)


def read_rest(sink: Sink, step: str, rest: bytes) -> None:
    """Read bytes before or behind a file's own: as a file, unless they are too few for one."""
    rest = rest.strip(_PADDING) if rest.strip(b"\xff") else b""
    if len(rest) < _SLACK:
        sink.text(step, decoded(rest), Role.HIDDEN)
    else:
        sink.file(step, rest)


def _galaxy(sink: Sink, rest: bytes) -> bool:
    """Read a Galaxy phone's blocks; False where these are none."""
    if rest[-4:] != b"SEFT":
        return False
    (size,) = struct.unpack_from("<I", rest, len(rest) - 8)
    head = len(rest) - 8 - size
    if head < 0 or size < 12 or rest[head : head + 4] != b"SEFH":
        return False
    (count,) = struct.unpack_from("<I", rest, head + 8)
    if count > _BLOCKS or 12 + 12 * count > size:
        return False
    blocks = []
    for number in range(count):
        back, length = struct.unpack_from("<II", rest, head + 16 + 12 * number)
        if length > back or back > head:
            return False
        blocks.append((head - back, head - back + length))
    at = 0
    for number, (start, stop) in enumerate(sorted(blocks), 1):
        read_rest(sink, "trailing", rest[at:start])  # phones leave nothing between
        _block(sink, f"block:{number}", rest[start:stop])
        at = max(at, stop)
    read_rest(sink, "trailing", rest[at:head])
    sink.text("block", printable(rest[head:]), Role.PROPERTY)
    return True


def _block(sink: Sink, step: str, block: bytes) -> None:
    """Two times two bytes of type, length of the name, name, content."""
    (length,) = struct.unpack_from("<I", block.ljust(8), 4)
    body = block[8 + length :]
    if format_of(body) not in ("", "text"):
        sink.file(step, body)
        body = b""
    sink.text(step, printable(block[8 : 8 + length] + b"\n" + body), Role.PROPERTY)
