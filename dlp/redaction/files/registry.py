"""Which redactor and which second reader belongs to which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlp.redaction.files.base import FileRedactor

#: format (`dlp.read.files.kinds`) → redactor
REDACTORS: dict[str, FileRedactor] = {}

#: format → all text that another library than the reader's finds in the file's bytes
SECOND: dict[str, Callable[[bytes], Iterable[str]]] = {}
