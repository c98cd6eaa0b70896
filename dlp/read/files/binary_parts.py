"""Parts of office packages that are no XML: embedded files, and data that only a program reads."""

from __future__ import annotations

from dlp.model import Role
from dlp.read.files.base import Sink
from dlp.read.files.members import media_type_of
from dlp.read.files.strings import strings

#: StarView metafiles: previews that an office program draws of its own objects
PREVIEW = b"VCLMTF"


def read_binary_part(sink: Sink, step: str, data: bytes, name: str, own: bool = False) -> None:
    """A part as the file it is; what is the program's `own` (a printer's settings, a font, a
    preview) by the text that stands in its bytes."""
    if own or data.startswith(PREVIEW):
        sink.text(step, strings(data), Role.HIDDEN)
    else:
        sink.file(step, data, name, media_type_of(data, name))
