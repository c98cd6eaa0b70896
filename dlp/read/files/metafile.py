"""Windows metafiles, EMF and WMF: the text they draw, the bitmaps they carry.

Source: [MS-EMF] §2.3.5 (drawing records), [MS-WMF] §2.3. They are the previews of embedded objects
in documents and mails. A metafile that only draws lines has no text, and says none.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.strings import strings

_EMF_TEXT = {83: ("cp1252", 36), 84: ("utf-16-le", 36)}
_SMALL_TEXT, _COMMENT, _EOF = 108, 70, 14
#: record → where it says the places of its bitmap
_BITMAPS = {76: 84, 77: 84, 78: 84, 79: 96, 80: 48, 81: 48, 114: 84, 116: 84}
_WMF_TEXT, _WMF_EXT_TEXT = 0x0521, 0x0A32
_WMF_BITMAPS = {0x0F43: 28, 0x0B41: 26, 0x0940: 22, 0x0D33: 24}
_LEAST_PICTURE = 1024
_MOST = 500_000


def read_emf(file: File, sink: Sink) -> None:
    """Read an enhanced metafile."""
    data = file.data
    lines: list[str] = []
    pictures = 0
    for number, (at, kind, size) in enumerate(_emf_records(data)):
        if number > _MOST:
            sink.partial("", Unread.TOO_LARGE, "records")
            break
        if kind in _EMF_TEXT:
            codec, start = _EMF_TEXT[kind]
            count, offset = struct.unpack_from("<II", data.ljust(at + start + 16), at + start + 8)
            width = 2 if codec == "utf-16-le" else 1
            if offset + count * width <= size:
                lines.append(
                    data[at + offset : at + offset + count * width].decode(codec, "replace")
                )
        elif kind == _SMALL_TEXT and size > 36:
            count, _, options = struct.unpack_from("<IiI", data, at + 16)
            begin = at + (36 if options & 0x100 else 52)
            narrow = options & 0x200
            raw = data[begin : begin + (count if narrow else 2 * count)]
            lines.append(raw.decode("cp1252" if narrow else "utf-16-le", "replace"))
        elif kind == _COMMENT:
            lines.append(strings(data[at + 12 : at + size]))
        elif kind in _BITMAPS and size > _LEAST_PICTURE:
            start = _BITMAPS[kind]
            head, length, bits, amount = struct.unpack_from(
                "<IIII", data.ljust(at + 116), at + start
            )
            if 40 <= length <= size and head + length <= size and bits + amount <= size:
                pictures += 1
                bitmap = data[at + head : at + head + length] + data[at + bits : at + bits + amount]
                _picture(bitmap, length, pictures, sink)
    if len(data) > 108:
        count, offset = struct.unpack_from("<II", data, 60)
        if count and offset + 2 * count <= len(data):
            text = data[offset : offset + 2 * count].decode("utf-16-le", "replace")
            sink.text("property:Description", text.replace("\0", " "), Role.PROPERTY)
    sink.text("", _joined(lines))


def _emf_records(data: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 8 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if size < 8 or kind == _EOF:
            return
        size = min(size, len(data) - at)
        yield at, kind, size
        at += size


def read_wmf(file: File, sink: Sink) -> None:
    """Read a Windows metafile, with or without the header that says its place."""
    data = file.data
    at = 22 if data[:4] == b"\xd7\xcd\xc6\x9a" else 0
    if len(data) < at + 18:
        raise CannotRead(Unread.BROKEN, "WMF")
    at += 18
    lines: list[str] = []
    pictures = records = 0
    while at + 6 <= len(data) and records < _MOST:
        words, kind = struct.unpack_from("<IH", data, at)
        size = 2 * words
        if size < 6:
            break
        record = data[at : at + size]
        records += 1
        at += size
        if kind == _WMF_TEXT and len(record) > 8:
            (count,) = struct.unpack_from("<H", record, 6)
            lines.append(record[8 : 8 + count].decode("cp1252", "replace"))
        elif kind == _WMF_EXT_TEXT and len(record) > 14:
            _, _, count, options = struct.unpack_from("<hhHH", record, 6)
            start = 14 + (8 if options & 6 else 0)
            lines.append(record[start : start + count].decode("cp1252", "replace"))
        elif kind == 0x0626:
            lines.append(strings(record[6:]))
        elif kind in _WMF_BITMAPS and size > _LEAST_PICTURE:
            pictures += 1
            bitmap = record[_WMF_BITMAPS[kind] :]
            _picture(bitmap, 40, pictures, sink)
    sink.text("", _joined(lines))


def _joined(lines: list[str]) -> str:
    """Words as they are drawn: often letter by letter, so pieces of one line stand together."""
    text = "\n".join(line.replace("\0", "") for line in lines if line.strip())
    if lines and sum(map(len, lines)) < 3 * len(lines):
        return f"{text}\n{re.sub(chr(10), '', text)}"
    return text


def _picture(bitmap: bytes, header: int, number: int, sink: Sink) -> None:
    sink.afford(len(bitmap))
    (depth,) = struct.unpack_from("<H", bitmap.ljust(16), 14)
    (used,) = struct.unpack_from("<I", bitmap.ljust(36), 32)
    colours = (used or 1 << depth) * 4 if depth <= 8 else 0
    offset = 14 + max(header, 40 + colours if header == 40 else header)
    head = struct.pack("<2sIHHI", b"BM", 14 + len(bitmap), 0, 0, offset)
    sink.file(f"picture:{number}", head + bitmap, "picture.bmp")
