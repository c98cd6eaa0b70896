"""The store on real databases: one transaction, an optimistic lock, an append-only history."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dlp import metrics
from dlp.errors import ConfigError, Unavailable
from dlp.model import Action, Held, Level
from dlp.store import Already, Conflict, Entry, KeyRing, State, Store, Unknown, schema
from store.making import (
    FINDING,
    KEY,
    MAIL,
    make_dispatch,
    make_evidence,
    make_incident,
    make_message,
    make_store,
)

Work = Callable[[Store], Awaitable[None]]


def using(url: str, work: Work, **options: object) -> None:
    async def go() -> None:
        store = make_store(url, **options)
        await store.open()
        try:
            await work(store)
        finally:
            await store.aclose()

    asyncio.run(go())


def test_what_was_accepted_comes_back_after_a_restart(url: str) -> None:
    async def write(store: Store) -> None:
        message = make_message(params="RET=HDRS")
        await store.accept(
            make_incident(message), make_evidence(), [make_dispatch()], why="cannot be read"
        )

    async def read(store: Store) -> None:
        incident = await store.incident("AAAA-BBBB-CCCC")
        assert incident.state is State.HELD
        assert incident.level is Level.RESTRICTED
        assert incident.sender.address == "anna@example.org"
        assert [one.address for one in incident.destinations(Action.HOLD)] == [
            "ben@partner.example"
        ]
        (first,) = incident.history
        assert (first.actor, first.event, first.state) == ("policy", "hold", "held")
        assert (first.why, first.policy_version) == ("cannot be read", "v1")
        assert incident.sender.facts["params"] == "RET=HDRS"
        assert incident.summary == make_incident().summary
        evidence = await store.evidence("AAAA-BBBB-CCCC")
        assert evidence.payload.read() == MAIL
        assert evidence.findings == (FINDING,)
        assert await store.dispatches("AAAA-BBBB-CCCC") == [("relay", "waiting", 0)]

    using(url, write)
    using(url, read)


def test_a_summary_counts_and_places_but_names_no_file(url: str) -> None:
    summary = make_incident().summary
    assert summary["kinds"] == {"CREDIT_CARD": 1}
    assert summary["findings"][0]["part"] == "attachment:2"
    assert "canary" not in str(summary)


def test_all_or_nothing(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), None, [make_dispatch("d1")])
        other = replace(make_incident(), reference="OTHER")
        with pytest.raises(Unavailable):  # the id of the dispatch is taken
            await store.accept(other, make_evidence(), [make_dispatch("d2"), make_dispatch("d1")])
        with pytest.raises(Unknown):
            await store.incident("OTHER")
        assert await store.history("OTHER") == ()
        assert await store.claim("me", 2000.0, 30.0, 10) == ["d1"]

    using(url, work)


def test_a_reference_is_taken_once(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        with pytest.raises(Already):
            await store.accept(
                make_incident(state=State.PASSED), make_evidence(b"other"), [make_dispatch()]
            )
        after = await store.incident("AAAA-BBBB-CCCC")
        assert after.state is State.HELD and len(after.history) == 1
        assert after.history[0].why == ""
        assert (await store.evidence("AAAA-BBBB-CCCC")).payload.read() == MAIL
        assert await store.dispatches("AAAA-BBBB-CCCC") == []

    using(url, work)


def test_two_reviewers_cannot_both_act(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        seen_by_ann = await store.incident("AAAA-BBBB-CCCC")
        seen_by_bob = await store.incident("AAAA-BBBB-CCCC")
        results = await asyncio.gather(
            store.move(seen_by_ann, State.RELEASED, Entry(2.0, "ann", "released")),
            store.move(
                seen_by_bob, State.REJECTED, Entry(2.0, "bob", "rejected"), [make_dispatch()]
            ),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "NoneType"]
        after = await store.incident("AAAA-BBBB-CCCC")
        assert len(after.history) == 2
        assert after.closed == 2.0
        # the loser's dispatch went with its transition
        assert bool(await store.dispatches("AAAA-BBBB-CCCC")) == (after.state is State.REJECTED)

    using(url, work)


def test_a_stale_look_at_an_incident_is_a_conflict(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        seen = await store.incident("AAAA-BBBB-CCCC")
        await store.move(seen, State.RELEASED, Entry(2.0, "ann", "released"))
        with pytest.raises(Conflict):
            await store.move(seen, State.RELEASED, Entry(3.0, "ann", "released"))

    using(url, work)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET actor = 'nobody'",
        "DELETE FROM history",
        "DELETE FROM history WHERE incident = 'AAAA-BBBB-CCCC'",
    ],
)
def test_the_history_is_append_only(url: str, statement: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), None)
        engine = sa.create_engine(url)
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(statement))
        engine.dispose()
        assert len(await store.history("AAAA-BBBB-CCCC")) == 1

    using(url, work)


def test_tables_are_what_the_migrations_make(url: str) -> None:
    async def work(store: Store) -> None:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection)
            assert compare_metadata(context, schema.metadata) == []
        engine.dispose()

    using(url, work)


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    async def nothing(store: Store) -> None: ...

    using(url, nothing)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ConfigError, match="newer version"):
        using(url, nothing)


def test_gateways_that_start_at_once_migrate_once(url: str) -> None:
    async def go() -> None:
        stores = [make_store(url) for _ in range(3)]
        await asyncio.gather(*(store.open() for store in stores))
        await stores[0].accept(make_incident(), None)
        assert (await stores[2].incident("AAAA-BBBB-CCCC")).revision == 1
        for store in stores:
            await store.aclose()

    asyncio.run(go())


def test_a_ticket_is_used_once(url: str) -> None:
    async def work(store: Store) -> None:
        firsts = await asyncio.gather(*(store.use_ticket("t", 1.0, 100.0) for _ in range(4)))
        assert sorted(firsts) == [False, False, False, True]
        await store.forget_ticket("t")
        assert await store.use_ticket("t", 2.0, 100.0)
        await store.tidy(101.0)  # run out: nobody would take it any more
        assert await store.use_ticket("t", 102.0, 200.0)

    using(url, work)


def test_retention_erases_evidence_then_incidents_and_keeps_history(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())  # held: never touched
        for reference in ("CLOSED", "LEGAL"):
            incident = make_incident(make_message(reference), state=State.BLOCKED)
            await store.accept(incident, make_evidence())
        await store.legal_hold("LEGAL", True, Entry(1001.0, "ann", "legal hold set", "court"))
        assert await store.tidy(1000.0 + 9) == (0, 0)
        assert await store.tidy(1000.0 + 11) == (1, 0)
        with pytest.raises(Unknown):
            await store.evidence("CLOSED")
        assert (await store.incident("CLOSED")).history[-1].event == "evidence erased"
        assert await store.tidy(1000.0 + 21) == (0, 1)
        with pytest.raises(Unknown):
            await store.incident("CLOSED")
        assert [one.event for one in await store.history("CLOSED")] == [
            "hold",
            "evidence erased",
            "incident deleted",
        ]
        for kept in ("LEGAL", "AAAA-BBBB-CCCC"):
            assert (await store.evidence(kept)).payload.read() == MAIL

    using(url, work, keep_evidence=10, keep_incidents=20)


def test_an_incident_with_copies_on_their_way_is_not_deleted(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(state=State.PASSED), None, [make_dispatch()])
        assert await store.tidy(5000.0) == (0, 0)

    using(url, work, keep_evidence=10, keep_incidents=20)


def test_a_relay_that_was_not_confirmed_leaves_no_evidence(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(state=State.RELAYING), make_evidence())
        entry = Entry(1001.0, "gateway", "not confirmed")
        await store.relayed("AAAA-BBBB-CCCC", State.UNDELIVERED, entry)
        with pytest.raises(Unknown):
            await store.evidence("AAAA-BBBB-CCCC")
        assert (await store.incident("AAAA-BBBB-CCCC")).state is State.UNDELIVERED

    using(url, work)


def test_a_relay_whose_process_died_is_closed_as_unknown(url: str) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(state=State.RELAYING), make_evidence())
        await store.tidy(1000.0 + 86_000)
        assert (await store.incident("AAAA-BBBB-CCCC")).state is State.RELAYING
        await store.tidy(1000.0 + 87_000)
        after = await store.incident("AAAA-BBBB-CCCC")
        assert after.state is State.UNDELIVERED
        assert "unknown" in after.history[-1].event

    using(url, work)


def test_lists_are_newest_first_and_paged(url: str) -> None:
    async def work(store: Store) -> None:
        for at in range(5):
            message = make_message(f"REF{at}")
            await store.accept(
                make_incident(message, now=1000.0 + at, hold_until=2000.0 + at), None
            )
        first = await store.incidents(State.HELD, 2)
        assert [one.reference for one in first] == ["REF4", "REF3"]
        rest = await store.incidents(State.HELD, 10, before=first[-1].created)
        assert [one.reference for one in rest] == ["REF2", "REF1", "REF0"]
        assert await store.incidents(State.BLOCKED) == []
        assert sorted(one.reference for one in await store.overdue(2001.0)) == ["REF0", "REF1"]

    using(url, work)


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "dlp.sqlite"

    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name

    using(f"sqlite:///{path}", work)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("url", "fact"),
    [
        ("sqlite://", "keeps nothing"),
        ("sqlite:///:memory:", "keeps nothing"),
        ("nosuch://x/y", "not a database that we know"),
        ("just words", "not a database that we know"),
    ],
)
def test_a_bad_url_is_a_configuration_error(url: str, fact: str) -> None:
    with pytest.raises(ConfigError, match=fact):
        make_store(url)


def test_a_store_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    failed = failures()
    with pytest.raises(Unavailable, match=r"Not a directory|File exists"):
        asyncio.run(make_store(f"sqlite:///{tmp_path}/file/dlp.sqlite").open())
    assert failures() == failed + 1


def failures() -> float:
    value = metrics.REGISTRY.get_sample_value("dlp_store_errors_total")
    assert value is not None
    return value


def test_a_failure_is_counted_and_says_its_kind_and_no_more(url: str) -> None:
    async def work(store: Store) -> None:
        failed = failures()
        with pytest.raises(Unavailable) as refusal:
            await store._database.write(lambda c: c.exec_driver_sql("SELECT '4111' FROM cards"))
        assert "4111" not in str(refusal.value) and "cards" not in str(refusal.value)

        def broken(_: sa.Connection) -> None:
            raise OSError("of some library: 4111")

        with pytest.raises(Unavailable, match=r"now: OSError$"):
            await store._database.write(broken)
        assert failures() == failed + 2

    using(url, work)


def test_no_room_is_seen_before_a_message_is_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/dlp.sqlite"
    assert make_store(url, free_space=0).has_room()
    assert not make_store(url, free_space=2**60).has_room()


def test_payload_may_be_large(url: str) -> None:
    data = bytes(1024) * 20_000

    async def work(store: Store) -> None:
        message = replace(make_message(), payload=Held(data))
        await store.accept(make_incident(message), make_evidence(data))
        assert (await store.evidence("AAAA-BBBB-CCCC")).payload.read() == data

    using(url, work, keys=KeyRing(KEY))
