"""Release tickets: a header that lets one released copy pass this gateway once more, unheld.

    X-DLP-Ticket: v=1; id=5f0c…; exp=1790000000; mac=9b1d…

The MAC is HMAC-SHA256 (RFC 2104) over version, id, expiry, the content digest of the message and
its sorted recipients; single use is for the store to see to. Whatever is wrong with a ticket, it is
no error: the message is treated like any other. Pure: the caller brings clock and randomness.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass

HEADER = b"X-DLP-Ticket"

#: a header section longer than this is not searched: what may stand beyond is no ticket
MOST_HEADER = 1024**2

_FIELD = re.compile(rb"^x-dlp-ticket[ \t]*:(.*(?:\r?\n[ \t].*)*)(?:\r?\n|\Z)", re.I | re.M)
_VALUE = re.compile(r"v=1; id=([0-9a-f]{32}); exp=([0-9]{1,12}); mac=([0-9a-f]{64})")
_END = re.compile(rb"\r?\n\r?\n|\A\r?\n")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket whose MAC is right and whose time has not run out."""

    id: str
    #: seconds since the epoch
    expires: int


class Tickets:
    """Mints and checks tickets under one instance's secret."""

    def __init__(self, secret: bytes) -> None:
        # a key of its own: the same secret also signs trace headers
        self._key = hmac.digest(secret, b"dlp release ticket v1", "sha256")

    def mint(
        self, identity: bytes, expires: int, digest: bytes, recipients: Iterable[str]
    ) -> bytes:
        """One header line with CRLF. `identity` is 16 random bytes, `digest` that of the content,
        `recipients` all addresses that the copy goes to."""
        mac = self._mac(identity.hex(), expires, digest, recipients)
        return b"%s: v=1; id=%s; exp=%d; mac=%s\r\n" % (
            HEADER,
            identity.hex().encode(),
            expires,
            mac.encode(),
        )

    def check(
        self, value: bytes, digest: bytes, recipients: Iterable[str], now: float
    ) -> Ticket | None:
        """The ticket in a header value, if it is good for exactly this; None for any other."""
        text = re.sub(r"\s+", " ", value.decode("ascii", "replace")).strip()
        match = _VALUE.fullmatch(text)
        if match is None:
            return None
        identity, expires = match[1], int(match[2])
        right = self._mac(identity, expires, digest, recipients)
        if not hmac.compare_digest(right, match[3]) or expires < now:
            return None
        return Ticket(identity, expires)

    def _mac(self, identity: str, expires: int, digest: bytes, recipients: Iterable[str]) -> str:
        whole = hashlib.sha256()
        # every field with its length before it, so that no two messages give the same bytes
        fields = [identity.encode(), b"%d" % expires, digest]
        fields += sorted(_canonical(address) for address in recipients)
        for field in fields:
            whole.update(len(field).to_bytes(8, "big") + field)
        return hmac.new(self._key, whole.digest(), "sha256").hexdigest()


def present(head: bytes) -> bool:
    """Whether the beginning of a mail holds anything that could be a ticket header."""
    return _FIELD.search(head) is not None


def take(data: bytes) -> tuple[tuple[bytes, ...], bytes]:
    """Values of all ticket headers of a mail, and the mail without them (the same object if there
    are none)."""
    head = data[: header_end(data)]
    values = tuple(match[1].strip() for match in _FIELD.finditer(head))
    if not values:
        return (), data
    return values, _FIELD.sub(b"", head) + data[len(head) :]


def header_end(data: bytes) -> int:
    """Where the header section of a mail ends, behind its last line; at most `MOST_HEADER`."""
    head = data[:MOST_HEADER]
    end = _END.search(head)
    if end is None:
        return len(head)
    return head.index(b"\n", end.start()) + 1 if end.start() else 0


def _canonical(address: str) -> bytes:
    """Domains compare without case on their way through mail servers, local parts with."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}".encode("utf-8", "surrogateescape")
