"""Exact banners, and the prose that only talks of secrets."""

from __future__ import annotations

import pytest

from dlp.detect.banners import Banners, Settings
from dlp.model import Finding, Level, Passage, Role


def find(text: str, role: Role = Role.BODY) -> list[Finding]:
    return Banners("banners", Settings()).detect((Passage("p", text, role),))


@pytest.mark.parametrize(
    ("line", "level", "scheme"),
    [
        ("SECRET", Level.SECRET, "national"),
        ("TOP SECRET", Level.TOP_SECRET, "national"),
        ("NATO RESTRICTED", Level.RESTRICTED, "nato"),
        ("COSMIC TOP SECRET", Level.TOP_SECRET, "nato"),
        ("NATO UNCLASSIFIED", Level.INTERNAL, "nato"),
        ("RESTREINT UE/EU RESTRICTED", Level.RESTRICTED, "eu"),
        ("SECRET UE/EU SECRET", Level.SECRET, "eu"),
        ("TRÈS SECRET UE/EU TOP SECRET", Level.TOP_SECRET, "eu"),
        ("OFFICIAL-SENSITIVE", Level.RESTRICTED, "uk"),
        ("VS-NUR FÜR DEN DIENSTGEBRAUCH", Level.RESTRICTED, "national"),
        ("SALAINEN", Level.SECRET, "national"),
        ("TLP:RED", Level.SECRET, "tlp"),
        ("TLP: RED", Level.SECRET, "tlp"),
        ("TLP:AMBER+STRICT", Level.CONFIDENTIAL, "tlp"),
        ("TLP:AMBER", Level.RESTRICTED, "tlp"),
        ("TLP:CLEAR", Level.PUBLIC, "tlp"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}\n\nHello all.\n", "Hello.\n\n{}", "> {}\nHi", "*** {} ***\r\nHi"]
)
def test_a_banner_stands_alone(line: str, level: Level, scheme: str, frame: str) -> None:
    text = frame.format(line)
    (finding,) = find(text)
    assert text[finding.start : finding.end] == line
    assert finding.level is level and finding.detail["scheme"] == scheme
    assert finding.detail["label"] == line.replace("TLP: ", "TLP:")
    assert finding.detail["form"] == "banner"


def test_caveats() -> None:
    (finding,) = find("SECRET//NOFORN/ORCON\n")
    assert finding.detail["caveats"] == ["NOFORN", "ORCON"]
    (finding,) = find("NATO SECRET // REL TO USA, FIN\n")
    assert finding.detail["caveats"] == ["REL TO USA, FIN"]


def test_both_ends_of_a_page() -> None:
    text = "SECRET\n" + "line\n" * 50 + "SECRET\n"
    assert [(f.start, f.end) for f in find(text)] == [(0, 6), (len(text) - 7, len(text) - 1)]


@pytest.mark.parametrize(
    "subject", ["[SECRET] lunch", "Re: Fwd: [TLP:RED] incident", "(NATO RESTRICTED) plan", "SECRET"]
)
def test_subjects(subject: str) -> None:
    (finding,) = find(subject, Role.SUBJECT)
    assert subject[finding.start : finding.end] in subject
    assert finding.level is not None and finding.level >= Level.RESTRICTED


@pytest.mark.parametrize(
    "text",
    [
        "It is a SECRET to everybody.",
        "secret",
        "SECRET SERVICE",
        "The TLP:RED label means:",
        "NATO RESTRICTED documents are kept in the blue cabinet",
        "SECRET\u00adLY",
        "TIME-SENSITIVE",
        "OFFICIAL PHOTO",
        "line\n" * 20 + "SECRET\n" + "line\n" * 20,
    ],
)
def test_prose_is_passed_over(text: str) -> None:
    assert find(text) == []


def test_an_endless_line_costs_nothing() -> None:
    assert find("-" * 5_000_000 + "SECRET") == []
    assert find("> " * 1_000_000) == []
