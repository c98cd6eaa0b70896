"""The courier on a real store: retries, reports, restarts. Time is a number that we turn."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from dlp import config
from dlp.app import build_protocols
from dlp.delivery.courier import CHORES, LEASE, Courier
from dlp.delivery.notices import Reporter
from dlp.delivery.tickets import Tickets, take
from dlp.mime import content_digest
from dlp.model import Copy, Destination, Level, Receipt, Sender, Status
from dlp.store import Store
from store.making import MAIL, SECRET, make_dispatch, make_incident, make_store

SENT, REFUSED, LATER = Status.DELIVERED, Status.REFUSED, Status.LATER
TICKETS = Tickets(b"secret")


@dataclass
class ScriptedChannel:
    """A channel that answers as it is told: a list of answers by address, the last one stays."""

    answers: dict[str, list[Status]] = field(default_factory=dict)
    copies: list[Copy] = field(default_factory=list)
    name: str = "relay"
    trusted: bool = False
    clearance: Level = Level.PUBLIC
    wait: asyncio.Event | None = None
    relayed: bool = False

    def reaches(self, destination: Destination) -> bool:
        return True

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        self.copies.append(copy)
        if self.wait is not None:
            await self.wait.wait()
        receipts = []
        for each in copy.destinations:
            plan = self.answers.get(each.address, [SENT])
            status = plan.pop(0) if len(plan) > 1 else plan[0]
            reply = {
                SENT: "250 2.0.0 ok",
                REFUSED: "550 5.1.1 no such user",
                LATER: "451 4.3.0 busy",
            }
            receipts.append(Receipt(each, status, reply[status], relayed=self.relayed))
        return tuple(receipts)

    async def aclose(self) -> None: ...


class House:
    """A store, a courier that is driven by hand, and a clock."""

    def __init__(self, store: Store, **channels: Any) -> None:
        self.now = 1000.0
        self.settings = config.Config(
            courier=config.CourierSettings(
                retry_first=60, retry_most=600, expire=4000, delay_notice=2000, concurrency=4
            ),
            smtp=config.SmtpSettings(hostname="gw.example.org"),
        )
        self.store = store
        protocols, _ = build_protocols(self.settings)
        self.courier = Courier(
            self.settings,
            store=store,
            channels=channels,
            protocols=protocols,
            reporter=Reporter(self.settings, protocols),
            tickets=TICKETS,
            clock=lambda: self.now,
        )

    async def carry(self, seconds: float = 0.0) -> None:
        """Lets time pass, then carries all that is due, with what it leads to."""
        self.now += seconds
        while await self.courier._claim():
            await asyncio.gather(*self.courier._carrying)

    async def states(self) -> list[tuple[str, str, int]]:
        return await self.store.dispatches("AAAA-BBBB-CCCC")


def house(tmp_path: Path, work: Callable[[House], Awaitable[None]], **channels: Any) -> None:
    async def go() -> None:
        store = make_store(f"sqlite:///{tmp_path}/dlp.sqlite")
        await store.open()
        try:
            await work(House(store, **channels))
        finally:
            await store.aclose()

    asyncio.run(go())


async def accepted(at: House, *recipients: str, **extra: Any) -> None:
    extra = {"expires": at.now + at.settings.courier.expire, **extra}
    await at.store.accept(make_incident(), None, [make_dispatch("d", *recipients, **extra)])


def reports(way: ScriptedChannel) -> list[email.message.EmailMessage]:
    return [
        email.message_from_bytes(copy.payload, policy=email.policy.default)
        for copy in way.copies
        if not copy.sender.address
    ]


def test_what_is_delivered_is_done(tmp_path: Path) -> None:
    way = ScriptedChannel()

    async def work(at: House) -> None:
        await accepted(at, "a@x.test", "b@x.test")
        await at.carry()
        assert await at.states() == [("relay", "sent", 1)]
        (copy,) = way.copies
        assert (copy.id, copy.message_id, copy.payload) == ("d", "AAAA-BBBB-CCCC", MAIL)
        await at.carry(1e6)
        assert len(way.copies) == 1
        assert (await at.store.incident("AAAA-BBBB-CCCC")).history[-1].event.endswith("2 sent")

    house(tmp_path, work, relay=way)


def test_only_who_has_it_not_is_tried_again(tmp_path: Path) -> None:
    way = ScriptedChannel({"b@x.test": [LATER, LATER, SENT]})

    async def work(at: House) -> None:
        await accepted(at, "a@x.test", "b@x.test")
        for _ in range(3):
            await at.carry(700)
        tried = [[each.address for each in copy.destinations] for copy in way.copies]
        assert tried == [["a@x.test", "b@x.test"], ["b@x.test"], ["b@x.test"]]
        assert [copy.attempts for copy in way.copies] == [0, 1, 2]
        assert await at.states() == [("relay", "sent", 3)]

    house(tmp_path, work, relay=way)


def test_waits_grow_with_jitter_up_to_a_bound(tmp_path: Path) -> None:
    async def work(at: House) -> None:
        for attempts, base in [(0, 60), (1, 120), (2, 240), (3, 480), (4, 600), (1000, 600)]:
            waits = {at.courier.back_off(attempts) for _ in range(50)}
            assert len(waits) > 40
            assert all(0.75 * base <= wait <= 1.25 * base for wait in waits)

    house(tmp_path, work)


def test_not_before_its_time(tmp_path: Path) -> None:
    way = ScriptedChannel({"a@x.test": [LATER]})

    async def work(at: House) -> None:
        await accepted(at, "a@x.test")
        await at.carry()
        await at.carry(44)  # 60 s less all the jitter there can be
        assert len(way.copies) == 1
        await at.carry(32)
        assert len(way.copies) == 2

    house(tmp_path, work, relay=way)


def test_a_permanent_refusal_is_reported_without_content(tmp_path: Path) -> None:
    way = ScriptedChannel({"no@x.test": [REFUSED]})

    async def work(at: House) -> None:
        await accepted(at, "a@x.test", "no@x.test")
        await at.carry()
        (report,) = reports(way)
        assert sorted(await at.states()) == [("relay", "failed", 1), ("relay", "sent", 1)]
        assert report["To"] == "anna@example.org"
        assert report["Auto-Submitted"] == "auto-replied"
        assert report.get_content_type() == "multipart/report"
        text, status, header = report.iter_parts()
        assert "AAAA-BBBB-CCCC" in text.get_content()
        assert "no@x.test" in text.get_content() and "a@x.test" not in text.get_content()
        message, recipient = status.get_payload()
        assert message["Reporting-MTA"] == "dns; gw.example.org"
        assert recipient["Final-Recipient"].replace(" ", "") == "rfc822;no@x.test"
        assert (recipient["Action"], recipient["Status"]) == ("failed", "5.1.1")
        assert recipient["Diagnostic-Code"] == "smtp; 550 5.1.1 no such user"
        assert "anna@example.org" in header.get_content()
        whole = report.as_bytes()
        for secret in (SECRET.encode(), b"keep this", b"plans"):
            assert secret not in whole
        (copy,) = [copy for copy in way.copies if not copy.sender.address]
        assert copy.destinations[0].facts["params"] == "NOTIFY=NEVER"

    house(tmp_path, work, relay=way)


@pytest.mark.parametrize(
    ("notify", "told"),
    [
        ("", True),
        ("NOTIFY=NEVER", False),
        ("NOTIFY=SUCCESS", False),
        ("NOTIFY=success,failure", True),
    ],
)
def test_notify_is_respected(tmp_path: Path, notify: str, told: bool) -> None:
    way = ScriptedChannel({"no@x.test": [REFUSED]})

    async def work(at: House) -> None:
        await accepted(at, destinations=(Destination("no@x.test", "smtp", {"params": notify}),))
        await at.carry()
        assert bool(reports(way)) is told

    house(tmp_path, work, relay=way)


@pytest.mark.parametrize(
    ("notify", "relayed", "told"),
    [
        ("NOTIFY=SUCCESS", True, True),
        ("NOTIFY=SUCCESS", False, False),  # the far side tells
        ("NOTIFY=FAILURE", True, False),
        ("", True, False),
    ],
)
def test_a_success_that_nobody_else_reports_is_relayed(
    tmp_path: Path, notify: str, relayed: bool, told: bool
) -> None:
    way = ScriptedChannel(relayed=relayed)

    async def work(at: House) -> None:
        await accepted(at, destinations=(Destination("a@x.test", "smtp", {"params": notify}),))
        await at.carry()
        told_of = [list(one.iter_parts())[1].get_payload()[1]["Action"] for one in reports(way)]
        assert told_of == (["relayed"] if told else [])

    house(tmp_path, work, relay=way)


def test_the_null_sender_hears_nothing(tmp_path: Path) -> None:
    way = ScriptedChannel({"no@x.test": [REFUSED]})

    async def work(at: House) -> None:
        await accepted(at, "no@x.test", sender=Sender(""))
        await at.carry()
        assert len(way.copies) == 1

    house(tmp_path, work, relay=way)


def test_a_report_that_fails_is_not_reported(tmp_path: Path) -> None:
    way = ScriptedChannel({"no@x.test": [REFUSED], "anna@example.org": [REFUSED]})

    async def work(at: House) -> None:
        await accepted(at, "no@x.test")
        await at.carry()
        assert [copy.sender.address for copy in way.copies] == ["anna@example.org", ""]
        assert await at.states() == [("relay", "failed", 1), ("relay", "failed", 1)]

    house(tmp_path, work, relay=way)


def test_a_delay_is_told_once_and_expiry_ends_it(tmp_path: Path) -> None:
    way = ScriptedChannel({"a@x.test": [LATER]})

    async def work(at: House) -> None:
        await accepted(at, "a@x.test")
        for _ in range(5):
            await at.carry(800)
        told = [list(report.iter_parts())[1].get_payload()[1] for report in reports(way)]
        assert [(one["Action"], one["Status"]) for one in told] == [
            ("delayed", "4.3.0"),
            ("failed", "4.4.7"),
        ]
        states = await at.states()
        assert ("relay", "expired", 5) in states
        await at.carry(1e6)
        assert len([copy for copy in way.copies if copy.id == "d"]) == 5

    house(tmp_path, work, relay=way)


def test_a_report_keeps_requiretls(tmp_path: Path) -> None:
    way = ScriptedChannel({"no@x.test": [REFUSED]})

    async def work(at: House) -> None:
        sender = Sender("anna@example.org", facts={"params": "RET=FULL REQUIRETLS ENVID=q+2B1"})
        await accepted(at, "no@x.test", sender=sender)
        await at.carry()
        (copy,) = [copy for copy in way.copies if not copy.sender.address]
        assert copy.sender.facts["params"] == "REQUIRETLS"
        assert b"Original-Envelope-Id: q+1" in copy.payload
        assert SECRET.encode() not in copy.payload  # whatever RET says

    house(tmp_path, work, relay=way)


def test_a_released_copy_carries_a_ticket_for_who_it_goes_to(tmp_path: Path) -> None:
    way = ScriptedChannel({"b@x.test": [LATER, SENT]})

    async def work(at: House) -> None:
        await accepted(at, "a@x.test", "b@x.test", ticket=True)
        await at.carry()
        await at.carry(700)
        ids = set()
        for copy in way.copies:
            (value,), rest = take(copy.payload)
            assert rest == MAIL
            recipients = [each.address for each in copy.destinations]
            ticket = TICKETS.check(value, content_digest(MAIL), recipients, at.now)
            assert ticket is not None
            ids.add(ticket.id)
        assert len(ids) == 2

    house(tmp_path, work, relay=way)


def test_a_channel_that_is_gone_or_raises_is_later(tmp_path: Path, caplog: Any) -> None:
    class Broken(ScriptedChannel):
        async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
            raise RuntimeError(f"quotes {copy.payload!r}")

    async def work(at: House) -> None:
        await at.store.accept(make_incident(), None, [make_dispatch("d")])
        await at.store.put(make_dispatch("e", channel="gone"))
        await at.carry()
        assert await at.states() == [("relay", "waiting", 1), ("gone", "waiting", 1)]

    house(tmp_path, work, relay=Broken())


def test_receipts_for_others_count_for_nobody(tmp_path: Path) -> None:
    class Confused(ScriptedChannel):
        async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
            return (Receipt(Destination("else@x.test"), SENT, "250 ok"),)

    async def work(at: House) -> None:
        await accepted(at, "a@x.test")
        await at.carry()
        assert await at.states() == [("relay", "waiting", 1)]

    house(tmp_path, work, relay=Confused())


def test_it_wakes_delivers_and_stops(tmp_path: Path) -> None:
    """The running thing: started, woken, closed; no clock is turned here."""
    way = ScriptedChannel()

    async def work(at: House) -> None:
        await at.courier.start()
        await asyncio.sleep(0)
        await accepted(at, "a@x.test")
        at.courier.wake()
        async with asyncio.timeout(20):
            while (await at.states())[0][1] != "sent":
                await asyncio.sleep(0.01)
        await at.courier.aclose()

    house(tmp_path, work, relay=way)


def test_closing_waits_for_a_delivery_under_way(tmp_path: Path) -> None:
    async def work(at: House) -> None:
        way = at.courier.channels["relay"]
        assert isinstance(way, ScriptedChannel)
        way.wait = asyncio.Event()
        await accepted(at, "a@x.test")
        await at.courier.start()
        async with asyncio.timeout(20):
            while not way.copies:
                await asyncio.sleep(0.01)
        closing = asyncio.create_task(at.courier.aclose())
        await asyncio.sleep(0.05)
        assert not closing.done()
        way.wait.set()
        await closing
        assert await at.states() == [("relay", "sent", 1)]

    house(tmp_path, work, relay=ScriptedChannel())


def test_at_most_so_many_at_once(tmp_path: Path) -> None:
    way = ScriptedChannel()

    async def work(at: House) -> None:
        way.wait = asyncio.Event()
        await accepted(at, "a@x.test")
        await at.store.put(*(make_dispatch(f"e{number}") for number in range(9)))
        await at.courier.start()
        async with asyncio.timeout(20):
            while len(way.copies) < 4:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        assert len(way.copies) == 4
        way.wait.set()
        async with asyncio.timeout(20):
            while len(way.copies) < 10:
                await asyncio.sleep(0.01)
        await at.courier.aclose()

    house(tmp_path, work, relay=way)


def test_chores_are_done_and_may_fail(tmp_path: Path) -> None:
    seen: list[float] = []

    async def bad(now: float) -> None:
        raise RuntimeError("not today")

    async def good(now: float) -> None:
        seen.append(now)

    async def work(at: House) -> None:
        at.courier._chores = (bad, good)
        await at.courier.start()
        async with asyncio.timeout(20):
            while not seen:
                await asyncio.sleep(0.01)
        await at.courier.aclose()

    house(tmp_path, work)
    assert CHORES > 1 and LEASE > 1


def test_a_dispatch_without_its_key_waits(tmp_path: Path) -> None:
    way = ScriptedChannel()

    async def work(at: House) -> None:
        await accepted(at, "a@x.test")
        await at.store._database.write(
            lambda c: c.exec_driver_sql("UPDATE dispatches SET key_id = 'feedfeedfeedfeed'")
        )
        await at.carry()
        assert way.copies == []
        assert await at.states() == [("relay", "waiting", 0)]

    house(tmp_path, work, relay=way)
