"""Loads the detectors once and forks workers: `python -m dlp.workers.fork_server FD`.

It never sees a message. Models, patterns and code are shared with its workers copy-on-write, so
that a worker costs milliseconds and few megabytes. It ends when the gateway closes the control
socket FD (or dies), and its workers end with it. SIGTERM and SIGINT are for the gateway alone: a
service manager sends them to the whole group, while messages are still being finished.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import time
from pathlib import Path

from dlp.cage import lock
from dlp.cage.client import CageClient
from dlp.errors import ConfigError
from dlp.inspection import Inspector, build_detectors
from dlp.workers import wire, worker

#: Reading and detecting it once draws in what is loaded on first use, before any fork.
_WARM_UP = (
    b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?Q?warm=20up?=\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear Mary Jones of Paris,\r\n"
    b"NRIC S1234567D\r\n"
    b"--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"PHA+V2FybSA8Yj51cDwvYj4gJmFtcDsgZ288L3A+\r\n--b--\r\n"
)


def main(control: socket.socket) -> None:
    """Serves the gateway at the other end of `control` until it is closed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    gc.disable()
    frame = wire.receive(control, wire.SETUP)
    if frame is None:
        return
    setup = frame[0]
    try:
        detectors = build_detectors(setup.detectors, setup.base)
    except ConfigError as error:
        loaded = wire.Loaded(error.place, error.fact, error.remedy)
    except Exception as error:
        loaded = wire.Loaded("detectors", f"one cannot be loaded: {type(error).__name__}")
    else:
        loaded = wire.Loaded(uncaged=lock.missing())
    if loaded.fact:
        wire.send(control, wire.LOADED, loaded)
        return
    files = CageClient()
    inspector = Inspector(detectors, setup.inspection, clock=time.perf_counter, files=files)
    inspector.prepare()
    inspector.examine("message/rfc822", _WARM_UP)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        loaded = wire.Loaded("detectors", "one started a thread", "threads do not survive a fork")
        wire.send(control, wire.LOADED, loaded)
        return
    gc.collect()
    gc.freeze()
    wire.send(control, wire.LOADED, loaded)
    while (order := wire.receive(control, wire.ORDER)) is not None:
        what, _, descriptor = order
        if what.op == "reap":
            done = wire.Done(what.pid, _reap(what.pid))
        elif descriptor is not None:
            with socket.socket(fileno=descriptor) as end:
                done = wire.Done(_fork(end, control, inspector, setup, files))
        else:
            return
        wire.send(control, wire.DONE, done)


def _fork(
    end: socket.socket,
    control: socket.socket,
    inspector: Inspector,
    setup: wire.Setup,
    files: CageClient,
) -> int:
    fork_server = os.getpid()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            control.close()
            worker.run(end, fork_server, inspector, setup.inspection, files)
            status = 0
        finally:
            os._exit(status)  # no traceback: it could quote a message
    return pid


def _reap(pid: int) -> int:
    """Ends worker `pid` if it still runs. Its pid is ours until now, so nobody else is hit."""
    try:
        os.kill(pid, signal.SIGKILL)
        return os.waitpid(pid, 0)[1]
    except (ProcessLookupError, ChildProcessError):
        return 0


if __name__ == "__main__":
    try:
        main(socket.socket(fileno=int(sys.argv[1])))
    except OSError:
        pass  # the gateway is gone
    os._exit(0)
