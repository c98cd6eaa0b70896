"""The homeserver behind us: pass-through with streaming, questions of our own, bounded answers."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy, istr
from yarl import URL

from dlp.config.matrix import MatrixSettings
from dlp.matrix.homeserver import signature
from dlp.proxies.matrix.responses import MatrixError

log = logging.getLogger("dlp.matrix")

#: RFC 9110 §7.6.1, and what aiohttp writes itself
_HOP = tuple(
    istr(each)
    for each in """connection keep-alive proxy-authenticate proxy-authorization proxy-connection te
    trailer transfer-encoding upgrade host content-length expect forwarded x-forwarded-for
    x-forwarded-proto x-forwarded-host""".split()
)
#: an answer up to this size goes on in one piece: head and body in one packet
_SMALL = 64 * 1024
#: longest answer that we read ourselves (the state of a very large room)
_MOST = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class UpstreamResponse:
    """An answer that was read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    #: not the last word: the same request is asked anew when it is sent again
    again: bool = False

    def json(self) -> Any:
        """Its JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def response(self) -> web.Response:
        return web.Response(status=self.status, body=self.body, headers=CIMultiDict(self.headers))


class UpstreamClient:
    """One homeserver. Makes no decisions."""

    def __init__(self, settings: MatrixSettings) -> None:
        self._base = settings.upstream
        self._timeout = settings.timeout
        backstop = settings.backstop
        self._key = (
            backstop.read("matrix.backstop").get_secret_value().encode() if backstop else b""
        )
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        # A long poll may last as long as its client likes; nothing here ends one.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=30),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        method: str,
        path: str,
        token: str = "",
        *,
        query: str = "",
        body: bytes | AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        signed: bool = False,
    ) -> UpstreamResponse:
        """One request of ours, its answer read whole. MatrixError 502 where there is none. `signed`
        tells the backstop in the homeserver that it was decided on."""
        sent = CIMultiDict(headers or {})
        if signed and self._key:
            query += ("&" if query else "") + signature(self._key, method, path, time.time())
        if token:
            sent["Authorization"] = f"Bearer {token}"
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._open().request(
                    method, self._url(path, query), headers=sent, data=body, allow_redirects=False
                ) as far,
            ):
                data = await far.content.read(_MOST + 1)
                while len(data) <= _MOST and (more := await far.content.read(_MOST)):
                    data += more
                if len(data) > _MOST:
                    raise MatrixError(502, "M_UNKNOWN", "The homeserver's answer is too long.")
                return UpstreamResponse(far.status, kept(far.headers), data)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("the homeserver did not answer: %s", type(error).__name__)
            raise MatrixError(502, "M_UNKNOWN", "The homeserver did not answer.") from None

    async def stream(
        self, request: web.BaseRequest, path: str, query: str, token: str = ""
    ) -> web.StreamResponse:
        """Passes a request on and its answer back, as they come; `token` goes into the header,
        where the query that it stood in is ours."""
        headers = kept(request.headers)
        headers.update(forwarded(request))
        if token and "access_token=" not in query:
            headers["Authorization"] = f"Bearer {token}"
        if (host := request.headers.get("Host")) is not None:
            headers["Host"] = host
        if request.content_length is not None:
            headers["Content-Length"] = str(request.content_length)
        data = request.content.iter_any() if request.can_read_body else None
        try:
            far = await self._open().request(
                request.method,
                self._url(path, query),
                headers=headers,
                data=data,
                allow_redirects=False,
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("the homeserver did not answer: %s", type(error).__name__)
            raise MatrixError(502, "M_UNKNOWN", "The homeserver did not answer.") from None
        async with far:
            if request.method != "HEAD" and 0 < (far.content_length or 0) <= _SMALL:
                return web.Response(
                    status=far.status, headers=kept(far.headers), body=await _whole(far)
                )
            response = web.StreamResponse(status=far.status, headers=kept(far.headers))
            if (length := far.headers.get("Content-Length")) is not None:
                response.headers["Content-Length"] = length
            await response.prepare(request)
            if request.method != "HEAD":
                async for block in far.content.iter_any():
                    await response.write(block)
                await response.write_eof()
            return response

    def _url(self, path: str, query: str) -> URL:
        return URL(f"{self._base}{path}" + (f"?{query}" if query else ""), encoded=True)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("not started")
        return self._session


async def _whole(far: aiohttp.ClientResponse) -> bytes:
    try:
        return await far.read()
    except aiohttp.ClientError as error:
        log.warning("the homeserver's answer ended early: %s", type(error).__name__)
        raise MatrixError(502, "M_UNKNOWN", "The homeserver's answer ended early.") from None


def forwarded(request: web.BaseRequest) -> dict[str, str]:
    """Who the client is. A TLS server on this machine is believed, nobody else is."""
    front = request.headers if request.remote in ("127.0.0.1", "::1") else {}
    return {
        "X-Forwarded-For": front.get("X-Forwarded-For", request.remote or ""),
        "X-Forwarded-Proto": front.get("X-Forwarded-Proto", "http"),
    }


def kept(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """The headers that go on: all but those of one connection."""
    left = headers.copy()
    for each in headers.get("Connection", "").split(","):
        left.popall(each.strip(), None)
    for name in _HOP:
        if name in left:
            del left[name]
    return left
