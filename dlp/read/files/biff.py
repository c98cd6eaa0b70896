"""Cells and texts of .xls files, BIFF5 and BIFF8.

Source: [MS-XLS] §2.4 (records), §2.5.293 (strings, which go on over CONTINUE records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

#: types of records
_BOF, _FILEPASS, _SHEET, _SST = 0x809, 0x2F, 0x85, 0xFC
_LABEL, _RSTRING, _LABELSST, _FORMULA, _STRING = 0x204, 0xD6, 0xFD, 0x06, 0x207
_NUMBER, _RK, _MULRK = 0x203, 0x27E, 0xBD
_HEADER, _FOOTER, _NOTE, _TXO = 0x14, 0x15, 0x1C, 0x1B6
_CODEPAGE = 0x42
_HIDDEN = {1: "hidden", 2: "very hidden"}


@dataclass(slots=True)
class BiffSheet:
    """One sheet: cells by row and column (from 0), and other texts by step."""

    name: str
    hidden: bool = False
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)


def encrypted(stream: bytes) -> bool:
    """Whether the workbook wants a password."""
    return any(
        kind == _FILEPASS for _, (kind, _, _) in zip(range(20), _records(stream), strict=False)
    )


def sheets(stream: bytes, most: int) -> Iterator[BiffSheet]:
    """All sheets, with at most `most` cells together; texts of the workbook first, as one of
    name ""."""
    names: dict[int, tuple[str, bool]] = {}
    strings: list[str] = []
    sheet = BiffSheet("")
    wide, codec, cells, comments = True, "cp1252", 0, 0
    formula: tuple[int, int] | None = None
    for kind, at, parts in _records(stream):
        data = parts[0]
        try:
            if kind == _BOF:
                wide = data[:2] == b"\0\6"
                if at in names:
                    yield sheet
                    sheet = BiffSheet(*names[at])
            elif kind == _CODEPAGE:
                page = struct.unpack_from("<H", data)[0]
                codec = f"cp{page}" if 437 <= page < 1300 and page != 1200 else "cp1252"
            elif kind == _SHEET:
                offset, state = struct.unpack_from("<IB", data)
                names[offset] = (_short(data, 6, wide, codec), bool(state & 3))
            elif kind == _SST:
                strings = list(_shared(parts))
            elif kind == _LABELSST:
                row, column, _, index = struct.unpack_from("<HHHI", data)
                if index < len(strings):
                    sheet.cells[row, column] = strings[index]
            elif kind in (_LABEL, _RSTRING):
                row, column = struct.unpack_from("<HH", data)
                sheet.cells[row, column] = _long(data, 6, wide, codec)
            elif kind == _NUMBER:
                row, column, _, value = struct.unpack_from("<HHHd", data)
                sheet.cells[row, column] = number(value)
            elif kind == _RK:
                row, column, _, raw = struct.unpack_from("<HHHI", data)
                sheet.cells[row, column] = number(rk(raw))
            elif kind == _MULRK:
                row, column = struct.unpack_from("<HH", data)
                for index in range((len(data) - 6) // 6):
                    (raw,) = struct.unpack_from("<I", data, 6 + 6 * index)
                    sheet.cells[row, column + index] = number(rk(raw))
            elif kind == _FORMULA:
                row, column, _, value = struct.unpack_from("<HHHd", data)
                formula = (row, column)
                if data[12:14] != b"\xff\xff":
                    sheet.cells[row, column] = number(value)
            elif kind == _STRING and formula is not None:
                sheet.cells[formula] = _long(data, 0, wide, codec)
            elif kind in (_HEADER, _FOOTER) and data:
                step = "header:1" if kind == _HEADER else "footer:1"
                text = _long(data, 0, True, codec) if wide else _short(data, 0, False, codec)
                sheet.texts.append((step, text))
            elif kind == _TXO and len(parts) > 1:
                comments += 1
                sheet.texts.append((f"textbox:{comments}", _run(parts[1])))
            elif kind == _NOTE and not wide:
                sheet.texts.append(("note", data[6:].decode(codec, "replace")))
            elif kind == _NOTE:
                sheet.texts.append(("note-author", _long(data, 8, True, codec)))
        except (struct.error, IndexError, LookupError):
            continue
        cells += 1
        if cells > most:
            break
    yield sheet


def _records(stream: bytes) -> Iterator[tuple[int, int, list[bytes]]]:
    """Type, place and content of each record, with the CONTINUE records behind it."""
    at = 0
    size = len(stream)
    while at + 4 <= size:
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == 0 and length == 0:
            return
        begin, parts = at, [stream[at + 4 : at + 4 + length]]
        at += 4 + length
        while at + 4 <= size and stream[at : at + 2] == b"\x3c\0":
            (length,) = struct.unpack_from("<H", stream, at + 2)
            parts.append(stream[at + 4 : at + 4 + length])
            at += 4 + length
        yield kind, begin, parts


def _run(part: bytes) -> str:
    codec = "utf-16-le" if part[:1] == b"\1" else "latin-1"
    return part[1:].decode(codec, "replace")


def _short(data: bytes, at: int, wide: bool, codec: str) -> str:
    """A string with a length of one byte."""
    length = data[at]
    if not wide:
        return data[at + 1 : at + 1 + length].decode(codec, "replace")
    if data[at + 1] & 1:
        return data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    return data[at + 2 : at + 2 + length].decode("latin-1")


def _long(data: bytes, at: int, wide: bool, codec: str) -> str:
    """A string with a length of two bytes."""
    (length,) = struct.unpack_from("<H", data, at)
    if not wide:
        return data[at + 2 : at + 2 + length].decode(codec, "replace")
    flags = data[at + 2]
    at += 3 + (2 if flags & 8 else 0) + (4 if flags & 4 else 0)
    if flags & 1:
        return data[at : at + 2 * length].decode("utf-16-le", "replace")
    return data[at : at + length].decode("latin-1")


def _shared(parts: list[bytes]) -> Iterator[str]:
    """The table of shared strings; a string that goes on in the next part begins there with a
    byte that says how wide its characters are."""
    (count,) = struct.unpack_from("<I", parts[0], 4)
    part, at = 0, 8
    for _ in range(count):
        while part < len(parts) and at >= len(parts[part]):
            at -= len(parts[part])
            part += 1
        if part >= len(parts) or at + 3 > len(parts[part]):
            return
        length, flags = struct.unpack_from("<HB", parts[part], at)
        at += 3
        runs = extension = 0
        if flags & 8:
            (runs,) = struct.unpack_from("<H", parts[part], at)
            at += 2
        if flags & 4:
            (extension,) = struct.unpack_from("<I", parts[part], at)
            at += 4
        pieces: list[str] = []
        while length > 0 and part < len(parts):
            step = 2 if flags & 1 else 1
            fits = min(length, (len(parts[part]) - at) // step)
            raw = parts[part][at : at + fits * step]
            pieces.append(raw.decode("utf-16-le" if flags & 1 else "latin-1", "replace"))
            length -= fits
            at += fits * step
            if length > 0:
                part += 1
                at = 1
                flags = parts[part][0] if part < len(parts) and parts[part] else 0
        yield "".join(pieces)
        at += 4 * runs + extension


def rk(raw: int) -> float:
    """A number packed into 30 bits ([MS-XLS] §2.5.217)."""
    if raw & 2:
        value = float((raw if raw < 1 << 31 else raw - (1 << 32)) >> 2)
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))
    return value / 100 if raw & 1 else value


def number(value: float) -> str:
    """A cell's number as a person sees it without a format."""
    if value == value and abs(value) < 1e18 and value == int(value):
        return str(int(value))
    return f"{value:.15g}"
