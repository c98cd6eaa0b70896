"""A homeserver as an application service sees it: any user's doing, with one token of our own.

Nobody's access token is kept anywhere. What the gateway does for a sender after the request is over
(release, redirect) it does as an application service that names the user (`user_id`), and the
user's device where it is still there: the homeserver then keeps transaction ids with the device,
and the same one sent twice is one event. Source: Matrix application service API 1.18 §"Identity
assertion", client-server API §"Transaction identifiers".
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

log = logging.getLogger("dlp.matrix.homeserver")

CLIENT = "/_matrix/client/v3"
_MOST = 64 * 1024**2


class HomeserverUnavailable(Exception):
    """No answer that could be read: try again later. Quotes nothing."""


@dataclass(frozen=True, slots=True)
class HomeserverResponse:
    """An answer. `body` is {} where it was no JSON object."""

    status: int
    body: Mapping[str, Any]

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retryable(self) -> bool:
        """Whether asking again can help: also where our own token is not taken (any more)."""
        return self.status in (401, 429) or self.status >= 500

    @property
    def errcode(self) -> str:
        return str(self.body.get("errcode", ""))


def path(*steps: str) -> str:
    """A path below the client API, each step encoded: ``path("rooms", room, "state")``."""
    return "/".join([CLIENT, *(quote(step, safe="") for step in steps)])


def signature(key: bytes, method: str, path: str, now: float) -> str:
    """A query parameter for `config/matrix/dlp_backstop.py`: HMAC-SHA256 over time, method and
    path. The homeserver ignores it, and shows it to its modules."""
    text = f"{int(now)}\n{method}\n{path}"
    mac = hmac.digest(key, text.encode(), "sha256").hex()
    return f"org.dlp-gateway.pass={int(now)}-{mac}"


class Homeserver:
    """Calls on one homeserver with one token. Opens its session at the first call."""

    def __init__(self, url: str, token: str, timeout: float = 60.0, backstop: str = "") -> None:
        """`backstop`: the secret that requests are signed with, if the homeserver asks for it."""
        self._url, self._token, self._timeout = url, token, timeout
        self._key = backstop.encode()
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"Homeserver({self._url})"

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        user: str = "",
        device: str = "",
        query: Mapping[str, str] | None = None,
    ) -> HomeserverResponse:
        """One request, as `user` (and its `device`, if the homeserver still knows it).
        HomeserverUnavailable where there is no answer."""
        named = {"user_id": user, "device_id": device} if user and device else {}
        named = named or ({"user_id": user} if user else {})
        response = await self._once(method, path, body, {**(query or {}), **named})
        if device and response.status == 400 and "DEVICE" in response.errcode:
            return await self.call(method, path, body, user=user, query=query)
        if response.status == 401:
            log.error("the homeserver does not take the gateway's token")
        return response

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _once(
        self, method: str, path: str, body: Any, query: Mapping[str, str]
    ) -> HomeserverResponse:
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        asked = [urlencode(query)] if query else []
        if self._key and method != "GET":
            asked.append(signature(self._key, method, path, time.time()))
        url = URL(self._url + path + (f"?{'&'.join(asked)}" if asked else ""), encoded=True)
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._session.request(
                    method, url, data=data, headers=headers, allow_redirects=False
                ) as answer,
            ):
                read = await answer.content.read(_MOST + 1)
                while len(read) <= _MOST and (more := await answer.content.read(_MOST)):
                    read += more
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise HomeserverUnavailable(type(error).__name__) from None
        if len(read) > _MOST:
            raise HomeserverUnavailable("the answer is too long")
        try:
            found = json.loads(read)
        except ValueError:
            found = {}
        return HomeserverResponse(status, found if isinstance(found, dict) else {"list": found})
