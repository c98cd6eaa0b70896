"""Killed, full, locked, gone: nothing that was promised is lost, nothing is there by halves."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlp.errors import Unavailable
from dlp.store import Store, Unknown, database
from peers.postgresql import PostgreSql
from store.making import MAIL, make_dispatch, make_evidence, make_incident, make_message
from store.test_store import using

DYING = Path(__file__).parent / "dying.py"


def start(folder: Path, how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, DYING, folder, how], stdout=subprocess.PIPE)


async def whole(store: Store) -> set[str]:
    """The references of all incidents; each must have its evidence, its copy and its history."""
    found = set()
    for incident in await store.incidents(None, 1_000_000):
        reference = incident.reference
        assert (await store.evidence(reference)).payload.read() == MAIL
        assert await store.dispatches(reference) == [("relay", "waiting", 0)]
        assert len(await store.history(reference)) == 1
        found.add(reference)
    return found


@pytest.mark.slow
def test_killed_after_each_statement_it_is_all_or_nothing(tmp_path: Path) -> None:
    said = set(start(tmp_path, "each").communicate(timeout=120)[0].decode().split())
    # some died before the commit, some after it
    assert 2 <= len(said) <= 6

    async def work(store: Store) -> None:
        assert await whole(store) == said

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


@pytest.mark.slow
def test_killed_at_random_moments_nothing_promised_is_lost(tmp_path: Path) -> None:
    promised: set[str] = set()
    for _ in range(8):
        process = start(tmp_path, "forever")
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        time.sleep(random.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        # a line is whole, or was never promised
        promised |= {
            line.decode().strip()
            for line in process.communicate()[0].splitlines(True)
            if line.endswith(b"\n")
        }
    assert len(promised) > 8

    async def work(store: Store) -> None:
        there = await whole(store)
        assert promised <= there
        # at most one a kill was on disk before anybody heard of it
        assert len(there - promised) <= 8

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


def test_killed_between_delivery_and_record_it_is_carried_again(tmp_path: Path) -> None:
    """The one duplicate there can be."""

    async def before(store: Store) -> None:
        await store.accept(make_incident(), None, [make_dispatch("d")])

    async def after(store: Store) -> None:
        assert await store.claim("me", 2029.0, 30.0, 10) == []  # the dead one might still live
        assert await store.claim("me", 2031.0, 30.0, 10) == ["d"]
        dispatch = await store.load("d")
        assert dispatch is not None and dispatch.payload == MAIL

    using(f"sqlite:///{tmp_path}/dlp.sqlite", before)
    assert start(tmp_path, "carry").wait(60) == -signal.SIGKILL
    assert (tmp_path / "d.delivered").read_bytes() == MAIL
    using(f"sqlite:///{tmp_path}/dlp.sqlite", after)


# ------------------------------------------------------------------ no room


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1.5 MB."""
    place = tmp_path / "small"
    place.mkdir()
    options = "size=1536k,mode=0700"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "dlp-test", place], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a tmpfs")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_full_disk_is_unavailable_and_loses_nothing(small_disk: Path) -> None:
    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        assert store.has_room()
        (small_disk / "filler").write_bytes(bytes(900_000))
        assert not store.has_room()
        big = make_evidence(os.urandom(700_000))
        with pytest.raises(Unavailable, match="SQLITE_FULL"):
            await store.accept(make_incident(make_message("BIG")), big, [make_dispatch("d")])
        with pytest.raises(Unknown):
            await store.incident("BIG")
        assert (await store.evidence("AAAA-BBBB-CCCC")).payload.read() == MAIL
        (small_disk / "filler").unlink()
        await store.accept(
            make_incident(make_message("BIG")), make_evidence(), [make_dispatch("d")]
        )
        assert (await store.evidence("BIG")).payload.read() == MAIL

    using(f"sqlite:///{small_disk}/dlp.sqlite", work, free_space=1_000_000)


def test_a_file_size_limit_is_unavailable(tmp_path: Path) -> None:
    """The same without the right to mount: the kernel refuses to let the file grow."""
    script = f"""
import asyncio, resource, signal, sys
sys.path.insert(0, {str(DYING.parent.parent)!r})
from dlp.errors import Unavailable
from store.making import *
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
async def work():
    store = make_store("sqlite:///{tmp_path}/dlp.sqlite")
    await store.open()
    await store.accept(make_incident(), make_evidence())
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    try:
        await store.accept(make_incident(make_message("BIG")), make_evidence(bytes(2_000_000)))
    except Unavailable as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await store.accept(make_incident(make_message("SMALL")), make_evidence())
    await store.aclose()
asyncio.run(work())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert "the store cannot be used now" in done.stdout, done.stderr

    async def work(store: Store) -> None:
        references = [one.reference for one in await store.incidents(None)]
        assert sorted(references) == ["AAAA-BBBB-CCCC", "SMALL"]

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


# ------------------------------------------------------------------ in use, gone


def test_a_locked_database_is_unavailable_for_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "_BUSY_MS", 50)

    async def work(store: Store) -> None:
        other = sqlite3.connect(tmp_path / "dlp.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="another process holds it"):
            await store.accept(make_incident(), make_evidence())
        assert await store.incidents(None) == []  # reading goes on
        other.execute("ROLLBACK")
        other.close()
        await store.accept(make_incident(), make_evidence())

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


def test_a_broken_file_is_unavailable_not_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "dlp.sqlite").write_bytes(b"this is no database " * 500)

    async def work(store: Store) -> None: ...

    with pytest.raises(Unavailable, match="SQLITE_NOTADB"):
        using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


def test_a_cancelled_caller_does_not_cut_a_commit(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        accepting = asyncio.create_task(store.accept(make_incident(), make_evidence()))
        await asyncio.sleep(0)
        accepting.cancel()
        await asyncio.gather(accepting, return_exceptions=True)
        await store.queue()
        assert len(await store.incidents(None)) in (0, 1)
        await store.accept(make_incident(make_message("NEXT")), make_evidence())
        for incident in await store.incidents(None):
            assert (await store.evidence(incident.reference)).payload.read() == MAIL

    using(f"sqlite:///{tmp_path}/dlp.sqlite", work)


@pytest.mark.peer
def test_a_server_that_went_away_comes_back() -> None:
    server = PostgreSql()

    async def work(store: Store) -> None:
        await store.accept(make_incident(), make_evidence())
        server.halt()
        with pytest.raises(Unavailable):
            await store.accept(make_incident(make_message("NEXT")), make_evidence())
        server.start()
        await store.accept(make_incident(make_message("NEXT")), make_evidence())
        assert len(await store.incidents(None)) == 2

    try:
        using(server.new_database(), work)
    finally:
        server.stop()
