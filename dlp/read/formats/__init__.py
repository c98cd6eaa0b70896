"""Every file format that is known, one record each; docs/attachments.md says how to add one."""

from __future__ import annotations

from dlp.read.formats.archives import ARCHIVES
from dlp.read.formats.office import OFFICE
from dlp.read.formats.others import OTHERS, UNKNOWN
from dlp.read.formats.pictures import PICTURES
from dlp.read.formats.record import Format, Signature, resolve
from dlp.read.formats.registry import FormatRegistry
from dlp.read.formats.text import TEXTS

__all__ = [
    "ARCHIVES",
    "FORMATS",
    "OFFICE",
    "OTHERS",
    "PICTURES",
    "TEXTS",
    "UNKNOWN",
    "Format",
    "FormatRegistry",
    "Signature",
    "resolve",
]

FORMATS = FormatRegistry((*ARCHIVES, *OFFICE, *PICTURES, *TEXTS, *OTHERS))
