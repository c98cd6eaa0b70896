"""Metadata as pictures, PDF and sound carry it: EXIF, IPTC, XMP, and text in unknown blocks.

Sources: EXIF 2.32 and TIFF 6.0 (directories of tags), IPTC-IIM 4.2 in Photoshop's resource
blocks, XMP part 1 (ISO 16684-1).
"""

from __future__ import annotations

import binascii
import re
import struct
from collections.abc import Callable, Iterator

from lxml import etree
from PIL import ExifTags

from dlp.model import Role, Unread
from dlp.read.files.base import Sink

#: bytes of one value of a TIFF type
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
#: tags that point to directories: EXIF, GPS, interoperability, sub-images
_DIRECTORIES = frozenset((0x8769, 0x8825, 0xA005, 0x014A))
_XMP, _IPTC, _PHOTOSHOP = 0x02BC, 0x83BB, 0x8649
#: tags whose bytes are pictures' data or profiles
_BULK = frozenset((0x8773, 0x0201, 0x0111, 0x0117, 0x0144, 0x0145, 0x015B))
#: most entries of all directories together
_ENTRIES = 5_000
_RUN = re.compile(rb"[\x20-\x7e\t\r\n]{8,}")
_WORDS = re.compile(r"[^\W_]{3}|\d{4}|@")

Put = Callable[[str, str], None]


def decoded(raw: bytes) -> str:
    """Text of unknown encoding: UTF-8 or UTF-16 by its marks or its shape, else Latin-1."""
    raw = raw.strip(b"\0") if raw[:2] not in (b"\xff\xfe", b"\xfe\xff") else raw
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace").strip("\0")
    if len(raw) > 3 and raw.count(0) * 3 > len(raw):
        codec = "utf-16-le" if raw[1] == 0 else "utf-16-be"
        return raw.decode(codec, "replace").strip("\0")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def printable(raw: bytes) -> str:
    """Runs of readable text in a block of unknown purpose, a line each; "" for none."""
    runs = [match[0].decode("ascii").strip() for match in _RUN.finditer(raw)]
    wide = raw[::2] if raw[1::2].count(0) * 2 > len(raw) * 0.6 else b""
    runs += [match[0].decode("ascii").strip() for match in _RUN.finditer(wide)]
    return "\n".join(run for run in runs if _WORDS.search(run))


def read_exif(sink: Sink, raw: bytes, put: Put | None = None) -> None:
    """Every tag of a TIFF structure that can hold text, and the pictures inside as files."""
    put = put or sink.property
    order = {b"II": "<", b"MM": ">"}.get(raw[:2])
    if order is None or len(raw) < 8:
        if found := printable(raw):
            put("EXIF", found)
        return
    (first,) = struct.unpack_from(order + "I", raw, 4)
    todo, seen, left = [first], set[int](), _ENTRIES
    while todo:
        at = todo.pop()
        if at in seen or at < 8 or at + 2 > len(raw):
            continue
        seen.add(at)
        thumbnail: dict[int, int] = {}
        for tag, kind, count, value in _entries(raw, at, order):
            left -= 1
            if left < 0:
                sink.partial("", Unread.TOO_LARGE, "more tags than the limit")
                return
            if tag == -1:
                todo.append(count)
            elif tag in _DIRECTORIES:
                todo += struct.unpack(f"{order}{len(value) // 4}I", value[: len(value) // 4 * 4])
            elif tag in (0x0201, 0x0202) and len(value) >= 4:
                thumbnail[tag] = struct.unpack(order + "I", value[:4])[0]
            elif tag not in _BULK:
                _tag(sink, put, tag, kind, value)
        start, size = thumbnail.get(0x0201, 0), thumbnail.get(0x0202, 0)
        if 0 < start < len(raw) and size:
            sink.file("thumbnail:1", raw[start : start + size], "thumbnail.jpg", "image/jpeg")


def _entries(raw: bytes, at: int, order: str) -> Iterator[tuple[int, int, int, bytes]]:
    """(tag, type, count, value bytes) of a directory; last (-1, 0, offset of the next, b"")."""
    (count,) = struct.unpack_from(order + "H", raw, at)
    for number in range(count):
        entry = at + 2 + 12 * number
        if entry + 12 > len(raw):
            return
        tag, kind, values = struct.unpack_from(order + "HHI", raw, entry)
        size = _SIZES.get(kind, 1) * values
        start = entry + 8
        if size > 4:
            (start,) = struct.unpack_from(order + "I", raw, start)
        yield tag, kind, values, raw[start : start + size]
    after = at + 2 + 12 * count
    if after + 4 <= len(raw):
        yield -1, 0, struct.unpack_from(order + "I", raw, after)[0], b""


def _tag(sink: Sink, put: Put, tag: int, kind: int, value: bytes) -> None:
    name = ExifTags.TAGS.get(tag) or ExifTags.GPSTAGS.get(tag) or f"tag {tag}"
    if tag == _XMP:
        read_xmp(sink, value, put)
    elif tag == _IPTC:
        read_iptc(value, put)
    elif tag == _PHOTOSHOP:
        read_photoshop(sink, value, put)
    elif name.startswith("XP"):
        put(name, value.decode("utf-16-le", "replace").strip("\0"))
    elif name in ("UserComment", "GPSProcessingMethod", "GPSAreaInformation"):
        text = value[8:] if value[:5] in (b"ASCII", b"JIS\0\0", b"UNICO", bytes(5)) else value
        put(name, decoded(text))
    elif kind == 2:
        put(name, decoded(value))
    elif kind in (1, 7) and len(value) >= 8 and (found := printable(value)):
        put(name, found)


def read_photoshop(sink: Sink, raw: bytes, put: Put | None = None) -> None:
    """Photoshop's resource blocks: IPTC, XMP, EXIF, captions, thumbnails."""
    put = put or sink.property
    at = 0
    while raw[at : at + 4] == b"8BIM" and at + 12 <= len(raw):
        (kind,) = struct.unpack_from(">H", raw, at + 4)
        name = raw[at + 7 : at + 7 + raw[at + 6]]
        at += 6 + (len(name) + 2) // 2 * 2
        if at + 4 > len(raw):
            return
        (size,) = struct.unpack_from(">I", raw, at)
        block = raw[at + 4 : at + 4 + size]
        at += 4 + (size + 1) // 2 * 2
        if name:
            put("block name", decoded(name))
        if kind == 0x0404:
            read_iptc(block, put)
        elif kind == 0x0424:
            read_xmp(sink, block, put)
        elif kind in (0x0422, 0x0423):
            read_exif(sink, block, put)
        elif kind in (0x0409, 0x040C):
            sink.file("thumbnail:1", block[28:], "thumbnail.jpg", "image/jpeg")
        elif kind != 0x040F and (found := printable(block)):
            put(f"block {kind}", found)


def read_iptc(raw: bytes, put: Put) -> None:
    """Datasets of IPTC-IIM: caption, by-line, keywords, …"""
    at = raw.find(b"\x1c")
    while 0 <= at <= len(raw) - 5 and raw[at] == 0x1C:
        record, dataset, size = struct.unpack_from(">BBH", raw, at + 1)
        at += 5
        if size & 0x8000:
            wide = size & 0x7FFF
            size = int.from_bytes(raw[at : at + wide], "big")
            at += wide
        if record != 1 and (value := decoded(raw[at : at + size])).isprintable():
            put(f"IPTC {record}:{dataset}", value)
        at += size


def read_xmp(sink: Sink, raw: bytes, put: Put | None = None) -> None:
    """Every text and attribute of an XMP packet, under its own name."""
    put = put or sink.property
    root = parse_xml(raw)
    if root is None:
        sink.text("property:XMP", decoded(raw), Role.PROPERTY)
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            sink.text("property:XMP", element.text or "", Role.PROPERTY)
            continue
        named = element
        while named is not None and _local(named.tag) in ("li", "Alt", "Bag", "Seq", "Description"):
            named = named.getparent()
        name = _local(named.tag if named is not None else element.tag)
        for text in (element.text, *(child.tail for child in element)):
            if text and not text.isspace():
                if _local(element.tag) == "image" and len(text) > 200:
                    _thumbnail(sink, text)
                else:
                    put(name, text.strip())
        for key, value in element.attrib.items():
            if _local(key) not in ("about", "parseType", "lang") and value:
                put(_local(key), value)


def _thumbnail(sink: Sink, text: str) -> None:
    try:
        data = binascii.a2b_base64(text)
    except ValueError:
        sink.text("property:image", text, Role.PROPERTY)
        return
    sink.file("thumbnail:1", data, "thumbnail.jpg", "image/jpeg")


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def parse_xml(raw: bytes) -> etree._Element | None:
    """The root of an XML document, entities left alone and nothing loaded; None for no XML."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False
    )
    try:
        return etree.fromstring(raw.strip(b"\0 \r\n\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
