"""What goes out: recipients in no header, trace fields, loops, the same bytes: T14, T15, T18, T19."""

from __future__ import annotations

import asyncio
import hashlib
import re

import pytest

from dlp.model import CutThrough, Held, Message, Outcome
from smtp.talk import FarSide, Seen, Talk, body_of, mirrored, proxy

MAIL = b"From: anna@example.org\r\nMessage-ID: <1@x>\r\nSubject: hello\r\n\r\nGood day.\r\n"


async def one(port: int, mail: bytes = MAIL, *recipients: bytes) -> bytes:
    talk = await Talk.to(port)
    await talk.start(*recipients)
    reply = await talk.mail(mail)
    talk.close()
    return reply


def test_t14_recipients_stand_in_no_header_of_ours() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            await one(port, MAIL, b"to@x.test", b"bcc@x.test")
            head = far.mails[0].removesuffix(MAIL)
            assert b"to@x.test" not in head and b"bcc" not in head and b" for " not in head

    asyncio.run(main())


def test_t15_trace_headers_and_loops() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            await one(port)
            for passes in range(1, 3):
                assert len(far.mails) == passes
                assert far.mails[-1].count(b"X-DLP-Trace: test; ") == passes
                reply = await one(port, far.mails[-1])
            assert reply.startswith(b"250")
            assert (await one(port, far.mails[-1])).startswith(b"554 5.4.6")
            assert len(far.mails) == 3

    asyncio.run(main())


def test_t15_a_forged_or_borrowed_trace_header_counts_for_nothing() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            await one(port)
            traces = re.findall(rb"X-DLP-Trace: [^\r]+\r\n", far.mails[0])
            other = MAIL.replace(b"<1@x>", b"<2@x>")
            assert (await one(port, b"".join(traces * 5) + other)).startswith(b"250")
            forged = b"X-DLP-Trace: test; 00000000000000000000000000000000\r\n" * 5
            assert (await one(port, forged + MAIL)).startswith(b"250")
            assert len(seen.messages) == 3  # none was waved through

    asyncio.run(main())


def test_t15_too_many_received_fields_are_a_loop() -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, limits={"received": 10}) as port:
            hop = b"Received: from a by b;\r\n\tMon, 1 Jan 2024 00:00:00 +0000\r\n"
            assert (await one(port, hop * 9 + MAIL)).startswith(b"250")
            assert (await one(port, hop * 10 + MAIL)).startswith(b"554 5.4.6")
            assert (await one(port, MAIL + hop * 20)).startswith(b"250")  # text, not header

    asyncio.run(main())


def test_t15_received_can_be_left_out_and_is_handed_to_the_store() -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, add_received=False) as port:
            await one(port)
            assert far.mails == [MAIL] and seen.messages[0].facts["trace"] == ""
        async with FarSide() as far, proxy(far, seen) as port:
            await one(port)
            assert far.mails[0] == seen.messages[1].facts["trace"].encode() + MAIL

    asyncio.run(main())


def test_t18_long_lines_pass() -> None:
    async def main() -> None:
        mail = MAIL + b"x" * 200_000 + b"\r\n"
        async with FarSide() as far, proxy(far) as port:
            assert (await one(port, mail)).startswith(b"250")
            assert body_of(far.mails[0]) == mail

    asyncio.run(main())


BODIES = [
    b"",
    b"\r\n",
    b"no header at all\r\n",
    b"Subject: x\r\n\r\n..\r\n...a\r\n.. b\r\n",
    b"Subject: =?utf-8?q?=C3=A4?=\r\n\r\n\xff\xfe\x80 8 bit\r\n",
    b"Subject: x\r\n\r\n" + bytes(b for b in range(1, 256) if b not in (10, 13)) + b"\r\n",
    b"Subject: x\r\n\r\n" + b"line\r\n" * 60_000,
    b".. starts with a dot\r\n",
]


@pytest.mark.parametrize("wire", BODIES)
@pytest.mark.parametrize("spill", ["1M", "10"])
def test_t19_untouched_mail_leaves_byte_identical(wire: bytes, spill: str) -> None:
    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen, limits={"spill_above": spill}) as port:
            assert (await one(port, wire)).startswith(b"250")
            assert body_of(far.mails[0]) == wire  # stuffed as it came
            plain = seen.messages[0].payload.read()
            unstuffed = re.sub(rb"(?m)^\.", b"", wire)
            assert hashlib.sha256(plain).digest() == hashlib.sha256(unstuffed).digest()
            assert seen.messages[0].payload.size == len(unstuffed)

    asyncio.run(main())


def test_t19_changed_bytes_go_out_as_the_gateway_gave_them() -> None:
    changed = MAIL.replace(b"Good day.", b".\r\n.hidden\r\n[IBAN]")

    async def redact(message: Message, cut_through: CutThrough) -> Outcome:
        return mirrored(message, await cut_through(Held(changed)))

    async def main() -> None:
        async with FarSide() as far, proxy(far, redact) as port:
            assert (await one(port)).startswith(b"250")
            assert body_of(far.mails[0]) == changed.replace(b"\r\n.", b"\r\n..")

    asyncio.run(main())
