"""Which redactor and which second reader belongs to which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlp.redaction.files import archives, images, pdf
from dlp.redaction.files.base import FileRedactor

#: format (`dlp.read.files.kinds`) → redactor
REDACTORS: dict[str, FileRedactor] = {
    "zip": archives.redact_zip,
    "tar": archives.redact_tar,
    **dict.fromkeys(("gz", "bz2", "xz", "lzma"), archives.redact_stream),
    "pdf": pdf.redact_pdf,
    **dict.fromkeys("png jpeg gif tiff bmp webp jpeg2000".split(), images.redact_image),
}

#: format → all text that another library than the reader's finds in the file's bytes
SECOND: dict[str, Callable[[bytes], Iterable[str]]] = {
    **dict.fromkeys(("zip", "tar", "gz", "bz2", "xz", "lzma"), archives.second),
    "pdf": pdf.second,
    **dict.fromkeys("png jpeg gif tiff bmp webp jpeg2000".split(), images.second),
}
