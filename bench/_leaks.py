"""Whether a value is left in a file's bytes, in any layer of them; a part of redaction.py.

Shares nothing with the readers and redactors: zip members inflated, PDF streams and strings by
pikepdf, base64, quoted-printable, entities and escapes undone, tags and separators
taken out.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence

import pikepdf
import pypdfium2
from _planted import Box
from PIL import Image

_NOT_ALNUM = re.compile(rb"[^A-Za-z0-9]+")
_TAG = re.compile(rb"<[^>]*>")
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}[\r\n ]*){5,}(?:[A-Za-z0-9+/]{2,3}={0,2})?")
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
_HEX = re.compile(rb"\\'([0-9a-fA-F]{2})")
_CONTROL = re.compile(rb"\\[a-z]+-?\d* ?|[{}\r\n]")
_DEEPEST = 6


def key(text: str | bytes) -> bytes:
    """Letters and digits only, in small ones."""
    raw = text.encode("utf-8", "replace") if isinstance(text, str) else text
    return _NOT_ALNUM.sub(b"", raw).lower()


def left(data: bytes, values: Iterable[str]) -> set[str]:
    """Those of `values` that stand in `data` or in anything packed into it."""
    wanted = {value: key(value) for value in values}
    found: set[str] = set()
    for layer in layers(data):
        for view in _views(layer):
            found |= {value for value, sought in wanted.items() if sought in view}
    return found


def said(text: str, values: Iterable[str]) -> set[str]:
    """Those of `values` that `text` says, whatever stands between their letters and digits."""
    flat = key(text)
    return {value for value in values if key(value) in flat}


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """`data`, and all that is packed into it."""
    yield data
    if depth >= _DEEPEST:
        return
    inner: list[bytes] = []
    if data[:4] == b"PK\3\4":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            yield packed.comment
            for info in packed.infolist():
                yield info.filename.encode() + b"\n" + info.comment + info.extra
                inner.append(packed.read(info))
    elif data[:1024].find(b"%PDF-") >= 0:
        yield from _pdf(data)
    elif data[:4] == b"\x89PNG":
        yield from _png(data)
    else:
        if b"=" in data:
            yield quopri.decodestring(data)
        for match in _BASE64.finditer(data):
            try:
                inner.append(base64.b64decode(re.sub(rb"\s", b"", match[0]) + b"=="))
            except binascii.Error:
                continue
    for each in inner:
        yield from layers(each, depth + 1)


def _views(layer: bytes) -> Iterator[bytes]:
    """The layer without separators, in every notation that hides letters."""
    yield key(layer)
    if layer[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0"):
        return
    # without the tags between the pieces of a word
    if b"<" in layer:
        yield key(_TAG.sub(b"", layer))
    if b"&" in layer:
        yield key(html.unescape(_TAG.sub(b"", layer).decode("utf-8", "replace")))
    if b"\\u" in layer:
        yield key(_ESCAPE.sub(lambda m: chr(int(m[1], 16)).encode("utf-8", "replace"), layer))
    if layer[:5] == b"{\\rtf":
        yield key(_CONTROL.sub(b"", _HEX.sub(lambda m: bytes([int(m[1], 16)]), layer)))


def _pdf(data: bytes) -> Iterator[bytes]:
    """Streams inflated, strings decoded, also those that nothing points to."""
    for match in re.finditer(rb"stream\r?\n", data):
        unpacked = zlib.decompressobj()
        try:
            yield unpacked.decompress(data[match.end() :], 50_000_000)
        except zlib.error:
            continue
    with pikepdf.open(io.BytesIO(data)) as document:
        for each in document.objects:
            yield from _strings(each)
            if isinstance(each, pikepdf.Stream):
                try:
                    yield each.read_bytes()
                except pikepdf.PdfError:
                    yield each.read_raw_bytes()


def _strings(value: object, depth: int = 0) -> Iterator[bytes]:
    # what is referred to is an object of its own
    if depth > 20 or (depth and isinstance(value, pikepdf.Object) and value.is_indirect):
        return
    if isinstance(value, pikepdf.String):
        yield str(value).encode("utf-8", "replace")
        yield bytes(value)
    elif isinstance(value, pikepdf.Array):
        for each in value:
            yield from _strings(each, depth + 1)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for name in value.keys():  # noqa: SIM118 - not a mapping
            yield name.encode("utf-8", "replace")
            yield from _strings(value[name], depth + 1)


def _png(data: bytes) -> Iterator[bytes]:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        yield repr(picture.info).encode()


def uncovered(before: bytes, after: bytes, boxes: Sequence[Box]) -> list[int]:
    """Which of `boxes`, in which `before` has letters, are not black in `after`."""
    old, new = _pixels(before), _pixels(after)
    if old.size != new.size:
        return list(range(len(boxes)))
    found = []
    for number, box in enumerate(boxes):
        left, top, right, bottom = box
        inked = bare = 0
        for x in range(left, right):
            column = (x, top, x + 1, bottom)
            # between words there is nothing to cover, and words differ in height
            if min(old.crop(column).getdata()) < 100:
                inked += 1
                bare += sum(shade < 64 for shade in new.crop(column).getdata()) < 0.6 * (
                    bottom - top
                )
        if bare > 0.02 * inked:
            found.append(number)
    return found


def _pixels(data: bytes) -> Image.Image:
    """A picture, or the first page of a scan at the scan's own size, in grey."""
    if data[:4] == b"%PDF":
        with pypdfium2.PdfDocument(data) as document:
            return document[0].render(scale=1 / 0.48).to_pil().convert("L").resize((1240, 1754))
    with Image.open(io.BytesIO(data)) as picture:
        return picture.convert("L")
