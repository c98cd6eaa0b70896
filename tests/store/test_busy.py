"""SQLite's file while another process has it."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from dlp.store import database, schema
from store.making import make_store


@contextmanager
def held(path: Path, seconds: float) -> Iterator[sqlite3.Connection]:
    """A connection that has no patience of its own, and a holder that lets go after a while."""
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN EXCLUSIVE")
    letting_go = threading.Timer(seconds, holder.execute, ("COMMIT",))
    letting_go.start()
    connection = sqlite3.connect(path, timeout=0)
    try:
        yield connection
    finally:
        letting_go.join()
        connection.close()
        holder.close()


def test_a_file_that_another_has_for_a_while_is_waited_for(tmp_path: Path) -> None:
    with held(tmp_path / "file", 0.15) as connection:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            connection.execute("CREATE TABLE t (a)")
        database._insist(connection, "CREATE TABLE t (a)")
        assert connection.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_a_file_that_another_keeps_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 100)
    with held(tmp_path / "file", 0.8) as connection:
        began = time.monotonic()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            database._insist(connection, "CREATE TABLE t (a)")
        assert 0.1 <= time.monotonic() - began < 0.7


def test_any_other_failure_is_one_at_once(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "file")
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        database._insist(connection, "NONSENSE")
    assert time.monotonic() - began < 1.0
    connection.close()


def test_between_a_look_and_what_is_written_on_it_nobody_else_writes(tmp_path: Path) -> None:
    path = tmp_path / "dlp.sqlite"

    def work(connection: sa.Connection) -> str:
        # a look alone would leave the file to others, and the writing after it would fail
        before = connection.scalar(sa.select(sa.func.count()).select_from(schema.incidents))
        other = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("INSERT INTO used_tickets VALUES ('t', 1.0, 2.0)")
        other.close()
        connection.execute(schema.used_tickets.insert().values(id="t", used=1.0, expires=2.0))
        return f"{before} incidents"

    async def go() -> None:
        store = make_store(f"sqlite:///{path}")
        await store.open()
        assert await store._database.write(work) == "0 incidents"
        assert not await store.use_ticket("t", 1.0, 2.0)
        await store.aclose()

    asyncio.run(go())
