"""Inside the cage every format reads as it does outside: nothing is loaded too late, no file opened."""

from __future__ import annotations

import io

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from dlp.cage.launch import launched
from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.values import Value
from files import archives, calendar, html, legacy, msg, ooxml, rtf, text, tnef

MADE = [
    made
    for module in (archives, calendar, html, legacy, msg, rtf, text, tnef)
    for made in module.made()
]


@pytest.fixture(scope="module")
def client():
    with launched(InspectionSettings()) as (line, _):
        yield line


def test_every_format_reads_as_outside(client):
    for made in MADE:
        item = PartContent(
            f"attachment:1/{made.name}", "application/octet-stream", made.data, name=made.name
        )
        caged = client.read(item, InspectionSettings())
        direct = LocalFileReader().read(item, InspectionSettings())
        assert [(p.part, p.text) for p in caged.passages] == [
            (p.part, p.text) for p in direct.passages
        ], made.name
        assert caged.findings == direct.findings, made.name


def test_passwords_open_office_and_zip(client):
    made = next(each for each in ooxml.made() if each.format == "docx")
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(made.data)).encrypt("Sommer26", out)
    item = PartContent(
        "attachment:1/a.docx", "application/octet-stream", out.getvalue(), name="a.docx"
    )
    locked = client.read(item, InspectionSettings())
    assert [f.detail["reason"] for f in locked.findings] == ["encrypted"]
    opened = client.read(item, InspectionSettings(), ("Winter", "Sommer26"))
    marker = next(marker for marker, place in made.markers.items() if place == "main text")
    assert any(marker in passage.text for passage in opened.passages)
    data = archives.by_libarchive(
        "zip", {"note.txt": b"4711 words"}, encryption="aes256", passphrase="Sommer26"
    )
    item = PartContent("attachment:1/a.zip", "application/zip", data, name="a.zip")
    assert "4711 words" in {
        p.text for p in client.read(item, InspectionSettings(), ("Sommer26",)).passages
    }


def test_an_archive_is_redacted_in_the_cage(client):
    card = "4111 1111 1111 1111"
    data = archives.zip_of(a__txt=f"card {card}".encode(), b__rtf=rtf.rtf().data)
    item = PartContent("attachment:1/a.zip", "application/zip", data, name="a.zip")
    wanted = [Value("CARD", card, frozenset())]
    result = client.redact(item, InspectionSettings(), wanted, "[{kind} removed]")
    reading = client.read(
        PartContent(item.part, item.media_type, result, name="a.zip"), InspectionSettings()
    )
    assert "card [CARD removed]" in {passage.text for passage in reading.passages}


def test_a_reader_that_dies_costs_one_file(client):
    """84 bytes that take Debian 12's libarchive down, found by changing a cabinet at random."""
    data = bytes.fromhex(
        "4d5343460000000056000000000000002c000000000000000301010001000000000000004500000001000000"
        "09000000000000000000000020006e6f74652e7478740000000000090009005a514341423031585a"
    )
    item = PartContent("attachment:1/a.cab", "application/octet-stream", data, name="a.cab")
    findings = client.read(item, InspectionSettings()).findings
    assert findings  # a newer libarchive may well say that it is broken
    assert {finding.detail["reason"] for finding in findings} <= {"crashed", "broken", "silent"}
    item = PartContent("attachment:2/a.txt.gz", "", MADE[2].data, name=MADE[2].name)
    assert client.read(item, InspectionSettings()).findings == ()
