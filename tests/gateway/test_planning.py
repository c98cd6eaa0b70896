"""Plans: what cannot be carried out ends in a hold, never in a pass."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from dlp.gateway.planning import (
    CANNOT_REDACT,
    Handling,
    became,
    covers,
    fall_back,
    handling,
    settle,
    summary,
    usable,
)
from dlp.model import (
    Action,
    Copy,
    Decision,
    Destination,
    Finding,
    Held,
    Level,
    Message,
    Outcome,
    Receipt,
    Sender,
    Status,
    Verdict,
)

A, B = Destination("a@x.test"), Destination("b@y.test")
CARD = Finding("CREDIT_CARD", "body", 1, 5, 1.0, "d")
NAME = Finding("PERSON", "body", 7, 9, 1.0, "d")


@dataclass(frozen=True)
class Door:
    name: str = "vault"
    trusted: bool = True
    clearance: Level = Level.SECRET
    domain: str = ""

    def reaches(self, destination: Destination) -> bool:
        return destination.address.endswith(self.domain)

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        raise AssertionError("a plan delivers nothing")

    async def aclose(self) -> None: ...


def decided(action: Action, *destinations: Destination, **more: object) -> Decision:
    return replace(Decision(destinations or (A,), action, "rule", "why"), **more)


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ([decided(Action.ALLOW)], Handling.UNCHANGED),
        ([decided(Action.ALLOW, A), decided(Action.ALLOW, B, rule="other")], Handling.UNCHANGED),
        ([decided(Action.BLOCK)], Handling.REFUSED),
        ([decided(Action.REDACT, redact=(CARD,))], Handling.REDACTED),
        (
            [
                decided(Action.REDACT, A, redact=(CARD, NAME)),
                decided(Action.REDACT, B, redact=(NAME, CARD)),
            ],
            Handling.REDACTED,
        ),
        (
            [decided(Action.REDACT, A, redact=(CARD,)), decided(Action.REDACT, B, redact=(NAME,))],
            Handling.KEPT,
        ),
        ([decided(Action.HOLD)], Handling.KEPT),
        ([decided(Action.REDIRECT)], Handling.KEPT),
        ([decided(Action.ALLOW, A), decided(Action.BLOCK, B)], Handling.KEPT),
        ([decided(Action.ALLOW, A), decided(Action.REDACT, B, redact=(CARD,))], Handling.KEPT),
        ([decided(Action.HOLD, A), decided(Action.BLOCK, B)], Handling.KEPT),
    ],
)
def test_the_way(decisions: list[Decision], expected: Handling) -> None:
    assert handling(decisions) is expected


@pytest.mark.parametrize(
    ("door", "level", "fits"),
    [
        (Door(), Level.SECRET, True),
        (Door(), Level.TOP_SECRET, False),
        (Door(trusted=False), Level.PUBLIC, False),
        (Door(domain="x.test"), Level.PUBLIC, True),
        (Door(domain="y.test"), Level.PUBLIC, False),
    ],
)
def test_a_redirect_needs_a_trusted_cleared_channel_that_reaches(
    door: Door, level: Level, fits: bool
) -> None:
    assert usable(door, [A], level) is fits
    (settled,) = settle([decided(Action.REDIRECT, channel="vault")], {"vault": door}, level)
    assert settled.action is (Action.REDIRECT if fits else Action.HOLD)
    assert fits or (settled.channel == "" and settled.reason)


@pytest.mark.parametrize("channel", ["", "gone"])
def test_a_redirect_to_nowhere_is_a_hold(channel: str) -> None:
    (settled,) = settle(
        [decided(Action.REDIRECT, channel=channel)], {"vault": Door()}, Level.PUBLIC
    )
    assert settled.action is Action.HOLD


def test_all_of_a_decisions_destinations_must_be_reached() -> None:
    doors = {"vault": Door(domain="x.test")}
    decision = decided(Action.REDIRECT, A, B, channel="vault")
    assert settle([decision], doors, Level.PUBLIC)[0].action is Action.HOLD


@pytest.mark.parametrize(
    ("fallback", "channel", "expected"),
    [
        (Action.BLOCK, "", Action.BLOCK),
        (Action.HOLD, "", Action.HOLD),
        (Action.ALLOW, "", Action.HOLD),
        (Action.REDACT, "", Action.HOLD),
        (Action.REDIRECT, "vault", Action.REDIRECT),
        (Action.REDIRECT, "", Action.HOLD),
    ],
)
def test_what_cannot_be_redacted_never_passes(
    fallback: Action, channel: str, expected: Action
) -> None:
    decision = decided(Action.REDACT, redact=(CARD,), fallback=fallback, channel=channel)
    instead = fall_back(decision, {"vault": Door()}, Level.PUBLIC)
    assert instead.action is expected
    assert instead.redact == ()
    assert expected is Action.HOLD or instead.reason == CANNOT_REDACT


def test_decisions_must_partition_the_destinations() -> None:
    message = Message(
        id="M",
        protocol="smtp",
        sender=Sender("s@x.test"),
        destinations=(A, B, A),
        media_type="message/rfc822",
        payload=Held(b""),
    )
    assert covers([decided(Action.ALLOW, A, A), decided(Action.HOLD, B)], message)
    assert not covers([decided(Action.ALLOW, A, B)], message)
    assert not covers([decided(Action.ALLOW, A, A, B), decided(Action.HOLD, B)], message)
    assert not covers([], replace(message, destinations=()))


def test_what_the_log_says_holds_no_address() -> None:
    lines = summary([decided(Action.ALLOW, A, B), decided(Action.HOLD, A, reason=CANNOT_REDACT)])
    assert lines == "2 allow by rule; 1 hold by rule (cannot-redact)"
    verdicts = tuple(
        Verdict(one, status, Action.ALLOW)
        for one, status in ((A, Status.DELIVERED), (B, Status.KEPT), (A, Status.DELIVERED))
    )
    assert became(Outcome("R", verdicts)) == "2 delivered, 1 kept"
