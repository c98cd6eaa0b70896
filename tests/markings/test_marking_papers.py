"""Cables, advisories, memoranda, policy texts, handbooks, settings and code, written for this.

`papers.jsonl` holds them with what each is marked as (null: nothing), and at which look at the
detector they were written; labels were written before the detector was run on them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dlp.detect.markings import SUSPICIOUS, Markings, Settings
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage, Role

PAPERS = Path(__file__).parents[1] / "corpus" / "markings" / "papers.jsonl"


@cache
def detector() -> Markings:
    return Markings("markings", Settings())


def markings(text: str, role: Role = Role.BODY) -> list[Finding]:
    findings = detector().detect((Passage("part", text, role),))
    return [finding for finding in findings if finding.kind == CLASSIFICATION_MARKING]


def level(text: str, role: Role = Role.BODY) -> Level | None:
    return max((f.level for f in markings(text, role) if f.level is not None), default=None)


def papers() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PAPERS.read_text(encoding="utf-8").splitlines()]


def test_the_papers_are_read_as_they_are_marked() -> None:
    every = [(p, level(p["text"], Role(p["role"]))) for p in papers()]
    marked = [(p, found) for p, found in every if p["level"] is not None]
    plain = [(p, found) for p, found in every if p["level"] is None]
    assert len(marked) > 300
    assert len(plain) > 200
    missed = [p["text"][:60] for p, found in marked if found is None]
    touched = [p["text"][:60] for p, found in plain if found is not None]
    assert len(missed) <= 0.01 * len(marked), missed
    assert len(touched) <= 0.015 * len(plain), touched
    wrong = [p["text"][:60] for p, found in marked if found and found.label != p["level"]]
    assert len(wrong) <= 0.01 * len(marked), wrong


# --------------------------------------------------------------- what the sender chooses

BANNERS = {
    "TOP SECRET//SI//NOFORN": Level.TOP_SECRET,
    "SECRET//NOFORN": Level.SECRET,
    "NATO SECRET": Level.SECRET,
    "SECRET UE/EU SECRET": Level.SECRET,
}
CARRIERS = (
    '{{"note": "{}", "pages": 3}}',
    '  "example": "{}",',
    "sample: {}",
    "lunch_menu: '{}'",
    "enum={}",
    "size=4; hint={}; colour=green",
    '<p data-lunch="{}">menu</p>',
    "<choice>{}</choice>",
)


@pytest.mark.parametrize("banner", BANNERS)
@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_formal_banner_is_one_under_every_key(carrier: str, banner: str) -> None:
    assert level(carrier.format(banner)) == BANNERS[banner]
    assert level(carrier.format("the secret garden")) is None


@pytest.mark.parametrize(
    ("link", "plain"),
    [
        ("https://files.example.net/view?title=SECRET//NOFORN&doc=12", "title=secret"),
        ("https://template.example/specimen/TOP%20SECRET%2F%2FSI", "TOP%20SECRETS"),
        ("https://a.example/wiki/NATO_SECRET_plan", "NATO_SECRETARY"),
    ],
)
def test_a_formal_banner_is_one_in_every_link(link: str, plain: str) -> None:
    assert level(link, Role.LINK) is not None
    assert level(f"The file {link} is up") is not None
    assert level(f"https://a.example/{plain}", Role.LINK) is None


def test_a_formal_banner_is_one_in_every_name() -> None:
    assert level("training_example_SECRET__NOFORN_v2.docx", Role.NAME) == Level.SECRET
    assert level("a NATO SECRET b.pdf", Role.NAME) == Level.SECRET
    assert level("training_example_v2.docx", Role.NAME) is None
    assert level("my SECRET plan.docx", Role.NAME) is None


def test_the_span_of_an_escaped_banner_is_the_original_one() -> None:
    text = "the file https://a.example/SECRET%2F%2FNOFORN/pump.pdf is up"
    (finding,) = markings(text)
    assert text[finding.start : finding.end] == "SECRET%2F%2FNOFORN"


# --------------------------------------------------------------- values of keys, and code


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ('{"id": 7, "classification": "SECRET"}', '{"id": 7, "classification": "bird"}'),
        ('  "securityClassification": "SECRET",', '  "client_secret": "SECRET",'),
        ('{"security": {"level": "SECRET"}}', '{"game": {"level": "SECRET"}}'),
        ('{"tlp": {"label": "AMBER"}}', '{"lamp": {"label": "AMBER"}}'),
        ("<Classification>SECRET</Classification>", "<Title>SECRET</Title>"),
        ('<doc classification="SECRET" owner="m">', 'Document(classification="SECRET", n=1)'),
        ('<meta name="classification" content="SECRET">', '<meta name="x" content="SECRET">'),
        ("classification = 'SECRET'", "if classification == 'SECRET':"),
        ("turvallisuusluokka: TL4", "ovien turvaluokka: 4"),
        ('{"einstufung": "GEHEIM"}', '{"einstufung": "Gruppe 13"}'),
    ],
)
def test_the_value_of_a_field_and_the_same_word_elsewhere(marked: str, plain: str) -> None:
    assert markings(marked)
    assert not markings(plain)


@pytest.mark.parametrize(
    "code",
    [
        "class Level(IntEnum):\n    UNCLASSIFIED = 0\n    SECRET = 2\n    TOP_SECRET = 3",
        "enum Classification {\n  UNCLASSIFIED,\n  SECRET\n}",
        "enum Level { UNCLASSIFIED, RESTRICTED, CONFIDENTIAL, SECRET }",
        "  SECRET: 'Secret',\n  TOP_SECRET: 'Top Secret',",
        'switch (level) {\n  case SECRET:\n    return 3;\n  case "SECRET":\n    return 4;\n}',
        '"tlp": {"type": "string", "enum": ["RED", "AMBER", "GREEN", "CLEAR"]}',
        'if tlp == "TLP:RED":\n    return False',
        "# SECRET\nSECRET_KEY = os.environ['SECRET_KEY']",
    ],
)
def test_an_enumeration_in_code_is_no_marking(code: str) -> None:
    assert not markings(code)


# --------------------------------------------------------------- beside lists of levels


def test_a_banner_stays_one_over_the_table_that_explains_its_scheme() -> None:
    table = "TLP:RED - not for disclosure\nTLP:AMBER - limited\nTLP:GREEN - the community"
    assert not markings(table)
    assert level(f"TLP:GREEN\n\n{table}") == Level.INTERNAL


def test_a_level_over_its_definition_is_none_and_the_frame_of_the_page_is() -> None:
    guide = "SECRET\nInformation whose disclosure would seriously damage the nation."
    assert not markings(guide)
    assert level(f"SECRET\n\n{guide}\n\nSECRET") == Level.SECRET
    assert level("SECRET\nInformation came from the harbour that day.") == Level.SECRET


def test_a_glossary_marks_nothing() -> None:
    glossary = "NOFORN  Not releasable to foreign nationals\nSBU     Sensitive but unclassified"
    assert not markings(glossary)
    assert level("NOFORN\nSBU") is not None


@pytest.mark.parametrize("box", ["[ ]", "\u2610", "( )", "___"])
def test_a_box_counts_when_it_is_ticked(box: str) -> None:
    assert not markings(f"{box} CONFIDENTIAL\n{box} SECRET")
    assert level(f"{box} CONFIDENTIAL\n[x] SECRET") == Level.SECRET


# --------------------------------------------------------------- other scripts


@pytest.mark.parametrize(
    ("text", "disguised"),
    [("СЕКРЕТНО\nЭкз. № 1", False), ("机密★5年", False), ("極秘", False), ("ЅЕСRЕТ", True)],
)
def test_letters_of_a_scheme_of_its_own_script_are_no_disguise(text: str, disguised: bool) -> None:
    findings = detector().detect((Passage("part", text, Role.BODY),))
    assert any(f.kind == CLASSIFICATION_MARKING for f in findings)
    assert any(f.kind == SUSPICIOUS for f in findings) == disguised


@pytest.mark.parametrize("text", ["Секретно", "СЕКРЕТНО", "секретно"])
def test_case_of_letters_that_fold_differently(text: str) -> None:
    assert level(f"Гриф секретности: {text}") == Level.SECRET
    assert level(f"Он говорил {text} и тихо.") is None
