"""What every session of one listener knows: configuration, the gateway, shared bounds."""

from __future__ import annotations

import ipaddress
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dlp import metrics
from dlp.config import SmtpLimitSettings, SmtpListenerSettings
from dlp.model import Handle
from dlp.proxies.smtp.limits import BufferBudget, ConnectionLimit, MessageRateLimit
from dlp.proxies.smtp.trace import Tracer

#: references, names of listeners and classes of errors only: never an address, never content
log = logging.getLogger("dlp.smtp")


IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerContext:
    """One listener and what it shares with the others."""

    listener: SmtpListenerSettings
    limits: SmtpLimitSettings
    hostname: str
    handle: Handle
    tracer: Tracer
    buffer: BufferBudget
    connections: ConnectionLimit
    message_rate: MessageRateLimit
    folder: Path
    has_space: Callable[[], bool]
    tls: ssl.SSLContext | None
    trusted: tuple[IpNetwork, ...]
    #: empty: anybody may connect
    allowed: tuple[IpNetwork, ...]
    #: the far side is on this machine: a leg without TLS does not leave it
    far_is_local: bool

    def trusts(self, address: str) -> bool:
        """Whether a peer may speak for others (XFORWARD, PROXY)."""
        return _within(address, self.trusted)

    def admits(self, address: str) -> bool:
        """Whether a peer may connect at all."""
        return not self.allowed or _within(address, self.allowed)

    def count_reply(self, code: int) -> None:
        """Counts a refusal of ours by class."""
        metrics.smtp_replies.labels(self.listener.name, f"{code // 100}xx").inc()

    def count_failure(self, reason: str) -> None:
        """Counts a failure of the far side; `reason` is an `SmtpError.reason`."""
        metrics.downstream_errors.labels(self.listener.name, reason).inc()


def is_local(host: str) -> bool:
    """Whether `host` is this machine, as far as its name tells."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _within(address: str, networks: tuple[IpNetwork, ...]) -> bool:
    try:
        peer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(peer, ipaddress.IPv6Address) and peer.ipv4_mapped is not None:
        peer = peer.ipv4_mapped
    return any(peer in network for network in networks)
