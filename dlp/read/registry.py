"""Which reader reads what. A new family of formats is one file and one line here."""

from __future__ import annotations

from dlp.read import event, html, text
from dlp.read.base import Collector, Item, Reader
from dlp.read.sniff import is_text, is_texty, unread_reason, veils

#: exact media types first
READERS: dict[str, Reader] = {
    "text/html": html.read,
    "application/xhtml+xml": html.read,
    event.MEDIA_TYPE: event.read,
}


def read_item(item: Item, out: Collector) -> None:
    """Read one leaf that is no mail; what nobody reads becomes UNREADABLE with its reason."""
    if not item.data:
        return
    reader = READERS.get(item.media_type)
    if reader is not None:
        reader(item, out)
        return
    textual = is_texty(item.media_type)
    veiled = veils(item.data)
    # A mislabelled text is what a client shows when it opens the file.
    if (textual and (item.media_type.startswith("text/") or b"\0" not in item.data)) or (
        is_text(item.data)
    ):
        text.read(item, out)
        if not veiled:
            return
    if out.files is not None:
        out.pending.append(item)
        return
    reason, why = unread_reason(item.media_type, item.param("smime-type").lower(), item.data)
    out.unreadable(item.part, reason, why)
