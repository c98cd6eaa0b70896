"""Sound and film: what people wrote beside it. The sound and the pictures themselves are not read,
and that is said: PARTIAL (type).
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from dlp.model import Role, Unread
from dlp.read.files.base import File, Sink
from dlp.read.files.media import bmff, ebml, id3, riff, vorbis
from dlp.read.files.metadata import printable

#: of formats without a reader of their own, so much from either end is looked at for words
_ENDS = 1 << 20


def _ends(data: bytes, sink: Sink) -> None:
    """Readable runs at both ends, where such formats keep their words."""
    pieces = (data,) if len(data) <= 2 * _ENDS else (data[:_ENDS], data[-_ENDS:])
    for piece in pieces:
        sink.text("property:text", printable(piece), Role.PROPERTY)


_READERS: dict[str, Callable[[bytes, Sink], None]] = {
    "mp3": id3.read,
    "flac": vorbis.read_flac,
    "ogg": vorbis.read_ogg,
    "mp4": bmff.read,
    "wav": riff.read,
    "avi": riff.read,
    "matroska": ebml.read,
    "asf": _ends,
    "flv": _ends,
    "mpeg": _ends,
    "midi": _ends,
}


def read_media(file: File, sink: Sink) -> None:
    """Tags, pictures, lyrics, chapters, subtitles, attachments."""
    try:
        _READERS[file.format](file.data, sink)
    except (struct.error, IndexError, ValueError):
        sink.partial("", Unread.BROKEN, "tags that cannot be read")
    sink.partial("", Unread.TYPE, "sound and film are not read, only what is written beside")
