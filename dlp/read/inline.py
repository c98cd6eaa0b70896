"""Files that stand inside a text: ``data:`` URLs (RFC 2397) in pages, cards and style sheets."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import unquote_to_bytes

from dlp.mime.transfer import decode_base64
from dlp.read.base import Collector, PartContent
from dlp.read.sniff import is_text

_DATA = re.compile(
    r"data:(?P<type>[\w.+/-]{0,80})(?P<params>(?:;[\w.+=-]{0,80}){0,5}),(?P<value>[^\s\"'()<>]*+)",
    re.IGNORECASE,
)
_MOST = 200
#: a shorter value is no file that holds anything
_LEAST = 16


def inline_files(part: str, text: str, out: Collector) -> None:
    """Read the files of all ``data:`` URLs in `text`, as parts ``<part>/data:1``, …"""
    if "data:" not in text and "DATA:" not in text:
        return
    for number, match in enumerate(islice(_DATA.finditer(text), _MOST), 1):
        if len(match["value"]) < _LEAST:
            continue
        if ";base64" in match["params"].lower():
            value = (
                unquote_to_bytes(match["value"])
                if "%" in match["value"]
                else (match["value"].encode("ascii", "replace"))
            )
            data = decode_base64(value).data
        else:
            data = unquote_to_bytes(match["value"])
        read_inline(f"{part}/data:{number}", match["type"].lower(), data, out)


def read_inline(part: str, media_type: str, data: bytes, out: Collector) -> None:
    """Read one of them. Without a reader of files, only what is text."""
    if not data or not out.afford(part, len(data)):
        return
    if out.files is None and not is_text(data):
        return
    media_type = media_type or "application/octet-stream"
    out.fact(part, media_type, len(data))
    out.inside(PartContent(part, media_type, data))
