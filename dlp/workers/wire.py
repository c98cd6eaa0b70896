"""Frames between the gateway and its fork server and workers.

A frame is 16 bytes (magic, length of the header, length of the body), a JSON header, and raw
bytes. A spilled payload travels as a descriptor (SCM_RIGHTS) beside the first bytes instead of a
body. Nothing is ever unpickled, and every length and every value is checked on arrival: a worker
has parsed hostile input and is believed in nothing but its findings.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from dlp import config
from dlp.model import Examination, Finding

_PREFIX = struct.Struct("!4sIQ")
PREFIX_SIZE = _PREFIX.size
_MAGIC = b"DLP1"

#: 10,000 findings take about 3 MB.
HEADER_MOST = 32 * 1024**2

#: A class name of ours or of a plugin: the most a worker says of an exception.
ClassName = Annotated[str, Field(pattern=r"^\w{0,100}$")]

#: A reason out of a fixed set, e.g. ``no-map``.
Reason = Annotated[str, Field(pattern=r"^[a-z-]{1,40}$")]


class Malformed(Exception):
    """The other side sent something that is not a frame of ours."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Gateway to fork server, once: what to load."""

    inspection: config.InspectionSettings
    detectors: tuple[config.PluginSettings, ...]
    #: where relative paths in the detectors' settings start
    base: Path


@dataclass(frozen=True, slots=True)
class Loaded:
    """Fork server to gateway, once: ready, or the ConfigError's place, fact and remedy."""

    place: str = ""
    fact: str = ""
    remedy: str = ""
    #: layers of the cage that this kernel or machine does not have
    uncaged: tuple[ClassName, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """Gateway to fork server: fork a worker for the socket beside this, or end and reap one."""

    op: Literal["fork", "reap"]
    pid: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """Fork server to gateway: the new worker's pid, or the wait status of the one that ended."""

    pid: int = 0
    status: int = 0


@dataclass(frozen=True, slots=True)
class WorkerRequest:
    """Gateway to worker; the message's bytes are the body or stand in a descriptor."""

    #: ``files``: beside this is a line to the cage; there is no reply
    op: Literal["examine", "redact", "files"]
    media_type: str = ""
    #: file name, where the message is a bare file
    name: str = ""
    #: size of a spilled payload in bytes; None where the body carries it
    spilled: int | None = None
    findings: tuple[Finding, ...] = ()
    #: those whose file may go as a whole, and what is said in its place
    drop: tuple[Finding, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class WorkerReply:
    """Worker to gateway; a redacted message is the body."""

    examination: Examination | None = None
    #: `CannotRedact.reason`
    refused: Reason | None = None
    #: `CannotRedact.part`
    place: str = ""
    #: class of an exception that should not have been
    error: ClassName = ""
    #: the worker ends after this reply
    last: bool = False
    #: no reply yet: the worker waits for a file to be read, and computes nothing
    waits: bool = False


T = TypeVar("T")

SETUP = TypeAdapter(Setup)
LOADED = TypeAdapter(Loaded)
ORDER = TypeAdapter(Order)
DONE = TypeAdapter(Done)
REQUEST = TypeAdapter(WorkerRequest)
REPLY = TypeAdapter(WorkerReply)


def pack(adapter: TypeAdapter[T], value: T, body: int = 0) -> bytes:
    """Prefix and header of a frame whose body has `body` bytes."""
    header = adapter.dump_json(value)
    return _PREFIX.pack(_MAGIC, len(header), body) + header


def lengths(prefix: bytes | bytearray, body_most: int) -> tuple[int, int]:
    """Header and body length out of a prefix; Malformed if it is none or promises too much."""
    magic, header, body = _PREFIX.unpack(prefix)
    if magic != _MAGIC or header > HEADER_MOST or body > body_most:
        raise Malformed
    return header, body


def parse(adapter: TypeAdapter[T], header: bytes | bytearray) -> T:
    """The header as a checked value; Malformed without a word of what it said."""
    try:
        return adapter.validate_json(header)
    except ValidationError:
        raise Malformed from None


# ------------------------------------------------------- blocking ends: fork server and worker


def receive(
    end: socket.socket, adapter: TypeAdapter[T], body_most: int = 0
) -> tuple[T, bytes, int | None] | None:
    """The next frame as value, body and descriptor; None when the other side has closed."""
    first, descriptors, _, _ = socket.recv_fds(end, PREFIX_SIZE, 1)
    if not first:
        return None
    rest = _exactly(end, PREFIX_SIZE - len(first)) if len(first) < PREFIX_SIZE else b""
    header, body = lengths(first + rest, body_most)
    value = parse(adapter, _exactly(end, header))
    return value, bytes(_exactly(end, body)), descriptors[0] if descriptors else None


def send(end: socket.socket, adapter: TypeAdapter[T], value: T, body: bytes = b"") -> None:
    """One frame; OSError when the other side is gone."""
    end.sendall(pack(adapter, value, len(body)))
    if body:
        end.sendall(body)


def _exactly(end: socket.socket, size: int) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    at = 0
    while at < size:
        got = end.recv_into(view[at:])
        if not got:
            raise EOFError
        at += got
    return data
