"""One client connection to a mail server, as an asyncio Protocol: commands out, replies back.

Every command that is sent puts a future into a queue; replies settle them in order. So a caller
may send many and wait later (PIPELINING). One timer watches the oldest; the reply to the final dot
gets twice as long. A reply that nobody waits for ends the connection: after it nothing that comes
can be matched to what was asked.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Iterable
from typing import cast

from dlp.smtp.errors import Garbled, Lost, SmtpError, TimedOut, TlsFailed
from dlp.smtp.reply import BadReply, Reply, ReplyReader
from dlp.smtp.wire import stuffed

#: commands that may stand as `phase` in an error; others are just "command"
_KNOWN = {
    *("ehlo", "lhlo", "helo", "mail", "rcpt", "data", "rset", "noop", "quit"),
    *("auth", "starttls", "vrfy", "expn", "help", "xforward"),
}
#: what leaves us in one write; a far side that does not read stops us after about this much
_BLOCK = 65_536


class Wire(asyncio.Protocol):
    """The bytes of one connection. `Connection` in `client.py` knows what they mean."""

    def __init__(self, timeout: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._timeout = timeout
        self._reader = ReplyReader()
        self._waiting: deque[tuple[asyncio.Future[Reply], str, float]] = deque()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._writable: asyncio.Future[None] | None = None
        self._paused = False
        self._error: SmtpError | None = None
        #: the far side said 421, unasked or in answer, or closed: nothing more can be asked
        self.closing = False

    # ------------------------------------------------------------------ asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self._error is not None:
            return
        try:
            replies = self._reader.feed(data)
        except BadReply as error:
            self._fail(Garbled(self._phase(), str(error)))
            return
        for reply in replies:
            if reply.code == 421:
                self.closing = True
            if self._waiting:
                future = self._waiting.popleft()[0]
                if not future.done():
                    future.set_result(reply)
            elif reply.code != 421:
                self._fail(Garbled("idle", "a reply that nobody asked for"))
                return
        if self._waiting:
            self._deadline = self._loop.time() + self._waiting[0][2]

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, _: Exception | None) -> None:
        self._fail(Lost(self._phase()))

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)

    # ------------------------------------------------------------------ for callers

    @property
    def usable(self) -> bool:
        """Whether another command can be sent."""
        return self._error is None and not self.closing and self._transport is not None

    def reply(self, phase: str, factor: float = 1.0) -> asyncio.Future[Reply]:
        """A future for the next reply that is not yet spoken for."""
        future: asyncio.Future[Reply] = self._loop.create_future()
        if self._error is not None:
            future.set_exception(type(self._error)(phase))
            future.exception()
            return future
        limit = self._timeout * factor
        if not self._waiting:
            self._deadline = self._loop.time() + limit
            if self._timer is None and limit:
                self._timer = self._loop.call_at(self._deadline, self._check)
        self._waiting.append((future, phase, limit))
        return future

    def send(self, line: bytes) -> asyncio.Future[Reply]:
        """Sends one command line (without CRLF) exactly as given; the future is its reply.

        ValueError where the line holds a CR, LF or NUL (T17).
        """
        if b"\r" in line or b"\n" in line or b"\0" in line:
            raise ValueError("a command line holds a line end")
        verb = line[:12].split(b" ", 1)[0].decode("ascii", "replace").lower()
        future = self.reply(verb if verb in _KNOWN else "command")
        self.write(line + b"\r\n")
        return future

    def write(self, data: bytes) -> None:
        if self._error is None and self._transport is not None:
            self._transport.write(data)

    async def drain(self) -> None:
        """Waits while the far side does not read. TimedOut if it stays so, Lost if it is gone."""
        while self._paused and self._error is None:
            self._writable = self._loop.create_future()
            try:
                async with asyncio.timeout(self._timeout or None):
                    await self._writable
            except TimeoutError:
                self._fail(TimedOut("data"))
        if self._error is not None:
            raise type(self._error)(self._error.phase)

    async def body(self, chunks: Iterable[bytes], *, trusted: bool, replies: int) -> list[Reply]:
        """Sends message data after a 354, dot-stuffed; the replies to the final dot.

        `replies` is the number of accepted recipients for LMTP, else 1. A far side that refuses
        before the end is answered by closing: its refusal stands for every recipient.
        wire.Unclean where the data is not clean: the connection is cut before the final dot.
        """
        futures = [self.reply("data", 2.0) for _ in range(replies)]
        held: list[bytes] = []
        size = 0
        try:
            for block in stuffed(chunks, trusted=trusted):
                held.append(block)
                size += len(block)
                if size >= _BLOCK:
                    self.write(b"".join(held))
                    held, size = [], 0
                    if self._paused:
                        await self.drain()
                    self._deadline = self._loop.time() + self._timeout
                    if futures[0].done():
                        return [self._early(futures)] * replies
        except BaseException:
            self.abort("data")
            raise
        # from here on the far side may have the message, whatever becomes of the connection
        self._deadline = self._loop.time() + self._timeout * 2
        for at, (future, _, limit) in enumerate(self._waiting):
            self._waiting[at] = (future, "final", limit)
        self.write(b"".join(held))
        answers: list[Reply] = []
        for future in futures:
            try:
                answers.append(await future)
            except SmtpError:
                if not answers:
                    raise
                # LMTP: those that were answered for are; of the others nothing is known
                answers.append(Reply(451, b"451 4.4.2 No answer for this recipient\r\n"))
        return answers

    def _early(self, futures: list[asyncio.Future[Reply]]) -> Reply:
        """The refusal that came before the end of data; the connection cannot be used after it."""
        reply = futures[0].result()
        self.abort("data")
        if reply.ok:
            raise Garbled("data", "a yes before the end of data")
        return reply

    async def start_tls(self, context: ssl.SSLContext, server_name: str) -> None:
        """Upgrades after a 220 to STARTTLS. TlsFailed; what came in clear after it is an attack."""
        if self._reader.pending or self._waiting:
            self._fail(TlsFailed("starttls", "plaintext after the reply to STARTTLS"))
            raise TlsFailed("starttls", "plaintext after the reply to STARTTLS")
        assert self._transport is not None
        try:
            upgraded = await self._loop.start_tls(
                self._transport,
                self,
                context,
                server_hostname=server_name,
                ssl_handshake_timeout=min(self._timeout or 60.0, 60.0),
            )
        except (OSError, ssl.SSLError):
            self.abort("starttls")
            raise TlsFailed("starttls", "handshake or certificate refused") from None
        if upgraded is None:
            raise Lost("starttls")
        self._transport = upgraded

    def abort(self, phase: str = "abort") -> None:
        """Closes at once; whoever waits gets Lost."""
        self._fail(Lost(phase))

    def close(self) -> None:
        """Closes after what was written is sent."""
        self.closing = True
        if self._transport is not None:
            self._transport.close()

    # ------------------------------------------------------------------ inside

    def _phase(self) -> str:
        return self._waiting[0][1] if self._waiting else "idle"

    def _check(self) -> None:
        self._timer = None
        if not self._waiting or self._error is not None:
            return
        if self._loop.time() >= self._deadline:
            self._fail(TimedOut(self._phase()))
        else:
            self._timer = self._loop.call_at(self._deadline, self._check)

    def _fail(self, error: SmtpError) -> None:
        if self._error is not None:
            return
        self._error = error
        self.closing = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            future, phase, _ = self._waiting.popleft()
            if not future.done():
                future.set_exception(type(error)(phase))
                future.exception()  # somebody else may wait for another one only
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        if self._transport is not None:
            self._transport.abort()
