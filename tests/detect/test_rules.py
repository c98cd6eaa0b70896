"""Every rule is bounded: in width, in time on hostile text, and in what it reports."""

from __future__ import annotations

import re
import time
from functools import cache
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from dlp import plugins
from dlp.detect.engine.base import RuleDetector
from dlp.detect.engine.engine import Engine
from dlp.detect.engine.rule import MOST, PatternRule
from dlp.detect.engine.scan import Scanner
from dlp.model import Passage

NAMES = ("identifiers", "payment", "contact", "personal", "secrets", "general", "predefined")


@cache
def detector(name: str) -> RuleDetector:
    built = plugins.build("dlp.detect", name, name, {}, name)
    assert isinstance(built, RuleDetector)
    return built


def _tried(rules: tuple[PatternRule, ...]) -> list[PatternRule]:
    """The rules that are tried one by one: of thousands of plain words, the first of each kind."""
    firsts: dict[object, PatternRule] = {}
    for rule in rules:
        plain = rule.pattern.isalpha()
        firsts.setdefault((rule.kind, rule.find) if plain else id(rule), rule)
    return list(firsts.values())


RULES = [(name, rule) for name in NAMES for rule in _tried(detector(name).rules)]


def ids(value: object) -> str:
    return value.kind if isinstance(value, PatternRule) else str(value)


@pytest.mark.parametrize(("name", "rule"), RULES, ids=ids)
def test_a_pattern_has_a_bounded_width(name: str, rule: PatternRule) -> None:
    _, most = parser.parse(rule.pattern).getwidth()
    assert most <= MOST, f"{rule.pattern} may match {most} characters"


def _hostile(rule: PatternRule) -> list[str]:
    """Texts that keep a pattern busy: what it can match, without the end that it wants."""
    chars = "1", "a", "A", "0 ", "1-", "a.", "A1", "aA1", " ", "\n", "@", "a@", "-----BEGIN ", "="
    return [piece * (1500 // len(piece)) + "\u2713" for piece in chars]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rule"), RULES, ids=ids)
def test_hostile_text_is_linear(name: str, rule: PatternRule) -> None:
    """Work is counted, not timed: characters that the pattern's own matches may look at are
    bounded by its width, so only backtracking inside one match could grow. A generous ceiling on
    the processor time of 1,500 characters tells polynomial from exponential."""
    pattern = rule.compiled()
    for text in _hostile(rule):
        began = time.process_time()
        for match in pattern.finditer(text):
            if rule.find is not None:
                rule.find(text, match)
            elif rule.check is not None:
                rule.check(match["v"] if "v" in pattern.groupindex else match[0])
        assert time.process_time() - began < 10, "a pattern ran away"


@pytest.mark.parametrize("name", NAMES)
def test_the_prefilter_misses_nothing(name: str) -> None:
    """Whatever a rule finds alone, it finds through Hyperscan."""
    one = detector(name)
    text = "\n\n".join([example.text for example in one.finds] + list(one.passes_over))
    seen = {(id(each.rule), each.start, each.end) for each in one.scanner.scan(text)}
    for rule in one.rules:
        for match in rule.compiled().finditer(text):
            if rule.find is not None:
                span = rule.find(text, match)
            else:
                span = match.span("v" if "v" in match.re.groupindex else 0)
                span = span if rule.check is None or rule.check(text[slice(*span)]) else None
            if span is not None and rule.sure and rule.bare and rule.pieces is None:
                assert (id(rule), *span) in seen


@pytest.mark.parametrize("place", [0, 1, 590, 598, 599, 600, 601, 700, 1199, 1200])
def test_a_value_is_found_wherever_pieces_meet(place: int) -> None:
    value = "DE89 3704 0044 0532 0130 00"
    for filler in ("x ", "\n", "lorem ipsum "):
        text = (filler * 1200)[:place].rstrip() + " " + value + " " + filler * 300
        at = text.index(value)
        spans = {(each.start, each.end) for each in detector("payment").scanner.scan(text)}
        assert (at, at + len(value)) in spans


def test_many_literals_share_a_database() -> None:
    """Each database is a call for every piece of text: hundreds of literals are to cost one."""
    literal = [
        ("x", PatternRule(kind="X", pattern=f"lit_{at:03d}_", bare=1.0)) for at in range(200)
    ]
    other = [
        ("x", PatternRule(kind="Y", pattern=rf"no{at:02d}[0-9]{{3}}", bare=1.0)) for at in range(30)
    ]
    scanner = Scanner([*literal, *other])
    assert len(scanner._databases) == 3
    text = "lit_000_ and lit_199_ and no07123 and no29456"
    assert {text[each.start : each.end] for each in scanner.scan(text)} == set(text.split(" and "))


def test_a_rule_without_a_database_is_fine() -> None:
    assert Scanner(()).scan("text 4012888888881881") == []


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["1234567890 ", "4012888888881881 ", "a@b.c ", "1", "A1 ", "ä1-"])
def test_a_flood_stays_linear(piece: str) -> None:
    """Ten times the text takes about ten times the work: blocks, matches and memory are bounded."""
    engine = Engine([detector(name) for name in NAMES])
    costs = []
    for size in (40_000, 400_000):
        text = piece * (size // len(piece))
        began = time.process_time()
        engine.detect((Passage("body", text),))
        costs.append(time.process_time() - began)
    assert costs[1] < 40 * max(costs[0], 0.05)


def test_labels_match_whole_words() -> None:
    from dlp.detect.engine.context import Neighbourhood
    from dlp.detect.engine.labels import words

    labels = words("ssn, social security*, lic")
    assert Neighbourhood("duplicate 123", 10, 13).distance(labels) is None
    assert Neighbourhood("client_ssn=123", 11, 14).distance(labels) == 1
    assert Neighbourhood("socialSecurityNumber: 123", 22, 25).distance(labels) == 2
    assert Neighbourhood("123 (SSN)", 0, 3).distance(labels) is not None
    assert Neighbourhood("123, SSN: 456", 0, 3).distance(labels) is None  # it names the next value
    assert Neighbourhood("ssn\n\n123", 5, 8).distance(labels) is None  # another paragraph


def test_every_pattern_compiles_without_warning() -> None:
    for _, rule in RULES:
        assert isinstance(rule.compiled(), re.Pattern)
