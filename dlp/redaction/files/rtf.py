"""Values out of RTF: cut in the source, around the control words, which all stay.

Every stream of text that the reader knows has its place in the source, so a value goes from the
text, the information group, fields, notes and comments alike. Pictures are redacted as pictures;
an embedded object that holds a value cannot be rebuilt here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.read.files.base import File
from dlp.read.files.ole1 import embedded_object
from dlp.read.files.rtf import bytes_of, picture_of
from dlp.read.files.rtf_source import RtfSource, RtfStream, is_hex
from dlp.redaction.apply import replaced
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files.base import ValueReplacer

Edit = tuple[int, int, str]

_WORD = re.compile(r"\\[a-zA-Z]{1,40}-?\d{0,10} ?|\\\*|[{}\r\n]")
_HEX = re.compile(r"\\'([0-9a-fA-F]{2})")
_UNICODE = re.compile(r"\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|[^\\{}])?")


def redact(file: File, replacer: ValueReplacer) -> bytes:
    """The file's source with every value replaced."""
    rtf = RtfSource(file.data)
    edits: list[Edit] = []
    for number, stream in enumerate([*rtf.streams, rtf.html], 1):
        text = "".join(stream.parts)
        if stream.raw or stream.name == "hex" or (stream.name == "other" and is_hex(text)):
            edits += _blob(file, replacer, stream, text, number)
        else:
            for start, end, new in replacer.spans(text):
                edits += _cut(stream, text, start, end, _escaped(new))
    return replaced(rtf.source, edits).encode("latin-1")


def _cut(stream: RtfStream, text: str, start: int, end: int, new: str) -> Iterator[Edit]:
    """The source ranges of ``text[start:end]``: the first becomes `new`, the others go. Ends of
    lines, cells and rows stay."""
    ends = [offset for offset, _, _ in stream.pieces[1:]] + [stream.length]
    for (offset, first, last), stop in zip(stream.pieces, ends, strict=True):
        if stop <= start or offset >= end:
            continue
        if last - first == stop - offset:
            yield first + max(start - offset, 0), first + min(end, stop) - offset, new
        elif text[offset:stop] in ("\n", "\t"):
            continue
        else:
            yield first, last, new
        new = ""


def _blob(
    file: File, replacer: ValueReplacer, stream: RtfStream, text: str, number: int
) -> Iterator[Edit]:
    old = bytes_of(file.data, stream, text)
    if not old:
        return
    if stream.words[:1] == ["pict"]:
        name, inner = picture_of(old, stream.words)
    elif stream.words[:1] == ["objdata"]:
        name, inner = embedded_object(old)
    else:
        name, inner = "", old
    new = replacer.file(file, f"embedded:{number}", inner, name)
    if new == inner:
        return
    if inner is not old or stream.raw:
        raise CannotRedact("format")
    yield stream.pieces[0][1], stream.pieces[-1][2], new.hex()


def _escaped(text: str) -> str:
    return re.sub(r"([\\{}])", r"\\\1", text)


def second(data: bytes) -> Iterator[str]:
    """All characters of the source without its control words, in one: not the reader's way."""
    source = data.decode("latin-1")
    source = _UNICODE.sub(lambda match: chr(int(match[1]) % 0x10000), source)
    source = _HEX.sub(lambda match: bytes([int(match[1], 16)]).decode("cp1252", "replace"), source)
    yield _WORD.sub("", source)
    yield _WORD.sub(" ", source)
