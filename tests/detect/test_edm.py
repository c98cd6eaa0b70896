"""Exact data match and document fingerprints: found where they stand, in no file in clear."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dlp.detect import edm, fingerprint
from dlp.errors import ConfigError
from dlp.model import Passage

KEY = b"0123456789abcdef0123456789abcdef"
ROWS = [
    ("C-100-4711", "Anna Berg", "anna.berg@example.org", "Turku"),
    ("C-100-4712", "Bo Lindqvist", "bo@example.org", "Åbo"),
    ("C-100-4713", "Carl von Essen", "carl@example.org", "Helsinki"),
]


@pytest.fixture
def keyfile(tmp_path: Path) -> Path:
    path = tmp_path / "edm.key"
    path.write_bytes(KEY)
    return path


@pytest.fixture
def table(tmp_path: Path, keyfile: Path) -> edm.ExactData:
    source = tmp_path / "customers.csv"
    lines = ["number;name;mail;town", *(";".join(row) for row in ROWS)]
    source.write_text("\n".join(lines), encoding="utf-8")
    summary = edm.build(
        source,
        tmp_path / "customers.edm",
        key=KEY,
        primary=["number", "mail"],
        corroborating=["name", "town"],
    )
    assert (summary.rows, summary.values) == (3, 6)
    return edm.ExactData(
        "edm",
        edm.Settings.model_validate({"file": tmp_path / "customers.edm", "key": {"file": keyfile}}),
    )


def found(detector: object, text: str) -> list[str]:
    findings = detector.detect((Passage("body", text),))  # type: ignore[attr-defined]
    return [text[each.start : each.end] for each in findings]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Customer C-100-4711, Anna Berg, complained.", ["C-100-4711"]),
        ("c 100 4711 belongs to ANNA  BERG", ["c 100 4711"]),
        ("write to anna.berg@example.org in Turku", ["anna.berg@example.org"]),
        ("C-100-4711 and Bo Lindqvist", []),  # another row's name
        ("C-100-4711 alone", []),
        ("Anna Berg of Turku", []),  # no primary value
        ("C-100-4711" + " word" * 200 + " Anna Berg", []),  # too far
        ("C\u200b-100-\u200b4711 Anna Berg", ["C\u200b-100-\u200b4711"]),
    ],
)
def test_a_row_is_found_with_its_company(
    table: edm.ExactData, text: str, wanted: list[str]
) -> None:
    assert found(table, text) == wanted


def test_nothing_stands_in_clear(table: edm.ExactData, tmp_path: Path) -> None:
    data = (tmp_path / "customers.edm").read_bytes().lower()
    for row in ROWS:
        for value in row:
            for word in value.lower().replace("@", " ").split():
                assert len(word) < 4 or word.encode() not in data
    assert (tmp_path / "customers.edm").stat().st_mode & 0o077 == 0


def test_another_key_is_refused(table: edm.ExactData, tmp_path: Path) -> None:
    other = tmp_path / "other.key"
    other.write_bytes(b"x" * 32)
    settings = {"file": tmp_path / "customers.edm", "key": {"file": other}}
    with pytest.raises(ConfigError, match="another key"):
        edm.ExactData("edm", edm.Settings.model_validate(settings))


def test_a_damaged_file_is_refused(table: edm.ExactData, tmp_path: Path, keyfile: Path) -> None:
    path = tmp_path / "customers.edm"
    path.write_bytes(path.read_bytes()[:-5])
    settings = {"file": path, "key": {"file": keyfile}}
    with pytest.raises(ConfigError, match="damaged"):
        edm.ExactData("edm", edm.Settings.model_validate(settings))


def test_unknown_column_and_empty_table_are_said(tmp_path: Path) -> None:
    source = tmp_path / "customers.csv"
    source.write_text("number,name\nC-1,x\n")
    with pytest.raises(ConfigError, match=r"no column .nmae.\W.*name"):
        edm.build(source, tmp_path / "t", key=KEY, primary=["nmae"])
    with pytest.raises(ConfigError, match="no value to match"):
        edm.build(source, tmp_path / "t", key=KEY, primary=["name"])


def test_random_text_matches_no_row(table: edm.ExactData) -> None:
    rng = random.Random(3)
    words = [f"{rng.randrange(10**9)}" for _ in range(20_000)]
    assert found(table, " ".join(words)) == []


STORY = (
    "The board resolved on the ninth of May to sell the northern mill to the second bidder for a "
    "price that shall not be disclosed before the signing, provided that the works council has "
    "been heard and that the bank releases the mortgage on the harbour warehouse in full. The "
    "seller keeps the water rights, the buyer takes over the pensions, and both sides keep silent "
    "until the autumn meeting of shareholders has approved the annual accounts."
)


@pytest.fixture
def prints(tmp_path: Path, keyfile: Path) -> fingerprint.Fingerprints:
    store = tmp_path / "prints"
    assert fingerprint.add(store, "mill-sale", [STORY], key=KEY) > 5
    other = " ".join(f"word{n} and{n} more{n}" for n in range(60))
    fingerprint.add(store, "other", [other], key=KEY)
    fingerprint.add(store, "mill-sale", [STORY], key=KEY)  # again: replaced, not doubled
    assert b"mill to the" not in store.read_bytes()
    return fingerprint.Fingerprints(
        "fingerprint",
        fingerprint.Settings.model_validate({"file": store, "key": {"file": keyfile}}),
    )


def test_an_excerpt_is_recognised(prints: fingerprint.Fingerprints) -> None:
    words = STORY.split()
    excerpt = " ".join(words[20:55])
    text = f"Hi Bo,\n\nhave you heard?\n> {excerpt}\n\nUnbelievable, isn't it. See you later, A."
    (finding,) = prints.detect((Passage("body", text),))
    assert finding.detail["document"] == "mill-sale"
    inside = text[finding.start : finding.end]
    assert inside in excerpt
    assert len(inside.split()) > 15


def test_wrapping_case_and_quoting_do_not_hide_it(prints: fingerprint.Fingerprints) -> None:
    words = STORY.upper().split()
    lines = [" ".join(words[at : at + 6]) for at in range(0, len(words), 6)]
    assert prints.detect((Passage("body", "\n".join("> " + line for line in lines)),))


def test_a_few_common_words_are_no_excerpt(prints: fingerprint.Fingerprints) -> None:
    text = "We met to sell the northern mill to the second bidder, that is all I know of it."
    assert prints.detect((Passage("body", text),)) == []


def test_an_empty_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="fewer than"):
        fingerprint.add(tmp_path / "p", "x", ["one two"], key=KEY)
