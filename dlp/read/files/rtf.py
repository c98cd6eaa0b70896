"""RTF: text of every destination, the information group, embedded objects and pictures."""

from __future__ import annotations

import contextlib
import re
import struct
import zlib

from dlp.model import Role, Unread
from dlp.read.files.base import File, Sink
from dlp.read.files.kinds import format_of
from dlp.read.files.ole1 import embedded_object
from dlp.read.files.rtf_source import RtfSource, RtfStream, is_hex

#: how far into a picture the stream of a packed metafile may begin ([MS-ODRAW] 2.2.31), and how
#: much one may expand to
_PACKED, _MOST_PACKED = 64, 1 << 24
#: names of properties that a person made up
_OWN = re.compile(r"\d{2}|[\s_@]|[A-Z]{3}")
#: names of fonts are no text, but where somebody wrote one there
_TELLING = re.compile(r"\d{3}|@|[^;\n]{40}")
_PROPERTIES = {"doccomm": "Comments", "hlinkbase": "HyperlinkBase", "operator": "LastAuthor"}
_ROLES = {
    "hidden": Role.HIDDEN,
    "deleted": Role.HIDDEN,
    "comment": Role.COMMENT,
    "field": Role.LINK,
    "alt": Role.ATTRIBUTE,
    "bookmark": Role.ATTRIBUTE,
    "author": Role.PROPERTY,
    "other": Role.HIDDEN,
    "html": Role.HIDDEN,
    "styles": Role.HIDDEN,
    "fonts": Role.HIDDEN,
    "objclass": Role.ATTRIBUTE,
}


def read(file: File, sink: Sink) -> None:
    """Read an RTF file."""
    rtf = RtfSource(file.data)
    pending = ""
    given = 0
    for stream in rtf.streams:
        text = stream.text
        if stream.name == "hex" or stream.raw:
            given += _blob(file.data, stream, text, given + 1, sink)
        elif stream.name == "propname":
            pending = text.strip()
            sink.text("property-names", pending if _OWN.search(pending) else "", Role.PROPERTY)
        elif stream.name.startswith("property:"):
            name = stream.name.partition(":")[2]
            sink.property(
                pending
                if name.isdecimal() and pending
                else _PROPERTIES.get(name, name.capitalize()),
                text.strip(),
            )
        elif stream.name == "fonts" and not _TELLING.search(text):
            continue
        elif stream.name == "other" and is_hex(text):
            given += _blob(file.data, stream, text, given + 1, sink)
        elif stream.name in ("other", "pn") and not re.search(r"\w{3}", text):
            continue
        else:
            base = stream.name.partition(":")[0]
            sink.text(stream.name, text, _ROLES.get(base, Role.BODY))
    if rtf.is_html:
        sink.file("html", rtf.html.text.encode("utf-8", "replace"), "", "text/html")
    if not sink.characters and not given and len(file.data) > 2000 and _wordy(file.data):
        sink.unreadable("", Unread.SILENT, "RTF without text")


def _wordy(data: bytes) -> bool:
    return len(re.findall(rb"[A-Za-z]{3,} [A-Za-z]{3,}", data[:100_000])) > 3


def bytes_of(data: bytes, stream: RtfStream, text: str) -> bytes:
    """What a stream of hexadecimal digits, or of ``\\bin``, holds."""
    if stream.raw:
        return b"".join(data[start:end] for start, end in stream.raw)
    digits = re.sub(r"[^0-9a-fA-F]", "", text)
    return bytes.fromhex(digits[: len(digits) & ~1])


def _blob(data: bytes, stream: RtfStream, text: str, number: int, sink: Sink) -> int:
    """Read an object, a picture or another blob; 1 where there is one."""
    blob = bytes_of(data, stream, text)
    if not blob:
        return 0
    sink.afford(len(blob))
    word = stream.words[0] if stream.words else ""
    if word == "objdata":
        name, inner = embedded_object(blob)
        sink.file(f"embedded:{number}", inner, name)
    elif word == "pict":
        name, picture = picture_of(blob, stream.words)
        sink.file(f"picture:{number}", picture, name)
    elif word == "datafield":
        sink.text(
            f"field:{number}", blob.decode("cp1252", "replace").replace("\0", " "), Role.HIDDEN
        )
    elif word == "colorschememapping":
        return 0
    else:
        sink.file(f"embedded:{number}", blob, f"{word}.zip" if blob[:2] == b"PK" else "")
    return 1


def picture_of(blob: bytes, words: list[str]) -> tuple[str, bytes]:
    """A file name and the bytes a picture file of that name has."""
    if "wmetafile" in words and blob[:4] != b"\xd7\xcd\xc6\x9a":
        head = struct.pack("<IHhhhhHI", 0x9AC6CDD7, 0, 0, 0, 1000, 1000, 96, 0)
        check = 0
        for (word,) in struct.iter_unpack("<H", head[:20]):
            check ^= word
        return "picture.wmf", head + struct.pack("<H", check) + blob
    if "dibitmap" in words and blob[:2] != b"BM":
        return "picture.bmp", struct.pack("<2sIHHI", b"BM", 14 + len(blob), 0, 0, 54) + blob
    if (at := blob[:_PACKED].find(b"\xfe\x78")) >= 0:  # no filter, and the mark of a zlib stream
        with contextlib.suppress(zlib.error):
            picture = zlib.decompressobj().decompress(blob[at + 1 :], _MOST_PACKED)
            if format_of(picture) in ("emf", "wmf"):
                return "picture", picture
    return "picture", blob
