"""Read, then detect: levels, order, bounds, and detectors that misbehave."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from dlp import inspection, plugins
from dlp.config import Config, PluginSettings
from dlp.config import InspectionSettings as Limits
from dlp.errors import ConfigError
from dlp.inspection import MOST_FINDINGS, Inspector, build_detectors
from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREADABLE,
    Detector,
    Example,
    Finding,
    Level,
    Passage,
    Reading,
    Unread,
    unreadable,
)

MAIL = (
    b"From: a@example.org\r\nSubject: lunch\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b"Hello there.\r\n"
)
Find = Callable[[Passage], list[Finding]]


class Told:
    """A detector that does what the test says."""

    def __init__(self, find: Find, name: str = "told", *kinds: str) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = kinds or ("A", CLASSIFICATION_MARKING)
        self.finds: tuple[Example, ...] = ()
        self.passes_over: tuple[str, ...] = ()
        self._find = find

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [finding for passage in passages for finding in self._find(passage)]


def marking(level: Level, *caveats: str) -> Find:
    detail = {"caveats": list(caveats)}
    return lambda passage: [
        Finding(CLASSIFICATION_MARKING, passage.part, 0, 1, 1, "told", "", level, detail)
    ]


def inspector(*finds: Find, **limits: str) -> Inspector:
    told: list[Detector] = [Told(find, f"told{n}") for n, find in enumerate(finds)]
    return Inspector(told, Limits.model_validate(limits))


def test_a_level_is_the_highest_marking_and_caveats_add_up() -> None:
    examined = inspector(
        marking(Level.RESTRICTED, "REL TO FIN"), marking(Level.SECRET, "NOFORN")
    ).examine("message/rfc822", MAIL)
    assert examined.level is Level.SECRET
    assert examined.caveats == {"REL TO FIN", "NOFORN"}


def test_no_marking_lowers_the_organisations_default() -> None:
    unmarked = inspector(lambda passage: [])
    assert unmarked.examine("message/rfc822", MAIL).level is Level.PUBLIC
    internal = inspector(lambda passage: [], default_level="internal")
    assert internal.examine("message/rfc822", MAIL).level is Level.INTERNAL
    marked = inspector(marking(Level.PUBLIC), default_level="internal")
    assert marked.examine("message/rfc822", MAIL).level is Level.INTERNAL


def test_a_detector_that_raises_makes_the_message_unreadable_and_the_others_go_on() -> None:
    def canary(passage: Passage) -> list[Finding]:
        raise ValueError(passage.text)

    def fine(passage: Passage) -> list[Finding]:
        return [Finding("A", passage.part, 0, 1, 1, "told1")]

    examined = inspector(canary, fine).examine("message/rfc822", MAIL)
    (broken,) = [each for each in examined.findings if each.kind == UNREADABLE]
    assert broken == unreadable("message", Unread.CRASHED, "detector told0 raised ValueError")
    assert "A" in {each.kind for each in examined.findings}
    assert "Hello" not in repr(examined)


def test_out_of_memory_is_not_about_the_message() -> None:
    def hungry(passage: Passage) -> list[Finding]:
        raise MemoryError

    with pytest.raises(MemoryError):
        inspector(hungry).examine("message/rfc822", MAIL)


def test_a_kind_that_was_not_declared_is_not_believed() -> None:
    odd = inspector(lambda passage: [Finding("4012 8888", passage.part, 0, 1, 1, "told0")])
    examined = odd.examine("message/rfc822", MAIL)
    assert [each.kind for each in examined.findings] == [UNREADABLE]
    assert "4012" not in repr(examined.findings)


def test_findings_come_in_a_stable_order() -> None:
    def found(start: int, kind: str = "A") -> Find:
        return lambda passage: [Finding(kind, passage.part, start, start + 1, 1, "told")]

    reading = Reading((Passage("b", "text"), Passage("a", "text")))
    orders = {
        tuple((f.part, f.start) for f in inspector(*finds).find(reading))
        for finds in itertools.permutations([found(2), found(0), found(1)])
    }
    assert orders == {tuple((part, start) for part in "ab" for start in range(3))}


def test_too_many_findings_are_cut_and_said() -> None:
    def many(passage: Passage) -> list[Finding]:
        return [Finding("A", passage.part, n, n + 1, 1, "told0") for n in range(MOST_FINDINGS + 5)]

    found = inspector(many, marking(Level.SECRET)).find(Reading((Passage("body", "x"),)))
    assert len(found) == MOST_FINDINGS
    kinds = [each.kind for each in found]
    assert kinds.count(CLASSIFICATION_MARKING) == 1
    (said,) = [each for each in found if each.kind == UNREADABLE]
    assert said.part == "message" and said.detail["reason"] == "too-large"


def test_the_highest_marking_is_kept_however_many_stand_before_it() -> None:
    def many(passage: Passage) -> list[Finding]:
        low = (CLASSIFICATION_MARKING, passage.part, 0, 1, 1, "told0", "", Level.INTERNAL)
        high = (CLASSIFICATION_MARKING, "zz", 0, 1, 1, "told0", "", Level.TOP_SECRET)
        return [*(Finding(*low) for _ in range(MOST_FINDINGS + 5)), Finding(*high)]

    found = inspector(many).find(Reading((Passage("body", "x"),)))
    assert len(found) == MOST_FINDINGS
    assert max(each.level or Level.PUBLIC for each in found) is Level.TOP_SECRET


def test_exactly_as_many_as_are_kept_are_kept() -> None:
    def many(passage: Passage) -> list[Finding]:
        return [Finding("A", passage.part, n, n + 1, 1, "told0") for n in range(MOST_FINDINGS)]

    found = inspector(many).find(Reading((Passage("body", "x"),)))
    assert {each.kind for each in found} == {"A"} and len(found) == MOST_FINDINGS


def test_time_comes_from_the_clock_that_was_brought() -> None:
    ticks = iter([10.0, 11.5, 14.0])
    examined = Inspector((), Limits(), clock=lambda: next(ticks)).examine("message/rfc822", MAIL)
    assert examined.seconds == {"read": 1.5, "detect": 2.5}


def test_what_reading_says_goes_through() -> None:
    nobody = Inspector((), Limits())
    examined = nobody.examine("message/rfc822", MAIL)
    assert examined.parts and not examined.sealed and not examined.automatic
    answer = b"Auto-Submitted: auto-replied\r\n" + MAIL
    assert nobody.examine("message/rfc822", answer).automatic
    signed = (
        b'Content-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: application/pgp-signature\r\n\r\ny\r\n--b--\r\n"
    )
    assert nobody.examine("message/rfc822", signed).sealed


@pytest.mark.slow
def test_the_default_detectors_read_a_mail() -> None:
    whole = Inspector(build_detectors(Config().detectors), Limits())
    text = b"NATO RESTRICTED\r\n\r\nDear John Smith,\r\nmy card is 4012 8888 8888 1881.\r\n"
    examined = whole.examine("message/rfc822", MAIL.replace(b"Hello there.\r\n", text))
    kinds = {each.kind for each in examined.findings}
    assert {"CREDIT_CARD", "PERSON", CLASSIFICATION_MARKING} <= kinds
    assert UNREADABLE not in kinds
    assert examined.level is Level.RESTRICTED


# --------------------------------------------------------------------------- loading


def test_loading_names_what_is_wrong() -> None:
    with pytest.raises(ConfigError, match=r"detectors\.0: no plugin 'markingz'.*'markings'"):
        build_detectors((PluginSettings(use="markingz"),))
    with pytest.raises(ConfigError, match=r"detectors\.0\.folder.*did you mean 'folders'"):
        build_detectors((PluginSettings.model_validate({"use": "markings", "folder": "x"}),))
    twice = (PluginSettings(use="markings"), PluginSettings(use="markings"))
    with pytest.raises(ConfigError, match="two detectors are called 'markings'"):
        build_detectors(twice)


def test_a_second_one_of_a_kind_gets_a_name() -> None:
    second = PluginSettings.model_validate(
        {"use": "markings", "name": "our-markings", "without": ["tlp"]}
    )
    built = build_detectors((PluginSettings(use="markings"), second))
    assert [each.name for each in built] == ["markings", "our-markings"]


def test_relative_paths_of_detectors_start_at_the_base(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "recognizers:\n- {name: Codes, supported_entity: CODE, deny_list: [zebra]}\n"
    )
    raw = {"use": "presidio", "recognizers": [], "yaml": ["mine.yaml"]}
    (built,) = build_detectors((PluginSettings.model_validate(raw),), tmp_path)
    assert [f.kind for f in built.detect((Passage("p", "a zebra"),))] == ["CODE"]


@pytest.mark.parametrize(
    ("finds", "passes_over", "failure"),
    [
        ((Example("b", ("b",), "A"),), (), "x does not find A in its example 1"),
        ((), ("fine", "a"), "x finds A in its counter-example 2"),
        ((Example("?", ("?",), "A"),), (), "x raises ValueError on its example 1"),
        ((), ("?",), "x raises ValueError on its counter-example 1"),
        ((Example("xa", ("a",), "A"),), ("b",), None),
    ],
)
def test_a_detector_is_held_to_its_examples(
    finds: tuple[Example, ...], passes_over: tuple[str, ...], failure: str | None
) -> None:
    def letter(passage: Passage) -> list[Finding]:
        if passage.text == "?":
            raise ValueError(passage.text)
        at = passage.text.find("a")
        return [Finding("A", passage.part, at, at + 1, 1, "x")] if at >= 0 else []

    told = Told(letter, "x", "A")
    told.finds, told.passes_over = finds, passes_over
    assert inspection.broken_example(told) == failure


def test_the_detector_in_the_documentation_works() -> None:
    page = (Path(__file__).parent.parent / "docs" / "inspection.md").read_text()
    code = page.partition("```python\n")[2].partition("```")[0]
    names: dict[str, object] = {"re": re, "plugins": plugins, "Example": Example}
    exec(code, names | {"Finding": Finding, "Passage": Passage, "Detector": Detector}, names)
    badge = names["Badge"]("badge", names["Settings"]())  # type: ignore[operator]
    assert inspection.broken_example(badge) is None
