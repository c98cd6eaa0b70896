"""Trace headers and loops (RFC 5321 §4.4, §6.3).

Two fields are put on top of a message: a plain ``Received`` and ``X-DLP-Trace: instance; mac``.
The mac is an HMAC over the instance and over fields that stay what they are from hop to hop, so
that nobody can make us take one mail for another that was here already, and so that it is never a
reason to skip an inspection: a valid one is counted for loops, nothing else (T15).
"""

from __future__ import annotations

import hmac
import re
import time
from email.utils import formatdate

from dlp.model import Payload

#: how much of a message is searched for trace fields: every pass puts its own on top
_WINDOW = 65_536
_FIELD = re.compile(
    rb"^(received|x-dlp-trace|message-id|date|from):[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)


class _Clock:
    """The date of RFC 5322 §3.3, made once a second."""

    def __init__(self) -> None:
        self._second = -1
        self._text = ""

    def now(self) -> str:
        second = int(time.time())
        if second != self._second:
            self._second, self._text = second, formatdate(second, localtime=True)
        return self._text


_clock = _Clock()


class Tracer:
    """Makes and recognises the trace headers of one instance."""

    def __init__(self, instance: str, hostname: str, secret: bytes) -> None:
        self._instance = re.sub(r"[^A-Za-z0-9._-]", "-", instance)
        self._hostname = hostname
        self._key = hmac.digest(secret, b"dlp trace header", "sha256")

    def look(self, payload: Payload) -> tuple[int, int, str]:
        """Number of Received fields, of valid own trace fields, and the mac of this message."""
        head = next(iter(payload.chunks(_WINDOW)), b"")
        end = head.find(b"\r\n\r\n")
        received, traces = 0, []
        anchors: dict[bytes, bytes] = {}
        for name, value in _FIELD.findall(head, 0, end + 2 if end >= 0 else len(head)):
            key = name.lower()
            if key == b"received":
                received += 1
            elif key == b"x-dlp-trace":
                traces.append(value)
            else:
                anchors.setdefault(key, b" ".join(value.split()))
        mac = self._mac(anchors)
        expected = f"{self._instance}; {mac}".encode()
        own = sum(hmac.compare_digest(b" ".join(value.split()), expected) for value in traces)
        return received, own, mac

    def headers(
        self, *, helo: str, address: str, protocol: str, reference: str, tls: str, mac: str
    ) -> bytes:
        """The two fields, ASCII, each line ended by CRLF."""
        protected = f"\r\n\t(using {tls})" if tls else ""
        return (
            f"Received: from {helo} ([{address}]){protected}\r\n"
            f"\tby {self._hostname} with {protocol} id {reference};\r\n"
            f"\t{_clock.now()}\r\n"
            f"X-DLP-Trace: {self._instance}; {mac}\r\n"
        ).encode("ascii", "replace")

    def _mac(self, anchors: dict[bytes, bytes]) -> str:
        text = b"\n".join(
            (
                self._instance.encode(),
                *(anchors.get(k, b"") for k in (b"message-id", b"date", b"from")),
            )
        )
        return hmac.digest(self._key, text, "sha256").hex()[:32]
