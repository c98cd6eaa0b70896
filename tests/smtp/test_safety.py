"""TLS, REQUIRETLS, smuggling, what our own words may say: T7, T9, T16, T17."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from dlp.config import SmtpListenerSettings, SmtpSettings
from dlp.errors import ConfigError
from dlp.model import CutThrough, Message, Outcome, Status
from dlp.proxies.smtp import SmtpProxy
from housing.proxying import context
from smtp.certificates import authority
from smtp.talk import ALL, FarSide, Seen, Talk, allow, body_of, proxy, saying

MAIL = b"From: anna@example.org\r\nSubject: hello\r\n\r\nGood day.\r\n"


# ---------------------------------------------------------------------------- T7


@pytest.mark.parametrize("ours", ["starttls", "implicit"])
@pytest.mark.parametrize("theirs", ["starttls", "implicit"])
def test_t07_starttls_and_implicit_tls_on_both_sides(ours: str, theirs: str) -> None:
    async def main() -> None:
        tls, seen = authority(), Seen()
        far = FarSide(tls=tls.server(), implicit=theirs == "implicit")
        door = tls.listener(ours)
        async with far, proxy(far, seen, downstream=tls.downstream(theirs), **door) as port:
            talk = await Talk.to(port, tls=tls.client() if ours == "implicit" else None)
            reply = await talk.say(b"EHLO c.test")
            if ours == "starttls":
                assert b"STARTTLS" in reply
                await talk.start_tls(tls.client())
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert far.encrypted and body_of(far.mails[0]) == MAIL
            assert b"with ESMTPS id" in far.mails[0]
            assert b"using TLSv1." in far.mails[0]
            assert seen.messages[0].facts["tls"] is True
            assert b"STARTTLS" not in await talk.say(b"EHLO c.test")
            assert (await talk.say(b"STARTTLS")).startswith(b"503")

    asyncio.run(main())


def test_t07_starttls_forgets_what_was_said_in_clear() -> None:
    async def main() -> None:
        tls = authority()
        async with FarSide() as far, proxy(far, **tls.listener("starttls")) as port:
            talk = await Talk.to(port)
            await talk.start()
            await talk.start_tls(tls.client())
            assert (await talk.say(b"RCPT TO:<b@x.test>")).startswith(b"503")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"503")
            assert far.verbs() == ["EHLO", "MAIL", "RCPT", "RSET"]

    asyncio.run(main())


def test_t07_plaintext_behind_starttls_is_thrown_away() -> None:
    """Command injection (CVE-2011-0411): what was sent in clear must not count as sent in TLS."""

    async def main() -> None:
        tls = authority()
        async with FarSide() as far, proxy(far, **tls.listener("starttls")) as port:
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            talk.send(b"STARTTLS\r\nEHLO evil.test\r\nMAIL FROM:<evil@x.test>\r\n")
            assert (await talk.hear()).startswith(b"220")
            await talk.writer.start_tls(tls.client(), server_hostname="gw.test")
            assert (await talk.say(b"MAIL FROM:<a@x.test>")).startswith(b"503")
            assert far.verbs() == ["EHLO"]

    asyncio.run(main())


def test_t07_plaintext_behind_the_far_sides_starttls_ends_the_connection() -> None:
    """Response injection: a far side's reply that came in clear must not count as one in TLS."""

    async def main() -> None:
        tls = authority()
        far = FarSide(tls=tls.server(), on={"STARTTLS": lambda _: b"220 go\r\n250 evil.test\r\n"})
        async with far, proxy(far, downstream=tls.downstream("starttls")) as port:
            talk = await Talk.to(port)
            assert (await talk.say(b"EHLO c.test")).startswith(b"421")
            assert far.verbs() == ["EHLO", "STARTTLS"]

    asyncio.run(main())


def test_t07_no_downgrade_when_starttls_is_stripped() -> None:
    async def main() -> None:
        tls = authority()
        async with FarSide(ALL) as far, proxy(far, downstream=tls.downstream("starttls")) as port:
            talk = await Talk.to(port)
            assert (await talk.say(b"EHLO c.test")).startswith(b"421")
            assert far.verbs() == ["EHLO"]
        far = FarSide(tls=tls.server(), on={"STARTTLS": lambda _: b"454 4.7.0 not now\r\n"})
        async with far, proxy(far, downstream=tls.downstream("starttls")) as port:
            talk = await Talk.to(port)
            assert (await talk.say(b"EHLO c.test")).startswith(b"421")
            assert "MAIL" not in far.verbs()

    asyncio.run(main())


def test_t07_a_certificate_for_another_name_is_refused() -> None:
    async def main() -> None:
        tls = authority()
        for implicit in (False, True):
            far = FarSide(tls=tls.server("elsewhere.test"), implicit=implicit)
            behind = tls.downstream("implicit" if implicit else "starttls")
            async with far, proxy(far, downstream=behind) as port:
                talk = await Talk.to(port)
                assert (await talk.say(b"EHLO c.test")).startswith(b"421")

    asyncio.run(main())


def test_t07_require_tls() -> None:
    async def main() -> None:
        tls = authority()
        async with (
            FarSide() as far,
            proxy(far, require_tls=True, **tls.listener("starttls")) as port,
        ):
            talk = await Talk.to(port)
            await talk.say(b"EHLO c.test")
            for line in (b"MAIL FROM:<a@x.test>", b"AUTH PLAIN", b"VRFY x"):
                assert (await talk.say(line)).startswith(b"530 5.7.0")
            await talk.start_tls(tls.client())
            await talk.start()

    asyncio.run(main())


@pytest.mark.parametrize(
    "door, behind, word",
    [
        ({"tls": "starttls"}, {"address": "192.0.2.1:25"}, "without"),
        ({"tls": "implicit"}, {"address": "mail.test:25", "tls": "none"}, "without"),
        ({}, {"address": "mail.test:25", "tls": "opportunistic"}, "downgrade"),
        ({"tls": "starttls"}, {"address": "127.0.0.1:25"}, "without a certificate"),
        ({"require_tls": True}, {"address": "127.0.0.1:25"}, "require_tls"),
        (
            {"tls": "starttls", "certificate": "/nowhere.pem"},
            {"address": "127.0.0.1:25"},
            "cannot be loaded",
        ),
    ],
)
def test_t07_legs_that_cannot_be_kept_safe_do_not_start(
    door: dict, behind: dict, word: str
) -> None:
    listener = SmtpListenerSettings(name="door", listen="127.0.0.1:0", downstream=behind, **door)
    with pytest.raises(ConfigError, match=word):
        SmtpProxy(SmtpSettings(listeners=(listener,)), context(allow, Path("/nowhere")))


# ---------------------------------------------------------------------------- T9


def test_t09_requiretls_only_over_verified_tls_to_a_peer_that_offers_it() -> None:
    async def main() -> None:
        tls = authority()
        for theirs, verify, code in (
            ((*ALL, "REQUIRETLS"), True, b"250"),
            ((*ALL, "REQUIRETLS"), False, b"550 5.7.30"),
            (ALL, True, b"550 5.7.30"),
        ):
            far = FarSide(theirs, tls=tls.server())
            behind = {**tls.downstream("starttls"), "verify": verify}
            async with far, proxy(far, downstream=behind, **tls.listener("implicit")) as port:
                talk = await Talk.to(port, tls=tls.client())
                reply = await talk.say(b"EHLO c.test")
                assert (b"REQUIRETLS" in reply) is (code == b"250")
                reply = await talk.say(b"MAIL FROM:<a@x.test> REQUIRETLS")
                assert reply.startswith(code)
        # and not where the client's own leg is in clear
        far = FarSide((*ALL, "REQUIRETLS"), tls=tls.server())
        async with far, proxy(far, downstream=tls.downstream("starttls")) as port:
            talk = await Talk.to(port)
            assert b"REQUIRETLS" not in await talk.say(b"EHLO c.test")
            reply = await talk.say(b"MAIL FROM:<a@x.test> REQUIRETLS")
            assert reply.startswith(b"550 5.7.30")

    asyncio.run(main())


# ---------------------------------------------------------------------------- T16

#: what some mail servers take for an end of data, and none of it is
FALSE_ENDS = [
    b"\n.\n",
    b"\n.\r\n",
    b"\r\n.\n",
    b"\r.\r",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\n.\r",
]


@pytest.mark.parametrize("end", FALSE_ENDS)
def test_t16_false_ends_of_data_do_not_end_it_and_are_refused(end: bytes) -> None:
    smuggled = b"MAIL FROM:<evil@x.test>\r\nRCPT TO:<victim@x.test>\r\nDATA\r\nowned\r\n"

    async def main() -> None:
        seen = Seen()
        async with FarSide() as far, proxy(far, seen) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL + b"x" + end + smuggled)).startswith(b"550 5.6.0")
            assert not seen.messages and not far.mails
            assert "DATA" not in far.verbs()
            await talk.envelope()  # the session goes on
            assert (await talk.mail(MAIL)).startswith(b"250")
            assert len(far.mails) == 1

    asyncio.run(main())


@pytest.mark.parametrize("end", FALSE_ENDS)
def test_t16_false_ends_are_normalised_where_configured(end: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, bare_newlines="normalise") as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL + b"x" + end + b"y\r\n")).startswith(b"250")
            # every line end is CRLF, a line that is a single dot is stuffed; a dot that followed
            # a true line end was the sender's stuffing
            line = b"" if end.startswith(b"\r\n.") else b".."
            assert body_of(far.mails[0]).endswith(b"x\r\n" + line + b"\r\ny\r\n")
            assert far.verbs().count("MAIL") == 1

    asyncio.run(main())


@pytest.mark.parametrize("end", FALSE_ENDS)
def test_t16_what_a_gateway_changed_goes_out_clean_or_not_at_all(end: bytes) -> None:
    from dlp.model import Held

    async def careless(message: Message, cut_through: CutThrough) -> Outcome:
        from smtp.talk import mirrored

        return mirrored(message, await cut_through(Held(MAIL + end + b"y\r\n")))

    async def main() -> None:
        async with FarSide() as far, proxy(far, careless) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL)).startswith(b"451")
            assert not far.mails and "DATA" not in far.verbs()

    asyncio.run(main())


@pytest.mark.parametrize("mode", ["reject", "normalise"])
def test_t16_nul_is_refused(mode: str) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far, bare_newlines=mode) as port:
            talk = await Talk.to(port)
            await talk.start()
            assert (await talk.mail(MAIL + b"a\0b\r\n")).startswith(b"550 5.6.0")

    asyncio.run(main())


@pytest.mark.parametrize("line", [b"NOOP\nMAIL FROM:<a@x>", b"NO\rOP", b"NO\0OP", b"NOOP \x1b[2J"])
def test_t16_t17_controls_in_commands_are_refused(line: bytes) -> None:
    async def main() -> None:
        async with FarSide() as far, proxy(far) as port:
            talk = await Talk.to(port)
            assert (await talk.say(line)).startswith(b"500 5.5.2")
            assert not far.lines

    asyncio.run(main())


# ---------------------------------------------------------------------------- T17


def test_t17_our_words_are_short_ascii_lines_without_content() -> None:
    text = "Nicht erlaubt \u2013 \r\n250 2.0.0 injected " + "blah " * 300

    async def main() -> None:
        async with FarSide() as far, proxy(far, saying(Status.REFUSED, text)) as port:
            talk = await Talk.to(port)
            await talk.start()
            reply = await talk.mail(MAIL)
            lines = reply.split(b"\r\n")[:-1]
            assert all(line.startswith((b"550-5.7.1 ", b"550 5.7.1 ")) for line in lines)
            assert all(len(line) <= 510 and line.isascii() for line in lines) and len(lines) > 3
            assert (await talk.say(b"NOOP")).startswith(b"250")

    asyncio.run(main())


def test_t17_an_exception_is_451_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(message: Message, _: CutThrough) -> Outcome:
        raise RuntimeError("SSN 123-45-6789 in text")

    async def main() -> None:
        async with FarSide() as far, proxy(far, broken) as port:
            talk = await Talk.to(port)
            await talk.start()
            reply = await talk.mail(MAIL)
            assert reply.startswith(b"451 4.3.0 ") and b"123" not in reply
            assert (await talk.say(b"NOOP")).startswith(b"250")
            assert not far.mails

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())
    assert "RuntimeError" in caplog.text and "123-45" not in caplog.text


def test_t17_a_verdict_cannot_forge_a_reply() -> None:
    """A receipt's reply is mirrored only where it is one reply of the verdict's class."""

    async def main() -> None:
        for status, reply, code in (
            (Status.DELIVERED, "550 no", b"250 2.0.0 "),
            (Status.DELIVERED, "250 ok\r\n250 more", b"250 2.0.0 "),
            (Status.REFUSED, "250 ok", b"550 5.7.1 "),
            (Status.LATER, "250 ok", b"451 4.3.0 "),
        ):
            async with FarSide() as far, proxy(far, saying(status, reply=reply)) as port:
                talk = await Talk.to(port)
                await talk.start()
                assert (await talk.mail(MAIL)).startswith(code)
                assert (await talk.say(b"NOOP")).startswith(b"250 2.0.0 Ok")

    asyncio.run(main())
