"""The memory of rooms: what went in, what a newcomer would see, who is cleared for a redirect."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from dlp.app import build_protocols
from dlp.config import Config
from dlp.gateway.ports import Prepared
from dlp.gateway.steps.room_levels import RoomLevels, RoomMemory
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Held,
    Level,
    Message,
    Sender,
)
from dlp.policy import parse
from store.making import make_store

POLICY = """
zones: {internal: {domains: [example.org], clearance: secret}}
networks: {matrix: {clearance: secret}}
clearances: {carl@example.org: public}
rules: [{name: default, action: hold}]
"""
PROTOCOLS, _ = build_protocols(Config())
AUDIENCE = ["anna@example.org", "ben@example.org", "carl@example.org", "eve@x.test"]


def message(history: str = "", operation: str = "send") -> Message:
    data = b'{"operation":"send","path":{},"content":{}}'
    return Message(
        id="AAAA-BBBB-CCCC",
        protocol="matrix",
        sender=Sender("anna@example.org", facts={"user": "@anna:example.org"}),
        destinations=(destination(operation),),
        media_type="application/vnd.matrix.event+json",
        payload=Held(data),
        facts={"history": history} if history else {},
    )


def destination(operation: str = "send") -> Destination:
    return Destination("!a", "matrix", {"audience": AUDIENCE, "operation": operation})


def remembering(
    folder: Path,
    work: Callable[[Callable[[], RoomMemory]], Awaitable[None]],
    default: Level = Level.INTERNAL,
) -> None:
    """Runs `work` with a maker of memories over one store: a fresh one remembers nothing else."""

    async def go() -> None:
        store = make_store(f"sqlite:///{folder}/dlp.sqlite")
        await store.open()
        try:
            await work(lambda: RoomMemory(store, PROTOCOLS, default=default))
        finally:
            await store.aclose()

    asyncio.run(go())


def levels() -> RoomLevels:
    policy = parse(POLICY, "policy.yaml", [])
    return RoomLevels(
        protocols=PROTOCOLS, policy=lambda: policy, gathers=lambda channel: channel == "twin"
    )


def prepared(action: Action, channel: str = "", operation: str = "send") -> list[Prepared]:
    return [(Decision((destination(operation),), action, "r", "", "", channel), Held(b""))]


def test_a_level_only_rises_and_outlives_the_process(tmp_path: Path) -> None:
    async def work(make: Callable[[], RoomMemory]) -> None:
        rooms = make()
        assert await rooms.past("!a") is Level.INTERNAL, "nothing is known: the default"
        for level in (Level.PUBLIC, Level.SECRET, Level.RESTRICTED):
            await rooms.leaving(message(), Examination((), level), prepared(Action.ALLOW))
        assert await make().past("!a") is Level.SECRET
        await make().leaving(message(), Examination((), Level.PUBLIC), prepared(Action.REDACT))
        assert await make().past("!a") is Level.SECRET

    remembering(tmp_path, work)


def test_what_did_not_go_in_does_not_count(tmp_path: Path) -> None:
    async def work(make: Callable[[], RoomMemory]) -> None:
        for action in (Action.BLOCK, Action.HOLD):
            await make().leaving(message(), Examination((), Level.SECRET), prepared(action))
        assert await make().past("!a") is Level.INTERNAL

    remembering(tmp_path, work)


def test_of_a_room_that_we_saw_made_all_is_known(tmp_path: Path) -> None:
    async def work(make: Callable[[], RoomMemory]) -> None:
        rooms = make()
        made = prepared(Action.ALLOW, operation="create")
        await rooms.leaving(message(operation="create"), Examination((), Level.PUBLIC), made)
        await rooms.made("!new", "AAAA-BBBB-CCCC")
        assert await rooms.past("!new") is Level.PUBLIC
        # one that we cannot account for counts as the highest
        await rooms.made("!other", "ZZZZ-ZZZZ-ZZZZ")
        assert await rooms.past("!other") is Level.TOP_SECRET

    remembering(tmp_path, work)


def redirected(level: Level, channel: str) -> Decision:
    copies = prepared(Action.REDIRECT, channel)
    ((decision, _),) = asyncio.run(levels().prepared(message(), Examination((), level), copies))
    return decision


def test_the_cleared_members_are_named_for_a_redirect() -> None:
    decision = redirected(Level.SECRET, "twin")
    assert decision.action is Action.REDIRECT
    named = decision.destinations[0].facts["cleared"]
    assert named == ["anna@example.org", "ben@example.org"]
    decision = redirected(Level.TOP_SECRET, "twin")
    assert decision.action is Action.HOLD and decision.reason == "no-cleared-channel"
    decision = redirected(Level.TOP_SECRET, "folder")
    assert decision.action is Action.REDIRECT
    assert "cleared" not in decision.destinations[0].facts


def test_mail_is_left_alone(tmp_path: Path) -> None:
    async def work(make: Callable[[], RoomMemory]) -> None:
        some = prepared(Action.ALLOW)
        mail = Message(
            id="X",
            protocol="smtp",
            sender=Sender("a@b"),
            destinations=(destination(),),
            media_type="message/rfc822",
            payload=Held(b""),
        )
        secret = Examination((), Level.SECRET)
        assert await levels().prepared(mail, secret, some) is some
        await make().leaving(mail, secret, some)
        assert await make().past("!a") is Level.INTERNAL

    remembering(tmp_path, work)


def test_an_examination_counts_the_past_that_is_shown() -> None:
    nothing = Examination(())
    assert levels().examined(message(), nothing).level is Level.PUBLIC
    assert levels().examined(message("secret"), nothing).level is Level.SECRET
    above = Examination((), Level.TOP_SECRET)
    assert levels().examined(message("secret"), above).level is Level.TOP_SECRET
