"""AUTH, relayed challenge by challenge and never kept: T8."""

from __future__ import annotations

import asyncio
import base64
import logging

import pytest

from smtp.certificates import authority
from smtp.talk import FarSide, Seen, Talk, proxy

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"

LOGIN = ("AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256 SCRAM-SHA-256-PLUS EXTERNAL GSSAPI",)


def b64(text: bytes) -> bytes:
    return base64.b64encode(text)


def test_t08_only_mechanisms_that_can_be_relayed_and_only_under_tls() -> None:
    async def main() -> None:
        tls = authority()
        async with FarSide(LOGIN) as far, proxy(far, **tls.listener("starttls")) as port:
            talk = await Talk.to(port)
            assert b"AUTH" not in await talk.say(b"EHLO c.test")
            assert (await talk.say(b"AUTH PLAIN")).startswith(b"538 5.7.11")
            await talk.start_tls(tls.client())
            reply = await talk.say(b"EHLO c.test")
            assert b"250-AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256\r\n" in reply.replace(
                b"250 ", b"250-"
            )
            assert (await talk.say(b"AUTH EXTERNAL")).startswith(b"504")
            assert (await talk.say(b"AUTH SCRAM-SHA-256-PLUS")).startswith(b"504")
            assert "AUTH" not in far.verbs()

    asyncio.run(main())


EXCHANGES = [
    # initial command, (challenge, response)…, identity
    (b"auth plain " + b64(b"\0anna\0geheim"), [], "anna"),
    (b"AUTH PLAIN", [(b"", b64(b"admin\0anna\0geheim"))], "anna"),
    (
        b"AUTH LOGIN",
        [(b64(b"Username:"), b64(b"anna")), (b64(b"Password:"), b64(b"geheim"))],
        "anna",
    ),
    (b"AUTH CRAM-MD5", [(b64(b"<1@far>"), b64(b"anna 0123456789abcdef"))], "anna"),
    (
        b"AUTH XOAUTH2 " + b64(b"user=anna@x.test\1auth=Bearer " + b"t" * 8000 + b"\1\1"),
        [],
        "anna@x.test",
    ),
    (
        b"AUTH SCRAM-SHA-256 " + b64(b"n,,n=anna=2Cb,r=abc"),
        [(b64(b"r=abcdef,s=xx,i=4096"), b64(b"c=biws,r=abcdef,p=yy")), (b64(b"v=zz"), b"")],
        "anna,b",
    ),
    (b"AUTH NTLM", [(b"", b64(b"NTLMSSP\0..."))], ""),
]


@pytest.mark.parametrize("first, steps, identity", EXCHANGES)
def test_t08_auth_is_relayed_challenge_by_challenge(
    first: bytes, steps: list[tuple[bytes, bytes]], identity: str
) -> None:
    async def main() -> None:
        tls, seen = authority(), Seen()
        left = list(steps)

        def answer(line: bytes) -> bytes:
            return b"334 " + left[0][0] + b"\r\n" if left else b"235 2.7.0 welcome\r\n"

        class Judge(FarSide):
            async def _say(self, writer, verb, line, reply):
                if left and line == left[0][1]:
                    left.pop(0)
                    return await super()._say(writer, "AUTH", line, reply)
                return await super()._say(writer, verb, line, reply)

        far = Judge((*LOGIN, "AUTH XOAUTH2 NTLM"), on={"AUTH": answer})
        async with far, proxy(far, seen, **tls.listener("implicit")) as port:
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            reply = await talk.say(first)
            for challenge, response in steps:
                assert reply == b"334 " + challenge + b"\r\n"
                reply = await talk.say(response)
            assert reply == b"235 2.7.0 welcome\r\n"
            got = far.lines[1:]
            verb, _, rest = first.partition(b" ")
            assert got == [verb.upper() + b" " + rest, *(response for _, response in steps)]
            await talk.envelope()
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert seen.messages[0].sender.authenticated == identity
            assert b"with ESMTPSA id" in far.mails[0]
            assert (await talk.say(first)).startswith(b"503")

    asyncio.run(main())


def test_t08_wrong_password_and_cancel_are_the_far_sides_answers() -> None:
    async def main() -> None:
        tls, seen = authority(), Seen()
        answers = [b"535 5.7.8 no\r\n", b"334 VXNlcm5hbWU6\r\n"]
        far = FarSide(
            LOGIN, on={"AUTH": lambda _: answers.pop(0), "*": lambda _: b"501 5.0.0 cancelled\r\n"}
        )
        async with far, proxy(far, seen, **tls.listener("implicit")) as port:
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            assert await talk.say(b"AUTH PLAIN " + b64(b"\0anna\0x")) == b"535 5.7.8 no\r\n"
            assert (await talk.say(b"AUTH LOGIN")).startswith(b"334")
            assert await talk.say(b"*") == b"501 5.0.0 cancelled\r\n"
            await talk.envelope()
            await talk.mail(MAIL)
            assert seen.messages[0].sender.authenticated == ""

    asyncio.run(main())


def test_t08_a_line_of_12288_octets_passes_and_a_longer_one_does_not() -> None:
    async def main() -> None:
        tls = authority()
        on = {"AUTH": lambda _: b"235 2.7.0 ok\r\n"}
        async with FarSide(LOGIN, on=on) as far, proxy(far, **tls.listener("implicit")) as port:
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"AUTH PLAIN " + b"A" * 12_270)).startswith(b"235")
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"AUTH PLAIN " + b"A" * 20_000)).startswith(b"500 5.5.6")

    asyncio.run(main())


def test_t08_credentials_are_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    secret = b64(b"\0anna\0geheim")

    async def main() -> None:
        tls = authority()
        on = {"AUTH": lambda _: b"<drop>"}
        async with FarSide(LOGIN, on=on) as far, proxy(far, **tls.listener("implicit")) as port:
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"AUTH PLAIN " + secret)).startswith(b"421")

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())
    assert "lost at auth" in caplog.text
    assert secret.decode() not in caplog.text and "anna" not in caplog.text


def test_t08_an_authenticated_session_does_not_survive_its_far_side() -> None:
    async def main() -> None:
        tls = authority()
        on = {"AUTH": lambda _: b"235 2.7.0 ok\r\n"}
        async with FarSide(LOGIN, on=on) as far, proxy(far, **tls.listener("implicit")) as port:
            talk = await Talk.to(port, tls=tls.client())
            await talk.say(b"EHLO c.test")
            await talk.say(b"AUTH PLAIN " + b64(b"\0anna\0x"))
            far.stop()
            await asyncio.sleep(0.1)
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"421 4.4.2")
            assert far.connections == 1

    asyncio.run(main())
