"""Outlook's .msg and .oft: message, recipients, attachments, messages in messages.

Source: [MS-OXMSG]. Every string property is read, also named ones, whatever it is called.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from dlp.model import Unread
from dlp.read.files import mapi
from dlp.read.files.base import File, Sink
from dlp.read.files.compound import CompoundFile
from dlp.read.files.mapi import MapiProperty
from dlp.read.files.members import media_type_of, step_of

_STREAM = re.compile(r"__substg1\.0_([0-9A-Fa-f]{4})([0-9A-Fa-f]{4})(?:-([0-9A-Fa-f]{8}))?$")
_DEEPEST = 8


def read(file: File, sink: Sink) -> None:
    """Read a message file."""
    ole = CompoundFile(file.data)
    names = dict(_names(ole))
    _message(ole, (), "", names, sink, 0)
    if not sink.characters and not ole.paths:
        sink.unreadable("", Unread.BROKEN, "message")


def _message(
    ole: CompoundFile,
    prefix: tuple[str, ...],
    at: str,
    names: dict[int, str],
    sink: Sink,
    depth: int,
) -> None:
    """The message in storage `prefix`; what it says stands below step `at`."""
    if depth >= _DEEPEST:
        sink.unreadable(at, Unread.TOO_LARGE, "depth")
        return
    codec = mapi.codec_of(_code_page(ole, prefix))
    found = list(_properties(ole, prefix, names))
    mapi.give(found, at, codec, sink)
    for kind, step in (("__recip_", "recipient"), ("__attach_", "attachment")):
        for number, storage in enumerate(_storages(ole, prefix, kind), 1):
            inner = (*prefix, storage)
            place = f"{at}/{step}:{number}" if at else f"{step}:{number}"
            held = list(_properties(ole, inner, names))
            mapi.give(held, place, codec, sink)
            if step == "attachment":
                _attachment(ole, inner, held, place, codec, names, sink, depth)


def _attachment(
    ole: CompoundFile,
    storage: tuple[str, ...],
    held: list[MapiProperty],
    place: str,
    codec: str,
    names: dict[int, str],
    sink: Sink,
    depth: int,
) -> None:
    called = {each.tag: mapi.text_of(each, codec) for each in held if each.kind in (0x1E, 0x1F)}
    name = called.get(mapi.LONG_NAME) or called.get(mapi.SHORT_NAME) or ""
    step = f"{place}/{step_of(name)}" if name else place
    for each in held:
        if each.tag == mapi.ATTACHMENT and each.kind == mapi.BINARY:
            sink.afford(len(each.data))
            sink.file(step, each.data, name, media_type_of(each.data, name))
    message = (*storage, "__substg1.0_3701000D")
    if any(True for _ in ole.below(message)):
        if ole.stream(*message, "__properties_version1.0") is not None:
            _message(ole, message, step, names, sink, depth + 1)
            return
        # an OLE object: its streams are files of their own
        for path in ole.below(message):
            data = ole.stream(*path)
            if data:
                sink.afford(len(data))
                sink.file(step, data, "")


def _storages(ole: CompoundFile, prefix: tuple[str, ...], kind: str) -> list[str]:
    found = {
        path[len(prefix)]: None
        for path in ole.below(prefix)
        if len(path) > len(prefix) + 1 and path[len(prefix)].startswith(kind)
    }
    return list(found)


def _properties(
    ole: CompoundFile, storage: tuple[str, ...], names: dict[int, str]
) -> Iterator[MapiProperty]:
    for path in ole.below(storage):
        if len(path) != len(storage) + 1 or not (match := _STREAM.match(path[-1])):
            continue
        tag, kind = int(match[1], 16), int(match[2], 16)
        if kind & 0x1000 and match[3] is None:
            continue  # lengths of the many values, which have streams of their own
        kind &= 0xFFF
        if kind in (mapi.STRING8, mapi.UNICODE, mapi.BINARY):
            yield MapiProperty(tag, kind, ole.stream(*path) or b"", names.get(tag, ""))


def _code_page(ole: CompoundFile, prefix: tuple[str, ...]) -> int:
    """PidTagMessageCodepage or PidTagInternetCodepage, of the fixed properties."""
    data = ole.stream(*prefix, "__properties_version1.0") or b""
    for at in range(24 if prefix else 32, len(data) - 15, 16):
        tag, _, value = struct.unpack_from("<III", data, at)
        if tag in (0x3FFD0003, 0x3FDE0003):
            return int(value)
    return 1252


def _names(ole: CompoundFile) -> Iterator[tuple[int, str]]:
    """Names of the properties from 0x8000 on ([MS-OXMSG] §2.2.3)."""
    entries = ole.stream("__nameid_version1.0", "__substg1.0_00030102") or b""
    texts = ole.stream("__nameid_version1.0", "__substg1.0_00040102") or b""
    for at in range(0, len(entries) - 7, 8):
        identifier, kind, index = struct.unpack_from("<IHH", entries, at)
        if kind & 1 and identifier + 4 <= len(texts):
            (size,) = struct.unpack_from("<I", texts, identifier)
            raw = texts[identifier + 4 : identifier + 4 + size]
            yield 0x8000 + index, raw.decode("utf-16-le", "replace")
