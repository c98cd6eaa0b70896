"""Redacts files that are text, with the edits that a text part of a mail gets."""

from __future__ import annotations

from dlp.read.files.base import File
from dlp.read.formats import FORMATS
from dlp.redaction.files.base import ValueReplacer


def redact(file: File, replacer: ValueReplacer) -> bytes:
    """The text with every value replaced, in its own charset and syntax."""
    return replacer.file(file, "", file.data, file.name, FORMATS[file.format].media_type)
