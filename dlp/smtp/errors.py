"""What can go wrong with a far side. All are temporary: `errors.Unavailable`.

`reason` is one of a fixed set, fit for a metric's label; the text names the phase, never content.
"""

from __future__ import annotations

from typing import ClassVar

from dlp.errors import Unavailable


class SmtpError(Unavailable):
    """The far side failed. `phase` is what we were about: connect, greeting, mail, data, …"""

    reason: ClassVar[str] = "protocol"

    def __init__(self, phase: str, fact: str = "") -> None:
        self.phase = phase
        super().__init__(f"{fact or self.reason} at {phase}")

    @property
    def unknown(self) -> bool:
        """The final dot was sent and no reply came: the far side may have the message."""
        return self.phase == "final"


class ConnectFailed(SmtpError):
    """No connection: refused, unreachable, no such name, or not in time."""

    reason = "connect"


class TlsFailed(SmtpError):
    """No TLS where TLS is required: not offered, not verified, handshake failed."""

    reason = "tls"


class TimedOut(SmtpError):
    """No reply in time; the connection is closed."""

    reason = "timeout"


class Lost(SmtpError):
    """The far side closed the connection."""

    reason = "lost"


class Garbled(SmtpError):
    """What came is not SMTP, or is a reply that nobody asked for."""

    reason = "protocol"


class NotServed(SmtpError):
    """The greeting or EHLO was answered 4xx or 5xx. `reply` is that answer, as text."""

    reason = "refused"

    def __init__(self, phase: str, reply: str) -> None:
        self.reply = reply
        super().__init__(phase)
