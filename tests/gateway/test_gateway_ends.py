"""What the gateway does around the way of a message: steps, courier, counts. None of it may change
an answer that stands, and none may be forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from dlp import metrics
from dlp.errors import Unavailable
from dlp.gateway.ports import Prepared, Step
from dlp.metrics import counting
from dlp.model import Examination, Message, Outcome, Status
from housing import CARD, TOKEN, House, Session, housed, letter, mail


class Watch(Step):
    """Notes when it is called; fails where it is told to."""

    def __init__(self, session: Session, fails: str = "") -> None:
        self.session, self.fails = session, fails
        self.seen: list[tuple[str, int]] = []

    def _note(self, what: str) -> None:
        self.seen.append((what, len(self.session.sent)))
        if what == self.fails:
            raise RuntimeError(f"quotes {CARD}")

    def received(self, message: Message) -> Message:
        self._note("received")
        return message

    async def leaving(
        self, message: Message, examination: Examination, copies: Sequence[Prepared]
    ) -> None:
        assert len(copies) == len(message.destinations) == 1
        self._note("leaving")

    def answered(self, message: Message, outcome: Outcome) -> None:
        assert [one.destination for one in outcome.verdicts] == list(message.destinations)
        self._note("answered")


@pytest.mark.parametrize(
    ("fails", "status", "sent", "seen"),
    [
        ("", Status.DELIVERED, 1, ["received", "leaving", "answered"]),
        ("received", Status.LATER, 0, ["received", "answered"]),
        ("leaving", Status.LATER, 0, ["received", "leaving", "answered"]),
        ("answered", Status.DELIVERED, 1, ["received", "leaving", "answered"]),
    ],
)
def test_steps_are_asked_before_anything_goes_out_and_told_after(
    tmp_path: Path, fails: str, status: Status, sent: int, seen: list[str]
) -> None:
    async def work(house: House) -> None:
        session = Session()
        watch = Watch(session, fails)
        house.gateway._steps = (watch,)
        outcome = await house.handle(letter(mail()), session)
        assert [one.status for one in outcome.verdicts] == [status]
        assert [what for what, _ in watch.seen] == seen
        # the last is told what has gone; whoever is asked before, nothing has
        assert [number for _, number in watch.seen] == [0] * (len(seen) - 1) + [sent]
        assert len(session.sent) == sent

    housed(tmp_path, work)


@pytest.mark.parametrize("body", ["TOP SECRET", TOKEN])
def test_what_was_accepted_is_carried_at_once(tmp_path: Path, body: str) -> None:
    """Not when the courier looks again by itself."""

    async def work(house: House) -> None:
        assert house.settings.courier.poll >= 5
        await house.courier.start()
        try:
            await asyncio.sleep(0.1)  # it has looked, found nothing, and waits
            inside = letter(mail(body), "in@example.org", "out@x.test")
            await house.handle(inside)
            async with asyncio.timeout(2.5):
                while not house.relay.copies:
                    await asyncio.sleep(0.01)
        finally:
            await house.courier.aclose()

    housed(tmp_path, work)


def test_a_count_that_fails_does_not_change_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise KeyError("a label that is none")

    monkeypatch.setattr(counting, "carried_out", fails)

    async def work(house: House) -> None:
        session = Session()
        outcome = await house.handle(letter(mail(CARD)), session)
        assert [one.status for one in outcome.verdicts] == [Status.DELIVERED]
        assert len(session.sent) == 1
        assert "AAAA-BBBB-CCCC: was not counted" in caplog.text

    housed(tmp_path, work)


def test_what_was_prevented_is_counted(tmp_path: Path) -> None:
    def prevented() -> float:
        family = metrics.leaks_prevented.collect()
        return sum(
            sample.value
            for metric in family
            for sample in metric.samples
            if sample.name.endswith("_total") and sample.labels["rule"] == "token"
        )

    async def work(house: House) -> None:
        before = prevented()
        await house.handle(letter(mail(TOKEN)))
        assert prevented() == before + 1

    housed(tmp_path, work)


@pytest.mark.parametrize("failure", [Unavailable("the queue is full"), RuntimeError("x")])
def test_what_could_not_be_handled_is_counted_as_such(tmp_path: Path, failure: Exception) -> None:
    def value(name: str, **labels: str) -> float:
        return metrics.REGISTRY.get_sample_value(name, {"protocol": "smtp", **labels}) or 0.0

    async def work(house: House) -> None:
        house.inspection.fails = failure
        others = value("dlp_messages_total", action="other")
        seconds = value("dlp_message_duration_seconds_sum")
        await house.handle(letter(mail()))
        assert value("dlp_messages_total", action="other") == others + 1
        assert 0 < value("dlp_message_duration_seconds_sum") - seconds < 30

    housed(tmp_path, work)


@pytest.mark.parametrize(("body", "stage"), [("nothing", "relay"), (CARD, "redact")])
def test_each_stage_has_its_own_time(tmp_path: Path, body: str, stage: str) -> None:
    def timed() -> float:
        name = "dlp_stage_duration_seconds_count"
        return metrics.REGISTRY.get_sample_value(name, {"stage": stage}) or 0.0

    async def work(house: House) -> None:
        before = timed()
        await house.handle(letter(mail(body)))
        assert timed() == before + 1

    housed(tmp_path, work)


def test_the_far_sides_time_is_not_ours(tmp_path: Path) -> None:
    def relayed() -> float:
        name = "dlp_stage_duration_seconds_sum"
        return metrics.REGISTRY.get_sample_value(name, {"stage": "relay"}) or 0.0

    async def slow() -> None:
        await asyncio.sleep(0.05)

    async def work(house: House) -> None:
        before = relayed()
        await house.handle(letter(mail()), Session(before=slow))
        assert relayed() - before >= 0.05

    housed(tmp_path, work)
