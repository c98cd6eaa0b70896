"""Formats without a reader: their strings go to the detectors, and they stay UNREADABLE."""

from __future__ import annotations

from dlp.model import Role, Unread
from dlp.read.files.base import File, Sink
from dlp.read.files.strings import strings
from dlp.read.formats import FORMATS
from dlp.read.sniff import unread_reason

#: of a film or a disk image the first bytes say enough: it is UNREADABLE all the same
_MOST = 4 * 1024**2
_MOST_TEXT = 1024**2
#: shorter runs in compressed data are chance
_LEAST = 7


def read(file: File, sink: Sink) -> None:
    """Read any file for its strings."""
    reason, why = unread_reason(file.media_type, "", file.data)
    if reason is Unread.TYPE:
        give_strings(file, sink)
    sink.unreadable("", reason, why)


def give_strings(file: File, sink: Sink) -> None:
    """The strings of a file that is unknown or broken."""
    found = strings(file.data[:_MOST], _LEAST)
    sink.text("strings", found[:_MOST_TEXT], Role.HIDDEN)


def read_text(file: File, sink: Sink) -> None:
    """Read what is text after all, in a charset that its bytes alone did not give away."""
    sink.file("", file.data, file.name, FORMATS[file.format].media_type)
