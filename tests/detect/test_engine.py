"""The engine: one winner a span, company, names that spread, memory without text."""

from __future__ import annotations

import random
import re
import time

import pytest

from dlp import plugins
from dlp.detect.engine.base import RuleDetector
from dlp.detect.engine.engine import Engine, blocks
from dlp.detect.engine.overlaps import best
from dlp.detect.engine.rule import PatternRule
from dlp.detect.engine.scan import Scanner
from dlp.detect.engine.tables import Tables
from dlp.model import Detector, Example, Finding, Passage

NAMES = ("identifiers", "payment", "contact", "personal", "secrets")


class Names:
    """A stand-in for the names model: finds what it is told."""

    def __init__(self, *names: str) -> None:
        self.name, self.kinds = "names", ("PERSON", "ORGANIZATION")
        self.finds: tuple[Example, ...] = ()
        self.passes_over: tuple[str, ...] = ()
        self._names = names

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [
            Finding(
                "ORGANIZATION" if name.isupper() else "PERSON",
                p.part,
                at,
                at + len(name),
                0.85,
                "names",
            )
            for p in passages
            for name in self._names
            if (at := p.text.find(name)) >= 0
        ]


@pytest.fixture(scope="module")
def rules() -> tuple[Detector, ...]:
    return tuple(plugins.build("dlp.detect", name, name, {}, name) for name in NAMES)


def kinds(engine: Engine, text: str) -> list[tuple[str, str]]:
    return [(f.kind, text[f.start : f.end]) for f in engine.detect((Passage("body", text),))]


@pytest.mark.slow
def test_one_winner_a_span(rules: tuple[Detector, ...]) -> None:
    engine = Engine([*rules, Names("anna.berg")])
    assert kinds(engine, "write to anna.berg@example.org") == [
        ("EMAIL_ADDRESS", "anna.berg@example.org")
    ]


def test_a_label_is_no_name(rules: tuple[Detector, ...]) -> None:
    engine = Engine([*rules, Names("SSN")])
    assert kinds(engine, "SSN 536-22-8735") == [("US_SSN", "536-22-8735")]


def test_a_name_found_once_is_found_everywhere(rules: tuple[Detector, ...]) -> None:
    engine = Engine([*rules, Names("Anna Berg")])
    passages = (
        Passage("subject", "From Anna"),
        Passage("body", "Anna Berg called.\nANNA BERG again. anna.berg@example.org /Anna"),
    )
    found = [(f.kind, f.part, f.start) for f in engine.detect(passages) if f.kind == "PERSON"]
    assert found == [("PERSON", "body", 0), ("PERSON", "body", 18), ("PERSON", "subject", 5)]


def test_parts_that_share_a_name_lose_nothing(rules: tuple[Detector, ...]) -> None:
    engine = Engine(rules)
    passages = (
        Passage("body", "hetu 131052-308T"),
        Passage("body", "4012 8888 8888 1881"),
    )
    assert {f.kind for f in engine.detect(passages)} == {
        "FI_PERSONAL_IDENTITY_CODE",
        "CREDIT_CARD",
    }


def test_memory_gives_the_same_and_moves_with_the_text(rules: tuple[Detector, ...]) -> None:
    block = "My card is 4012 8888 8888 1881, please charge it for all of the things. " * 3
    engine = Engine(rules)
    first = engine.detect((Passage("body", block),))
    again = engine.detect((Passage("other", "> " + block.replace("\n", "\n> ")),))
    assert [(f.kind, f.start + 2, f.end + 2) for f in first] == [
        (f.kind, f.start, f.end) for f in again
    ]
    text = "Hello Bo,\n\nsee below\n\n" + block
    moved = engine.detect((Passage("body", text),))
    assert [text[f.start : f.end] for f in moved] == [block[f.start : f.end] for f in first]


@pytest.mark.slow
def test_same_input_same_findings_whatever_came_before(rules: tuple[Detector, ...]) -> None:
    rng = random.Random(11)
    texts = [each.finds[0].text + " " + each.finds[-1].text for each in rules] * 3
    fresh = [Engine(rules).detect((Passage("b", text),)) for text in texts[: len(texts) // 3]]
    engine = Engine(rules)
    order = list(range(len(texts)))
    rng.shuffle(order)
    for at in order:
        assert engine.detect((Passage("b", texts[at]),)) == fresh[at % len(fresh)]


def test_blocks_cover_the_text_in_order() -> None:
    rng = random.Random(5)
    for _ in range(50):
        text = "".join(rng.choice(("word ", "x" * 170, "\n", "\n\n", "\n \n")) for _ in range(60))
        spans = list(blocks(text))
        assert "".join(text[start:end] for start, end in spans) == text


def test_markings_and_names_do_not_push_each_other_out() -> None:
    marking = Finding("CLASSIFICATION_MARKING", "b", 0, 6, 1.0, "markings")
    name = Finding("PERSON", "b", 0, 10, 0.85, "names")
    doubt = Finding("ORGANIZATION", "b", 2, 8, 0.5, "names")
    assert best([name, marking, doubt]) == [marking, name]


def test_company_raises_a_doubtful_number(rules: tuple[Detector, ...]) -> None:
    engine = Engine(rules)
    alone = engine.detect((Passage("b", "It is 123456782."),))
    beside = engine.detect((Passage("b", "It is 123456782. Card 4012 8888 8888 1881"),))
    assert [f.kind for f in alone] == ["NL_BSN"]
    assert beside[0].score > alone[0].score


class Everywhere(Names):
    """Finds its names wherever they stand."""

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [
            Finding("PERSON", p.part, match.start(), match.end(), 0.85, "names")
            for p in passages
            for name in self._names
            for match in re.finditer(name, p.text)
        ]


@pytest.mark.slow
def test_many_names_beside_many_values_stay_linear(rules: tuple[Detector, ...]) -> None:
    """Eight times the lines take about eight times the work, not sixty-four times."""
    engine = Engine([*rules, Everywhere("Anna Berg", "SSN", "Bo Lind")])
    costs = []
    for lines in (1_000, 8_000):
        text = "\n".join(f"{n} SSN 536-22-8735 of Anna Berg, see Bo Lind" for n in range(lines))
        began = time.process_time()
        assert len(engine.detect((Passage("body", text),))) == 3 * lines
        costs.append(time.process_time() - began)
    assert costs[1] < 24 * costs[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_label_in_a_header_far_above_lets_its_rules_run(
    rules: tuple[Detector, ...], delimiter: str
) -> None:
    """The filter that spares rules their work where no label stands changes no finding."""
    columns = {
        "rowNumber": "{n}",
        "fullName": "Kim Berg",
        "passportNumber": "M1234567{n}",
        "Steuer-ID": "65929970489",
        "routing_number": "021000021",
        "accountNo": "77201938{n}",
        "Führerschein": "B072RRE2I5{n}",
        "note": "nothing",
    }
    head = delimiter.join(columns)
    lines = (delimiter.join(columns.values()).format(n=n % 10) for n in range(60))
    text = f"{head}\n" + "\n".join(lines)
    scanner = Scanner.of([each.scanner for each in rules if isinstance(each, RuleDetector)])
    filtered = [(m.rule.kind, m.start, m.end, m.score) for m in scanner.scan(text)]
    scanner._label_base = None
    assert filtered == [(m.rule.kind, m.start, m.end, m.score) for m in scanner.scan(text)]
    last = {kind for kind, start, *_ in filtered if start > len(text) - 90}
    assert {"PASSPORT", "DE_TAX_ID", "ABA_ROUTING_NUMBER"} <= last


def test_rules_that_need_a_label_do_not_run_in_a_table_that_has_none(
    rules: tuple[Detector, ...],
) -> None:
    rows = "\n".join(f"bolt {n},{n}1234567,{n}" for n in range(50, 90))
    scanner = Scanner.of([each.scanner for each in rules if isinstance(each, RuleDetector)])
    hits = [*scanner._wanted]

    def kinds(header: str) -> set[str]:
        text = f"{header}\n{rows}"
        left = scanner._worthwhile(text, 200, 400, hits, Tables(text))
        return {scanner._rules[number][1].kind for number in left}

    assert kinds("piece,price,stock") == set()
    assert kinds("piece,passport,stock") >= {"PASSPORT"}


def test_patterns_are_compiled_when_needed_or_all_before_a_fork(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled: list[str] = []
    real = PatternRule.compiled

    def counting(rule: PatternRule) -> re.Pattern[str]:
        compiled.append(rule.kind)
        return real(rule)

    monkeypatch.setattr(PatternRule, "compiled", counting)
    detectors = [
        plugins.build("dlp.detect", name, name, {}, name) for name in ("contact", "payment")
    ]
    engine = Engine(detectors)
    engine.detect((Passage("b", "write to b@example.org"),))
    some = len(compiled)
    assert "EMAIL_ADDRESS" in compiled and "IBAN_CODE" not in compiled
    engine.detect((Passage("b", "write to b@example.org"),))
    assert len(compiled) == some
    engine.prepare()
    engine.prepare()
    assert len(compiled) == sum(len(each.rules) for each in detectors)
