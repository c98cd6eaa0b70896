"""Which redactor and which second reader belongs to which format."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dlp.config import Inspection
from dlp.read.files.members import TEXTS
from dlp.redaction.files import archives, images, media, office, pdf, rtf, svg, texts
from dlp.redaction.files.base import FileRedactor

#: format (`dlp.read.files.kinds`) → redactor
REDACTORS: dict[str, FileRedactor] = {
    "zip": archives.redact_zip,
    "tar": archives.redact_tar,
    **dict.fromkeys(("gz", "bz2", "xz", "lzma"), archives.redact_stream),
    "epub": archives.redact_zip,
    "rtf": rtf.redact,
    **dict.fromkeys(TEXTS, texts.redact),
    "pdf": pdf.redact_pdf,
    "svg": svg.redact_svg,
    **dict.fromkeys("mp3 flac ogg mp4 wav avi matroska asf".split(), media.redact_media),
    **dict.fromkeys(("docx", "xlsx", "pptx"), office.redact_ooxml),
    **dict.fromkeys(("odt", "ods", "odp", "odg"), office.redact_odf),
    **dict.fromkeys("png jpeg gif tiff bmp webp jpeg2000".split(), images.redact_image),
}

#: format → all text that another library than the reader's finds in the file's bytes
SECOND: dict[str, Callable[[bytes], Iterable[str]]] = {
    **dict.fromkeys(("zip", "tar", "gz", "bz2", "xz", "lzma"), archives.second),
    "epub": archives.second,
    "rtf": rtf.second,
    "pdf": pdf.second,
    "svg": svg.second,
    **dict.fromkeys("mp3 flac ogg mp4 wav avi matroska asf".split(), media.second),
    **dict.fromkeys("docx xlsx pptx odt ods odp odg".split(), office.second_texts),
    **dict.fromkeys("png jpeg gif tiff bmp webp jpeg2000".split(), images.second),
}

#: as `dlp.read.files.registry.WARM`
WARM: list[Callable[[Inspection], None]] = [pdf.warm]
