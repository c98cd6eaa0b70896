"""Processes that look through texts side by side, each text within `inspection.budget`.

For the command line: workers are forked when the detectors are loaded and are not caged, because
what they read is plain text of the caller's own. A worker that is late or dies costs its text an
UNREADABLE finding, as in the gateway. Detectors look through a large text side by side.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from dlp.detect.engine.engine import Run
from dlp.inspection import Inspector
from dlp.model import Detector, Finding, Passage, Reading, Unread, unreadable

#: from so many characters on, detectors look through a text side by side
LARGE = 256 * 1024
#: answers that wait for an earlier one
_AHEAD = 256

_FORKING = threading.Lock()
_LENGTH = struct.Struct("!I")
_FINDINGS = TypeAdapter(tuple[Finding, ...])

Key = TypeVar("Key")
Findings = tuple[Finding, ...]


def side_by_side(
    run: Run, detectors: Sequence[Detector], passages: tuple[Passage, ...]
) -> list[Finding]:
    """What `run` gives for each of `detectors`, in their order; of a large text all but the first
    in processes of their own."""
    large = sum(len(each.text) for each in passages) >= LARGE
    if not large or len(detectors) < 2:
        return [finding for each in detectors for finding in run(each, passages)]
    others = [_Forked(lambda each=each: run(each, passages)) for each in detectors[1:]]  # type: ignore[misc]
    found = list(run(detectors[0], passages))
    for each in others:
        found += each.result()
    return found


class _Forked:
    """Something that is worked out in a child; MemoryError where the child could not."""

    def __init__(self, work: Callable[[], Sequence[Finding]]) -> None:
        self._end, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._end.close()
                _send(theirs, _FINDINGS.dump_json(tuple(work())))
            finally:
                os._exit(0)  # no traceback: it could quote a text
        theirs.close()

    def result(self) -> Findings:
        with self._end:
            answer = _receive(self._end)
        os.waitpid(self._pid, 0)
        if answer is None:
            raise MemoryError
        return _FINDINGS.validate_json(answer)


class TextWorkers:
    """`count` workers that share an inspector's detectors."""

    def __init__(self, inspector: Inspector, count: int, budget: float) -> None:
        self._inspector, self._budget = inspector, budget
        gc.collect()
        gc.freeze()
        self._workers = [_Worker(inspector) for _ in range(count)]

    def answers(
        self, texts: Iterable[tuple[Key, str]], take: Callable[[Key, str, Findings], None]
    ) -> None:
        """Gives `take` each key and text with its findings, one at a time, in the order of `texts`,
        and as soon as they are there. What `texts` raises is raised behind the last answer."""
        line = _Line(texts, take)
        threads = [
            threading.Thread(target=self._serve, args=(at, line), daemon=True)
            for at in range(len(self._workers))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if line.error is not None:
            raise line.error

    def _serve(self, at: int, line: _Line[Key]) -> None:
        while (found := line.next()) is not None:
            number, key, text = found
            findings = self._workers[at].ask(text, self._budget)
            if self._workers[at].lost:
                self._workers[at].close()
                self._workers[at] = _Worker(self._inspector)
            line.put(number, key, text, findings)

    def close(self) -> None:
        """Ends the workers."""
        for each in self._workers:
            each.close()


@contextmanager
def text_workers(inspector: Inspector, count: int, budget: float) -> Iterator[TextWorkers]:
    """Workers for as long as the block lasts."""
    made = TextWorkers(inspector, count, budget)
    try:
        yield made
    finally:
        made.close()


class _Line(Generic[Key]):
    """Texts on their way to workers, and answers on their way back in the same order."""

    def __init__(
        self, texts: Iterable[tuple[Key, str]], take: Callable[[Key, str, Findings], None]
    ) -> None:
        self._texts, self._take = enumerate(texts), take
        self._reading = threading.Lock()
        self._moved = threading.Condition()
        self._done = 0
        self._waiting: dict[int, tuple[Key, str, Findings]] = {}
        self.error: BaseException | None = None

    def next(self) -> tuple[int, Key, str] | None:
        """The next text and its number; None at the end, or when something failed."""
        with self._reading:
            if self.error is not None:
                return None
            try:
                number, (key, text) = next(self._texts)
            except StopIteration:
                return None
            except BaseException as error:
                self.error = error
                return None
        with self._moved:
            self._moved.wait_for(lambda: number < self._done + _AHEAD)
        return number, key, text

    def put(self, number: int, key: Key, text: str, findings: Findings) -> None:
        """Takes an answer, and passes on those whose turn it is."""
        with self._moved:
            self._waiting[number] = key, text, findings
            while (found := self._waiting.pop(self._done, None)) is not None:
                self._done += 1
                try:
                    self._take(*found)
                except BaseException as error:
                    self.error = self.error or error
            self._moved.notify_all()


class _Worker:
    """A forked process that answers texts with findings."""

    def __init__(self, inspector: Inspector) -> None:
        self._end, theirs = socket.socketpair()
        self.lost = False
        # one at a time: libraries may forbid a fork while another one is under way
        with _FORKING:
            self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setpgid(0, 0)  # its children end with it
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self._end.close()
                _work(theirs, inspector)
            finally:
                os._exit(0)  # no traceback: it could quote a text
        with suppress(OSError):
            os.setpgid(self.pid, self.pid)
        theirs.close()

    def ask(self, text: str, budget: float) -> Findings:
        """The findings in a text, or that it took too long or ended the worker."""
        self._end.settimeout(budget)
        try:
            _send(self._end, text.encode("utf-8", "surrogatepass"))
            answer = _receive(self._end)
        except TimeoutError:
            self.lost = True
            return (unreadable("text", Unread.TIMED_OUT, f"no answer in {budget:g} s"),)
        except OSError:
            answer = None
        if answer is None:
            self.lost = True
            return (unreadable("text", Unread.CRASHED, "the worker ended"),)
        return _FINDINGS.validate_json(answer)

    def close(self) -> None:
        """Ends the process and its children."""
        self._end.close()
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        with suppress(ChildProcessError):  # closed before, and no other came in its place
            os.waitpid(self.pid, 0)


def _work(end: socket.socket, inspector: Inspector) -> None:
    gc.enable()
    while (data := _receive(end)) is not None:
        text = data.decode("utf-8", "surrogatepass")
        _send(end, _FINDINGS.dump_json(inspector.find(Reading((Passage("text", text),)))))


def _send(end: socket.socket, data: bytes) -> None:
    end.sendall(_LENGTH.pack(len(data)) + data)


def _receive(end: socket.socket) -> bytes | None:
    """The next frame; None where the other side has closed."""
    head = _exactly(end, _LENGTH.size)
    return None if head is None else _exactly(end, _LENGTH.unpack(head)[0])


def _exactly(end: socket.socket, count: int) -> bytes | None:
    parts = []
    while count:
        part = end.recv(min(count, 1024**2))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
