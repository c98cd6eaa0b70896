"""No write-down: random policies, messages and destinations, against an independent oracle.

The loader's proof and the guard at run time are tested apart: for a policy that the loader accepts
the guard never has to act, and where the proof is switched off the guard alone still holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, event, find, given, settings
from hypothesis import strategies as st

from dlp.errors import ConfigError
from dlp.model import Action, Examination, Finding, Level, PartFact, Unread
from dlp.policy import Policy, lattice, parse
from dlp.policy.deciding import GUARD, STRICTNESS
from tests.policy.making import RELAY, VAULT, StubChannel, examined, found, marked, message, unread

ZONES = {
    "internal": {"domains": ["example.org"], "clearance": "secret"},
    "partner": {"domains": ["partner.test"], "clearance": "restricted", "audiences": ["FIN"]},
    "external": {"clearance": "public"},
}
CLEARANCES = {"boss@partner.test": "confidential", "guest@example.org": "internal"}
#: address → clearance and whether caveats for nobody, for USA and for FIN release there
PEOPLE: dict[str, tuple[Level, frozenset[str]]] = {
    "anna@example.org": (Level.SECRET, frozenset({"NOFORN", "REL TO FIN", "ODD"})),
    "guest@example.org": (Level.INTERNAL, frozenset({"NOFORN", "REL TO FIN", "ODD"})),
    "pia@partner.test": (Level.RESTRICTED, frozenset({"REL TO FIN"})),
    "boss@partner.test": (Level.CONFIDENTIAL, frozenset({"REL TO FIN"})),
    "bob@example.net": (Level.PUBLIC, frozenset()),
    "bob%example.net@example.org": (Level.PUBLIC, frozenset()),
}
CHANNELS = (
    RELAY,
    StubChannel("safe", clearance=Level.CONFIDENTIAL, domains=(".net", ".test")),
    VAULT,
)
KINDS = ("CREDIT_CARD", "IBAN_CODE", "PERSON", "CLASSIFICATION_MARKING")

labels = st.sampled_from([level.label for level in Level])
leaves = st.one_of(
    st.fixed_dictionaries({"over_clearance": st.booleans()}),
    st.fixed_dictionaries({"over_clearance": st.just(True)}),
    st.fixed_dictionaries({"zone": st.sampled_from(sorted(ZONES))}),
    st.fixed_dictionaries({"level": labels}),
    st.fixed_dictionaries({"level": st.fixed_dictionaries({"at_least": labels})}),
    st.fixed_dictionaries({"level": st.fixed_dictionaries({"at_most": labels})}),
    st.fixed_dictionaries({"releasable": st.booleans()}),
    st.fixed_dictionaries({"unmarked": st.booleans()}),
    st.fixed_dictionaries({"kind": st.sampled_from(KINDS)}),
    st.fixed_dictionaries({"kind": st.sampled_from(KINDS), "min_count": st.integers(1, 3)}),
    st.fixed_dictionaries({"unreadable": st.sampled_from(["encrypted", "broken"])}),
    st.fixed_dictionaries({"recipient": st.sampled_from(["example.org", "bob@example.net", "*"])}),
    st.fixed_dictionaries({"recipients_over": st.integers(0, 2)}),
    st.fixed_dictionaries({"sealed": st.booleans()}),
    st.fixed_dictionaries({"part_type": st.sampled_from(["image/*", "application/zip"])}),
    st.fixed_dictionaries({"caveat": st.sampled_from(["NOFORN", "*"])}),
)


def _nested(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"any": some}),
        st.fixed_dictionaries({"all": some}),
        st.fixed_dictionaries({"not": inner}),
        st.tuples(leaves, leaves).map(lambda two: {**two[0], **two[1]}),
    )


conditions = st.recursive(leaves, _nested, max_leaves=5)
plain = st.fixed_dictionaries(
    {
        "when": conditions,
        "action": st.sampled_from(["allow", "hold", "block", "redirect"]),
        "mode": st.sampled_from(["enforce", "enforce", "enforce", "monitor"]),
    }
)
redactions = st.fixed_dictionaries(
    {
        "when": conditions,
        "action": st.just("redact"),
        "redact": st.lists(st.sampled_from(KINDS), min_size=1, max_size=2),
        "fallback": st.sampled_from(["hold", "block", "redirect"]),
        "mode": st.sampled_from(["enforce", "enforce", "monitor"]),
    }
)


@st.composite
def rule_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rules as a policy file has them; often with something that may make them safe."""
    rules = draw(st.lists(st.one_of(plain, redactions), max_size=6))
    for rule in rules:
        if rule["action"] in ("allow", "redact") and draw(st.integers(0, 5)) == 0:
            rule["declassify"] = True
        if rule["action"] == "allow" and draw(st.integers(0, 3)):
            rule["when"] = {"all": [rule["when"], {"over_clearance": False}]}
    if draw(st.integers(0, 2)) == 0:
        stop = {
            "when": {"over_clearance": True},
            "action": draw(st.sampled_from(["hold", "redirect"])),
        }
        rules.insert(draw(st.integers(0, len(rules))), stop)
    return [{"name": f"r{n}", "why": "x", **rule} for n, rule in enumerate(rules)]


finding = st.builds(
    found,
    st.sampled_from(KINDS[:3]),
    st.integers(0, 40),
    score=st.sampled_from([0.4, 1.0]),
    part=st.sampled_from(["subject", "body"]),
)
marking = st.builds(
    marked, st.sampled_from(list(Level)), *([st.sampled_from(["NOFORN", "REL TO FIN", "ODD"])])
) | st.builds(marked, st.sampled_from(list(Level)))


@st.composite
def examinations(draw: st.DrawFn) -> Examination:
    findings: list[Finding] = draw(st.lists(finding, max_size=4)) + draw(
        st.lists(marking, max_size=2)
    )
    if draw(st.booleans()):
        findings.append(unread(draw(st.sampled_from([Unread.ENCRYPTED, Unread.BROKEN]))))
    parts = (PartFact("attachment:1", draw(st.sampled_from(["image/png", "text/plain"])), 9),)
    return examined(*findings, sealed=draw(st.booleans()), parts=parts)


def loaded(rules: list[dict[str, Any]]) -> Policy | None:
    """The policy, or None where the loader refuses it because it could write down."""
    default = {"name": "default", "action": "allow"}
    text = yaml.safe_dump(
        {
            "zones": ZONES,
            "clearances": CLEARANCES,
            "channels": {"vault": {"audiences": "*"}},
            "rules": [*rules, default],
        }
    )
    try:
        return parse(text, "random.yaml", CHANNELS)
    except ConfigError as error:
        assert "could allow a message above" in error.fact, error
        return None


@contextmanager
def without_the_proof() -> Iterator[None]:
    kept = lattice.first_violation
    lattice.first_violation = lambda rules, zones: None
    try:
        yield
    finally:
        lattice.first_violation = kept


def may_have(address: str, examination: Examination) -> bool:
    """The oracle: whether this person may have that message, said without the policy's code."""
    clearance, releases = PEOPLE[address]
    return examination.level <= clearance and examination.caveats <= releases


def check(
    policy: Policy, rules: list[dict[str, Any]], to: list[str], examination: Examination
) -> set[str]:
    """Checks partition, no write-down and channels; answers the rules that decided."""
    sent = message(*to)
    decisions = policy.decide(sent, examination)
    assert sorted(id(one) for d in decisions for one in d.destinations) == sorted(
        map(id, sent.destinations)
    )
    declassifying = {rule["name"] for rule in rules if rule.get("declassify")}
    for decision in decisions:
        applied = {decision.rule, *decision.steps}
        for one in decision.destinations:
            if decision.action in (Action.ALLOW, Action.REDACT):
                assert may_have(one.address, examination) or applied & declassifying
            if decision.action is Action.REDIRECT or decision.channel:
                way = next(way for way in CHANNELS if way.name == decision.channel)
                assert way.trusted and way.clearance >= examination.level and way.reaches(one)
                if way.name != "vault":
                    assert examination.caveats <= PEOPLE[one.address][1]
        if decision.action is Action.REDACT:
            assert decision.redact and not examination.sealed
            assert decision.fallback in (Action.HOLD, Action.BLOCK, Action.REDIRECT)
            assert all(cut.kind != "UNREADABLE" for cut in decision.redact)
    return {decision.rule for decision in decisions}


people = st.lists(st.sampled_from(sorted(PEOPLE)), min_size=1, max_size=6)
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
messages = st.lists(st.tuples(people, examinations()), min_size=1, max_size=5)


def never_writes_down(
    rules: list[dict[str, Any]], sent: list[tuple[list[str], Examination]]
) -> None:
    policy = loaded(rules)
    event("accepted" if policy else "refused")
    assume(policy is not None)
    assert policy is not None
    for to, examination in sent:
        assert GUARD not in check(policy, rules, to, examination)


@pytest.mark.slow
@quick
@given(rule_lists(), messages)
def test_what_the_loader_accepts_never_writes_down_and_never_needs_the_guard(
    rules: list[dict[str, Any]], sent: list[tuple[list[str], Examination]]
) -> None:
    never_writes_down(rules, sent)


@pytest.mark.slow
@settings(quick, max_examples=2000)
@given(rule_lists(), messages)
def test_the_same_for_many_more_policies(
    rules: list[dict[str, Any]], sent: list[tuple[list[str], Examination]]
) -> None:
    never_writes_down(rules, sent)


@quick
@given(rule_lists(), people, examinations())
def test_without_the_proof_the_guard_alone_never_writes_down(
    rules: list[dict[str, Any]], to: list[str], examination: Examination
) -> None:
    with without_the_proof():
        policy = loaded(rules)
    assert policy is not None
    check(policy, rules, to, examination)


@pytest.mark.slow
def test_these_policies_and_messages_do_find_holes() -> None:
    """The two tests above would be empty if random policies never were unsafe."""

    def guarded(case: tuple[list[dict[str, Any]], list[str], Examination]) -> bool:
        rules, to, examination = case
        with without_the_proof():
            policy = loaded(rules)
        assert policy is not None
        return any(one.rule == GUARD for one in policy.decide(message(*to), examination))

    rules, to, examination = find(st.tuples(rule_lists(), people, examinations()), guarded)
    assert loaded(rules) is None
    assert not all(may_have(one, examination) for one in to)


@quick
@given(rule_lists(), people, examinations())
def test_decisions_are_the_same_each_time_and_for_each_recipient_alone(
    rules: list[dict[str, Any]], to: list[str], examination: Examination
) -> None:
    rules = [one for one in rules if "recipients_over" not in str(one)]
    policy = loaded(rules)
    assume(policy is not None)
    assert policy is not None

    def told(*who: str) -> dict[str, tuple[object, ...]]:
        return {
            one.address: (d.action, d.rule, d.channel, d.redact, d.steps, d.would)
            for d in policy.decide(message(*who), examination)
            for one in d.destinations
        }

    together = told(*to)
    assert together == told(*to)
    for one in to:
        assert told(one)[one] == together[one]


#: conditions that more findings can only make truer
growing = st.one_of(
    st.fixed_dictionaries({"kind": st.sampled_from(KINDS[:3])}),
    st.fixed_dictionaries({"kind": st.sampled_from(KINDS[:3]), "min_count": st.integers(1, 3)}),
    st.fixed_dictionaries({"unreadable": st.sampled_from(["encrypted", "broken"])}),
    st.fixed_dictionaries({"kind": st.sampled_from(KINDS[:3]), "zone": st.just("external")}),
)


@quick
@given(
    st.lists(
        st.fixed_dictionaries(
            {"when": growing, "action": st.sampled_from(["hold", "block", "redact"])}
        ),
        max_size=5,
    ),
    people,
    examinations(),
    st.one_of(finding, st.builds(unread, st.sampled_from([Unread.ENCRYPTED, Unread.TYPE]))),
)
def test_one_more_finding_never_weakens_rules_that_stand_strictest_first(
    rules: list[dict[str, Any]], to: list[str], examination: Examination, more: Finding
) -> None:
    """True only for rules without `not` and in this order; first match asks for no more."""
    rules = [one for one in rules if one["action"] != "redact" or "kind" in one["when"]]
    rules.sort(key=lambda one: -STRICTNESS[Action(one["action"])])
    above = {"when": {"over_clearance": True}, "action": "block"}
    policy = loaded([{"name": f"r{n}", "why": "x", **one} for n, one in enumerate([above, *rules])])
    assert policy is not None
    richer = examined(*examination.findings, more, sealed=examination.sealed)

    def strictness(examination: Examination) -> list[int]:
        made = policy.explain(message(*to), examination)
        return [STRICTNESS[one.decision.action] for one in made]

    before, after = strictness(examination), strictness(richer)
    assert all(one <= two for one, two in zip(before, after, strict=True))


@pytest.mark.parametrize("level", Level)
def test_the_oracle_and_the_map_agree(level: Level) -> None:
    policy = loaded(
        [{"name": "above", "why": "x", "when": {"over_clearance": True}, "action": "block"}]
    )
    assert policy is not None
    examination = examined(marked(level))
    for address in PEOPLE:
        (one,) = policy.decide(message(address), examination)
        assert (one.action is Action.ALLOW) is may_have(address, examination)
