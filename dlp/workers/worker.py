"""The loop of a forked worker: one request, one reply, until the gateway closes the socket.

A worker is single-threaded, holds no socket but its own, writes to no file or terminal, dies with
its fork server, and may take only so much memory. What goes wrong inside it leaves as a class name.
"""

from __future__ import annotations

import gc
import os
import socket
import stat
from pathlib import Path

from dlp.cage import hardening, lock
from dlp.cage.client import CageClient
from dlp.config import InspectionSettings
from dlp.inspection import Inspector
from dlp.redaction import CannotRedact
from dlp.spool import Spilled
from dlp.workers import wire
from dlp.workers.local import redact_message

#: A worker is replaced after so many messages: whatever a library hoards is given back.
MESSAGES = 1000


def run(
    end: socket.socket,
    fork_server: int,
    inspector: Inspector,
    limits: InspectionSettings,
    files: CageClient,
) -> None:
    """Serves requests from `end`; `files` is what `inspector` reads files with. For a process just
    forked by process `fork_server`."""
    _settle(end, fork_server, limits.memory)
    wire.send(end, wire.REPLY, wire.WorkerReply())  # settled: the first answer is to no request
    served = 0
    files.waits = lambda: wire.send(end, wire.REPLY, wire.WorkerReply(waits=True))
    while (frame := wire.receive(end, wire.REQUEST, body_most=2**40)) is not None:
        request, body, descriptor = frame
        if request.op == "files":
            files.use(socket.socket(fileno=descriptor) if descriptor is not None else None)
            continue
        served += 1
        try:
            if request.spilled is not None and descriptor is not None:
                body = Spilled(descriptor, request.spilled).read()
            reply, body = _answer(inspector, limits, files, request, body)
        except MemoryError:
            # what was half built is of no use, and neither is this heap
            reply, body = wire.WorkerReply(error="MemoryError", last=True), b""
        except Exception as error:
            reply, body = wire.WorkerReply(error=type(error).__name__), b""
        del frame, request
        if served >= MESSAGES and not reply.last:
            reply = wire.WorkerReply(reply.examination, reply.refused, reply.error, last=True)
        wire.send(end, wire.REPLY, reply, body)
        if reply.last:
            return


def _answer(
    inspector: Inspector,
    limits: InspectionSettings,
    files: CageClient,
    request: wire.WorkerRequest,
    data: bytes,
) -> tuple[wire.WorkerReply, bytes]:
    if request.op == "redact":
        try:
            return wire.WorkerReply(), redact_message(
                request.media_type,
                data,
                request.name,
                request.findings,
                request.drop,
                request.note,
                limits,
                files,
            )
        except CannotRedact as refusal:
            return wire.WorkerReply(refused=refusal.reason, place=refusal.part), b""
    examination = inspector.examine(request.media_type, data, request.name)
    return wire.WorkerReply(examination=examination), b""


def _settle(end: socket.socket, fork_server: int, memory: int) -> None:
    """Ties this process to its fork server and takes from it what it does not need."""
    hardening.die_with_parent(fork_server)
    hardening.discard_output()
    for entry in list(Path("/proc/self/fd").iterdir()):
        number = int(entry.name)
        try:
            if number != end.fileno() and stat.S_ISSOCK(os.fstat(number).st_mode):
                os.close(number)
        except OSError:
            pass  # the descriptor that listed the folder
    hardening.be_killed_first(500)
    hardening.limit_resources(memory, files=64)
    lock.lock_worker()
    gc.enable()
