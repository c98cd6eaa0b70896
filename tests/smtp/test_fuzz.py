"""Sessions of sense and nonsense in any order, cut anywhere: no internal error, nothing slips by."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smtp.talk import DROP, FarSide, Seen, Talk, proxy

_LINES = st.sampled_from(
    [
        b"EHLO c.test\r\n",
        b"HELO c.test\r\n",
        b"MAIL FROM:<a@x.test>\r\n",
        b"RSET\r\n",
        b"NOOP\r\n",
        b"RCPT TO:<b@x.test>\r\n",
        b"RCPT TO:<no@x.test>\r\n",
        b"RCPT TO:<die@x.test>\r\n",
        b"DATA\r\n",
        b"Subject: x\r\n\r\nx\r\n.\r\n",
        b".\r\n",
        b"\n.\n",
        b"BDAT 5\r\nab\r\n",
        b"BDAT 3 LAST\r\nc\r\n",
        b"BDAT 0 LAST\r\n",
        b"BDAT x\r\n",
        b"STARTTLS\r\n",
        b"AUTH PLAIN\r\n",
        b"AUTH PLAIN AGEAYg==\r\n",
        b"*\r\n",
        b"XFORWARD ADDR=1.2.3.4\r\n",
        b"VRFY a\r\n",
        b"QUIT\r\n",
        b"\x00\xff\r\n",
        b"RCPT TO:<" + b"a" * 5000 + b">\r\n",
        b"MAIL FROM:<",
        b"\r",
        b"\n",
        b" ",
    ]
)


def _rcpt(line: bytes) -> bytes | None:
    if b"die" in line:
        return DROP
    return b"550 5.1.1 no\r\n" if b"no@" in line else None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(_LINES, st.integers(0, 3)), max_size=40), st.booleans())
def test_any_conversation(
    caplog: pytest.LogCaptureFixture, script: list[tuple[bytes, int]], hang_up: bool
) -> None:
    async def main() -> None:
        seen = Seen()
        far = FarSide(
            ("PIPELINING", "AUTH PLAIN"), on={"RCPT": _rcpt, "AUTH": lambda _: b"235 k\r\n"}
        )
        door = {"trusted_peers": ("127.0.0.0/8",), "auth_without_tls": True}
        async with far, proxy(far, seen, limits={"errors": 100}, **door) as port:
            talk = await Talk.to(port)
            with contextlib.suppress(ConnectionError, RuntimeError):
                for line, pause in script:
                    talk.send(line)
                    if pause == 0:  # let what was sent so far be read on its own
                        await asyncio.sleep(0.001)
                if hang_up:
                    talk.close()
                else:
                    talk.writer.write_eof()
                    await asyncio.wait_for(talk.reader.read(), 10)
            await asyncio.sleep(0.01)
            # whatever came before, the next client is served, and only whole mails went through
            talk = await Talk.to(port)
            await talk.start(b"ok@x.test")
            assert (await talk.mail(b"Subject: after\r\n\r\n")).startswith(b"250")
            assert len(far.mails) <= len(seen.messages)
            assert far.mails[-1].endswith(b"Subject: after\r\n\r\n")

    with caplog.at_level(logging.ERROR, "dlp.smtp"):
        caplog.clear()
        asyncio.run(main())
    assert not caplog.records
