"""Which reader reads what. A new family of formats is one file and one line here."""

from __future__ import annotations

from dlp.mime.charset import decode_lenient
from dlp.model import Role
from dlp.read import event, folded, html, jsons, mbox, tables, text
from dlp.read.base import Collector, Form, Item, Reader
from dlp.read.sniff import is_text, is_texty, unread_reason, veils

_TABLES = "text/csv application/csv application/x-csv text/tab-separated-values"
_JSON = (
    "application/json text/json application/x-ndjson application/geo+json application/ld+json"
    " application/vnd.api+json application/manifest+json"
)
#: exact media types first
READERS: dict[str, Reader] = {
    "text/html": html.read,
    "application/xhtml+xml": html.read,
    event.MEDIA_TYPE: event.read,
    "application/mbox": mbox.read,
    **dict.fromkeys(folded.TYPES, folded.read),
    **dict.fromkeys(_TABLES.split(), tables.read),
    **dict.fromkeys(_JSON.split(), jsons.read),
}
#: what a text is by its name, where its media type says nothing
_NAMES: dict[str, Reader] = {
    **dict.fromkeys("csv tsv".split(), tables.read),
    **dict.fromkeys("json jsonl ndjson geojson ipynb har webmanifest".split(), jsons.read),
    **dict.fromkeys("ics ical ifb vcs vcf vcard".split(), folded.read),
    "mbox": mbox.read,
}


def read_item(item: Item, out: Collector) -> None:
    """Read one leaf that is no mail; what nobody reads becomes UNREADABLE with its reason."""
    if not item.data:
        return
    veiled = veils(item.data)
    if veiled and out.files is not None:
        if is_texty(item.media_type) and not item.data.lstrip().startswith(b"{\\rtf"):
            _raw(item, out)
        out.pending.append(item)
        return
    reader = READERS.get(item.media_type) or _by_name(item)
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


def _raw(item: Item, out: Collector) -> None:
    """What a client shows that believes the label ``text/…`` of what is another format."""
    decoded = decode_lenient(item.data, item.charset)
    leaf = out.leaf(decoded.text, "", Form.TEXT, None)
    out.add(leaf, f"{item.part}/raw", text.lines(decoded.text), Role.HIDDEN, "text/plain", ())


def _textual(item: Item) -> bool:
    if is_texty(item.media_type):
        return item.media_type.startswith("text/") or b"\0" not in item.data or is_text(item.data)
    return is_text(item.data)


def _by_name(item: Item) -> Reader | None:
    """The reader of a text that its media type does not name."""
    if not _textual(item):
        return None
    reader = _NAMES.get(item.name.rpartition(".")[2].lower()) if "." in item.name else None
    if reader is None and item.media_type == "application/octet-stream":
        head = item.data[:200].decode("utf-8", "replace")
        reader = jsons.read if jsons.looks(head) else None
    return reader
