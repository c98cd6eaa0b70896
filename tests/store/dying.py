"""Accepts and carries messages until it is killed. Run by test_crash.py as a process of its own.

dying.py FOLDER forever          accepts one message after the other, says each id once it is in
dying.py FOLDER each             for every statement of a transaction: a child that kills
                                 itself right after it, and one right after the commit
dying.py FOLDER carry            claims what is due, delivers it to a file, dies before the record
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from pathlib import Path
from typing import Any

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent.parent))
from dlp.store import Store
from store.making import make_dispatch, make_evidence, make_incident, make_message, make_store


async def accept(store: Store, reference: str) -> None:
    incident = make_incident(make_message(reference))
    dispatch = make_dispatch(f"{reference}.1", incident=reference)
    await store.accept(incident, make_evidence(), [dispatch])


def say(word: str) -> None:
    os.write(1, word.encode() + b"\n")


async def forever(url: str) -> None:
    store = make_store(url)
    await store.open()
    say("open")
    for number in itertools.count():
        reference = f"{os.getpid()}-{number}"
        await accept(store, reference)
        say(reference)


async def up_to(url: str, statements: int) -> None:
    """Dies after so many statements; if there are not so many, after the commit."""
    store = make_store(url)
    await store.open()
    seen = itertools.count(1)

    def after(*args: Any) -> None:
        if next(seen) == statements:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(store._database._engine, "after_cursor_execute", after)
    await accept(store, f"S{statements}")
    say(f"S{statements}")
    os.kill(os.getpid(), signal.SIGKILL)


def each(url: str) -> None:
    for statements in range(1, 9):
        child = os.fork()  # before any thread is there
        if child == 0:
            asyncio.run(up_to(url, statements))
        _, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL


async def carry(url: str, folder: Path) -> None:
    store = make_store(url)
    await store.open()
    for identity in await store.claim("the dead one", 2000.0, 30.0, 100):
        dispatch = await store.load(identity)
        assert dispatch is not None
        (folder / f"{identity}.delivered").write_bytes(dispatch.payload)
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    url = f"sqlite:///{place}/dlp.sqlite"
    match sys.argv[2]:
        case "forever":
            asyncio.run(forever(url))
        case "each":
            each(url)
        case "carry":
            asyncio.run(carry(url, place))
