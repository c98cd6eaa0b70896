"""Office files made to hurt or to hide: each ends early, with the right reason."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest

from dlp.config import InspectionSettings
from dlp.model import PARTIAL, UNREADABLE, Reading
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.read.files.ooxml.vba import decompress
from files import odf as odf_files
from files import ooxml as ooxml_files
from files.opc import CT, Builder, R, S, W, small_docx

MARK = "ZQHOSTILEXZ"


def read(data: bytes, name: str = "a.docx", **limits: int) -> Reading:
    every = InspectionSettings()
    every = every.model_copy(update={"files": every.files.model_copy(update=limits)})
    return LocalFileReader().read(
        PartContent("f", "application/octet-stream", data, name=name), every
    )


def reasons(reading: Reading) -> set[tuple[str, str]]:
    return {(each.kind, each.detail.get("reason", "")) for each in reading.findings}


def text(reading: Reading) -> str:
    return "\n".join(passage.text for passage in reading.passages)


def document(xml: str) -> bytes:
    b = Builder()
    b.rel("", "officeDocument", "word/document.xml")
    b.part("word/document.xml", xml.encode(), CT + "wordprocessingml.document.main+xml")
    return b.build()


def sheet(rows: str) -> bytes:
    b = Builder()
    b.rel("", "officeDocument", "xl/workbook.xml")
    b.part(
        "xl/workbook.xml",
        f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        CT + "spreadsheetml.sheet.main+xml",
    )
    b.rel("xl/workbook.xml", "worksheet", "worksheets/sheet1.xml")
    b.part(
        "xl/worksheets/sheet1.xml",
        f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>',
        CT + "spreadsheetml.worksheet+xml",
    )
    return b.build()


# ------------------------------------------------------------------------- too much


def test_a_bomb_is_not_expanded() -> None:
    data = document(f'<w:document xmlns:w="{W}">' + " " * 5_000_000 + "</w:document>")
    assert len(data) < 20_000
    assert (UNREADABLE, "too-large") in reasons(read(data, expanded=1_000_000))


def test_a_member_longer_than_it_says() -> None:
    data = bytearray(small_docx(MARK * 1000))
    name = b"word/document.xml"
    for magic, size_at, name_at in ((b"PK\3\4", 22, 30), (b"PK\1\2", 24, 46)):
        at = data.find(magic)
        while data[at + name_at : at + name_at + len(name)] != name:
            at = data.find(magic, at + 1)
        struct.pack_into("<I", data, at + size_at, 100)
    found = reasons(read(bytes(data)))
    assert (UNREADABLE, "broken") in found


def test_billion_laughs_stay_unlaughed() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    reading = read(
        document(
            f'<!DOCTYPE w [<!ENTITY l0 "{MARK}">{levels}]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
        )
    )
    assert reasons(reading) & {(PARTIAL, "broken"), (UNREADABLE, "too-large")}
    assert len(text(reading)) < 10_000


def test_what_an_entity_declares_is_read() -> None:
    reading = read(
        document(
            f'<!DOCTYPE w [<!ENTITY e "{MARK}">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
        )
    )
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_nothing_is_fetched() -> None:
    reading = read(
        document(
            f'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'
        )
    )
    assert "root:" not in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


@pytest.mark.parametrize("depth", [3_000, 100_000])
def test_deep_xml(depth: int) -> None:
    inside = "<w:x>" * depth + "</w:x>" * depth
    reading = read(document(f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'))
    assert (UNREADABLE, "too-large") in reasons(reading)


def test_a_sparse_sheet_costs_what_it_holds() -> None:
    reading = read(
        sheet(
            f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>{MARK}</t></is></c></row>'
        ),
        "a.xlsx",
    )
    assert reading.findings == ()
    cells = next(p for p in reading.passages if p.part == "f/sheet:A")
    assert cells.spots[-1].place == "XFD1048576"
    assert len(cells.text) < 200


def test_repeated_cells_are_read_once() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>{MARK}</text:p></table:table-cell>'
    body = f'<office:document-content {odf_files.NS}><office:body><office:spreadsheet><table:table table:name="A"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    reading = read(odf_files.package("spreadsheet", {"content.xml": body}), "a.ods")
    assert text(reading).count(MARK) == 1
    assert reading.findings == ()


def test_many_spaces_in_one_element() -> None:
    body = f'<office:document-content {odf_files.NS}><office:body><office:text><text:p>a<text:s text:c="2000000000"/>{MARK}</text:p></office:text></office:body></office:document-content>'
    reading = read(odf_files.package("text", {"content.xml": body}), "a.odt")
    assert MARK in text(reading)
    assert len(text(reading)) < 5_000


def test_too_many_members() -> None:
    assert reasons(read(ooxml_files.docx().data, entries=5)) == {(UNREADABLE, "too-large")}


# ------------------------------------------------------------------------- what hides in a package


def test_a_member_that_the_directory_leaves_out() -> None:
    """Between the members and the directory: only a program that goes by local headers sees it."""
    data = small_docx("plain")
    hidden = f"PK hidden {MARK}".encode()
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = raw.compress(hidden) + raw.flush()
    local = (
        struct.pack(
            "<4sHHHHHIIIHH",
            b"PK\3\4",
            20,
            0,
            8,
            0,
            0,
            zlib.crc32(hidden),
            len(packed),
            len(hidden),
            5,
            0,
        )
        + b"x.txt"
        + packed
    )
    start = struct.unpack_from("<I", data, len(data) - 6)[0]
    end = bytearray(data[start:])
    struct.pack_into("<I", end, len(end) - 6, start + len(local))
    reading = read(data[:start] + local + bytes(end))
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_bytes_behind_the_package() -> None:
    reading = read(small_docx("plain") + f"hello {MARK} hello".encode())
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_two_members_of_one_name() -> None:
    out = io.BytesIO(small_docx("plain"))
    with zipfile.ZipFile(out, "a") as package, pytest.warns(UserWarning):
        package.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p></w:body></w:document>',
        )
    reading = read(out.getvalue())
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_a_local_header_with_another_name() -> None:
    data = small_docx(MARK)
    at = data.find(b"word/document.xml")
    reading = read(data[:at] + b"word/harmless.xml" + data[at + 17 :])
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_comments_of_the_archive() -> None:
    out = io.BytesIO(small_docx("plain"))
    with zipfile.ZipFile(out, "a") as package:
        package.comment = f"archive {MARK}".encode()
    assert MARK in text(read(out.getvalue()))


def test_a_part_nobody_points_to() -> None:
    out = io.BytesIO(small_docx("plain"))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/unlinked.xml", f"<a><b>{MARK}</b></a>")
        package.writestr("data.txt", f"note {MARK}2 in a file")
    said = text(read(out.getvalue()))
    assert MARK in said
    assert f"{MARK}2" in said


def test_encrypted_members_and_documents() -> None:
    data = bytearray(small_docx(MARK))
    for magic, at_flags, at_name in ((b"PK\3\4", 6, 30), (b"PK\1\2", 8, 46)):
        at = data.find(magic)
        while data[at + at_name : at + at_name + 17] != b"word/document.xml":
            at = data.find(magic, at + 1)
        data[at + at_flags] |= 1
    assert (UNREADABLE, "encrypted") in reasons(read(bytes(data)))
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", b"\x01\x02\x03")
        package.writestr("META-INF/manifest.xml", manifest)
    assert reasons(read(out.getvalue(), "a.odt")) == {(UNREADABLE, "encrypted")}


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    reading = read(
        document(f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{MARK}</w:t></w:r></w:p><w:p>')
    )
    assert MARK in text(reading)
    assert (PARTIAL, "broken") in reasons(reading)


def test_text_split_by_a_remark_is_one_word() -> None:
    reading = read(
        document(
            f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>{MARK[:4]}<!-- x -->{MARK[4:]}</w:t></w:r></w:p></w:body></w:document>'
        )
    )
    assert MARK in text(reading)


# ------------------------------------------------------------------------- what words and sheets do


def paragraph(inside: str) -> bytes:
    return document(f'<w:document xmlns:w="{W}"><w:body><w:p>{inside}</w:p></w:body></w:document>')


def run(words: str, kind: str = "t") -> str:
    return f'<w:r><w:{kind} xml:space="preserve">{words}</w:{kind}></w:r>'


def test_a_number_half_deleted_is_whole_where_the_deletion_is() -> None:
    reading = read(
        paragraph(
            run("card 4111 1111 1111 ")
            + f"<w:del>{run('1111', 'delText')}</w:del>"
            + f"<w:ins>{run('xxxx')}</w:ins>"
            + run(" thanks")
        )
    )
    by_part = {passage.part: passage.text for passage in reading.passages}
    assert by_part["f"] == "card 4111 1111 1111 xxxx thanks"
    assert by_part["f/deleted:1"] == "4111 1111 1111 1111"


def test_numbers_as_stored_and_as_shown() -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{title}</t></is></c><c r="B{n}"><v>{value}</v></c></row>'
        for n, (title, value) in enumerate(
            [("Card", "4.11111111111111E+15"), ("Order", "4222222222222220"), ("Small", "1.5")], 1
        )
    )
    by_part = {passage.part: passage for passage in read(sheet(rows), "a.xlsx").passages}
    assert (
        by_part["f/sheet:A"].text == "Card\t4111111111111110\nOrder\t4222222222222220\nSmall\t1.5\n"
    )
    restored = by_part["f/sheet:A/restored"]
    assert restored.text == "card number\t4111111111111111"
    assert restored.spots[0].place == "B1"


def test_compressed_macros() -> None:
    """[MS-OVBA] §3.2.1: §3.2.3: the specification's own examples."""
    plain = bytes.fromhex("0119B000616263646566676800696A6B6C6D6E6F70007172737475762E")
    assert decompress(plain) == b"abcdefghijklmnopqrstuv."
    copied = bytes.fromhex("0103B002614500")
    assert decompress(copied) == b"a" * 73
    with pytest.raises(ValueError, match="container"):
        decompress(b"\0\0")


def test_broken_everything() -> None:
    """No reader dies of a flipped byte: what is wrong has its reason."""
    chance = random.Random(7)
    files = [*ooxml_files.made(), *odf_files.made()]
    for number in range(150):
        file = files[number % len(files)]
        data = bytearray(file.data)
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if number % 5 == 0:
            del data[chance.randrange(len(data)) :]
        for kind, reason in reasons(read(bytes(data), file.name)):
            assert reason != "crashed", (number, kind)
