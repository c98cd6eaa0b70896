"""The HTTP port for machines: /metrics, /healthz (alive), /readyz (would take a message now)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

from dlp import metrics
from dlp.config import Address

#: name of a part → None if it is well, else a short reason without content
Checks = Callable[[], Awaitable[Mapping[str, str | None]]]


class StatusServer:
    """Serves on `address` until closed. `checks` is asked at each /readyz."""

    def __init__(self, address: Address, checks: Checks) -> None:
        self._address = address
        self._checks = checks
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        """Binds; OSError if the address is taken."""
        app = web.Application()
        app.router.add_get("/metrics", self._metrics)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._address.host, self._address.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def aclose(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _metrics(self, request: web.Request) -> web.Response:
        if "application/openmetrics-text" in request.headers.get("Accept", ""):
            body, kind = (
                openmetrics.generate_latest(metrics.REGISTRY),
                openmetrics.CONTENT_TYPE_LATEST,
            )
        else:
            body, kind = generate_latest(metrics.REGISTRY), CONTENT_TYPE_LATEST
        return web.Response(body=body, headers={"Content-Type": kind})

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
