"""The process that has the file readers loaded and forks a child a file.

`python -m dlp.cage.server FD`: FD is the control socket. It never parses anything: it sees sizes,
hashes and results. It serves one connection a client (`dlp.cage.client`), any number of them, one
request at a time each, first come, first served. It ends when the control socket is closed, and
its children end with it; a child ends when nobody waits for it any more.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import select
import signal
import socket
import sys
import time
from collections.abc import Callable

from dlp.cage import child, lock, wire
from dlp.cage.jobs import JobQueue
from dlp.config import InspectionSettings
from dlp.read.formats import FORMATS, resolve

#: seconds between two reports to the gateway
_REPORT = 0.5
#: a child that is tried out answers in this time, or the cage does not come up
_PROBE = 60.0


def main(control: socket.socket) -> None:
    """Serves until `control` is closed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    gc.disable()
    packet, _ = wire.receive(control)
    if not packet:
        return
    limits = wire.parsed(wire.SETUP, packet).limits
    try:
        warm_up(limits)
        up = wire.ServerReady(lock.missing(), probed(limits))
    except Exception as error:
        wire.send(control, wire.packed(wire.READY, wire.ServerReady(error=type(error).__name__)))
        return
    wire.send(control, wire.packed(wire.READY, up))
    ReaderServer(control, limits).run()


def warm_up(limits: InspectionSettings) -> None:
    """Loads whatever a reader may ask for later, when nothing can be loaded any more."""
    import encodings

    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in ("mbcs", "oem", "cp65001"):  # other systems' own
            importlib.import_module(f"encodings.{module.name}")
    for name in ("_strptime", "calendar", "zipfile", "tarfile", "csv", "json", "email.message"):
        importlib.import_module(name)
    time.localtime()
    for format in FORMATS:
        for name in format.functions:
            resolve(name)
    for name in dict.fromkeys(name for format in FORMATS for name in format.warm):
        resolve(name)(limits)
    gc.collect()
    gc.freeze()


def probed(limits: InspectionSettings) -> tuple[str, ...]:
    """What a child, locked in like any other, could do that it must not. Forks one."""
    server = os.getpid()
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        child.probe(theirs, limits, server)
    os.close(theirs)
    answer = b""
    try:
        if select.select([ours], [], [], _PROBE)[0]:
            answer = os.read(ours, wire.PACKET)
    finally:
        os.close(ours)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    text = answer.decode("ascii", "replace")
    if not text.startswith(child.PROBED):
        return ("exec",)
    return tuple(filter(None, text.removeprefix(child.PROBED).split(",")))


class ReaderServer:
    """The loop: control socket, connections of clients, pipes of children."""

    def __init__(self, control: socket.socket, limits: InspectionSettings) -> None:
        self._control = control
        self._poll = select.poll()
        self._handlers: dict[int, Callable[[], None]] = {}
        self._jobs = JobQueue(limits, self._watch, self._forget)
        self._connections: dict[int, socket.socket] = {}
        self._reported = (0.0, wire.ServerStatus({}))
        self._open = True

    def run(self) -> None:
        """Until the control socket is closed."""
        self._watch(self._control.fileno(), self._ordered)
        while self._open:
            wait = self._jobs.tick()
            late = self._report()
            waits = [each for each in (wait, late) if each is not None]
            for number, _ in self._poll.poll(1000 * min(waits) if waits else None):
                handler = self._handlers.get(number)
                if handler is not None:  # its descriptor was closed by one before it
                    handler()

    def _watch(self, number: int, handler: Callable[[], None]) -> None:
        self._handlers[number] = handler
        self._poll.register(number, select.POLLIN)

    def _forget(self, number: int) -> None:
        if self._handlers.pop(number, None) is not None:
            self._poll.unregister(number)

    def _ordered(self) -> None:
        packet, descriptor = wire.receive(self._control)
        if not packet:
            self._open = False
            return
        wire.parsed(wire.NEW_CONNECTION, packet)
        if descriptor is None:
            raise wire.ProtocolError
        connection = socket.socket(fileno=descriptor)
        connection.setblocking(False)
        self._connections[connection.fileno()] = connection
        self._watch(connection.fileno(), lambda: self._asked(connection))

    def _asked(self, connection: socket.socket) -> None:
        try:
            packet, descriptor = wire.receive(connection)
            if packet:
                self._jobs.ask(connection, packet, descriptor)
                return
        except BlockingIOError:
            return
        except (OSError, wire.ProtocolError):
            pass
        self._forget(connection.fileno())
        self._connections.pop(connection.fileno(), None)
        self._jobs.disconnected(connection)
        connection.close()

    def _report(self) -> float | None:
        """Tells the gateway what is new; seconds until it may be told again, None for nothing."""
        last, told = self._reported
        count = self._jobs.count()
        if count == told:
            return None
        now = time.monotonic()
        if now - last < _REPORT:
            return last + _REPORT - now
        try:
            self._control.send(wire.packed(wire.STATUS, count), socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass  # it is busy; the next report says the same and more
        self._reported = (now, count)
        return None


if __name__ == "__main__":
    try:
        with socket.socket(fileno=int(sys.argv[1])) as end:
            main(end)
    except (OSError, wire.ProtocolError):
        pass  # the gateway is gone
    os._exit(0)
