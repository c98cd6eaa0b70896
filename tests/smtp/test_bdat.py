"""BDAT in, DATA out (RFC 3030)."""

from __future__ import annotations

import asyncio

from smtp.talk import FarSide, Seen, Talk, body_of, proxy

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"
TRUST = {"trusted_peers": ("127.0.0.0/8",)}


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
