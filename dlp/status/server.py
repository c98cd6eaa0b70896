"""The HTTP port: /metrics, /healthz (alive), /readyz (would take a message now), and pages."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from dlp import metrics
from dlp.config import SocketAddress
from dlp.status.exposition import OPENMETRICS, PLAIN, Exposition

#: name of a part → None if it is well, else a short reason without content
Checks = Callable[[], Awaitable[Mapping[str, str | None]]]

#: what asks for no password: health checks of a load balancer have none
_OPEN = ("/healthz", "/readyz")


class Page(Protocol):
    """An HTML page at a path of its own. It needs no script and nothing from elsewhere."""

    def html(self, parts: Mapping[str, str | None], nonce: str) -> str:
        """The whole page. `parts`: what /readyz knows; `nonce`: for its style element (CSP)."""
        ...


class StatusServer:
    """Serves on `address` until closed. `checks` is asked at each /readyz."""

    def __init__(
        self,
        address: SocketAddress,
        checks: Checks,
        pages: Mapping[str, Page] | None = None,
        login: tuple[str, str] | None = None,
    ) -> None:
        """`pages`: path → page. `login`: user and password for all that tells more than health."""
        self._address, self._checks, self._pages = address, checks, dict(pages or {})
        self._login = ":".join(login).encode() if login else None
        self._exposition = Exposition(metrics.REGISTRY)
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        """Binds; OSError if the address is taken."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        for path in self._pages:
            app.router.add_get(path, self._html)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._address.host, self._address.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if self._login is not None and request.path not in _OPEN:
            scheme, _, given = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "basic" or not self._known(given):
                challenge = 'Basic realm="dlp", charset="UTF-8"'
                return web.Response(status=401, headers={"WWW-Authenticate": challenge})
        answer = await handler(request)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _known(self, given: str) -> bool:
        try:
            said = base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            return False
        return self._login is not None and hmac.compare_digest(said, self._login)

    async def _metrics(self, request: web.Request) -> web.Response:
        if "application/openmetrics-text" in request.headers.get("Accept", ""):
            body, kind = self._exposition.openmetrics(), OPENMETRICS
        else:
            body, kind = self._exposition.plain(), PLAIN
        return web.Response(body=body, headers={"Content-Type": kind})

    async def _html(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; frame-ancestors 'none'"
        return web.Response(
            text=self._pages[request.path].html(await self._checks(), nonce),
            content_type="text/html",
            headers={"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"},
        )

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def _readyz(self, _: web.Request) -> web.Response:
        parts = await self._checks()
        bad = {name: reason for name, reason in parts.items() if reason is not None}
        return web.json_response(
            {
                "status": "not ready" if bad else "ready",
                "parts": {n: r or "ok" for n, r in parts.items()},
            },
            status=503 if bad else 200,
        )
