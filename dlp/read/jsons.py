"""JSON as it is, keys and all, with the escapes in its strings resolved (RFC 8259 §7).

The shape is kept on purpose: a key beside its value tells a detector what the value is.
"""

from __future__ import annotations

import re

from dlp.mime.charset import decode_lenient
from dlp.model import Role, Segment
from dlp.read.base import Collector, PartContent, SourceSyntax
from dlp.read.other_charset import other_reading
from dlp.read.text import armour, lines

_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u(?P<unit>[0-9a-fA-F]{4})|(?P<char>[\"\\/bfnrt]))"
)
_CHARS = {"b": " ", "f": " ", "n": "\n", "r": "\n", "t": "\t"}
_MOST_SEGMENTS = 200_000
_LOOKS = re.compile(r'\s*(?:\{\s*["}]|\[\s*["{\[\d\]-])')


def looks(text: str) -> bool:
    """Whether `text` begins as JSON does."""
    return _LOOKS.match(text) is not None


def read(item: PartContent, out: Collector) -> None:
    """Read JSON, lines of JSON, and what claims to be some."""
    decoded = decode_lenient(item.data, item.charset)
    text, segments = unescaped(decoded.text)
    leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.JSON, item.location)
    out.add(leaf, item.part, text, Role.BODY, item.media_type, segments)
    if other := other_reading(item, decoded, out):
        again = out.leaf(other, "", SourceSyntax.TEXT, None)
        out.add(again, f"{item.part}/as-other", lines(other), Role.BODY, item.media_type, ())
    armour(item.part, decoded.text, out)


def unescaped(source: str) -> tuple[str, tuple[Segment, ...] | None]:
    """`source` without escapes; segments, None where it stands character for character, () where
    there are too many."""
    if "\\" not in source:
        return lines(source), None
    if source.count("\\") > 2 * _MOST_SEGMENTS:
        return _ESCAPE.sub(_char, lines(source)), ()
    pieces: list[str] = []
    segments: list[Segment] = []
    length = at = 0
    for match in _ESCAPE.finditer(source):
        if match.start() > at:
            plain = lines(source[at : match.start()])
            pieces.append(plain)
            if len(segments) < _MOST_SEGMENTS:
                segments.append(Segment(length, length + len(plain), at, match.start()))
            length += len(plain)
        char = _char(match)
        pieces.append(char)
        if len(segments) < _MOST_SEGMENTS:
            segments.append(Segment(length, length + 1, match.start(), match.end()))
        length += 1
        at = match.end()
    if at < len(source):
        pieces.append(lines(source[at:]))
        segments.append(Segment(length, length + len(source) - at, at, len(source)))
    return "".join(pieces), tuple(segments) if len(segments) < _MOST_SEGMENTS else ()


def _char(match: re.Match[str]) -> str:
    if match["char"]:
        return _CHARS.get(match["char"], match["char"])
    if match["high"]:
        high, low = int(match["high"], 16), int(match["low"], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    code = int(match["unit"], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
