"""Who reads a message's part: a reader of text, here, or whoever reads files."""

from __future__ import annotations

from dlp.mime.charset import decode_lenient
from dlp.model import Role
from dlp.read import jsons, text
from dlp.read.base import Collector, PartContent, SourceSyntax, TextReader
from dlp.read.formats import FORMATS, Format, resolve
from dlp.read.sniff import bears_signature, is_text, is_texty, unread_reason


def has_reader(media_type: str) -> bool:
    """Whether a text of this type has a reader of its own."""
    format = FORMATS.by_media_type(media_type)
    return format is not None and bool(format.read_text)


def read_item(item: PartContent, out: Collector) -> None:
    """Read one leaf that is no mail; what nobody reads becomes UNREADABLE with its reason."""
    if not item.data:
        return
    veiled = bears_signature(item.data)
    if veiled and out.files is not None:
        if is_texty(item.media_type) and not item.data.lstrip().startswith(b"{\\rtf"):
            _raw(item, out)
        out.pending.append(item)
        return
    reader = _reader(FORMATS.by_media_type(item.media_type)) or _by_name(item)
    # A mislabelled text is what a client shows when it opens the file.
    if reader is None and _textual(item):
        reader = text.read
    if reader is not None:
        reader(item, out)
        if not veiled:
            return
    if out.files is not None:
        out.pending.append(item)
        return
    reason, why = unread_reason(item.media_type, item.param("smime-type").lower(), item.data)
    out.unreadable(item.part, reason, why)


def _raw(item: PartContent, out: Collector) -> None:
    """What a client shows that believes the label ``text/…`` of what is another format."""
    decoded = decode_lenient(item.data, item.charset)
    leaf = out.leaf(decoded.text, "", SourceSyntax.TEXT, None)
    out.add(leaf, f"{item.part}/raw", text.lines(decoded.text), Role.HIDDEN, "text/plain", ())


def _textual(item: PartContent) -> bool:
    if is_texty(item.media_type):
        return item.media_type.startswith("text/") or b"\0" not in item.data or is_text(item.data)
    return is_text(item.data)


def _reader(format: Format | None) -> TextReader | None:
    """The reader that a format of characters has for itself."""
    if format is None or not format.read_text:
        return None
    reader: TextReader = resolve(format.read_text)
    return reader


def _by_name(item: PartContent) -> TextReader | None:
    """The reader of a text that its media type does not name."""
    if not _textual(item):
        return None
    format = FORMATS.by_ending(item.name)
    if format is not None and not format.shown_both_ways and (reader := _reader(format)):
        return reader
    if item.media_type == "application/octet-stream":
        head = item.data[:200].decode("utf-8", "replace")
        return jsons.read if jsons.looks(head) else None
    return None
