"""Certificates of a throw-away authority, for both ends of a conversation."""

from __future__ import annotations

import ssl
import tempfile
from functools import cache
from pathlib import Path

import trustme


class Authority:
    """`ca.pem` trusts; `gw.pem`/`gw.key` and `far.pem` are its certificates."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dlp-tls-"))
        self._ca = trustme.CA()
        self.ca = self.folder / "ca.pem"
        self._ca.cert_pem.write_to_path(self.ca)
        self.certificate, self.key = self.folder / "gw.pem", self.folder / "gw.key"
        cert = self._ca.issue_cert("gw.test")
        cert.private_key_pem.write_to_path(self.key)
        for at, blob in enumerate(cert.cert_chain_pems):
            blob.write_to_path(self.certificate, append=at > 0)
        self._cert = cert

    def server(self, name: str = "far.test") -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._ca.configure_trust(context)
        return context

    def listener(self, tls: str) -> dict:
        return {"tls": tls, "certificate": self.certificate, "key": self.key}

    def downstream(self, tls: str) -> dict:
        return {"tls": tls, "ca": self.ca, "server_name": "far.test"}


@cache
def authority() -> Authority:
    return Authority()
