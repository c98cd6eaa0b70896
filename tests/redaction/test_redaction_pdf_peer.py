"""PDFs that LibreOffice writes are redacted, and what comes out LibreOffice opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from peers import libreoffice

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.skipif(not libreoffice.available(), reason="LibreOffice: tests/peers/install"),
]

CARD, NAME = "4556 7375 8689 9855", "Zoltan Quastel"
LETTER = f"""<html><head><title>About {NAME}</title></head><body>
<h1>Invoice for {NAME}</h1><p>Dear {NAME}, we charged the card {CARD} on Monday, and thank you.</p>
<table border="1"><tr><th>Customer</th><th>Card</th></tr><tr><td>{NAME}</td><td>{CARD}</td></tr>
<tr><td>Somebody else</td><td>none</td></tr></table>
<p style="column-count: 2">The words in these columns have to stay where they are and as they are.</p>
<p>A number over the end of a line: {"word " * 14}{CARD} and more words.</p></body></html>"""


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letter")
    source = folder / "letter.html"
    source.write_text(LETTER)
    return libreoffice.convert([source], "pdf:writer_web_pdf_Export", folder / "out")["letter"]


def text(data: bytes) -> str:
    item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
    return "\n".join(
        passage.text for passage in LocalFileReader().read(item, InspectionSettings()).passages
    )


def test_a_letter(letter: Path, tmp_path: Path) -> None:
    data = letter.read_bytes()
    assert CARD in text(data)
    assert NAME in text(data)
    wanted = [Value("CARD", CARD, frozenset()), Value("PERSON", NAME, frozenset())]
    item = PartContent("a.pdf", "application/pdf", data, name="a.pdf")
    result = redact_file(item, InspectionSettings(), wanted, "[removed: {kind}]")
    left = " ".join(text(result).split())
    assert "4556" not in left
    assert "Quastel" not in left
    for kept in ("Customer Card", "Somebody else", "on Monday, and thank you"):
        assert kept in left
    path = tmp_path / "redacted.pdf"
    path.write_bytes(result)
    assert libreoffice.convert([path], "png", tmp_path / "seen")["redacted"].stat().st_size > 1000
