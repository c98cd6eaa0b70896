"""Small makers for the tests of the policy."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dlp.model import (
    Copy,
    Decision,
    Destination,
    Examination,
    Finding,
    Held,
    Level,
    Message,
    Receipt,
    Sender,
    Unread,
    unreadable,
)
from dlp.policy import Policy, parse


@dataclass(frozen=True)
class StubChannel:
    """A channel that is only asked whether it may and can."""

    name: str
    trusted: bool = True
    clearance: Level = Level.TOP_SECRET
    #: the domains it reaches; everything if empty
    domains: tuple[str, ...] = ()

    def reaches(self, destination: Destination) -> bool:
        return not self.domains or destination.address.endswith(self.domains)

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        raise AssertionError("policy never delivers")

    async def aclose(self) -> None: ...


RELAY = StubChannel("relay", trusted=False, clearance=Level.PUBLIC)
SAFE = StubChannel("safe", clearance=Level.RESTRICTED)
VAULT = StubChannel("vault")
CHANNELS = (RELAY, SAFE, VAULT)

#: zones for tests: clearance secret inside, restricted at the partner, public outside
ZONES = """
zones:
  internal: {domains: [example.org, "*.example.org"], clearance: secret}
  partner: {domains: [partner.test], clearance: restricted, audiences: [FIN]}
  external: {clearance: public}
"""

#: the rule that makes a policy safe, for policies that are about something else
GUARDED = """
  - {name: above, when: {over_clearance: true}, action: hold, why: level}
"""
DEFAULT = """
  - {name: default, action: allow}
"""


def policy(
    rules: str, *, more: str = "", guard: str = "first", channels: Iterable[StubChannel] = CHANNELS
) -> Policy:
    """A policy of these rules (YAML list items), with zones, a default, and a rule for what is
    over the clearance: `first`, `last` or `none`."""
    body = textwrap.indent(textwrap.dedent(rules), "  ")
    first, last = (GUARDED if guard == where else "" for where in ("first", "last"))
    text = f"{ZONES}{textwrap.dedent(more)}\nrules:{first}\n{body}\n{last}{DEFAULT}"
    return parse(text, "policy.yaml", tuple(channels))


def message(
    *to: str | Destination, sender: str = "anna@example.org", data: bytes = b"x", **more: Any
) -> Message:
    """A message to these addresses."""
    return Message(
        id="T3ST",
        protocol=more.pop("protocol", "smtp"),
        sender=Sender(sender, more.pop("authenticated", "")),
        destinations=tuple(Destination(one) if isinstance(one, str) else one for one in to),
        media_type="message/rfc822",
        payload=Held(data),
        **more,
    )


def found(
    kind: str, start: int = 0, end: int | None = None, *, score: float = 1.0, part: str = "body"
) -> Finding:
    """A finding of that kind, eight characters long."""
    return Finding(kind, part, start, start + 8 if end is None else end, score, "test")


def marked(level: Level, *caveats: str, part: str = "body") -> Finding:
    """A marking of that level."""
    return Finding(
        "CLASSIFICATION_MARKING", part, 0, 6, 1.0, "test", "", level, {"caveats": list(caveats)}
    )


def unread(reason: Unread) -> Finding:
    """A part that could not be read."""
    return unreadable("attachment:1", reason)


def examined(*findings: Finding, level: Level | None = None, **more: Any) -> Examination:
    """What inspection says: the level is that of the highest marking, as `Inspector` does it."""
    markings = [one for one in findings if one.level is not None]
    highest = max((one.level or Level.PUBLIC for one in markings), default=Level.PUBLIC)
    caveats = frozenset(c for one in markings for c in one.detail.get("caveats", ()))
    return Examination(
        findings,
        highest if level is None else level,
        more.pop("caveats", frozenset()) | caveats,
        **more,
    )


def outcome(decisions: Iterable[Decision]) -> dict[str, str]:
    """``{"bob@example.net": "redact cards"}``."""
    return {
        one.address: f"{decision.action.value} {decision.rule}"
        for decision in decisions
        for one in decision.destinations
    }
