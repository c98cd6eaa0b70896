"""The relay channel against a real aiosmtpd: receipts, TLS or nothing, parameters, failures."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from dlp import plugins
from dlp.channels.relay import Relay
from dlp.errors import ConfigError
from dlp.model import Copy, Destination, Receipt, Sender, Status

MAIL = b"Subject: x\r\n\r\n.dots and\r\nlines\r\n"


class FarSide:
    """aiosmtpd's handler: answers by what the address says, keeps what it got."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.tls: list[bool] = []

    async def handle_EHLO(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-DSN", *responses[1:]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("no"):
            return "550 5.1.1 no such user"
        if address.startswith("later"):
            return "450 4.2.1 mailbox busy"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.got.append(envelope)
        self.tls.append(session.ssl is not None)
        return "250 2.0.0 taken"


def copy(
    *recipients: str,
    params: str = "",
    payload: bytes = MAIL,
    sender: str = "anna@example.org",
    rcpt: str = "",
) -> Copy:
    return Copy(
        id="REF.1",
        message_id="REF",
        protocol="smtp",
        sender=Sender(sender, facts={"params": params}),
        destinations=tuple(Destination(each, "smtp", {"params": rcpt}) for each in recipients),
        media_type="message/rfc822",
        payload=payload,
    )


def relay(port: int, **settings: Any) -> Relay:
    channel = plugins.build(
        "dlp.channels",
        "relay",
        "way",
        {"address": f"127.0.0.1:{port}", "timeout": 5, **settings},
        "channels.way",
    )
    assert isinstance(channel, Relay)
    return channel


def served(work: Callable[[int], Awaitable[Any]], far_side: FarSide, **options: Any) -> Any:
    """Runs `work(port)` while `far_side` listens."""

    async def go() -> Any:
        implicit = options.pop("implicit", None)
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(
                far_side, enable_SMTPUTF8=True, loop=asyncio.get_running_loop(), **options
            ),
            "127.0.0.1",
            0,
            ssl=implicit,
        )
        try:
            return await work(server.sockets[0].getsockname()[1])
        finally:
            server.close()

    return asyncio.run(go())


def contexts(folder: Path) -> tuple[ssl.SSLContext, dict[str, Any]]:
    """A server's context, and settings of a client that trusts it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("relay.test").configure_cert(context)
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    return context, {"ca": str(folder / "ca.pem"), "server_name": "relay.test"}


def statuses(receipts: tuple[Receipt, ...]) -> list[str]:
    return [f"{receipt.status.value} {receipt.reply}" for receipt in receipts]


def test_each_destination_has_its_own_receipt() -> None:
    far_side = FarSide()
    receipts = served(
        lambda port: relay(port).deliver(copy("ben@x.test", "no@x.test", "later@x.test")), far_side
    )
    assert statuses(receipts) == [
        "delivered 250 2.0.0 taken",
        "refused 550 5.1.1 no such user",
        "later 450 4.2.1 mailbox busy",
    ]
    (envelope,) = far_side.got
    assert envelope.rcpt_tos == ["ben@x.test"]
    assert envelope.original_content == MAIL


def test_nobody_accepted_is_nothing_sent() -> None:
    far_side = FarSide()
    receipts = served(lambda port: relay(port).deliver(copy("no@x.test")), far_side)
    assert statuses(receipts) == ["refused 550 5.1.1 no such user"]
    assert far_side.got == []


def test_parameters_go_on_as_far_as_they_are_known() -> None:
    mail = copy(
        "ben@x.test",
        params="RET=HDRS ENVID=a+2Bb SIZE=99 BODY=8BITMIME MT-PRIORITY=3",
        rcpt="NOTIFY=NEVER ORCPT=rfc822;Ben@x.test",
    )
    lines: list[bytes] = []
    replies = {b"EHLO": b"250-hi\r\n250-DSN\r\n250 SIZE 1000000\r\n", b"DATA": b"354 go\r\n"}
    asyncio.run(_scripted(b"220 hi\r\n", replies, mail, lines))
    assert b"MAIL FROM:<anna@example.org> RET=HDRS ENVID=a+2Bb\r\n" in lines
    assert b"RCPT TO:<ben@x.test> NOTIFY=NEVER ORCPT=rfc822;Ben@x.test\r\n" in lines


def test_requiretls_over_a_plain_leg_is_refused() -> None:
    far_side = FarSide()
    receipts = served(
        lambda port: relay(port).deliver(copy("ben@x.test", params="REQUIRETLS")), far_side
    )
    (receipt,) = receipts
    assert receipt.status is Status.REFUSED and receipt.reply.startswith("550 5.7.30 ")
    assert far_side.got == []


def test_smtputf8_is_not_sent_where_it_is_not_taken() -> None:
    mail = copy("jürgen@x.test", params="SMTPUTF8")
    (receipt,) = asyncio.run(_scripted(b"220 hi\r\n", {}, mail))
    assert receipt.status is Status.REFUSED and receipt.reply.startswith("550 5.6.7 ")


def test_the_null_sender_goes_out_as_such() -> None:
    far_side = FarSide()
    served(lambda port: relay(port).deliver(copy("ben@x.test", sender="")), far_side)
    assert far_side.got[0].mail_from == "<>"


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_trusted_relay_goes_over_verified_tls(tmp_path: Path, tls: str) -> None:
    far_side = FarSide()
    context, trust = contexts(tmp_path)
    options = {"implicit": context} if tls == "implicit" else {"tls_context": context}
    receipts = served(
        lambda port: relay(port, trusted=True, tls=tls, **trust).deliver(copy("ben@x.test")),
        far_side,
        **options,
    )
    assert statuses(receipts) == ["delivered 250 2.0.0 taken"]
    assert tls == "implicit" or far_side.tls == [True]


@pytest.mark.parametrize("wrong", ["no starttls", "other name", "unknown authority"])
def test_without_verified_tls_nothing_goes(tmp_path: Path, wrong: str) -> None:
    far_side = FarSide()
    context, trust = contexts(tmp_path)
    if wrong == "other name":
        trust["server_name"] = "somebody.test"
    if wrong == "unknown authority":
        trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    options = {} if wrong == "no starttls" else {"tls_context": context}
    receipts = served(
        lambda port: relay(port, trusted=True, tls="starttls", **trust).deliver(copy("ben@x.test")),
        far_side,
        **options,
    )
    assert statuses(receipts) == ["later 451 4.4.2 far side failed (tls)"]
    assert far_side.got == []


@pytest.mark.parametrize(
    "settings",
    [
        {"trusted": True},
        {"trusted": True, "tls": "opportunistic"},
        {"trusted": True, "tls": "starttls", "verify": False},
        {"user": "gw", "password": {"env": "X"}},
    ],
)
def test_settings_that_would_not_be_safe_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=r"channels\.way.*needs `tls"):
        relay(25, **settings)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("right", "delivered 250 2.0.0 taken"),
        ("wrong", "later 451 4.7.8 the far side refuses our login"),
    ],
)
def test_it_logs_in(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    password: str,
    said: str,
) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.login == b"gw" and data.password == b"right", handled=False)

    monkeypatch.setenv("RELAY_PASSWORD", password)
    context, trust = contexts(tmp_path)
    (receipt,) = served(
        lambda port: relay(
            port, tls="starttls", user="gw", password={"env": "RELAY_PASSWORD"}, **trust
        ).deliver(copy("ben@x.test")),
        FarSide(),
        tls_context=context,
        authenticator=check,
        auth_required=True,
    )
    assert statuses((receipt,)) == [said]
    assert password not in caplog.text and password not in receipt.reply


def test_nobody_there_is_later() -> None:
    async def go() -> tuple[Receipt, ...]:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return await relay(port).deliver(copy("ben@x.test"))

    assert statuses(asyncio.run(go())) == ["later 451 4.4.2 far side failed (connect)"]


async def _scripted(
    greeting: bytes,
    replies: dict[bytes, bytes],
    channel_copy: Copy,
    lines: list[bytes] | None = None,
) -> tuple[Receipt, ...]:
    """A far side that says what we want it to; an empty reply closes the connection."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        in_data = False
        while line := await reader.readline():
            if lines is not None:
                lines.append(line)
            if in_data and line != b".\r\n":
                continue
            reply = replies.get(b"." if in_data else line[:4].upper(), b"250 ok\r\n")
            in_data = line[:4].upper() == b"DATA" and reply[:3] == b"354"
            if not reply:
                break
            writer.write(reply)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        return await relay(server.sockets[0].getsockname()[1]).deliver(channel_copy)


@pytest.mark.parametrize(
    ("greeting", "replies", "expected"),
    [
        (b"554 go away\r\n", {}, "later 554 go away"),
        (b"220 hi\r\n", {b"MAIL": b"421 closing\r\n"}, "later 421 closing"),
        (b"220 hi\r\n", {b"DATA": b"552 too big\r\n"}, "refused 552 too big"),
        (
            b"220 hi\r\n",
            {b"DATA": b"354 go\r\n", b".": b""},
            "later 451 4.4.2 far side failed (lost)",
        ),
        (b"220 hi\r\n", {b"DATA": b"354 go\r\n", b".": b"550 spam\r\n"}, "refused 550 spam"),
        (b"not smtp\r\n", {}, "later 451 4.4.2 far side failed (protocol)"),
    ],
)
def test_whatever_the_far_side_does_is_a_receipt(
    greeting: bytes, replies: dict[bytes, bytes], expected: str
) -> None:
    receipts = asyncio.run(_scripted(greeting, replies, copy("ben@x.test")))
    assert statuses(receipts) == [expected]


def test_8_bit_data_is_not_sent_where_it_is_not_taken() -> None:
    mail = copy("ben@x.test", params="BODY=8BITMIME", payload="Subject: ü\r\n\r\n".encode())
    receipts = asyncio.run(_scripted(b"220 hi\r\n", {}, mail))
    assert statuses(receipts) == ["refused 550 5.6.3 the far side does not take 8-bit data"]


def test_what_is_not_clean_is_not_sent() -> None:
    mail = copy("ben@x.test", payload=b"Subject: x\r\n\r\nsmuggled\n.\r\nMAIL FROM:<x>\r\n")
    replies = {b"DATA": b"354 go\r\n"}
    receipts = asyncio.run(_scripted(b"220 hi\r\n", replies, mail))
    assert [receipt.status for receipt in receipts] == [Status.REFUSED]
