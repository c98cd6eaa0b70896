""".doc, .xls and .ppt made by hand, a marker in each place; LibreOffice's own are tested as peers."""

from __future__ import annotations

import io
import struct
import zipfile

from files import Made
from files.cfb import compound, property_set
from files.opc import Markers

SUMMARY = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
DOCUMENT = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")


def _properties(mark: Markers) -> dict[str, bytes]:
    return {
        "\x05SummaryInformation": property_set(
            SUMMARY,
            {2: mark("property Title"), 4: mark("property Author"), 6: mark("property Comments")},
        ),
        "\x05DocumentSummaryInformation": property_set(
            DOCUMENT, {15: mark("property Company")}, {"Project": mark("property Project")}
        ),
    }


def package(name: str, data: bytes) -> bytes:
    """A \\1Ole10Native stream with a file in it."""
    body = (
        struct.pack("<H", 2)
        + name.encode()
        + b"\0C:\\"
        + name.encode()
        + b"\0"
        + struct.pack("<II", 0x30000, 5)
        + b"C:\\t\0"
        + struct.pack("<I", len(data))
        + data
    )
    return struct.pack("<I", len(body)) + body


def doc() -> Made:
    """Word 97: a piece table with one-byte and two-byte pieces, and every story."""
    mark = Markers("doc")
    stories = [
        mark("main text") + " \x13 HYPERLINK " + mark("main text") + " \x14link\x15\r",
        mark("footnotes") + "\r",
        mark("headers") + "\r",
        "",
        mark("comments") + "\r",
        mark("endnotes") + "\r",
        mark("textboxes") + "\r",
        "",
    ]
    whole = "".join(stories)
    cut = len(stories[0])
    narrow, wide = whole[:cut].encode("cp1252"), whole[cut:].encode("utf-16-le")
    start = 0x600
    fib = bytearray(start)
    struct.pack_into("<HH", fib, 0, 0xA5EC, 0xC1)
    fib[11] = 2  # the table is in 1Table
    struct.pack_into("<8I", fib, 0x4C, *map(len, stories))
    pieces = struct.pack("<3I", 0, cut, len(whole))
    pieces += struct.pack("<HIH", 0, start * 2 | 0x40000000, 0)
    pieces += struct.pack("<HIH", 0, start + len(narrow), 0)
    clx = b"\2" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", fib, 0x1A2, 0, len(clx))
    author = mark("strings").encode("utf-16-le")
    left_over = mark("strings").encode()
    return Made(
        "doc",
        "report.doc",
        compound(
            {
                "WordDocument": bytes(fib) + narrow + wide + bytes(50) + left_over,
                "1Table": clx + bytes(20) + author,
                **_properties(mark),
                "ObjectPool/_1/\x01Ole10Native": package("note.txt", mark("embedded 1").encode()),
                "Macros/VBA/Module1": b"\0\1" + mark("strings").encode() + b"\0",
            }
        ),
        mark.places,
    )


def record(kind: int, data: bytes = b"") -> bytes:
    """One BIFF record."""
    return struct.pack("<HH", kind, len(data)) + data


def _text(text: str, size: str = "<H") -> bytes:
    return struct.pack(size, len(text)) + b"\0" + text.encode("latin-1")


def xls() -> Made:
    """BIFF8: shared strings that go on in the next record, numbers of every kind, a hidden sheet."""
    mark = Markers("xls")
    first, second = mark('sheet "Budget", A1'), mark('sheet "Budget", B2')
    one, two = (_text(first), _text(second))
    shared = struct.pack("<II", 2, 2) + one + two[: 3 + 4]
    rest = b"\0" + second[4:].encode("latin-1")
    sheet = (
        record(0x809, struct.pack("<HHHH", 0x600, 0x10, 0, 0) + bytes(8))
        + record(0x14, _text("&L" + mark('sheet "Budget", header 1')))
        + record(0x15, _text("&L" + mark('sheet "Budget", footer 1')))
        + record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0))
        + record(0xFD, struct.pack("<HHHI", 1, 1, 0, 1))
        + record(0x203, struct.pack("<HHHd", 2, 0, 0, 4111111111111111.0))
        + record(0x27E, struct.pack("<HHHI", 2, 1, 0, 4711 << 2 | 2))
        + record(0x06, struct.pack("<HHH", 3, 0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8))
        + record(0x207, _text(mark('sheet "Budget", A4')))
        + record(0x1B6, bytes(18))
        + record(0x3C, b"\0" + mark('sheet "Budget", textbox 1').encode())
        + record(
            0x1C, struct.pack("<HHHH", 0, 0, 0, 1) + _text(mark('sheet "Budget", note-author'))
        )
        + record(0x0A)
    )
    hidden = (
        record(0x809, struct.pack("<HHHH", 0x600, 0x10, 0, 0) + bytes(8))
        + record(0x204, struct.pack("<HHH", 13, 2, 0) + _text(mark('sheet "Hidden", C14')))
        + record(0x0A)
    )
    names = [("Budget", 0), ("Hidden", 1)]
    head = record(0x809, struct.pack("<HHHH", 0x600, 5, 0, 0) + bytes(8))
    tail = (
        record(0xFC, shared)
        + record(0x3C, rest)
        + (record(0x18, bytes(14) + b"\0" + mark("strings").encode()))
        + record(0x0A)
    )
    size = len(head) + len(tail) + sum(12 + len(name) for name, _ in names)
    sheets = b""
    for (name, state), at in zip(names, (size, size + len(sheet)), strict=True):
        sheets += record(0x85, struct.pack("<IBB", at, state, 0) + _text(name, "<B"))
    stream = head + sheets + tail + sheet + hidden
    return Made(
        "xls", "budget.xls", compound({"Workbook": stream, **_properties(mark)}), mark.places
    )


def atom(kind: int, data: bytes, version: int = 0) -> bytes:
    """One record of a presentation; version 0xF is a container."""
    return struct.pack("<HHI", version, kind, len(data)) + data


def ppt() -> Made:
    """Text atoms of both widths in slides, notes, masters, comments."""
    mark = Markers("ppt")

    def wide(text: str) -> bytes:
        return atom(0xFA0, text.encode("utf-16-le"))

    def string(text: str) -> bytes:
        return atom(0xFBA, text.encode("utf-16-le"))

    stream = (
        atom(0x3F8, wide(mark("master 1")), 15)
        + atom(0x3EE, wide(mark("slide 1")) + atom(0xFA8, mark("slide 1").encode()), 15)
        + atom(
            0x3EE,
            wide(mark("slide 2"))
            + atom(0x2EE0, string(mark("comment 1")) + string(mark("comment 1")), 15),
            15,
        )
        + atom(0x3F0, wide(mark("notes 1")), 15)
        + atom(0x1234, mark("strings").encode("utf-16-le"))
    )
    return Made(
        "ppt",
        "talk.ppt",
        compound(
            {
                "PowerPoint Document": stream,
                "Current User": bytes(24),
                **_properties(mark),
            }
        ),
        mark.places,
    )


def xlsb() -> Made:
    """Records in a package ([MS-XLSB]): shared and inline strings, numbers, a hidden sheet."""
    mark = Markers("xlsb")

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def part(*records: tuple[int, bytes]) -> bytes:
        out = b""
        for kind, data in records:
            head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
            size = (
                bytes([len(data)])
                if len(data) < 128
                else (bytes([len(data) & 0x7F | 0x80, len(data) >> 7]))
            )
            out += head + size + data
        return out

    def cell(kind: int, column: int, data: bytes) -> tuple[int, bytes]:
        return kind, struct.pack("<II", column, 0) + data

    def row(number: int) -> tuple[int, bytes]:
        return 0, struct.pack("<II", number, 0)

    types = (
        '<Types><Override PartName="/xl/workbook.bin" ContentType="application/vnd.ms-excel.'
        + ('sheet.binary.macroEnabled.main"/></Types>')
    )
    shared, inline = mark('sheet "Budget", A1'), mark('sheet "Budget", B2')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr(
            "xl/workbook.bin",
            part(
                (156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Budget")),
                (156, struct.pack("<II", 1, 2) + wide("rId2") + wide("Hidden")),
            ),
        )
        package.writestr("xl/sharedStrings.bin", part((19, b"\0" + wide(shared))))
        package.writestr(
            "xl/worksheets/sheet1.bin",
            part(
                row(0),
                cell(7, 0, struct.pack("<I", 0)),
                cell(5, 1, struct.pack("<d", 4711.5)),
                row(1),
                cell(6, 1, wide(inline)),
                cell(2, 2, struct.pack("<I", 42 << 2 | 2)),
            ),
        )
        package.writestr(
            "xl/worksheets/sheet2.bin",
            part(
                row(13),
                cell(6, 2, wide(mark('sheet "Hidden", C14'))),
            ),
        )
        package.writestr("xl/comments1.bin", part((635, wide(mark("part xl_comments1.bin")))))
        package.writestr(
            "docProps/core.xml", f"<c><dc:title>{mark('property title')}</dc:title></c>"
        )
    return Made("xlsb", "budget.xlsb", out.getvalue(), mark.places)


def emf() -> Made:
    """A picture of words: text records, a comment, a description."""
    mark = Markers("emf")

    def piece(kind: int, data: bytes) -> bytes:
        data += bytes(-len(data) % 4)
        return struct.pack("<II", kind, 8 + len(data)) + data

    text = mark("main text")
    drawn = (
        bytes(28) + struct.pack("<IIII", 0, 0, len(text), 76) + bytes(24) + text.encode("utf-16-le")
    )
    about = ("app\0" + mark("property Description") + "\0\0").encode("utf-16-le")
    head = struct.pack("<16x16x4s", b" EMF") + bytes(16) + struct.pack("<II", len(about) // 2, 108)
    head = head.ljust(100, b"\0") + about
    comment = mark("main text").encode()
    data = (
        piece(1, head)
        + piece(84, drawn)
        + piece(70, struct.pack("<I", len(comment)) + comment)
        + piece(14, bytes(12))
    )
    return Made("emf", "drawing.emf", data, mark.places)


def wmf() -> Made:
    """The older kind, with the header that says its place."""
    mark = Markers("wmf")
    text, other = mark("main text").encode(), mark("main text").encode()

    def piece(kind: int, data: bytes) -> bytes:
        data += bytes(len(data) % 2)
        return struct.pack("<IH", 3 + len(data) // 2, kind) + data

    body = (
        piece(0x0521, struct.pack("<H", len(text)) + text)
        + piece(0x0A32, struct.pack("<hhHH", 0, 0, len(other), 0) + other)
        + piece(0, b"")
    )
    placeable = b"\xd7\xcd\xc6\x9a" + bytes(18)
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, 9 + len(body) // 2, 0, 20, 0)
    return Made("wmf", "drawing.wmf", placeable + head + body, mark.places)


def made() -> list[Made]:
    """All of them."""
    return [doc(), xls(), ppt(), xlsb(), emf(), wmf()]
