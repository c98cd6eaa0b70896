"""Security labels in a signature: the signed attributes of CMS that carry one (RFC 2634 §3).

Only these attributes are taken out. Certificates and names beside them are nobody's text.
"""

from __future__ import annotations

from collections.abc import Iterator

#: id-aa-securityLabel and id-aa-equivalentLabels (RFC 2634 §3.2, §3.4) as DER
_IDENTIFIERS = (
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x02",
    b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x09",
)
_SET = 0x31
#: longest attribute, and most of them, that are taken; a label has some hundred bytes
LONGEST, MOST = 16_384, 16


def security_labels(signature: bytes) -> Iterator[bytes | None]:
    """The label attributes (identifier and SET of values, DER) in the bytes of a CMS message.

    Signed attributes are DER even where the rest is BER, so they are looked for and not walked to.
    None stands for one that is there and cannot be taken out.
    """
    count = 0
    for identifier in _IDENTIFIERS:
        at = signature.find(identifier)
        while at >= 0:
            count += 1
            values = at + len(identifier)
            end = _end(signature, values)
            yield signature[at:end] if end and end - at <= LONGEST and count <= MOST else None
            if count > MOST:
                return
            at = signature.find(identifier, values)


def _end(data: bytes, at: int) -> int:
    """Where the SET that begins at `at` ends; 0 where none does."""
    if len(data) < at + 2 or data[at] != _SET:
        return 0
    length, start = data[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        if not 0 < size <= 3 or len(data) < start + size:
            return 0
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    return start + length if start + length <= len(data) else 0
