"""Streams of a PDF, expanded within limits by zlib, before any PDF library may expand them.

PDFium takes twice the memory that a stream expands to, and a stream may be packed twice: two
kilobytes become a gigabyte. Source: ISO 32000-1 §7.3.8, §7.4.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

import pikepdf

from dlp.model import Unread
from dlp.read.files.base import CannotRead, Sink

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")
#: bytes handed from one stage of packing to the next
_PIECE = 262_144
#: a dictionary stands at most so far before its stream
_BEFORE = 2048
#: LZW packs at most so well (12-bit codes for strings of up to 4096 bytes)
_LZW = 2730

_SHORT = {
    "/Fl": "/FlateDecode",
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/RL": "/RunLengthDecode",
    "/DCT": "/DCTDecode",
}


def survey(data: bytes, sink: Sink) -> None:
    """Take what all streams of the file expand to from the budget, pictures' pixels aside (nobody
    decodes them here but the OCR, which asks for their size). Raises `CannotRead`."""
    for match in _STREAM.finditer(data):
        start = match.end()
        if not _zlib(data[start : start + 2]):
            continue
        before = data[max(0, match.start() - _BEFORE) : match.start()]
        about = before[before.rfind(b" obj") + 1 :]
        stages = max(1, len(_FLATE.findall(about)))
        if stages == 1 and _IMAGE.search(about):
            continue
        size = 0
        for piece in _inflated(_pieces(data, start), stages):
            size += len(piece)
            if size > sink.work.left:
                raise CannotRead(Unread.TOO_LARGE, "streams that expand beyond the limit")
        sink.afford(size)


def _zlib(head: bytes) -> bool:
    return len(head) == 2 and head[0] & 15 == 8 and (head[0] << 8 | head[1]) % 31 == 0


def _pieces(data: bytes, start: int) -> Iterator[bytes]:
    for at in range(start, len(data), _PIECE):
        yield data[at : at + _PIECE]


def _inflated(packed: Iterator[bytes], stages: int) -> Iterator[bytes]:
    for _ in range(min(stages, 8)):
        packed = _inflate(packed)
    return packed


def _inflate(packed: Iterator[bytes]) -> Iterator[bytes]:
    engine = zlib.decompressobj()
    try:
        for piece in packed:
            while piece and not engine.eof:
                yield engine.decompress(piece, _PIECE)
                piece = engine.unconsumed_tail
            if engine.eof:
                return
    except zlib.error:
        return


def label(value: object) -> str:
    """A name or another object as text; names may be of any bytes."""
    try:
        return str(value)
    except UnicodeDecodeError:
        assert isinstance(value, pikepdf.Object)
        return value.unparse().decode("latin-1")


def filters(stream: pikepdf.Object) -> list[str]:
    """The names of a stream's filters, e.g. ``["/FlateDecode"]``."""
    found = stream.get("/Filter")
    if found is None:
        return []
    names = found if isinstance(found, pikepdf.Array) else [found]
    return [_SHORT.get(label(name), label(name)) for name in names]


def expand(stream: pikepdf.Object, most: int = 32 * 1024**2) -> bytes | None:
    """What `stream` says, unpacked by hand; None where it is packed as a picture or in an unknown
    way. Raises `CannotRead` where it is more than `most` bytes."""
    data = stream.read_raw_bytes()
    names = filters(stream)
    for name in names:
        if name == "/FlateDecode":
            data = _flat(data, most)
        elif name == "/ASCIIHexDecode":
            digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.partition(b">")[0])
            data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        elif name == "/ASCII85Decode":
            data = _ascii85(data)
        elif name in ("/LZWDecode", "/RunLengthDecode") and len(names) == 1:
            if len(data) * _LZW > max(most, 64 * 1024**2):
                raise CannotRead(Unread.TOO_LARGE, "a stream that may expand beyond the limit")
            try:
                return bytes(stream.read_bytes(pikepdf.StreamDecodeLevel.specialized))
            except pikepdf.PdfError:
                return None
        elif name != "/Crypt":
            return None
    if len(data) > most:
        raise CannotRead(Unread.TOO_LARGE, "a stream beyond the limit")
    return data


def _flat(data: bytes, most: int) -> bytes:
    engine = zlib.decompressobj()
    out: list[bytes] = []
    size = 0
    try:
        while data and not engine.eof:
            piece = engine.decompress(data, 1 << 20)
            data = engine.unconsumed_tail
            out.append(piece)
            size += len(piece)
            if size > most:
                raise CannotRead(Unread.TOO_LARGE, "a stream that expands beyond the limit")
            if not piece and not data:
                break
    except zlib.error:
        pass  # what came out until then is what viewers show, too
    return b"".join(out)


def _ascii85(data: bytes) -> bytes:
    body = re.sub(rb"\s", b"", data).removeprefix(b"<~").partition(b"~")[0]
    try:
        return base64.a85decode(body)
    except ValueError:
        return b""
