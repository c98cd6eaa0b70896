"""A client of the Matrix benchmark: bytes on a connection, and how long the answers take."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from typing import cast

import psutil

ROOM = "/_matrix/client/v3/rooms/!r:example.org"
SYNC = "/_matrix/client/v3/sync?timeout=0&since=s1"
TEXT = "Good morning! The figures for the third quarter are ready, I send them to Mrs Brand today."
#: idle syncing users
IDLE = 400


class Wire(asyncio.Protocol):
    """A client on one connection: bytes out, one whole answer in."""

    def __init__(self) -> None:
        self._seen = b""
        self._answer: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, blank, body = self._seen.partition(b"\r\n\r\n")
        if not blank or self._answer is None:
            return
        lowered = head.lower()
        if b"transfer-encoding: chunked" in lowered:
            done = body.endswith(b"0\r\n\r\n")
        else:
            at = lowered.find(b"content-length:")
            end = lowered.find(b"\r", at)
            length = lowered[at + 15 : end if end > 0 else None] if at > 0 else b"0"
            done = len(body) >= int(length)
        if done:
            self._seen = b""
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("the connection ended"))

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


async def connect(port: int) -> Wire:
    _, wire = await asyncio.get_running_loop().create_connection(Wire, "127.0.0.1", port)
    return wire


def requests(kind: str) -> Iterator[bytes]:
    """The same request again and again; sends with a transaction of their own."""
    head = "Host: 127.0.0.1\r\nAuthorization: Bearer good\r\nAccept: application/json\r\n"
    salt, n = time.monotonic_ns(), 0
    while True:
        n += 1
        if kind == "sync":
            yield f"GET {SYNC} HTTP/1.1\r\n{head}\r\n".encode()
        else:
            body = json.dumps({"msgtype": "m.text", "body": f"{n}. {TEXT}"})
            yield (
                f"PUT {ROOM}/send/m.room.message/{salt}.{n} HTTP/1.1\r\n{head}"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            ).encode()


async def latencies(ports: dict[str, int], kind: str, count: int) -> dict[str, list[float]]:
    """Milliseconds of each request, one of each way in turn."""
    wires = {who: await connect(port) for who, port in ports.items()}
    source = requests(kind)
    found: dict[str, list[float]] = {who: [] for who in ports}
    for n in range(count + 20):
        for who, wire in wires.items():
            request = next(source)
            began = time.perf_counter()
            status = await wire.ask(request)
            if status != 200:
                raise RuntimeError(f"{who}: {kind} was answered {status}")
            if n >= 20:
                found[who].append((time.perf_counter() - began) * 1000)
    for wire in wires.values():
        wire.close()
    return found


async def rate(port: int, kind: str, seconds: float, clients: int = 16) -> int:
    """Requests that were answered 200 in that time."""
    end = time.perf_counter() + seconds
    source = requests(kind)

    async def one() -> int:
        wire, count = await connect(port), 0
        while time.perf_counter() < end:
            if await wire.ask(next(source)) != 200:
                raise RuntimeError(f"{kind}: not answered 200")
            count += 1
        wire.close()
        return count

    return sum(await asyncio.gather(*(one() for _ in range(clients))))


async def idle(port: int, hold: int, process: psutil.Process) -> float:
    """Bytes of memory that each idle long poll costs a process."""

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await reader.read()

    held: list[asyncio.StreamWriter] = []
    server = await asyncio.start_server(never, "127.0.0.1", hold)
    before = process.memory_info().rss
    wires: list[Wire] = []
    waiting: list[asyncio.Future[int]] = []
    for _ in range(IDLE):
        wires.append(await connect(port))
        poll = next(requests("sync")).replace(SYNC.encode(), b"/_matrix/client/v3/events")
        waiting.append(asyncio.ensure_future(wires[-1].ask(poll)))
    end = time.monotonic() + 60
    while len(held) < IDLE and time.monotonic() < end:
        if any(each.done() for each in waiting):
            raise RuntimeError("a long poll was answered")
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    cost = (process.memory_info().rss - before) / IDLE
    for each in waiting:
        each.cancel()
    for wire in wires:
        wire.close()
    for writer in held:
        writer.close()
    server.close()
    return cost
