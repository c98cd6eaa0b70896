"""The SMTP client that the mirrored session and the relay share, against a real far side."""

from __future__ import annotations

import asyncio
import base64

import pytest

from dlp.config import DownstreamSettings
from dlp.errors import Refused
from dlp.smtp.client import (
    ConnectFailed,
    Connection,
    Garbled,
    Lost,
    NotServed,
    TimedOut,
    TlsFailed,
    Unclean,
    connect,
)
from smtp.certificates import authority
from smtp.talk import ALL, DROP, SILENT, FarSide

BODY = [b"Subject: x\r\n\r", b"\n.dot\r\n", b"..\r", b"\nend"]
WIRE = b"Subject: x\r\n\r\n..dot\r\n...\r\nend\r\n"


def to(far: FarSide | int, **options: object) -> DownstreamSettings:
    port = far if isinstance(far, int) else far.port
    lmtp = not isinstance(far, int) and far.lmtp
    return DownstreamSettings(
        address=f"127.0.0.1:{port}",
        protocol="lmtp" if lmtp else "smtp",
        **{"timeout": 5, **options},
    )


@pytest.mark.parametrize("extensions", [ALL, ()])
def test_deliver_answers_for_each_recipient(extensions: tuple[str, ...]) -> None:
    async def main() -> None:
        on = {"RCPT": lambda line: b"550 5.1.1 no\r\n" if b"no" in line else None}
        async with FarSide(extensions, on=on) as far:
            async with await connect(to(far), "gw.test") as there:
                names = [(b"a@x.test", b""), (b"no@x.test", b""), (b"c@x.test", b"NOTIFY=NEVER")]
                replies = await there.deliver(b"me@x.test", b"RET=HDRS", names, BODY)
                assert [reply.code for reply in replies] == [250, 550, 250]
                assert far.mails == [WIRE]
                assert b"MAIL FROM:<me@x.test> RET=HDRS" in far.lines
                assert b"RCPT TO:<c@x.test> NOTIFY=NEVER" in far.lines
                # the session is left ready, also after nobody was accepted
                replies = await there.deliver(b"", b"", [(b"no@x.test", b"")], BODY)
                assert [reply.code for reply in replies] == [550]
                replies = await there.deliver(b"", b"", [(b"d@x.test", b"")], [])
                assert [str(reply) for reply in replies] == ["250 2.0.0 queued"]
            assert far.verbs()[-1] == "QUIT" and far.mails[-1] == b""

    asyncio.run(main())


def test_deliver_over_lmtp() -> None:
    async def main() -> None:
        on = {
            ".": lambda at: b"452 4.2.2 full\r\n" if at == b"1" else None,
            "RCPT": lambda line: b"550 5.1.1 no\r\n" if b"no" in line else None,
        }
        async with FarSide(lmtp=True, on=on) as far, await connect(to(far), "gw.test") as there:
            names = [(name, b"") for name in (b"a@x", b"no@x", b"b@x", b"c@x")]
            replies = await there.deliver(b"me@x", b"", names, BODY)
            assert [reply.code for reply in replies] == [250, 550, 452, 250]

    asyncio.run(main())


def test_lmtp_answers_that_came_before_the_end_count() -> None:
    async def main() -> None:
        on = {".": lambda at: DROP if at == b"1" else None}
        async with FarSide(lmtp=True, on=on) as far, await connect(to(far), "gw.test") as there:
            names = [(name, b"") for name in (b"a@x", b"b@x", b"c@x")]
            replies = await there.deliver(b"me@x", b"", names, BODY)
            assert [reply.code for reply in replies] == [250, 451, 451]

    asyncio.run(main())


@pytest.mark.parametrize(
    "phase, error, unknown",
    [("MAIL", Lost, False), ("DATA", Lost, False), (".", Lost, True), (".", TimedOut, True)],
)
def test_a_far_side_that_goes_away(phase: str, error: type, unknown: bool) -> None:
    async def main() -> None:
        answer = SILENT if error is TimedOut else DROP
        async with FarSide(on={phase: lambda _: answer}) as far:
            there = await connect(to(far, timeout=0.2 if error is TimedOut else 5), "gw.test")
            with pytest.raises(error) as failure:
                await there.deliver(b"", b"", [(b"a@x", b"")], BODY)
            assert failure.value.unknown is unknown and not there.usable
            with pytest.raises(error):
                await there.command(b"NOOP")
            await there.quit()

    asyncio.run(main())


def test_unclean_data_never_ends() -> None:
    async def main() -> None:
        async with FarSide() as far, await connect(to(far), "gw.test") as there:
            with pytest.raises(Unclean):
                await there.deliver(b"", b"", [(b"a@x", b"")], [b"a\r\n", b"b\n.\nc\r\n"])
            await asyncio.sleep(0.05)
            assert not far.mails and not there.usable

    asyncio.run(main())


def test_lines_hold_no_line_ends() -> None:
    async def main() -> None:
        async with FarSide() as far, await connect(to(far), "gw.test") as there:
            for line in (b"NOOP\r\nQUIT", b"NOOP\nQUIT", b"NOOP\0"):
                with pytest.raises(ValueError, match="line end"):
                    there.send(line)
            with pytest.raises(ValueError, match="line end"):
                await there.deliver(b"a>\r\nRCPT TO:<b", b"", [(b"a@x", b"")], BODY)
            assert far.verbs() == ["EHLO"]

    asyncio.run(main())


def test_a_reply_that_nobody_asked_for_ends_it() -> None:
    async def main() -> None:
        on = {"NOOP": lambda _: b"250 ok\r\n250 ok again\r\n"}
        async with FarSide(on=on) as far:
            there = await connect(to(far), "gw.test")
            assert (await there.command(b"NOOP")).code == 250
            await asyncio.sleep(0.01)
            with pytest.raises(Garbled):
                await there.command(b"NOOP")

    asyncio.run(main())


def test_a_421_out_of_the_blue_closes_it() -> None:
    async def main() -> None:
        on = {"NOOP": lambda _: b"250 ok\r\n421 4.4.2 idle\r\n"}
        async with FarSide(on=on) as far:
            there = await connect(to(far), "gw.test")
            await there.command(b"NOOP")
            await asyncio.sleep(0.01)
            assert not there.usable

    asyncio.run(main())


@pytest.mark.parametrize("greeting", [b"554 5.3.2 not you\r\n", b"421 4.3.2 busy\r\n"])
def test_not_served(greeting: bytes) -> None:
    async def main() -> None:
        for verb in ("GREETING", "EHLO"):
            async with FarSide(on={verb: lambda _: greeting}) as far:
                with pytest.raises(NotServed) as failure:
                    await connect(to(far), "gw.test")
                assert failure.value.reply == greeting.decode().strip()
                assert "not you" not in str(failure.value)

    asyncio.run(main())


def test_no_connection() -> None:
    async def main() -> None:
        with pytest.raises(ConnectFailed):
            await connect(to(1), "gw.test")
        with pytest.raises(TlsFailed):
            await connect(to(1, ca="/nowhere.pem"), "gw.test")
        async with FarSide(on={"GREETING": lambda _: b"SSH-2.0-x\r\n"}) as far:
            with pytest.raises(Garbled):
                await connect(to(far), "gw.test")

    asyncio.run(main())


def test_opportunistic_tls_takes_what_is_there() -> None:
    async def main() -> None:
        tls = authority()
        behind = tls.downstream("opportunistic")
        async with FarSide() as far, await connect(to(far, **behind), "gw.test") as there:
            assert not there.tls
        far = FarSide(tls=tls.server())
        async with far, await connect(to(far, **behind), "gw.test") as there:
            assert there.tls and there.verified
            assert far.verbs() == ["EHLO", "STARTTLS", "EHLO"]

    asyncio.run(main())


def test_fitting_leaves_out_what_may_be_left_out() -> None:
    async def main() -> None:
        far = FarSide(("8BITMIME", "SMTPUTF8"))
        async with far, await connect(to(far), "gw.test") as there:
            params = b"RET=HDRS BODY=8BITMIME SIZE=5 SMTPUTF8 ENVID=x"
            assert there.fitting(params) == b"BODY=8BITMIME SMTPUTF8"
            assert there.fitting(b"NOTIFY=NEVER ORCPT=rfc822;a") == b""
            with pytest.raises(Refused, match="REQUIRETLS"):
                there.fitting(b"REQUIRETLS")
        far = FarSide((*ALL, "REQUIRETLS"))
        async with far, await connect(to(far), "gw.test") as there:
            with pytest.raises(Refused, match="verified"):
                there.fitting(b"REQUIRETLS")

    asyncio.run(main())


def test_own_credentials_go_over_tls_only() -> None:
    async def main() -> None:
        tls = authority()
        async with FarSide() as far, await connect(to(far), "gw.test") as there:
            with pytest.raises(Refused):
                await there.authenticate("anna", "geheim")
            assert "AUTH" not in far.verbs()
        on = {"AUTH": lambda _: b"235 2.7.0 ok\r\n"}
        far = FarSide(tls=tls.server(), implicit=True, on=on)
        async with far, await connect(to(far, **tls.downstream("implicit")), "gw.test") as there:
            assert (await there.authenticate("änna", "geheim")).code == 235
            sent = base64.b64decode(far.lines[-1].split()[-1])
            assert sent == "\0änna\0geheim".encode()

    asyncio.run(main())


def test_what_it_raises_says_nothing_of_what_was_sent() -> None:
    async def main() -> None:
        async with FarSide(on={"RCPT": lambda _: DROP}) as far:
            there: Connection = await connect(to(far), "gw.test")
            with pytest.raises(Lost) as failure:
                await there.deliver(b"secret@x.test", b"", [(b"secret@y.test", b"")], BODY)
            assert str(failure.value) == "lost at rcpt"
            assert failure.value.__context__ is None

    asyncio.run(main())
