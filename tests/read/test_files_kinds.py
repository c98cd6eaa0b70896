"""What a file is by its content, and when a name lies."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.model import FILE_TYPE_MISMATCH
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.read.files.kinds import claim, format_of, misleading
from tests.files import archives, legacy, odf, ooxml

MADE = [*archives.made(), *legacy.made(), *ooxml.made(), *odf.made()]


def zipped(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, text in members.items():
            package.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.name)
def test_made_files_are_what_they_are_under_any_name(made: object) -> None:
    assert format_of(made.data) == made.format  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("data", "format"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"junk before it\r\n%PDF-1.4\n", "pdf"),
        (b"\xef\xbb\xbf{\\rtf1 x}", "rtf"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "mp4"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics"),
        (b"begin:vcard\r\nEND:VCARD\r\n", "vcf"),
        (b"From: a@example.org\r\nSubject: x\r\n\r\nhello", "eml"),
        (bytes(257) + b"ustar\0" + bytes(300), "tar"),
        (bytes(0x8001) + b"CD001", "iso"),
        (b"MZ" + bytes(100), "executable"),
        (b"PK\x03\x04 that is none", "zip"),
        (b"\x00\x01\x02\xff" * 40, ""),
    ],
)
def test_signatures(data: bytes, format: str) -> None:
    assert format_of(data) == format


def test_a_zip_is_a_document_only_by_its_content_types() -> None:
    types = 'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"'
    assert format_of(zipped(**{"[Content_Types].xml": types})) == "xlsb"
    assert format_of(zipped(**{"[Content_Types].xml": "<Types/>", "word/document.xml": ""})) == (
        "docx"
    )
    assert format_of(zipped(**{"word/document.xml": "a folder of that name"})) == "zip"
    assert format_of(zipped(mimetype="application/vnd.oasis.opendocument.text-template")) == "odt"


@pytest.mark.parametrize(
    ("format", "name", "media_type", "lies"),
    [
        ("zip", "report.pdf", "", "pdf"),
        ("zip", "", "application/pdf", "pdf"),
        ("executable", "invoice.docx", "", "docx"),
        ("zip", "report.docx", "", "docx"),
        ("", "report.pdf", "", "pdf"),
        ("png", "photo.jpg", "image/jpeg", ""),
        ("rtf", "letter.doc", "", ""),
        ("xlsx", "report.docx", "", "docx"),
        ("docx", "all.zip", "", ""),
        ("gz", "all.tgz", "", ""),
        ("zip", "data.dat", "application/octet-stream", ""),
        ("zip", "noname", "", ""),
    ],
)
def test_a_claim_that_misleads(format: str, name: str, media_type: str, lies: str) -> None:
    assert (misleading(format, name, media_type) or "") == lies


def test_a_lie_is_a_finding_beside_what_was_read() -> None:
    item = PartContent("attachment:1/a.pdf", "application/pdf", zipped(a="hello"), name="a.pdf")
    reading = LocalFileReader().read(item, InspectionSettings())
    (lie,) = (each for each in reading.findings if each.kind == FILE_TYPE_MISMATCH)
    assert lie.part == item.part and lie.detail == {"claimed": "pdf", "found": "zip"}
    assert any("hello" in each.text for each in reading.passages)


@given(
    st.binary(max_size=3000), st.sampled_from([b"", b"PK\x03\x04", b"RIFF", b"\xd0\xcf\x11\xe0"])
)
def test_any_bytes_have_an_answer(data: bytes, start: bytes) -> None:
    assert isinstance(format_of(start + data, "a.csv"), str)
    assert claim("a.csv") == "csv"
