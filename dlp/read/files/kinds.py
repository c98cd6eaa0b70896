"""What a file is, by its content: the format that decides who reads it.

Names and media types are claims. They only choose between formats that are the same bytes (CSV is
text), and where the content is something else than they claim, that is a finding of its own
(`misleading`). Containers are looked into, within bounds: a ZIP may be ``docx``, an OLE file
``msg``. Signatures: the formats' own specifications; ISO 32000-1 H.3 for a PDF's header within
the first 1024 bytes.
"""

from __future__ import annotations

from dlp.read.files.containers import bmff_kind, ole_kind, riff_kind, zip_kind
from dlp.read.files.texts import text_kind

#: first bytes → format, for formats that their first bytes tell; longer ones first where they share
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\0\0\1\0", "ico"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
    (b"8BPS", "psd"),
    (b"\xd7\xcd\xc6\x9a", "wmf"),
    (b"\1\0\x09\0\0\3", "wmf"),
    (b"\1\0\x09\0\0\1", "wmf"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x1f\x8b", "gz"),
    (b"\x1f\x9d", "compress"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x5d\0\0", "lzma"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"MSCF", "cab"),
    (b"!<arch>\n", "ar"),
    (b"070701", "cpio"),
    (b"070702", "cpio"),
    (b"070707", "cpio"),
    (b"xar!", "xar"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"ITSF", "chm"),
    (b"\x78\x9f\x3e\x22", "tnef"),
    (b"!BDN", "pst"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", "onenote"),
    (b"SQLite format 3\0", "sqlite"),
    (b"%!PS", "postscript"),
    (b"\xc5\xd0\xd3\xc6", "postscript"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
    (b"\xff\xfa", "mp3"),
    (b"\xff\xe3", "mp3"),
    (b"\xff\xe2", "mp3"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"FLV\1", "flv"),
    (b"\0\0\1\xba", "mpeg"),
    (b"\0\0\1\xb3", "mpeg"),
    (b"MThd", "midi"),
    (b"\x7fELF", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"\xfe\xed\xfa\xce", "executable"),
    (b"\xfe\xed\xfa\xcf", "executable"),
    (b"\xce\xfa\xed\xfe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\0asm", "executable"),
    (b"-----BEGIN PGP MESSAGE", "pgp"),
)

#: claims that are the same bytes or that the same program opens without a word
_ALIKE: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "png jpeg gif tiff bmp webp ico heif jpeg2000 psd svg emf wmf",
        "mp3 flac ogg matroska asf flv mpeg midi mp4 wav avi",
        "doc docx rtf html xml eml ooxml-encrypted odt text",
        "xls xlsx xlsb html xml csv ooxml-encrypted ods text",
        "ppt pptx ooxml-encrypted odp",
        "text csv json xml html ics vcf eml mbox svg pgp",
        "gz tar", "bz2 tar", "xz tar", "zst tar", "lzma tar", "compress tar",
        "docx ooxml", "xlsx xlsb ooxml", "pptx ooxml",
        "odt ods odp odg",
        "ole doc xls ppt msg",
    )
)  # fmt: skip

#: a document of these is a ZIP as well, and nobody is misled who is told so
_ZIPS = frozenset("docx xlsx xlsb pptx ooxml odt ods odp odg odf epub visio xps iwork".split())

#: what a name's ending claims; endings that claim nothing certain (dat, bin, tmp) are not here
_ENDINGS: dict[str, str] = {
    ending: format
    for format, endings in {
        "docx": "docx docm dotx dotm",
        "xlsx": "xlsx xlsm xltx xltm",
        "xlsb": "xlsb",
        "pptx": "pptx pptm potx potm ppsx ppsm",
        "odt": "odt ott",
        "ods": "ods ots",
        "odp": "odp otp",
        "odg": "odg otg",
        "fodf": "fodt fods fodp fodg",
        "doc": "doc dot",
        "xls": "xls xlt",
        "ppt": "ppt pps pot",
        "msg": "msg",
        "pdf": "pdf",
        "rtf": "rtf",
        "png": "png",
        "jpeg": "jpg jpeg jpe jfif",
        "gif": "gif",
        "tiff": "tif tiff",
        "bmp": "bmp dib",
        "webp": "webp",
        "heif": "heic heif avif",
        "ico": "ico cur",
        "svg": "svg svgz",
        "psd": "psd",
        "zip": "zip",
        "7z": "7z",
        "rar": "rar",
        "tar": "tar tgz tbz tbz2 txz tzst",
        "gz": "gz",
        "bz2": "bz2",
        "xz": "xz",
        "zst": "zst",
        "cab": "cab",
        "iso": "iso",
        "epub": "epub",
        "mp3": "mp3",
        "mp4": "mp4 m4a m4v mov 3gp",
        "wav": "wav",
        "flac": "flac",
        "ogg": "ogg oga ogv opus",
        "avi": "avi",
        "matroska": "mkv webm mka",
        "eml": "eml mht mhtml",
        "ics": "ics ical ifb",
        "vcf": "vcf vcard",
        "csv": "csv tsv",
        "json": "json",
        "xml": "xml xsl xsd",
        "html": "html htm xhtml",
        "text": "txt log md rst py js ts java c h cpp sh sql yaml yml ini toml",
    }.items()
    for ending in endings.split()
}

#: and a media type, where the name claims nothing
_TYPES: dict[str, str] = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.ms-outlook": "msg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/zip": "zip",
    "application/x-zip-compressed": "zip",
    "application/x-7z-compressed": "7z",
    "application/vnd.rar": "rar",
    "application/x-rar-compressed": "rar",
    "application/x-tar": "tar",
    "application/gzip": "gz",
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/tiff": "tiff",
    "image/bmp": "bmp",
    "image/webp": "webp",
    "image/svg+xml": "svg",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/x-vcard": "vcf",
    "text/csv": "csv",
    "application/json": "json",
    "application/xml": "xml",
    "text/xml": "xml",
    "text/html": "html",
}

_JUNK = b"\xef\xbb\xbf \t\r\n\0"
#: a PDF's header may stand so far in
_PDF_WITHIN = 1024


def format_of(data: bytes, name: str = "", media_type: str = "") -> str:
    """The format, "" for one that nobody here knows. `name` and `media_type` decide only between
    kinds of text."""
    return _binary(data) or text_kind(data, claim(name, media_type))


def claim(name: str, media_type: str = "") -> str:
    """The format that a name claims, or else its media type; "" for nothing certain."""
    ending = name.rpartition(".")[2].lower().strip() if "." in name else ""
    return _ENDINGS.get(ending) or _TYPES.get(media_type.partition(";")[0].strip().lower(), "")


def misleading(format: str, name: str, media_type: str = "") -> str:
    """What the file claims to be where its content is something else that another program would
    open; "" where the claim holds, is harmless (a .jpg that is a PNG), or there is none."""
    claimed = claim(name, media_type)
    if not claimed or claimed == format or (claimed == "zip" and format in _ZIPS):
        return ""
    if any(claimed in group and format in group for group in _ALIKE):
        return ""
    return claimed


def _binary(data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")):
        return zip_kind(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return ole_kind(data)
    if data[:4] == b"RIFF":
        return riff_kind(data)
    if data[4:8] == b"ftyp":
        return bmff_kind(data)
    head = data[:_PDF_WITHIN].lstrip(_JUNK)
    for magic, format in _MAGIC:
        if head.startswith(magic) if format in ("pdf", "rtf") else data.startswith(magic):
            return format
    return _elsewhere(data)


def _elsewhere(data: bytes) -> str:
    """Formats whose signature stands further in."""
    if (
        data[:2] == b"BM"
        and data[6:10] == bytes(4)
        and data[14:15] in b"\x0c\x28\x34\x38\x40\x6c\x7c"
    ):
        return "bmp"
    if data[257:262] == b"ustar":
        return "tar"
    if data[:4] == b"\1\0\0\0" and data[40:44] == b" EMF":
        return "emf"
    if data[2:5] in (b"-lh", b"-lz") and data[6:7] == b"-":
        return "lha"
    if any(data[at : at + 5] == b"CD001" for at in (0x8001, 0x8801, 0x9001)):
        return "iso"
    if data[:2] == b"MZ" and len(data) > 64:
        return "executable"
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    return ""
