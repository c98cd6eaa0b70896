"""The interface through which files are read and values taken out of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dlp.config import InspectionSettings
from dlp.read.base import FileReader, PartContent
from dlp.redaction.values import Value


class FileEditor(FileReader, Protocol):
    """The cage, or this process (`dlp.redaction.files.LocalFileEditor`)."""

    def redact(
        self,
        item: PartContent,
        limits: InspectionSettings,
        wanted: Sequence[Value],
        placeholder: str,
        passwords: Sequence[str] = (),
    ) -> bytes:
        """The file's bytes without the values. Raises `CannotRedact`."""
        ...
