"""Runs that are text in another notation: hexadecimal, base 32 and 64, codes of characters.

Each run is taken whole and is a view of its own only if what it says is text, so a hash, an id or a
picture costs one look and yields nothing. RFC 4648 (base 16, 32, 64).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from dlp.detect.engine.text.gate import Gate
from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder

_PRINTABLE = re.compile(r"[\t\n\r\x20-\x7e\u00a0-\u024f\u0370-\u052f\u2000-\u206f]+")
#: shorter than any value worth looking for
_LEAST = 8

#: possessive throughout: a run is taken whole or not at all
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_\-])[A-Za-z0-9+/_\-]{12,}+"
    r"(?:[ \t]*+\r?\n[ \t>]*+[A-Za-z0-9+/_\-]{4,}+){0,400}+={0,2}"
)
_BASE32 = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-7]{16,}+|[a-z2-7]{16,}+)={0,6}(?![A-Za-z0-9])")
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0x|\\x)?[0-9a-fA-F]{2}(?:[ :\-]?[0-9a-fA-F]{2}){8,}+(?![0-9A-Za-z])"
)
_BINARY = re.compile(r"(?<![0-9])[01]{8}(?:[ ,]?[01]{8}){7,}+(?![0-9])")
_OCTAL = re.compile(r"(?:\\[0-3][0-7]{2}){6,}+")
_CODE = r"(?:0x[0-9a-fA-F]{2}|[0-9]{1,3})"
#: numbers of characters, in an array or each in a call: [52, 49, …], chr(52)+chr(49)+…
_CODES = re.compile(rf"(?<![\w.]){_CODE}(?:\s{{0,2}},\s{{0,8}}{_CODE}){{7,}}+(?![\w.])")
_CALLS = re.compile(
    rf"(?i:chrw?|char|unichr)\(\s?{_CODE}\s?\)"
    rf"(?:\s{{0,2}}(?:[+.&,]|\|\|)\s{{0,8}}(?i:chrw?|char|unichr)\(\s?{_CODE}\s?\)){{5,}}+"
)
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|[0-9]+")
_NOT_HEX = re.compile(r"0x|\\x|[ :\-]")


def decoded_runs(text: str) -> Iterator[MappedText]:
    """A view for each run of `text` that says something, with the run as its source."""
    may = _GATE.open(text)
    for pattern, read in _NOTATIONS:
        if pattern not in may:
            continue
        for match in pattern.finditer(text):
            opened = read(match[0])
            if opened is not None:
                maker = MappedTextBuilder()
                maker.add(opened, match.start(), match.end() - match.start(), False)
                yield maker.done()


def _said(data: bytes) -> str | None:
    """The text that `data` is, in UTF-8 or UTF-16; None if it is none, or too short to matter."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = data.decode("utf-16")
        elif len(data) % 2 == 0 and not any(data[1::2]):
            text = data.decode("utf-16-le")
        elif len(data) % 2 == 0 and not any(data[::2]):
            text = data.decode("utf-16-be")
        else:
            text = data.decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) >= _LEAST and _PRINTABLE.fullmatch(text) else None


def _base64(found: str) -> str | None:
    packed = re.sub(r"[\s>]+", "", found).rstrip("=")
    if len(packed) % 4 == 1 or len(packed) < 12:
        return None
    # a word, a path or a plain number is no encoding
    kinds = sum(bool(re.search(kind, packed)) for kind in ("[a-z]", "[A-Z]", "[0-9+/_-]"))
    if kinds < 2 or packed.isdigit():
        return None
    packed = packed.replace("-", "+").replace("_", "/")
    try:
        return _said(base64.b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, ValueError):
        return None


def _base32(found: str) -> str | None:
    packed = found.rstrip("=").upper()
    try:
        return _said(base64.b32decode(packed + "=" * (-len(packed) % 8)))
    except (binascii.Error, ValueError):
        return None


def _hex(found: str) -> str | None:
    return _said(bytes.fromhex(_NOT_HEX.sub("", found)))


def _binary(found: str) -> str | None:
    bits = re.sub("[ ,]", "", found)
    return _said(int(bits, 2).to_bytes(len(bits) // 8, "big"))


def _octal(found: str) -> str | None:
    return _said(bytes(int(each, 8) for each in found.split("\\")[1:]))


def _codes(found: str) -> str | None:
    numbers = [int(each, 0 if each[:2] == "0x" else 10) for each in _NUMBER.findall(found)]
    return _said(bytes(numbers)) if max(numbers) < 256 else None


_NOTATIONS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (_BASE64, _base64),
    (_BASE32, _base32),
    (_HEX, _hex),
    (_BINARY, _binary),
    (_OCTAL, _octal),
    (_CODES, _codes),
    (_CALLS, _codes),
)
_GATE = Gate(
    (
        (_BASE64, r"[A-Za-z0-9+/_\-]{12}"),
        (_BASE32, "[A-Z2-7]{16}"),
        (_HEX, r"[0-9a-f]{2}(?:[ :\-]?[0-9a-f]{2}){8}"),
        (_BINARY, "[01]{8}(?:[ ,]?[01]{8}){7}"),
        (_OCTAL, r"\\[0-3][0-7]{2}\\[0-3][0-7]{2}"),
        (_CODES, rf"{_CODE}(?:\s{{0,2}},\s{{0,8}}{_CODE}){{5}}"),
        (_CALLS, rf"(?:chrw?|char|unichr)\(\s?{_CODE}\s?\)"),
    )
)
