"""Pictures made by hand: a marker in each place where a picture's file can hide text."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from files import Made
from files.pictures import lines

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="ZQXMPATTRQZ">'
    b"<dc:rights><rdf:Alt><rdf:li>ZQXMPQZ</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"
)
XMP_MARKS = {"ZQXMPQZ": 'property "rights"', "ZQXMPATTRQZ": 'property "source"'}
EXIF_MARKS = {
    "ZQDESCRIPTIONQZ": 'property "ImageDescription"',
    "ZQARTISTQZ": 'property "Artist"',
    "ZQXPCOMMENTQZ": 'property "XPComment"',
    "ZQUSERQZ": 'property "UserComment"',
    "ZQGPSQZ": 'property "GPSProcessingMethod"',
}


def exif() -> bytes:
    """A TIFF structure with words in four directories' worth of tags."""
    tags = Image.Exif()
    tags[0x010E], tags[0x013B] = "ZQDESCRIPTIONQZ", "ZQARTISTQZ"
    tags[0x9C9C] = "ZQXPCOMMENTQZ".encode("utf-16-le") + b"\0\0"
    tags.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0ZQUSERQZ"
    tags.get_ifd(0x8825)[0x001B] = b"ASCII\0\0\0ZQGPSQZ"
    return tags.tobytes().removeprefix(b"Exif\0\0")


def picture(words: str) -> Image.Image:
    return lines([f"picture says {words}"], size=28)


def encoded(format: str, words: str, **how: object) -> bytes:
    out = io.BytesIO()
    picture(words).save(out, format, **how)
    return out.getvalue()


def made() -> list[Made]:
    return [png(), jpeg(), gif(), tiff(), webp(), bmp()]


def chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def png() -> Made:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "ZQTEXTQZ")
    notes.add_text("Packed", "ZQPACKEDQZ " * 5, zip=True)
    notes.add_itxt("Title", "ZQITEXTQZ", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
    data = encoded("PNG", "ZQPIXELQZ", pnginfo=notes, exif=exif())
    cut = data.rindex(b"IEND") - 4
    data = data[:cut] + chunk(b"prVt", b"\1\2note: ZQPRIVATEQZ") + data[cut:] + b"ZQTRAILINGQZ"
    marks = {
        "ZQPIXELQZ": "OCR",
        "ZQTEXTQZ": 'property "Comment"',
        "ZQPACKEDQZ": 'property "Packed"',
        "ZQITEXTQZ": 'property "Title"',
        "ZQPRIVATEQZ": 'chunk "prVt"',
        "ZQTRAILINGQZ": "behind the end",
    }
    return Made("png", "chunks.png", data, {**marks, **XMP_MARKS, **EXIF_MARKS})


def segment(kind: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, kind, len(body) + 2) + body


def jpeg() -> Made:
    iptc = b"\x1c\x02\x78" + struct.pack(">H", 12) + b"ZQCAPTIONQZ!"
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    data = encoded("JPEG", "ZQPIXELQZ", quality=92)
    extra = (
        segment(0xE1, b"Exif\0\0" + exif())
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
        + segment(0xED, b"Photoshop 3.0\0" + block)
        + segment(0xFE, b"ZQCOMMENTQZ")
        + segment(0xE9, b"\0\1app data ZQSEGMENTQZ")
    )
    data = data[:2] + extra + data[2:] + b"ZQTRAILINGQZ"
    marks = {
        "ZQPIXELQZ": "OCR",
        "ZQCAPTIONQZ": 'property "IPTC 2:120"',
        "ZQCOMMENTQZ": "comment 1",
        "ZQSEGMENTQZ": "segment 9",
        "ZQTRAILINGQZ": "behind the end",
    }
    return Made("jpeg", "segments.jpg", data, {**marks, **XMP_MARKS, **EXIF_MARKS})


def gif() -> Made:
    frames = [picture("ZQFIRSTQZ"), picture("ZQSECONDQZ")]
    size = frames[1].size
    out = io.BytesIO()
    frames[0].resize(size).save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=200, comment=b"ZQCOMMENTQZ"
    )
    data = out.getvalue()
    xmp = b"\x21\xff\x0bXMP DataXMP" + XMP + b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    data = data[:-1] + xmp + b"\x3bZQTRAILINGQZ"
    marks = {
        "ZQFIRSTQZ": "frame 1",
        "ZQSECONDQZ": "frame 2",
        "ZQCOMMENTQZ": "comment 1",
        "ZQTRAILINGQZ": "behind the end",
    }
    return Made("gif", "frames.gif", data, {**marks, **XMP_MARKS})


def tiff() -> Made:
    out = io.BytesIO()
    tags = {270: "ZQDESCRIPTIONQZ", 315: "ZQARTISTQZ"}
    picture("ZQFIRSTQZ").save(
        out, "TIFF", save_all=True, append_images=[picture("ZQSECONDQZ")], tiffinfo=tags
    )
    marks = {
        "ZQFIRSTQZ": "page 1",
        "ZQSECONDQZ": "page 2",
        "ZQDESCRIPTIONQZ": 'property "ImageDescription"',
        "ZQARTISTQZ": 'property "Artist"',
    }
    return Made("tiff", "pages.tiff", out.getvalue(), marks)


def webp() -> Made:
    data = encoded("WEBP", "ZQPIXELQZ", exif=b"Exif\0\0" + exif(), xmp=XMP, quality=95)
    marks = {"ZQPIXELQZ": "OCR", "ZQTRAILINGQZ": "behind the end"}
    return Made("webp", "chunks.webp", data + b"ZQTRAILINGQZ", {**marks, **XMP_MARKS, **EXIF_MARKS})


def bmp() -> Made:
    data = encoded("BMP", "ZQPIXELQZ") + b"ZQTRAILINGQZ"
    return Made("bmp", "plain.bmp", data, {"ZQPIXELQZ": "OCR", "ZQTRAILINGQZ": "behind the end"})
