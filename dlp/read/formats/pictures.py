"""PDF, pictures, sound and film."""

from __future__ import annotations

from functools import partial

from dlp.read.formats.record import Format, Signature

#: viewers and players tell these by their content, whatever they are called
_VIEWERS = frozenset(("pictures",))
_PLAYERS = frozenset(("sound",))

_PICTURE_TEXT = (
    "text by OCR: every page and different frame, turned ones, what transparency hides; EXIF with"
    " GPS, IPTC, Photoshop blocks, XMP; text chunks, comments, segments and chunks nobody knows;"
    " thumbnails; what stands behind the picture's end"
)
_TAG_TEXT = (
    "ID3 (v1, v2.2 to 2.4), APE, lyrics, Vorbis comments, INFO, `bext`, labels, iTunes and"
    " QuickTime tags, chapters, subtitles, cover pictures, attached files"
)
_ENDS_TEXT = "readable runs at both ends"
_READ_IMAGE = "dlp.read.files.images:read_image"
_REDACT_IMAGE = "dlp.redaction.files.images:redact_image"
_SECOND_IMAGE = "dlp.redaction.files.images:second"
_WARM_IMAGES = ("dlp.read.files.images:warm",)
_READ_MEDIA = "dlp.read.files.media:read_media"
_REDACT_MEDIA = "dlp.redaction.files.media:redact_media"
_SECOND_MEDIA = "dlp.redaction.files.media:second"
_MEDIA_NOTE = "written over, letter by letter; not inside covers and attached files"
#: of the header that follows a bitmap's file header
_BMP_HEADERS = b"\x0c\x28\x34\x38\x40\x6c\x7c"
#: pictures whose pixels can be built anew
_picture = partial(
    Format,
    contents=_PICTURE_TEXT,
    opened_by=_VIEWERS,
    read=_READ_IMAGE,
    redact=_REDACT_IMAGE,
    second_reader=_SECOND_IMAGE,
    warm=_WARM_IMAGES,
)
#: sound and film with tags
_tagged = partial(
    Format,
    contents=_TAG_TEXT,
    opened_by=_PLAYERS,
    read=_READ_MEDIA,
    redact=_REDACT_MEDIA,
    second_reader=_SECOND_MEDIA,
    redaction_note=_MEDIA_NOTE,
)

PICTURES = (
    Format(
        name="pdf",
        title="PDF",
        contents=(
            "text of pages: white, invisible, tiny, clipped, off the page, under other things, in"
            " layers that are off, in forms; what ActualText replaces **and** what it says;"
            " properties, XMP, bookmarks, page labels, destinations, layer names; comments with"
            " authors, rich text, pop-ups; the look of annotations and fields; form values,"
            " defaults, tooltips, choices, XFA; links; scripts; alternative texts; attached files"
            " and their names; private data of programs; metadata of JPEGs in it; earlier"
            " revisions; objects that nothing points to or no table lists; what stands before the"
            " header and behind the end; scanned pages by OCR"
        ),
        endings=("pdf",),
        media_types=("application/pdf",),
        signatures=(
            Signature(b"%PDF-", after_blanks=True),
            # ISO 32000-1 H.3; a mail may quote it
            Signature(b"%PDF-", within=1024, doubtful=True),
        ),
        read="dlp.read.files.pdf:read_pdf",
        redact="dlp.redaction.files.pdf:redact_pdf",
        second_reader="dlp.redaction.files.pdf:second",
        warm=("dlp.read.files.pdf:warm", "dlp.redaction.files.pdf:warm"),
    ),
    _picture(
        name="png",
        title="PNG",
        endings=("png",),
        media_types=("image/png",),
        signatures=(Signature(b"\x89PNG\r\n\x1a\n"),),
    ),
    _picture(
        name="jpeg",
        title="JPEG",
        endings=("jpg", "jpeg", "jpe", "jfif"),
        media_types=("image/jpeg",),
        signatures=(Signature(b"\xff\xd8\xff"),),
    ),
    _picture(
        name="gif",
        title="GIF",
        endings=("gif",),
        media_types=("image/gif",),
        signatures=(Signature(b"GIF87a"), Signature(b"GIF89a")),
    ),
    _picture(
        name="tiff",
        title="TIFF",
        endings=("tif", "tiff"),
        media_types=("image/tiff",),
        signatures=tuple(map(Signature, (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"))),
    ),
    _picture(
        name="bmp",
        title="BMP",
        endings=("bmp", "dib"),
        media_types=("image/bmp",),
        signatures=tuple(
            Signature(b"BM", also=((6, bytes(4)), (14, bytes((size,))))) for size in _BMP_HEADERS
        ),
    ),
    _picture(
        name="webp",
        title="WebP",
        endings=("webp",),
        media_types=("image/webp",),
        signatures=(Signature(b"RIFF", also=((8, b"WEBP"),)),),
    ),
    _picture(
        name="jpeg2000",
        title="JPEG 2000",
        signatures=(
            Signature(b"\0\0\0\x0cjP  \r\n\x87\n"),
            Signature(b"\xff\x4f\xff\x51"),
        ),
    ),
    Format(
        name="ico",
        title="ICO",
        contents=_PICTURE_TEXT,
        endings=("ico", "cur"),
        signatures=(Signature(b"\0\0\1\0"),),
        opened_by=_VIEWERS,
        read=_READ_IMAGE,
        warm=_WARM_IMAGES,
    ),
    Format(
        name="svg",
        title="SVG",
        contents=(
            "text over its pieces, descriptions, metadata, comments, scripts, styles, links, labels"
            " and `data-` attributes, what entities stand for, pictures and drawings in `data:`"
            " links"
        ),
        endings=("svg", "svgz"),
        media_types=("image/svg+xml",),
        opened_by=_VIEWERS | {"text"},
        read="dlp.read.files.svg:read_svg",
        redact="dlp.redaction.files.svg:redact_svg",
        second_reader="dlp.redaction.files.svg:second",
        redaction_note="not what an entity stands for",
    ),
    _tagged(
        name="mp3",
        title="MP3",
        endings=("mp3",),
        media_types=("audio/mpeg",),
        signatures=(
            Signature(b"ID3", doubtful=True),
            *(Signature(bytes((0xFF, second))) for second in b"\xfb\xf3\xf2\xfa\xe3\xe2"),
        ),
    ),
    _tagged(
        name="flac",
        title="FLAC",
        endings=("flac",),
        signatures=(Signature(b"fLaC", doubtful=True),),
    ),
    _tagged(
        name="ogg",
        title="Ogg",
        endings=("ogg", "oga", "ogv", "opus"),
        signatures=(Signature(b"OggS\0"),),
    ),
    _tagged(
        name="wav",
        title="WAV",
        endings=("wav",),
        signatures=(Signature(b"RIFF", also=((8, b"WAVE"),)),),
    ),
    _tagged(
        name="avi",
        title="AVI",
        endings=("avi",),
        signatures=(Signature(b"RIFF", also=((8, b"AVI "),)),),
    ),
    _tagged(
        name="mp4",
        title="MP4, QuickTime",
        endings=("mp4", "m4a", "m4v", "mov", "3gp"),
        media_types=("video/mp4",),
        # behind the size of that box, which is small
        signatures=(Signature(b"\0\0", also=((4, b"ftyp"),)),),
        look_inside="dlp.read.files.containers:bmff_kind",
    ),
    _tagged(
        name="matroska",
        title="Matroska, WebM",
        endings=("mkv", "webm", "mka"),
        signatures=(Signature(b"\x1a\x45\xdf\xa3"),),
    ),
    Format(
        name="asf",
        title="ASF",
        contents=_ENDS_TEXT,
        signatures=(Signature(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),),
        opened_by=_PLAYERS,
        read=_READ_MEDIA,
        redact=_REDACT_MEDIA,
        second_reader=_SECOND_MEDIA,
    ),
    Format(
        name="flv",
        title="FLV",
        contents=_ENDS_TEXT,
        signatures=(Signature(b"FLV\1"),),
        opened_by=_PLAYERS,
        read=_READ_MEDIA,
    ),
    Format(
        name="mpeg",
        title="MPEG",
        contents=_ENDS_TEXT,
        signatures=(Signature(b"\0\0\1\xba"), Signature(b"\0\0\1\xb3")),
        opened_by=_PLAYERS,
        read=_READ_MEDIA,
    ),
    Format(
        name="midi",
        title="MIDI",
        contents=_ENDS_TEXT,
        signatures=(Signature(b"MThd\0\0\0\6"),),
        opened_by=_PLAYERS,
        read=_READ_MEDIA,
    ),
)
