"""Conditions, compiled: what a rule asks of a message, its findings and a place.

Each condition answers two questions. `test`: does it hold for these facts, and which findings made
it so? `certain`: does it hold, fail, or remain open for *every* message in a `Corner` of the
lattice? The loader's proof that nothing is declassified by accident rests on the second.
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
from dlp.policy.places import Place


@dataclass(frozen=True, slots=True)
class Corner:
    """All messages of one level, towards destinations of one zone that are not cleared for it."""

    level: Level
    zone: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds, the findings that made it so, and what was seen."""

    holds: bool
    findings: tuple[Finding, ...] = ()
    #: for explanations: ``zone is internal``; never content or addresses
    saw: str = ""


class Facts:
    """What a rule may ask about: one message, what is left of its findings, and one place."""

    __slots__ = (
        "by_kind",
        "examination",
        "external",
        "findings",
        "message",
        "over",
        "place",
        "released",
    )

    def __init__(
        self,
        message: Message,
        examination: Examination,
        findings: tuple[Finding, ...],
        place: Place,
        *,
        external: int,
        over: bool,
        released: bool,
    ) -> None:
        """`external`: how many destinations are outside. `over`: above the place's clearance."""
        self.message, self.examination, self.place = message, examination, place
        self.external, self.over, self.released = external, over, released
        self.findings = findings
        self.by_kind: dict[str, list[Finding]] = {}
        for one in findings:
            self.by_kind.setdefault(one.kind, []).append(one)

    def without(self, findings: tuple[Finding, ...], *, declassified: bool) -> Facts:
        """The same, with those findings cut out."""
        return Facts(
            self.message,
            self.examination,
            findings,
            self.place,
            external=self.external,
            over=self.over and not declassified,
            released=self.released or declassified,
        )


class Condition(Protocol):
    """One thing that a rule asks."""

    def test(self, facts: Facts) -> Answer:
        """Whether it holds here."""
        ...

    def certain(self, corner: Corner) -> bool | None:
        """True or False where it is so for everything in that corner, else None."""
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
class Kinds:
    """Findings of some kinds: at least so many, each with at least that score."""

    kinds: Glob
    count: int
    score: float
    #: the kinds as the policy writes them
    written: str

    def chosen(self, by_kind: Mapping[str, list[Finding]]) -> tuple[Finding, ...]:
        """The findings of these kinds with that score."""
        return tuple(
            one
            for kind, some in by_kind.items()
            if self.kinds.matches(kind)
            for one in some
            if one.score >= self.score
        )

    def test(self, facts: Facts) -> Answer:
        found = self.chosen(facts.by_kind)
        count = distinct(found)
        wanted = f", {self.count} wanted" if self.count > 1 else ""
        saw = f"{count} of kind {self.written}{wanted}"
        return Answer(count >= self.count, found if count >= self.count else (), saw)

    def certain(self, corner: Corner) -> bool | None:
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
class Leveled:
    """The message's level stands in a range. Cutting out a marking does not lower it."""

    least: Level
    most: Level

    def test(self, facts: Facts) -> Answer:
        level = facts.examination.level
        holds = self.least <= level <= self.most
        why = markings(facts, lambda one: one.level is not None and one.level >= self.least)
        return Answer(holds, why if holds else (), f"level is {level.label}")

    def certain(self, corner: Corner) -> bool | None:
        return self.least <= corner.level <= self.most


def markings(facts: Facts, wanted: Callable[[Finding], bool]) -> tuple[Finding, ...]:
    """The markings that speak for a level or a caveat."""
    return tuple(one for one in facts.by_kind.get(CLASSIFICATION_MARKING, ()) if wanted(one))


@dataclass(frozen=True, slots=True)
class OverClearance:
    """The level is above what the place may carry, or the caveats do not release it there."""

    wanted: bool

    def test(self, facts: Facts) -> Answer:
        clearance, level = facts.place.clearance, facts.examination.level
        saw = f"level {level.label}, clearance {clearance.label}"
        if not facts.released:
            saw += ", caveats not released there"
        if facts.over is not self.wanted:
            return Answer(False, (), saw)
        why = markings(
            facts, lambda one: (one.level or Level.PUBLIC) > clearance or not facts.released
        )
        return Answer(True, why if self.wanted else (), saw)

    def certain(self, corner: Corner) -> bool | None:
        return self.wanted


@dataclass(frozen=True, slots=True)
class Released:
    """The caveats release the message to the place."""

    wanted: bool

    def test(self, facts: Facts) -> Answer:
        saw = "caveats released there" if facts.released else "caveats not released there"
        return Answer(facts.released is self.wanted, (), saw)

    def certain(self, corner: Corner) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class Zoned:
    """The destination is in one of these zones."""

    zones: frozenset[str]

    def test(self, facts: Facts) -> Answer:
        return Answer(facts.place.zone in self.zones, (), f"zone is {facts.place.zone}")

    def certain(self, corner: Corner) -> bool | None:
        return corner.zone in self.zones


@dataclass(frozen=True, slots=True)
class Unread:
    """A part could not be read, or not in full, for one of these reasons."""

    reasons: frozenset[str]

    def test(self, facts: Facts) -> Answer:
        found = tuple(
            one
            for kind in (UNREADABLE, PARTIAL)
            for one in facts.by_kind.get(kind, ())
            if one.detail.get("reason") in self.reasons
        )
        return Answer(
            bool(found), found, f"{len(found)} unread for {', '.join(sorted(self.reasons))}"
        )

    def certain(self, corner: Corner) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """Anything that is a plain question about the facts and says nothing of level or zone."""

    question: Callable[[Facts], bool]
    yes: str
    no: str

    def test(self, facts: Facts) -> Answer:
        holds = self.question(facts)
        return Answer(holds, (), self.yes if holds else self.no)

    def certain(self, corner: Corner) -> bool | None:
        return None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds; with none of them, always."""

    conditions: tuple[Condition, ...]

    def test(self, facts: Facts) -> Answer:
        findings: dict[int, Finding] = {}
        saw = []
        for condition in self.conditions:
            answer = condition.test(facts)
            saw.append(answer.saw)
            if not answer.holds:
                return Answer(False, (), answer.saw)
            findings.update((id(one), one) for one in answer.findings)
        return Answer(True, tuple(findings.values()), "; ".join(filter(None, saw)))

    def certain(self, corner: Corner) -> bool | None:
        answers = [condition.certain(corner) for condition in self.conditions]
        return False if False in answers else None if None in answers else True


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of these holds. All are asked, so that all their findings are known."""

    conditions: tuple[Condition, ...]

    def test(self, facts: Facts) -> Answer:
        answers = [condition.test(facts) for condition in self.conditions]
        held = [answer for answer in answers if answer.holds]
        findings = {id(one): one for answer in held for one in answer.findings}
        saw = "; or ".join(answer.saw for answer in held or answers)
        return Answer(bool(held), tuple(findings.values()), saw)

    def certain(self, corner: Corner) -> bool | None:
        answers = [condition.certain(corner) for condition in self.conditions]
        return True if True in answers else None if None in answers else False


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold. Names no findings: what is absent cannot be cut out."""

    condition: Condition

    def test(self, facts: Facts) -> Answer:
        answer = self.condition.test(facts)
        return Answer(not answer.holds, (), answer.saw)

    def certain(self, corner: Corner) -> bool | None:
        known = self.condition.certain(corner)
        return None if known is None else not known
