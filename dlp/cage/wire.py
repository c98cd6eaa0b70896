"""The protocol of the cage: small packets between gateway, workers, server and children, with
content in sealed memory beside them.

All sockets are SOCK_SEQPACKET, so a packet is whole or not there. Bytes of files and of results
travel as memfds (SCM_RIGHTS) that are sealed: the other side can map them, and nobody can change
them under its eyes. Everything is checked on arrival; nothing is ever unpickled.
"""

from __future__ import annotations

import fcntl
import os
import re
import socket
import struct
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from dlp.config import InspectionSettings
from dlp.model import Reading
from dlp.redaction.values import Value

#: longest packet
PACKET = 65_536

_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
_ALL_SEALS = _SEALS | fcntl.F_SEAL_SEAL

#: a class name, or a reason out of a fixed set: the most a child says of what went wrong
Word = Annotated[str, Field(pattern=r"^[\w-]{0,100}$")]


_WORD = re.compile(r"[\w-]{0,100}", re.ASCII)

#: part path of a file in a child; the client puts the real one in its place
PART = "file"


class ProtocolError(Exception):
    """The other side sent something that is not ours."""


@dataclass(frozen=True, slots=True)
class ServerSetup:
    """To the server, once."""

    limits: InspectionSettings


@dataclass(frozen=True, slots=True)
class NewConnection:
    """To the server, with a socket (SCM_RIGHTS): serve a client on it, too."""

    op: Literal["connection"] = "connection"


@dataclass(frozen=True, slots=True)
class ServerReady:
    """From the server, once: the readers are loaded and a child was tried out."""

    #: layers of the lock that this kernel or machine does not have
    uncaged: tuple[Word, ...] = ()
    #: what a child could do all the same that it must not: open, socket, …
    open: tuple[Word, ...] = ()
    #: class of the exception for which the readers could not be loaded
    error: Word = ""


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """From the server, now and then: files by outcome since it started, and what is going on."""

    outcomes: dict[Word, int]
    running: int = 0
    waiting: int = 0
    cache_bytes: int = 0


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Client to child, before the file's bytes: what to do with them."""

    op: Literal["read", "redact"]
    name: str
    media_type: str
    passwords: tuple[str, ...] = ()
    wanted: tuple[Value, ...] = ()
    placeholder: str = ""


SETUP = TypeAdapter(ServerSetup)
NEW_CONNECTION = TypeAdapter(NewConnection)
READY = TypeAdapter(ServerReady)
STATUS = TypeAdapter(ServerStatus)
FILE_REQUEST = TypeAdapter(FileRequest)
READING = TypeAdapter(Reading)

#: client to server: kind of request, length of the `FileRequest`, length of the file
REQUEST = struct.Struct("!4scQQ")
MAGIC = b"DLPF"
READ, REDACT = b"r", b"x"

#: server to client, child to server: what became of it, length of the result; a word follows
REPLY = struct.Struct("!cQ")
RESULT, REFUSED, FAILED = b"=", b"!", b"-"

T = TypeVar("T")


def packed(adapter: TypeAdapter[T], value: T) -> bytes:
    """A value as a packet."""
    return adapter.dump_json(value)


def parsed(adapter: TypeAdapter[T], packet: bytes) -> T:
    """A packet as a checked value; ProtocolError without a word of what it said."""
    try:
        return adapter.validate_json(packet)
    except ValidationError:
        raise ProtocolError from None


def word(said: bytes) -> str:
    """What a child says of what went wrong, if it is a `Word`: it could be taken over, and say
    what the file says."""
    text = said.decode("ascii", "replace")
    return text if _WORD.fullmatch(text) else "unknown"


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a connection."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def receive(end: socket.socket) -> tuple[bytes, int | None]:
    """The next packet (b"" where the other side has gone) and the descriptor beside it.
    OSError as recv(2)."""
    packet, descriptors, flags, _ = socket.recv_fds(end, PACKET, 1)
    descriptor = descriptors[0] if descriptors else None
    if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        if descriptor is not None:
            os.close(descriptor)
        raise ProtocolError
    return packet, descriptor


def send(end: socket.socket, packet: bytes, descriptor: int | None = None) -> None:
    """One packet. OSError as send(2)."""
    socket.send_fds(end, [packet], [] if descriptor is None else [descriptor])


def sealed(*chunks: bytes | memoryview) -> int:
    """These bytes in memory that nobody can change any more; a descriptor."""
    descriptor = os.memfd_create("dlp", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        for chunk in chunks:
            view = memoryview(chunk)
            while view:
                view = view[os.write(descriptor, view) :]
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _ALL_SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def is_sealed(descriptor: int, size: int) -> bool:
    """Whether it is such memory, of that size."""
    try:
        seals = fcntl.fcntl(descriptor, fcntl.F_GET_SEALS)
    except OSError:
        return False
    return seals & _SEALS == _SEALS and os.fstat(descriptor).st_size == size
