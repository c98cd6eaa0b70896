"""Bounds on everything that a client can make grow: T21."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import pytest

from dlp import metrics
from dlp.model import CutThrough, Held, Message, Outcome
from dlp.proxies.smtp import mirror
from dlp.spool import Spilled, SpoolWriter
from smtp.talk import DROP, FarSide, Seen, Talk, allow, body_of, proxy

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"
TRUST = {"trusted_peers": ("127.0.0.0/8",)}


V1 = b"PROXY TCP4 192.0.2.9 198.51.100.1 5000 25\r\n"


def test_t21_connections() -> None:
    async def main() -> None:
        for limits, door in (
            ({"connections": 2}, {}),
            ({"connections_per_peer": 2}, {}),
        ):
            async with FarSide() as far, proxy(far, limits=limits, **door) as port:
                first, _ = await Talk.to(port), await Talk.to(port)
                third = await Talk.to(port, greet=False)
                assert (await third.hear()).startswith(b"421 4.7.0")
                assert await third.hear() == b""
                await first.say(b"QUIT")
                await asyncio.sleep(0.05)
                await Talk.to(port)
        async with (
            FarSide() as far,
            proxy(far, limits={"connections_per_peer": 1}, **TRUST) as port,
        ):
            for _ in range(3):
                await Talk.to(port)

    asyncio.run(main())


def test_t21_only_allowed_peers_may_connect() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, allowed_peers=("10.0.0.0/8", "::1/128")) as port:
            talk = await Talk.to(port, greet=False)
            assert (await talk.hear()).startswith(b"554 5.7.1")
            assert await talk.hear() == b""
        async with FarSide() as far, proxy(far, allowed_peers=("127.0.0.0/8",)) as port:
            await (await Talk.to(port)).start()
        door = {"proxy_protocol": True, "allowed_peers": ("10.0.0.0/8",), **TRUST}
        async with FarSide() as far, proxy(far, **door) as port:
            talk = await Talk.to(port, greet=False)
            talk.send(V1)
            assert (await talk.hear()).startswith(b"554 5.7.1")

    asyncio.run(main())


def test_t21_recipients() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, limits={"recipients": 3}) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            talk.send(b"MAIL FROM:<a@x.test>\r\n")
            talk.send(b"".join(b"RCPT TO:<%d@x.test>\r\n" % n for n in range(5)))
            codes = [(await talk.hear())[:9] for _ in range(6)]
            assert codes == [b"250 2.0.0"] * 4 + [b"452 4.5.3"] * 2
            await talk.mail(MAIL)
            assert len(seen.messages[0].destinations) == 3

    asyncio.run(main())


def test_t21_message_size_declared_and_real() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, limits={"message_size": 1000}) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"MAIL FROM:<a@x.test> SIZE=1001")).startswith(b"552 5.3.4")
            assert (await talk.say(b"MAIL FROM:<a@x.test> SIZE=x")).startswith(b"501")
            await talk.envelope(params=b" SIZE=900")
            assert (await talk.mail(b"x" * 998 + b"\r\n" + b"y\r\n")).startswith(b"552 5.3.4")
            await talk.envelope()
            assert (await talk.mail(b"x" * 998 + b"\r\n")).startswith(b"250")
            assert [one.payload.size for one in seen.messages] == [1000]

    asyncio.run(main())


def test_t21_bytes_over_all_sessions() -> None:
    async def main() -> None:
        gate = asyncio.Event()

        async def slow(message: Message, cut_through: CutThrough) -> Outcome:
            await gate.wait()
            return await allow(message, cut_through)

        async with FarSide() as far, proxy(far, slow, limits={"buffered": 10_000}) as port:
            first, second = await Talk.to(port), await Talk.to(port)
            await first.start()
            await first.say(b"DATA")
            first.send(b"x" * 7_000 + b"\r\n.\r\n")
            await second.start()
            assert (await second.mail(b"x" * 7_000 + b"\r\n")).startswith(b"452 4.3.1")
            reply = await second.say(b"MAIL FROM:<a@x.test> SIZE=7000")
            assert reply.startswith(b"452 4.3.1")
            gate.set()
            assert (await first.hear()).startswith(b"250")
            await second.envelope()
            assert (await second.mail(b"x" * 7_000 + b"\r\n")).startswith(b"250")

    asyncio.run(main())


def test_t21_pace_of_a_peer() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, limits={"messages_per_minute": 2}) as port:
            talk = await Talk.to(port)
            await talk.start()
            await talk.say(b"RSET")
            await talk.envelope()
            await talk.say(b"RSET")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"451 4.7.1")

    asyncio.run(main())


def test_t21_no_disk_space_no_mail() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, has_room=lambda: False) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"452 4.3.1")

    asyncio.run(main())


def test_metrics_follow() -> None:
    def value(name: str, **labels: str) -> float:
        return metrics.REGISTRY.get_sample_value(name, labels) or 0

    async def main() -> None:
        inside: list[float] = []

        async def look(message: Message, cut_through: CutThrough) -> Outcome:
            inside.append(value("dlp_buffered_bytes"))
            inside.append(value("dlp_connections", listener="door"))
            return await allow(message, cut_through)

        on = {".": lambda _: DROP}
        names = (
            "dlp_connection_attempts_total",
            "dlp_connection_attempts_total",
            "dlp_smtp_replies_total",
            "dlp_smtp_replies_total",
            "dlp_downstream_errors_total",
        )
        labels = (
            {"result": "accepted"},
            {"result": "refused"},
            {"class": "4xx"},
            {"class": "5xx"},
            {"reason": "lost"},
        )

        def counts() -> list[float]:
            return [
                value(name, listener="door", **each)
                for name, each in zip(names, labels, strict=True)
            ]

        before = counts()
        async with FarSide(on=on) as far, proxy(far, look, limits={"connections": 1}) as port:
            talk = await Talk.to(port)
            assert (await (await Talk.to(port, greet=False)).hear()).startswith(b"421")
            await talk.say(b"FOO")
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"451")
            await talk.say(b"QUIT")
            await asyncio.sleep(0.05)
        assert [now - then for now, then in zip(counts(), before, strict=True)] == [1, 1, 2, 1, 1]
        assert inside == [len(MAIL), 1]
        assert value("dlp_buffered_bytes") == value("dlp_connections", listener="door") == 0

    asyncio.run(main())


def test_t21_errors_end_the_session() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, limits={"errors": 3}) as port:
            talk = await Talk.to(port)
            assert [(await talk.say(b"FOO"))[:3] for _ in range(3)] == [b"500"] * 3
            assert (await talk.hear()).startswith(b"421 4.7.0")
            assert await talk.hear() == b""

    asyncio.run(main())


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1", b"Host: x", b"CONNECT a:1 HTTP/1.0"])
def test_t21_other_protocols_are_sent_away(line: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            assert (await talk.say(line)).startswith(b"521 5.7.0")
            assert await talk.hear() == b""

    asyncio.run(main())


def test_t21_who_speaks_before_the_greeting_is_sent_away() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, limits={"greet_delay": 0.2}) as port:
            early = await Talk.to(port, greet=False)
            early.send(b"EHLO early.test\r\n")
            assert (await early.hear()).startswith(b"554 5.5.1")
            await (await Talk.to(port)).start()

    asyncio.run(main())


def test_t21_large_messages_are_on_disk_and_leave_nothing_there() -> None:
    async def main() -> None:
        seen = Seen()
        mail = MAIL + b"x" * 70 + b"\r\n"
        async with FarSide() as far, proxy(far, seen, limits={"spill_above": 100}) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(mail)).startswith(b"250")
            assert isinstance(seen.messages[0].payload, Spilled)
            assert body_of(far.mails[0]) == mail

    asyncio.run(main())


def test_the_far_side_is_kept_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mirror, "PULSE", 0.05)

    async def slow(message: Message, cut_through: CutThrough) -> Outcome:
        await asyncio.sleep(0.2)
        return await allow(message, cut_through)

    async def main() -> None:
        async with FarSide() as far, proxy(far, slow) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert far.verbs().count("NOOP") >= 2
            data = far.verbs().index("DATA")
            await asyncio.sleep(0.15)
            assert "NOOP" not in far.verbs()[data:] and body_of(far.mails[0]) == MAIL

    asyncio.run(main())


# ---------------------------------------------------------------------------- spool


@pytest.mark.parametrize("spill", [0, 5, 100])
def test_spool_writer_gives_back_what_it_took(spill: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        writer = SpoolWriter(Path(folder), spill)
        for block in (b"abc", b"", b"defg", b"h" * 20):
            writer.write(block)
        payload = writer.finish()
        assert isinstance(payload, Held if spill == 100 else Spilled)
        assert payload.read() == b"".join(payload.chunks(3)) == b"abcdefg" + b"h" * 20
        assert payload.size == 27
        assert os.listdir(folder) == []  # unlinked from the start
