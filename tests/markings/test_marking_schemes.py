"""Schemes as data: their examples, their round trips, the scheme that is named."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from functools import cache

import pytest

from dlp.detect.markings import Markings, Settings
from dlp.detect.markings.schemes import ArgumentKind, CaveatEntry, FoundExample, Scheme, load
from dlp.model import CLASSIFICATION_MARKING, Finding, Passage, Role

SCHEMES = {scheme.scheme: scheme for scheme in load()}


@cache
def detector(without: tuple[str, ...] = ()) -> Markings:
    return Markings("markings", Settings(without=without))


def found(text: str, role: str = "body") -> list[Finding]:
    findings = detector().detect((Passage("part", text, Role(role)),))
    return [finding for finding in findings if finding.kind == CLASSIFICATION_MARKING]


WANTED = set(
    "us us-cui nato eu uk uk-old finland sweden norway denmark estonia germany france netherlands "
    "belgium poland spain italy portugal canada australia new-zealand tlp corporate legal".split()
)


def test_all_schemes_are_there() -> None:
    assert set(SCHEMES) >= WANTED
    assert all(scheme.finds and scheme.passes_over for scheme in SCHEMES.values())
    assert all(len(scheme.mapping) > 20 and scheme.sources for scheme in SCHEMES.values())


@pytest.mark.parametrize(
    ("scheme", "example"),
    [(scheme, example) for scheme in SCHEMES.values() for example in scheme.finds],
    ids=lambda value: value.scheme if isinstance(value, Scheme) else value.text[:40],
)
def test_examples_are_found(scheme: Scheme, example: FoundExample) -> None:
    findings = found(example.text, example.role)
    matching = [
        f
        for f in findings
        if f.detail["label"] == example.label
        and f.detail["form"] == example.form
        and (example.caveats is None or tuple(f.detail["caveats"]) == example.caveats)
    ]
    assert matching, [f.detail for f in findings]
    if example.level is not None:
        assert max(f.level or 0 for f in findings) == example.level


@pytest.mark.parametrize(
    ("role", "text"),
    [(example.role, example.text) for s in SCHEMES.values() for example in s.passes_over],
)
def test_counter_examples_are_passed_over(role: str, text: str) -> None:
    assert found(text, role) == []


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_each_level_and_spelling_means_its_level(scheme: Scheme) -> None:
    alone = detector(tuple(name for name in SCHEMES if name != scheme.scheme))
    for entry in scheme.levels:
        for phrase in (entry.label, *entry.phrases):
            marking = alone.parse(phrase)
            assert marking is not None, phrase
            assert marking.level == entry.level, phrase
        for short in entry.abbreviations:
            marking = alone.parse(short)
            assert marking is not None and marking.level == entry.level, short


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_each_caveat_is_read_beside_each_level(scheme: Scheme) -> None:
    alone = detector(tuple(name for name in SCHEMES if name != scheme.scheme))
    for level, caveat in itertools.product(scheme.levels, scheme.caveats):
        text = f"{level.label}{scheme.separator}{spelled(caveat)}"
        marking = alone.parse(text)
        assert marking is not None, text
        assert marking.level >= level.level, text
        assert (
            any(
                part.startswith(caveat.label) or part.endswith(caveat.label)
                for part in marking.caveats
            )
            or caveat.label in marking.label
        ), (text, marking)


def spelled(caveat: CaveatEntry, variant: int = 0) -> str:
    nations = (("USA", "GBR"), ("USA", "CAN", "GBR"), ("FIN",))[variant % 3]
    return {
        ArgumentKind.NOTHING: caveat.label,
        ArgumentKind.NATIONS: f"{caveat.label} {', '.join(nations)}",
        ArgumentKind.NATIONS_SPACED: f"{caveat.label} {' '.join(nations)}",
        ArgumentKind.NATIONS_BEFORE: f"{'/'.join(nations)} {caveat.label}",
        ArgumentKind.COMPARTMENTS: (caveat.label, f"{caveat.label}-G", f"{caveat.label}-X ABCD")[
            variant % 3
        ],
        ArgumentKind.NAMES: f"{caveat.label}-BP",
        ArgumentKind.NUMBERS: f"{caveat.label} 14 18",
    }[caveat.takes]


ROUND_TRIPS = ("us", "nato", "eu", "uk", "australia")


def combinations(scheme: Scheme) -> list[str]:
    """Each level with up to three caveats of different categories, in their order."""
    by_category: dict[str, list[CaveatEntry]] = {}
    for caveat in scheme.caveats:
        by_category.setdefault(caveat.category, []).append(caveat)
    order = [category.name for category in scheme.categories if category.name in by_category]
    out = []
    for level in scheme.levels:
        out.append(level.label)
        for size in (1, 2, 3):
            for names in itertools.combinations(order, size):
                longest = max(len(by_category[name]) for name in names)
                for at in range(longest * 3):
                    text = level.label
                    for shift, name in enumerate(names):
                        entries = by_category[name]
                        category = next(c for c in scheme.categories if c.name == name)
                        between = category.separator or scheme.separator
                        text += between + spelled(entries[(at + shift) % len(entries)], at)
                    out.append(text)
    return list(dict.fromkeys(out))


@pytest.mark.slow
@pytest.mark.parametrize("name", ROUND_TRIPS)
def test_round_trips(name: str) -> None:
    alone = detector(tuple(other for other in SCHEMES if other != name))
    for text in combinations(SCHEMES[name]):
        first = alone.parse(text)
        assert first is not None, text
        second = alone.parse(first.canonical)
        assert second is not None, (text, first.canonical)
        assert (second.level, second.label, second.caveats, second.origin) == (
            first.level,
            first.label,
            first.caveats,
            first.origin,
        ), (text, first.canonical)


def test_there_are_several_thousand_round_trips() -> None:
    assert sum(len(combinations(SCHEMES[name])) for name in ROUND_TRIPS) > 3000


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN", "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"),
        ("secret / noforn", "SECRET//NOFORN"),
        ("SECRET,NOFORN", "SECRET//NOFORN"),
        ("TS//SI-G/TK//RS/OC/NF", "TOP SECRET//SI-G/TK//RSEN/ORCON/NOFORN"),
        ("S//REL TO USA, FVEY", "SECRET//REL TO USA, FVEY"),
        ("//DEU SECRET//REL TO USA, DEU", "//DEU SECRET//REL TO USA, DEU"),
        ("//JOINT SECRET CAN GBR USA", "//JOINT SECRET CAN GBR USA"),
        ("SECRET//FGI GBR JPN//NOFORN", "SECRET//FGI GBR JPN//NOFORN"),
        (
            "NATO RESTRICTED Releasable to Japan and Ukraine",
            "NATO RESTRICTED RELEASABLE TO JPN, UKR",
        ),
        ("EU RESTRICTED / RESTREINT UE", "RESTREINT UE/EU RESTRICTED"),
        ("UK SECRET - FIVE EYES ONLY", "SECRET - FIVE EYES ONLY"),
    ],
)
def test_canonical_forms(text: str, canonical: str) -> None:
    marking = detector().parse(text)
    assert marking is not None and marking.canonical == canonical


#: the scheme that is named where several know a word at the same level
_NAMED = """
from dlp.detect.markings.grammar import Grammar
from dlp.detect.markings.lexicon import MarkingLexicon
from dlp.detect.markings.schemes import shipped_schemes
from dlp.releasability import shipped_audiences
grammar = Grammar(MarkingLexicon(shipped_schemes()), shipped_audiences())
print([grammar.parse(word).scheme.scheme for word in ("TAJNE", "SEGRETO", "GEHEIM", "RESERVADO")])
"""


@pytest.mark.slow
def test_every_process_names_the_same_scheme() -> None:
    """Two replicas that read one mail say the same of it."""
    said = {
        subprocess.run(
            [sys.executable, "-c", _NAMED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(said) == 1, said
