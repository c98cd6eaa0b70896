"""The far side of one session: connected when first needed, mirrored, given back clean.

What the far side offers is what the client is offered, as far as we do it too (T1). A session that
was not authenticated may get a new connection between two transactions; one that was, cannot.
"""

from __future__ import annotations

import asyncio

from dlp.proxies.smtp import auth
from dlp.proxies.smtp.listener_context import ListenerContext
from dlp.smtp.client import Connection, Lost, connect

#: extensions that only add parameters to MAIL and RCPT or words to replies: offered as the far
#: side offers them, parameters passed byte for byte (T2)
_CARRIED = (
    *("8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES", "MT-PRIORITY", "DELIVERBY"),
    "FUTURERELEASE",
)
#: seconds between two NOOPs to a far side that waits for a slow client or a long inspection
PULSE = 60.0
XFORWARD = ("NAME", "ADDR", "PORT", "PROTO", "HELO", "IDENT", "SOURCE")


class Mirror:
    """A far side that may not be there yet."""

    def __init__(self, context: ListenerContext) -> None:
        self._context = context
        self.connection: Connection | None = None
        #: the client's AUTH succeeded on this connection
        self.authenticated = False
        #: MAIL was accepted and the transaction has not ended
        self.in_transaction = False
        #: at least one transaction has ended on this connection
        self.used = False
        self._xforward: list[bytes] = []
        self._pulse: asyncio.TimerHandle | None = None

    async def ready(self) -> Connection:
        """A connection that can be asked. SmtpError where there is none."""
        if self.connection is not None and self.connection.usable:
            return self.connection
        if self.authenticated:
            raise Lost("idle")
        return await self.renew()

    async def renew(self) -> Connection:
        """A new connection in place of the old one, told again whom it is for."""
        self.still()
        if self.connection is not None:
            self.connection.abort()
        self.connection, self.used, self.in_transaction = None, False, False
        far = await connect(self._context.listener.downstream, self._context.hostname)
        self.connection = far
        for line in self._xforward:
            await far.command(line)
        return far

    async def xforward(self, attributes: list[tuple[str, str]]) -> None:
        """Tells a far side that wants to know whom the client speaks for (T20)."""
        far = await self.ready()
        wanted = far.extensions.get("XFORWARD", "").upper().split()
        words = [f"{key}={value}" for key, value in attributes if key in wanted]
        if words:
            line = ("XFORWARD " + " ".join(words)).encode("ascii")
            self._xforward.append(line)
            await far.command(line)

    def begin(self) -> None:
        """MAIL was accepted. Until `still`, the far side hears from us now and then (T12)."""
        self.in_transaction = True
        if self._pulse is None:
            self._pulse = asyncio.get_running_loop().call_later(PULSE, self._beat)

    def _beat(self) -> None:
        self._pulse = None
        if self.in_transaction and self.connection is not None and self.connection.usable:
            self.connection.send(b"NOOP")
            self.begin()

    def still(self) -> None:
        """No NOOP from here on: what follows goes through one command at a time."""
        if self._pulse is not None:
            self._pulse.cancel()
            self._pulse = None

    def end(self) -> None:
        """The transaction has ended; XFORWARD held for it alone, as in Postfix."""
        self.still()
        self.in_transaction, self.used = False, True
        self._xforward.clear()

    async def reset(self) -> None:
        """Ends an open transaction of the far side, if there is one."""
        if self.in_transaction and self.connection is not None:
            self.end()
            await self.connection.reset()
        self._xforward.clear()

    def offers(self, *, tls: bool, trusted: bool) -> list[str]:
        """The lines of our EHLO reply after the first: far side ∩ ours (T1, RFC 5321 §4.1.1.1)."""
        context, far = self._context, self.connection
        theirs = far.extensions if far is not None else {}
        verified = far is not None and far.verified
        lines = ["PIPELINING", "CHUNKING", self._size(theirs.get("SIZE"))]
        lines += [f"{key} {theirs[key]}".strip() for key in _CARRIED if key in theirs]
        if context.tls is not None and not tls:
            lines.append("STARTTLS")
        if tls and verified and "REQUIRETLS" in theirs:
            lines.append("REQUIRETLS")
        mechanisms = self.mechanisms(tls=tls)
        if mechanisms:
            lines.append(f"AUTH {mechanisms}")
        if trusted:
            lines.append("XFORWARD " + " ".join(XFORWARD))
        return lines

    def mechanisms(self, *, tls: bool) -> str:
        """What can be relayed of the far side's AUTH; ``""`` where credentials are not safe."""
        listener, far = self._context.listener, self.connection
        safe_here = tls or listener.auth_without_tls
        if far is None or not listener.auth or not safe_here:
            return ""
        if not (far.tls or self._context.far_is_local):
            return ""
        return auth.offered(far.extensions.get("AUTH", ""))

    def _size(self, theirs: str | None) -> str:
        ours = self._context.limits.message_size
        limit = int(theirs) if theirs and theirs.isdigit() and theirs.isascii() else 0
        both = min(ours, limit) if ours and limit else ours or limit
        return f"SIZE {both}" if both else "SIZE"

    async def close(self) -> None:
        """Says QUIT where that can be said; never raises."""
        self.still()
        if self.connection is not None:
            far, self.connection = self.connection, None
            if self.in_transaction:
                far.abort()
            else:
                await asyncio.shield(far.quit())
