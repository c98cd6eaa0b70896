"""Takes values out of bytes of any media type, then reads the result again to prove it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

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
            raise CannotRedact("no-map", item.part)
        try:
            return files.redact(item, limits, wanted, placeholder)
        except CannotRedact as refusal:
            # inside of it places have other names
            raise CannotRedact(refusal.reason, item.part) from None

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
    _verify(media_type, result, finder, before, files, name)
    return result


def _unread(reading: Collector) -> Counter[str]:
    """Parts that were not read, or not in full."""
    return Counter(finding.part for finding in reading.findings if finding.kind in UNREAD)


def _without(text: str, finder: ValueFinder) -> str:
    """A file name without the values in it."""
    for start, end, _ in sorted(finder.finditer(text), reverse=True):
        text = f"{text[:start]}_{text[end:]}"
    return text


def _verify(
    media_type: str,
    result: bytes,
    finder: ValueFinder,
    before: Collector,
    files: FileEditor | None,
    name: str,
) -> None:
    after = collect(media_type, result, before.limits, files, name)
    was, now = _unread(before), _unread(after)
    if now.total() > was.total():
        raise CannotRedact("unreadable", min(now - was))
    for passage in after.passages:
        if any(finder.finditer(passage.text)):
            raise CannotRedact("left", passage.part)
