"""Probes: known by their sender, counted apart, and stopped or not, through a real SMTP session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dlp import config, metrics
from dlp.errors import ConfigError, Unavailable
from dlp.metrics.counting import PROBE
from dlp.model import (
    Action,
    CutThrough,
    Destination,
    Held,
    Message,
    Outcome,
    Sender,
    Status,
    Verdict,
)
from dlp.proxies import smtp
from dlp.status.probe import SAMPLES, Prober, ProbeRecord, ProbeResult
from dlp.store import Store
from dlp.store.keys import write_key
from housing.proxying import context
from smtp.talk import FarSide

Decide = Callable[[Message, CutThrough], Awaitable[Outcome]]


def settings(folder: Path, far: int = 1, **probe: Any) -> config.Config:
    write_key(folder / "evidence.key")
    listener = {
        "name": "in",
        "listen": "127.0.0.1:0",
        "downstream": {"address": f"127.0.0.1:{far}"},
    }
    return config.parse(
        {
            "smtp": {"hostname": "gw.test", "listeners": [listener]},
            "probe": {
                "recipient": "trap@outside.test",
                "sender": "trap@example.org",
                "every": 0,
                "wait": 1,
                "samples": ["card"],
                **probe,
            },
        },
        "test",
        folder,
    )


def answers(action: Action, status: Status) -> Decide:
    async def decide(message: Message, cut_through: CutThrough) -> Outcome:
        if status is Status.DELIVERED:
            await cut_through(message.payload)
        return Outcome(
            message.id, tuple(Verdict(one, status, action) for one in message.destinations)
        )

    return decide


def tried(folder: Path, decide: Decide, **probe: Any) -> tuple[list[ProbeRecord], list[Message]]:
    """One round of probe through a real listener before that gateway; and what it met."""
    met: list[Message] = []

    async def work() -> list[ProbeRecord]:
        async with FarSide() as far:
            own = settings(folder, far.port, **probe)
            store = Store(own.store)
            await store.open()

            async def seen(message: Message, cut_through: CutThrough) -> Outcome:
                message = prober.received(message)
                met.append(message)
                outcome = await decide(message, cut_through)
                prober.answered(message, outcome)
                return outcome

            prober = Prober(own, store, b"secret", lambda: server.addresses)
            server = smtp.SmtpProxy(own.smtp, context(seen, folder))
            await server.start()
            try:
                return await prober.send()
            finally:
                await server.aclose(1)
                await store.aclose()

    return asyncio.run(work()), met


@pytest.mark.parametrize(
    ("action", "status", "result"),
    [
        (Action.BLOCK, Status.REFUSED, ProbeResult.STOPPED),
        (Action.HOLD, Status.KEPT, ProbeResult.STOPPED),
        (Action.REDIRECT, Status.KEPT, ProbeResult.STOPPED),
        (Action.REDACT, Status.DELIVERED, ProbeResult.STOPPED),
        (Action.ALLOW, Status.DELIVERED, ProbeResult.PASSED),
        # put off: neither stopped nor let out
        (Action.HOLD, Status.LATER, ProbeResult.FAILED),
    ],
)
def test_what_the_gateway_did_is_the_result(
    tmp_path: Path, action: Action, status: Status, result: ProbeResult
) -> None:
    labels = {"entry": "in", "sample": "card", "result": result.value}
    before = metrics.REGISTRY.get_sample_value("dlp_probe_messages_total", labels) or 0
    (trial,), (message,) = tried(tmp_path, answers(action, status))
    assert (trial.entry, trial.sample, trial.result) == ("in", "card", result)
    assert message.facts[PROBE] is True
    assert SAMPLES["card"].encode() in message.payload.read()
    assert message.destinations[0].address == "trap@outside.test"
    after = metrics.REGISTRY.get_sample_value("dlp_probe_messages_total", labels)
    assert after == before + 1
    if result is not ProbeResult.FAILED:
        caught = {"entry": "in", "sample": "card"}
        assert metrics.REGISTRY.get_sample_value("dlp_probe_caught", caught) == (
            result is ProbeResult.STOPPED
        )


def test_taken_on_the_way_and_never_seen_here_is_a_bypass(tmp_path: Path) -> None:
    async def work() -> list[ProbeRecord]:
        async with FarSide() as elsewhere:
            entries = {"front": {"address": f"127.0.0.1:{elsewhere.port}"}}
            own = settings(tmp_path, listeners=[], entries=entries)
            store = Store(own.store)
            await store.open()
            try:
                return await Prober(own, store, b"secret").send()
            finally:
                await store.aclose()

    (trial,) = asyncio.run(work())
    assert (trial.entry, trial.result) == ("front", ProbeResult.UNSEEN)


def test_nobody_there_proves_nothing(tmp_path: Path) -> None:
    async def work() -> list[ProbeRecord]:
        own = settings(tmp_path, entries={"gone": {"address": "127.0.0.1:1"}}, listeners=[])
        store = Store(own.store)
        await store.open()
        try:
            return await Prober(own, store, b"secret").send()
        finally:
            await store.aclose()

    (trial,) = asyncio.run(work())
    assert trial.result is ProbeResult.FAILED
    assert trial.detail == "the mail server failed: connect"


def test_only_our_own_probe_is_left_out_of_the_statistics(tmp_path: Path) -> None:
    """Who could write a probe sender could keep leaks out of the figures."""
    own = settings(tmp_path)
    store = Store(own.store)
    now = [1_000_000.0]
    mine = Prober(own, store, b"secret", clock=lambda: now[0])
    other = Prober(own, store, b"another secret", clock=lambda: now[0])

    def pass_by(sender: str) -> bool:
        message = Message(
            id="AAAA-BBBB-CCCC",
            protocol="smtp",
            sender=Sender(sender),
            destinations=(Destination("x@y.test"),),
            media_type="message/rfc822",
            payload=Held(b""),
        )
        return PROBE in mine.received(message).facts

    good = mine._sender()
    assert pass_by(good)
    assert not pass_by(other._sender())
    assert not pass_by("trap+probe-000000000000@example.org")
    assert not pass_by(good.replace("probe-", "probe-0"))
    assert not pass_by("ada@example.org")
    now[0] += 4000
    assert not pass_by(good), "an old one, found in a mailbox"


@pytest.mark.parametrize(
    "bad",
    [
        {"samples": ["crad"]},
        {"listeners": ["out"]},
        {"recipient": "nowhere"},
        {"sender": "a@b@c"},
    ],
)
def test_bad_probe_is_refused_at_the_start(tmp_path: Path, bad: dict[str, Any]) -> None:
    own = settings(tmp_path, **bad)
    with pytest.raises(ConfigError, match="probe"):
        Prober(own, Store(own.store), b"secret")


def test_without_a_recipient_there_is_no_probe(tmp_path: Path) -> None:
    own = settings(tmp_path)
    own = own.model_copy(update={"probe": config.ProbeSettings()})
    with pytest.raises(ConfigError, match="recipient"):
        asyncio.run(Prober(own, Store(own.store), b"secret").send())


def test_a_store_that_is_away_proves_nothing(tmp_path: Path) -> None:
    async def away(*_: object) -> list[Action]:
        raise Unavailable("away")

    async def work() -> list[ProbeRecord]:
        async with FarSide() as elsewhere:
            way = {"front": {"address": f"127.0.0.1:{elsewhere.port}"}}
            own = settings(tmp_path, listeners=[], entries=way)
            store = Store(own.store)
            store.actions_for = away  # type: ignore[method-assign]
            return await Prober(own, store, b"secret").send()

    (trial,) = asyncio.run(work())
    assert trial.result is ProbeResult.FAILED


def test_the_schedule_goes_on_after_a_failure(tmp_path: Path) -> None:
    own = settings(tmp_path)
    own = own.model_copy(update={"probe": own.probe.model_copy(update={"every": 0.01})})
    rounds = 0

    async def work() -> None:
        nonlocal rounds
        prober = Prober(own, Store(own.store), b"secret")

        async def send() -> list[ProbeRecord]:
            nonlocal rounds
            rounds += 1
            if rounds == 1:
                raise RuntimeError("4111 1111 1111 1111")
            return [replace(ProbeRecord("in", "card", ProbeResult.PASSED))]

        prober.send = send  # type: ignore[method-assign]
        await prober.start()
        while rounds < 3:
            await asyncio.sleep(0.01)
        await prober.aclose()

    asyncio.run(work())
    assert rounds >= 3
