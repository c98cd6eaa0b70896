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

from dlp.gateway.acceptance import Clock
from dlp.gateway.ports import Prepared, Step
from dlp.model import Action, Decision, Destination, Examination, Level, Message
from dlp.policy.deciding import NO_CLEARED_CHANNEL, PUBLIC, Policy
from dlp.protocols import Protocols
from dlp.store import Store

#: `Message.facts` has this key where a request shows the past of a room: its level, as a word
HISTORY = "history"
_MOST = 50_000


class RoomLevels(Step):
    """Counts the past that a request shows, and names the cleared members for a redirect."""

    def __init__(
        self, *, protocols: Protocols, policy: Callable[[], Policy], gathers: Callable[[str], bool]
    ) -> None:
        """`gathers`: whether a channel makes rooms for the cleared members of another."""
        self._protocols, self._policy, self._gathers = protocols, policy, gathers

    def examined(self, message: Message, examination: Examination) -> Examination:
        past = message.facts.get(HISTORY)
        if past is None:
            return examination
        return replace(examination, level=max(examination.level, Level.parse(str(past))))

    async def prepared(
        self, message: Message, examination: Examination, copies: list[Prepared]
    ) -> list[Prepared]:
        profile = self._protocols.get(message.protocol)
        if profile is None or profile.room is None:
            return copies
        return [
            (
                self._gathering(decision, message, examination)
                if decision.action is Action.REDIRECT and self._gathers(decision.channel)
                else decision,
                payload,
            )
            for decision, payload in copies
        ]

    def _gathering(
        self, decision: Decision, message: Message, examination: Examination
    ) -> Decision:
        """The decision with the members named; a hold where nobody but the sender is cleared."""
        named = tuple(self._named(each, message, examination) for each in decision.destinations)
        alone = {message.sender.address}
        if all(set(each.facts["cleared"]) - alone for each in named):
            return replace(decision, destinations=named)
        return replace(
            decision,
            destinations=named,
            action=Action.HOLD,
            channel="",
            public=PUBLIC[Action.HOLD],
            reason=NO_CLEARED_CHANNEL,
        )

    def _named(
        self, destination: Destination, message: Message, examination: Examination
    ) -> Destination:
        """The room with those of its members (addresses) who have an account where the sender has
        one, and may see the message."""
        facts: dict[str, Any] = dict(destination.facts)
        server = message.sender.address.partition("@")[2]
        people = [one for one in facts.get("audience") or () if one.partition("@")[2] == server]
        # a room that is made for them is on the protocol's own network, whatever bridge is here
        cleared = self._policy().cleared(people, message.protocol, examination)
        facts["cleared"] = list(cleared)
        return replace(destination, facts=facts)


class RoomMemory(Step):
    """What went into each room, on record before it goes in."""

    def __init__(
        self, store: Store, protocols: Protocols, *, default: Level, clock: Clock = time.time
    ) -> None:
        """`default` is the level of what was said before we looked."""
        self._store, self._protocols = store, protocols
        self._default, self._clock = default, clock
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

    async def leaving(
        self, message: Message, examination: Examination, copies: Sequence[Prepared]
    ) -> None:
        profile = self._protocols.get(message.protocol)
        if profile is None or profile.room is None:
            return
        for decision, _ in copies:
            if decision.action in (Action.ALLOW, Action.REDACT):
                await self._note(message, profile.room, decision.destinations, examination.level)

    async def _note(
        self,
        message: Message,
        is_room: Callable[[Destination], bool],
        destinations: Sequence[Destination],
        level: Level,
    ) -> None:
        for each in destinations:
            if each.facts.get("operation") == "create":
                self._making[message.id] = level
                if len(self._making) > _MOST:
                    self._making.popitem(last=False)
            if not is_room(each) or self._written.get(each.address, -1) >= level:
                continue
            await self._store.raise_room(each.address, level, self._clock())
            self._written[each.address] = level
            self._written.move_to_end(each.address)
            if len(self._written) > _MOST:
                self._written.popitem(last=False)
