"""An SMTP and LMTP client that sends bytes as they are: for the mirrored session and the relay.

    async with await connect(downstream, "gw.example.org") as far_side:
        replies = await far_side.deliver(b"anna@x.test", b"RET=HDRS", [(b"b@y.test", b"")], [data])

No address is parsed, quoted or rewritten here (`grammar` parses); a CR, LF or NUL in a line is a
ValueError, in message data it is `wire.Unclean`. What the far side does wrong is an `SmtpError`.
RFC 5321, 2033 (LMTP), 2920 (PIPELINING), 3207 (STARTTLS), 4954 (AUTH).
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from dlp.config import DownstreamSettings, Tls, WireProtocol
from dlp.errors import Refused
from dlp.smtp.connection import Wire
from dlp.smtp.errors import (
    ConnectFailed,
    Garbled,
    Lost,
    NotServed,
    SmtpError,
    TimedOut,
    TlsFailed,
)
from dlp.smtp.reply import Reply
from dlp.smtp.wire import Unclean

__all__ = [
    "ConnectFailed",
    "Connection",
    "Garbled",
    "Lost",
    "NotServed",
    "SmtpError",
    "TimedOut",
    "TlsFailed",
    "Unclean",
    "connect",
]

#: a connection that is not there after this long will not come (RFC 5321 gives 5 minutes to the
#: greeting, none to TCP)
CONNECT_TIMEOUT = 30.0
#: parameters that may be left out where the far side does not know them (RFC 3461 §5.2.2, 1870,
#: 6152, 4954 §5, 6710 §4.3), and the extension each belongs to
_OPTIONAL = {
    b"RET": "DSN",
    b"ENVID": "DSN",
    b"NOTIFY": "DSN",
    b"ORCPT": "DSN",
    b"SIZE": "SIZE",
    b"BODY": "8BITMIME",
    b"AUTH": "AUTH",
    b"MT-PRIORITY": "MT-PRIORITY",
    b"BY": "DELIVERBY",
}
#: parameters without which the message must not go (RFC 8689 §4.2.1, 6531 §3.1)
_ESSENTIAL = {b"REQUIRETLS": "REQUIRETLS", b"SMTPUTF8": "SMTPUTF8"}


@lru_cache(maxsize=32)
def tls_context(ca: Path | None, verify: bool) -> ssl.SSLContext:
    """A client context, TLS 1.2 or newer. OSError where `ca` cannot be read."""
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


class Connection(Wire):
    """A mail server that was greeted. Made by `connect`; an async context manager that quits."""

    def __init__(self, downstream: DownstreamSettings, hostname: str) -> None:
        super().__init__(downstream.timeout)
        self.hostname = hostname
        self.lmtp = downstream.protocol is WireProtocol.LMTP
        #: EHLO keyword (upper case) → its parameters as they stand; {} after HELO
        self.extensions: dict[str, str] = {}
        #: the leg is encrypted; `verified` says that the certificate was checked, too
        self.tls = False
        self.verified = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.quit()

    @property
    def certificate(self) -> bytes | None:
        """The certificate that the far side showed, as DER; None without TLS."""
        session = self._transport.get_extra_info("ssl_object") if self._transport else None
        shown: bytes | None = session.getpeercert(binary_form=True) if session else None
        return shown

    async def command(self, line: bytes) -> Reply:
        """Sends one line as it is and waits for its reply, of whatever code."""
        return await self.send(line)

    async def greet(self) -> None:
        """EHLO (HELO where it is not known) or LHLO. NotServed where the answer is no."""
        name = self.hostname.encode("ascii", "replace")
        reply = await self.send((b"LHLO " if self.lmtp else b"EHLO ") + name)
        self.extensions = {}
        if not reply.ok and not self.lmtp and 500 <= reply.code < 505:
            reply = await self.send(b"HELO " + name)
            if reply.ok:
                return
        if not reply.ok:
            raise NotServed("ehlo", str(reply))
        for line in reply.lines[1:]:
            # "AUTH=PLAIN" is an old spelling of "AUTH PLAIN"
            keyword, _, parameters = line.replace("AUTH=", "AUTH ", 1).partition(" ")
            if keyword.upper() == "AUTH" and "AUTH" in self.extensions:
                parameters = f"{self.extensions['AUTH']} {parameters}"
            if keyword:
                self.extensions[keyword.upper()] = parameters.strip()

    def fitting(self, params: bytes) -> bytes:
        """`params` without those that this server does not offer and that may be left out.

        For mail that is sent on later; a mirrored session passes parameters verbatim instead.
        Refused where the message must not go without one (REQUIRETLS, SMTPUTF8).
        """
        kept = []
        for param in params.split():
            key = param.partition(b"=")[0].upper()
            if key in _ESSENTIAL and _ESSENTIAL[key] not in self.extensions:
                raise Refused(f"the far side does not offer {_ESSENTIAL[key]}")
            if key == b"REQUIRETLS" and not self.verified:
                raise Refused("REQUIRETLS needs a verified TLS connection")
            if key not in _OPTIONAL or _OPTIONAL[key] in self.extensions:
                kept.append(param)
        return b" ".join(kept)

    async def authenticate(self, user: str, password: str) -> Reply:
        """AUTH PLAIN with credentials of our own (RFC 4616). Refused without TLS."""
        if not self.tls:
            raise Refused("credentials are sent over TLS only")
        initial = base64.b64encode(f"\0{user}\0{password}".encode())
        return await self.send(b"AUTH PLAIN " + initial)

    async def deliver(
        self,
        sender: bytes,
        params: bytes,
        recipients: Sequence[tuple[bytes, bytes]],
        payload: Iterable[bytes],
        *,
        trusted: bool = False,
    ) -> list[Reply]:
        """One transaction; one reply for each of `recipients`, in their order.

        Addresses come without angle brackets (``b""`` is the null sender), parameters as they go
        on the wire (pass them through `fitting` first); pipelined where the far side offers it.
        An address that was refused has its own refusal as its reply. The session is left ready
        for the next transaction. SmtpError where the connection failed (`unknown` if after the
        final dot); wire.Unclean where the data is not clean, nothing was delivered then.
        """
        lines = [b"MAIL FROM:<" + sender + b">" + (b" " + params if params else b"")]
        lines += [
            b"RCPT TO:<" + address + b">" + (b" " + own if own else b"")
            for address, own in recipients
        ]
        if "PIPELINING" in self.extensions:
            futures = [self.send(line) for line in lines]
            mail, *answers = [await future for future in futures]
        else:
            mail = await self.send(lines[0])
            answers = [await self.send(line) for line in lines[1:]] if mail.ok else []
        if not mail.ok:
            if answers:
                await self.reset()
            return [mail] * len(recipients)
        accepted = [at for at, answer in enumerate(answers) if answer.ok]
        if not accepted:
            await self.reset()
            return answers
        for at, reply in zip(
            accepted, await self.data(payload, len(accepted), trusted=trusted), strict=True
        ):
            answers[at] = reply
        return answers

    async def data(
        self, payload: Iterable[bytes], accepted: int, *, trusted: bool = False
    ) -> list[Reply]:
        """DATA and the message in an open transaction; one reply for each accepted recipient.

        `trusted` skips the check for clean line ends: only for bytes that were checked already.
        """
        start = await self.send(b"DATA")
        if start.code != 354:
            if start.ok:
                self.abort("data")
                raise Garbled("data", "an answer to DATA that is neither 354 nor a refusal")
            await self.reset()
            return [start] * accepted
        replies = await self.body(payload, trusted=trusted, replies=accepted if self.lmtp else 1)
        return replies if self.lmtp else replies * accepted

    async def reset(self) -> None:
        """Ends an open transaction; closes the connection where that cannot be done."""
        try:
            if self.usable and not (await self.send(b"RSET")).ok:
                self.abort("rset")
        except SmtpError:
            pass  # the connection is not `usable` any more, which says it all

    async def quit(self) -> None:
        """QUIT and close; never raises but for cancellation, waits at most five seconds."""
        if self.usable:
            try:
                async with asyncio.timeout(5):
                    await self.send(b"QUIT")
            except (SmtpError, TimeoutError):
                pass
        self.close()


async def connect(downstream: DownstreamSettings, hostname: str) -> Connection:
    """A greeted connection, with TLS as `downstream.tls` demands; SmtpError where it fails.

    `hostname` is what we call ourselves. STARTTLS is never skipped where it is demanded: a server
    that stops offering it is TlsFailed.
    """
    host, port = downstream.address.host, downstream.address.port
    name = downstream.server_name or host
    implicit = downstream.tls is Tls.IMPLICIT
    try:
        context = tls_context(downstream.ca, downstream.verify)
    except OSError:
        raise TlsFailed("connect", "the CA file cannot be read") from None
    connection = Connection(downstream, hostname)
    greeting = connection.reply("greeting")  # waits before the first byte can arrive
    try:
        async with asyncio.timeout(min(downstream.timeout or CONNECT_TIMEOUT, CONNECT_TIMEOUT)):
            await asyncio.get_running_loop().create_connection(
                lambda: connection,
                host,
                port,
                ssl=context if implicit else None,
                server_hostname=name if implicit else None,
            )
    except ssl.SSLError:
        connection.abort("connect")
        raise TlsFailed("connect", "handshake or certificate refused") from None
    except (OSError, TimeoutError, UnicodeError):
        connection.abort("connect")
        raise ConnectFailed("connect") from None
    connection.tls = implicit
    connection.verified = implicit and downstream.verify
    try:
        banner = await greeting
        if not banner.ok:
            raise NotServed("greeting", str(banner))
        await connection.greet()
        if downstream.tls in (Tls.STARTTLS, Tls.OPPORTUNISTIC):
            await _upgrade(connection, downstream, context, name)
    except BaseException:
        connection.abort("connect")
        raise
    return connection


async def _upgrade(
    connection: Connection, downstream: DownstreamSettings, context: ssl.SSLContext, name: str
) -> None:
    """STARTTLS and EHLO again; what was learnt before is forgotten (RFC 3207 §4.2)."""
    mandatory = downstream.tls is Tls.STARTTLS
    if "STARTTLS" not in connection.extensions:
        if mandatory:
            raise TlsFailed("starttls", "STARTTLS is not offered")
        return
    reply = await connection.send(b"STARTTLS")
    if reply.code != 220:
        if mandatory:
            raise TlsFailed("starttls", "STARTTLS was refused")
        return
    await connection.start_tls(context, name)
    connection.tls, connection.verified = True, downstream.verify
    await connection.greet()
