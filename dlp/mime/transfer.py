"""Content transfer encodings, decoded as leniently as any client does, and written back."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

IDENTITY = frozenset({"7bit", "8bit", "binary"})
#: spellings of the identity that no client stumbles over
_SLOPPY = {
    "": "7bit",
    "7-bit": "7bit",
    "7bits": "7bit",
    "8-bit": "8bit",
    "8bits": "8bit",
    "8bitmime": "8bit",
    "none": "7bit",
    "plain": "7bit",
    "text": "7bit",
    "us-ascii": "7bit",
    "ascii": "7bit",
    "utf-8": "8bit",
    "utf8": "8bit",
    "iso-8859-1": "8bit",
    "quotedprintable": "quoted-printable",
    "quoted-printible": "quoted-printable",
    "qp": "quoted-printable",
    "base-64": "base64",
    "b64": "base64",
    "uuencode": "x-uuencode",
    "uue": "x-uuencode",
    "x-uue": "x-uuencode",
}
KNOWN = IDENTITY | {"base64", "quoted-printable", "x-uuencode"}

_B64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_B64 = bytes(octet for octet in range(256) if octet not in _B64 + b"=")
_SPACE = b" \t\r\n\v\f"
_PAD = re.compile(rb"=+")
_SOFT_SPACE = re.compile(rb"=[ \t]++(?=\r?\n)")
_UU_BEGIN = re.compile(rb"^begin(?:-base64)? [0-7]{3,4} ?([^\r\n]*)\r?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Transferred:
    """Decoded bytes. `fault` says why another decoder may see other bytes; "" where none would."""

    data: bytes
    fault: str = ""


def canonical(encoding: str) -> str:
    """The encoding that clients make of what stood in the field (lower case, no comment)."""
    return _SLOPPY.get(encoding, encoding)


def decode(raw: bytes, encoding: str) -> Transferred:
    """`raw` without its transfer encoding. Never raises, linear time."""
    if encoding == "base64":
        return decode_base64(raw)
    if encoding == "quoted-printable":
        if b"= " in raw or b"=\t" in raw:
            raw = _SOFT_SPACE.sub(b"=", raw)
        return Transferred(binascii.a2b_qp(raw))
    if encoding == "x-uuencode":
        found = decode_uu(raw)
        return found if found is not None else Transferred(raw, "no uuencoded block")
    return Transferred(raw, "" if encoding in IDENTITY else "unknown transfer encoding")


def decode_base64(raw: bytes) -> Transferred:
    """Every quantum there is: junk is skipped, padding in the middle starts a new run."""
    clean = raw.translate(None, _NOT_B64)
    fault = ""
    if len(clean) + sum(map(raw.count, (b"\r", b"\n", b" ", b"\t"))) != len(raw) and (
        raw.translate(None, _B64 + b"=" + _SPACE)
    ):
        fault = "characters outside base64"
    body = clean.rstrip(b"=")
    if b"=" not in body:
        return Transferred(_quanta(body), fault)
    return Transferred(b"".join(map(_quanta, _PAD.split(body))), "padding inside base64")


def _quanta(run: bytes) -> bytes:
    left = len(run) % 4
    if left == 1:
        run = run[:-1]
    elif left:
        run += b"=" * (4 - left)
    return binascii.a2b_base64(run)


def uu_blocks(raw: bytes) -> list[tuple[int, int, bytes]]:
    """Uuencoded blocks in a text: start, end, name. At most 100; an unclosed one ends the text."""
    if b"begin" not in raw:
        return []
    found: list[tuple[int, int, bytes]] = []
    at = 0
    while len(found) < 100 and (match := _UU_BEGIN.search(raw, at)):
        closing = re.compile(rb"^(?:end|====)[ \t]*\r?$", re.MULTILINE).search(raw, match.end())
        at = closing.end() if closing else len(raw)
        first = raw[match.end() :].split(b"\n", 2)[1:2] if not closing else [b"M"]
        if closing or (first and first[0][:1] == b"M"):
            found.append((match.start(), at, match[1].strip()))
    return found


def decode_uu(raw: bytes) -> Transferred | None:
    """The first uuencoded block in `raw`, or None where there is none."""
    match = _UU_BEGIN.search(raw)
    if not match:
        return None
    lines = raw[match.end() :].splitlines()
    if match[0].startswith(b"begin-base64"):
        ends = next((at for at, line in enumerate(lines) if line.startswith(b"====")), len(lines))
        return decode_base64(b"\n".join(lines[:ends]))
    out: list[bytes] = []
    fault = "uuencoded block without end"
    for line in lines:
        if line.strip() == b"end":
            fault = ""
            break
        if not line:
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            # The usual repair (Python's own uu module had it): trust the count, cut the line.
            width = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:width]))
            except binascii.Error:
                fault = "broken uuencoded line"
    return Transferred(b"".join(out), fault)


def decode_yenc(raw: bytes) -> bytes:
    """The payload of a yEnc block (lines between ``=ybegin`` and ``=yend``)."""
    lines = [line for line in raw.splitlines() if not line.startswith(b"=y")]
    body = b"".join(lines)
    body = re.sub(rb"=(.)", lambda m: bytes([(m[1][0] - 64) % 256]), body, flags=re.DOTALL)
    return body.translate(bytes((octet - 42) % 256 for octet in range(256)))


def encode(data: bytes, encoding: str, end: bytes = b"\r\n") -> bytes:
    """`data` in base64 (lines of 76), quoted-printable (soft breaks at 76) or as it is.

    `end` is the line end of the message; in quoted-printable it is also what ends a line of
    `data`, any other CR or LF is escaped.
    """
    if encoding == "base64":
        text = base64.b64encode(data)
        return end.join(text[at : at + 76] for at in range(0, len(text), 76))
    if encoding == "quoted-printable":
        return end.join(_qp_line(line, end) for line in data.split(end))
    return data


_QP_PLAIN = frozenset(range(33, 127)) - {ord("=")} | {ord(" "), ord("\t")}
_QP = [bytes([at]) if at in _QP_PLAIN else b"=%02X" % at for at in range(256)]


def _qp_line(line: bytes, end: bytes) -> bytes:
    pieces = [_QP[octet] for octet in line]
    if pieces and line[-1:] in (b" ", b"\t"):
        pieces[-1] = b"=%02X" % line[-1]
    if len(line) <= 76 and sum(map(len, pieces)) <= 76:
        return b"".join(pieces)
    out: list[bytes] = []
    current: list[bytes] = []
    width = 0
    for piece in pieces:
        if width + len(piece) > 75:
            out.append(b"".join(current) + b"=")
            current, width = [], 0
        current.append(piece)
        width += len(piece)
    out.append(b"".join(current))
    return end.join(out)
