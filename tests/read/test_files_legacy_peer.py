"""Older formats as LibreOffice writes them: whatever stands in the file's bytes is found."""

from __future__ import annotations

import re

import pytest

from dlp.config import InspectionSettings
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.files import LocalFileEditor
from dlp.redaction.values import Value
from files import ooxml, rtf
from peers import libreoffice

pytestmark = [pytest.mark.peer, pytest.mark.slow]

TARGETS = {"docx": ("doc", "rtf"), "xlsx": ("xls",), "pptx": ("ppt",)}


@pytest.fixture(scope="module")
def converted(tmp_path_factory) -> dict[str, tuple[bytes, dict[str, str]]]:
    """Name → bytes, and the markers of the file it was made from."""
    folder = tmp_path_factory.mktemp("office")
    found = {}
    for format, targets in TARGETS.items():
        made = [each for each in ooxml.made() if each.format == format]
        for each in made:
            (folder / each.name).write_bytes(each.data)
        for target in targets:
            paths = libreoffice.convert(
                [folder / each.name for each in made], target, folder / target
            )
            for each in made:
                path = paths[each.name.rpartition(".")[0]]
                found[path.name] = (path.read_bytes(), each.markers)
    return found


def test_every_marker_in_the_bytes_is_found(converted):
    assert len(converted) >= 4
    for name, (data, markers) in converted.items():
        item = PartContent(name, "application/octet-stream", data, name=name)
        reading = LocalFileReader().read(item, InspectionSettings())
        said = "\n".join(passage.text for passage in reading.passages)
        raw = (
            data.decode("latin-1")
            + data.decode("utf-16-le", "replace")
            + (data[1:].decode("utf-16-le", "replace"))
        )
        there = [marker for marker in markers if marker in raw]
        assert there, name
        assert [marker for marker in there if marker not in said] == [], name
        assert not [f for f in reading.findings if f.detail.get("reason") == "crashed"], name


def test_redacted_rtf_opens(tmp_path):
    made = rtf.rtf()
    markers = [marker for marker, place in made.markers.items() if place != "embedded 1"]
    wanted = [Value("CARD", marker, frozenset()) for marker in markers]
    item = PartContent(made.name, "text/rtf", made.data, name=made.name)
    result = LocalFileEditor().redact(item, InspectionSettings(), wanted, "[{kind} removed]")
    (tmp_path / made.name).write_bytes(result)
    paths = libreoffice.convert([tmp_path / made.name], "txt", tmp_path / "out")
    text = paths["letter"].read_text("utf-8", "replace")
    assert not re.search("ZQRTF", text)
    assert "[CARD removed]" in text
