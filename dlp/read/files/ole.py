"""Older Office files and any other compound file: .doc, .xls, .ppt, encrypted Office.

Each is read twice: by its own structure, which gives text with places, and by the strings of all
of its streams, which gives whatever the structure did not (revision authors, saved fragments,
macros, streams that nobody knows). Embedded objects and pictures are files of their own.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Iterator

import cryptography.hazmat.backends.openssl  # noqa: F401 - loaded on first use: too late in the cage
import msoffcrypto
import msoffcrypto.format.doc97
import msoffcrypto.format.ooxml
import msoffcrypto.format.ppt97
import msoffcrypto.format.xls97

from dlp.model import Role, Spot, Unread
from dlp.read.files import biff, ppt97, word97
from dlp.read.files.base import CannotRead, File, Sink
from dlp.read.files.compound import CompoundFile, properties
from dlp.read.files.ole1 import ole10native
from dlp.read.files.strings import narrow, wide

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Excel opens these without asking
_USUAL = ("VelvetSweatshop",)
#: each takes 100,000 rounds of SHA-512 and more
_TRIES = 20
_CELLS = 200_000
#: a compound file without anything is smaller than this
_EMPTY = 8192
_TOKEN = re.compile(r"\w{3,}")
#: pictures as records of drawings ([MS-ODRAW] §2.2.23): type 0xF01A to 0xF02A
_BLIP = re.compile(rb"[\x00-\xff]{2}[\x1a-\x1f\x29\x2a]\xf0(?=([\x00-\xff]{4}))")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
#: names of properties that a person made up, not the format
_OWN = re.compile(r"\d{2}|[\s_@]|[A-Z]{3}")
#: streams that hold no text of anybody
_DULL = frozenset(("\x01compobj", "\x01ole", "\x03objinfo", "current user", "\x03ocxname"))
_BODIES = {"doc": "WordDocument", "ppt": "PowerPoint Document"}


def read(file: File, sink: Sink) -> None:
    """Read any compound file but a message."""
    ole = CompoundFile(file.data)
    if _locked(file.format, ole):
        _unlock(file, sink)
        return
    words = _Words(sink)
    for path in ole.paths:
        if path[-1] in ("\x05SummaryInformation", "\x05DocumentSummaryInformation"):
            for name, value in properties(path[-1], ole.stream(*path) or b""):
                words.seen(value)
                sink.property(name, value)
                words.text("property-names", name if _OWN.search(name) else "", Role.PROPERTY)
    _documents(ole, words, sink)
    for number, (name, data) in enumerate(_embedded(ole, sink), 1):
        sink.file(f"embedded:{number}", data, name)
    pictures = 0
    for path in ole.paths:
        content = ole.stream(*path)
        if content is None:
            sink.partial("", Unread.BROKEN, "a stream that cannot be read")
            continue
        for picture in _pictures(content, sink):
            pictures += 1
            sink.file(f"picture:{pictures}", picture, "picture")
        if path[-1].lower() not in _DULL and path[-1][:1] != "\x05":
            words.rest(content)
    words.give("strings")
    if not sink.characters and len(file.data) > _EMPTY:
        sink.unreadable("", Unread.SILENT, "no text in any stream")


class _Words:
    """What was read already, so that the second look gives only what is new."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._known: set[str] = set()
        self._new: dict[str, None] = {}

    def text(
        self, step: str, text: str, role: Role = Role.BODY, spots: tuple[Spot, ...] = ()
    ) -> None:
        self.seen(text)
        self._sink.text(step, text, role, spots)

    def seen(self, text: str) -> None:
        self._known.update(_TOKEN.findall(text))

    def rest(self, data: bytes) -> None:
        for line in (*wide(data), *narrow(data)):
            if any(token not in self._known for token in _TOKEN.findall(line)):
                self._new[line] = None

    def give(self, step: str) -> None:
        self._sink.text(step, "\n".join(self._new), Role.HIDDEN)


def _documents(ole: CompoundFile, words: _Words, sink: Sink) -> None:
    """The document itself and those in its object pool, each under its own storage."""
    number = 0
    for path in ole.paths:
        prefix, name = path[:-1], path[-1].lower()
        if name not in ("worddocument", "workbook", "book", "powerpoint document"):
            continue
        if name == "book" and ole.stream(*prefix, "Workbook") is not None:
            continue
        before = ""
        if prefix:
            number += 1
            before = f"object:{number}"
        try:
            if name == "worddocument":
                _word(ole, prefix, before, words)
            elif name == "powerpoint document":
                slides: dict[str, list[str]] = {}
                for step, text in ppt97.texts(ole.stream(*path) or b""):
                    slides.setdefault(step, []).append(text)
                for step, texts in slides.items():
                    words.text(_step(before, step), "\n".join(texts), _role(step))
            else:
                _workbook(ole.stream(*path) or b"", before, words)
        except CannotRead as cannot:
            sink.partial(before, cannot.reason, cannot.why)


def _word(ole: CompoundFile, prefix: tuple[str, ...], before: str, words: _Words) -> None:
    for step, text, role in word97.texts(ole, prefix):
        words.text(_step(before, step), text, role)


def _workbook(stream: bytes, before: str, words: _Words) -> None:
    for sheet in biff.sheets(stream, _CELLS):
        step = _step(before, f"sheet:{_safe(sheet.name)}" if sheet.name else "")
        lines: list[str] = []
        spots: list[Spot] = []
        length, row = 0, -1
        for (at, column), text in sorted(sheet.cells.items()):
            if row >= 0:
                lines.append("\t" if at == row else "\n")
                length += 1
            row = at
            spots.append(Spot(length, f"{column_letters(column)}{at + 1}"))
            lines.append(text.replace("\n", " "))
            length += len(lines[-1])
        role = Role.HIDDEN if sheet.hidden else Role.BODY
        words.text(step, "".join(lines), role, tuple(spots))
        for name, text in sheet.texts:
            words.text(f"{step}/{name}" if step else name, text, _role(name))
        if sheet.name:
            words.text(f"{step}/sheet-name", sheet.name, Role.NAME)


def _safe(name: str) -> str:
    return name.replace("/", "_")[:31]


def column_letters(column: int) -> str:
    """The letters of a column, from 0: ``A``, ``AB``."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def _step(before: str, step: str) -> str:
    return "/".join(part for part in (before, step) if part)


def _role(step: str) -> Role:
    return Role.COMMENT if step.startswith(("comment", "note-")) else Role.BODY


# ---------------------------------------------------------------------- inside


def _embedded(ole: CompoundFile, sink: Sink) -> Iterator[tuple[str, bytes]]:
    for path in ole.paths:
        name = path[-1].lower()
        data: bytes | None
        if name == "\x01ole10native":
            data = ole.stream(*path)
            if data:
                sink.afford(len(data))
                yield ole10native(data)
        elif name in ("package", "contents", "embeddedodf") and len(path) > 1:
            data = ole.stream(*path)
            if data:
                sink.afford(len(data))
                yield "", data
        elif name == "powerpoint document":
            for inner in ppt97.embedded(ole.stream(*path) or b"", sink.afford):
                yield "", inner


def _pictures(data: bytes, sink: Sink) -> Iterator[bytes]:
    """Pictures of drawings in a stream."""
    at = 0
    while (match := _BLIP.search(data, at)) is not None:
        (size,) = struct.unpack("<I", match[1])
        start, end = match.end() + 4, match.end() + 4 + size
        at = match.start() + 1
        if size < 64 or end > len(data):
            continue
        head = data[start : start + 70]
        kind = data[match.start() + 2]
        found = min((head.find(magic) for magic in _PICTURES if magic in head), default=-1)
        if found >= 0:
            sink.afford(size)
            yield data[start + found : end]
            at = end
        elif kind in (0x1A, 0x1B) and (packed := head.find(b"\x78", 50)) >= 0:
            try:
                inflate = zlib.decompressobj()
                picture = inflate.decompress(data[start + packed : end], 1 << 24)
            except zlib.error:
                continue
            sink.afford(len(picture))
            yield picture
            at = end


# ---------------------------------------------------------------------- passwords


def _locked(format: str, ole: CompoundFile) -> bool:
    if format == "ooxml-encrypted" or ole.stream("EncryptedPackage") is not None:
        return True
    if ole.stream("EncryptedSummary") is not None:
        return True
    if ole.stream("WordDocument") is not None:
        return word97.encrypted(ole)
    user = ole.stream("Current User") or b""
    if user[12:16] == b"\xdf\xc4\xd1\xf3":
        return True
    book = ole.stream("Workbook") or ole.stream("Book")
    return book is not None and biff.encrypted(book)


def _unlock(file: File, sink: Sink) -> None:
    """Read what one of the passwords opens. Raises `CannotRead` (encrypted)."""
    for password in (*_USUAL, *sink.passwords)[:_TRIES]:
        try:
            office = msoffcrypto.OfficeFile(io.BytesIO(file.data))
            if hasattr(office, "load_key"):
                office.load_key(password=password)
            out = io.BytesIO()
            office.decrypt(out)
        except Exception:  # noqa: S112 - the library raises anything at a wrong key, a broken file
            continue
        data = out.getvalue()
        if data[:2] != b"PK" and not data.startswith(_MAGIC):
            continue
        if data.startswith(_MAGIC) and _locked("", CompoundFile(data)):
            continue
        sink.afford(len(data))
        sink.file("", data, file.name)
        return
    raise CannotRead(Unread.ENCRYPTED, "Office")
