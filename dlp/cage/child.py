"""What a child of the server does: lock itself in, read or redact one file, answer once, end.

It is single-threaded, holds the file, room for the result and a pipe, and nothing else. The lock
is closed before it sees the first byte. What goes wrong leaves as a class name.
"""

from __future__ import annotations

import gc
import mmap
import os
import resource
import signal
import socket
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from pydantic_core import PydanticSerializationError

from dlp.cage import hardening, lock, wire
from dlp.config import InspectionSettings
from dlp.model import Reading
from dlp.read.base import PartContent
from dlp.redaction.errors import CannotRedact
from dlp.redaction.files import LocalFileEditor

#: how an answer of `probe` begins
PROBED = "probed:"

#: how much further down the scheduler's list than mail without files
_NICE = 5


@dataclass(frozen=True, slots=True)
class ChildResources:
    """What the server has made ready for a child."""

    #: the request: `FileRequest` and file, sealed
    content: int
    ask_size: int
    file_size: int
    #: where the result goes, of a fixed size
    result: int
    result_size: int
    #: where the answer goes
    pipe: int


def run(resources: ChildResources, limits: InspectionSettings, server: int) -> NoReturn:
    """Does what the request says. For a process just forked by process `server`."""
    status = 1
    try:
        content = mmap.mmap(
            resources.content, resources.ask_size + resources.file_size, prot=mmap.PROT_READ
        )
        result = mmap.mmap(resources.result, resources.result_size)
        _harden(server, limits, keep=resources.pipe)
        kind, size, word = _answer(content, resources.ask_size, result, limits)
        os.write(resources.pipe, wire.REPLY.pack(kind, size) + word.encode())
        status = 0
    finally:
        os._exit(status)  # no traceback: it could quote the file


def probe(pipe: int, limits: InspectionSettings, server: int) -> NoReturn:
    """Locked in like any child, tries what must fail; answers with the names of what did not."""
    status = 1
    try:
        folder, spared = tempfile.gettempdir(), Path(os.devnull)
        _harden(server, limits, keep=pipe)
        trials: dict[str, Callable[[], object]] = {
            "open": lambda: os.open("/etc/passwd", os.O_RDONLY),
            "write": lambda: os.open(folder, os.O_TMPFILE | os.O_WRONLY),
            "socket": socket.socket,
            "fork": _fork,
            "kill": lambda: os.kill(server, 0),
            "stat": spared.stat,
            "code": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC),
            "exec": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606 - ends this, if it succeeds
        }
        open_ = [name for name, trial in trials.items() if _succeeds(trial)]
        os.write(pipe, (PROBED + ",".join(open_)).encode())
        status = 0
    finally:
        os._exit(status)


def _succeeds(trial: Callable[[], object]) -> bool:
    try:
        trial()
    except OSError:
        return False
    return True


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _answer(
    content: mmap.mmap, ask_size: int, result: mmap.mmap, limits: InspectionSettings
) -> tuple[bytes, int, str]:
    """Kind of reply, bytes of the result, a word."""
    try:
        ask = wire.parsed(wire.FILE_REQUEST, content[:ask_size])
        item = PartContent(wire.PART, ask.media_type, content[ask_size:], name=ask.name)
        if ask.op == "read":
            out = _dumped(LocalFileEditor().read(item, limits, ask.passwords))
        else:
            out = LocalFileEditor().redact(item, limits, ask.wanted, ask.placeholder, ask.passwords)
        if len(out) > len(result):
            return wire.FAILED, 0, "too-large"
        result[: len(out)] = out
        return wire.RESULT, len(out), ""
    except CannotRedact as refusal:
        return wire.REFUSED, 0, refusal.reason
    except MemoryError:
        return wire.FAILED, 0, "memory"
    except RecursionError:
        return wire.FAILED, 0, "recursion"
    except Exception as error:
        return wire.FAILED, 0, type(error).__name__


def _dumped(reading: Reading) -> bytes:
    try:
        return wire.READING.dump_json(reading)
    except (PydanticSerializationError, UnicodeError):
        # half a surrogate pair has no place in JSON; one character for one
        passages = (
            replace(each, text=each.text.encode("utf-8", "replace").decode())
            for each in reading.passages
        )
        return wire.READING.dump_json(replace(reading, passages=tuple(passages)))


def _harden(server: int, limits: InspectionSettings, keep: int) -> None:
    """Ties this process to its server and takes from it what it does not need."""
    hardening.die_with_parent(server)
    os.nice(_NICE)
    hardening.discard_output()
    hardening.be_killed_first(1000)
    os.dup2(keep, 3)
    os.closerange(4, 1 << 20)
    os.dup2(3, keep)
    if keep != 3:
        os.close(3)
    hardening.limit_resources(limits.files.memory, files=16)
    # at the soft limit SIGXCPU ends it, which says why; at the hard one SIGKILL, which does not
    hardening.set_limit(resource.RLIMIT_CPU, int(limits.files.budget) + 2, grace=1)
    hardening.set_limit(resource.RLIMIT_FSIZE, 0)
    hardening.set_limit(resource.RLIMIT_NPROC, 0)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    lock.lock_reader()
    gc.enable()
