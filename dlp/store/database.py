"""One database, from asyncio: threads, transactions, migrations, and what its errors mean.

SQLite has one writer: one thread writes, another reads (WAL lets both go on). PostgreSQL gets a
small pool of each. A failure of the database is `errors.Unavailable`: the sender keeps the message.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from dlp import metrics
from dlp.errors import ConfigError, Unavailable

T = TypeVar("T")

#: how long one writer waits for another process that writes (SQLite), milliseconds
_BUSY_MS = 5_000
_MIGRATION_MS = 60_000
_THREADS = 4
#: any number, the same in every gateway: only one of them migrates at a time
_MIGRATION_LOCK = 0x646C70


class Database:
    """An engine and its threads."""

    def __init__(self, url: str) -> None:
        try:
            self._url = sa.make_url(url)
            self.is_sqlite = self._url.get_backend_name() == "sqlite"
            self._engine = self._create()
        except (ArgumentError, NoSuchModuleError, ImportError):
            raise ConfigError(
                "store.url",
                "is not a database that we know",
                "write sqlite:///dlp.sqlite or postgresql+psycopg://user@host/name",
            ) from None
        threads = 1 if self.is_sqlite else _THREADS
        self._writers = ThreadPoolExecutor(threads, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(threads, thread_name_prefix="store-read")

    @property
    def path(self) -> Path | None:
        """The SQLite file; None for a server."""
        return Path(self._url.database) if self.is_sqlite and self._url.database else None

    async def open(self) -> None:
        """Makes the file if absent (0600) and migrates to the newest schema."""
        await self._in(self._writers, self._open)

    async def aclose(self) -> None:
        """Waits for what is under way, then closes every connection."""
        for pool in (self._writers, self._readers):
            await asyncio.get_running_loop().run_in_executor(None, pool.shutdown)
        self._engine.dispose()

    async def write(self, work: Callable[[sa.Connection], T]) -> T:
        """`work` in one durable transaction, all or nothing. Once begun it goes on even if the
        caller is cancelled. Unavailable where the database cannot do it now."""
        return await self.write_prepared(lambda: work)

    async def write_prepared(self, prepare: Callable[[], Callable[[sa.Connection], T]]) -> T:
        """As `write`, for work that takes its time before it needs the database (sealing): what
        `prepare` returns is the work. Nobody else's writing waits for the preparation."""

        def transaction() -> T:
            work = prepare()
            with self._writing() as connection, connection.begin():
                return work(connection)

        return await self._in(self._writers, transaction)

    async def read(self, work: Callable[[sa.Connection], T]) -> T:
        """`work` on one snapshot. Unavailable where the database cannot do it now."""

        def transaction() -> T:
            with self._engine.connect() as connection, connection.begin():
                return work(connection)

        return await self._in(self._readers, transaction)

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        def guarded() -> T:
            try:
                return work()
            except SQLAlchemyError as error:
                metrics.store_errors.inc()
                reason = _reason(error)
            except OSError as error:
                metrics.store_errors.inc()
                reason = error.strerror or type(error).__name__
            # a database's own text quotes rows: say only what kind of failure it was
            raise Unavailable(f"the store cannot be used now: {reason}")

        return await asyncio.get_running_loop().run_in_executor(pool, guarded)

    def _create(self) -> sa.Engine:
        if not self.is_sqlite:
            return sa.create_engine(
                self._url,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_size=2 * _THREADS,
                pool_timeout=_BUSY_MS / 1000,
            )
        if not self._url.database or self._url.database == ":memory:":
            raise ConfigError("store.url", "keeps nothing", "name a file: sqlite:///dlp.sqlite")
        engine = sa.create_engine(self._url, hide_parameters=True)
        sa.event.listen(engine, "connect", _configure_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _open(self) -> None:
        if self.path is not None:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._writing() as connection:
            if self.is_sqlite:  # somebody else's migration may take longer than any other writer
                _patience(connection, _MIGRATION_MS)
            with connection.begin():
                if not self.is_sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
                migrate(connection)
            if self.is_sqlite:
                _patience(connection, _BUSY_MS)

    def _writing(self) -> sa.Connection:
        return self._engine.connect().execution_options(dlp_write=True)


def migrate(connection: sa.Connection, revision: str = "head") -> None:
    """Brings the schema to `revision` inside the caller's transaction. ConfigError where the
    database was written by a newer version."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    alembic = Config()
    alembic.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    alembic.attributes["connection"] = connection
    try:
        command.upgrade(alembic, revision)
    except CommandError:
        raise ConfigError(
            "store.url", "was written by a newer version", "install that version, or a new store"
        ) from None


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",  # erased evidence is overwritten, sealed as it was
        f"journal_size_limit = {64 * 1024**2}",
    ):
        _insist(connection, f"PRAGMA {pragma}")


def _insist(connection: Any, statement: str) -> None:
    """Tries again while another process holds the file: turning on the write-ahead log fails at
    once where that one does the same (https://sqlite.org/wal.html, "Sometimes Queries Return
    SQLITE_BUSY In WAL Mode")."""
    until = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute(statement)
            return
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")
            if not name.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _patience(connection: sa.Connection, milliseconds: int) -> None:
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA busy_timeout = {milliseconds}")


def _begin_sqlite(connection: sa.Connection) -> None:
    # a deferred transaction that turns into a writer fails at once instead of waiting its turn
    write = connection.get_execution_options().get("dlp_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _reason(error: SQLAlchemyError) -> str:
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "") or type(cause).__name__
        if name.startswith("SQLITE_FULL"):
            return "no space left (SQLITE_FULL)"
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return f"another process holds it ({name})"
        return name
    return type(cause or error).__name__
