"""What a file format is to this program: one record, from which everything else is derived.

A record stands beneath the readers and the redactors and names their functions, as
``module:function``: the gateway and its workers know every name and signature without loading one
library that parses files. Only the caged processes `resolve` the functions (docs/cage.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

#: what may stand before a header that programs look for (ISO 32000-1 H.3; RTF alike)
BLANKS = b"\xef\xbb\xbf \t\r\n\0"


@dataclass(frozen=True, slots=True)
class Signature:
    """Bytes by which a format is known."""

    piece: bytes
    at: int = 0
    #: (offset, bytes) that have to be there as well
    also: tuple[tuple[int, bytes], ...] = ()
    #: blanks may stand before it
    after_blanks: bool = False
    #: it may stand anywhere in so many bytes, 0 for its own place only
    within: int = 0
    #: shorter files are something else
    least: int = 0
    #: plain text may begin so: a media type that promises text is believed
    doubtful: bool = False

    def fits(self, data: bytes) -> bool:
        """Whether all of it stands at its place in `data`."""
        return (
            data.startswith(self.piece, self.at)
            and len(data) >= self.least
            and all(data.startswith(piece, at) for at, piece in self.also)
        )

    @property
    def length(self) -> int:
        """How many bytes have to be right."""
        return len(self.piece) + sum(len(piece) for _, piece in self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One file format. Functions are named ``module:function``, "" for none."""

    #: our word for it, e.g. ``docx``; findings of a file that is not what it claims quote it
    name: str
    #: what people call it, for the documentation
    title: str
    #: what is read of it, for the documentation; formats with the same text share a row
    contents: str

    # ---- how it is told
    #: of file names, without the dot, lower case
    endings: tuple[str, ...] = ()
    #: the first is the one to use; a file of this type that is something else is a mismatch
    media_types: tuple[str, ...] = ()
    #: types that are put on so many other files that they claim nothing
    vague_types: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    #: for a container: (bytes) → name of the format that is in it, or its own
    look_inside: str = ""
    #: the format that this one is as well: a DOCX is a ZIP, and nobody is misled who is told so
    container: str = ""
    #: what tells it from others in its container: words of the main part's content type and folders
    #: (``word/``) of a package, names of streams in a compound file
    inside: tuple[str, ...] = ()
    #: programs that open it whatever it is called; formats that share one do not mislead
    opened_by: frozenset[str] = frozenset()
    #: nothing in its bytes tells it from other text: its name or type decides
    by_claim: bool = False

    # ---- who does what
    #: reads it in the cage: (`File`, `Sink`) → None
    read: str
    #: takes values out of it: (`File`, `FormatRedactor`) → bytes
    redact: str = ""
    #: all text that another library than the reader's finds in its bytes: (bytes) → texts; what
    #: was redacted is looked through by it as well
    second_reader: str = ""
    #: made of characters: a message's part that is one is read by the worker, not in the cage
    is_text: bool = False
    #: its reader there: (`PartContent`, `Collector`) → None; "" for that of plain text
    read_text: str = ""
    #: clients show it as text or as a page: without its own media type it is read both ways
    shown_both_ways: bool = False
    #: called once in the cage before any file is met: (settings) → None. What a library loads
    #: on first use (codecs, language data, fonts) is loaded here: nothing can be opened later
    warm: tuple[str, ...] = ()
    #: what redaction leaves or does differently, for the documentation
    redaction_note: str = ""

    @property
    def media_type(self) -> str:
        """The media type under which it is read where it came without one."""
        return next(iter((*self.media_types, *self.vague_types)), "application/octet-stream")

    @property
    def functions(self) -> tuple[str, ...]:
        """All that it names."""
        named = (self.look_inside, self.read, self.redact, self.second_reader, self.read_text)
        return tuple(filter(None, (*named, *self.warm)))


@cache
def resolve(name: str) -> Any:
    """The function that ``module:function`` names. ImportError or AttributeError for none."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)
