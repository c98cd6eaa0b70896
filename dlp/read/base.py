"""What a reader is given and where it puts what it found.

A reader is a function ``(item, out) -> None`` for a family of media types, in a file of its own,
named in a record of `dlp.read.formats`. It never raises for bad input: what it cannot read it says
with `Collector.unreadable`. Readers know nothing of mail; only `dlp.read.mail` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from dlp.config import InspectionSettings
from dlp.mime.params import Param
from dlp.mime.tree import Field, Part
from dlp.model import (
    Finding,
    PartFact,
    Passage,
    Reading,
    Role,
    Segment,
    Spot,
    Unread,
    partial,
    unreadable,
)

#: deepest nesting whatever the configuration says: readers call each other, on one stack
_DEEPEST = 60


class SourceSyntax(StrEnum):
    """What a leaf's source is written in, which decides how a replacement has to be written."""

    TEXT = "text"
    FLOWED = "flowed"
    FOLDED = "folded"
    #: rows of cells: a delimiter must not be cut, nor come in
    TABLE = "table"
    JSON = "json"
    HTML = "html"
    FIELD = "field"
    ADDRESSES = "addresses"
    NAME = "name"
    GAP = "gap"
    #: a file read elsewhere (`FileReader`): its passages have no map back
    FILE = "file"


@dataclass(slots=True, eq=False)
class Buffer:
    """Bytes with MIME offsets in them: the message, or a message decoded out of a part of it."""

    data: bytes
    parent: tuple[Buffer, Part] | None = None


@dataclass(slots=True, eq=False)
class SourceLocation:
    """Where a leaf's bytes stand in the message: in the body of `part`, in a header field of it, or
    in a gap between its parts."""

    buffer: Buffer
    part: Part
    field: Field | None = None
    gap: tuple[int, int] | None = None
    #: for a file name: the parameters that say it
    params: tuple[Param, ...] = ()
    #: the signed or encrypted ancestor that a change would break, "" for none
    sealed: str = ""


@dataclass(slots=True, eq=False)
class TextLeaf:
    """One text of the message (a body, a header field, a file name, a file) with the passages that
    were read from it. Their segments are offsets into `exact`, the decoded text, which encodes back
    to the very bytes at `location` with `codec`."""

    exact: str
    codec: str
    syntax: SourceSyntax
    location: SourceLocation | None
    passages: list[Passage] = field(default_factory=list)
    #: what redaction takes out: passage, and spans of its text (`dlp.redaction.values.Cut`)
    cuts: list[tuple[Passage, Any]] = field(default_factory=list)
    #: for `SourceSyntax.FILE`
    item: PartContent | None = None
    #: for redaction: the file may be dropped where it cannot be cut, or has to be
    may_go: bool = False
    must_go: bool = False


@dataclass(frozen=True, slots=True)
class PartContent:
    """A part of a message, or a file in one, that is to be read."""

    part: str
    media_type: str
    #: without transfer encoding
    data: bytes
    charset: str = ""
    params: tuple[Param, ...] = ()
    name: str = ""
    location: SourceLocation | None = None

    def param(self, name: str) -> str:
        """The first parameter of that name, or ""."""
        return next((param.value for param in self.params if param.name == name), "")


@dataclass(slots=True)
class WorkBudget:
    """Bytes that may still be expanded or decoded out of one message or one file."""

    left: int
    #: pictures read so far, and the processor time at which the first was met
    pictures: int = 0
    pictures_since: float | None = None


class FileReader(Protocol):
    """Reads files of formats that are not text: in a caged process (`dlp.cage.client`), or in this
    one (`dlp.read.files.LocalFileReader`)."""

    def read(
        self, item: PartContent, limits: InspectionSettings, passwords: Sequence[str] = ()
    ) -> Reading:
        """What the file says. Paths begin with `item.part`. Never raises for a bad file: what
        cannot be read is a finding."""
        ...


class Collector:
    """Passages, findings and facts of one message, within the limits."""

    def __init__(
        self,
        limits: InspectionSettings,
        read_part: TextReader,
        files: FileReader | None = None,
        work: WorkBudget | None = None,
    ) -> None:
        """`read_part` reads whatever stands inside of what is read (`dlp.read.part`): readers get
        it from here, so that none has to know the others. Without `files`, what is no text is
        UNREADABLE."""
        self.limits = limits
        self.files = files
        self._read_part = read_part
        #: how many parts stand around the one that is being read
        self.nesting = 0
        #: files met on the way, read when all text is known (it may say their passwords)
        self.pending: list[PartContent] = []
        #: bytes that may still be decoded from one reading into another (nested, both ways)
        self.work = work or WorkBudget(4 * limits.text + 64 * 1024**2)
        self.leaves: list[TextLeaf] = []
        self.passages: list[Passage] = []
        self.findings: list[Finding] = []
        self.facts: list[PartFact] = []
        self.labels: dict[str, tuple[str, ...]] = {}
        self.sealed = self.automatic = False
        self._paths: dict[str, int] = {}
        self._left = limits.text

    def path(self, part: str) -> str:
        """`part`, or `part` with ``:2``, ``:3``, … where it was given out before."""
        count = self._paths.get(part, 0) + 1
        self._paths[part] = count
        if count == 1:
            return part
        return self.path(f"{part}:{count}")

    def leaf(
        self, exact: str, codec: str, syntax: SourceSyntax, location: SourceLocation | None
    ) -> TextLeaf:
        """A new leaf; add its passages with `add`."""
        leaf = TextLeaf(exact, codec, syntax, location)
        self.leaves.append(leaf)
        return leaf

    def add(
        self,
        leaf: TextLeaf,
        part: str,
        text: str,
        role: Role,
        media_type: str,
        segments: tuple[Segment, ...] | None = None,
        spots: tuple[Spot, ...] = (),
    ) -> None:
        """A passage read from `leaf`; without `segments` it stands character for character."""
        if not text or text.isspace():
            return
        path = self.path(part)
        if len(text) > self._left:
            self.unreadable(path, Unread.TOO_LARGE, "more text than the limit")
            self._left = 0
            return
        self._left -= len(text)
        if segments is None:
            segments = (Segment(0, len(text), 0, len(text)),)
        passage = Passage(path, text, role, media_type, segments, spots)
        leaf.passages.append(passage)
        self.passages.append(passage)

    def inside(self, item: PartContent) -> None:
        """Read what stands inside of what is being read: a file in a page, a mail of a mailbox."""
        self.nested(item.part, lambda: self._read_part(item, self))

    def nested(self, part: str, read: Callable[[], None]) -> None:
        """`read` with `part` around it; UNREADABLE (too-large) where too many stand around that."""
        if self.nesting >= min(self.limits.depth, _DEEPEST):
            self.unreadable(part, Unread.TOO_LARGE, "depth")
            return
        self.nesting += 1
        try:
            read()
        finally:
            self.nesting -= 1

    def afford(self, part: str, size: int) -> bool:
        """Take `size` bytes of work from the budget; False (and a finding) where it is spent."""
        if size > self.work.left:
            self.unreadable(part, Unread.TOO_LARGE, "more nested content than the limit")
            return False
        self.work.left -= size
        return True

    def unreadable(self, part: str, reason: Unread, why: str = "") -> None:
        """Say that `part` could not be read, or not in the one way every client reads it."""
        found = unreadable(part, reason, why)
        if found not in self.findings[-20:]:
            self.findings.append(found)

    def partial(self, part: str, reason: Unread, why: str = "") -> None:
        """Say that some of `part` could not be read, beside what could."""
        found = partial(part, reason, why)
        if found not in self.findings[-20:]:
            self.findings.append(found)

    def take(self, item: PartContent, reading: Reading) -> None:
        """Everything that was read of a file elsewhere, under one leaf that stands for the file."""
        leaf = self.leaf("", "", SourceSyntax.FILE, item.location)
        leaf.item = item
        for each in reading.passages:
            self.add(leaf, each.part, each.text, each.role, each.media_type, (), each.spots)
        self.findings += reading.findings
        self.facts += reading.parts
        for name, values in reading.labels.items():
            self.labels[name] = (*self.labels.get(name, ()), *values)

    @property
    def text_left(self) -> int:
        """Characters that may still be read of this message."""
        return self._left

    def label(self, name: str, value: str) -> None:
        """Keep a machine-readable label as it stands."""
        self.labels[name] = (*self.labels.get(name, ()), value)

    def fact(self, part: str, media_type: str, size: int, name: str = "") -> None:
        """What policy may ask about a part."""
        self.facts.append(PartFact(part, media_type, size, name))

    def reading(self) -> Reading:
        """All of it as values."""
        return Reading(
            tuple(self.passages),
            tuple(self.findings),
            tuple(self.facts),
            self.labels,
            self.sealed,
            self.automatic,
        )


TextReader = Callable[[PartContent, Collector], None]
