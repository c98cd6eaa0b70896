"""A fingerprint of what inspection reads, that relaying does not change."""

from __future__ import annotations

import hashlib
import re

from dlp.config import InspectionSettings
from dlp.mime.headers import PARAMETERS, is_label, is_machine
from dlp.mime.parser import parse

_STRUCTURE = PARAMETERS | {"content-transfer-encoding", "mime-version"}
_SPACE = re.compile(rb"[ \t\r\n]+")


def content_digest(data: bytes, limits: InspectionSettings | None = None) -> bytes:
    """SHA-256 (32 bytes) over the body and the header fields that are read or say how to read.

    Independent of trace fields (Received, Return-Path, X-DLP-*, DKIM-Signature, …), of folding,
    of the order of different fields, and of CRLF or LF as line ends: what relays change. Nothing
    else may change: a released message that was edited is another message.
    """
    root = parse(data, (limits or InspectionSettings()).model_copy(update={"parts": 1}))
    found = []
    for field in root.fields:
        if field.name in _STRUCTURE or is_label(field.name) or not is_machine(field.name):
            value = _SPACE.sub(b" ", data[field.value_start : field.value_end]).strip()
            found.append((field.name.encode("ascii"), value))
    digest = hashlib.sha256(b"dlp-content-1")
    for name, value in sorted(found, key=lambda pair: pair[0]):
        digest.update(b"%d:%s%d:%s" % (len(name), name, len(value), value))
    digest.update(b"|")
    body = data[root.body_start :]
    digest.update(body.replace(b"\r\n", b"\n") if b"\r" in body else body)
    return digest.digest()
