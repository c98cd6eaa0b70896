"""AUTH, relayed challenge by challenge (RFC 4954): we never verify, we never keep.

The mail server behind us is the judge. What a client sends is passed on as it is; only the name
that it claims is read along, for the policy, and only once the far side has said 235.
"""

from __future__ import annotations

import base64
import binascii
import re

#: 12288 octets and CRLF (RFC 4954 §4)
AUTH_LINE = 12_288 + 2
#: challenges that one exchange may take; no mechanism needs more than four
AUTH_STEPS = 16
#: cannot survive two TLS connections in place of one: channel binding, client certificates,
#: security layers
_NEVER = {"EXTERNAL", "GSSAPI", "GSS-SPNEGO", "KERBEROS_V4", "KERBEROS_V5", "ANONYMOUS"}
_MECHANISM = re.compile(r"[A-Z0-9_-]{1,40}")
_DIGEST_USER = re.compile(r'(?:^|,)\s*username="((?:[^"\\]|\\.)*)"')
_SCRAM_USER = re.compile(r"^[ny],[^,]*,(?:m=[^,]*,)?n=([^,]*)")


def offered(parameters: str) -> str:
    """The mechanisms of a far side's AUTH line that can be relayed, in its order; may be empty."""
    return " ".join(
        name
        for name in parameters.upper().split()
        if _MECHANISM.fullmatch(name) and name not in _NEVER and not name.endswith("-PLUS")
    )


class ClaimedIdentity:
    """Reads along who somebody says they are. Holds no password."""

    __slots__ = ("_mechanism", "_step", "identity")

    def __init__(self, mechanism: str) -> None:
        self._mechanism = mechanism
        self._step = 0
        #: the identity that was claimed, ``""`` where the mechanism hides it
        self.identity = ""

    def read(self, response: bytes) -> None:
        """One response of the client, in base64; what cannot be read is passed over."""
        self._step += 1
        if self.identity or self._step > 2:
            return
        try:
            text = base64.b64decode(response, validate=True).decode("utf-8")
        except (binascii.Error, ValueError):
            return
        self.identity = _printable(self._name(text))

    def _name(self, text: str) -> str:
        kind = self._mechanism
        if kind == "PLAIN":  # authorization id, authentication id, password (RFC 4616)
            fields = text.split("\0")
            return fields[1] if len(fields) == 3 else ""
        if kind == "LOGIN":
            return text if self._step == 1 else ""
        if kind in ("CRAM-MD5", "NTLM"):
            return text.rpartition(" ")[0] if kind == "CRAM-MD5" else ""
        if kind == "XOAUTH2":
            first = text.split("\x01", 1)[0]
            return first[5:] if first.startswith("user=") else ""
        if kind == "OAUTHBEARER":  # RFC 7628: n,a=user@example.com,
            fields = text.split("\x01", 1)[0].split(",")
            return fields[1][2:] if len(fields) > 1 and fields[1].startswith("a=") else ""
        found = (_SCRAM_USER if kind.startswith("SCRAM-") else _DIGEST_USER).search(text)
        return found[1].replace("=2C", ",").replace("=3D", "=") if found else ""


def _printable(name: str) -> str:
    return name if len(name) <= 320 and name.isprintable() else ""
