"""OpenDocument: texts, spreadsheets, presentations, drawings; packages and flat XML.

What people see comes first, part by part; then every string of every XML part that was not given,
and every other part as the file it is. Source: OASIS OpenDocument 1.3 parts 2 and 3.
"""

from __future__ import annotations

from dlp.model import Unread
from dlp.read.files.base import File, Sink
from dlp.read.files.odf.document import OdfDocument, read_flat_document
from dlp.read.files.package import open_package, read_margins

__all__ = ["read_flat", "read_odf"]


def read_odf(file: File, sink: Sink) -> None:
    """Read an OpenDocument package into `sink`."""
    package = open_package(file.data, sink.limits.files.entries)
    document = OdfDocument(package, sink)
    document.read()
    read_margins(package, sink)
    if not sink.characters and document.held_text:
        sink.unreadable("", Unread.SILENT, "parts that hold characters, of which none were read")


def read_flat(file: File, sink: Sink) -> None:
    """Read a document that is one XML file."""
    sink.afford(len(file.data))
    read_flat_document(file.data, sink)
