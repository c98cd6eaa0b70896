"""The gateway's side of the cage (`dlp.cage`): starts its server, hands out lines, counts.

A server that dies is started anew. Until it is up, files are UNREADABLE (crashed) and mail without
files flows.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections import Counter

from dlp import metrics
from dlp.cage import launch, wire
from dlp.config import InspectionSettings
from dlp.errors import Unavailable

log = logging.getLogger("dlp.workers")

#: Waits between attempts to start a server, in seconds; the last one repeats.
_BACK_OFF = (0.1, 1.0, 2.0, 5.0, 10.0, 30.0)
_END_SECONDS = 5.0
#: how long a line may be waited for while a server comes up, in seconds
_PATIENCE = 10.0


class Readers:
    """One server at a time, under one configuration."""

    def __init__(self, limits: InspectionSettings) -> None:
        self._limits = limits
        self._process: asyncio.subprocess.Process | None = None
        self._control: socket.socket | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._tried = asyncio.Event()
        #: which server this is: a line of an earlier one is of no use
        self.generation = 0

    @property
    def up(self) -> bool:
        """Whether files are read."""
        return self._control is not None

    async def start(self) -> None:
        """Unavailable if no server comes up."""
        await self._open()
        self._keeper = asyncio.create_task(self._keep(), name="readers")

    async def line(self) -> tuple[socket.socket | None, int]:
        """A client's end of a new line, and the generation of the server at its other end. None
        where there is no server, also after a moment."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._tried.wait()
        except TimeoutError:
            pass
        if self._control is None:
            return None, self.generation
        mine, its = wire.pair()
        try:
            with its:
                wire.send(
                    self._control,
                    wire.packed(wire.NEW_CONNECTION, wire.NewConnection()),
                    its.fileno(),
                )
        except OSError:
            mine.close()
            return None, self.generation
        return mine, self.generation

    async def aclose(self) -> None:
        """Ends the server and all that it reads; they are gone when this returns."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        await self._close()

    async def _open(self) -> None:
        ours, theirs = wire.pair()
        ours.setblocking(False)
        try:
            with theirs:
                self._process = await asyncio.create_subprocess_exec(
                    *launch.command(theirs.fileno()),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env=launch.environment(),
                    start_new_session=True,
                )
            async with asyncio.timeout(launch.LOAD_SECONDS):
                wire.send(ours, launch.setup(self._limits))
                up = wire.parsed(wire.READY, await _packet(ours))
        except (OSError, TimeoutError, EOFError, wire.ProtocolError):
            ours.close()
            await self._close()
            raise Unavailable("the file readers did not come up") from None
        except BaseException:
            ours.close()
            await self._close()
            raise
        if up.error:
            ours.close()
            await self._close()
            raise Unavailable(f"the file readers cannot be loaded: {up.error}")
        _say(up)
        self._control = ours
        self.generation += 1
        self._tried.set()
        metrics.file_readers_up.set(1)

    async def _keep(self) -> None:
        """Counts what the server tells; starts another when it ends."""
        while True:
            await self._listen()
            log.error("the file readers ended; starting them anew")
            metrics.worker_restarts.labels("readers").inc()
            metrics.file_readers_up.set(0)
            self._tried.clear()
            await self._close()
            attempt = 0
            while self._control is None:
                await asyncio.sleep(_BACK_OFF[min(attempt, len(_BACK_OFF) - 1)])
                try:
                    await self._open()
                except Unavailable as error:
                    log.error("%s", error)
                    self._tried.set()  # nobody waits for what may never come
                attempt += 1

    async def _listen(self) -> None:
        """Until the server has ended, or says what is not ours."""
        told: Counter[str] = Counter()
        assert self._control is not None
        try:
            while True:
                count = wire.parsed(wire.STATUS, await _packet(self._control))
                fresh = Counter(count.outcomes)
                for outcome, number in (fresh - told).items():
                    metrics.files.labels(outcome).inc(number)
                told = fresh
                metrics.files_running.set(count.running)
                metrics.files_waiting.set(count.waiting)
                metrics.files_cache.set(count.cache_bytes)
        except (OSError, EOFError, wire.ProtocolError):
            return

    async def _close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        process, self._process = self._process, None
        if process is None:
            return
        try:
            async with asyncio.timeout(_END_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


async def _packet(control: socket.socket) -> bytes:
    packet = await asyncio.get_running_loop().sock_recv(control, wire.PACKET)
    if not packet:
        raise EOFError
    return packet


def _say(up: wire.ServerReady) -> None:
    """What a child was found to be locked by, in the log and as a metric."""
    if up.uncaged:
        log.warning("files are read without %s here", " and ".join(up.uncaged))
    if up.open:
        log.error("the cage for files is not closed: %s", ", ".join(up.open))
    for layer in ("seccomp", "landlock"):
        metrics.cage.labels(layer).set(layer not in up.uncaged)
    metrics.cage.labels("self-test").set(not up.open)
