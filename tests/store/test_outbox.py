"""The outbox: claims, leases, partial delivery, reports in the same transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from dlp.store import Attempt, Dispatch, DispatchState, Entry, Store
from store.making import MAIL, make_dispatch, make_incident, make_store
from store.test_store import using

SENT, FAILED, WAITING, EXPIRED = (
    DispatchState.SENT,
    DispatchState.FAILED,
    DispatchState.WAITING,
    DispatchState.EXPIRED,
)


async def loaded(store: Store, identity: str) -> Dispatch:
    dispatch = await store.load(identity)
    assert dispatch is not None
    return dispatch


def test_a_claim_is_nobody_elses(url: str) -> None:
    async def work(store: Store) -> None:
        ids = [f"d{at}" for at in range(20)]
        for identity in ids:
            await store.put(make_dispatch(identity))
        other = make_store(url)  # as another process would
        await other.open()
        claims = await asyncio.gather(
            *(one.claim(owner, 1000.0, 30.0, 3) for one, owner in [(store, "a"), (other, "b")] * 4)
        )
        taken = [identity for claim in claims for identity in claim]
        assert len(taken) == len(set(taken))
        assert sorted(taken) == ids or len(taken) >= 18  # SKIP LOCKED may pass over a few
        rest = await store.claim("c", 1000.0, 30.0, 100)
        assert sorted(taken + rest) == sorted(ids)
        await other.aclose()

    using(url, work)


def test_what_is_not_due_is_not_claimed(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d", now=1000.0))
        assert await store.claim("me", 999.0, 30.0, 10) == []
        assert await store.claim("me", 1000.0, 30.0, 10) == ["d"]

    using(url, work)


def test_a_dead_owners_claim_is_free_when_its_lease_runs_out(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d"))
        assert await store.claim("dead", 1000.0, 30.0, 10) == ["d"]
        assert await store.claim("me", 1029.0, 30.0, 10) == []
        await store.renew("dead", 1050.0)
        assert await store.claim("me", 1031.0, 30.0, 10) == []
        assert await store.claim("dead", 1060.0, 30.0, 10) == []  # never a second time its own
        assert await store.claim("me", 1051.0, 30.0, 10) == ["d"]

    using(url, work)


def test_claims_are_given_back(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d1"), make_dispatch("d2"))
        await store.claim("me", 1000.0, 30.0, 10)
        await store.give_back("me", "d1")
        assert await store.claim("other", 1000.0, 30.0, 10) == ["d1"]
        await store.give_back("me")
        assert await store.claim("other", 1000.0, 30.0, 10) == ["d2"]

    using(url, work)


def test_a_claim_that_could_not_be_tried_is_postponed(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d"))
        await store.claim("me", 1000.0, 30.0, 10)
        await store.postpone("me", "d", 1100.0)
        assert await store.claim("me", 1099.0, 30.0, 10) == []
        assert await store.claim("me", 1100.0, 30.0, 10) == ["d"]
        assert (await loaded(store, "d")).attempts == 0

    using(url, work)


def test_destinations_succeed_one_by_one(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(
            make_incident(), None, [make_dispatch("d", "a@x.test", "b@x.test", "c@x.test")]
        )
        await store.claim("me", 1000.0, 30.0, 10)
        dispatch = await loaded(store, "d")
        assert dispatch.payload == MAIL
        a, b, c = dispatch.destinations
        report = make_dispatch("report", "anna@example.org", is_report=True)
        await store.record(
            "me",
            Attempt(
                dispatch="d",
                at=1001.0,
                results=((a, SENT, "250 ok"), (b, FAILED, "550 no"), (c, WAITING, "451 busy")),
                next_try=1100.0,
                reports=(report,),
                delay_told=True,
                entry=Entry(1001.0, "courier", "copy by relay: 1 sent, 1 failed"),
            ),
        )
        assert await store.claim("me", 1099.0, 30.0, 10) == ["report"]
        assert await store.claim("me", 1100.0, 30.0, 10) == ["d"]
        dispatch = await loaded(store, "d")
        assert [one.address for one in dispatch.destinations] == ["c@x.test"]
        assert (dispatch.attempts, dispatch.delay_told) == (1, True)
        await store.record(
            "me", Attempt(dispatch="d", at=1100.5, results=((c, WAITING, "451"),), next_try=1101.0)
        )
        assert (await loaded(store, "d")).delay_told  # once said, it stays said
        assert await store.claim("me", 1101.0, 30.0, 10) == ["d"]
        await store.record(
            "me",
            Attempt(dispatch="d", at=1101.0, results=((c, SENT, "250 ok"),), next_try=0.0),
        )
        assert await store.load("d") is None
        states = await store.dispatches("AAAA-BBBB-CCCC")
        assert ("relay", "failed", 3) in states
        assert (await store.incident("AAAA-BBBB-CCCC")).history[-1].actor == "courier"

    using(url, work)


def test_a_delivery_counts_even_if_the_claim_was_lost_meanwhile(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d", "a@x.test", "b@x.test"))
        await store.claim("slow", 1000.0, 30.0, 10)
        a, b = (await loaded(store, "d")).destinations
        assert await store.claim("other", 1031.0, 30.0, 10) == ["d"]
        results = ((a, SENT, "250 ok"), (b, WAITING, "451 busy"))
        late = Attempt(dispatch="d", at=1032.0, results=results, next_try=1033.0, delay_told=True)
        await store.record("slow", late)
        left = await loaded(store, "d")
        assert [one.address for one in left.destinations] == ["b@x.test"]
        # and the other's claim, its count of tries and its next one are still the other's:
        # nobody carries the copy a second time while it does
        assert (left.attempts, left.delay_told) == (0, False)
        assert await store.claim("third", 1040.0, 30.0, 10) == []
        await store.renew("other", 2000.0)
        assert await store.claim("third", 1999.0, 30.0, 10) == []
        await store.record(
            "other", Attempt(dispatch="d", at=1040.0, results=((b, SENT, ""),), next_try=0.0)
        )
        assert await store.load("d") is None

    using(url, work)


@pytest.mark.parametrize(
    ("states", "final"),
    [((SENT, SENT), "sent"), ((SENT, FAILED), "failed"), ((SENT, EXPIRED), "expired")],
)
def test_what_is_done_keeps_no_payload(
    url: str, states: tuple[DispatchState, ...], final: str
) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), None, [make_dispatch("d", "a@x.test", "b@x.test")])
        await store.claim("me", 1000.0, 30.0, 10)
        destinations = (await loaded(store, "d")).destinations
        results = tuple((one, state, "") for one, state in zip(destinations, states, strict=True))
        await store.record("me", Attempt(dispatch="d", at=1.0, results=results, next_try=0.0))
        assert await store.dispatches("AAAA-BBBB-CCCC") == [("relay", final, 1)]
        assert await store.claim("me", 1e12, 30.0, 10) == []
        sizes = await store._database.read(
            lambda c: c.exec_driver_sql("SELECT length(payload) FROM dispatches").scalars().all()
        )
        assert sizes == [0]

    using(url, work)


def test_a_try_that_tells_nobody_of_a_delay_leaves_that_to_the_next(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d"))
        await store.claim("me", 1000.0, 30.0, 10)
        (one,) = (await loaded(store, "d")).destinations
        results = ((one, WAITING, "451 busy"),)
        await store.record("me", Attempt(dispatch="d", at=1.0, results=results, next_try=2.0))
        assert not (await loaded(store, "d")).delay_told

    using(url, work)


def test_a_dispatch_to_nobody_is_refused(url: str) -> None:
    async def work(store: Store) -> None:
        with pytest.raises(ValueError, match="destination"):
            await store.put(replace(make_dispatch("d"), destinations=()))
        assert await store.claim("me", 1e6, 30.0, 10) == []

    using(url, work)


def test_the_queue_in_numbers(url: str) -> None:
    async def work(store: Store) -> None:
        assert (await store.queue(1.0)).oldest == 0.0
        await store.accept(
            make_incident(), None, [make_dispatch("d1"), make_dispatch("d2", now=1500.0)]
        )
        await store.claim("me", 1200.0, 30.0, 10)
        queue = await store.queue(1600.0)
        assert dict(queue.depth) == {"waiting": 1, "claimed": 1}
        assert queue.oldest == 600.0
        assert queue.held == 1

    using(url, work)


def test_added_header_lines_stand_on_top(url: str) -> None:
    async def work(store: Store) -> None:
        await store.put(make_dispatch("d", headers=b"X-Added: yes\r\n"))
        assert (await loaded(store, "d")).payload == b"X-Added: yes\r\n" + MAIL

    using(url, work)
