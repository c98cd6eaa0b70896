"""What a file reader is given and where it puts what it found.

A file reader is a function ``(file, sink) -> None`` for one family of formats, in a module of its
own, named in a record of `dlp.read.formats`. It runs in a caged process of its own (`dlp.cage`),
and must not count on it: it checks sizes before it expands, and stops where a limit is met.

It raises `CannotRead` where the file as a whole cannot be read; any other exception becomes
UNREADABLE (crashed), beside what was read until then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlp.model import Role, Spot, Unread
from dlp.read.base import Collector, PartContent, SourceSyntax, TextLeaf
from dlp.read.paths import safe_name


class CannotRead(Exception):
    """A file, or a step of it, that cannot be read. `why` never quotes the file."""

    def __init__(self, reason: Unread, why: str = "") -> None:
        super().__init__(reason.value)
        self.reason, self.why = reason, why


@dataclass(frozen=True, slots=True)
class File:
    """One file: a part of a message, a member of an archive, an object in a document."""

    #: path of the part, e.g. ``attachment:2/report.docx``; what is read stands below it
    part: str
    data: bytes
    #: what it is by its content, the name of a `Format`, e.g. ``docx``
    format: str
    #: what it claims to be, "" for nothing
    name: str = ""
    media_type: str = ""
    #: how many files stand around it
    depth: int = 0


class Sink:
    """Where a reader puts what one file says. Steps name places as a person would:
    ``comment:3``, ``page:2``, ``sheet:Budget``, ``property:Title``, ``header:1``, ``page:2/ocr``.
    """

    def __init__(
        self, file: File, out: Collector, passwords: Sequence[str], inside: Inside
    ) -> None:
        self._file, self._out, self._inside = file, out, inside
        self._leaf: TextLeaf = out.leaf("", "", SourceSyntax.FILE, None)
        #: passwords that may open this file, likeliest first
        self.passwords = tuple(passwords)
        self.limits = out.limits
        #: what is left of the file's budgets, shared with all that stands around and inside it
        self.work = out.work
        #: how many characters this file's reader has given
        self.characters = 0

    def text(
        self, step: str, text: str, role: Role = Role.BODY, spots: tuple[Spot, ...] = ()
    ) -> None:
        """Text that stands at `step` ("" for the file's main text); ``\\n`` line ends."""
        self.characters += len(text)
        self._out.add(
            self._leaf,
            self.path(step),
            text,
            role,
            self._file.media_type or "text/plain",
            (),
            spots,
        )

    def property(self, name: str, value: str) -> None:
        """A document property: text for the detectors, and a label as it stands."""
        self.text(f"property:{safe_name(name)}", value, Role.PROPERTY)
        self._out.label(f"{self._file.part}#{name}", value)

    def file(self, step: str, data: bytes, name: str = "", media_type: str = "") -> None:
        """Read a file inside this one: an embedded object, a member of an archive, a mail.
        Whatever it is, text, too."""
        media_type = media_type or "application/octet-stream"
        item = PartContent(self.path(step), media_type, data, name=name)
        self._inside(item, self._out, self._file.depth + 1, self.passwords)

    def unreadable(self, step: str, reason: Unread, why: str = "") -> None:
        """Say that what stands at `step` ("" for the whole file) could not be read."""
        self._out.unreadable(self.path(step), reason, why)

    def partial(self, step: str, reason: Unread, why: str = "") -> None:
        """Say that some of what stands at `step` could not be read, beside what could."""
        self._out.partial(self.path(step), reason, why)

    def afford(self, size: int) -> None:
        """Take `size` bytes of expanded content from the message's budget, before expanding.
        Raises `CannotRead` (too-large) where it is spent."""
        if size > self._out.work.left:
            raise CannotRead(Unread.TOO_LARGE, "more content than the limit")
        self._out.work.left -= size

    def path(self, step: str) -> str:
        """The part path of `step`."""
        return f"{self._file.part}/{step}" if step else self._file.part


#: (what stands inside, where its reading goes, how many files stand around it, passwords)
Inside = Callable[[PartContent, Collector, int, Sequence[str]], None]

FormatReader = Callable[[File, Sink], None]
