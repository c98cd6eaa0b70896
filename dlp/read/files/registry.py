"""Which reader reads which format. A new family of formats is one module and its lines here."""

from __future__ import annotations

from dlp.read.files.base import FileReader

#: format by content (`dlp.read.files.kinds`) → reader
READERS: dict[str, FileReader] = {}
