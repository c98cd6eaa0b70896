"""Which reader reads which format. A new family of formats is one module and its lines here.

Only the cage imports this (`dlp.cage`), so that no other process loads the libraries: import
readers plainly at the top.
"""

from __future__ import annotations

from collections.abc import Callable

from dlp.config import Inspection
from dlp.read.files import (
    archives,
    images,
    iwork,
    media,
    metafile,
    msg,
    odf,
    ole,
    ooxml,
    pdf,
    rtf,
    streams,
    svg,
    tnef,
    unknown,
    xlsb,
)
from dlp.read.files.base import FileReader
from dlp.read.files.members import TEXTS

#: format by content (`dlp.read.files.kinds`) → reader
READERS: dict[str, FileReader] = {
    "zip": archives.read_zip,
    "tar": archives.read_tar,
    "rtf": rtf.read,
    "xlsb": xlsb.read,
    "emf": metafile.read_emf,
    "wmf": metafile.read_wmf,
    "epub": archives.read_zip,
    "xps": archives.read_zip,
    "iwork": iwork.read,
    **dict.fromkeys(TEXTS, unknown.read_text),
    "msg": msg.read,
    "tnef": tnef.read,
    **dict.fromkeys("doc xls ppt ole ooxml-encrypted visio-ole publisher".split(), ole.read),
    **dict.fromkeys("docx xlsx pptx ooxml visio".split(), ooxml.read_ooxml),
    **dict.fromkeys("odt ods odp odg odf".split(), odf.read_odf),
    "fodf": odf.read_flat,
    **dict.fromkeys("7z rar cab iso ar cpio lha xar rpm".split(), archives.read_archive),
    "pdf": pdf.read_pdf,
    "svg": svg.read_svg,
    **dict.fromkeys(media.FORMATS, media.read_media),
    **dict.fromkeys("png jpeg gif tiff bmp webp ico jpeg2000".split(), images.read_image),
    **dict.fromkeys("gz bz2 xz lzma zst lz4 compress".split(), streams.read),
}

#: who reads what nobody of these does
OTHERS: FileReader = unknown.read

#: called once, before any file is met, while files may still be opened: what a library loads on
#: first use (codecs, language data, fonts) has to be loaded here
WARM: list[Callable[[Inspection], None]] = [images.warm, ooxml.warm, pdf.warm]
