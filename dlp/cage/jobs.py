"""The server's queue of files, its children, and the answers to its clients."""

from __future__ import annotations

import fcntl
import mmap
import os
import resource
import signal
import socket
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dlp.cage import child, wire
from dlp.cage.cache import Cache
from dlp.config import InspectionSettings

#: seconds between two looks at what children take
_LOOK = 0.025
#: a child that runs for so long stands behind those that have just begun
_YOUNG, _NICE_OLD = 1.0, 19
_PAGE = resource.getpagesize()


@dataclass(eq=False, slots=True)
class _Job:
    """One file. Several clients may wait for the same reading."""

    kind: bytes
    content: int
    ask_size: int
    file_size: int
    digest: bytes
    connections: list[socket.socket]


@dataclass(eq=False, slots=True)
class _Child:
    pid: int
    job: _Job
    pipe: int
    result: int
    began: float
    old: bool = False
    #: why it was stopped by us
    stopped: str = ""
    #: bytes beyond what it started with, when last looked at
    grown: int = 0


class JobQueue:
    """Files to be read: `watch` and `forget` register a descriptor with the server's loop."""

    def __init__(
        self,
        limits: InspectionSettings,
        watch: Callable[[int, Callable[[], None]], None],
        forget: Callable[[int], None],
    ) -> None:
        self._limits, self._watch, self._forget = limits, watch, forget
        self._cache = Cache(limits.files.cache)
        self._queue: deque[_Job] = deque()
        self._children: list[_Child] = []
        self._outcomes: Counter[str] = Counter()
        self._base = _resident(os.getpid())

    # ------------------------------------------------------------------ clients

    def ask(self, connection: socket.socket, packet: bytes, content: int | None) -> None:
        """A client's request. Raises ProtocolError; then the connection is to be closed."""
        if content is None:
            raise wire.ProtocolError
        try:
            job = self._job(connection, packet, content)
        except BaseException:
            os.close(content)
            raise
        if job.kind == wire.READ:
            if (known := self._cache.get(job.digest)) is not None:
                os.close(content)
                self._outcomes["cached"] += 1
                self._hand_over(connection, wire.sealed(known), len(known))
                return
            if (same := self._same(job.digest)) is not None:
                os.close(content)
                self._outcomes["cached"] += 1
                same.connections.append(connection)
                return
        self._queue.append(job)
        self._start()

    def disconnected(self, connection: socket.socket) -> None:
        """A client that is not there any more; what it alone waited for is stopped."""
        for job in list(self._queue):
            if connection in job.connections:
                job.connections.remove(connection)
                if not job.connections:
                    self._queue.remove(job)
                    os.close(job.content)
        for each in list(self._children):
            if connection in each.job.connections:
                each.job.connections.remove(connection)
                if not each.job.connections:
                    self._stop(each, "abandoned")
                    self._end(each)

    def _job(self, connection: socket.socket, packet: bytes, content: int) -> _Job:
        if len(packet) != wire.REQUEST.size:
            raise wire.ProtocolError
        magic, kind, ask, size = wire.REQUEST.unpack(packet)
        if magic != wire.MAGIC or kind not in (wire.READ, wire.REDACT) or not ask:
            raise wire.ProtocolError
        # sealed: nobody can put other bytes under a hash that we have taken
        if not wire.is_sealed(content, ask + size):
            raise wire.ProtocolError
        with mmap.mmap(content, ask + size, prot=mmap.PROT_READ) as view:
            digest = self._cache.digest(view)
        return _Job(kind, content, ask, size, digest, [connection])

    def _same(self, digest: bytes) -> _Job | None:
        jobs = (*self._queue, *(each.job for each in self._children if not each.stopped))
        return next((job for job in jobs if job.kind == wire.READ and job.digest == digest), None)

    # ------------------------------------------------------------------ children

    def _start(self) -> None:
        """Children for the files that have waited longest, while there is room."""
        while self._queue and len(self._children) < self._limits.files.processes:
            if self._children and self._grown() > self._limits.files.memory // 2:
                return  # those that run may want the rest
            self._fork(self._queue.popleft())

    def _fork(self, job: _Job) -> None:
        size = _result_size(job, self._limits)
        result = os.memfd_create("result", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(result, size)
        fcntl.fcntl(result, fcntl.F_ADD_SEALS, fcntl.F_SEAL_GROW)
        ours, theirs = os.pipe()
        resources = child.ChildResources(
            job.content, job.ask_size, job.file_size, result, size, theirs
        )
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            for number in (ours, theirs, result, job.content):
                os.close(number)
            self._answer(job, wire.FAILED, "no-process")
            return
        if pid == 0:
            child.run(resources, self._limits, server)
        os.close(theirs)
        new = _Child(pid, job, ours, result, time.monotonic())
        self._children.append(new)
        self._watch(ours, lambda: self._end(new))

    def tick(self) -> float | None:
        """Stops what is late or takes too much; seconds until the next look, None for no need."""
        if not self._children:
            return None
        now = time.monotonic()
        for each in self._children:
            age = now - each.began
            each.grown = max(0, _resident(each.pid) - self._base)
            if age > self._limits.files.budget:
                self._stop(each, "timed-out")
            elif age > _YOUNG and not each.old:
                each.old = True
                os.setpriority(os.PRIO_PROCESS, each.pid, _NICE_OLD)
        if self._grown() > self._limits.files.memory:
            self._stop(max(self._children, key=lambda each: each.grown), "memory")
        self._start()
        return _LOOK

    def _grown(self) -> int:
        return sum(each.grown for each in self._children)

    def _stop(self, which: _Child, why: str) -> None:
        which.stopped = which.stopped or why
        os.kill(which.pid, signal.SIGKILL)  # not reaped yet: the pid is ours

    def _end(self, which: _Child) -> None:
        """A child has answered, or has ended without."""
        answer = os.read(which.pipe, 512) if not which.stopped else b""
        os.kill(which.pid, signal.SIGKILL)
        _, status, usage = os.wait4(which.pid, 0)
        self._children.remove(which)
        self._forget(which.pipe)
        os.close(which.pipe)
        try:
            self._conclude(which, answer, status, usage.ru_maxrss * 1024)
        finally:
            os.close(which.result)
            os.close(which.job.content)
        self._start()

    def _conclude(self, which: _Child, answer: bytes, status: int, most: int) -> None:
        job = which.job
        if len(answer) < wire.REPLY.size:
            word = which.stopped or _died(status, most - self._base, self._limits.files.memory)
            self._answer(job, wire.FAILED, word)
            return
        kind, size = wire.REPLY.unpack_from(answer)
        word = wire.word(answer[wire.REPLY.size :])
        if kind == wire.RESULT and size <= os.fstat(which.result).st_size:
            os.ftruncate(which.result, size)
            fcntl.fcntl(which.result, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK)
            self._outcomes["read" if job.kind == wire.READ else "redacted"] += 1
            if job.kind == wire.READ:
                self._cache.put(job.digest, os.pread(which.result, size, 0))
            for connection in job.connections:
                self._hand_over(connection, os.dup(which.result), size)
        elif kind == wire.REFUSED:
            self._outcomes["refused"] += 1
            self._answer(job, kind, word)
        else:
            self._answer(job, wire.FAILED, word)

    # ------------------------------------------------------------------ answers

    def _answer(self, job: _Job, kind: bytes, word: str) -> None:
        if kind == wire.FAILED:
            outcome = word if word in ("timed-out", "memory", "too-large") else "crashed"
            self._outcomes[outcome] += 1
        for connection in job.connections:
            _send(connection, wire.REPLY.pack(kind, 0) + word.encode())

    def _hand_over(self, connection: socket.socket, result: int, size: int) -> None:
        try:
            _send(connection, wire.REPLY.pack(wire.RESULT, size), result)
        finally:
            os.close(result)

    def count(self) -> wire.ServerStatus:
        """How it stands."""
        return wire.ServerStatus(
            dict(self._outcomes), len(self._children), len(self._queue), self._cache.size
        )


def _send(connection: socket.socket, packet: bytes, descriptor: int | None = None) -> None:
    try:
        wire.send(connection, packet, descriptor)
    except OSError:
        pass  # it has gone, or does not listen; the loop will see


def _result_size(job: _Job, limits: InspectionSettings) -> int:
    if job.kind == wire.READ:
        return 4 * limits.text + 16 * 1024**2
    return 4 * job.file_size + 64 * 1024**2


def _died(status: int, grown: int, memory: int) -> str:
    """Why a child ended that said nothing: ``memory``, ``timed-out``, ``SIGSEGV``, ``exit-1``."""
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGXCPU:
            return "timed-out"
        if grown > 0.8 * memory:  # a library that is refused memory may just fall over
            return "memory"
        return signal.Signals(number).name
    return f"exit-{os.WEXITSTATUS(status)}"


def _resident(pid: int) -> int:
    """Bytes that a process holds in memory; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError, ValueError):
        return 0
