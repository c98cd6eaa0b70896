"""Macros: the text of a VBA project's modules, user forms' captions.

A project is a compound file; a module's stream holds its source compressed ([MS-OVBA] §2.4.1)
behind compiled code, at an offset that the compressed ``dir`` stream says (§2.3.4.2).
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator

import olefile

from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.paths import safe_name

#: records of the dir stream: a module's stream name (Unicode), the offset of its source
_STREAM_NAME, _OFFSET, _CODE_PAGE = 0x0032, 0x0031, 0x0003
_READABLE = re.compile(rb"[\x20-\x7e\xa0-\xff\t]{6,}")
#: the chunk of a compressed container, expanded
_CHUNK = 4096


def read_macros(data: bytes, sink: Sink, step: str) -> None:
    """The source of each module; what else the project says in plain letters."""
    try:
        project = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_FATAL)
    except Exception:
        sink.unreadable(step, Unread.BROKEN, "macros that are no compound file")
        return
    with project:
        streams = {tuple(path): path for path in project.listdir(streams=True, storages=False)}
        content = {key: project.openstream(path).read() for key, path in streams.items()}
    directory = next((key for key in content if key[-1].lower() == "dir"), None)
    found = 0
    if directory is not None:
        try:
            found = _modules(content, directory, sink, step)
        except (ValueError, struct.error, LookupError):
            found = 0
    for key, stream in content.items():
        name = key[-1].lower()
        if name in ("project", "projectwm") or (len(key) > 1 and key[-2].lower() != "vba"):
            text = "\n".join(run.decode("latin-1") for run in _READABLE.findall(stream))
            sink.text(f"{step}/{safe_name(key[-1])}", text, Role.HIDDEN)
    if not found:
        sink.partial(step, Unread.BROKEN, "macros whose source could not be read")


def _modules(
    content: dict[tuple[str, ...], bytes], directory: tuple[str, ...], sink: Sink, step: str
) -> int:
    by_name = {key[-1].lower(): stream for key, stream in content.items()}
    page, name, count = "cp1252", "", 0
    for kind, value in _records(decompress(content[directory], sink)):
        if kind == _CODE_PAGE and len(value) >= 2:
            page = f"cp{struct.unpack_from('<H', value)[0]}"
        elif kind == _STREAM_NAME:
            name = value.decode("utf-16-le", "replace")
        elif kind == _OFFSET and len(value) >= 4 and name.lower() in by_name:
            source = decompress(by_name[name.lower()][struct.unpack_from("<I", value)[0] :], sink)
            try:
                text = source.decode(page, "replace")
            except LookupError:
                text = source.decode("cp1252", "replace")
            sink.text(f"{step}/{safe_name(name)}", text.replace("\r\n", "\n"), Role.HIDDEN)
            count += 1
    return count


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The dir stream's records: kind, size, value."""
    at = 0
    while at + 6 <= len(data):
        kind, size = struct.unpack_from("<HI", data, at)
        if kind == 0x0009:  # PROJECTVERSION says 4 and has 6 (§2.3.4.2.1.11)
            size = 6
        yield kind, data[at + 6 : at + 6 + size]
        at += 6 + size


def decompress(data: bytes, sink: Sink | None = None) -> bytes:
    """A compressed container expanded (§2.4.1.3.1). ValueError where it is none."""
    if not data or data[0] != 1:
        raise ValueError("no compressed container")
    out = bytearray()
    at = 1
    while at + 2 <= len(data):
        (header,) = struct.unpack_from("<H", data, at)
        end = min(at + 3 + (header & 0x0FFF), len(data))
        if (header >> 12) & 7 != 3:
            raise ValueError("no chunk")
        if sink is not None:
            sink.afford(_CHUNK)
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
