"""Excel's binary workbooks (.xlsb): a package of records instead of XML ([MS-XLSB] §2.1)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dlp.model import Role, Spot, Unread
from dlp.read.files import zips
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.biff import number, rk
from dlp.read.files.members import media_type_of, step_of
from dlp.read.files.ole import column_letters
from dlp.read.files.strings import wide

_ROW, _RK, _REAL, _STRING, _SHARED, _FORMULA_STRING, _FORMULA_NUMBER = 0, 2, 5, 6, 7, 8, 9
_ITEM, _SHEET = 19, 156
_CELLS = 500_000
_TAGS = re.compile(r"<[^>]*>")


def read(file: File, sink: Sink) -> None:
    """Read a binary workbook: cells by sheet, then the strings of every other part."""
    found = zips.layout(file.data, sink.limits.files.entries)
    parts: dict[str, bytes] = {}
    for member in found.members:
        if member.folder or member.encrypted or member.method not in zips.METHODS:
            continue
        try:
            parts[member.name.lower()] = zips.expand(file.data, member, sink.afford)
        except CannotRead as cannot:
            sink.partial("", cannot.reason, cannot.why)
    shared = [
        _wide(data, 1)
        for kind, data in records(parts.get("xl/sharedstrings.bin", b""))
        if kind == _ITEM
    ]
    names = list(_names(parts.get("xl/workbook.bin", b"")))
    numbers = sorted(name for name in parts if re.fullmatch(r"xl/worksheets/sheet\d+\.bin", name))
    numbers.sort(key=lambda name: int(re.sub(r"\D", "", name)))
    for at, part in enumerate(numbers):
        name, hidden = names[at] if at < len(names) else (f"{at + 1}", False)
        step = f"sheet:{name.replace('/', '_')}"
        text, spots = _sheet(parts[part], shared)
        sink.text(step, text, Role.HIDDEN if hidden else Role.BODY, spots)
        sink.text(f"{step}/sheet-name", name, Role.NAME)
    known = set(numbers)
    for part, data in parts.items():
        if part.startswith("docprops/"):
            _properties(data, sink)
        elif part.endswith((".bin", ".vml", ".xml", ".rels")) and not data.startswith(b"\xd0\xcf"):
            text = (
                "\n".join(wide(data))
                if part.endswith(".bin")
                else (_TAGS.sub("\n", data.decode("utf-8", "replace")))
            )
            sink.text(f"part:{step_of(part).replace('/', '_')}", text, Role.HIDDEN)
        elif part not in known:
            sink.file(f"embedded:{step_of(part)}", data, part, media_type_of(data, part))
    if not sink.characters:
        raise CannotRead(Unread.SILENT, "workbook without text")


def _properties(data: bytes, sink: Sink) -> None:
    text = data.decode("utf-8", "replace")
    for match in re.finditer(r"<(?:\w+:)?(\w+)[^<>]*>([^<>]+)</", text):
        sink.property(match[1], match[2])


def _names(workbook: bytes) -> Iterator[tuple[str, bool]]:
    for kind, data in records(workbook):
        if kind == _SHEET and len(data) > 12:
            (state,) = struct.unpack_from("<I", data)
            (length,) = struct.unpack_from("<I", data, 8)
            at = 12 + (2 * length if length != 0xFFFFFFFF else 0)
            yield _wide(data, at), bool(state)


def _sheet(data: bytes, shared: list[str]) -> tuple[str, tuple[Spot, ...]]:
    lines: list[str] = []
    spots: list[Spot] = []
    length, row, last = 0, 0, -1
    for kind, record in records(data):
        if kind == _ROW and len(record) >= 4:
            (row,) = struct.unpack_from("<I", record)
            continue
        text = _cell(kind, record, shared)
        if not text or len(spots) >= _CELLS:
            continue
        (column,) = struct.unpack_from("<I", record)
        if last >= 0:
            lines.append("\t" if row == last else "\n")
            length += 1
        last = row
        spots.append(Spot(length, f"{column_letters(column)}{row + 1}"))
        lines.append(text.replace("\n", " "))
        length += len(lines[-1])
    return "".join(lines), tuple(spots)


def _cell(kind: int, record: bytes, shared: list[str]) -> str:
    try:
        if kind == _SHARED:
            (index,) = struct.unpack_from("<I", record, 8)
            return shared[index] if index < len(shared) else ""
        if kind in (_STRING, _FORMULA_STRING):
            return _wide(record, 8)
        if kind in (_REAL, _FORMULA_NUMBER):
            return number(struct.unpack_from("<d", record, 8)[0])
        if kind == _RK:
            return number(rk(struct.unpack_from("<I", record, 8)[0]))
    except struct.error:
        pass
    return ""


def _wide(data: bytes, at: int) -> str:
    if len(data) < at + 4:
        return ""
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:
        return ""
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and content of each record; both type and size are of variable length."""
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80 and at < len(data):
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        for _ in range(4):
            if at >= len(data):
                return
            octet = data[at]
            at += 1
            size |= (octet & 0x7F) << shift
            shift += 7
            if not octet & 0x80:
                break
        yield kind, data[at : at + size]
        at += size
