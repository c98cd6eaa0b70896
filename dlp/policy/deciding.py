"""A policy that decides: for each destination on its own, the first rule that matches.

`decide` and `explain` are one walk through the rules; explaining keeps what it saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREADABLE,
    Action,
    Channel,
    Decision,
    Destination,
    Examination,
    Finding,
    Message,
)
from dlp.policy.conditions import Condition, Facts, Glob
from dlp.policy.places import Map, Place, released
from dlp.policy.schema import EXTERNAL, Mode

#: `Decision.rule` where the guard, not a rule, decided
GUARD = "clearance-guard"

#: `Decision.reason`: why an action is not the one that the rule asks for
NO_CLEARED_CHANNEL = "no-cleared-channel"
SEALED = "sealed"
ABOVE_CLEARANCE = "above-clearance"

#: what a sender reads where the rule says nothing
PUBLIC: Mapping[Action, str] = {
    Action.ALLOW: "",
    Action.REDACT: "Parts of this message were removed before it was sent.",
    Action.REDIRECT: "This message was sent by a protected way instead.",
    Action.HOLD: "This message is held until somebody has reviewed it.",
    Action.BLOCK: "This message may not be sent this way.",
}

#: how strict an action is; the strictest fallback of several redactions counts
STRICTNESS: Mapping[Action, int] = {
    Action.ALLOW: 0,
    Action.REDACT: 1,
    Action.REDIRECT: 2,
    Action.HOLD: 3,
    Action.BLOCK: 4,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, compiled."""

    name: str
    condition: Condition
    action: Action
    #: the channel that it names, "" for the first cleared one
    channel: str
    why: str
    public: str
    fallback: Action
    #: the kinds to cut out; None for the findings that made it match
    redact: Glob | None
    #: markings may be cut out, because the rule names them
    markings: bool
    declassify: bool
    mode: Mode = Mode.ENFORCE
    #: line in the policy file
    line: int = 0


@dataclass(frozen=True, slots=True)
class Trial:
    """One rule that was tried for one destination."""

    rule: str
    matched: bool
    #: what was seen, e.g. ``zone is internal``; never content or addresses
    saw: str
    findings: tuple[Finding, ...] = ()
    #: `monitor`: it matched and would have decided
    mode: Mode = Mode.ENFORCE


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one destination got its decision: every rule tried, in order."""

    destination: Destination
    place: Place
    trials: tuple[Trial, ...]
    decision: Decision


@dataclass(slots=True)
class _Walk:
    """What became of one place on the way through the rules."""

    rule: Rule | None = None
    steps: list[Rule] = field(default_factory=list)
    cut: set[int] = field(default_factory=set)
    would: list[str] = field(default_factory=list)
    declassified: bool = False
    over: bool = False
    trials: list[Trial] = field(default_factory=list)


class Policy:
    """Decides. Made by `dlp.policy.load` or `dlp.policy.parse`; immutable but for a cache."""

    def __init__(
        self,
        rules: Sequence[Rule],
        places: Map,
        channels: Sequence[Channel],
        *,
        caveats: Mapping[str, frozenset[str]],
        audiences: Mapping[str, frozenset[str]],
        version: str,
    ) -> None:
        """`caveats`: caveat → audiences. `audiences`: channel → its own audiences."""
        self.rules = tuple(rules)
        self.places = places
        #: short hash of the file's bytes: the first 12 digits of their SHA-256
        self.version = version
        self._channels = tuple(one for one in channels if one.trusted)
        self._caveats, self._audiences = caveats, audiences

    def decide(self, message: Message, examination: Examination) -> tuple[Decision, ...]:
        """The decisions; together they name every destination of the message exactly once."""
        return _grouped([one.decision for one in self._each(message, examination, keep=False)])

    def explain(self, message: Message, examination: Examination) -> tuple[Explanation, ...]:
        """For each destination, in order: the rules tried, what they saw, the decision."""
        return tuple(self._each(message, examination, keep=True))

    def _each(self, message: Message, examination: Examination, *, keep: bool) -> list[Explanation]:
        places = [self.places.place(one) for one in message.destinations]
        external = sum(place.zone == EXTERNAL for place in places)
        walks: dict[Place, _Walk] = {}
        explained = []
        for destination, place in zip(message.destinations, places, strict=True):
            walk = walks.get(place)
            if walk is None:
                free = released(examination.caveats, place.audiences, self._caveats)
                facts = Facts(
                    message,
                    examination,
                    examination.findings,
                    place,
                    external=external,
                    over=examination.level > place.clearance or not free,
                    released=free,
                )
                walk = walks[place] = self._walk(facts, keep=keep)
            decision = self._decision(walk, destination, place, examination)
            explained.append(Explanation(destination, place, tuple(walk.trials), decision))
        return explained

    def _walk(self, facts: Facts, *, keep: bool) -> _Walk:
        """Through the rules until one decides.

        A `redact` rule takes its findings out and the walk starts again on the rest, without that
        rule: at most one pass for each redact rule, and one more.
        """
        walk = _Walk(over=facts.over)
        done: set[str] = set()
        passes = 1 + sum(rule.action is Action.REDACT for rule in self.rules)
        for _ in range(passes):
            for rule in self.rules:
                if rule.name in done:
                    continue
                answer = rule.condition.test(facts)
                cut = _cut(rule, facts, answer.findings) if answer.holds else ()
                idle = answer.holds and rule.action is Action.REDACT and not cut
                matched = answer.holds and not idle
                if keep:
                    saw = f"{answer.saw}; nothing to cut out" if idle else answer.saw
                    walk.trials.append(Trial(rule.name, matched, saw, answer.findings, rule.mode))
                if not matched:
                    continue
                if rule.mode is Mode.MONITOR:
                    if rule.name not in walk.would:
                        walk.would.append(rule.name)
                    continue
                walk.declassified |= rule.declassify
                if rule.action is not Action.REDACT:
                    walk.rule = rule
                    return walk
                walk.steps.append(rule)
                done.add(rule.name)
                walk.cut.update(map(id, cut))
                rest = _rest(facts.findings, cut)
                facts = facts.without(rest, declassified=rule.declassify)
                break
        return walk

    def _decision(
        self, walk: _Walk, destination: Destination, place: Place, examination: Examination
    ) -> Decision:
        rule = walk.rule
        guarded = walk.over and not walk.declassified
        if rule is None or (guarded and rule.action in (Action.ALLOW, Action.REDACT)):
            return Decision(
                (destination,),
                Action.HOLD,
                GUARD,
                "Above the destination's clearance, and no rule says declassify",
                PUBLIC[Action.HOLD],
                reason=ABOVE_CLEARANCE,
                would=tuple(walk.would),
            )
        decision = Decision(
            (destination,),
            rule.action,
            rule.name,
            rule.why,
            rule.public,
            steps=tuple(step.name for step in walk.steps),
            would=tuple(walk.would),
        )
        if rule.action is Action.ALLOW and walk.steps:
            return self._redacted(decision, walk, place, examination)
        if rule.action is Action.REDIRECT:
            return self._redirected(decision, rule.channel, place, examination)
        return decision

    def _redacted(
        self, decision: Decision, walk: _Walk, place: Place, examination: Examination
    ) -> Decision:
        first = walk.steps[0]
        strictest = max(walk.steps, key=lambda step: STRICTNESS[step.fallback])
        decision = replace(decision, rule=first.name, why=first.why, fallback=strictest.fallback)
        instead = replace(
            decision, action=strictest.fallback, public=PUBLIC[strictest.fallback], reason=SEALED
        )
        if strictest.fallback is Action.REDIRECT:
            instead = self._redirected(instead, strictest.channel, place, examination)
        if examination.sealed:
            return instead
        return replace(
            decision,
            action=Action.REDACT,
            public=first.public,
            redact=tuple(one for one in examination.findings if id(one) in walk.cut),
            fallback=instead.action,
            channel=instead.channel,
        )

    def _redirected(
        self, decision: Decision, named: str, place: Place, examination: Examination
    ) -> Decision:
        for channel in self._channels:
            if (
                named in ("", channel.name)
                and channel.clearance >= examination.level
                and channel.reaches(decision.destinations[0])
                and released(
                    examination.caveats,
                    self._audiences.get(channel.name, place.audiences),
                    self._caveats,
                )
            ):
                return replace(decision, channel=channel.name)
        return replace(
            decision,
            action=Action.HOLD,
            fallback=Action.HOLD,
            public=PUBLIC[Action.HOLD],
            reason=NO_CLEARED_CHANNEL,
        )


def _cut(rule: Rule, facts: Facts, matched: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What a redact rule cuts out: of the kinds it lists, or what made it match.

    Never a part that could not be read, and a marking only where the rule names markings: its
    text would go out without it.
    """
    if rule.action is not Action.REDACT:
        return ()
    chosen = matched
    if rule.redact is not None:
        chosen = tuple(one for one in facts.findings if rule.redact.matches(one.kind))
    return tuple(
        one
        for one in chosen
        if one.kind != UNREADABLE and (rule.markings or one.kind != CLASSIFICATION_MARKING)
    )


def _rest(findings: tuple[Finding, ...], cut: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that are still there once `cut` is gone: those not covered by a cut span.

    A marking that a span covers stays: it speaks for more than its own characters.
    """
    gone: dict[str, list[Finding]] = {}
    for one in cut:
        gone.setdefault(one.part, []).append(one)
    taken = set(map(id, cut))
    return tuple(
        one
        for one in findings
        if id(one) not in taken
        and not (
            one.end > one.start
            and one.kind != CLASSIFICATION_MARKING
            and any(by.start <= one.start and one.end <= by.end for by in gone.get(one.part, ()))
        )
    )


def _grouped(decisions: list[Decision]) -> tuple[Decision, ...]:
    """Equal decisions as one, in the order of their first destinations."""
    groups: dict[tuple[object, ...], list[Decision]] = {}
    for one in decisions:
        key = (
            one.action,
            one.rule,
            one.channel,
            one.fallback,
            one.reason,
            one.steps,
            one.would,
            tuple(map(id, one.redact)),
        )
        groups.setdefault(key, []).append(one)
    return tuple(
        replace(some[0], destinations=tuple(one.destinations[0] for one in some))
        for some in groups.values()
    )
