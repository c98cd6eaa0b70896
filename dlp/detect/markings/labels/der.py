"""ESS security labels in DER (RFC 2634 §3, RFC 5035): a small reader with limits.

ESSSecurityLabel ::= SET { security-policy-identifier OBJECT IDENTIFIER,
    security-classification INTEGER (0..256) OPTIONAL, privacy-mark OPTIONAL,
    security-categories OPTIONAL }
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

_MOST_BYTES, _MOST_DEPTH = 8 * 1024**2, 24
_LABEL = bytes.fromhex("060b2a864886f70d0109100202")
_EQUIVALENT = bytes.fromhex("060b2a864886f70d0109100209")


class NotLabel(ValueError):
    """The bytes are no security label. Carries no content."""


@dataclass(frozen=True, slots=True)
class EssLabel:
    """A security label; `classification` is None where the label has none."""

    policy: str
    classification: int | None = None
    privacy_mark: str = ""


def security_label(data: bytes) -> EssLabel:
    """The ESSSecurityLabel that `data` is; NotLabel for anything else."""
    tag, body, rest = _take(data)
    if tag != 0x31 or rest:
        raise NotLabel("no SET")
    policy, classification, mark = "", None, ""
    while body:
        tag, value, body = _take(body)
        if tag == 0x06 and not policy:
            policy = _oid(value)
        elif tag == 0x02 and 0 < len(value) <= 2:
            classification = int.from_bytes(value, "big", signed=True)
        elif tag in (0x0C, 0x13):
            mark = value.decode("utf-8", "replace")[:200]
    if not policy:
        raise NotLabel("no policy")
    return EssLabel(policy, classification, mark)


def signed_labels(data: bytes) -> Iterator[EssLabel]:
    """The labels among the signed attributes of a CMS message (DER or base64), bounded.

    Looks for the attribute's object identifier and reads the SET of values after it, so it needs
    no walk through certificates; what merely looks like one and does not parse is passed over.
    """
    raw = _binary(data[:_MOST_BYTES])
    for identifier in (_LABEL, _EQUIVALENT):
        at = raw.find(identifier)
        for _ in range(64):
            if at < 0:
                break
            try:
                tag, values, _rest = _take(raw[at + len(identifier) :])
                if tag == 0x31:
                    yield from _values(values)
            except NotLabel:
                pass
            at = raw.find(identifier, at + 1)


def _values(values: bytes, depth: int = 0) -> Iterator[EssLabel]:
    while values and depth < _MOST_DEPTH:
        tag, body, rest = _take(values)
        whole = values[: len(values) - len(rest)]
        if tag == 0x31:
            yield security_label(whole)
        elif tag == 0x30:  # equivalentLabels: SEQUENCE OF
            yield from _values(body, depth + 1)
        values = rest


def _take(data: bytes) -> tuple[int, bytes, bytes]:
    """(tag, content, what follows) of the first DER value."""
    if len(data) < 2:
        raise NotLabel("cut short")
    tag, length, at = data[0], data[1], 2
    if tag & 0x1F == 0x1F:
        raise NotLabel("long tag")
    if length & 0x80:
        size = length & 0x7F
        if not 0 < size <= 4 or len(data) < 2 + size:
            raise NotLabel("bad length")
        length, at = int.from_bytes(data[2 : 2 + size], "big"), 2 + size
    if len(data) < at + length:
        raise NotLabel("cut short")
    return tag, data[at : at + length], data[at + length :]


def _oid(value: bytes) -> str:
    if not value or len(value) > 64 or value[-1] & 0x80:
        raise NotLabel("bad object identifier")
    numbers, number = [], 0
    for byte in value:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))


def _binary(data: bytes) -> bytes:
    if data[:1] == b"\x30":
        return data
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return data
