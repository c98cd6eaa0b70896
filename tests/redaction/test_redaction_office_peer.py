"""Files that LibreOffice writes are read whole; what we cut out of, it opens."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pypdf
import pytest

from dlp.config import InspectionSettings
from dlp.model import UNREAD
from dlp.read.base import PartContent
from dlp.read.files import LocalFileReader
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files import redact_file
from dlp.redaction.values import Value
from files import odf as odf_files
from files import ooxml as ooxml_files
from peers import libreoffice

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.skipif(not libreoffice.available(), reason="LibreOffice: tests/peers/install"),
]

#: what LibreOffice makes of what we made
TARGETS = {
    "docx": ("odt", "docx"),
    "odt": ("docx", "fodt"),
    "xlsx": ("ods", "xlsx"),
    "ods": ("xlsx", "fods"),
    "pptx": ("odp", "pptx"),
    "odp": ("pptx",),
    "odg": ("fodg",),
}
MARKER = re.compile(rb"ZQ(?:DOCX|XLSX|PPTX|DOCM|ODT|ODS|ODP|ODG)\d\dXZ")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Our own files on disk."""
    folder = tmp_path_factory.mktemp("made")
    paths = {}
    for file in (*ooxml_files.made(), *odf_files.made()):
        paths[file.name] = folder / file.name
        paths[file.name].write_bytes(file.data)
    return paths


@pytest.fixture(scope="module")
def theirs(made: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The same files as LibreOffice writes them, in other formats."""
    out = tmp_path_factory.mktemp("theirs")
    found: list[Path] = []
    wanted: dict[str, list[Path]] = {}
    for name, path in made.items():
        for target in TARGETS.get(name.rpartition(".")[2], ()):
            wanted.setdefault(target, []).append(path)
    for target, paths in wanted.items():
        done = libreoffice.convert(paths, target, out / target)
        assert set(done) == {path.stem for path in paths}
        found += done.values()
    return found


def in_bytes(data: bytes) -> set[bytes]:
    """Every marker in the file's bytes, decompressed."""
    if not data.startswith(b"PK"):
        return set(MARKER.findall(data))
    found: set[bytes] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            found |= (
                in_bytes(content) if content.startswith(b"PK") else set(MARKER.findall(content))
            )
    return found


def item(path: Path) -> PartContent:
    return PartContent("f", "application/octet-stream", path.read_bytes(), name=path.name)


def test_nothing_that_libreoffice_writes_is_missed(theirs: list[Path]) -> None:
    assert len(theirs) >= 12
    for path in theirs:
        reading = LocalFileReader().read(item(path), InspectionSettings())
        text = "\n".join(passage.text for passage in reading.passages).encode()
        missed = in_bytes(path.read_bytes()) - set(MARKER.findall(text))
        assert not missed, (path.name, missed)
        assert [f for f in reading.findings if f.kind in UNREAD] == [], path.name


def test_what_was_cut_opens(made: dict[str, Path], theirs: list[Path], tmp_path: Path) -> None:
    """Each marker is a value: after redaction none is left, and LibreOffice draws the file."""
    cut: list[Path] = []
    for path in (*made.values(), *theirs):
        if path.suffix.startswith(".fod"):
            continue
        said = "\n".join(
            each.text for each in LocalFileReader().read(item(path), InspectionSettings()).passages
        )
        markers = in_bytes(path.read_bytes()) | set(MARKER.findall(said.encode()))
        wanted = [Value("GONE", each.decode(), frozenset()) for each in sorted(markers)]
        try:
            result = redact_file(item(path), InspectionSettings(), wanted, "[{kind}]")
        except CannotRedact as cannot:
            assert path.suffix == ".docm" and cannot.reason == "macros"
            continue
        cut.append(tmp_path / "cut" / f"{len(cut)}-{path.stem}{path.suffix}")
        cut[-1].parent.mkdir(exist_ok=True)
        cut[-1].write_bytes(result)
    drawn = libreoffice.convert(cut, "pdf", tmp_path / "pdf")
    assert set(drawn) == {path.stem for path in cut}
    for path in drawn.values():
        text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).encode()
        assert not MARKER.search(text), path.name
