"""The gateway's side of one fork server: starts it, has it fork workers, talks to them.

Only sockets and JSON of findings here; no text of a message is looked at in this process.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

from pydantic import TypeAdapter

from dlp.config import Config
from dlp.detect.engine import kept
from dlp.errors import ConfigError, Unavailable
from dlp.model import Payload
from dlp.workers import wire
from dlp.workers.readers import Readers

log = logging.getLogger("dlp.workers")

#: Loading models takes seconds; on a starved machine, minutes.
_LOAD_SECONDS = 300.0
_ORDER_SECONDS = 30.0
_END_SECONDS = 5.0

#: What a fork server gets of our environment, beside the variables that its detectors' settings
#: name: no other secret that a variable may hold.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH")

T = TypeVar("T")


def _named(settings: object) -> Iterator[str]:
    """Variables that secrets in these settings come from: `{env: NAME}` at any depth."""
    if isinstance(settings, dict):
        name = settings.get("env")
        if isinstance(name, str) and settings.keys() <= {"env", "file"}:
            yield name
        settings = list(settings.values())
    if isinstance(settings, list | tuple):
        for each in settings:
            yield from _named(each)


class Gone(Exception):
    """The process at the other end has died or closed its socket."""


class Worker:
    """One forked worker: a socket that answers one request at a time."""

    def __init__(self, end: socket.socket, pid: int) -> None:
        self.pid = pid
        self._end = end
        #: which server of the cage its line leads to
        self.generation = 0

    async def equip(self, readers: Readers) -> None:
        """Gives it a line to the cage that is up now, if it has none. Raises Gone."""
        if self.generation == readers.generation and readers.up:
            return
        line, self.generation = await readers.line()
        try:
            if line is not None:
                with line:
                    request = wire.pack(wire.REQUEST, wire.WorkerRequest("files"))
                    await _send(self._end, request, b"", line.fileno())
        except OSError:
            raise Gone from None

    async def ask(
        self, request: wire.WorkerRequest, payload: Payload, most: int, waits: Callable[[], None]
    ) -> tuple[wire.WorkerReply, bytes]:
        """Sends a message, waits for the answer, whose body may have `most` bytes. `waits` is
        called while the worker waits for a file to be read, once for each.

        Raises Gone or wire.Malformed; then, and when cancelled, this worker is of no more use.
        """
        descriptor = getattr(payload, "fileno", None)
        try:
            if descriptor is None:
                data = payload.read()
                await _send(self._end, wire.pack(wire.REQUEST, request, len(data)), data)
            else:
                await _send(self._end, wire.pack(wire.REQUEST, request), b"", descriptor())
            while True:
                reply, body = await _receive(self._end, wire.REPLY, most)
                if not reply.waits:
                    return reply, body
                waits()
        except OSError:
            raise Gone from None

    def watch(self, dead: Callable[[], None]) -> None:
        """Calls `dead` once if the worker ends while it has nothing to do."""
        loop = asyncio.get_running_loop()

        def readable() -> None:
            self.unwatch()
            dead()

        loop.add_reader(self._end, readable)

    def unwatch(self) -> None:
        asyncio.get_running_loop().remove_reader(self._end)

    def close(self) -> None:
        if self._end.fileno() >= 0:
            self.unwatch()
            self._end.close()


class WorkerGroup:
    """A fork server and the way to its workers, and the cage that they have files read in."""

    def __init__(
        self, process: asyncio.subprocess.Process, control: socket.socket, readers: Readers
    ) -> None:
        self._process = process
        self._control = control
        self.readers = readers
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int:
        return self._process.pid

    @classmethod
    async def start(cls, config: Config) -> WorkerGroup:
        """A fork server with these detectors loaded. ConfigError if one of them is bad, Unavailable
        if the process cannot be started or dies."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        passed = (
            *_ENVIRONMENT,
            *kept.VARIABLES,
            *_named([plugin.settings for plugin in config.detectors]),
        )
        environment = {key: os.environ[key] for key in passed if key in os.environ}
        environment |= dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
        )
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
        try:
            with theirs:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-P",
                    "-m",
                    "dlp.workers.fork_server",
                    str(theirs.fileno()),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    env=environment,
                    start_new_session=True,
                )
        except OSError as error:
            ours.close()
            raise Unavailable(f"cannot start the inspection: {error.strerror}") from None
        readers = Readers(config.inspection)
        group = cls(process, ours, readers)
        try:
            async with asyncio.timeout(_LOAD_SECONDS):
                setup = wire.Setup(config.inspection, config.detectors, config.base.absolute())
                await _send(ours, wire.pack(wire.SETUP, setup))
                await readers.start()  # meanwhile the fork server loads
                loaded, _ = await _receive(ours, wire.LOADED)
        except (OSError, Gone, TimeoutError, wire.Malformed):
            await group.aclose()
            raise Unavailable("the inspection process did not come up") from None
        except BaseException:
            await group.aclose()
            raise
        if loaded.fact:
            await group.aclose()
            raise ConfigError(loaded.place, loaded.fact, loaded.remedy)
        if loaded.uncaged:
            log.warning("inspection workers run without %s here", " and ".join(loaded.uncaged))
        return group

    async def start_worker(self) -> Worker:
        """A new worker that has said it is there; Gone if the fork server is, or brings up none."""
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        try:
            with theirs:
                done = await self._order(wire.Order("fork"), theirs.fileno())
            async with asyncio.timeout(_ORDER_SECONDS):
                await _receive(ours, wire.REPLY)
        except (OSError, Gone, TimeoutError, wire.Malformed):
            # a fork server whose workers do not live is of no use; another one comes with a delay
            ours.close()
            self.kill()
            raise Gone from None
        except BaseException:
            ours.close()
            raise
        worker = Worker(ours, done.pid)
        try:
            await worker.equip(self.readers)
        except BaseException:
            ours.close()
            raise
        return worker

    async def stop_worker(self, worker: Worker) -> str:
        """Ends a worker, wherever it stands; how it had ended: ``exit 0``, ``SIGSEGV``, …"""
        worker.close()
        status = (await self._order(wire.Order("reap", worker.pid))).status
        if os.WIFSIGNALED(status):
            return signal.Signals(os.WTERMSIG(status)).name
        return f"exit {os.waitstatus_to_exitcode(status)}"

    async def wait(self) -> None:
        """Until the fork server has ended."""
        await self._process.wait()

    def kill(self) -> None:
        """Ends the fork server, and its workers with it, at once."""
        if self._process.returncode is None:
            try:
                self._process.kill()
            except ProcessLookupError:
                pass

    async def aclose(self) -> None:
        """Ends the fork server and all its workers; they are gone when this returns."""
        try:
            # not closed yet: an order that waits for its answer must see the end, not a lost fd
            self._control.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        try:
            async with asyncio.timeout(_END_SECONDS):
                await self._process.wait()
        except TimeoutError:
            self.kill()
            await self._process.wait()
        async with self._turn:
            self._control.close()
        await self.readers.aclose()

    async def _order(self, order: wire.Order, descriptor: int | None = None) -> wire.Done:
        async with self._turn:
            if self._control.fileno() < 0:
                raise Gone
            try:
                async with asyncio.timeout(_ORDER_SECONDS):
                    await _send(self._control, wire.pack(wire.ORDER, order), b"", descriptor)
                    return (await _receive(self._control, wire.DONE))[0]
            except (OSError, Gone, TimeoutError, wire.Malformed):
                self.kill()
                raise Gone from None
            except asyncio.CancelledError:
                self.kill()  # an order half spoken leaves nobody to talk to
                raise


async def _send(
    end: socket.socket, head: bytes, body: bytes = b"", descriptor: int | None = None
) -> None:
    loop = asyncio.get_running_loop()
    if descriptor is not None:
        # the other side waits for us with an empty buffer, so these few bytes always fit
        sent = socket.send_fds(end, [head[: wire.PREFIX_SIZE]], [descriptor])
        head = head[sent:]
    await loop.sock_sendall(end, head)
    if body:
        await loop.sock_sendall(end, body)


async def _receive(
    end: socket.socket, adapter: TypeAdapter[T], body_most: int = 0
) -> tuple[T, bytes]:
    header, body = wire.lengths(await _exactly(end, wire.PREFIX_SIZE), body_most)
    value = wire.parse(adapter, await _exactly(end, header))
    return value, bytes(await _exactly(end, body))


async def _exactly(end: socket.socket, size: int) -> bytearray:
    loop = asyncio.get_running_loop()
    data = bytearray(size)
    view = memoryview(data)
    at = 0
    while at < size:
        got = await loop.sock_recv_into(end, view[at:])
        if not got:
            raise Gone
        at += got
    return data
