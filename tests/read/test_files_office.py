"""OOXML and OpenDocument: a marker in each hiding place is found there."""

from __future__ import annotations

import re

import pytest

from dlp.config import InspectionSettings
from dlp.model import Reading
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.read.files.kinds import format_of
from files import Made
from files import odf as odf_files
from files import ooxml as ooxml_files

FILES = [*ooxml_files.made(), *odf_files.made()]
WORDS = {"field code": "field-code", "text box": "textbox", "sheet name": "sheet-name"}


def read(data: bytes, name: str = "a.docx") -> Reading:
    return LocalFileReader().read(
        PartContent("f", "application/octet-stream", data, name=name), InspectionSettings()
    )


def path_of(place: str) -> str:
    """``sheet "Budget", C14`` → ``sheet:Budget@C14``; ``comment 1`` → ``comment:1``."""
    steps: list[str] = []
    for step in place.split(", "):
        step = step.replace("defined name ", "defined-name ")
        word, _, rest = step.rpartition(" ")
        if re.fullmatch(r"[A-Z]{1,3}\d+", step) and steps:
            steps[-1] += f"@{step}"
        elif step == "main text":
            continue
        elif rest.isdigit() or rest.startswith('"'):
            steps.append(f"{WORDS.get(word, word)}:{rest.strip(chr(34))}")
        elif step.partition(" ")[0] in ("property", "defined-name", "part", "range", "validation"):
            steps.append(step.replace(" ", ":", 1))
        else:
            steps.append(step.replace(" ", "-"))
    return "/".join(steps)


def places(reading: Reading, marker: str) -> list[str]:
    """Where it was found: the path below the file, and the cell."""
    found = []
    for passage in reading.passages:
        at = passage.text.find(marker)
        while at >= 0:
            spot = next((s.place for s in reversed(passage.spots) if s.start <= at), "")
            path = passage.part.removeprefix("f").lstrip("/")
            found.append(f"{path}@{spot}" if spot else path)
            at = passage.text.find(marker, at + 1)
    return found


def told(path: str, expected: str) -> bool:
    """Whether a path says the expected place; the last step may be numbered on its own."""
    return path == expected or re.sub(r":\d+(?=@|$)", "", path) == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_hiding_place(file: Made) -> None:
    assert format_of(file.data, file.name) == file.format
    reading = read(file.data, file.name)
    found = {marker: places(reading, marker) for marker in file.markers}
    assert [file.markers[marker] for marker, at in found.items() if not at] == []
    astray = {
        file.markers[marker]: at
        for marker, at in found.items()
        if not any(told(each, path_of(file.markers[marker])) for each in at)
    }
    assert astray == {}
    assert reading.findings == ()


def test_enough_places() -> None:
    least = {"xlsx": 16, "pptx": 13, "odt": 8, "ods": 8, "odp": 8}
    assert len(FILES[0].markers) >= 24
    for file in FILES:
        assert len(file.markers) >= least.get(file.format, 2)
