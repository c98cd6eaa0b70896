"""What goes into the store and comes out of it, as frozen values."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dlp.errors import Refused
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Finding,
    Level,
    Message,
    Payload,
    Sender,
)

#: findings of one incident that are listed in clear; all are counted, and all are in evidence
_LISTED = 500
_STRICTNESS = (Action.ALLOW, Action.REDACT, Action.REDIRECT, Action.HOLD, Action.BLOCK)


class Conflict(Refused):
    """Somebody else acted on this incident first, or it is not in a state that allows this."""


class Already(Refused):
    """An incident of that reference is there: the same request was kept before."""


class Unknown(Refused):
    """No incident, or no evidence any more, under that reference."""


class State(StrEnum):
    """Where an incident stands."""

    HELD = "held"  # waits for a reviewer
    RELAYING = "relaying"  # its redacted copy is on its way in the client's own session
    PASSED = "passed"  # copies went out, or are in the outbox
    BLOCKED = "blocked"
    RELEASED = "released"
    REJECTED = "rejected"
    EXPIRED = "expired"  # nobody decided in time: as rejected
    UNDELIVERED = "undelivered"  # the far side did not take the copy; the client still has it

    @property
    def closed(self) -> bool:
        """Whether nothing more is to be decided."""
        return self not in (State.HELD, State.RELAYING)


class DispatchState(StrEnum):
    """Where a dispatch, or one destination of it, stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Group:
    """One decision as an incident keeps it."""

    action: Action
    rule: str
    why: str
    public: str
    channel: str
    destinations: tuple[Destination, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIncident:
    """An incident about to be written."""

    reference: str
    protocol: str
    media_type: str
    created: float
    state: State
    sender: Sender
    groups: tuple[Group, ...]
    level: Level
    action: Action
    rule: str
    summary: Mapping[str, Any]
    policy_version: str
    size: int
    automatic: bool = False
    hold_until: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an incident's history: who, when, what, why. No addresses, no content."""

    at: float
    actor: str
    event: str
    why: str = ""
    state: str = ""
    policy_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(NewIncident):
    """An incident as it stands, with its history (empty on lists)."""

    revision: int
    closed: float | None
    legal_hold: bool
    history: tuple[Entry, ...] = ()

    def destinations(self, action: Action) -> tuple[Destination, ...]:
        """The destinations that were decided to `action`."""
        return tuple(
            d for group in self.groups if group.action is action for d in group.destinations
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """The original, and every finding in it, in clear: handle with care."""

    payload: Payload
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDispatch:
    """One copy about to enter the outbox."""

    id: str
    incident: str
    protocol: str
    channel: str
    sender: Sender
    destinations: tuple[Destination, ...]
    media_type: str
    payload: Payload
    created: float
    expires: float
    #: header lines put before the payload, each ended by CRLF
    headers: bytes = b""
    is_report: bool = False
    ticket: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A claimed dispatch: the destinations that still wait, the payload in clear."""

    id: str
    incident: str
    protocol: str
    channel: str
    sender: Sender
    destinations: tuple[Destination, ...]
    media_type: str
    payload: bytes = field(repr=False)
    created: float
    expires: float
    attempts: int
    is_report: bool
    ticket: bool
    delay_told: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What one try to deliver a dispatch brought, to be written in one transaction."""

    dispatch: str
    at: float
    #: state and the far side's reply, for each destination that was tried
    results: tuple[tuple[Destination, DispatchState, str], ...]
    #: when to try the ones that still wait
    next_try: float
    reports: tuple[NewDispatch, ...] = ()
    delay_told: bool = False
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The outbox and the holds, in numbers."""

    depth: Mapping[str, int]
    #: seconds that the oldest waiting dispatch has waited
    oldest: float
    held: int


def strictest(actions: Sequence[Action]) -> Action:
    """block > hold > redirect > redact > allow."""
    return max(actions, key=_STRICTNESS.index)


def new_incident(
    message: Message,
    examination: Examination,
    decisions: Sequence[Decision],
    *,
    state: State,
    policy_version: str,
    now: float,
    hold_until: float | None = None,
) -> NewIncident:
    """The incident that stands for `decisions` on `message`. Keeps no text of it."""
    action = strictest([decision.action for decision in decisions])
    return NewIncident(
        reference=message.id,
        protocol=message.protocol,
        media_type=message.media_type,
        created=now,
        state=state,
        sender=replace(
            message.sender, facts={**message.sender.facts, "trace": message.facts.get("trace", "")}
        ),
        groups=tuple(
            Group(d.action, d.rule, d.why, d.public, d.channel, d.destinations) for d in decisions
        ),
        level=examination.level,
        action=action,
        rule=next(d.rule for d in decisions if d.action is action),
        summary=summary(examination.findings),
        policy_version=policy_version,
        size=message.payload.size,
        automatic=examination.automatic,
        hold_until=hold_until,
    )


def summary(findings: Sequence[Finding]) -> dict[str, Any]:
    """Kinds, counts, part roles and offsets. File names stand in part paths, and so those are
    cut down to their first word and number (``attachment:2``)."""
    return {
        "kinds": dict(Counter(finding.kind for finding in findings)),
        "findings": [
            {
                "kind": finding.kind,
                "part": part_role(finding.part),
                "start": finding.start,
                "end": finding.end,
                "score": finding.score,
                "detector": finding.detector,
                **({"reason": finding.detail["reason"]} if "reason" in finding.detail else {}),
            }
            for finding in findings[:_LISTED]
        ],
    }


def part_role(part: str) -> str:
    """``attachment:2`` of ``attachment:2/report.docx/header``; ``header`` of ``header:x-note``."""
    match = re.match(r"[a-z-]+(?::[0-9]+)?", part)
    return match[0] if match else "part"


def destination_to_json(destination: Destination) -> dict[str, Any]:
    """A destination as JSON values."""
    return {
        "address": destination.address,
        "network": destination.network,
        "facts": dict(destination.facts),
    }


def destination_from_json(raw: Mapping[str, Any]) -> Destination:
    """Undoes `destination_to_json`."""
    return Destination(raw["address"], raw["network"], raw["facts"])


def group_to_json(group: Group) -> dict[str, Any]:
    """A group as JSON values."""
    return {
        "action": group.action.value,
        "rule": group.rule,
        "why": group.why,
        "public": group.public,
        "channel": group.channel,
        "destinations": [destination_to_json(d) for d in group.destinations],
    }


def group_from_json(raw: Mapping[str, Any]) -> Group:
    """Undoes `group_to_json`."""
    return Group(
        Action(raw["action"]),
        raw["rule"],
        raw["why"],
        raw["public"],
        raw["channel"],
        tuple(destination_from_json(d) for d in raw["destinations"]),
    )


def findings_to_json(findings: Sequence[Finding]) -> bytes:
    """Every field of every finding, for the sealed half of evidence."""
    return json.dumps(
        [
            {
                "kind": f.kind,
                "part": f.part,
                "start": f.start,
                "end": f.end,
                "score": f.score,
                "detector": f.detector,
                "why": f.why,
                "level": None if f.level is None else f.level.label,
                "detail": dict(f.detail),
            }
            for f in findings
        ]
    ).encode()


def findings_from_json(data: bytes) -> tuple[Finding, ...]:
    """Undoes `findings_to_json`."""
    return tuple(
        Finding(
            kind=raw["kind"],
            part=raw["part"],
            start=raw["start"],
            end=raw["end"],
            score=raw["score"],
            detector=raw["detector"],
            why=raw["why"],
            level=None if raw["level"] is None else Level.parse(raw["level"]),
            detail=raw["detail"],
        )
        for raw in json.loads(data)
    )
