"""Spans of a text that are encoded: base64, hex, ``\\x41``, ``%41``, entities twice over.

Bounded: a span is decoded once here, and the reader goes at most three deep.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import urllib.parse
from collections.abc import Iterator

from dlp.detect.markings.page import TextPage

_BASE64 = re.compile(
    r"(?<![\w+/=.:@?&-])(?:[A-Za-z0-9+/_-]{4}){3,}(?:[A-Za-z0-9+/_-]{2,3})?={0,2}(?![\w+/=])"
)
_HEX = re.compile(r"(?<![\w])(?:[0-9A-Fa-f]{2}[ :]?){8,}(?![\w])")
_ESCAPED = re.compile(r"(?:\\x[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}|[ A-Za-z/]{1,3}(?=\\x)){5,}")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}|[\w./+-]{1,12}(?=%)){5,}")
_ENTITIES = re.compile(r"&amp;(?:amp;)?#?\w|&#x?[0-9A-Fa-f]{2,5};?(?:&#|\s)")
#: longest span that is decoded, and most of one page
_LONGEST, _MOST = 20_000, 50


def decoded(page: TextPage) -> Iterator[tuple[int, int, str, str]]:
    """(start, end, decoded text, how it was written) of each span that may be encoded."""
    left = _MOST
    for index in page.encoded:
        line = page.lines[index]
        text = page.text[line.start : line.end][:_LONGEST]
        if len(text) < 12:
            continue
        for start, end, plain, how in _encoded_spans(text):
            if left == 0:
                return
            left -= 1
            yield line.start + start, line.start + end, plain, how


def _encoded_spans(text: str) -> Iterator[tuple[int, int, str, str]]:
    if "&" in text and _ENTITIES.search(text):
        plain = html.unescape(html.unescape(text))
        if plain != text:
            yield 0, len(text), plain, "entities in entities"
    if "\\x" in text:
        for match in _ESCAPED.finditer(text):
            plain = re.sub(r"\\x([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), match[0])
            yield match.start(), match.end(), plain, "escaped characters"
    if text.count("%") > 4:
        for match in _PERCENT.finditer(text):
            plain = urllib.parse.unquote_plus(match[0])
            if plain != match[0]:
                yield match.start(), match.end(), plain, "percent encoding"
    for pattern, decode, how in ((_HEX, _unhex, "hexadecimal"), (_BASE64, _unbase64, "base64")):
        for match in pattern.finditer(text):
            plain = decode(match[0])
            if plain:
                yield match.start(), match.end(), plain, how


def _unhex(text: str) -> str:
    try:
        return _printable(bytes.fromhex(re.sub(r"[ :]", "", text)))
    except ValueError:
        return ""


def _unbase64(text: str) -> str:
    if len(text) < 16 or (text.isalpha() and (text.islower() or text.istitle())):
        return ""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return _printable(base64.b64decode(plain + "=" * (-len(plain) % 4)))
    except (binascii.Error, ValueError):
        return ""


def _printable(data: bytes) -> str:
    """The bytes as text, where they are text in some usual encoding; else empty."""
    for name in ("utf-8", "utf-16-le"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        good = sum(char.isalnum() or char in " \r\n\t.,:;/-()" for char in text)
        if text and good >= 0.9 * len(text) and any(char.isalpha() for char in text):
            return text
    return ""
