"""Who may speak for others: XFORWARD and the PROXY protocol (T20)."""

from __future__ import annotations

import asyncio

import pytest

from smtp.certificates import authority
from smtp.talk import ALL, FarSide, Seen, Talk, proxy

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"
TRUST = {"trusted_peers": ("127.0.0.0/8",)}


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
