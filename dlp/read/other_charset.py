"""Text in another charset than the labelled one, as a client shows it that guesses."""

from __future__ import annotations

from dlp.mime.charset import Decoded, ascii_superset, decode_lenient
from dlp.model import Unread
from dlp.read.base import Collector, PartContent


def other_reading(item: PartContent, decoded: Decoded, out: Collector) -> str:
    """What such a client shows where it differs from `decoded`, else "". Where neither charset
    gives the text, `out` gets UNREADABLE (broken).

    Taken: ASCII where the label claims a charset that is none (UTF-16, UTF-7, EBCDIC, …), UTF-8
    where the label claims a one-byte charset, two-byte text without a label. Not taken: other
    readings of East Asian text, which share all digits with the labelled one.
    """
    data, label = item.data, item.charset
    if decoded.unknown and decoded.broken and not data.isascii():
        out.unreadable(item.part, Unread.BROKEN, "unknown charset")
    other = ""
    if not ascii_superset(decoded.codec):
        if decoded.broken:
            out.unreadable(item.part, Unread.BROKEN, "charset")
        if data.count(0) * 10 < len(data):
            other = decode_lenient(data).text
    elif b"\0" in data and len(data) > 3:
        other = _wide(data)
    elif label and not decoded.text.isascii() and decoded.codec != "utf-8":
        try:
            other = data.decode("utf-8")
        except UnicodeError:
            return ""
    return other if other != decoded.text else ""


def _wide(data: bytes) -> str:
    """Two-byte text without a label, or ""."""
    odd, even = data[1::2].count(0), data[0::2].count(0)
    if max(odd, even) * 5 < len(data):
        return ""
    return decode_lenient(data, "utf-16-le" if odd >= even else "utf-16-be").text
