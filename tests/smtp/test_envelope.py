"""EHLO, MAIL and RCPT through the proxy: T1 to T6 of docs/smtp.md."""

from __future__ import annotations

import asyncio

import pytest

from dlp.model import Status
from smtp.talk import ALL, DROP, FarSide, Seen, Talk, body_of, proxy, saying

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"


def keywords(reply: bytes) -> dict[str, str]:
    lines = [line[4:].decode() for line in reply.split(b"\r\n")[1:-1]]
    return {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}


def test_t01_ehlo_is_what_both_sides_can_do() -> None:
    async def main() -> None:
        theirs = ("SIZE 5000", "8BITMIME", "DSN", "XCLIENT NAME", "ETRN", "BINARYMIME", "VRFY")
        async with FarSide(theirs) as far, proxy(far) as port:
            found = keywords(await (await Talk.to(port)).say(b"EHLO client.test"))
            assert found == {
                "PIPELINING": "",
                "CHUNKING": "",
                "SIZE": "5000",
                "8BITMIME": "",
                "DSN": "",
            }
            assert far.lines == [b"EHLO gw.test"]

    asyncio.run(main())


def test_t01_size_is_the_smaller_of_both() -> None:
    async def main() -> None:
        for theirs in ("SIZE 5000", "SIZE"):
            async with FarSide((theirs,)) as far, proxy(far, limits={"message_size": 4000}) as port:
                talk = await Talk.to(port)
                assert keywords(await talk.say(b"EHLO c.test"))["SIZE"] == "4000"

    asyncio.run(main())


def test_t01_a_far_side_that_knows_only_helo() -> None:
    async def main() -> None:
        async with FarSide(on={"EHLO": lambda _: b"502 5.5.1 what\r\n"}) as far, proxy(far) as port:
            talk = await Talk.to(port)
            assert "8BITMIME" not in keywords(await talk.say(b"EHLO c.test"))
            await talk.envelope()
            assert (await talk.mail(MAIL)).startswith(b"250")

    asyncio.run(main())


def test_t01_greeting_needs_no_far_side_and_ehlo_does() -> None:
    async def main() -> None:
        async with proxy(1) as port:  # nobody listens on port 1
            talk = await Talk.to(port)
            assert (await talk.say(b"NOOP")).startswith(b"250")
            assert (await talk.say(b"EHLO c.test")).startswith(b"421 4.4.2 ")
            assert await talk.hear() == b""

    asyncio.run(main())


def test_t02_parameters_are_byte_exact() -> None:
    async def main() -> None:
        params = b" RET=HDRS ENVID=QqX+3Dy  SIZE=1000 BODY=8BITMIME AUTH=<> MT-PRIORITY=-3"
        rcpt = b" NOTIFY=SUCCESS,FAILURE  ORCPT=rfc822;Bob+2BX@Example.Net"
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            await talk.say(b"mail from:<Anna@Example.ORG>" + params)
            await talk.say(b"Rcpt To:<Bob@Example.NET>" + rcpt)
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert far.lines[1:3] == [
                b"MAIL FROM:<Anna@Example.ORG>" + params,
                b"RCPT TO:<Bob@Example.NET>" + rcpt,
            ]
            (message,) = seen.messages
            assert message.sender.facts["params"] == params.decode().strip()
            assert message.destinations[0].facts["params"] == rcpt.decode().strip()

    asyncio.run(main())


@pytest.mark.parametrize(
    "address",
    [
        b"Anna.Berg+x@Example.ORG",
        b'"a b"@example.org',
        b'"a\\"b"@example.org',
        b"a@[192.0.2.1]",
        b"a@[IPv6:2001:db8::1]",
        b"o'brien=x/y@a-b.example.org",
        b"Postmaster",
    ],
)
def test_t03_addresses_go_out_as_they_came(address: bytes) -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.start(address)
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert far.lines[2] == b"RCPT TO:<" + address + b">"
            assert seen.messages[0].destinations[0].address == address.decode()

    asyncio.run(main())


def test_t03_international_addresses_need_smtputf8() -> None:
    async def main() -> None:
        address = "jürgen@bücher.example".encode()
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.say(b"RCPT TO:<" + address + b">")).startswith(b"553 5.6.7")
            await talk.say(b"RSET")
            await talk.envelope(address, params=b" SMTPUTF8")
            assert far.lines[-1] == b"RCPT TO:<" + address + b">"

    asyncio.run(main())


@pytest.mark.parametrize(
    "path",
    [
        b"<@r1,@r2:b@x.test>",
        b"<b@x.test>junk",
        b"<b@evil.test>,<c@x.test>",
        b"b@x.test",
        b"<b(c)@x.test>",
        b"Foo <b@x.test>",
        b"<b@x.test",
        b"<>",
        b"<b@x..test>",
        b"<b@x.test.>",
        b"<b%evil.test@x.test>",
        b"<evil.test!b@x.test>",
        b'<"b@evil.test"@x.test>',
        b"<b @x.test>",
        b"<b>",
        b"<b@x.test> =",
        b"<b\x01@x.test>",
        b"<b\r@x.test>",
        b"<b\x00@x.test>",
        b"<b@\xff\xfe.test>",
        "<b@a\u200bb.test>".encode(),
        b"<b@xn--99999999>",
    ],
)
def test_t03_what_could_be_read_in_two_ways_is_refused(path: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            await talk.say(b"MAIL FROM:<a@x.test> SMTPUTF8")
            assert (await talk.say(b"RCPT TO:" + path)).startswith(b"5")
            assert not any(line.startswith(b"RCPT") for line in far.lines)

    asyncio.run(main())


def test_t04_null_sender_passes() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            assert (await talk.say(b"MAIL FROM:<>")).startswith(b"250")
            assert (await talk.say(b"RCPT TO:<bob@example.net>")).startswith(b"250")
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert far.lines[1] == b"MAIL FROM:<>"
            assert seen.messages[0].sender.address == ""

    asyncio.run(main())


def test_t05_refusals_of_the_far_side_come_at_rcpt_as_they_are() -> None:
    no = b"550-5.1.1 no such user here,\r\n550 5.1.1 ask postmaster\r\n"
    wait = b"451 4.7.1 greylisted\r\n"

    def rcpt(line: bytes) -> bytes | None:
        return no if b"nobody" in line else wait if b"grey" in line else None

    async def main() -> None:
        seen = Seen()
        async with FarSide(on={"RCPT": rcpt}) as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.start(b"bob@example.net")
            assert await talk.say(b"RCPT TO:<nobody@example.net>") == no
            assert await talk.say(b"RCPT TO:<grey@example.net>") == wait
            assert (await talk.mail(MAIL)).startswith(b"250")
            addresses = [one.address for one in seen.messages[0].destinations]
            assert addresses == ["bob@example.net"]

    asyncio.run(main())


def test_t05_final_reply_is_the_far_sides_own() -> None:
    final = b"250-2.0.0 thank you\r\n250 2.0.0 queued as 4711\r\n"

    async def main() -> None:
        async with FarSide(on={".": lambda _: final}) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert await talk.mail(MAIL) == final
            far.on["."] = lambda _: b"554 5.7.1 spam\r\n"
            await talk.envelope()
            assert await talk.mail(MAIL) == b"554 5.7.1 spam\r\n"

    asyncio.run(main())


def test_t05_refused_mail_from_is_mirrored() -> None:
    async def main() -> None:
        on = {"MAIL": lambda _: b"552 5.3.4 too big for us\r\n"}
        async with FarSide(on=on) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            assert await talk.say(b"MAIL FROM:<a@x.test>") == b"552 5.3.4 too big for us\r\n"
            assert (await talk.say(b"RCPT TO:<b@x.test>")).startswith(b"503")

    asyncio.run(main())


@pytest.mark.parametrize("theirs", [ALL, ("SIZE",)])
def test_t06_pipelined_commands_are_answered_in_order(theirs: tuple[str, ...]) -> None:
    def rcpt(line: bytes) -> bytes:
        return b"550 5.1.1 %s\r\n" % line[8:] if b"no" in line else b"250 2.1.5 %s\r\n" % line[8:]

    async def main() -> None:
        async with FarSide(theirs, on={"RCPT": rcpt}) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            talk.send(
                b"MAIL FROM:<a@x.test>\r\nRCPT TO:<1@x.test>\r\nRCPT TO:<no2@x.test>\r\n"
                b"RCPT TO:<3@x.test>\r\nRCPT TO:<bad\r\nRCPT TO:<4@x.test>\r\nDATA\r\n"
            )
            got = [await talk.hear() for _ in range(7)]
            assert [reply[:3] for reply in got] == [
                b"250",
                b"250",
                b"550",
                b"250",
                b"501",
                b"250",
                b"354",
            ]
            assert b"<3@x.test>" in got[3] and b"<4@x.test>" in got[5]
            talk.send(MAIL + b".\r\nRSET\r\nMAIL FROM:<b@x.test>\r\nQUIT\r\n")
            assert [(await talk.hear())[:3] for _ in range(4)] == [b"250", b"250", b"250", b"221"]
            assert body_of(far.mails[0]) == MAIL

    asyncio.run(main())


def test_t06_pipelined_downstream_only_where_offered() -> None:
    async def main() -> None:
        for theirs in (ALL, ("SIZE",)):
            seen_before_reply = []
            async with FarSide(theirs) as far:

                def mail(_: bytes, far: FarSide = far, seen: list[int] = seen_before_reply) -> None:
                    # everything that is on the wire behind MAIL is in the reader's buffer by now
                    seen.append(far.pending())

                far.on["MAIL"] = mail
                async with proxy(far) as port:
                    talk = await Talk.to(port)
                    await talk.say(b"EHLO c.test")
                    talk.send(
                        b"MAIL FROM:<a@x.test>\r\nRCPT TO:<1@x.test>\r\nRCPT TO:<2@x.test>\r\n"
                    )
                    for _ in range(3):
                        assert (await talk.hear()).startswith(b"250")
            assert (seen_before_reply[0] > 0) is ("PIPELINING" in theirs)

    asyncio.run(main())


def test_t06_no_data_where_every_recipient_failed() -> None:
    async def main() -> None:
        on = {"RCPT": lambda _: b"550 5.1.1 no\r\n"}
        async with FarSide(on=on) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            talk.send(b"MAIL FROM:<a@x.test>\r\nRCPT TO:<1@x.test>\r\nDATA\r\n")
            replies = [await talk.hear() for _ in range(3)]
            assert [reply[:3] for reply in replies] == [b"250", b"550", b"554"]
            assert "DATA" not in far.verbs()
            assert (await talk.say(b"RSET")).startswith(b"250")

    asyncio.run(main())


def test_t06_order_of_commands() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, saying(Status.REFUSED)) as port:
            talk = await Talk.to(port)
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"503")
            assert (await talk.say(b"RCPT TO:<a@x.test>")).startswith(b"503")
            assert (await talk.say(b"DATA")).startswith(b"503")
            await talk.start()
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"503 5.5.1 Nested")
            assert (await talk.say(b"EHLO again.test")).startswith(b"250")
            assert (await talk.say(b"RCPT TO:<a@x.test>")).startswith(b"503")
            assert far.verbs() == ["EHLO", "MAIL", "RCPT", "RSET"]

    asyncio.run(main())


def test_other_commands() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            for line, code in (
                (b"NOOP hello", b"250"),
                (b"HELP", b"214"),
                (b"VRFY bob", b"252"),
                (b"EXPN staff", b"502"),
                (b"HELO c.test", b"250"),
                (b"RSET", b"250"),
                (b"FOO", b"500"),
                (b"", b"500"),
                (b"EHLO", b"501"),
                (b"EHLO a b", b"501"),
                (b"LHLO c.test", b"500"),
                (b"STARTTLS", b"503"),
                (b"AUTH PLAIN", b"503"),
                (b"XFORWARD ADDR=1.2.3.4", b"550"),
                (b"DATA now", b"501"),
                (b"QUIT", b"221"),
            ):
                assert (await talk.say(line))[:3] == code, line
            assert await talk.hear() == b""

    asyncio.run(main())


def test_far_side_that_dies_between_two_mails_is_replaced() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"250")
            far.stop()
            await asyncio.sleep(0.1)
            await talk.envelope()
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert (far.connections, len(far.mails)) == (2, 2)

    asyncio.run(main())


def test_far_side_that_dies_on_the_next_mail_command_is_replaced() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"250")
            deaths = [DROP]
            far.on["MAIL"] = lambda _: deaths.pop() if deaths else None
            await talk.envelope()
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert (far.connections, len(far.mails)) == (2, 2)

    asyncio.run(main())
