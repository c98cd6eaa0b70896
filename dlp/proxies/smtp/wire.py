"""The client's side of a session: lines and data in, replies out, bounded and timed.

`ClientWire` knows bytes and time; `session.Session` knows what they mean. The session reads at its
own pace in one task. A client that goes away only ends the next read: whatever the session is
about (a relay above all) is finished first.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import cast

#: beyond this many bytes that nobody has asked for yet, the client is not read any more
_ENOUGH = 65_536

#: seconds that a client has to take the last words
_LINGER = 10.0

#: takes data; answers the bytes that follow what it wanted, or None while it wants more
Sink = Callable[[bytes], bytes | None]


class ClientGone(Exception):
    """The client closed the connection; there is nobody to answer."""


class ClientIdle(Exception):
    """The client took too long."""


class LineTooLong(Exception):
    """A line without end, or longer than it may be."""


class ClientWire(asyncio.Protocol):
    """Lines, data and replies of one client connection."""

    def __init__(self, made: Callable[[ClientWire], None], claimed: str | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._made = made
        self._claimed = claimed
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._at = 0
        self._sink: Sink | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._step = 0.0
        self._end = 0.0
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._reading = True
        self._full = False
        self._drained: asyncio.Future[None] | None = None
        self._eof = False
        #: the connection is closed in both directions
        self.gone = False
        #: the reading side waits for a command: nothing of the client's is under way
        self.resting = False

    # ------------------------------------------------------------------ asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._made(self)

    def data_received(self, data: bytes) -> None:
        if self._sink is not None:
            self._pour(data)
            return
        if self._at:
            self._buffer = self._buffer[self._at :] + data
            self._at = 0
        else:
            self._buffer = self._buffer + data if self._buffer else data
        self._wake()
        if self._reading and len(self._buffer) > _ENOUGH and self._transport is not None:
            self._reading = False
            self._transport.pause_reading()

    def eof_received(self) -> bool:
        self._eof = True
        self._wake()
        # a half-closed client still hears its answer; TLS knows no half-close
        return self.tls is None

    def connection_lost(self, _: Exception | None) -> None:
        self.gone = self._eof = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wake()
        self.resume_writing()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    # ------------------------------------------------------------------ reading

    @property
    def tls(self) -> ssl.SSLObject | None:
        assert self._transport is not None
        return cast("ssl.SSLObject | None", self._transport.get_extra_info("ssl_object"))

    @property
    def peer(self) -> str:
        """The client's address: as a PROXY header claimed it, else the connection's."""
        if self._claimed is not None or self._transport is None:
            return self._claimed or ""
        name = self._transport.get_extra_info("peername")
        return str(name[0]) if isinstance(name, tuple) else "local"

    @property
    def spoke(self) -> bool:
        """Whether anything is here that was not read yet."""
        return len(self._buffer) > self._at

    def upcoming(self, verb: bytes) -> bool:
        """Whether a whole next line is here already, and starts with `verb` (upper case)."""
        at = self._at
        return (
            self._buffer[at : at + len(verb)].upper() == verb and self._buffer.find(b"\n", at) >= 0
        )

    async def line(self, limit: int, patience: float) -> bytes:
        """The next line without its line end; a line that did not end in CRLF keeps its LF.

        `patience` is for the whole line, however it trickles. ClientGone, ClientIdle, or
        LineTooLong (what follows cannot be told from a command any more: close).
        """
        if self._full:
            await self._drain(patience)
        until = 0.0
        while (end := self._buffer.find(b"\n", self._at)) < 0:
            if len(self._buffer) - self._at > limit:
                raise LineTooLong
            if self._eof:
                raise ClientGone
            self._resume()
            until = until or self._loop.time() + (patience or 1e9)
            await self._wait(0.0, max(until - self._loop.time(), 0.001))
        start, self._at = self._at, end + 1
        if end - start > limit:
            raise LineTooLong
        if end > start and self._buffer[end - 1] == 0x0D:
            line = self._buffer[start : end - 1]
        else:
            line = self._buffer[start : end + 1]
        if self._at == len(self._buffer):
            self._buffer, self._at = b"", 0
        return line

    async def data(self, sink: Sink, step: float, total: float) -> None:
        """Feeds `sink` until it has enough. `step` seconds between two blocks, `total` for all."""
        rest, self._buffer, self._at = self._buffer[self._at :], b"", 0
        self._sink = sink
        if rest:
            self._pour(rest)
        if self._sink is not None:
            if self._eof:
                self._sink = None
                raise ClientGone
            self._resume()
            try:
                await self._wait(step, total)
                if self._sink is not None:
                    raise ClientGone
            finally:
                self._sink = None

    def _pour(self, data: bytes) -> None:
        assert self._sink is not None
        try:
            rest = self._sink(data)
        except Exception as error:
            self._sink = None
            if self._waiter is None or self._waiter.done():
                raise
            self._waiter.set_exception(error)
            return
        if rest is not None:
            self._sink, self._buffer, self._at = None, rest, 0
            self._wake()
        elif self._waiter is not None:
            self._deadline = min(self._loop.time() + self._step, self._end)

    async def _wait(self, step: float, total: float) -> None:
        now = self._loop.time()
        self._step = step or 1e9
        self._end = now + (total or 1e9)
        self._deadline = min(now + self._step, self._end)
        if self._timer is not None and self._timer.when() > self._deadline:
            self._timer.cancel()
            self._timer = None
        if self._timer is None:
            self._timer = self._loop.call_at(self._deadline, self._check)
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _check(self) -> None:
        self._timer = None
        if self._waiter is None or self._waiter.done():
            return
        if self._loop.time() >= self._deadline:
            self._waiter.set_exception(ClientIdle())
        else:
            self._timer = self._loop.call_at(self._deadline, self._check)

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _resume(self) -> None:
        if not self._reading and not self.gone and self._transport is not None:
            self._reading = True
            self._transport.resume_reading()

    # ------------------------------------------------------------------ writing

    def write(self, data: bytes) -> None:
        if not self.gone and self._transport is not None:
            self._transport.write(data)

    async def _drain(self, patience: float) -> None:
        """Waits while the client does not read its replies."""
        while self._full and not self.gone:
            self._drained = self._loop.create_future()
            try:
                async with asyncio.timeout(patience or None):
                    await self._drained
            except TimeoutError:
                raise ClientIdle from None

    def interrupt(self) -> None:
        """Ends the wait for the next command as if time were up (shutdown)."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ClientIdle())

    async def start_tls(self, context: ssl.SSLContext, invitation: bytes, patience: float) -> None:
        """Says `invitation` and upgrades. What came in clear after STARTTLS is thrown away.

        ClientGone where the handshake fails.
        """
        assert self._transport is not None
        self._buffer, self._at = b"", 0
        self._resume()
        self.write(invitation)
        try:
            upgraded = await self._loop.start_tls(
                self._transport,
                self,
                context,
                server_side=True,
                ssl_handshake_timeout=patience or None,
            )
        except (OSError, ssl.SSLError):
            raise ClientGone from None
        if upgraded is None:
            raise ClientGone
        self._transport = upgraded

    def close(self) -> None:
        """Closes after what was written is sent; soon in any case, at once if nobody reads."""
        if self._transport is None or self.gone:
            return
        if self._full:
            self._transport.abort()
            return
        self._transport.close()
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(_LINGER, self._transport.abort)
