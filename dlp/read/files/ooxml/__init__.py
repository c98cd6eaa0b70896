"""Office Open XML: documents, workbooks, presentations, and packages of their kind.

A reader follows the relationships from the package down, so that each part is named as a person
would name it (``slide:3/notes``), and then reads every part that nothing points to. In each XML
part, every string that its reader did not give is given after it; every other part is read as the
file it is. Sources: ISO/IEC 29500-1 to -4 (strict and transitional), [MS-DOCX], [MS-XLSX],
[MS-PPTX], [MS-OFFCRYPTO] for labels.
"""

from __future__ import annotations

from lxml import etree

from dlp.config import InspectionSettings
from dlp.model import Unread
from dlp.read.files.base import File, Sink
from dlp.read.files.ooxml import part_readers
from dlp.read.files.ooxml.reader import PackageReader
from dlp.read.files.package import open_package, read_margins

__all__ = ["read_ooxml", "warm"]

#: codecs that names and macros may be in: each is a module of its own
_CODECS = (
    "cp437 cp874 cp932 cp936 cp949 cp950 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257"
    " cp1258 utf-16-le latin-1"
)


def read_ooxml(file: File, sink: Sink) -> None:
    """Read any OOXML package into `sink`."""
    package = open_package(file.data, sink.limits.files.entries)
    reader = PackageReader(package, sink, part_readers.ALL)
    reader.read()
    read_margins(package, sink)
    if not sink.characters and reader.held_text:
        sink.unreadable("", Unread.SILENT, "parts that hold characters, of which none were read")


def warm(limits: InspectionSettings) -> None:
    """Load what is loaded on first use."""
    for codec in _CODECS.split():
        b"x\0".decode(codec)
    etree.fromstring("<a/>".encode("utf-16"))
