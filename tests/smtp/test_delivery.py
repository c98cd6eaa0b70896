"""What is answered for a message, and what goes out: T10 to T15, T18, T19."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from dlp import metrics
from dlp.model import Action, CutThrough, Destination, Message, Outcome, Status, Verdict
from smtp.talk import DROP, SILENT, FarSide, Seen, Talk, allow, body_of, proxy, saying

MAIL = b"From: anna@example.org\r\nMessage-ID: <1@x>\r\nSubject: hello\r\n\r\nGood day.\r\n"


async def one(port: int, mail: bytes = MAIL, *recipients: bytes) -> bytes:
    talk = await Talk.to(port)
    await talk.start(*recipients)
    reply = await talk.mail(mail)
    talk.close()
    return reply


def test_t10_what_a_report_needs_is_handed_to_the_gateway() -> None:
    """Reports are the courier's; the proxy hands over what they are made of, as it came."""

    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            await talk.say(b"MAIL FROM:<a@x.test> RET=FULL ENVID=e+2B1")
            await talk.say(b"RCPT TO:<b@y.test> NOTIFY=NEVER ORCPT=rfc822;B@y.test")
            await talk.mail(MAIL)
            (message,) = seen.messages
            assert message.sender.facts["params"] == "RET=FULL ENVID=e+2B1"
            assert message.destinations[0].facts["params"] == "NOTIFY=NEVER ORCPT=rfc822;B@y.test"

    asyncio.run(main())


@pytest.mark.parametrize(
    "handle, reply",
    [
        (saying(Status.KEPT, "Your message is held"), rb"250 2\.0\.0 Your message is held \(ref"),
        (saying(Status.REFUSED, "Card numbers stay"), rb"550 5\.7\.1 Card numbers stay \(refer"),
        (saying(Status.REFUSED, reply="554 5.7.1 spam"), rb"554 5\.7\.1 spam\r\n$"),
        (saying(Status.LATER, "Try again"), rb"451 4\.3\.0 Try again \(reference "),
        (saying(Status.LATER, reply="452 4.2.2 full"), rb"452 4\.2\.2 full\r\n$"),
        (saying(Status.DELIVERED, reply="250 2.6.0 queued as 1"), rb"250 2\.6\.0 queued as 1\r\n$"),
    ],
)
def test_t11_what_the_client_hears(handle: object, reply: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, handle) as port:
            assert re.match(reply, await one(port))
            assert not far.mails
            await asyncio.sleep(0.05)
            assert far.verbs()[3] == "RSET"  # the session's transaction was not used

    asyncio.run(main())


PHASES = {
    "MAIL": b"421 4.4.2",
    "RCPT": b"421 4.4.2",
    "DATA": b"451 4.4.2",
    ".": b"451 4.4.2",
}


@pytest.mark.parametrize("phase, answer", PHASES.items())
def test_t11_far_side_that_dies_is_never_a_yes(phase: str, answer: bytes) -> None:
    async def main() -> None:
        async with FarSide(on={phase: lambda _: DROP}) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            replies = [await talk.say(b"MAIL FROM:<a@x.test>")]
            if replies[-1].startswith(b"250"):
                replies.append(await talk.say(b"RCPT TO:<b@x.test>"))
            if replies[-1].startswith(b"250"):
                replies.append(await talk.mail(MAIL))
            assert replies[-1].startswith(answer)

    asyncio.run(main())


@pytest.mark.parametrize("phase", ["MAIL", "RCPT", "DATA", "."])
def test_t11_a_421_in_the_middle_is_passed_on_and_ends_the_session(phase: str) -> None:
    shutdown = b"421 4.3.2 shutting down\r\n"

    async def main() -> None:
        async with FarSide(on={phase: lambda _: shutdown}) as far, proxy(far) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            reply = await talk.say(b"MAIL FROM:<a@x.test>")
            if reply.startswith(b"250"):
                reply = await talk.say(b"RCPT TO:<b@x.test>")
            if reply.startswith(b"250"):
                reply = await talk.mail(MAIL)
            assert reply == shutdown
            assert await talk.hear() == b""

    asyncio.run(main())


def test_t11_a_far_side_that_refuses_in_the_middle_of_a_large_message() -> None:
    """It answers and closes before the end: the answer counts, nothing hangs."""

    class Hasty(FarSide):
        async def _data(self, reader: asyncio.StreamReader) -> bytes:
            await reader.readexactly(100_000)
            return b""

        async def _say(self, writer, verb, line, reply):
            said = await super()._say(writer, verb, line, reply)
            if verb == ".":
                await asyncio.sleep(0.2)
                raise ConnectionError
            return said

    async def main() -> None:
        on = {".": lambda _: b"552 5.3.4 too much\r\n"}
        async with Hasty(on=on) as far, proxy(far) as port:
            reply = await one(port, MAIL + b"x" * 998 + b"\r\n" + (b"y" * 998 + b"\r\n") * 20_000)
            assert reply.startswith((b"552 5.3.4", b"451 4.4.2"))

    asyncio.run(main())


def test_t11_a_clients_disconnect_does_not_tear_the_relay() -> None:
    async def main() -> None:
        gate, done = asyncio.Event(), asyncio.Event()

        async def slow(message: Message, cut_through: CutThrough) -> Outcome:
            await gate.wait()
            outcome = await allow(message, cut_through)
            done.set()
            return outcome

        async with FarSide() as far, proxy(far, slow) as port:
            talk = await Talk.to(port)
            await talk.start()
            await talk.say(b"DATA")
            talk.send(MAIL + b".\r\n")
            await asyncio.sleep(0.05)
            talk.close()
            await asyncio.sleep(0.05)
            gate.set()
            await asyncio.wait_for(done.wait(), 5)
            assert [body_of(mail) for mail in far.mails] == [MAIL]

    asyncio.run(main())


def test_t11_half_close_after_the_final_dot_still_hears_the_answer() -> None:
    async def main() -> None:
        async def slow(message: Message, cut_through: CutThrough) -> Outcome:
            await asyncio.sleep(0.1)
            return await allow(message, cut_through)

        async with FarSide() as far, proxy(far, slow) as port:
            talk = await Talk.to(port)
            await talk.start()
            await talk.say(b"DATA")
            talk.send(MAIL + b".\r\n")
            talk.writer.write_eof()
            assert (await talk.hear()).startswith(b"250")
            assert await talk.hear() == b""
            assert len(far.mails) == 1

    asyncio.run(main())


def test_t11_a_message_that_is_cut_short_is_nobodys() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.start()
            await talk.say(b"DATA")
            talk.send(MAIL)
            talk.writer.write_eof()
            assert await talk.hear() == b""
            assert not seen.messages and not far.mails

    asyncio.run(main())


def test_t11_shutdown_lets_a_transaction_end_and_sends_the_idle_away() -> None:
    async def main() -> None:
        started = asyncio.Event()

        async def slow(message: Message, cut_through: CutThrough) -> Outcome:
            started.set()
            await asyncio.sleep(0.3)
            return await allow(message, cut_through)

        async with FarSide() as far:
            async with proxy(far, slow, grace=10) as port:
                idle, busy = await Talk.to(port), await Talk.to(port)
                await busy.start()
                await busy.say(b"DATA")
                busy.send(MAIL + b".\r\n")
                await started.wait()
            assert (await idle.hear()).startswith(b"421 4.3.2")
            assert (await busy.hear()).startswith(b"250")
            assert (await busy.hear()).startswith(b"421 4.3.2")
            assert len(far.mails) == 1
            with pytest.raises(OSError):
                await Talk.to(port)

    asyncio.run(main())


async def trickle(talk: Talk, piece: bytes) -> bytes:
    """Sends `piece` again and again until there is an answer."""
    answer = asyncio.create_task(talk.hear())
    while not answer.done():
        talk.send(piece)
        await asyncio.sleep(0.05)
    return answer.result()


@pytest.mark.slow
def test_t12_timeouts() -> None:
    async def main() -> None:
        limits = {"idle": 0.3, "data_idle": 0.3, "data_total": 1.0}
        async with FarSide() as far, proxy(far, limits=limits) as port:
            talk = await Talk.to(port)  # says nothing
            assert (await talk.hear()).startswith(b"421 4.4.2")
            talk = await Talk.to(port)  # a byte of a command now and then
            assert (await trickle(talk, b"N")).startswith(b"421 4.4.2")
            talk = await Talk.to(port)  # a block of data now and then is fine …
            await talk.start()
            await talk.say(b"DATA")
            for _ in range(4):
                talk.send(b"line\r\n")
                await asyncio.sleep(0.15)
            talk.send(b".\r\n")
            assert (await talk.hear()).startswith(b"250")
            await talk.envelope()  # … but not for ever …
            await talk.say(b"DATA")
            assert (await trickle(talk, b"line\r\n")).startswith(b"421 4.4.2")
            talk = await Talk.to(port)  # … and no data at all is not
            await talk.start()
            await talk.say(b"DATA")
            assert (await talk.hear()).startswith(b"421 4.4.2")
            assert len(far.mails) == 1

    asyncio.run(main())


@pytest.mark.parametrize("phase", ["GREETING", "EHLO", "MAIL", "DATA", "."])
def test_t12_a_silent_far_side(phase: str) -> None:
    async def main() -> None:
        on = {phase: lambda _: SILENT}
        async with FarSide(on=on) as far, proxy(far, downstream={"timeout": 0.2}) as port:
            talk = await Talk.to(port)
            reply = await talk.say(b"EHLO c.test")
            if reply.startswith(b"250"):
                reply = await talk.say(b"MAIL FROM:<a@x.test>")
            if reply.startswith(b"250"):
                await talk.say(b"RCPT TO:<b@x.test>")
                reply = await talk.mail(MAIL)
            assert reply[:3] == (b"451" if phase in ("DATA", ".") else b"421")

    asyncio.run(main())


def split(message: Message) -> Outcome:
    """The first is delivered, the second refused, the third kept for later."""
    statuses = (Status.DELIVERED, Status.REFUSED, Status.LATER)
    return Outcome(
        message.id,
        tuple(
            Verdict(d, status, Action.HOLD, text="Sentence")
            for d, status in zip(message.destinations, statuses, strict=True)
        ),
    )


def test_t13_lmtp_answers_each_recipient() -> None:
    async def mixed(message: Message, _: CutThrough) -> Outcome:
        assert message.answers_each
        return split(message)

    async def main() -> None:
        async with FarSide() as far, proxy(far, mixed, protocol="lmtp") as port:
            talk = await Talk.to(port)
            assert (await talk.say(b"EHLO c.test")).startswith(b"500")
            assert (await talk.say(b"LHLO c.test")).startswith(b"250")
            await talk.envelope(b"1@x.test", b"2@x.test", b"3@x.test")
            replies = (await talk.mail(MAIL, replies=3)).split(b"\r\n")
            assert [reply[:9] for reply in replies[:3]] == [
                b"250 2.0.0",
                b"550 5.7.1",
                b"451 4.3.0",
            ]

    asyncio.run(main())


def test_t13_over_lmtp_everybody_hears_what_concerns_the_whole_message() -> None:
    async def fails(message: Message, _: CutThrough) -> Outcome:
        raise RuntimeError("quotes 4111111111111111")

    async def main() -> None:
        loop = b"Received: from a by b; x\r\n" * 20 + MAIL
        for handle, mail, code in ((fails, MAIL, b"451"), (allow, loop, b"554")):
            limits = {"received": 10}
            async with FarSide() as far, proxy(far, handle, limits, protocol="lmtp") as port:
                talk = await Talk.to(port)
                await talk.say(b"LHLO c.test")
                await talk.envelope(b"1@x.test", b"2@x.test")
                replies = (await talk.mail(mail, replies=2)).splitlines()
                assert [reply[:3] for reply in replies] == [code, code]
                assert not far.mails
                await talk.envelope()  # and the session goes on
                assert b"4111" not in b"".join(replies)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("status", "reply", "family"),
    [
        (Status.REFUSED, "", "5xx"),
        (Status.LATER, "", "4xx"),
        (Status.KEPT, "", None),
        (Status.REFUSED, "552 5.2.2 full", None),  # the far side's own words
        (Status.LATER, "452 4.2.2 full", None),
        (None, "", "4xx"),
    ],
)
def test_refusals_of_ours_are_counted(status: Status | None, reply: str, family: str) -> None:
    def counted() -> dict[str, float]:
        name = "dlp_smtp_replies_total"
        families = ("2xx", "4xx", "5xx")
        labels = [{"listener": "door", "class": one} for one in families]
        found = (metrics.REGISTRY.get_sample_value(name, each) or 0.0 for each in labels)
        return dict(zip(families, found, strict=True))

    async def fails(message: Message, _: CutThrough) -> Outcome:
        raise RuntimeError

    async def main() -> None:
        handle = fails if status is None else saying(status, reply=reply)
        async with FarSide() as far, proxy(far, handle) as port:
            before = counted()
            await one(port, MAIL, b"1@x.test")
            assert counted() == {**before, **({family: before[family] + 1} if family else {})}

    asyncio.run(main())


def test_t13_lmtp_behind_is_mirrored_for_each_recipient() -> None:
    async def main() -> None:
        on = {".": lambda at: b"452 4.2.2 full\r\n" if at == b"1" else None}
        async with FarSide(lmtp=True, on=on) as far, proxy(far, protocol="lmtp") as port:
            talk = await Talk.to(port)
            await talk.say(b"LHLO c.test")
            await talk.envelope(b"1@x.test", b"2@x.test")
            replies = await talk.mail(MAIL, replies=2)
            assert replies == b"250 2.0.0 queued\r\n452 4.2.2 full\r\n"
            assert far.verbs()[0] == "LHLO" and body_of(far.mails[0]) == MAIL
            assert b"with LMTP id" in far.mails[0]

    asyncio.run(main())


def test_t13_one_answer_for_all_is_temporary_where_verdicts_disagree() -> None:
    async def main() -> None:
        async def mixed(message: Message, _: CutThrough) -> Outcome:
            return split(message)

        async with FarSide() as far, proxy(far, mixed) as port:
            assert (await one(port, MAIL, b"1@x", b"2@x", b"3@x")).startswith(b"451")

        async def foreign(message: Message, _: CutThrough) -> Outcome:
            return Outcome(message.id, split(message).verdicts[:1])

        async def elsewhere(message: Message, _: CutThrough) -> Outcome:
            yes = [Verdict(d, Status.DELIVERED, Action.ALLOW) for d in message.destinations]
            return Outcome(
                message.id, (*yes[:-1], replace(yes[-1], destination=Destination("4@x")))
            )

        for wrong in (foreign, elsewhere):
            async with FarSide() as far, proxy(far, wrong) as port:
                assert (await one(port, MAIL, b"1@x", b"2@x", b"3@x")).startswith(b"451")

    asyncio.run(main())
