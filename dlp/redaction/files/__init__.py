"""Values cut out of files. Runs in a caged process, as reading does.

`redact_file` calls the redactor of the format and reads the result again, by the same reader and by
another library (`second_reader`). If anything is left, or a part could not be read, the
redaction is refused (`CannotRedact`) and the rule's fallback applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlp.config import InspectionSettings
from dlp.model import UNREAD, Finding, Reading
from dlp.read import collect
from dlp.read.base import PartContent
from dlp.read.files import File, LocalFileReader
from dlp.read.files.kinds import format_of
from dlp.read.formats import FORMATS, resolve
from dlp.redaction.core import cut_values
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files.base import FormatRedactor, ValueReplacer
from dlp.redaction.values import Value, ValueFinder

__all__ = ["LocalFileEditor", "redact_file"]


class LocalFileEditor(LocalFileReader):
    """Reads and redacts files in this very process: for the cage's own processes, and for tests."""

    def redact(
        self,
        item: PartContent,
        limits: InspectionSettings,
        wanted: Sequence[Value],
        placeholder: str,
        passwords: Sequence[str] = (),
    ) -> bytes:
        """See `dlp.redaction.editor.FileEditor.redact`."""
        return redact_file(item, limits, wanted, placeholder, passwords, self.depth)


def redact_file(
    item: PartContent,
    limits: InspectionSettings,
    wanted: Sequence[Value],
    placeholder: str,
    passwords: Sequence[str] = (),
    depth: int = 0,
) -> bytes:
    """`item` without the values in `wanted`. Raises `CannotRedact`."""
    if depth >= limits.files.depth:
        raise CannotRedact("unreadable")
    reader = LocalFileReader(depth)
    before = reader.read(item, limits, passwords)
    format = FORMATS[format_of(item.data, item.name, item.media_type)]
    if not format.redact:
        raise CannotRedact("format")
    redactor: FormatRedactor = resolve(format.redact)
    file = File(item.part, item.data, format.name, item.name, item.media_type, depth)
    replacer = ValueReplacer(wanted, placeholder, limits, _inside, passwords)
    try:
        result = redactor(file, replacer)
        second = list(resolve(format.second_reader)(result)) if format.second_reader else []
    except (CannotRedact, MemoryError):
        raise
    except Exception:
        raise CannotRedact("crashed") from None
    after = reader.read(
        PartContent(item.part, item.media_type, result, name=item.name), limits, passwords
    )
    _verify(before, after, second, replacer.finder)
    return result


def _verify(before: Reading, after: Reading, second: Iterable[str], finder: ValueFinder) -> None:
    if _unread(after.findings) > _unread(before.findings):
        raise CannotRedact("unreadable")
    for text in (*(passage.text for passage in after.passages), *second):
        if any(finder.finditer(text)):
            raise CannotRedact("left")


def _unread(findings: Iterable[Finding]) -> int:
    return sum(finding.kind in UNREAD for finding in findings)


def _inside(
    around: File, step: str, data: bytes, name: str, media_type: str, replacer: ValueReplacer
) -> bytes:
    """A file inside `around` without the values; the very same bytes if none is in it."""
    media_type = media_type or "application/octet-stream"
    files = LocalFileEditor(around.depth + 1)
    before = collect(media_type, data, replacer.limits, files, name)
    if _unread(before.findings):
        raise CannotRedact("unreadable")
    if not any(replacer.touches(passage.text) for passage in before.passages):
        return data
    return cut_values(media_type, data, replacer.wanted, before, replacer.placeholder, files, name)
