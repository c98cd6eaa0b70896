"""Formats made of characters, told by how they begin; the name decides where the bytes do not."""

from __future__ import annotations

import re

from dlp.mime.charset import looks_like_text
from dlp.read.formats import FORMATS

_START = 4096
_SVG = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|table|div|p|a)[\s>]", re.IGNORECASE)
_MAIL = re.compile(
    rb"(?i)(?:received|from|to|subject|date|message-id|return-path|mime-version|content-type"
    rb"|delivered-to):[^\r\n]*\r?\n"
)
_FLAT_ODF = re.compile(rb"office:mimetype=[\"']application/vnd\.oasis\.opendocument\.(\w+)")


def text_kind(data: bytes, claimed: str = "") -> str:
    """``ics``, ``vcf``, ``svg``, ``html``, ``xml``, ``eml``, ``mbox``, ``json``, ``csv``,
    ``text``, or "" for what is no text."""
    head = _ascii(data[:_START])
    if head.startswith(b"BEGIN:VCALENDAR"):
        return "ics"
    if head[:11].upper() == b"BEGIN:VCARD":
        return "vcf"
    if head.startswith(b"From ") and _MAIL.search(head):
        return "mbox"
    if head.startswith(b"<"):
        picture, page = _SVG.search(head), _HTML.search(head)
        if picture and not (page and page.start() < picture.start()):
            return "svg"
        if _FLAT_ODF.search(head):
            return "fodf"
        if b"<?mso-application progid=" in head or b"schemas-microsoft-com:office" in head:
            return "xml"
        if _HTML.search(head) and not head.startswith(b"<?xml"):
            return "html"
        if head.startswith((b"<?xml", b"<!DOCTYPE")) or claimed == "xml":
            return "html" if _HTML.search(head) else "xml"
    if len(_MAIL.findall(head)) >= 2 and _MAIL.match(head):
        return "eml"
    if not looks_like_text(data) and b"\0" in data[:_START] and head == data[:_START]:
        return ""
    if head[:1] in (b"{", b"[") and claimed in ("json", ""):
        return "json"
    if FORMATS[claimed].by_claim:
        return claimed
    return "text" if looks_like_text(data) else ""


def _ascii(head: bytes) -> bytes:
    """Without marks and leading space; two-byte text as its low bytes."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1:2] == b"\0" or head[:1] == b"\0":
        head = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
