"""A recording TCP relay: numbers every message of an SMTP client, remembers which got a 250.

Sits between Postfix's smtp-source (lock-step, no pipelining) and the gateway. After the 354 it puts
a header line ``X-Test-Id: n`` in front of the data; the next reply after the final dot decides.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable


class Recorder:
    """Runs on a thread of its own. `accepted` and `sent` are sets of message numbers."""

    def __init__(self, target: Callable[[], int]) -> None:
        self._target = target
        self._numbers = itertools.count(1)
        self.sent: set[int] = set()
        self.accepted: set[int] = set()
        self.replies: dict[int, int] = {}
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> Recorder:
        self._thread.start()
        assert self._up.wait(10)
        return self

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, limit=2**22)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        self._loop.run_forever()

    async def _serve(self, client: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        try:
            far, forward = await asyncio.open_connection("127.0.0.1", self._target(), limit=2**22)
        except OSError:
            answer.close()
            return
        try:
            answer.write(await far.readuntil(b"\n"))
            while True:
                answer.write(await self._step(client, far, forward, answer))
                await answer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            answer.close()
            forward.close()

    async def _step(
        self,
        client: asyncio.StreamReader,
        far: asyncio.StreamReader,
        forward: asyncio.StreamWriter,
        answer: asyncio.StreamWriter,
    ) -> bytes:
        line = await client.readuntil(b"\n")
        forward.write(line)
        reply = await _reply(far)
        if line.strip().upper() != b"DATA" or not reply.startswith(b"354"):
            return reply
        answer.write(reply)
        number = next(self._numbers)
        content = await client.readuntil(b"\r\n.\r\n")
        self.sent.add(number)
        forward.write(b"X-Test-Id: %d\r\n" % number + content)
        await forward.drain()
        reply = await _reply(far)
        self.replies[int(reply[:3])] = self.replies.get(int(reply[:3]), 0) + 1
        if reply.startswith(b"250"):
            self.accepted.add(number)
        return reply


async def _reply(far: asyncio.StreamReader) -> bytes:
    lines = b""
    while True:
        line = await far.readuntil(b"\n")
        lines += line
        if line[3:4] != b"-":
            return lines
