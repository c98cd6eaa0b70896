"""The review of memberships: rooms with outsiders, bridges, an open past, or silent members.

Asks the homeserver's administration (Synapse's Admin API: rooms, state, messages), as no single
account is in all rooms. Reads who spoke last, never what was said: of each event only its sender
and time are looked at.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from dlp import metrics
from dlp.config.matrix import MatrixSettings
from dlp.errors import ConfigError, Unavailable
from dlp.matrix.homeserver import Homeserver, HomeserverResponse, HomeserverUnavailable
from dlp.proxies.matrix import networks
from dlp.proxies.matrix.audience import audience_of
from dlp.proxies.matrix.networks import ChatNetworks

log = logging.getLogger("dlp.matrix")

_ADMIN = "/_synapse/admin/v1/rooms"
_PAGE = 100
#: people of one room that are asked after one by one; beyond it nobody is called silent
_SPEAKERS = 500
#: what a room can be found to be, for metrics and the table
FINDINGS = (
    "outsiders",
    "bridged",
    "world-readable",
    "joinable",
    "invited-by-address",
    "published",
    "encrypted",
    "silent",
    "unknown",
)


@dataclass(frozen=True, slots=True)
class RoomReview:
    """One room at the time of a review."""

    room: str
    #: joined
    members: int
    #: user ids of other servers, joined or invited
    outsiders: tuple[str, ...] = ()
    #: chat networks behind bridges
    networks: tuple[str, ...] = ()
    #: words of `FINDINGS`
    found: tuple[str, ...] = ()
    #: user ids of our own members who said nothing for so long
    silent: tuple[str, ...] = ()


class MembershipReview:
    """Reviews all rooms. ConfigError where there is no administrator's token."""

    def __init__(self, settings: MatrixSettings, clock: Callable[[], float] = time.time) -> None:
        if settings.review_token is None:
            raise ConfigError(
                "matrix.review_token", "is not set", "give an administrator's access token"
            )
        token = settings.review_token.read("matrix.review_token").get_secret_value()
        self._settings, self._clock = settings, clock
        self._home = Homeserver(settings.upstream, token, settings.timeout)
        self._networks: ChatNetworks = networks.load(
            settings.networks_file, settings.networks, settings.server_name, settings.appservices
        )
        self._due = 0.0
        self._task: asyncio.Task[None] | None = None

    async def rooms(self, silent_after: float | None = None) -> AsyncIterator[RoomReview]:
        """Every room that somebody is in, one after the other. Unavailable where the homeserver
        does not answer, or does not take the token for an administrator's."""
        after = self._settings.silent_after if silent_after is None else silent_after
        cutoff = (self._clock() - after) * 1000
        start = 0
        while True:
            page = await self._ask(_ADMIN, {"from": str(start), "limit": str(_PAGE)})
            for each in page.body.get("rooms") or ():
                if int(each.get("joined_members") or 0) > 0:
                    yield await self._room(each, cutoff)
            if "next_batch" not in page.body:
                return
            start = int(page.body["next_batch"])

    async def chore(self, now: float) -> None:
        """Reviews for the metrics, every `matrix.review_every`; other chores do not wait for it."""
        if now < self._due or (self._task is not None and not self._task.done()):
            return
        self._due = now + self._settings.review_every
        self._task = asyncio.create_task(self._measure(now), name="membership_review")

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._home.aclose()

    async def _measure(self, now: float) -> None:
        try:
            measure([room async for room in self.rooms()], now)
        except Unavailable as error:
            log.warning("memberships were not reviewed: %s", error)
        except Exception as error:  # its text could quote an answer
            log.error("memberships were not reviewed: %s", type(error).__name__)

    async def _room(self, listed: Mapping[str, Any], cutoff: float) -> RoomReview:
        room, members = str(listed["room_id"]), int(listed["joined_members"])
        state = (await self._ask(f"{_ADMIN}/{quote(room, safe='')}/state")).body.get("state")
        known = audience_of(state if isinstance(state, list) else [], None, self._networks)
        if not known.known:
            return RoomReview(room, members, found=("unknown",))
        own = f":{self._settings.server_name}"
        outsiders = tuple(sorted(user for user in known.people if not user.endswith(own)))
        silent = await self._silent(room, state or [], cutoff)
        found = set(known.open)
        found |= {"outsiders"} if outsiders else set()
        found |= {"bridged"} if known.networks else set()
        found |= {"encrypted"} if known.encrypted else set()
        found |= {"published"} if listed.get("public") else set()
        found |= {"silent"} if silent else set()
        return RoomReview(
            room,
            members,
            outsiders,
            tuple(sorted(known.networks)),
            tuple(each for each in FINDINGS if each in found),
            silent,
        )

    async def _silent(
        self, room: str, state: Sequence[Mapping[str, Any]], cutoff: float
    ) -> tuple[str, ...]:
        """Our own members who joined before `cutoff` (milliseconds) and said nothing since."""
        own = f":{self._settings.server_name}"
        waiting = {
            str(event["state_key"])
            for event in state
            if event.get("type") == "m.room.member"
            and event["content"].get("membership") == "join"
            and str(event.get("state_key")).endswith(own)
            and float(event.get("origin_server_ts", cutoff)) < cutoff
        }
        spoke: set[str] = set()
        path = f"{_ADMIN}/{quote(room, safe='')}/messages"
        while waiting and len(spoke) < _SPEAKERS:
            # the newest event of whoever is not known to have spoken yet
            wanted = {"not_senders": sorted(spoke), "not_types": ["m.room.member"]}
            response = await self._ask(
                path, {"dir": "b", "limit": "1", "filter": json.dumps(wanted)}
            )
            event = next(iter(response.body.get("chunk") or ()), None)
            if event is None or float(event.get("origin_server_ts", 0)) < cutoff:
                return tuple(sorted(waiting))
            spoke.add(str(event["sender"]))
            waiting.discard(str(event["sender"]))
        return ()

    async def _ask(self, path: str, query: Mapping[str, str] | None = None) -> HomeserverResponse:
        try:
            response = await self._home.call("GET", path, query=query)
        except HomeserverUnavailable as error:
            raise Unavailable(f"the homeserver did not answer: {error}") from None
        if response.status in (401, 403):
            raise Unavailable("matrix.review_token is not an administrator's")
        if not response.ok:
            raise Unavailable(f"the homeserver answered {response.status}; is it Synapse?")
        return response


def measure(rooms: Iterable[RoomReview], now: float) -> None:
    """Sets the gauges."""
    listed = list(rooms)
    metrics.rooms_reviewed.labels("all").set(len(listed))
    for each in FINDINGS:
        metrics.rooms_reviewed.labels(each).set(sum(each in room.found for room in listed))
    metrics.rooms_reviewed_at.set(now)
