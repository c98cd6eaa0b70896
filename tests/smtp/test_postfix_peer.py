"""The proxy alone between a client and a real Postfix or Dovecot: what only a real peer shows."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator

import pytest

from dlp.model import CutThrough, Message, Outcome, Status
from peers import free_port, wait_for
from peers.dovecot import Dovecot
from peers.postfix import Postfix, mailbox
from smtp.talk import Seen, Talk, proxy, saying

pytestmark = pytest.mark.peer

MAIL = (
    b"From: anna@example.test\r\nTo: bob@outside.test\r\nMessage-ID: <1@x>\r\n"
    b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n"
)


@pytest.fixture(autouse=True)
def _empty(far_side: tuple[Postfix, int]) -> None:
    far_side[0].clear()


async def send(port: int, wire: bytes, params: bytes = b"") -> bytes:
    talk = await Talk.to(port)
    await talk.say(b"EHLO client.test")
    assert (await talk.say(b"MAIL FROM:<anna@example.test>" + params)).startswith(b"250")
    assert (await talk.say(b"RCPT TO:<bob@outside.test>")).startswith(b"250")
    reply = await talk.mail(wire)
    await talk.say(b"QUIT")
    return reply


def test_bytes_arrive_as_they_were_sent(far_side: tuple[Postfix, int]) -> None:
    postfix, port = far_side
    body = b"..dot\r\n...\r\n\tgr\xc3\xbc\xc3\x9fe \xff\x80\r\n\r\n" + b"x" * 900 + b"\r\n \r\n"

    async def main() -> None:
        async with proxy(port) as door:
            reply = await send(door, MAIL + body, b" BODY=8BITMIME")
            assert re.match(rb"250 2\.0\.0 Ok: queued as ", reply)

    asyncio.run(main())
    (mail,) = postfix.wait(1)
    sent = (MAIL + re.sub(rb"(?m)^\.", b"", body)).replace(b"\r\n", b"\n")
    assert mail.without_trace(["X-DLP-Trace"]) == sent


@pytest.mark.parametrize(
    "end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\n.\r"]
)
def test_t16_nothing_is_smuggled_into_a_postfix_that_trusts_us(
    far_side: tuple[Postfix, int], end: bytes
) -> None:
    """It exempts its mynetworks from smtpd_forbid_bare_newline: our output must be clean itself."""
    postfix, port = far_side
    smuggled = (
        b"MAIL FROM:<evil@example.test>\r\nRCPT TO:<victim@outside.test>\r\nDATA\r\n"
        b"Subject: owned\r\n\r\nowned\r\n"
    )

    async def main() -> None:
        async with proxy(port, bare_newlines="normalise") as door:
            wire = MAIL + b"Hello" + end + smuggled
            assert (await send(door, wire)).startswith(b"250")
            # a second one marks the end: whatever the first became is delivered before it
            assert (await send(door, MAIL + b"last\r\n")).startswith(b"250")

    asyncio.run(main())
    wait_for(lambda: any(b"\nlast\n" in mail.raw for mail in postfix.mails()))
    assert sorted(mail.recipient for mail in postfix.wait(2)) == ["bob@outside.test"] * 2


def test_t05_postfix_refuses_a_recipient_in_its_own_words(far_side: tuple[Postfix, int]) -> None:
    _, port = far_side

    async def main() -> None:
        async with proxy(port) as door:
            talk, direct = await Talk.to(door), await Talk.to(port, greet=False)
            await direct.hear()
            answers = []
            for one in (talk, direct):
                await one.say(b"EHLO client.test")
                await one.say(b"MAIL FROM:<anna@example.test> RET=HDRS ENVID=QQ+2B1")
                answers.append(await one.say(b"RCPT TO:<bob@no-such-domain.test> NOTIFY=NEVER=x"))
                answers.append(await one.say(b"RCPT TO:<bob@outside.test> NOTIFY=SOMETIMES"))
            assert answers[:2] == answers[2:] and answers[1].startswith(b"501")

    asyncio.run(main())


def test_t06_bdat_and_pipelining_into_postfix(far_side: tuple[Postfix, int]) -> None:
    postfix, port = far_side

    async def main() -> None:
        async with proxy(port) as door:
            talk = await Talk.to(door)
            await talk.say(b"EHLO client.test")
            talk.send(
                b"MAIL FROM:<> SMTPUTF8\r\nRCPT TO:<" + "grüße@outside.test".encode() + b">\r\n"
                b"RCPT TO:<bob@outside.test>\r\n"
                + b"BDAT %d\r\n" % len(MAIL)
                + MAIL
                + b"BDAT 5 LAST\r\n.\r\nx."
            )
            assert [(await talk.hear())[:3] for _ in range(5)] == [b"250"] * 5

    asyncio.run(main())
    mails = postfix.wait(2)
    assert {mail.recipient for mail in mails} == {"bob@outside.test", "grüße@outside.test"}
    assert all(mail.raw.endswith(b"\n\n.\nx.\n") and mail.sender == "" for mail in mails)


def test_a_postfix_that_hangs_up_between_two_mails_is_called_again() -> None:
    postfix, port = mailbox("hasty", "smtpd_timeout = 1s\n")

    async def main() -> None:
        async with proxy(port) as door:
            talk = await Talk.to(door)
            await talk.start(b"bob@outside.test")
            assert (await talk.mail(MAIL)).startswith(b"250")
            await asyncio.sleep(2.5)  # Postfix has said 421 4.4.2 and closed
            await talk.envelope(b"bob@outside.test")
            assert (await talk.mail(MAIL)).startswith(b"250")

    try:
        asyncio.run(main())
        assert len(postfix.wait(1)) >= 1
    finally:
        postfix.stop()


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    one = Dovecot({"anna": "x"}, lmtp=True)
    one.start()
    yield one
    one.stop()


def test_t13_lmtp_into_dovecot_answers_each_recipient(dovecot: Dovecot) -> None:
    async def main() -> None:
        async with proxy(dovecot.lmtp, protocol="lmtp", downstream={"protocol": "lmtp"}) as door:
            talk = await Talk.to(door)
            await talk.say(b"LHLO client.test")
            await talk.say(b"MAIL FROM:<anna@example.test>")
            assert (await talk.say(b"RCPT TO:<anna@example.test>")).startswith(b"250")
            assert (await talk.say(b"RCPT TO:<bob@example.test>")).startswith(b"250")
            replies = (await talk.mail(MAIL + b"hello\r\n", replies=2)).split(b"\r\n")
            assert [reply[:3] for reply in replies[:2]] == [b"250", b"250"]
            assert b"<anna@example.test>" in replies[0] and b"<bob@example.test>" in replies[1]

    asyncio.run(main())


def test_a_real_before_queue_postfix_hears_our_refusal_and_gives_it_to_its_client(
    far_side: tuple[Postfix, int],
) -> None:
    _, far = far_side
    front, back = free_port(), free_port()
    seen = Seen()
    refuse = saying(Status.REFUSED, "Not like this")

    async def judge(message: Message, cut_through: CutThrough) -> Outcome:
        strict = b"forbidden" in message.payload.read()
        return await (refuse if strict else seen)(message, cut_through)

    async def main() -> None:
        async with proxy(back, judge, trusted_peers=("127.0.0.0/8",)) as door:
            master = (
                f"127.0.0.1:{front} inet n - n - - smtpd\n"
                f"  -o smtpd_proxy_filter=127.0.0.1:{door}\n"
                f"127.0.0.1:{back} inet n - n - - smtpd\n"
                "  -o smtpd_authorized_xforward_hosts=127.0.0.0/8\n"
            )
            postfix = Postfix("queue", f"relayhost = [127.0.0.1]:{far}\n", master)
            try:
                await asyncio.to_thread(postfix.start, front, back)
                talk = await Talk.to(front, greet=False)
                await talk.hear()
                await talk.start(b"bob@outside.test")
                assert (await talk.mail(MAIL)).startswith(b"250")
                assert seen.messages[0].facts["helo"] == "client.test"  # through XFORWARD
                await talk.envelope(b"bob@outside.test")
                reply = await talk.mail(MAIL + b"forbidden\r\n")
                assert reply.startswith(b"550 5.7.1 Not like this (reference ")
            finally:
                await asyncio.to_thread(postfix.stop)

    asyncio.run(main())
