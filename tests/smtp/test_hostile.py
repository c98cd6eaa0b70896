"""Peers that want to exhaust us, on both sides: memory stays bounded, nobody hangs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from smtp.talk import FarSide, Talk

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"
MEGABYTE = 2**20


class Child:
    """A proxy in its own process, and how far its memory grew since it was up."""

    def __init__(self, port: int, pid: int) -> None:
        self.port = port
        self._process = psutil.Process(pid)
        self._start = self._peak()

    def _peak(self) -> int:
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):  # the most it ever had, not what it has now
                return int(line.split()[1]) * 1024
        raise AssertionError

    def grown(self) -> int:
        return self._peak() - self._start


@contextlib.asynccontextmanager
async def gateway(far: FarSide, **options: object) -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(__file__).parent / "gateway_process.py"),
        str(far.port),
        json.dumps(options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    try:
        port = int(await process.stdout.readline())
        talk = await Talk.to(port)  # warm: everything is imported, every buffer made once
        await talk.start()
        await talk.mail(MAIL)
        await talk.say(b"QUIT")
        yield Child(port, process.pid)
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            process.kill()


async def pour(talk: Talk, block: bytes, size: int) -> None:
    for _ in range(size // len(block)):
        talk.send(block)
        await talk.writer.drain()


def test_an_endless_line_in_data() -> None:
    async def main() -> None:
        limits = {"message_size": "5M", "spill_above": "1M"}
        async with FarSide() as far, gateway(far, limits=limits) as child:
            talk = await Talk.to(child.port)
            await talk.start()
            await talk.say(b"DATA")
            await pour(talk, b"x" * 262_144, 150 * MEGABYTE)
            talk.send(b"\r\n.\r\n")
            assert (await talk.hear()).startswith(b"552 5.3.4")
            assert child.grown() < 30 * MEGABYTE
            await talk.envelope()
            assert (await talk.mail(MAIL)).startswith(b"250")

    asyncio.run(main())


def test_an_endless_command_line() -> None:
    async def main() -> None:
        async with FarSide() as far, gateway(far) as child:
            talk = await Talk.to(child.port)
            with contextlib.suppress(ConnectionError):
                await pour(talk, b"x" * 262_144, 50 * MEGABYTE)
            assert (await talk.hear())[:9] in (b"500 5.5.6", b"")
            assert child.grown() < 10 * MEGABYTE
            await (await Talk.to(child.port)).start()

    asyncio.run(main())


@pytest.mark.slow
def test_a_hundred_thousand_recipients() -> None:
    async def main() -> None:
        count = 100_000
        async with FarSide() as far, gateway(far, limits={"recipients": 1000}) as child:
            talk = await Talk.to(child.port)
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"250")

            async def ask() -> None:
                for at in range(0, count, 500):
                    names = range(at, at + 500)
                    talk.send(b"".join(b"RCPT TO:<user%d@x.test>\r\n" % n for n in names))
                    await talk.writer.drain()

            asking = asyncio.create_task(ask())
            codes: dict[bytes, int] = {}
            for _ in range(count):
                code = (await talk.reader.readline())[:3]
                codes[code] = codes.get(code, 0) + 1
            await asking
            assert codes == {b"250": 1000, b"452": count - 1000}
            assert child.grown() < 20 * MEGABYTE
            assert (await talk.mail(MAIL)).startswith(b"250")

    asyncio.run(main())


@pytest.mark.slow
def test_a_client_that_never_reads() -> None:
    async def main() -> None:
        async with FarSide() as far, gateway(far, limits={"idle": 2}) as child:
            talk = await Talk.to(child.port)
            talk.writer.transport.pause_reading()
            with contextlib.suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(20):
                    await pour(talk, b"HELP\r\n" * 10_000, 100 * MEGABYTE)
            assert child.grown() < 20 * MEGABYTE
            await (await Talk.to(child.port)).start()

    asyncio.run(main())


@pytest.mark.slow
def test_slow_lorises() -> None:
    async def main() -> None:
        async with FarSide() as far, gateway(far, limits={"idle": 8, "data_idle": 8}) as child:
            talks = [await Talk.to(child.port) for _ in range(150)]
            for talk in talks[:75]:
                await talk.start()
                await talk.say(b"DATA")
                talk.send(b"Subject: never")
            for talk in talks[75:]:
                talk.send(b"MAIL FROM:<")
            for talk in talks:
                assert (await talk.hear()).startswith(b"421 4.4.2")
                assert await talk.hear() == b""
            assert child.grown() < 30 * MEGABYTE

    asyncio.run(main())


@pytest.mark.parametrize(
    "flood", [b"250-" + b"x" * 60 + b"\r\n", b"250-" + b"x" * 65_536], ids=["lines", "line"]
)
def test_a_reply_without_end(flood: bytes) -> None:
    class Flood(FarSide):
        flooding = False

        async def _say(self, writer, verb, line, reply):
            while self.flooding and verb == "MAIL":
                writer.write(flood * 100)
                await writer.drain()
            return await super()._say(writer, verb, line, reply)

    async def main() -> None:
        async with Flood() as far, gateway(far) as child:
            far.flooding = True
            talk = await Talk.to(child.port)
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"421 4.4.2")
            assert child.grown() < 20 * MEGABYTE

    asyncio.run(main())


@pytest.mark.slow
def test_a_far_side_that_stops_reading() -> None:
    class Deaf(FarSide):
        deaf = False

        async def _data(self, reader: asyncio.StreamReader) -> bytes:
            if self.deaf:
                await asyncio.sleep(3600)
            return await super()._data(reader)

    async def main() -> None:
        limits = {"spill_above": "1M"}
        async with Deaf() as far, gateway(far, limits=limits, downstream={"timeout": 1}) as child:
            far.deaf = True
            talk = await Talk.to(child.port)
            await talk.start()
            await talk.say(b"DATA")
            await pour(talk, (b"x" * 1022 + b"\r\n") * 256, 40 * MEGABYTE)
            talk.send(b".\r\n")
            assert (await talk.hear()).startswith(b"451 4.4.2")
            assert child.grown() < 30 * MEGABYTE

    asyncio.run(main())
