"""What stands in a picture's file beside its pixels, by format: chunks, segments, extensions.

Each walker takes the file's bytes, gives metadata to the sink, and returns the offset where the
picture ends: what stands behind it is a file of its own.

Sources: PNG third edition; JPEG ITU-T T.81 annex B, JFIF, EXIF 2.32 §4.5; GIF89a; RIFF and WebP
(RFC 9649); BMP; TIFF 6.0.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.files.metadata import (
    decoded,
    printable,
    read_exif,
    read_photoshop,
    read_xmp,
)

#: most bytes one compressed text chunk may expand to
_CHUNK = 4 * 1024**2
_PIXELS = frozenset(b"IHDR PLTE IDAT IEND fdAT fcTL acTL tRNS cHRM gAMA iCCP sRGB".split())


def inflate(sink: Sink, step: str, raw: bytes) -> bytes:
    """What `raw` expands to, as far as the limit goes."""
    engine = zlib.decompressobj()
    try:
        data = engine.decompress(raw, _CHUNK)
    except zlib.error:
        sink.partial(step, Unread.BROKEN, "a compressed text that is none")
        return b""
    sink.afford(len(data))
    if engine.unconsumed_tail:
        sink.partial(step, Unread.TOO_LARGE, "a compressed text over the limit")
    return data


def png(sink: Sink, data: bytes) -> int:
    """Text chunks, EXIF, the modification time's neighbours, and chunks nobody knows."""
    at = 8
    size: int
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += 12 + size
        if kind == b"IEND":
            return at
        if kind in (b"tEXt", b"zTXt", b"iTXt"):
            _png_text(sink, kind, body)
        elif kind == b"eXIf":
            read_exif(sink, body)
        elif kind not in _PIXELS and (found := printable(body)):
            sink.text(f"chunk:{kind.decode('latin-1')}", found, Role.PROPERTY)
    return len(data)


def _png_text(sink: Sink, kind: bytes, body: bytes) -> None:
    keyword, _, rest = body.partition(b"\0")
    name = decoded(keyword)
    if kind == b"zTXt":
        rest = inflate(sink, f"property:{name}", rest[1:])
    elif kind == b"iTXt":
        packed, (language, _, more) = rest[:1] == b"\1", rest[2:].partition(b"\0")
        translated, _, rest = more.partition(b"\0")
        if packed:
            rest = inflate(sink, f"property:{name}", rest)
        for each in (language, translated):
            if len(each) > 8:
                sink.property(f"{name} (translated)", decoded(each))
    if name == "XML:com.adobe.xmp":
        read_xmp(sink, rest)
    elif name.startswith("Raw profile type "):
        _raw_profile(sink, name, rest)
    else:
        sink.property(name, rest.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace"))


def _raw_profile(sink: Sink, name: str, text: bytes) -> None:
    """ImageMagick's way to keep EXIF, IPTC and XMP in a text chunk: hexadecimal lines."""
    try:
        raw = bytes.fromhex(b"".join(text.split()[2:]).decode("ascii"))
    except ValueError:
        sink.property(name, decoded(text))
        return
    if name.endswith("xmp"):
        read_xmp(sink, raw)
    elif name.endswith(("iptc", "8bim")):
        read_photoshop(sink, raw)
    else:
        read_exif(sink, raw.removeprefix(b"Exif\0\0"))


def jpeg(sink: Sink, data: bytes) -> int:
    """Comments, EXIF, XMP (also in pieces), Photoshop blocks, and segments nobody knows."""
    at, extended = 2, b""
    while at + 2 <= len(data) and data[at] == 0xFF:
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
            continue
        if kind == 0xD9:
            at += 2
            break
        if 0xD0 <= kind <= 0xD8 or kind == 1:
            at += 2
            continue
        if at + 4 > len(data):
            break
        (size,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + size]
        at += 2 + size
        if kind == 0xDA:
            at = _scan_end(data, at)
        elif kind == 0xFE:
            sink.text("comment:1", decoded(body), Role.COMMENT)
        elif 0xE0 <= kind <= 0xEF:
            extended += _application(sink, kind, body)
    if extended:
        read_xmp(sink, extended)
    return at


def _scan_end(data: bytes, at: int) -> int:
    """The offset of the marker that ends entropy-coded data."""
    while (at := data.find(b"\xff", at)) >= 0:
        if at + 1 < len(data) and data[at + 1] not in (0, 0xFF, *range(0xD0, 0xD8)):
            return at
        at += 1
    return len(data)


def _application(sink: Sink, kind: int, body: bytes) -> bytes:
    """Read one APPn segment; returns its piece of an extended XMP packet."""
    if body.startswith(b"Exif\0"):
        read_exif(sink, body[6:])
    elif body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
        read_xmp(sink, body[29:])
    elif body.startswith(b"http://ns.adobe.com/xmp/extension/\0"):
        return body[75:]
    elif body.startswith(b"Photoshop 3.0\0"):
        read_photoshop(sink, body[14:])
    elif not body.startswith((b"ICC_PROFILE", b"JFIF\0", b"Adobe", b"MPF\0")) and (
        found := printable(body)
    ):
        sink.text(f"segment:{kind - 0xE0}", found, Role.PROPERTY)
    return b""


def gif(sink: Sink, data: bytes) -> int:
    """Comments, plain text and application blocks."""
    if len(data) < 13:
        return len(data)
    at = 13 + (3 << ((data[10] & 7) + 1) if data[10] & 0x80 else 0)
    while at < len(data):
        kind = data[at]
        if kind == 0x3B:
            return at + 1
        if kind == 0x2C and at + 10 < len(data):
            packed = data[at + 9]
            at += 11 + (3 << ((packed & 7) + 1) if packed & 0x80 else 0)
            at, _ = _blocks(data, at)
        elif kind == 0x21 and at + 2 < len(data):
            label = data[at + 1]
            at, blocks = _blocks(data, at + 2)
            _extension(sink, label, blocks)
        else:
            at += 1
    return len(data)


def _extension(sink: Sink, label: int, blocks: list[bytes]) -> None:
    body = b"".join(blocks)
    if label == 0xFE:
        sink.text("comment:1", decoded(body), Role.COMMENT)
    elif label == 0x01:
        sink.text("text:1", decoded(b"".join(blocks[1:])))
    elif label == 0xFF and blocks and blocks[0][:8] == b"XMP Data":
        read_xmp(sink, body[11:].partition(b"\x01\xff\xfe")[0])
    elif label == 0xFF and (found := printable(b"".join(blocks[1:]))):
        sink.text("extension:1", found, Role.PROPERTY)


def _blocks(data: bytes, at: int) -> tuple[int, list[bytes]]:
    """Sub-blocks from `at` on; XMP has its length bytes as text, so they are kept for it."""
    blocks: list[bytes] = []
    xmp = data[at + 1 : at + 9] == b"XMP Data"
    while at < len(data) and (size := data[at]):
        blocks.append(data[at + (0 if xmp and blocks else 1) : at + 1 + size])
        at += 1 + size
    return at + 1, blocks


def webp(sink: Sink, data: bytes) -> int:
    """EXIF, XMP and unknown chunks."""
    size: int
    (size,) = struct.unpack_from("<I", data, 4)
    end, at = min(len(data), 8 + size), 12
    while at + 8 <= end:
        kind, (size,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        body = data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
        if kind == b"EXIF":
            read_exif(sink, body.removeprefix(b"Exif\0\0"))
        elif kind == b"XMP ":
            read_xmp(sink, body)
        elif kind not in (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP") and (
            found := printable(body)
        ):
            sink.text(f"chunk:{kind.decode('latin-1').strip()}", found, Role.PROPERTY)
    return end


def tiff(sink: Sink, data: bytes) -> int:
    """Tags of every directory; a TIFF has no end of its own."""
    read_exif(sink, data)
    return len(data)


def bmp(sink: Sink, data: bytes) -> int:
    """A bitmap has no metadata; it ends where its header says."""
    size, offset = map(int, struct.unpack_from("<I4xI", data, 2))
    return size if offset < size <= len(data) else len(data)


def whole(sink: Sink, data: bytes) -> int:
    """Formats without metadata that we know of."""
    return len(data)


WALKERS: dict[str, Callable[[Sink, bytes], int]] = {
    "png": png,
    "jpeg": jpeg,
    "gif": gif,
    "webp": webp,
    "tiff": tiff,
    "bmp": bmp,
    "ico": whole,
    "jpeg2000": whole,
}
