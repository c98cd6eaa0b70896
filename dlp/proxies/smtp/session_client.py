"""Who a session's client is, as far as it told and as policy may ask; how it is answered."""

from __future__ import annotations

from collections.abc import Sequence

from dlp.config import WireProtocol
from dlp.proxies.smtp.listener_context import ListenerContext
from dlp.proxies.smtp.relay import Envelope
from dlp.proxies.smtp.wire import ClientWire
from dlp.smtp.grammar import Path
from dlp.smtp.reply import say


class SessionOver(Exception):
    """The session ends; what was to be said has been said."""


class SessionClient:
    """The client of one session."""

    def __init__(self, context: ListenerContext, wire: ClientWire, address: str, tls: bool) -> None:
        self.context = context
        self.wire = wire
        self.address = address
        #: it may speak for others (XFORWARD)
        self.trusted = context.trusts(address)
        self.tls = tls
        self.lmtp = context.listener.protocol is WireProtocol.LMTP
        #: as it stands after EHLO; ``b""`` before
        self.helo = b""
        #: it said EHLO or LHLO, not HELO
        self.extended = False
        #: it authenticated at the far side, as `identity` where the mechanism shows a name
        self.authenticated = False
        self.identity = ""
        #: XFORWARD attributes by upper-case name
        self.forwarded: dict[str, str] = {}
        #: commands that were refused by us
        self.errors = 0

    def refuse(self, code: int, enhanced: str, text: str) -> None:
        """Says no in our own words, and counts it."""
        self.context.count_reply(code)
        self.wire.write(say(code, enhanced, text))

    def farewell(self, enhanced: str, text: str) -> None:
        """421, and the session is over."""
        self.refuse(421, enhanced, text)
        raise SessionOver

    def envelope(self, sender: Path, recipients: Sequence[Path]) -> Envelope:
        """A transaction of this client."""
        secured = self.wire.tls if self.tls else None
        utf8 = b"SMTPUTF8" in sender.keys
        kind = "LMTP" if self.lmtp else "ESMTP" if self.extended else "SMTP"
        kind = "UTF8" + kind.removeprefix("E") if utf8 else kind
        helo = self.helo.decode("ascii", "replace")
        return Envelope(
            sender=sender,
            recipients=tuple(recipients),
            authenticated=self.identity,
            lmtp=self.lmtp,
            helo=helo,
            address=f"IPv6:{self.address}" if ":" in self.address else self.address,
            protocol=f"{kind}{'S' if self.tls else ''}{'A' if self.authenticated else ''}",
            tls=f"{secured.version()} {(secured.cipher() or ('',))[0]}" if secured else "",
            facts={
                "listener": self.context.listener.name,
                "client": self.forwarded.get("ADDR", self.address),
                "helo": self.forwarded.get("HELO", helo),
                "tls": self.tls,
                "authenticated": self.authenticated,
                "requiretls": b"REQUIRETLS" in sender.keys,
            },
        )
