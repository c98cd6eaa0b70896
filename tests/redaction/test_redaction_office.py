"""Values cut out of office files: gone from every byte, and the file is still what it was."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from files import Made
from files import odf as odf_files
from files import ooxml as ooxml_files
from files.opc import CT, Builder, R, S, W, small_docx

FILES = [
    f
    for f in (*ooxml_files.made(), *odf_files.made())
    if f.format != "fodf" and f.name != "tool.docm"
]
CARD, SSN, NAME = "4111 1111 1111 1111", "123-45-6789", "Zaphod Quux"


def redact(data: bytes, *values: str, name: str = "a.docx", placeholder: str = "[{kind}]") -> bytes:
    wanted = [Value("GONE", value, frozenset()) for value in values]
    item = PartContent("f", "application/octet-stream", data, name=name)
    return redact_file(item, InspectionSettings(), wanted, placeholder)


def passages(data: bytes, name: str = "a.docx") -> dict[str, str]:
    reading = LocalFileReader().read(
        PartContent("f", "application/octet-stream", data, name=name), InspectionSettings()
    )
    assert reading.findings == ()
    return {passage.part: passage.text for passage in reading.passages}


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def document(*paragraphs: str, **parts: str) -> bytes:
    b = Builder()
    b.rel("", "officeDocument", "word/document.xml")
    body = "".join(f"<w:p>{each}</w:p>" for each in paragraphs)
    b.part(
        "word/document.xml",
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>',
        CT + "wordprocessingml.document.main+xml",
    )
    return b.build()


def run(text: str, kind: str = "t", props: str = "") -> str:
    return f'<w:r><w:rPr>{props}</w:rPr><w:{kind} xml:space="preserve">{text}</w:{kind}></w:r>'


def workbook(
    rows: str, names: tuple[str, ...] = ("Data",), defined: str = "", styles: str = ""
) -> bytes:
    b = Builder()
    b.rel("", "officeDocument", "xl/workbook.xml")
    sheets = ""
    for number, name in enumerate(names, 1):
        rid = b.rel("xl/workbook.xml", "worksheet", f"worksheets/sheet{number}.xml")
        sheets += f'<sheet name="{name}" sheetId="{number}" r:id="{rid}"/>'
        b.part(
            f"xl/worksheets/sheet{number}.xml",
            f'<worksheet xmlns="{S}"><sheetData>{rows if number == 1 else ""}</sheetData></worksheet>',
            CT + "spreadsheetml.worksheet+xml",
        )
    b.part(
        "xl/workbook.xml",
        f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{sheets}</sheets><definedNames>{defined}</definedNames></workbook>',
        CT + "spreadsheetml.sheet.main+xml",
    )
    if styles:
        b.rel("xl/workbook.xml", "styles", "styles.xml")
        b.part(
            "xl/styles.xml",
            f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            CT + "spreadsheetml.styles+xml",
        )
    return b.build()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_hiding_place_is_emptied(file: Made) -> None:
    result = redact(file.data, *file.markers, name=file.name)
    inside = [result]
    while inside:
        for name, content in members(inside.pop()).items():
            if content.startswith(b"PK"):
                inside.append(content)
            # compressed text in pictures is no text here: the pictures have no pixels to read
            left = [marker for marker in file.markers if marker.encode() in content]
            assert not left, (name, [file.markers[marker] for marker in left])


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_was_not_touched_stays(file: Made) -> None:
    marker = next(iter(file.markers))
    before, after = members(file.data), members(redact(file.data, marker, name=file.name))
    assert [name for name in before if name in after] == list(after)
    for name in before.keys() - after.keys():
        assert re.match(r"(?i)(docprops/)?thumbnail", name), name
    same = [name for name in after if after[name] == before[name]]
    assert len(same) >= len(after) - 6


def test_over_runs_and_changes() -> None:
    data = document(
        run("Card ")
        + run("4111 ", props="<w:b/>")
        + run("1111 ")
        + run("1111 11")
        + run("11 expires"),
        run("was 4111 1111 1111 ")
        + f"<w:del>{run('1111', 'delText')}</w:del><w:ins>{run('0000')}</w:ins>",
        run("4111 1111 ") + run("x", props="<w:vanish/>") + run("1111 1111"),
        run("4111 1111 1111"),
        run("1111 next line"),
    )
    said = passages(redact(data, CARD))["f"]
    assert said.split("\n")[0] == "Card [GONE] expires"
    assert "1111" not in said


def test_formatting_stays() -> None:
    data = document(run(f"Dear {NAME}, ", props="<w:b/>") + run("hello", props="<w:i/>"))
    xml = members(redact(data, NAME))["word/document.xml"].decode()
    assert '<w:b/></w:rPr><w:t xml:space="preserve">Dear [GONE], </w:t>' in xml
    assert '<w:i/></w:rPr><w:t xml:space="preserve">hello</w:t>' in xml


def test_numbers_in_cells() -> None:
    styles = '<numFmts count="1"><numFmt numFmtId="165" formatCode="000\\-00\\-0000"/></numFmts><cellXfs count="3"><xf/><xf numFmtId="165"/><xf numFmtId="14"/></cellXfs>'
    rows = (
        '<row r="1"><c r="A1" t="str"><v>Card</v></c><c r="B1"><v>4.11111111111111E+15</v></c><c r="C1"><v>42</v></c></row>'
        '<row r="2"><c r="A2" s="1"><v>123456789</v></c><c r="B2"><f>A2*1</f><v>123456789</v></c><c r="C2" s="2"><v>29221</v></c></row>'
    )
    result = redact(workbook(rows, styles=styles), CARD, SSN, "1980-01-01", name="a.xlsx")
    said = passages(result, "a.xlsx")["f/sheet:Data"]
    assert said == "Card\t[GONE]\t42\n[GONE]\t[GONE]\t[GONE]\n"
    xml = members(result)["xl/worksheets/sheet1.xml"].decode()
    assert '<c r="B1" t="inlineStr"><is><t>[GONE]</t></is></c>' in xml
    assert "<f>A2*1</f><v>[GONE]</v>" in xml
    assert '<c r="C1"><v>42</v></c>' in xml


def test_names_of_sheets_stay_apart_and_referred_to() -> None:
    rows = '<row r="1"><c r="A1"><f>\'Zaphod Quux\'!A1+\'Trillian 4711\'!B2&amp;"Zaphod Quux"</f><v>1</v></c></row>'
    defined = "<definedName name=\"Area\">'Zaphod Quux'!$A$1:$B$2</definedName>"
    data = workbook(rows, ("Sum", NAME, "Trillian 4711"), defined)
    result = members(redact(data, NAME, "Trillian 4711", name="a.xlsx"))
    book, sheet = (result[f"xl/{name}.xml"].decode() for name in ("workbook", "worksheets/sheet1"))
    one, two = re.findall(r'<sheet name="(XREMOVEDX\d?)"', book)
    assert one != two
    assert f"'{one}'!A1+'{two}'!B2&amp;\"{one}\"" in sheet
    assert f"'{one}'!$A$1:$B$2" in book


def test_signatures_go_and_are_not_vouched_for() -> None:
    out = io.BytesIO(small_docx(NAME))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(
            "_xmlsignatures/sig1.xml",
            '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>AAAA</SignatureValue></Signature>',
        )
        package.writestr("_xmlsignatures/origin.sigs", b"")
    assert not [name for name in members(redact(out.getvalue(), NAME)) if "signature" in name]


def test_the_type_of_an_opendocument_comes_first_and_plain() -> None:
    file = odf_files.odt()
    result = redact(file.data, next(iter(file.markers)), name=file.name)
    assert result[30:38] == b"mimetype"
    with zipfile.ZipFile(io.BytesIO(result)) as package:
        first = package.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == (
        "mimetype",
        zipfile.ZIP_STORED,
        b"",
    )


def test_cells_of_an_opendocument() -> None:
    cell = '<table:table-cell office:value-type="{}" office:{}="{}"><text:p>{}</text:p></table:table-cell>'
    cells = (
        cell.format("float", "value", "4111111111111111", "4.11E+15")
        + cell.format("date", "date-value", "1980-01-01", "01.01.80")
        + cell.format("float", "value", "42", "42")
    )
    body = f'<office:document-content {odf_files.NS}><office:body><office:spreadsheet><table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    data = odf_files.package("spreadsheet", {"content.xml": body})
    result = redact(data, CARD, "1980-01-01", name="a.ods")
    assert passages(result, "a.ods")["f/sheet:A"] == "[GONE]\t[GONE]\t42\n"


def test_macros_stay_unless_a_value_is_in_them() -> None:
    file = ooxml_files.docm(source="nothing of note")
    marker = next(m for m, place in file.markers.items() if place == "main text")
    result = members(redact(file.data, marker, name=file.name))
    assert result["word/vbaProject.bin"] == members(file.data)["word/vbaProject.bin"]
    assert "word/printerSettings/printerSettings1.bin" in result
    with pytest.raises(CannotRedact, match="macros"):
        redact(ooxml_files.docm(source=NAME).data, NAME, name=file.name)


def test_what_cannot_be_done_is_refused() -> None:
    out = io.BytesIO(small_docx(NAME))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(f"word/media/{NAME}.txt", "x")
    with pytest.raises(CannotRedact, match="name"):
        redact(out.getvalue(), NAME)
    declared = Builder()
    declared.rel("", "officeDocument", "word/document.xml")
    declared.part(
        "word/document.xml",
        f'<!DOCTYPE w [<!ENTITY e "{NAME}">]><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>'.encode(),
        CT + "wordprocessingml.document.main+xml",
    )
    with pytest.raises(CannotRedact):
        redact(declared.build(), NAME)
    twice = io.BytesIO(small_docx(NAME))
    with zipfile.ZipFile(twice, "a") as package, pytest.warns(UserWarning):
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(CannotRedact):
        redact(twice.getvalue(), NAME)


def test_nothing_hidden_between_members_survives() -> None:
    out = io.BytesIO(small_docx(NAME))
    with zipfile.ZipFile(out, "a") as package:
        package.comment = NAME.encode()
    assert NAME.encode() not in redact(out.getvalue(), NAME)
