"""Files → passages. Everything here runs in a caged process of its own, one for a file.

`LocalFileReader` reads in this process instead: inside the cage, for what stands in a file, and in
tests.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlp.config import InspectionSettings
from dlp.model import Reading, Unread, mismatch
from dlp.read.base import Collector, PartContent, WorkBudget
from dlp.read.files.base import CannotRead, File, FormatReader, Sink
from dlp.read.files.kinds import format_of, misleading
from dlp.read.files.unknown import give_strings
from dlp.read.formats import FORMATS, resolve
from dlp.read.part import read_part
from dlp.read.pending import read_pending

__all__ = ["CannotRead", "File", "LocalFileReader", "Sink", "read_file"]


class LocalFileReader:
    """Reads files in this very process: for the cage's own processes, and for tests."""

    def __init__(self, depth: int = 0, work: WorkBudget | None = None) -> None:
        """`depth` files stand around what is read; `work` is shared with them."""
        self.depth, self._work = depth, work

    def read(
        self, item: PartContent, limits: InspectionSettings, passwords: Sequence[str] = ()
    ) -> Reading:
        """What `item` says, within `limits`."""
        work = self._work or WorkBudget(limits.files.expanded)
        out = Collector(limits, read_part, LocalFileReader(self.depth + 1, work), work)
        read_file(item, out, passwords, self.depth)
        return out.reading()


def read_file(
    item: PartContent, out: Collector, passwords: Sequence[str] = (), depth: int = 0
) -> None:
    """Read one file into `out` by the reader of its format. Never raises for a bad file."""
    if depth >= out.limits.files.depth:
        out.unreadable(item.part, Unread.TOO_LARGE, "depth")
        return
    format = format_of(item.data, item.name, item.media_type)
    file = File(item.part, item.data, format, item.name, item.media_type, depth)
    if claimed := misleading(format, item.name, item.media_type):
        out.findings.append(mismatch(item.part, claimed, format))
    reader: FormatReader = resolve(FORMATS[format].read)
    sink = Sink(file, out, passwords, _inside)
    try:
        reader(file, sink)
    except CannotRead as cannot:
        out.unreadable(item.part, cannot.reason, cannot.why)
        if cannot.reason in (Unread.BROKEN, Unread.SILENT):
            give_strings(file, sink)
    except MemoryError:
        raise
    except Exception as error:
        out.unreadable(item.part, Unread.CRASHED, type(error).__name__)
        give_strings(file, sink)


def _inside(item: PartContent, out: Collector, depth: int, passwords: Sequence[str]) -> None:
    """Read what stands inside a file; `depth` files stand around it."""
    out.fact(item.part, item.media_type, len(item.data), item.name)
    limits = out.limits.model_copy(update={"text": out.text_left})
    nested = Collector(limits, read_part, LocalFileReader(depth, out.work), out.work)
    read_part(item, nested)
    read_pending(nested, passwords)
    out.take(item, nested.reading())
