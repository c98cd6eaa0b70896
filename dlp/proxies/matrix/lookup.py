"""Whose an access token is, and who is in a room: asked of the homeserver, believed for a moment.

Tokens are kept as hashes only. Opaque tokens of any kind work (Matrix Authentication Service, too),
as nothing here depends on seeing a login.
"""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote

from dlp.config.matrix import MatrixSettings
from dlp.matrix.accounts import address_of
from dlp.proxies.matrix.audience import RoomAudience, audience_of
from dlp.proxies.matrix.networks import ChatNetworks
from dlp.proxies.matrix.responses import MatrixError
from dlp.proxies.matrix.upstream import UpstreamClient

V = TypeVar("V")
Clock = Callable[[], float]


class ExpiringCache(Generic[V]):
    """A bounded cache whose entries are believed for `seconds`."""

    def __init__(self, seconds: float, most: int, clock: Clock = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: OrderedDict[object, tuple[float, V]] = OrderedDict()

    def get(self, key: object) -> V | None:
        found = self._kept.get(key)
        if found is None or found[0] < self._clock():
            return None
        return found[1]

    def put(self, key: object, value: V) -> None:
        self._kept[key] = (self._clock() + self._seconds, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def forget(self, key: object) -> None:
        self._kept.pop(key, None)


@dataclass(frozen=True, slots=True)
class Requester:
    """Who sends a request. The token stays in the request."""

    user: str
    device: str

    @property
    def address(self) -> str:
        """The id as an address: ``@anna:example.org`` is ``anna@example.org``."""
        return address_of(self.user)


class HomeserverLookup:
    """`requester` and `audience`, with caches. Raises MatrixError where the homeserver refuses."""

    def __init__(
        self, settings: MatrixSettings, upstream: UpstreamClient, networks: ChatNetworks
    ) -> None:
        self._upstream, self._networks = upstream, networks
        self._tokens: ExpiringCache[Requester] = ExpiringCache(settings.token_for, 50_000)
        self._rooms: ExpiringCache[RoomAudience] = ExpiringCache(settings.rooms_for, 20_000)
        self._changes = 0

    async def requester(self, token: str) -> Requester:
        """The requester behind a token; the homeserver's own refusal where it is none."""
        key = hashlib.sha256(token.encode()).digest()
        found = self._tokens.get(key)
        if found is not None:
            return found
        answer = await self._upstream.ask("GET", "/_matrix/client/v3/account/whoami", token)
        said = answer.json()
        if answer.status != 200 or not isinstance(said, dict):
            code = said.get("errcode", "M_UNKNOWN") if isinstance(said, dict) else "M_UNKNOWN"
            status = answer.status if 400 <= answer.status < 500 else 502
            raise MatrixError(status, str(code), "The homeserver does not know this access token.")
        requester = Requester(str(said.get("user_id", "")), str(said.get("device_id", "")))
        self._tokens.put(key, requester)
        return requester

    def forget_token(self, token: str) -> None:
        """After a logout or a 401."""
        self._tokens.forget(hashlib.sha256(token.encode()).digest())

    async def audience(self, room: str, requester: Requester, token: str) -> RoomAudience:
        """What is known of a room; `RoomAudience()` where the homeserver does not tell."""
        found = self._rooms.get(room)
        if found is not None and requester.user in found.people:
            return found
        before = self._changes
        path = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/state"
        answer = await self._upstream.ask("GET", path, token)
        state = answer.json() if answer.status == 200 else None
        known = (
            audience_of(state, requester.user, self._networks)
            if isinstance(state, list)
            else RoomAudience()
        )
        if known.known and before == self._changes:  # an answer from before a change is stale
            self._rooms.put(room, known)
        return known

    def forget_room(self, room: str) -> None:
        """After anything that may have changed who is in it."""
        self._changes += 1
        self._rooms.forget(room)
