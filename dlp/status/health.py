"""Periodic checks of what no message passes by: disk, certificates, far sides, reviews.

What they find goes into the metrics and nowhere else. Nothing here may fail the gateway: a check
that raises is logged by its class and made again.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from cryptography import x509

from dlp import metrics
from dlp.config import Config, Tls
from dlp.errors import Unavailable
from dlp.smtp.client import SmtpError, connect
from dlp.status.history import History
from dlp.store import Store

log = logging.getLogger("dlp.status")

#: seconds between two times that the figures are saved
SAVE = 300.0
#: a far side that does not greet in this time counts as down
_PATIENCE = 15.0


class Health:
    """One task. `remembered` gives the number of addresses in the policy's cache; `measures` are
    called with the time, at each check."""

    def __init__(
        self,
        config: Config,
        store: Store,
        history: History,
        remembered: Callable[[], int] = lambda: 0,
        measures: Sequence[Callable[[float], Awaitable[None]]] = (),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._config, self._store, self._history = config, store, history
        self._remembered, self._measures, self._clock = remembered, measures, clock
        self._task: asyncio.Task[None] | None = None
        #: the last line of history whose end of a hold was counted
        self._seen: int | None = None
        self._saved = clock()

    async def start(self) -> None:
        """Begins to check. The store must be open."""
        self._seen = await self._store.last_entry()
        self._task = asyncio.create_task(self._run(), name="health")

    async def aclose(self) -> None:
        """Stops, and saves the figures."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._history.tick()
        await asyncio.to_thread(self._history.save)

    async def _run(self) -> None:
        while True:
            await self.check()
            await asyncio.sleep(self._config.metrics.check_every)

    async def check(self) -> None:
        """Checks everything once."""
        checks: list[Callable[[], Awaitable[None]]] = [
            self._far_sides,
            self._reviews,
            self._blocking,
            self._measure,
            self._save_history,
        ]
        for one in checks:
            try:
                await one()
            except Unavailable as error:
                log.warning("not measured: %s", error)
            except Exception as error:
                log.error("not measured: %s in %s", type(error).__name__, one.__name__)

    async def _blocking(self) -> None:
        await asyncio.to_thread(self._files)

    def _files(self) -> None:
        usage = self._store.usage()
        if usage is not None:
            metrics.store_bytes.set(usage.taken)
            metrics.store_free.set(usage.free)
            metrics.store_free_limit.set(self._config.store.free_space)
        metrics.policy_remembered.set(self._remembered())
        metrics.inspection_enabled.set(self._config.inspection.enabled)
        for listener in self._config.smtp.listeners:
            if listener.certificate is not None and listener.tls is not Tls.NONE:
                expires(f"listener:{listener.name}", listener.certificate)

    async def _far_sides(self) -> None:
        await asyncio.gather(*map(self._far_side, range(len(self._config.smtp.listeners))))

    async def _far_side(self, number: int) -> None:
        listener = self._config.smtp.listeners[number]
        name = listener.name
        hostname = self._config.smtp.hostname or "localhost"
        try:
            async with asyncio.timeout(_PATIENCE):
                far = await connect(listener.downstream, hostname)
                shown = far.certificate
                await far.quit()
        except (SmtpError, TimeoutError):
            metrics.downstream_up.labels(name).set(0)
            return
        metrics.downstream_up.labels(name).set(1)
        metrics.downstream_seen.labels(name).set(self._clock())
        if shown:
            until = x509.load_der_x509_certificate(shown).not_valid_after_utc
            metrics.credential_expiry.labels(f"downstream:{name}").set(until.timestamp())

    async def _reviews(self) -> None:
        """Counts the holds that ended since the last check, by whichever process ended them."""
        if self._seen is None:
            return
        for one in await self._store.ended_holds(self._seen):
            self._seen = max(self._seen, one.number)
            metrics.hold_duration.labels(one.decision).observe(
                max(0.0, one.at - one.created), {"reference": one.reference}
            )
            metrics.reviews.labels(one.rule, one.decision).inc()
            for kind, count in one.kinds.items():
                metrics.reviewed_findings.labels(kind, one.decision).inc(count)

    async def _measure(self) -> None:
        for measure in self._measures:
            await measure(self._clock())

    async def _save_history(self) -> None:
        self._history.tick()
        if self._clock() - self._saved >= SAVE:
            self._saved = self._clock()
            await asyncio.to_thread(self._history.save)


def expires(credential: str, path: Path) -> None:
    """Notes when the first certificate in a PEM file expires; 0 where it cannot be read."""
    try:
        (first, *_) = x509.load_pem_x509_certificates(path.read_bytes())
        until = first.not_valid_after_utc.timestamp()
    except (OSError, ValueError, ssl.SSLError):
        until = 0.0
    metrics.credential_expiry.labels(credential).set(until)
