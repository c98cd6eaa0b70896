"""A mail server: SMTP or LMTP, with TLS and a login of our own where it asks for one.

A trusted relay is used over verified TLS or not at all: its settings are refused otherwise, and a
far side that stops offering TLS gets nothing. Envelope parameters go on as far as the far side
knows them; a message that must not go without one (REQUIRETLS, SMTPUTF8) is refused.
"""

from __future__ import annotations

import logging
import socket
from pathlib import Path
from typing import Self

from pydantic import model_validator

from dlp.channels import MailSettings, all_of
from dlp.config import DownstreamSettings, HostPort, Seconds, Secret, Tls, WireProtocol
from dlp.errors import DlpError, Refused
from dlp.model import Channel, Copy, Destination, Receipt, Status
from dlp.smtp import client
from dlp.smtp.reply import Reply

log = logging.getLogger("dlp.channels.relay")


#: by whether REQUIRETLS was asked for (RFC 8689 §4.2.1, RFC 6531 §3.5)
_LACKING = {
    True: "550 5.7.30 REQUIRETLS needs verified TLS to a server that offers it",
    False: "550 5.6.7 the far side does not take internationalized addresses",
}


class Settings(MailSettings):
    """Settings of a relay."""

    address: HostPort
    """Where it listens."""
    protocol: WireProtocol = WireProtocol.SMTP
    tls: Tls = Tls.NONE
    verify: bool = True
    """Check the certificate against `ca` (or the system's) and `server_name`."""
    ca: Path | None = None
    server_name: str | None = None
    """Name in the certificate, where it is not the host of `address`."""
    timeout: Seconds = 300.0
    """For one reply; the reply after the final dot gets twice as long."""
    hostname: str = ""
    """What we call ourselves in EHLO; the machine's own name if empty."""
    user: str = ""
    """Logs in with AUTH PLAIN where given; over TLS only."""
    password: Secret = Secret()

    @model_validator(mode="after")
    def _safe(self) -> Self:
        secure = self.tls in (Tls.STARTTLS, Tls.IMPLICIT)
        if self.trusted and not (secure and self.verify):
            raise ValueError(
                "a trusted relay needs `tls: starttls` or `tls: implicit`, with `verify` on"
            )
        if self.user and not secure:
            raise ValueError("a login needs `tls: starttls` or `tls: implicit`")
        return self


class Relay:
    """Delivers copies to a mail server, one connection for each."""

    def __init__(self, name: str, options: Settings) -> None:
        """ConfigError where `user` is given and its password cannot be read."""
        self.name = name
        self.trusted = options.trusted
        self.clearance = options.clearance
        self._options = options
        self._hostname = options.hostname or socket.gethostname()
        self._password = (
            options.password.read(f"channels.{name}.password") if options.user else None
        )
        self._downstream = DownstreamSettings(
            address=options.address,
            protocol=options.protocol,
            tls=options.tls,
            verify=options.verify,
            ca=options.ca,
            server_name=options.server_name,
            timeout=options.timeout,
        )

    def reaches(self, destination: Destination) -> bool:
        return self._options.reaches(destination)

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        try:
            async with await client.connect(self._downstream, self._hostname) as far_side:
                return await self._deliver(copy, far_side)
        except client.NotServed as error:
            return all_of(copy, Status.LATER, error.reply)
        except client.SmtpError as error:
            log.info("%s: %s not delivered: %s", self.name, copy.id, error)
            return all_of(copy, Status.LATER, f"451 4.4.2 far side failed ({error.reason})")
        except client.Unclean:
            return all_of(copy, Status.REFUSED, "550 5.6.0 the message is not clean SMTP data")
        except (OSError, ValueError, DlpError) as error:
            log.warning("%s: %s not delivered: %s", self.name, copy.id, type(error).__name__)
            return all_of(copy, Status.LATER, "451 4.3.0 local failure")

    async def aclose(self) -> None:
        pass

    async def _deliver(self, copy: Copy, far_side: client.Connection) -> tuple[Receipt, ...]:
        if self._password is not None:
            login = await far_side.authenticate(
                self._options.user, self._password.get_secret_value()
            )
            if not login.ok:
                log.error("%s: the far side refuses our login (%d)", self.name, login.code)
                return all_of(copy, Status.LATER, "451 4.7.8 the far side refuses our login")
        asked = _params(copy.sender.facts.get("params", ""))
        if (reason := _cannot_carry(asked, far_side, copy.payload)) is not None:
            return all_of(copy, Status.REFUSED, reason)
        try:
            params = far_side.fitting(_without_size(asked))
            recipients = [
                (_bytes(each.address), far_side.fitting(_params(each.facts.get("params", ""))))
                for each in copy.destinations
            ]
        except Refused:
            return all_of(copy, Status.REFUSED, _LACKING[b"REQUIRETLS" in asked.upper()])
        replies = await far_side.deliver(
            _bytes(copy.sender.address), params, recipients, [copy.payload]
        )
        return tuple(
            Receipt(destination, _status(reply), str(reply), "DSN" not in far_side.extensions)
            for destination, reply in zip(copy.destinations, replies, strict=True)
        )


def _status(reply: Reply) -> Status:
    if reply.ok:
        return Status.DELIVERED
    return Status.LATER if reply.code < 500 else Status.REFUSED


def _bytes(address: str) -> bytes:
    return address.encode("utf-8", "surrogateescape")


def _params(text: object) -> bytes:
    return _bytes(str(text))


def _without_size(params: bytes) -> bytes:
    """A declared size is that of the message as it came, not of what goes out."""
    return b" ".join(word for word in params.split() if not word.upper().startswith(b"SIZE="))


def _cannot_carry(params: bytes, far_side: client.Connection, payload: bytes) -> str | None:
    """No 8-bit data without 8BITMIME (RFC 6152 §3); to convert it would break signatures."""
    if "8BITMIME" in far_side.extensions or b"8BITMIME" not in params.upper():
        return None
    return None if payload.isascii() else "550 5.6.3 the far side does not take 8-bit data"


channel: type[Channel] = Relay
