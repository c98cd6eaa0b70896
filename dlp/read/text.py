"""text/*: plain text and format=flowed (RFC 3676).

Line ends: CRLF is read as a space and a newline, so that the text keeps its length and one
segment maps all of it.
"""

from __future__ import annotations

import re

from dlp.mime.charset import Decoded, decode_lenient
from dlp.model import Role, Segment, Unread
from dlp.read import html
from dlp.read.base import Collector, PartContent, SourceSyntax
from dlp.read.other_charset import other_reading

_PGP = re.compile(r"(?m)^[ \t>]*-----BEGIN PGP MESSAGE-----")
_SIGNED = re.compile(r"(?m)^-----BEGIN PGP SIGNED MESSAGE-----")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_TAGS = re.compile(
    r"(?i)<(?:!doctype|html|head|body|div|table|span|font|p|a|br|img|script|style|meta)\b[^<>]*>"
)
_HTML_NAMES = (
    ".htm",
    ".html",
    ".xhtml",
    ".shtml",
    ".xht",
    ".svg",
    ".mht",
    ".mhtml",
    ".eml.html",
    ".xml",
    ".xsl",
    ".xslt",
    ".xsd",
    ".rss",
    ".atom",
    ".kml",
    ".gpx",
    ".plist",
    ".md",
)


def read(item: PartContent, out: Collector) -> None:
    """Read any text leaf but HTML."""
    decoded = decode_lenient(item.data, item.charset)
    text = decoded.text
    if (
        item.media_type == "text/plain"
        and item.param("format").lower() == "flowed"
        and " \n" in (text.replace("\r\n", "\n") if "\r" in text else text)
    ):
        _flowed(item, decoded, out)
    else:
        leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.TEXT, item.location)
        out.add(leaf, item.part, lines(text), Role.BODY, item.media_type)
    if other := other_reading(item, decoded, out):
        again = out.leaf(other, "", SourceSyntax.TEXT, None)
        out.add(again, f"{item.part}/as-other", lines(other), Role.BODY, item.media_type, ())
    armour(item.part, text, out)
    if _is_html(item, text):
        page = PartContent(f"{item.part}/as-html", "text/html", b"", location=item.location)
        html.read_text(page, decoded, out)


def lines(text: str) -> str:
    """`text` with other line ends as newlines; same length."""
    if "\r" in text:
        text = text.replace("\r\n", " \n").replace("\r", "\n")
    return text


def armour(part: str, text: str, out: Collector) -> None:
    """Say where a text holds what only its recipient can read."""
    if "-----BEGIN PGP MESSAGE" in text and _PGP.search(text):
        out.unreadable(part, Unread.ENCRYPTED, "PGP message in the text")


def clear_signed(text: str) -> bool:
    """Whether the text holds a PGP clear signature, which a change would break."""
    return "-----BEGIN PGP SIGNED" in text and _SIGNED.search(text) is not None


def _is_html(item: PartContent, text: str) -> bool:
    """A client would show it as HTML: by its name, or by what it looks like."""
    if "<" not in text:
        return False
    if item.name.lower().endswith(_HTML_NAMES) or "xml" in item.media_type:
        return True
    return item.media_type != "text/plain" and len(_TAGS.findall(text[:20_000])) >= 3


# ---------------------------------------------------------------------- format=flowed


def _flowed(item: PartContent, decoded: Decoded, out: Collector) -> None:
    delsp = item.param("delsp").lower() == "yes"
    text, segments = unflow(decoded.text, delsp)
    leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.FLOWED, item.location)
    out.add(leaf, item.part, text, Role.BODY, item.media_type, segments)


def unflow(text: str, delsp: bool) -> tuple[str, tuple[Segment, ...]]:
    """Paragraphs as one line each, quote marks of continued lines dropped (RFC 3676 §4.2-4.5)."""
    pieces: list[str] = []
    segments: list[Segment] = []
    length = 0
    flowing: int | None = None
    for match in _LINE.finditer(text):
        start, end = match.span()
        line = match[0]
        body_end = end - (2 if line.endswith("\r\n") else 1 if line.endswith("\n") else 0)
        quotes = 0
        at = start
        while at < body_end and text[at] == ">":
            at += 1
        quotes = at - start
        if at < body_end and text[at] == " ":
            at += 1
        flowed = body_end > at and text[body_end - 1] == " " and text[at:body_end] != "-- "
        joined = flowing is not None and flowing == quotes and text[at:body_end] != "-- "
        if joined:
            begin = at
        else:
            if flowing is not None:
                pieces.append("\n")
                length += 1
            begin = start
        stop = body_end - 1 if flowed and delsp else body_end if flowed else end
        piece = text[begin:stop]
        if piece:
            if "\r" in piece:
                piece = piece.replace("\r\n", " \n").replace("\r", "\n")
            pieces.append(piece)
            segments.append(Segment(length, length + len(piece), begin, stop))
            length += len(piece)
        flowing = quotes if flowed else None
    return "".join(pieces), tuple(segments)
