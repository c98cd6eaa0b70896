"""The list of metrics: bounded whatever comes, named as Prometheus wants it, counted once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import prometheus_client
import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.openmetrics import exposition, parser

from dlp import metrics, policy
from dlp.cli.tables import metric_list
from dlp.metrics import bounded, counting
from dlp.metrics.processes import Workers
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Finding,
    Held,
    Level,
    Message,
    Outcome,
    Sender,
    Status,
    Unread,
    Verdict,
    unreadable,
)
from dlp.status.exposition import Exposition

ROOT = Path(__file__).parents[1]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No label has been admitted yet, and every metric is empty; as before, afterwards."""
    monkeypatch.setattr(bounded, "_admitted", {})
    for metric in list(metrics.REGISTRY._collector_to_names):
        if getattr(metric, "_labelnames", ()):
            monkeypatch.setattr(metric, "_metrics", {})


def series() -> int:
    return sum(len(family.samples) for family in metrics.REGISTRY.collect())


class Places:
    """A policy's answers, made up."""

    def __init__(self, zone: str = "external", unit: str = "") -> None:
        self._zone, self._unit = zone, unit
        self.actions = {"trial": Action.HOLD}

    def zone(self, destination: Destination) -> str:
        return self._zone

    def unit(self, sender: Sender) -> str:
        return self._unit


def message(*to: Destination, **facts: Any) -> Message:
    return Message(
        id="AAAA-BBBB-CCCC",
        protocol="smtp",
        sender=Sender("ada@example.org"),
        destinations=to,
        media_type="message/rfc822",
        payload=Held(b"x"),
        facts=facts,
    )


def outcome(action: Action, status: Status, *to: Destination) -> Outcome:
    return Outcome("AAAA-BBBB-CCCC", tuple(Verdict(one, status, action) for one in to))


def value(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


# --------------------------------------------------------------------------- bounded


@pytest.mark.slow
def test_a_hundred_thousand_senders_rooms_and_rules_stay_few_series(fresh: None) -> None:
    before = series()
    for number in range(100_000):
        to = Destination(f"!room{number}:example.org", f"network{number}")
        sent = message(to)
        places = Places(f"zone{number}", f"person{number}@example.org")
        found = Examination(
            (
                Finding(f"KIND_{number}", "body", 0, 1, number / 100_000, f"detector{number}"),
                unreadable("body", Unread.TYPE),
            ),
            Level(number % 6),
        )
        action = list(Action)[number % 5]
        decision = Decision(
            (to,), action, f"rule-{number}", "", kinds=(f"KIND_{number}",), would=(f"t-{number}",)
        )
        counting.examined(sent, found)
        counting.decided(sent, [decision])
        counting.carried_out(sent, found, [decision], outcome(action, Status.KEPT, to), places)
        counting.answered(sent, outcome(action, Status.KEPT, to), action.value, 0.1)
    assert series() - before < 8 * bounded.MOST
    for family in metrics.REGISTRY.collect():
        children = {
            tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
            for sample in family.samples
        }
        # what is closed is few; what is open stops at the cap
        assert len(children) <= bounded.MOST + 200, family.name
    text = Exposition(metrics.REGISTRY).plain().decode()
    assert "@" not in text
    assert "!room" not in text
    assert 'rule="other"' in text
    counted = sum(
        sample.value
        for family in metrics.REGISTRY.collect()
        if family.name == "dlp_decisions"
        for sample in family.samples
    )
    assert counted == 100_000, "nothing is lost, it is only counted together"


@pytest.mark.parametrize(
    "text", ["ada@example.org", "!room:x", "a b\nc", "", "x" * 65, "\u202ename", '"', "{a}"]
)
def test_what_is_no_word_is_other(fresh: None, text: str) -> None:
    assert bounded.admit("rule", text) == "other"


def test_closed_labels_know_their_words(fresh: None) -> None:
    assert bounded.admit("action", "block") == "block"
    assert bounded.admit("action", "explode") == "other"
    assert bounded.admit("level", "top-secret") == "top-secret"
    assert {bounded.band(score / 100) for score in range(101)} == bounded.LABELS["band"]


def test_every_label_is_bounded() -> None:
    for metric in metrics.REGISTRY._collector_to_names:
        for label in getattr(metric, "_labelnames", ()):
            assert label in bounded.LABELS, f"{metric._name}: {label}"


# --------------------------------------------------------------------------- what is counted


def test_a_leak_prevented_is_counted_once_a_destination(fresh: None) -> None:
    bob, eve = Destination("bob@x.test"), Destination("eve@x.test")
    decision = Decision((bob, eve), Action.BLOCK, "keys", "", kinds=("PRIVATE_KEY", "CREDIT_CARD"))
    sent, found = message(bob, eve), Examination((), Level.SECRET)
    done = outcome(Action.BLOCK, Status.REFUSED, bob, eve)
    counting.carried_out(sent, found, [decision], done, Places(unit="sales"))
    assert (
        value(
            "dlp_leaks_prevented_total",
            protocol="smtp",
            network="smtp",
            zone="external",
            unit="sales",
            kind="PRIVATE_KEY",
            level="secret",
            rule="keys",
            action="block",
        )
        == 2
    )


def _prevented(action: Action, status: Status, would: Sequence[str] = (), **facts: Any) -> float:
    bob = Destination("bob@x.test")
    decision = Decision((bob,), action, "r", "", would=tuple(would))
    sent = message(bob, **facts)
    before = {
        name: _sum(name) for name in ("dlp_leaks_prevented_total", "dlp_leaks_monitored_total")
    }
    done = outcome(action, status, bob)
    counting.carried_out(sent, Examination(()), [decision], done, Places())
    name = "dlp_leaks_monitored_total" if would else "dlp_leaks_prevented_total"
    return _sum(name) - before[name]


def _sum(name: str) -> float:
    return sum(
        sample.value
        for family in metrics.REGISTRY.collect()
        for sample in family.samples
        if sample.name == name
    )


def test_what_comes_again_is_not_counted_yet(fresh: None) -> None:
    assert _prevented(Action.REDACT, Status.DELIVERED) == 1
    assert _prevented(Action.HOLD, Status.KEPT) == 1
    assert _prevented(Action.REDACT, Status.LATER) == 0
    assert _prevented(Action.REDACT, Status.REFUSED) == 0, "the far side's no, not ours"
    assert _prevented(Action.ALLOW, Status.DELIVERED) == 0
    assert _prevented(Action.ALLOW, Status.DELIVERED, ["trial"]) == 1
    assert _prevented(Action.BLOCK, Status.REFUSED, probe=True) == 0


def test_probe_is_no_statistic(fresh: None) -> None:
    bob = Destination("bob@x.test")
    sent = message(bob, probe=True)
    before = [_sum(name) for name in ("dlp_messages_total", "dlp_findings_total")]
    found = Examination((Finding("CREDIT_CARD", "body", 0, 4, 1.0, "payment"),))
    counting.examined(sent, found)
    counting.answered(sent, outcome(Action.BLOCK, Status.REFUSED, bob), "block", 0.1)
    assert [_sum(name) for name in ("dlp_messages_total", "dlp_findings_total")] == before


@pytest.mark.parametrize(
    ("part", "result"), [("body", "partial"), ("message", "none"), (None, "full")]
)
def test_how_much_was_read(fresh: None, part: str | None, result: str) -> None:
    found = (unreadable(part, Unread.CRASHED),) if part else ()
    counting.examined(message(), Examination(found))
    assert value("dlp_inspections_total", protocol="smtp", result=result) == 1


def test_a_policy_tells_units_zones_and_kinds(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        "groups: {sales: ['*@sales.example.org']}\n"
        "zones: {internal: {domains: [example.org]}}\n"
        "rules:\n"
        "  - {name: keys, when: {kind: PRIVATE_KEY}, action: block, why: x}\n"
        "  - {name: trial, when: {size_over: 1}, action: hold, mode: monitor, why: x}\n"
        "  - {name: guard, when: {over_clearance: true}, action: hold, why: x}\n"
        "  - {name: default, action: allow}\n"
    )
    loaded = policy.load(tmp_path / "p.yaml", [])
    assert loaded.unit(Sender("ada@sales.example.org")) == "sales"
    assert loaded.unit(Sender("ada@example.org")) == ""
    assert loaded.zone(Destination("x@example.org")) == "internal"
    assert loaded.actions["trial"] is Action.HOLD
    found = Examination((Finding("PRIVATE_KEY", "body", 0, 4, 1.0, "secrets"),))
    (decision,) = loaded.decide(message(Destination("x@y.test"), size=10), found)
    assert decision.kinds == ("PRIVATE_KEY",)


# --------------------------------------------------------------------------- as text


def test_both_formats_are_the_librarys_own(fresh: None) -> None:
    registry = CollectorRegistry()
    for metric in metrics.REGISTRY._collector_to_names:
        if not isinstance(metric, prometheus_client.ProcessCollector | Workers):
            registry.register(metric)
    metrics.build_info.info({"version": 'a"b\\c\nd'})
    bob = Destination("bob@x.test")
    decision = Decision((bob,), Action.HOLD, "r", "", kinds=("IBAN_CODE",))
    sent, found = message(bob), Examination((), seconds={"read": 0.2, "detect": 70.0})
    counting.examined(sent, found)
    counting.carried_out(sent, found, [decision], outcome(Action.HOLD, Status.KEPT, bob), Places())
    now = [0.0]
    ours = Exposition(registry, clock=lambda: now[0])
    first = ours.openmetrics().decode()
    now[0] = 60.0
    assert ours.plain() == prometheus_client.generate_latest(registry)
    assert ours.openmetrics() == exposition.generate_latest(registry)
    # a new counter was shown as 0, so that its first event is a rise
    line = re.compile(r'^dlp_leaks_prevented_total\{.*kind="IBAN_CODE".*\} (\S+) #', re.M)
    assert line.findall(first) == ["0.0"]
    assert line.findall(ours.openmetrics().decode()) == ["1.0"]
    families = {f.name: f for f in parser.text_string_to_metric_families(first)}
    assert families["dlp_stage_duration_seconds"].type == "histogram"


@pytest.mark.peer
def test_promtool_finds_nothing_to_say(fresh: None) -> None:
    counting.examined(message(), Examination((), seconds={"read": 0.2}))
    text = Exposition(metrics.REGISTRY).plain()
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, b"")


def test_the_list_has_a_unit_and_a_meaning_for_each() -> None:
    table = metric_list()
    assert table.columns == ("name", "type", "labels", "unit", "meaning")
    names = [row[0] for row in table.rows]
    assert len(names) == len(set(names)) > 45
    for name, kind, _, unit, meaning in table.rows:
        assert name.startswith("dlp_")
        assert meaning.strip()
        assert unit != "1" or kind == "info" or name == "dlp_detector_loaded", name
        if kind == "counter":
            assert name.endswith("_total")
        for word in ("seconds", "bytes"):
            if unit == word:
                assert word in name, name
