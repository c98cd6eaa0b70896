"""Conditions, compiled: what a rule asks of a message, its findings and a destination.

Each condition answers two questions. `test`: does it hold for this input, and which findings made
it so? `certain`: does it hold, fail, or remain open for *every* message of an
`UnclearedFlow`? The loader's proof that nothing is declassified by accident rests on the second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dlp.model import (
    CLASSIFICATION_MARKING,
    PARTIAL,
    UNREADABLE,
    Examination,
    Finding,
    Level,
    Message,
)
from dlp.policy.zones import DestinationProfile


@dataclass(frozen=True, slots=True)
class UnclearedFlow:
    """All messages of one level, towards destinations of one zone that are not cleared for it."""

    level: Level
    zone: str


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """Whether a condition holds, the findings that made it so, and what was seen."""

    holds: bool
    findings: tuple[Finding, ...] = ()
    #: for explanations: ``zone is internal``; never content or addresses
    observed: str = ""


class RuleInput:
    """What a rule may ask about: one message, what is left of its findings, and one
    destination."""

    __slots__ = (
        "by_kind",
        "examination",
        "external",
        "findings",
        "message",
        "over",
        "profile",
        "released",
    )

    def __init__(
        self,
        message: Message,
        examination: Examination,
        findings: tuple[Finding, ...],
        profile: DestinationProfile,
        *,
        external: int,
        over: bool,
        released: bool,
    ) -> None:
        """`external`: how many destinations are outside. `over`: above its clearance."""
        self.message, self.examination, self.profile = message, examination, profile
        self.external, self.over, self.released = external, over, released
        self.findings = findings
        self.by_kind: dict[str, list[Finding]] = {}
        for one in findings:
            self.by_kind.setdefault(one.kind, []).append(one)

    def without(self, findings: tuple[Finding, ...], *, declassified: bool) -> RuleInput:
        """The same, with those findings cut out."""
        return RuleInput(
            self.message,
            self.examination,
            findings,
            self.profile,
            external=self.external,
            over=self.over and not declassified,
            released=self.released or declassified,
        )


class Condition(Protocol):
    """One thing that a rule asks."""

    def test(self, given: RuleInput) -> ConditionResult:
        """Whether it holds here."""
        ...

    def certain(self, flow: UnclearedFlow) -> bool | None:
        """True or False where it is so for every message of that flow, else None."""
        ...


class Glob:
    """Texts with ``*``, compared without case."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        parts = (".*".join(map(re.escape, text.casefold().split("*"))) for text in texts)
        self._pattern = re.compile("|".join(f"(?:{part})" for part in parts), re.DOTALL)

    def matches(self, text: str) -> bool:
        """Whether any of them covers the whole of `text`."""
        return self._pattern.fullmatch(text.casefold()) is not None


@dataclass(frozen=True, slots=True)
class KindCondition:
    """Findings of some kinds: at least so many, each with at least that score."""

    kinds: Glob
    count: int
    score: float
    #: the kinds as the policy writes them
    written: str
    #: only those whose detail names such a sub-kind; all without
    sub_kinds: Glob | None = None

    def chosen(self, by_kind: Mapping[str, list[Finding]]) -> tuple[Finding, ...]:
        """The findings of these kinds with that score and sub-kind."""
        return tuple(
            one
            for kind, some in by_kind.items()
            if self.kinds.matches(kind)
            for one in some
            if one.score >= self.score
            and (
                self.sub_kinds is None
                or self.sub_kinds.matches(str(one.detail.get("sub_kind", "")))
            )
        )

    def test(self, given: RuleInput) -> ConditionResult:
        found = self.chosen(given.by_kind)
        count = distinct(found)
        wanted = f", {self.count} wanted" if self.count > 1 else ""
        observed = f"{count} of kind {self.written}{wanted}"
        return ConditionResult(count >= self.count, found if count >= self.count else (), observed)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return None


def distinct(findings: tuple[Finding, ...]) -> int:
    """How many stretches of text these are; what overlaps counts once.

    Two recognisers that read the same digits as a card and as an account found one thing.
    """
    count, part, reached = 0, None, -1
    for one in sorted(findings, key=lambda one: (one.part, one.start, one.end)):
        if one.part != part or one.start >= reached or one.end == one.start:
            count, part, reached = count + 1, one.part, one.end
        else:
            reached = max(reached, one.end)
    return count


@dataclass(frozen=True, slots=True)
class LevelCondition:
    """The message's level stands in a range. Cutting out a marking does not lower it."""

    least: Level
    most: Level

    def test(self, given: RuleInput) -> ConditionResult:
        level = given.examination.level
        holds = self.least <= level <= self.most
        why = markings(given, lambda one: one.level is not None and one.level >= self.least)
        return ConditionResult(holds, why if holds else (), f"level is {level.label}")

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return self.least <= flow.level <= self.most


def markings(given: RuleInput, wanted: Callable[[Finding], bool]) -> tuple[Finding, ...]:
    """The markings that speak for a level or a caveat."""
    return tuple(one for one in given.by_kind.get(CLASSIFICATION_MARKING, ()) if wanted(one))


@dataclass(frozen=True, slots=True)
class ClearanceCondition:
    """The level is above what may go to the destination, or the caveats do not release it there."""

    wanted: bool

    def test(self, given: RuleInput) -> ConditionResult:
        clearance, level = given.profile.clearance, given.examination.level
        observed = f"level {level.label}, clearance {clearance.label}"
        if not given.released:
            observed += ", caveats not released there"
        if given.over is not self.wanted:
            return ConditionResult(False, (), observed)
        why = markings(
            given, lambda one: (one.level or Level.PUBLIC) > clearance or not given.released
        )
        return ConditionResult(True, why if self.wanted else (), observed)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return self.wanted


@dataclass(frozen=True, slots=True)
class ReleaseCondition:
    """The caveats release the message to the destination."""

    wanted: bool

    def test(self, given: RuleInput) -> ConditionResult:
        observed = "caveats released there" if given.released else "caveats not released there"
        return ConditionResult(given.released is self.wanted, (), observed)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class ZoneCondition:
    """The destination is in one of these zones."""

    zones: frozenset[str]

    def test(self, given: RuleInput) -> ConditionResult:
        return ConditionResult(
            given.profile.zone in self.zones, (), f"zone is {given.profile.zone}"
        )

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return flow.zone in self.zones


@dataclass(frozen=True, slots=True)
class UnreadableCondition:
    """A part could not be read, or not in full, for one of these reasons."""

    reasons: frozenset[str]

    def test(self, given: RuleInput) -> ConditionResult:
        found = tuple(
            one
            for kind in (UNREADABLE, PARTIAL)
            for one in given.by_kind.get(kind, ())
            if one.detail.get("reason") in self.reasons
        )
        return ConditionResult(
            bool(found), found, f"{len(found)} unread for {', '.join(sorted(self.reasons))}"
        )

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class PredicateCondition:
    """Any other question about the input, asked by a function; says nothing of level or zone."""

    question: Callable[[RuleInput], bool]
    yes: str
    no: str

    def test(self, given: RuleInput) -> ConditionResult:
        holds = self.question(given)
        return ConditionResult(holds, (), self.yes if holds else self.no)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these holds; with none of them, always."""

    conditions: tuple[Condition, ...]

    def test(self, given: RuleInput) -> ConditionResult:
        findings: dict[int, Finding] = {}
        observed = []
        for condition in self.conditions:
            answer = condition.test(given)
            observed.append(answer.observed)
            if not answer.holds:
                return ConditionResult(False, (), answer.observed)
            findings.update((id(one), one) for one in answer.findings)
        return ConditionResult(True, tuple(findings.values()), "; ".join(filter(None, observed)))

    def certain(self, flow: UnclearedFlow) -> bool | None:
        answers = [condition.certain(flow) for condition in self.conditions]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds. All are asked, so that all their findings are known."""

    conditions: tuple[Condition, ...]

    def test(self, given: RuleInput) -> ConditionResult:
        answers = [condition.test(given) for condition in self.conditions]
        held = [answer for answer in answers if answer.holds]
        findings = {id(one): one for answer in held for one in answer.findings}
        observed = "; or ".join(answer.observed for answer in held or answers)
        return ConditionResult(bool(held), tuple(findings.values()), observed)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        answers = [condition.certain(flow) for condition in self.conditions]
        return True if True in answers else None if None in answers else False


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold. Names no findings: what is absent cannot be cut out."""

    condition: Condition

    def test(self, given: RuleInput) -> ConditionResult:
        answer = self.condition.test(given)
        return ConditionResult(not answer.holds, (), answer.observed)

    def certain(self, flow: UnclearedFlow) -> bool | None:
        known = self.condition.certain(flow)
        return None if known is None else not known
