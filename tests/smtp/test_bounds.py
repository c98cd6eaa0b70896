"""Who may speak for others (T20), and bounds on everything that a client can make grow (T21)."""

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
from smtp.certificates import authority
from smtp.talk import ALL, DROP, FarSide, Seen, Talk, allow, body_of, proxy

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"
TRUST = {"trusted_peers": ("127.0.0.0/8",)}


# ---------------------------------------------------------------------------- T20


def test_t20_xforward_from_a_trusted_peer_is_used_and_passed_on() -> None:
    async def main() -> None:
        seen = Seen()
        theirs = (*ALL, "XFORWARD NAME ADDR PROTO HELO")
        async with FarSide(theirs) as far, proxy(far, seen, **TRUST) as port:
            talk = await Talk.to(port)
            assert b"XFORWARD NAME ADDR PORT" in await talk.say(b"EHLO mta.test")
            line = b"XFORWARD NAME=pc.test ADDR=192.0.2.7 PORT=4711 HELO=[pc]"
            assert (await talk.say(line)).startswith(b"250")
            assert far.lines[-1] == b"XFORWARD NAME=pc.test ADDR=192.0.2.7 HELO=[pc]"
            assert (await talk.say(b"XFORWARD ADDR")).startswith(b"501")
            assert (await talk.say(b"XFORWARD COLOR=red")).startswith(b"501")
            await talk.envelope()
            assert (await talk.say(b"XFORWARD ADDR=192.0.2.8")).startswith(b"503")
            await talk.mail(MAIL)
            await talk.envelope()
            await talk.mail(MAIL)
            first, second = seen.messages
            assert (first.facts["client"], first.facts["helo"]) == ("192.0.2.7", "[pc]")
            # it holds for one transaction
            assert (second.facts["client"], second.facts["helo"]) == ("127.0.0.1", "mta.test")

    asyncio.run(main())


def test_t20_xforward_from_anybody_else_is_refused() -> None:
    async def main() -> None:
        seen = Seen()
        theirs = (*ALL, "XFORWARD NAME ADDR", "XCLIENT NAME ADDR")
        async with FarSide(theirs) as far, proxy(far, seen, trusted_peers=("10.0.0.0/8",)) as port:
            talk = await Talk.to(port)
            reply = await talk.say(b"EHLO c.test")
            assert b"XFORWARD" not in reply and b"XCLIENT" not in reply
            assert (await talk.say(b"XFORWARD ADDR=192.0.2.7")).startswith(b"550")
            assert (await talk.say(b"XCLIENT ADDR=192.0.2.7")).startswith(b"500")
            assert far.verbs() == ["EHLO"]

    asyncio.run(main())


V1 = b"PROXY TCP4 192.0.2.9 198.51.100.1 5000 25\r\n"
V2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes([192, 0, 2, 9, 1, 1, 1, 1, 0, 9, 0, 25])
V2_6 = b"\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24" + b"\x20\x01\x0d\xb8" + b"\0" * 32
LOCAL = b"\r\n\r\n\0\r\nQUIT\n\x20\x00\0\0"


@pytest.mark.parametrize(
    "header, client",
    [
        (V1, "192.0.2.9"),
        (V2, "192.0.2.9"),
        (V2_6, "2001:db8::"),
        (LOCAL, "127.0.0.1"),
        (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
    ],
)
def test_t20_proxy_protocol(header: bytes, client: str) -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, proxy_protocol=True, **TRUST) as port:
            talk = await Talk.to(port, greet=False)
            talk.send(header[:7])
            await asyncio.sleep(0.05)
            talk.send(header[7:] + b"EHLO c.test\r\n")  # the greeting is not waited for
            assert (await talk.hear()).startswith(b"220")
            assert (await talk.hear()).startswith(b"250")
            await talk.envelope()
            await talk.mail(MAIL)
            assert seen.messages[0].facts["client"] == client
            assert client.encode() in far.mails[0]

    asyncio.run(main())


def test_t20_proxy_protocol_before_implicit_tls() -> None:
    async def main() -> None:
        tls, seen = authority(), Seen()
        door = {**tls.listener("implicit"), "proxy_protocol": True, **TRUST}
        async with FarSide() as far, proxy(far, seen, **door) as port:
            talk = await Talk.to(port, greet=False)
            talk.send(V2)
            await talk.writer.start_tls(tls.client(), server_hostname="gw.test")
            assert (await talk.hear()).startswith(b"220")
            await talk.start()
            await talk.mail(MAIL)
            assert seen.messages[0].facts["client"] == "192.0.2.9"
            assert seen.messages[0].facts["tls"] is True

    asyncio.run(main())


@pytest.mark.parametrize(
    "junk",
    [
        b"EHLO c.test\r\n",
        b"PROXY TCP4 192.0.2.999 1.1.1.1 1 1\r\n",
        b"PROXY TCP6 192.0.2.9 1.1.1.1 1 1\r\n",
        b"PROXY " + b"x" * 200,
        b"\r\n\r\n\0\r\nQUIT\n\x11\x11\0\x0c" + b"\0" * 12,
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff" + b"\0" * 12,
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x01\0",
    ],
)
def test_t20_no_proxy_header_no_session(junk: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, proxy_protocol=True, **TRUST) as port:
            talk = await Talk.to(port, greet=False)
            talk.send(junk)
            assert await talk.hear() == b""

    asyncio.run(main())


def test_t20_proxy_headers_of_strangers_are_not_believed() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, proxy_protocol=True) as port:
            talk = await Talk.to(port, greet=False)
            talk.send(V1)
            assert await talk.hear() == b""

    asyncio.run(main())


# ---------------------------------------------------------------------------- T21


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
            "dlp_connections_accepted_total",
            "dlp_connections_accepted_total",
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


# ---------------------------------------------------------------------------- BDAT


async def chunk(talk: Talk, data: bytes, last: bool = False) -> bytes:
    talk.send(b"BDAT %d%s\r\n" % (len(data), b" LAST" if last else b"") + data)
    return await talk.hear()


def test_bdat_becomes_data() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.start()
            mail = MAIL + b".\r\n..dots\r\n"
            for at in range(0, len(mail), 7):
                assert (await chunk(talk, mail[at : at + 7])).startswith(b"250 2.0.0")
            assert (await talk.say(b"DATA")).startswith(b"503")
            assert (await talk.say(b"BDAT 0 LAST")).startswith(b"250")
            assert body_of(far.mails[0]) == MAIL + b"..\r\n...dots\r\n"
            # pipelined with everything, and without a final line end
            talk.send(
                b"MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nBDAT 4\r\na\r\nbBDAT 1 LAST\r\ncNOOP\r\n"
            )
            assert [(await talk.hear())[:3] for _ in range(5)] == [b"250"] * 5
            assert body_of(far.mails[1]) == b"a\r\nbc\r\n"

    asyncio.run(main())


def test_bdat_at_the_wrong_time_is_drained_and_refused() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, limits={"message_size": 50}) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            assert (await chunk(talk, b"QUIT\r\n")).startswith(b"503")
            assert (await talk.say(b"BDAT")).startswith(b"501")
            assert (await talk.say(b"BDAT -1 LAST")).startswith(b"501")
            await talk.envelope()
            assert (await chunk(talk, b"QUIT\r\n" * 10)).startswith(b"552 5.3.4")
            assert (await chunk(talk, b"QUIT\r\n", last=True)).startswith(b"552 5.3.4")
            await talk.envelope()
            assert (await chunk(talk, b"a\r")).startswith(b"250")
            assert (await chunk(talk, b"b\r\n", last=True)).startswith(b"550 5.6.0")
            await talk.envelope()
            assert (await chunk(talk, b"a\r")).startswith(b"250")
            assert (await chunk(talk, b"\n", last=True)).startswith(b"250")
            await talk.envelope()
            assert (await chunk(talk, b"forgotten")).startswith(b"250")
            assert (await talk.say(b"RSET")).startswith(b"250")
            await talk.envelope()
            assert (await chunk(talk, b"", last=True)).startswith(b"250")
            assert [one.payload.read() for one in seen.messages] == [b"a\r\n", b""]

    asyncio.run(main())


def test_bdat_over_lmtp_answers_each_recipient() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, protocol="lmtp") as port:
            talk = await Talk.to(port)
            await talk.say(b"LHLO c.test")
            await talk.envelope(b"1@x.test", b"2@x.test")
            assert (await chunk(talk, b"a\r\n")).startswith(b"250")
            assert (await chunk(talk, b"b\r\n", last=True)).startswith(b"250")
            assert (await talk.hear()).startswith(b"250")
            assert (await talk.say(b"NOOP")) == b"250 2.0.0 Ok\r\n"

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
