"""The client of the cage: a `FileEditor` that has its files read by the server.

Blocking; for inspection workers and the command line. What comes back is checked: a child has met
hostile bytes and is believed in nothing but what it read, of its own file.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dlp.cage import wire
from dlp.cage.wire import PART
from dlp.config import InspectionSettings
from dlp.model import FILE_TYPE_MISMATCH, UNREAD, Finding, PartFact, Reading, Unread, unreadable
from dlp.read.base import PartContent
from dlp.redaction.errors import CannotRedact
from dlp.redaction.values import Value

#: after so many milliseconds without an answer `waits` is called
_PATIENCE = 50

_TOO_MUCH = ("memory", "too-large", "recursion")


class ConnectionLost(Exception):
    """The server has died, or sent something that is no answer."""


class CageClient:
    """A connection to a server, which reads one file at a time; without one, no file is read."""

    def __init__(self, connection: socket.socket | None = None) -> None:
        self._connection = connection
        #: called once for each file that is not read at once
        self.waits: Callable[[], None] = lambda: None

    def read(
        self, item: PartContent, limits: InspectionSettings, passwords: Sequence[str] = ()
    ) -> Reading:
        """See `dlp.read.base.FileReader.read`. The limits in force are the server's own, so that a
        reading does not depend on what else stood in the message; the caller counts its text."""
        ask = wire.FileRequest("read", item.name, item.media_type, tuple(passwords))
        try:
            kind, word, result = self._ask(wire.READ, ask, item.data)
            if kind == wire.RESULT:
                return placed(wire.parsed(wire.READING, result), item.part)
        except (ConnectionLost, wire.ProtocolError):
            word = "no answer"
        return Reading((), (unreadable(item.part, *_reason(word)),))

    def redact(
        self,
        item: PartContent,
        limits: InspectionSettings,
        wanted: Sequence[Value],
        placeholder: str,
        passwords: Sequence[str] = (),
    ) -> bytes:
        """See `dlp.redaction.editor.FileEditor.redact`."""
        inside = tuple(_inside(each, item.part) for each in wanted)
        ask = wire.FileRequest(
            "redact", item.name, item.media_type, tuple(passwords), inside, placeholder
        )
        try:
            kind, word, result = self._ask(wire.REDACT, ask, item.data)
        except (ConnectionLost, wire.ProtocolError):
            raise CannotRedact(Unread.CRASHED.value) from None
        if kind == wire.RESULT:
            return result
        raise CannotRedact(word if kind == wire.REFUSED else _reason(word)[0].value)

    def use(self, connection: socket.socket | None) -> None:
        """Another connection from now on. What is being read over the old one is stopped."""
        if self._connection is not None:
            self._connection.close()
        self._connection = connection

    def _ask(self, kind: bytes, ask: wire.FileRequest, data: bytes) -> tuple[bytes, str, bytes]:
        if self._connection is None:
            raise ConnectionLost
        head = wire.packed(wire.FILE_REQUEST, ask)
        content = wire.sealed(head, data)
        try:
            wire.send(
                self._connection, wire.REQUEST.pack(wire.MAGIC, kind, len(head), len(data)), content
            )
            poll = select.poll()
            poll.register(self._connection, select.POLLIN)
            if not poll.poll(_PATIENCE):
                self.waits()
                poll.poll()
            packet, result = wire.receive(self._connection)
        except OSError:
            raise ConnectionLost from None
        finally:
            os.close(content)
        try:
            if len(packet) < wire.REPLY.size:
                raise ConnectionLost
            kind, size = wire.REPLY.unpack_from(packet)
            word = wire.word(packet[wire.REPLY.size :])
            if kind != wire.RESULT:
                return kind, word, b""
            if result is None or not wire.is_sealed(result, size):
                raise ConnectionLost
            return kind, word, _bytes(result, size)
        finally:
            if result is not None:
                os.close(result)


def placed(reading: Reading, part: str) -> Reading:
    """The reading of the file PART as that of `part`. Raises ProtocolError where it speaks of other
    parts, or of what a reader of files cannot find."""

    def path(inner: str) -> str:
        if inner != PART and not inner.startswith((PART + "/", PART + ":", PART + "#")):
            raise wire.ProtocolError
        return part + inner[len(PART) :]

    def finding(each: Finding) -> Finding:
        if each.level is not None or each.kind not in (*UNREAD, FILE_TYPE_MISMATCH):
            raise wire.ProtocolError
        return replace(each, part=path(each.part))

    def fact(each: PartFact) -> PartFact:
        return replace(each, part=path(each.part))

    return Reading(
        tuple(replace(each, part=path(each.part)) for each in reading.passages),
        tuple(map(finding, reading.findings)),
        tuple(map(fact, reading.parts)),
        {path(name): values for name, values in _labels(reading)},
    )


def _labels(reading: Reading) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Labels of the file itself and of files in it. Header fields of a mail in a file are no
    labels of the message around it."""
    return (each for each in reading.labels.items() if each[0].startswith(PART))


def _inside(value: Value, part: str) -> Value:
    spans = (
        (PART + place[len(part) :], start, end)
        for place, start, end in value.spans
        if place == part or place.startswith((part + "/", part + ":"))
    )
    return replace(value, spans=frozenset(spans))


def _bytes(descriptor: int, size: int) -> bytes:
    out = bytearray(size)
    view = memoryview(out)
    at = 0
    while at < size:
        got = os.preadv(descriptor, [view[at:]], at)
        if not got:
            raise ConnectionLost
        at += got
    return bytes(out)


def _reason(word: str) -> tuple[Unread, str]:
    if word == "timed-out":
        return Unread.TIMED_OUT, "the file took too long"
    if word in _TOO_MUCH:
        return Unread.TOO_LARGE, word
    return Unread.CRASHED, f"reader ended with {word}"
