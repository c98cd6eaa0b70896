"""winmail.dat: a message's attributes and files in Microsoft's transport format ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dlp.model import Role, Unread
from dlp.read.files import mapi
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.mapi import MapiProperty
from dlp.read.files.members import media_type_of, step_of

_SUBJECT, _BODY, _PROPS, _RECIPIENTS, _ATTACHED = 0x8004, 0x800C, 0x9003, 0x9004, 0x9005
_TITLE, _DATA, _BEGIN, _CODEPAGE = 0x8010, 0x800F, 0x9002, 0x9007
#: dates, versions, keys, flags
_DULL = frozenset((0x8005, 0x8006, 0x8007, 0x8009, 0x800D, 0x8011, 0x8012, 0x8013, 0x8020, 0x9006))
#: fixed sizes by type; all others say their length
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MOST = 100_000


class _Attachment:
    def __init__(self) -> None:
        self.title = ""
        self.data = b""
        self.found: list[MapiProperty] = []


def read(file: File, sink: Sink) -> None:
    """Read a TNEF stream."""
    codec = "cp1252"
    attachments: list[_Attachment] = []
    broken = False
    for kind, data in _attributes(file.data):
        if kind == -1:
            broken = True
        elif kind == _CODEPAGE and len(data) >= 4:
            codec = mapi.codec_of(struct.unpack_from("<I", data)[0])
        elif kind == _BEGIN:
            attachments.append(_Attachment())
        elif kind == _PROPS:
            mapi.give(list(_list(data)), "", codec, sink)
        elif kind == _RECIPIENTS:
            for number, row in enumerate(_rows(data), 1):
                mapi.give(row, f"recipient:{number}", codec, sink)
        elif kind in (_TITLE, _DATA, _ATTACHED) and attachments:
            last = attachments[-1]
            if kind == _TITLE:
                last.title = data.rstrip(b"\0").decode(codec, "replace")
            elif kind == _DATA:
                last.data = data
            else:
                last.found = list(_list(data))
        elif kind not in _DULL:
            step = {_SUBJECT: "subject", _BODY: ""}.get(kind, f"attribute:{kind:04X}")
            role = {_SUBJECT: Role.SUBJECT, _BODY: Role.BODY}.get(kind, Role.PROPERTY)
            text = data.rstrip(b"\0").decode(codec, "replace").replace("\0", " ")
            sink.text(step, text.replace("\r\n", "\n"), role)
    for number, each in enumerate(attachments, 1):
        _attachment(each, number, codec, sink)
    if broken:
        if not sink.characters and not attachments:
            raise CannotRead(Unread.BROKEN, "TNEF")
        sink.partial("", Unread.BROKEN, "TNEF ends early")


def _attachment(each: _Attachment, number: int, codec: str, sink: Sink) -> None:
    place = f"attachment:{number}"
    called = {p.tag: mapi.text_of(p, codec) for p in each.found if p.kind in (0x1E, 0x1F)}
    name = called.get(mapi.LONG_NAME) or each.title
    sink.text(f"{place}/title", each.title, Role.NAME)
    mapi.give(each.found, place, codec, sink)
    step = f"{place}/{step_of(name)}" if name else place
    inner = [p.data for p in each.found if p.tag == mapi.ATTACHMENT and p.kind == mapi.BINARY]
    for data in dict.fromkeys((each.data, *inner)):
        if data:
            sink.afford(len(data))
            sink.file(step, data, name, media_type_of(data, name))
    for held in each.found:
        if held.tag == mapi.ATTACHMENT and held.kind == mapi.OBJECT:
            # the first 16 bytes say which interface: a message is TNEF again
            sink.afford(len(held.data))
            sink.file(step, held.data[16:], name)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and content of each attribute; -1 where the stream ends early."""
    at = 6
    while at + 9 <= len(data):
        _, kind, _, size = struct.unpack_from("<BHHI", data, at)
        if at + 9 + size > len(data):
            yield kind, data[at + 9 :]
            yield -1, b""
            return
        yield kind, data[at + 9 : at + 9 + size]
        at += 9 + size + 2
    if at < len(data):
        yield -1, b""


def _rows(data: bytes) -> Iterator[list[MapiProperty]]:
    reader = _TnefReader(data)
    try:
        for _ in range(min(reader.number(), _MOST)):
            yield list(reader.properties())
    except struct.error:
        return


def _list(data: bytes) -> Iterator[MapiProperty]:
    try:
        yield from _TnefReader(data).properties()
    except struct.error:
        return


class _TnefReader:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, form: str = "<I") -> int:
        (value,) = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return int(value)

    def block(self) -> bytes:
        size = self.number()
        block = self.data[self.at : self.at + size]
        self.at += size + -size % 4
        return block

    def properties(self) -> Iterator[MapiProperty]:
        for _ in range(min(self.number(), _MOST)):
            kind, tag = self.number("<H"), self.number("<H")
            name = ""
            if tag >= 0x8000:
                self.at += 16
                if self.number():
                    name = self.block().decode("utf-16-le", "replace").rstrip("\0")
                else:
                    self.number()
            many, kind = kind & 0x1000, kind & 0xEFFF
            size = _FIXED.get(kind)
            count = self.number() if many or size is None else 1
            for _ in range(min(count, _MOST)):
                if size is not None:
                    self.at += size
                    if self.at > len(self.data):
                        return
                    continue
                yield MapiProperty(tag, kind, self.block(), name)
