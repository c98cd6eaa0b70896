"""The second look at a package that was redacted: not zipfile, not an XML parser, only bytes.

Every local header is inflated, wherever it stands; what is inside again, too. Texts are given with
tags as line ends, without tags inside of paragraphs, and as they stand, escapes resolved.
"""

from __future__ import annotations

import html
import re
import struct
import zlib
from collections.abc import Iterator

from dlp.read.files.strings import strings

_DEEPEST = 6
#: most bytes that one member is looked at
_MOST = 256 * 1024 * 1024
_TAG = re.compile(r"<[^<>]*>")
#: tags inside of a paragraph or a string
_INLINE = re.compile(
    r"</?(?:\w+:)?(?:r|t|rPr|delText|instrText|delInstrText|ins|del|span|a|b|i|u|sz|color|rFonts"
    r"|proofErr|bookmarkStart|bookmarkEnd|lang|bdo|smartTag|hyperlink|fld)(?:\s[^<>]*)?/?>"
)
_VALUE = re.compile(r"=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')")


def second_texts(data: bytes, depth: int = 0) -> Iterator[str]:
    """All text in the package's bytes."""
    for content in _members(data):
        if content.startswith(b"PK\x03\x04") and depth < _DEEPEST:
            yield from second_texts(content, depth + 1)
        elif content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" or content[:2] in _MARKS:
            yield from _xml_texts(content)
        else:
            yield strings(content)


_MARKS = (b"\xff\xfe", b"\xfe\xff")


def _members(data: bytes) -> Iterator[bytes]:
    at = data.find(b"PK\x03\x04")
    while 0 <= at <= len(data) - 30:
        (method,) = struct.unpack_from("<H", data, at + 8)
        packed, _, names, extras = struct.unpack_from("<IIHH", data, at + 18)
        start = at + 30 + names + extras
        yield data[at + 30 : start]
        after = start
        if method == 8:
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                yield inflate.decompress(memoryview(data)[start:], _MOST)
                after = len(data) - len(inflate.unused_data) if inflate.eof else start + packed
            except zlib.error:
                yield data[start : start + packed]
        else:
            yield data[start : start + packed]
            after = start + packed
        at = data.find(b"PK\x03\x04", max(after, at + 4))


def _xml_texts(content: bytes) -> Iterator[str]:
    codec = "utf-16" if content[:2] in _MARKS else "utf-8"
    text = content.decode(codec, "replace")
    yield html.unescape(_TAG.sub("\n", text))
    yield html.unescape(_TAG.sub("\n", _INLINE.sub("", text)))
    yield html.unescape("\n".join(a or b for a, b in _VALUE.findall(text)))
    yield html.unescape(text)
