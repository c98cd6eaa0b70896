"""What another library, pypdf, finds in a PDF: pages' text, every string, every operand."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator

import pypdf
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    TextStringObject,
)

_OPERAND = re.compile(rb"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]*)>", re.DOTALL)
_BULK = ("/Image", "/Type1C", "/CIDFontType0C", "/OpenType")


def second(data: bytes) -> Iterable[str]:
    """All text that pypdf finds; nothing where it cannot open the file."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return
        count = int(reader.trailer.get("/Size", 0))
    except (PyPdfError, ValueError, KeyError, TypeError):
        return
    for page in reader.pages:
        yield page.extract_text()
    for number in range(1, min(count, 200_000)):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if found is not None:
            yield from _texts(found, 0)


def _texts(thing: object, depth: int) -> Iterator[str]:
    if depth > 100:
        return
    if isinstance(thing, StreamObject) and thing.get("/Subtype") not in _BULK:
        yield from _stream(thing)
    if isinstance(thing, TextStringObject):
        yield str(thing)
    elif isinstance(thing, ByteStringObject):
        yield thing.decode("latin-1")
    elif isinstance(thing, DictionaryObject):
        for value in thing.values():
            yield from _texts(value, depth + 1)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from _texts(value, depth + 1)


def _stream(stream: StreamObject) -> Iterator[str]:
    """The strings among a stream's operators, each alone and all of them joined; and its text, if
    it is text."""
    if any(key in stream for key in ("/Length1", "/FunctionType", "/ShadingType")):
        return
    data = bytes(stream.get_data())
    if b"\0" not in data[:1000] and (stream.get("/Type") in ("/Metadata", "/EmbeddedFile")):
        yield data.decode("utf-8", "replace")
        return
    pieces = [match[1] or _hex(match[2] or b"") for match in _OPERAND.finditer(data)]
    yield "\n".join(piece.decode("latin-1") for piece in pieces)
    yield "".join(piece.decode("latin-1") for piece in pieces)


def _hex(digits: bytes) -> bytes:
    plain = b"".join(digits.split())
    return bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode("ascii"))
