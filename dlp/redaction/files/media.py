"""Values out of sound and film: written over where they stand, letter by letter.

Nothing moves, so no table of offsets breaks; only Ogg pages have a checksum, made anew. A value in
a picture or a file inside is found by the reading again, and the redaction refused.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator

from dlp.read.files.base import File
from dlp.read.files.metadata import printable
from dlp.redaction.files.base import CannotRedact, ValueReplacer

#: larger files are not searched
_MOST = 64 * 1024**2
#: words in UTF-16, either way round
_WIDE = (re.compile(rb"(?:[\t\n\r -~]\0){3,}"), re.compile(rb"(?:\0[\t\n\r -~]){3,}"))


def _table() -> tuple[int, ...]:
    """CRC-32 of one byte each, polynomial 04c11db7, not reflected (RFC 3533 §6)."""
    entries = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        entries.append(value)
    return tuple(entries)


_OGG = _table()


def redact_media(file: File, replacer: ValueReplacer) -> bytes:
    """The same bytes with values written over. Raises `CannotRedact`."""
    if len(file.data) > _MOST:
        raise CannotRedact("too-large")
    out = bytearray(file.data)
    for start, end, wide in _found(file.data, replacer):
        for at in range(start, end, wide):
            out[at : at + wide] = _mask(file.data[at : at + wide])
    return _ogg(out) if file.format == "ogg" else bytes(out)


def _mask(unit: bytes) -> bytes:
    if len(unit) == 1:
        return b"X"
    return b"X\0" if unit[1] == 0 else b"\0X"


def _found(data: bytes, replacer: ValueReplacer) -> Iterator[tuple[int, int, int]]:
    """(start, end, bytes a letter) of every value, in Latin-1, UTF-8 and UTF-16."""
    for start, end, _ in replacer.spans(data.decode("latin-1")):
        yield start, end, 1
    if not data.isascii():
        yield from _utf8(data, replacer)
    for runs in _WIDE:
        yield from _wide(data, runs, replacer)


def _utf8(data: bytes, replacer: ValueReplacer) -> Iterator[tuple[int, int, int]]:
    for value in replacer.wanted:
        raw = value.text.encode("utf-8")
        at = data.find(raw)
        while at >= 0:
            yield at, at + len(raw), 1
            at = data.find(raw, at + 1)


def _wide(
    data: bytes, runs: re.Pattern[bytes], replacer: ValueReplacer
) -> Iterator[tuple[int, int, int]]:
    for run in runs.finditer(data):
        for start, end, _ in replacer.spans(run[0].replace(b"\0", b"").decode("ascii")):
            yield run.start() + 2 * start, run.start() + 2 * end, 2


def _ogg(out: bytearray) -> bytes:
    """Checksums of all pages anew (RFC 3533 §6)."""
    at = 0
    while out[at : at + 4] == b"OggS" and at + 27 <= len(out):
        lacing = out[at + 27 : at + 27 + out[at + 26]]
        end = at + 27 + len(lacing) + sum(lacing)
        out[at + 22 : at + 26] = bytes(4)
        check = 0
        for each in out[at:end]:
            check = (check << 8 & 0xFFFFFFFF) ^ _OGG[check >> 24 ^ each]
        struct.pack_into("<I", out, at + 22, check)
        at = end
    return bytes(out)


def second(data: bytes) -> Iterable[str]:
    """Readable runs anywhere in the file."""
    yield printable(data)
