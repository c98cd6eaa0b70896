"""Takes values out of bytes of any media type, then reads the result again to prove it."""

from __future__ import annotations

from collections.abc import Sequence

from dlp.config import InspectionSettings
from dlp.matrix.events import MEDIA_TYPE as EVENT
from dlp.model import UNREAD
from dlp.read import collect
from dlp.read.base import Collector, PartContent
from dlp.redaction import events
from dlp.redaction.apply import apply
from dlp.redaction.dropping import Dropping, note
from dlp.redaction.editor import FileEditor
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Value, ValueFinder, cuts


def cut_values(
    media_type: str,
    data: bytes,
    wanted: Sequence[Value],
    before: Collector,
    placeholder: str,
    files: FileEditor | None,
    name: str = "",
    dropping: Dropping | None = None,
) -> bytes:
    """`data`, of which `before` was read, without the values. Raises `CannotRedact`."""
    limits = before.limits
    finder = ValueFinder(wanted)
    for leaf in before.leaves:
        for passage in leaf.passages:
            passage_cuts = cuts(passage, finder)
            if passage_cuts:
                leaf.cuts.append((passage, passage_cuts))

    def edit_file(item: PartContent) -> bytes:
        if files is None:
            raise CannotRedact("no-map")
        return files.redact(item, limits, wanted, placeholder)

    if media_type == EVENT:
        result = events.apply(data, before.leaves, placeholder)
    else:
        result = apply(
            data,
            before.leaves,
            placeholder,
            media_type,
            edit_file,
            lambda item: note(dropping, item, lambda text: _without(text, finder)),
        )
    _verify(media_type, result, finder, limits, _unread(before), files, name)
    return result


def _unread(reading: Collector) -> int:
    return sum(finding.kind in UNREAD for finding in reading.findings)


def _without(text: str, finder: ValueFinder) -> str:
    """A file name without the values in it."""
    for start, end, _ in sorted(finder.finditer(text), reverse=True):
        text = f"{text[:start]}_{text[end:]}"
    return text


def _verify(
    media_type: str,
    result: bytes,
    finder: ValueFinder,
    limits: InspectionSettings,
    unread: int,
    files: FileEditor | None,
    name: str,
) -> None:
    after = collect(media_type, result, limits, files, name)
    if _unread(after) > unread:
        raise CannotRedact("unreadable")
    for passage in after.passages:
        if any(finder.finditer(passage.text)):
            raise CannotRedact("left")
