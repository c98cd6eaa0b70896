"""The markings detector as a whole: forms, what is told apart, aggregation, bounds, our corpus."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.detect.markings import (
    CONFIDENTIALITY_NOTICE,
    KINDS,
    MARKING_CONFLICT,
    Markings,
    Rejection,
    Settings,
    by_part,
    overall,
)
from dlp.model import CLASSIFICATION_MARKING, UNREADABLE, Finding, Level, Passage, Role
from dlp.policy.zones import audiences, released
from dlp.releasability import audience

CORPUS = Path(__file__).parents[1] / "corpus" / "markings"


@cache
def detector() -> Markings:
    return Markings("markings", Settings())


def markings(text: str, role: Role = Role.BODY) -> list[Finding]:
    findings = detector().detect((Passage("part", text, role),))
    return [finding for finding in findings if finding.kind == CLASSIFICATION_MARKING]


def reasons(text: str, role: Role = Role.BODY) -> list[str]:
    return [
        each.why for each in detector().explain((Passage("part", text, role),)) if not each.taken
    ]


# --------------------------------------------------------------------------- forms and spans


@pytest.mark.parametrize(
    ("role", "text", "form", "span"),
    [
        (Role.BODY, "SECRET//NOFORN\n\ntext", "banner", "SECRET//NOFORN"),
        (Role.BODY, "(S//NF) He left.", "portion", "S//NF"),
        (Role.BODY, "Classification: SECRET", "header", "SECRET"),
        (Role.BODY, "Subject: RE: (SBU) lunch", "subject", "SBU"),
        (Role.SUBJECT, "Re: [NATO RESTRICTED] lunch", "subject", "NATO RESTRICTED"),
        (Role.NAME, "plan_R-UE-EU-R.pdf", "property", "R-UE-EU-R"),
        (Role.NAME, "iocs_TLP-AMBER.csv", "property", "TLP-AMBER"),
        (Role.PROPERTY, "SECRET", "property", "SECRET"),
        (Role.HIDDEN, "SECRET//NOFORN", "banner", "SECRET//NOFORN"),
        (Role.BODY, "intro\nwords\n\n> > SECRET\n> > old text", "banner", "SECRET"),
        (Role.BODY, "VS-NUR FÜR DEN\nDIENSTGEBRAUCH", "banner", "VS-NUR FÜR DEN\nDIENSTGEBRAUCH"),
        (Role.BODY, "T O P  S E C R E T\nx", "banner", "T O P  S E C R E T"),
        (Role.BODY, "KÄYTTÖ RAJOITETTU\nTL IV", "banner", "KÄYTTÖ RAJOITETTU"),
    ],
)
def test_forms_and_spans(role: Role, text: str, form: str, span: str) -> None:
    found = markings(text, role)
    assert span in {text[f.start : f.end] for f in found if f.detail["form"] == form}, found


def test_quoted_history_is_marked_as_such() -> None:
    found = markings("Thanks!\n\n> SECRET\n>\n> the plan")
    assert [f.detail["quoted"] for f in found] == [1]
    assert found[0].level is Level.SECRET, "quoting lowers nothing"


def test_a_lowering_is_reported_and_subtracts_nothing() -> None:
    (found,) = markings("DECLASSIFIED Authority NND 123456\n\nSECRET\n\nBelmora, 3 May")
    assert found.level is Level.SECRET
    assert found.detail["status"] == "declassified"


def test_authority_lines_take_the_level_of_their_siblings() -> None:
    alone = markings("Declassify On: 20401231")
    assert (alone[0].level, alone[0].detail["ambiguous"]) == (Level.CONFIDENTIAL, True)
    beside = markings("TOP SECRET//NOFORN\n\nDeclassify On: 20401231")
    assert {f.level for f in beside} == {Level.TOP_SECRET}


def test_one_word_two_nations() -> None:
    spanish = "RESERVADO\nMinisterio de Defensa\nLos mandos y las rutas para el convoy del lunes"
    portuguese = "RESERVADO\nMinistério da Defesa\nOs oficiais não saem da base com os comboios"
    assert markings(spanish)[0].level is Level.SECRET
    assert markings(portuguese)[0].level is Level.RESTRICTED
    (unknown,) = markings("RESERVADO")
    assert (unknown.level, unknown.detail["ambiguous"]) == (Level.SECRET, True)


def test_home_decides_where_nothing_else_does() -> None:
    home = Markings("markings", Settings(home=("portugal",)))
    found = home.detect((Passage("part", "RESERVADO"),))
    assert [f.level for f in found] == [Level.RESTRICTED]


# --------------------------------------------------------------------------- conflicts, levels


def test_a_portion_above_its_banner_is_a_conflict() -> None:
    text = "CONFIDENTIAL//NOFORN\n\n(S//NF) The brigade moves.\n(C//NF) It rains."
    findings = detector().detect((Passage("part", text),))
    (conflict,) = [f for f in findings if f.kind == MARKING_CONFLICT]
    assert conflict.detail == {"portion": "secret", "banner": "confidential"}
    assert overall(findings) is Level.SECRET


def test_a_portion_below_its_banner_is_none() -> None:
    findings = detector().detect((Passage("part", "SECRET//NOFORN\n\n(U//FOUO) It rains."),))
    assert all(f.kind != MARKING_CONFLICT for f in findings)


def test_levels_by_part() -> None:
    passages = (Passage("body:1", "SECRET\n\nx"), Passage("subject", "(SBU) x", Role.SUBJECT))
    found = detector().detect(passages)
    assert by_part(found) == {"body:1": Level.SECRET, "subject": Level.INTERNAL}
    assert overall(found) is Level.SECRET
    assert overall([]) is Level.PUBLIC


# --------------------------------------------------------------------------- told apart


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("SECRET = load()", Rejection.CODE),
        ("The level is\nSECRET\nfor all of it", Rejection.PROSE),
        ("SECRET POLICE ARRESTED THEM", Rejection.PROSE),
        ("A paper marked TOP SECRET is safe.", Rejection.MENTION),
        ("TOP SECRET\nSECRET\nCONFIDENTIAL", Rejection.LIST),
        ("SAMPLE\nTOP SECRET", Rejection.SAMPLE),
        ("Classification: SECRET / CONFIDENTIAL (delete as applicable)", Rejection.FORM),
        ("(C) Amb. Smith called about the plan", Rejection.ALONE),
        ("1. SECRET", Rejection.ITEM),
        ("CONFIDENTIAL: this message is intended only for you", Rejection.DISCLAIMER),
        ('"SECRET"', Rejection.QUOTED),
        ("x\ny\nz\nw\nv\n\nPUBLIC\n\na\nb\nc", Rejection.PLACE),
    ],
)
def test_refusals_say_why(text: str, reason: Rejection) -> None:
    assert markings(text) == []
    assert reason.value in reasons(text)


def test_a_lawyers_footer_is_reported_as_one_and_has_no_level() -> None:
    text = (
        "See you there.\n\nThis e-mail is confidential and may be legally privileged. If you are "
        "not the\nintended recipient please notify the sender and delete it.\n"
    )
    (notice,) = detector().detect((Passage("part", text),))
    assert (notice.kind, notice.level) == (CONFIDENTIALITY_NOTICE, None)
    assert notice.detail["scheme"] == "corporate"


def test_explanations_and_findings_hold_no_text() -> None:
    text = "zebra marked TOP SECRET zebra\n\nSECRET//ZEBRA\n\n(S//NF) zebra zebra"
    passages = (Passage("part", text),)
    shown = repr(detector().explain(passages)) + "".join(
        f"{f.why}{f.part}" for f in detector().detect(passages)
    )
    assert "zebra" not in shown


# --------------------------------------------------------------------------- releasability


NATIONS = ("CAN", "FIN", "GBR", "JPN", "SWE", "UKR", "USA")


def permits(caveats: list[str], words: list[str]) -> bool:
    return released(caveats, audiences(words), {})


@pytest.mark.parametrize(
    ("caveats", "allowed"),
    [
        (["NOFORN"], {"USA"}),
        (["REL TO USA, GBR", "NOFORN"], {"USA"}),
        (["REL TO USA, GBR", "REL TO GBR, CAN"], {"GBR"}),
        (["REL TO FIN", "REL TO SWE"], set()),
        (["UK/US EYES ONLY"], {"GBR", "USA"}),
        (["USA/GBR EYES ONLY"], {"GBR", "USA"}),
        (["RELEASABLE TO JPN, UKR"], {"JPN", "UKR"}),
        (["STAFF"], set(NATIONS)),
        (["STAFF", "NOFORN"], {"USA"}),
        (["SI"], set()),
        ([], set(NATIONS)),
    ],
)
def test_nations_that_caveats_release_to(caveats: list[str], allowed: set[str]) -> None:
    assert {nation for nation in NATIONS if permits(caveats, [nation])} == allowed


def test_groups_that_caveats_release_to() -> None:
    assert permits(["REL TO USA, FVEY"], ["FVEY"])
    assert permits(["LIMITE"], ["FIN"]) and not permits(["LIMITE"], ["USA"])
    assert not permits(["REL TO USA, FVEY"], ["NATO"])
    assert not permits(["UK EYES ONLY"], [])
    assert audience("SI") is None


def test_caveats_of_findings_are_what_policy_reads() -> None:
    (found,) = markings("SECRET//REL TO USA, GBR")
    assert permits(found.detail["caveats"], ["GBR"])
    assert not permits(found.detail["caveats"], ["FIN"])
    (limite,) = markings("8860/1/19 REV 1\nLIMITE\nJAI 461")
    assert permits(limite.detail["caveats"], ["FIN"])


# --------------------------------------------------------------------------- bounds


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    for role in (Role.BODY, Role.SUBJECT, Role.NAME):
        for finding in detector().detect((Passage("part", text, role),)):
            assert 0 <= finding.start <= finding.end <= len(text)
            assert finding.kind in KINDS


WORDS = [
    "SECRET",
    "//",
    "NOFORN",
    "(S)",
    "\n",
    " ",
    "TOP",
    "S E C R E T",
    "Classification:",
    "> ",
    "REL TO USA,",
    "é",
    "\u200b",
    "marked",
    "CONFIDENTIAL",
    "1.",
    "|",
    "TLP:AMBER",
    "\f",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_texts_full_of_markings_are_read_the_same_twice(pieces: list[str]) -> None:
    passages = (Passage("part", "".join(pieces)),)
    first = detector().detect(passages)
    assert first == detector().detect(passages)
    assert all(0 <= f.start <= f.end <= len(passages[0].text) for f in first)


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "SECRET ",
        "SECRET//",
        "SECRET\n",
        "S E C R E T ",
        "(S) ",
        "( ",
        "REL TO USA, ",
        "> " * 30 + "\n",
        "a" * 70 + "\n",
        "A B C D ",
        "classified by ",
        "\u0421\u0415",
        "=41" * 8,
        "QUJD" * 10 + " ",
        "Subject: ",
        "this document is ",
    ],
    ids=repr,
)
def test_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    """Counted in calls, not in seconds: four times the text, about four times the calls."""
    small, large = (calls(unit * (size // len(unit))) for size in (20_000, 80_000))
    assert large <= 6 * small + 10_000


TEN = 10_000_000
CABLE = (
    "THE MINISTER SAID THAT THE TALKS WITH THE DELEGATION HAD GONE WELL AND\n"
    "THAT THE SECRET PROTOCOL WOULD BE SIGNED IN HELSINKI BEFORE THE END OF\n"
    "THE MONTH. HE ASKED FOR OUR VIEWS ON THE CONFIDENTIAL ANNEX AND SAID\n\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "size", "end", "level"),
    [
        # ordinary text is read to its end, however long
        ("The train leaves at nine from the second platform.\n", TEN, "SECRET", Level.SECRET),
        # of the others only so much; then the words that are left say how high it may be
        (CABLE, TEN, "COSMIC TOP SECRET", Level.TOP_SECRET),
        ("(C//NF) We meet at nine.\nCONFIDENTIAL\n", TEN, "TLP:RED", Level.SECRET),
        ("RESTRICTED\n", TEN, "NATO SECRET", Level.SECRET),
        ("RESTRICTED ", TEN, "NATO SECRET", Level.SECRET),
    ],
    ids=["plain", "cable", "portions", "banners", "one line"],
)
def test_ten_megabytes(unit: str, size: int, end: str, level: Level) -> None:
    passage = Passage("part", unit * (size // len(unit)) + f"\n{end}\n")
    found = detector().detect((passage,))
    assert max(f.level or Level.PUBLIC for f in found) >= level
    left = [f for f in found if f.kind == UNREADABLE]
    assert bool(left) is (unit[:3] != "The")
    assert all(f.detail["reason"] == "too-large" and f.part == "part" for f in left)


def test_what_is_left_unread_claims_what_its_words_could(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dlp.detect.markings.page.MOST_HITS", 5)
    head = "NATO RESTRICTED\n\nThe train leaves at nine.\n\n" * 20
    for tail, level in (
        ("The talk is of trains.", Level.RESTRICTED),
        ("He spoke of a cosmic top secret file.", Level.TOP_SECRET),
        ("(S) a portion", Level.TOP_SECRET),
    ):
        found = detector().detect((Passage("part", head + tail),))
        assert max(f.level or Level.PUBLIC for f in found) == level, tail
        assert [f.kind for f in found].count(UNREADABLE) == 1
    assert all(f.kind != UNREADABLE for f in detector().detect((Passage("part", head[:90]),)))


def calls(text: str) -> int:
    import sys

    count = 0

    def note(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    passages = (Passage("part", text),)
    sys.setprofile(note)
    try:
        detector().detect(passages)
    finally:
        sys.setprofile(None)
    return count


# --------------------------------------------------------------------------- our corpus


def corpus(name: str) -> list[dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("make_markings", CORPUS / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    passages: list[dict[str, Any]] = module.passages(name)
    return passages


def test_the_corpus_is_large_enough_and_as_its_templates_say() -> None:
    both = corpus("seen") + corpus("set_aside")
    marked = [each for each in both if each["markings"]]
    assert len(marked) >= 600 and len(both) - len(marked) >= 1500
    assert len(corpus("set_aside")) >= len(both) / 3
    for name in ("seen", "set_aside"):
        import json

        lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == corpus(name), "run make.py"


def test_scores_on_the_passages_it_was_tuned_on() -> None:
    found = missed = right = touched = 0
    passages = corpus("seen")
    for each in passages:
        got = [f.level for f in markings(each["text"], Role(each["role"])) if f.level]
        if not each["markings"]:
            touched += bool(got)
        elif got:
            found += 1
            right += max(got).label == each["markings"][0]["level"]
        else:
            missed += 1
    assert found / (found + missed) >= 0.98
    assert found / (found + touched) >= 0.98
    assert right / found >= 0.97
