"""Values out of bytes of any media type: the edits, and the reading again that proves them."""

from __future__ import annotations

from collections.abc import Sequence

from dlp.config import Inspection
from dlp.mime.events import MEDIA_TYPE as EVENT
from dlp.read import collect
from dlp.read.base import Collector, Item
from dlp.redaction import events
from dlp.redaction.apply import apply
from dlp.redaction.editor import FileEditor
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Finder, Value, cuts


def cut_values(
    media_type: str,
    data: bytes,
    wanted: Sequence[Value],
    before: Collector,
    placeholder: str,
    files: FileEditor | None,
    name: str = "",
) -> bytes:
    """`data`, of which `before` was read, without the values. Raises `CannotRedact`."""
    limits = before.limits
    finder = Finder(wanted)
    for leaf in before.leaves:
        for passage in leaf.passages:
            passage_cuts = cuts(passage, finder)
            if passage_cuts:
                leaf.cuts.append((passage, passage_cuts))

    def edit_file(item: Item) -> bytes:
        if files is None:
            raise CannotRedact("no-map")
        return files.redact(item, limits, wanted, placeholder)

    if media_type == EVENT:
        result = events.apply(data, before.leaves, placeholder)
    else:
        result = apply(data, before.leaves, placeholder, media_type, edit_file)
    _verify(media_type, result, finder, limits, len(before.findings), files, name)
    return result


def _verify(
    media_type: str,
    result: bytes,
    finder: Finder,
    limits: Inspection,
    unread: int,
    files: FileEditor | None,
    name: str,
) -> None:
    after = collect(media_type, result, limits, files, name)
    if len(after.findings) > unread:
        raise CannotRedact("unreadable")
    for passage in after.passages:
        if any(finder.finditer(passage.text)):
            raise CannotRedact("left")
