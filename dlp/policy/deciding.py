"""A policy that decides: for each destination on its own, the first rule that matches.

`decide` and `explain` are one walk through the rules; explaining keeps what it observed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREAD,
    Action,
    Channel,
    Decision,
    Destination,
    Examination,
    Finding,
    Message,
    Sender,
)
from dlp.policy import addresses
from dlp.policy.conditions import Condition, Glob, RuleInput
from dlp.policy.schema import EXTERNAL, RuleMode
from dlp.policy.zones import Caveats, DestinationProfile, ZoneMap, released

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
class CompiledRule:
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
    #: a file may go as a whole, and UNREADABLE may be named
    drops: bool = False
    mode: RuleMode = RuleMode.ENFORCE
    #: line in the policy file
    line: int = 0
    #: a sender may release what it holds, with a reason
    justify: bool = False


@dataclass(frozen=True, slots=True)
class RuleTrace:
    """One rule that was tried for one destination."""

    rule: str
    matched: bool
    #: what was seen, e.g. ``zone is internal``; never content or addresses
    observed: str
    findings: tuple[Finding, ...] = ()
    #: `monitor`: it matched and would have decided
    mode: RuleMode = RuleMode.ENFORCE


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one destination got its decision: every rule tried, in order."""

    destination: Destination
    profile: DestinationProfile
    traces: tuple[RuleTrace, ...]
    decision: Decision


@dataclass(slots=True)
class _Evaluation:
    """What became of one kind of destination on the way through the rules."""

    #: the level is above the destination's clearance, or the caveats do not release it there
    over: bool
    #: the rule that decided
    rule: CompiledRule | None = None
    #: the findings that made it match
    because: tuple[Finding, ...] = ()
    #: the redact rules that matched before it
    steps: list[CompiledRule] = field(default_factory=list)
    cut: set[int] = field(default_factory=set)
    #: what a rule cut that does not let files go as a whole
    kept: set[int] = field(default_factory=set)
    would: list[str] = field(default_factory=list)
    declassified: bool = False
    traces: list[RuleTrace] = field(default_factory=list)
    #: the decision, for each channel that it may name
    made: dict[str, Decision] = field(default_factory=dict)

    @property
    def redacts(self) -> bool:
        """Whether it ends in a redaction."""
        return bool(self.steps) and self.rule is not None and self.rule.action is Action.ALLOW

    @property
    def strictest(self) -> CompiledRule:
        """The redact rule whose fallback counts: the strictest, the first of equals."""
        return max(self.steps, key=lambda step: STRICTNESS[step.fallback])

    @property
    def redirects(self) -> CompiledRule | None:
        """The rule that names the channel, where one may be needed."""
        if self.redacts:
            return self.strictest if self.strictest.fallback is Action.REDIRECT else None
        return self.rule if self.rule is not None and self.rule.action is Action.REDIRECT else None


class Policy:
    """Decides. Made by `dlp.policy.load` or `dlp.policy.parse`; immutable but for a cache."""

    def __init__(
        self,
        rules: Sequence[CompiledRule],
        zones: ZoneMap,
        channels: Sequence[Channel],
        *,
        caveats: Caveats,
        audiences: Mapping[str, frozenset[str]],
        units: Mapping[str, addresses.AddressPatterns] | None = None,
        asks: Iterable[str] = (),
        version: str,
    ) -> None:
        """`caveats`: caveat → audiences. `audiences`: channel → its own audiences. `units`: the
        policy's groups of addresses. `asks`: the keys of all conditions (`schema.When`)."""
        self.rules = tuple(rules)
        self.zones = zones
        #: the keys of all conditions
        self.asks = frozenset(asks)
        #: short hash of the file's bytes: the first 12 digits of their SHA-256
        self.version = version
        self._channels = tuple(one for one in channels if one.trusted)
        self._caveats, self._audiences = caveats, audiences
        self._units = dict(units or {})

    @property
    def actions(self) -> Mapping[str, Action]:
        """The action of each rule, also of those in monitor mode."""
        return {rule.name: rule.action for rule in self.rules}

    def justifiable(self, rule: str) -> bool:
        """Whether a sender may release, with a reason, what this rule held."""
        return any(one.name == rule and one.justify for one in self.rules)

    def cleared(
        self, people: Iterable[str], network: str, examination: Examination
    ) -> tuple[str, ...]:
        """Those of `people` (addresses) who may see the message over that network, in order."""
        level, caveats = examination.level, examination.caveats
        return tuple(
            one
            for one in people
            if (profile := self.zones.address_profile(one, network)).clearance >= level
            and released(caveats, profile.audiences, self._caveats)
        )

    def zone(self, destination: Destination) -> str:
        """The name of the zone that a destination is in."""
        return self.zones.profile(destination).zone

    def unit(self, sender: Sender) -> str:
        """The first of the policy's groups that the sender is in; "" for none. For statistics."""
        address = addresses.parse(sender.identity)
        if address is None or not self._units:
            return ""
        return next((name for name, who in self._units.items() if who.matches(address)), "")

    def decide(self, message: Message, examination: Examination) -> tuple[Decision, ...]:
        """The decisions; together they name every destination of the message exactly once."""
        groups: dict[object, tuple[Decision, list[Destination]]] = {}
        for destination, _, _, decision in self._each(message, examination, keep=False):
            # destinations that differ may still be decided alike
            group = groups.get(id(decision)) or groups.setdefault(_key(decision), (decision, []))
            groups[id(decision)] = group
            group[1].append(destination)
        ordered = {id(group): group for group in groups.values()}.values()
        return tuple(
            replace(decision, destinations=tuple(destinations))
            for decision, destinations in ordered
        )

    def explain(self, message: Message, examination: Examination) -> tuple[Explanation, ...]:
        """For each destination, in order: the rules tried, what they observed, the decision."""
        return tuple(
            Explanation(
                destination,
                profile,
                tuple(walk.traces),
                replace(decision, destinations=(destination,)),
            )
            for destination, profile, walk, decision in self._each(message, examination, keep=True)
        )

    def _each(
        self, message: Message, examination: Examination, *, keep: bool
    ) -> Iterator[tuple[Destination, DestinationProfile, _Evaluation, Decision]]:
        profiles = [self.zones.profile(one) for one in message.destinations]
        external = _distinct(
            destination
            for destination, profile in zip(message.destinations, profiles, strict=True)
            if profile.zone == EXTERNAL
        )
        walks: dict[DestinationProfile, _Evaluation] = {}
        for destination, profile in zip(message.destinations, profiles, strict=True):
            walk = walks.get(profile)
            if walk is None:
                free = released(examination.caveats, profile.audiences, self._caveats)
                given = RuleInput(
                    message,
                    examination,
                    examination.findings,
                    profile,
                    external=external,
                    over=examination.level > profile.clearance or not free,
                    released=free,
                )
                walk = walks[profile] = self._walk(given, keep=keep)
            via = walk.redirects
            channel = self._channel(via.channel, destination, profile, examination) if via else ""
            decision = walk.made.get(channel)
            if decision is None:
                decision = walk.made[channel] = _decision(walk, channel, examination)
            yield destination, profile, walk, decision

    def _walk(self, given: RuleInput, *, keep: bool) -> _Evaluation:
        """Through the rules until one decides.

        A `redact` rule takes its findings out and the walk starts again on the rest, without that
        rule: at most one pass for each redact rule, and one more.
        """
        walk = _Evaluation(given.over)
        done: set[str] = set()
        passes = 1 + sum(rule.action is Action.REDACT for rule in self.rules)
        for _ in range(passes):
            for rule in self.rules:
                if rule.name in done:
                    continue
                answer = rule.condition.test(given)
                cut = _cut(rule, given, answer.findings) if answer.holds else ()
                idle = answer.holds and rule.action is Action.REDACT and not cut
                matched = answer.holds and not idle
                if keep:
                    observed = f"{answer.observed}; nothing to cut out" if idle else answer.observed
                    walk.traces.append(
                        RuleTrace(rule.name, matched, observed, answer.findings, rule.mode)
                    )
                if not matched:
                    continue
                if rule.mode is RuleMode.MONITOR:
                    if rule.name not in walk.would:
                        walk.would.append(rule.name)
                    continue
                walk.declassified |= rule.declassify
                if rule.action is not Action.REDACT:
                    walk.rule, walk.because = rule, answer.findings
                    return walk
                walk.steps.append(rule)
                done.add(rule.name)
                walk.cut.update(map(id, cut))
                if not rule.drops:
                    walk.kept.update(map(id, cut))
                rest = _rest(given.findings, cut)
                given = given.without(rest, declassified=rule.declassify)
                break
        return walk

    def _channel(
        self,
        named: str,
        destination: Destination,
        profile: DestinationProfile,
        examination: Examination,
    ) -> str:
        """The first trusted channel that may and can carry the message there; "" for none."""
        for channel in self._channels:
            if (
                named in ("", channel.name)
                and channel.clearance >= examination.level
                and channel.reaches(destination)
                and released(
                    examination.caveats,
                    self._audiences.get(channel.name, profile.audiences),
                    self._caveats,
                )
            ):
                return channel.name
        return ""


def _distinct(destinations: Iterable[Destination]) -> int:
    """How many there are: an envelope may name one twice, and a header in another case."""
    return len({(one.network, addresses.parse(one.address) or one.address) for one in destinations})


def _decision(walk: _Evaluation, channel: str, examination: Examination) -> Decision:
    """The decision at the end of a walk, its destinations still to come."""
    rule = walk.rule
    would = tuple(walk.would)
    if rule is None or (walk.over and not walk.declassified and rule.action is Action.ALLOW):
        why = "Above the destination's clearance, and no rule says declassify"
        kinds, public = (CLASSIFICATION_MARKING,), PUBLIC[Action.HOLD]
        held = Decision((), Action.HOLD, GUARD, why, public, reason=ABOVE_CLEARANCE)
        return replace(held, would=would, kinds=kinds)
    lead = walk.steps[0] if walk.redacts else rule
    cut = tuple(one for one in examination.findings if id(one) in walk.cut)
    because = Counter(one.kind for one in (cut if walk.redacts else walk.because))
    decision = Decision(
        (),
        lead.action,
        lead.name,
        lead.why,
        lead.public,
        channel,
        steps=tuple(one.name for one in (*walk.steps, rule)) if walk.steps else (),
        would=would,
        kinds=tuple(kind for kind, _ in because.most_common()),
    )
    if not walk.redacts:
        if rule.action is Action.REDIRECT and not channel:
            return _instead(decision, Action.HOLD, NO_CLEARED_CHANNEL)
        return decision
    fallback = walk.strictest.fallback
    if fallback is Action.REDIRECT and not channel:
        fallback = Action.HOLD
    if examination.sealed:
        return _instead(decision, fallback, SEALED)
    drop = tuple(one for one in cut if id(one) not in walk.kept)
    return replace(decision, redact=cut, drop=drop, fallback=fallback)


def _instead(decision: Decision, action: Action, reason: str) -> Decision:
    return replace(decision, action=action, public=PUBLIC[action], reason=reason)


def _cut(rule: CompiledRule, given: RuleInput, matched: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What a redact rule cuts out: of the kinds it lists, or what made it match.

    A part that could not be read only where its file may go as a whole, and a marking only where
    the rule names markings: its text would go out without it.
    """
    if rule.action is not Action.REDACT:
        return ()
    chosen = matched
    if rule.redact is not None:
        chosen = tuple(one for one in given.findings if rule.redact.matches(one.kind))
    return tuple(
        one
        for one in chosen
        if (one.kind not in UNREAD or rule.drops)
        and (rule.markings or one.kind != CLASSIFICATION_MARKING)
    )


def _rest(findings: tuple[Finding, ...], cut: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings that are still there once `cut` is gone: those not covered by a cut span.

    A marking that a span covers stays: it speaks for more than its own characters.
    """
    gone: dict[str, list[Finding]] = {}
    for one in sorted(cut, key=lambda one: one.start):
        gone.setdefault(one.part, []).append(one)
    starts = {part: [one.start for one in some] for part, some in gone.items()}
    #: how far the cuts reach that begin here or before
    reach = {part: list(accumulate((one.end for one in some), max)) for part, some in gone.items()}
    taken = set(map(id, cut))

    def covered(one: Finding) -> bool:
        before = bisect_right(starts.get(one.part, ()), one.start)
        return one.start < one.end and before > 0 and reach[one.part][before - 1] >= one.end

    return tuple(
        one
        for one in findings
        if id(one) not in taken and (one.kind == CLASSIFICATION_MARKING or not covered(one))
    )


def _key(decision: Decision) -> tuple[object, ...]:
    """What makes two decisions one."""
    return (
        decision.action,
        decision.rule,
        decision.channel,
        decision.fallback,
        decision.reason,
        decision.steps,
        decision.would,
        tuple(map(id, decision.redact)),
        tuple(map(id, decision.drop)),
    )
