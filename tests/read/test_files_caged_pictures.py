"""PDF, pictures, SVG and sound in the cage: OCR works there, and so do their redactors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dlp.cage.client import CageClient
from dlp.cage.launch import launched
from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.values import Value
from files import Made, images, media, pdf, svg
from files.pictures import scan

MADE = [made for module in (pdf, images, svg, media) for made in module.made()]


@pytest.fixture(scope="module")
def client() -> Iterator[CageClient]:
    with launched(InspectionSettings()) as (line, _):
        yield line


def test_every_format_reads_as_outside(client: CageClient) -> None:
    for made in MADE:
        item = PartContent(f"attachment:1/{made.name}", "", made.data, name=made.name)
        caged, direct = (
            client.read(item, InspectionSettings()),
            LocalFileReader().read(item, InspectionSettings()),
        )
        said = [
            [(each.part, each.text) for each in reading.passages] for reading in (caged, direct)
        ]
        assert said[0] == said[1], made.name
        assert caged.findings == direct.findings, made.name


@pytest.mark.parametrize(
    "made",
    [pdf.everything(), images.jpeg(), svg.made()[0], media.mp3()],
    ids=lambda made: made.name,
)
def test_redacted_in_the_cage(client: CageClient, made: Made) -> None:
    value = next(iter(made.markers)) if made.format != "svg" else "ZQTITLEQZ"
    item = PartContent(f"attachment:1/{made.name}", "", made.data, name=made.name)
    result = client.redact(
        item, InspectionSettings(), [Value("CODE", value, frozenset())], "[removed: {kind}]"
    )
    again = client.read(PartContent(item.part, "", result, name=made.name), InspectionSettings())
    assert again.passages
    assert not any(value in passage.text for passage in again.passages)


def test_a_scan_is_burned_in_the_cage(client: CageClient) -> None:
    item = PartContent(
        "attachment:1/a.pdf",
        "application/pdf",
        scan("Card 7004 7004 2250 1138", "stays"),
        name="a.pdf",
    )
    value = Value("CARD", "7004 7004 2250 1138", frozenset())
    result = client.redact(item, InspectionSettings(), [value], "[removed: {kind}]")
    text = "\n".join(
        each.text
        for each in client.read(
            PartContent("a", "", result, name="a.pdf"), InspectionSettings()
        ).passages
    )
    assert "7004" not in text
    assert "stays" in text
