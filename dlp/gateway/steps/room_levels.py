"""What chat rooms have heard, and who in them is cleared: weighed in decisions about rooms.

The highest level that went into a room is written down before it goes in. Who is invited and sees
the past sees that level: the invitation is decided for it. Of a room older than the gateway nothing
is known but the organisation's default.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dlp.gateway.acceptance import Clock, Prepared
from dlp.gateway.ports import Inspection
from dlp.model import Action, Destination, Examination, Finding, Level, Message
from dlp.policy.deciding import NO_CLEARED_CHANNEL, PUBLIC, Policy
from dlp.store import Store

#: `Message.facts` has this key where a request shows the past of a room: its level, as a word
HISTORY = "history"
_MATRIX = "matrix"
_MOST = 50_000


class Raised:
    """A pool whose examinations count the past that a request shows."""

    def __init__(self, pool: Inspection) -> None:
        self._pool = pool

    async def examine(self, message: Message) -> Examination:
        found = await self._pool.examine(message)
        past = message.facts.get(HISTORY)
        if past is None:
            return found
        return replace(found, level=max(found.level, Level.parse(str(past))))

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding] = ()
    ) -> bytes:
        return await self._pool.redact(message, findings, drop)


class Rooms:
    """The memory of rooms, and a step of the gateway before anything goes out."""

    def __init__(
        self,
        store: Store,
        *,
        default: Level,
        server_name: str,
        policy: Callable[[], Policy],
        gathers: Callable[[str], bool] = lambda channel: False,
        clock: Clock = time.time,
    ) -> None:
        """`gathers`: whether a channel makes rooms for the cleared members of another."""
        self._store, self._default, self._server = store, default, server_name
        self._policy, self._gathers, self._clock = policy, gathers, clock
        #: what is written already, so that the store is asked when a level rises only
        self._written: OrderedDict[str, Level] = OrderedDict()
        #: levels of requests for new rooms that are on their way, by reference
        self._making: OrderedDict[str, Level] = OrderedDict()

    async def past(self, room: str) -> Level:
        """The level of what somebody sees who sees all that was said. Unavailable."""
        heard = await self._store.heard(room)
        if heard is None:
            return self._default
        return heard.level if heard.whole else max(heard.level, self._default)

    async def made(self, room: str, reference: str) -> None:
        """A room came of the message with that reference: all that ever goes in is known."""
        level = self._making.pop(reference, Level.TOP_SECRET)
        await self._store.raise_room(room, level, self._clock(), new=True)

    async def __call__(
        self, message: Message, examination: Examination, prepared: list[Prepared]
    ) -> list[Prepared]:
        """Notes what goes into rooms; names the cleared members for a redirect."""
        if message.protocol != _MATRIX:
            return prepared
        done: list[Prepared] = []
        for decision, payload in prepared:
            match decision.action:
                case Action.ALLOW | Action.REDACT:
                    await self._note(message, decision.destinations, examination.level)
                case Action.REDIRECT if self._gathers(decision.channel):
                    named = tuple(self._named(d, examination) for d in decision.destinations)
                    decision = replace(decision, destinations=named)
                    alone = {message.sender.facts.get("user")}
                    if not all(set(one.facts["cleared"]) - alone for one in named):
                        decision = replace(
                            decision,
                            action=Action.HOLD,
                            channel="",
                            public=PUBLIC[Action.HOLD],
                            reason=NO_CLEARED_CHANNEL,
                        )
            done.append((decision, payload))
        return done

    async def _note(
        self, message: Message, destinations: Sequence[Destination], level: Level
    ) -> None:
        for each in destinations:
            if each.facts.get("operation") == "create":
                self._making[message.id] = level
                if len(self._making) > _MOST:
                    self._making.popitem(last=False)
            if not each.address.startswith("!") or self._written.get(each.address, -1) >= level:
                continue
            await self._store.raise_room(each.address, level, self._clock())
            self._written[each.address] = level
            self._written.move_to_end(each.address)
            if len(self._written) > _MOST:
                self._written.popitem(last=False)

    def _named(self, destination: Destination, examination: Examination) -> Destination:
        """The room with the ids of its members of this server that may see the message."""
        facts: dict[str, Any] = dict(destination.facts)
        people = [
            one for one in facts.get("audience") or () if one.partition("@")[2] == self._server
        ]
        cleared = self._policy().cleared(people, _MATRIX, examination)
        facts["cleared"] = [f"@{one.replace('@', ':', 1)}" for one in cleared]
        return replace(destination, facts=facts)
