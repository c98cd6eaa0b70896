"""Carries what was accepted: claims what is due, delivers, tries again, gives up with a report.

A delivery is marked as done only after its receipt. So a copy can arrive twice if the process dies
between the far side's yes and our commit, and only then; it can never get lost (docs/store.md).
"""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from dlp import metrics
from dlp.config import Config
from dlp.delivery.notices import Reporter
from dlp.delivery.tickets import Tickets
from dlp.errors import Unavailable
from dlp.mime import content_digest
from dlp.model import Channel, Copy, Destination, Receipt, Status
from dlp.protocols import DestinationStatus, Protocols
from dlp.store import Attempt, Dispatch, DispatchState, Entry, Store
from dlp.store.keys import CannotOpen

log = logging.getLogger("dlp.delivery.courier")

#: a claim lasts this long, and is renewed three times in it; a dead courier's claims are free then
LEASE = 30.0
#: how long running deliveries may take when we stop
GRACE = 20.0
#: how often what is neither a delivery nor a claim is looked after
CHORES = 30.0

Chore = Callable[[float], Awaitable[object]]
_FINAL = {
    Status.DELIVERED: DispatchState.SENT,
    Status.KEPT: DispatchState.SENT,
    Status.REFUSED: DispatchState.FAILED,
    Status.LATER: DispatchState.WAITING,
}


class Courier:
    """One task that claims, and one for each delivery; at most `courier.concurrency`."""

    def __init__(
        self,
        settings: Config,
        *,
        store: Store,
        channels: Mapping[str, Channel],
        protocols: Protocols,
        reporter: Reporter,
        tickets: Tickets,
        chores: Sequence[Chore] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`chores` are called with the time, now and then (expiry of holds, retention)."""
        self.channels = channels
        self._settings = settings.courier
        self._store, self._protocols = store, protocols
        self._reporter, self._tickets = reporter, tickets
        self._chores, self._clock = chores, clock
        self._owner = secrets.token_hex(8)
        self._something = asyncio.Event()
        self._carrying: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begins to carry what is in the outbox."""
        self._tasks = [
            asyncio.create_task(self._run(), name="courier"),
            asyncio.create_task(self._renew(), name="courier-renew"),
            asyncio.create_task(self._do_chores(), name="courier-chores"),
        ]

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._something.set()

    async def aclose(self) -> None:
        """Claims nothing more, waits a little for what is under way, gives the rest back."""
        claiming, others = self._tasks[:1], self._tasks[1:]
        for task in claiming:
            await _end(task)
        if self._carrying:
            await asyncio.wait(self._carrying, timeout=GRACE)
        for task in (*self._carrying, *others):
            await _end(task)
        try:
            await self._store.give_back(self._owner)
        except Unavailable:
            pass  # the claims run out by themselves

    # ------------------------------------------------------------------ claiming

    async def _run(self) -> None:
        while True:
            self._something.clear()
            try:
                busy = await self._claim()
            except Unavailable as error:
                log.warning("cannot claim: %s", error)
                busy = False
            except Exception:
                log.exception("cannot claim")
                busy = False
            if not busy:
                await self._pause(self._settings.poll)

    async def _claim(self) -> bool:
        """Starts deliveries as far as there is room; whether to look again at once."""
        room = self._settings.concurrency - len(self._carrying)
        if room <= 0:
            await asyncio.wait(self._carrying, return_when=asyncio.FIRST_COMPLETED)
            return True
        claimed = await self._store.claim(self._owner, self._clock(), LEASE, room)
        for identity in claimed:
            task = asyncio.create_task(self._carry(identity), name="courier-carry")
            self._carrying.add(task)
            task.add_done_callback(self._carrying.discard)
        return bool(claimed)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._something.wait()
        except TimeoutError:
            pass

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(LEASE / 3)
            try:
                await self._store.renew(self._owner, self._clock() + LEASE)
            except Unavailable as error:
                log.warning("cannot renew claims: %s", error)
            except Exception:
                log.exception("cannot renew claims")

    async def _do_chores(self) -> None:
        while True:
            for chore in (*self._chores, self.measure):
                try:
                    await chore(self._clock())
                except Unavailable as error:
                    log.warning("a chore has to wait: %s", error)
                except Exception:
                    log.exception("a chore failed; it is tried again")
            await asyncio.sleep(CHORES)

    async def measure(self, now: float) -> None:
        """Sets the gauges of the outbox."""
        queue = await self._store.queue(now)
        for state in (DispatchState.WAITING, DispatchState.CLAIMED):
            metrics.outbox_messages.labels(state.value).set(queue.depth.get(state.value, 0))
        metrics.outbox_oldest.set(queue.oldest)
        metrics.held_messages.set(queue.held)

    # ------------------------------------------------------------------ carrying

    async def _carry(self, identity: str) -> None:
        try:
            dispatch = await self._store.load(identity)
            if dispatch is not None:
                await self._store.record(self._owner, await self._attempt(dispatch))
        except Unavailable as error:
            # the claim runs out, and the dispatch is tried again
            log.warning("%s: the outcome was not written: %s", identity, error)
        except CannotOpen as error:
            log.error("%s: %s", identity, error)
            await self._later(identity)
        except Exception:
            log.exception("%s: failed; it is tried again", identity)
            await self._later(identity)

    async def _later(self, identity: str) -> None:
        try:
            until = self._clock() + self._settings.retry_most
            await self._store.postpone(self._owner, identity, until)
        except Unavailable:
            pass  # the claim runs out by itself

    async def _attempt(self, dispatch: Dispatch) -> Attempt:
        receipts = await self._deliver(dispatch)
        now = self._clock()
        results = []
        statuses = []
        expired = now >= dispatch.expires
        delayed = (
            0 < self._settings.delay_notice <= now - dispatch.created and not dispatch.delay_told
        )
        for destination in dispatch.destinations:
            receipt = receipts.get(_key(destination)) or Receipt(destination, Status.LATER)
            # ours, not the channel's: it has the parameters that say what the sender wants to hear
            receipt = replace(receipt, destination=destination)
            state = _FINAL[receipt.status]
            if state is DispatchState.WAITING and expired:
                state = DispatchState.EXPIRED
            results.append((destination, state, receipt.reply))
            status = self._status(dispatch, receipt, state, delayed=delayed)
            if status is not None:
                statuses.append(status)
            metrics.dispatches.labels(dispatch.channel, state.value).inc()
        report = None
        if statuses and not dispatch.is_report:
            report = self._reporter.report(
                reference=dispatch.incident,
                protocol=dispatch.protocol,
                sender=dispatch.sender,
                original=dispatch.payload,
                statuses=statuses,
                now=now,
            )
        if report is not None:
            self.wake()
        return Attempt(
            dispatch=dispatch.id,
            at=now,
            results=tuple(results),
            next_try=now + self.back_off(dispatch.attempts),
            reports=(report,) if report else (),
            delay_told=delayed,
            entry=_entry(dispatch, [state for _, state, _ in results], now),
        )

    async def _deliver(self, dispatch: Dispatch) -> Mapping[tuple[str, str], Receipt]:
        """What the channel answered, by network and address."""
        channel = self.channels.get(dispatch.channel)
        if channel is None:
            log.error("%s: there is no channel %s any more", dispatch.id, dispatch.channel)
            return {}
        copy = Copy(
            id=dispatch.id,
            message_id=dispatch.incident,
            protocol=dispatch.protocol,
            sender=dispatch.sender,
            destinations=dispatch.destinations,
            media_type=dispatch.media_type,
            payload=await self._stamped(dispatch) if dispatch.ticket else dispatch.payload,
            attempts=dispatch.attempts,
        )
        try:
            with metrics.delivery_duration.labels(dispatch.channel).time():
                receipts = await channel.deliver(copy)
        except Exception:
            log.exception("%s: channel %s raised", dispatch.id, dispatch.channel)
            return {}
        return {_key(receipt.destination): receipt for receipt in receipts}

    async def _stamped(self, dispatch: Dispatch) -> bytes:
        """The payload with a fresh ticket for exactly the destinations of this try."""
        digest = await asyncio.to_thread(content_digest, dispatch.payload)
        ticket = self._tickets.mint(
            secrets.token_bytes(16),
            int(self._clock() + self._settings.expire),
            digest,
            [destination.address for destination in dispatch.destinations],
        )
        return ticket + dispatch.payload

    def back_off(self, attempts: int) -> float:
        """Seconds until the next try after `attempts` earlier ones: doubling, with jitter, so
        that a far side that comes back does not meet the whole queue at once."""
        wait = self._settings.retry_first * 2.0 ** min(attempts, 30)
        return min(wait, self._settings.retry_most) * random.uniform(0.75, 1.25)

    def _status(
        self, dispatch: Dispatch, receipt: Receipt, state: DispatchState, *, delayed: bool
    ) -> DestinationStatus | None:
        """What the sender is told of one destination after a try; None for nothing."""
        destination, reply = receipt.destination, receipt.reply
        profile = self._protocols.get(dispatch.protocol)
        # a redirect was told when it was accepted
        ordinary = profile is not None and dispatch.channel == profile.channel
        match state:
            case DispatchState.FAILED:
                code = _enhanced(reply, "5.0.0")
                text = "The message was not accepted for these recipients."
                return DestinationStatus(destination, "failed", code, text, reply)
            case DispatchState.EXPIRED:
                text = "The message could not be delivered in time."
                return DestinationStatus(destination, "failed", "4.4.7", text, reply)
            case DispatchState.WAITING if delayed:
                code = _enhanced(reply, "4.0.0")
                text = "Delivery is delayed; we go on trying."
                return DestinationStatus(destination, "delayed", code, text, reply)
            case DispatchState.SENT if receipt.relayed and ordinary:
                text = "The message was passed on to a server that does not report deliveries."
                return DestinationStatus(destination, "relayed", "2.0.0", text, reply)
            case DispatchState.SENT if receipt.link:
                text = "Your message is here now:"
                return DestinationStatus(
                    destination, "relayed", "2.0.0", text, courtesy=True, link=receipt.link
                )
            case _:
                return None


def _key(destination: Destination) -> tuple[str, str]:
    return destination.network, destination.address


def _enhanced(reply: str, otherwise: str) -> str:
    """The enhanced status code of a reply (RFC 3463), if its class fits."""
    word = reply[4:].partition(" ")[0]
    numbers = word.split(".")
    fits = len(numbers) == 3 and all(number.isdigit() for number in numbers)
    return word if fits and word[0] == otherwise[0] else otherwise


def _entry(dispatch: Dispatch, states: Sequence[DispatchState], now: float) -> Entry | None:
    """A line of history where something came to an end; numbers, no addresses."""
    ended = [
        f"{states.count(state)} {state.value}"
        for state in (DispatchState.SENT, DispatchState.FAILED, DispatchState.EXPIRED)
        if state in states
    ]
    if not ended:
        return None
    what = "report" if dispatch.is_report else "copy"
    return Entry(now, "courier", f"{what} by {dispatch.channel}: {', '.join(ended)}")


async def _end(task: asyncio.Task[None]) -> None:
    """Cancels a task of ours and waits for it."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
