"""Macros: the text of a VBA project's modules, user forms' captions.

A project is a compound file; a module's stream holds its source compressed ([MS-OVBA] §2.4.1)
behind compiled code, at an offset that the compressed ``dir`` stream says (§2.3.4.2).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.files.strings import strings
from dlp.read.paths import safe_name

#: records of the dir stream: a module's stream name (Unicode), the offset of its source
_STREAM_NAME, _OFFSET, _CODE_PAGE = 0x0032, 0x0031, 0x0003
#: the chunk of a compressed container, expanded
_CHUNK = 4096
#: most bytes of one module
_MOST = 16 * 1024 * 1024


def read_macros(data: bytes, sink: Sink, step: str) -> None:
    """The source of each module; what else the project says in plain letters."""
    sink.afford(2 * len(data))
    texts = macro_texts(data)
    if texts is None:
        sink.partial(step, Unread.BROKEN, "macros whose source could not be read")
        sink.text(step, strings(data), Role.HIDDEN)
        return
    for name, text in texts.items():
        sink.text(f"{step}/{safe_name(name)}", text, Role.HIDDEN)


def macro_texts(data: bytes) -> dict[str, str] | None:
    """Stream → what it says, of all modules and all that stands beside them; None where the
    project cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL) as project:
            paths = project.listdir(streams=True, storages=False)
            content = {tuple(path): project.openstream(path).read() for path in paths}
        directory = next(key for key in content if key[-1].lower() == "dir")
        texts = dict(_modules(content, directory))
    except Exception:
        # olefile raises whatever a broken file makes it stumble over
        return None
    for key, stream in content.items():
        name = key[-1].lower()
        if name in ("project", "projectwm") or (len(key) > 1 and key[-2].lower() != "vba"):
            texts["/".join(key)] = strings(stream)
    return texts


def _modules(
    content: dict[tuple[str, ...], bytes], directory: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    by_name = {key[-1].lower(): stream for key, stream in content.items()}
    page, name = "cp1252", ""
    for kind, value in _records(decompress(content[directory])):
        if kind == _CODE_PAGE and len(value) >= 2:
            page = f"cp{struct.unpack_from('<H', value)[0]}"
        elif kind == _STREAM_NAME:
            name = value.decode("utf-16-le", "replace")
        elif kind == _OFFSET and len(value) >= 4:
            stream = by_name[name.lower()]
            source = decompress(stream[struct.unpack_from("<I", value)[0] :])
            yield name, _decoded(source, page).replace("\r\n", "\n")


def _decoded(source: bytes, page: str) -> str:
    try:
        return source.decode(page, "replace")
    except LookupError:
        return source.decode("cp1252", "replace")


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The dir stream's records: kind, size, value."""
    at = 0
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        if kind == 0x0009:  # PROJECTVERSION says 4 and has 6 (§2.3.4.2.1.11)
            size = 6
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size


def decompress(data: bytes) -> bytes:
    """A compressed container expanded (§2.4.1.3.1). ValueError where it is none."""
    if not data or data[0] != 1:
        raise ValueError("no compressed container")
    out = bytearray()
    at = 1
    while at + 2 <= len(data) and len(out) < _MOST:
        (header,) = struct.unpack_from("<H", data, at)
        end = min(at + 3 + (header & 0x0FFF), len(data))
        if (header >> 12) & 7 != 3:
            raise ValueError("no chunk")
        at += 2
        if header & 0x8000:
            _expand_chunk(data, at, end, out)
        else:
            out += data[at:end]
        at = end
    return bytes(out)


def _expand_chunk(data: bytes, at: int, end: int, out: bytearray) -> None:
    start = len(out)
    while at < end:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= end:
                return
            if not flags >> bit & 1:
                out.append(data[at])
                at += 1
                continue
            if at + 2 > end:
                return
            (token,) = struct.unpack_from("<H", data, at)
            at += 2
            # how many bits say the offset follows from how far the chunk is (§2.4.1.3.19.1)
            bits = max((len(out) - start - 1).bit_length(), 4)
            length = (token & (0xFFFF >> bits)) + 3
            offset = (token >> (16 - bits)) + 1
            if offset > len(out) - start:
                raise ValueError("a copy from before the chunk")
            if len(out) - start + length > _CHUNK:
                raise ValueError("a chunk that grows too long")
            for _ in range(length):
                out.append(out[-offset])
