"""A detector from outside that does what a message tells it to: the worst that a plugin can do."""

from __future__ import annotations

import ctypes
import errno
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options


class Settings(Options):
    """None."""


class Trap:
    """Reports `word`; sleeps, crashes, hoards or raises where a text asks for it."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = ("WORD", "PROCESS")
        self.finds = (Example("the word xylophone", ("xylophone",), "WORD"),)
        self.passes_over: tuple[str, ...] = ("nothing here",)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found = []
        for passage in passages:
            text = passage.text
            if "please sleep" in text:
                while True:
                    time.sleep(3600)
            if "please spin" in text:
                while True:
                    pass
            if "please fault" in text:
                ctypes.string_at(0)
            if "please hoard" in text:
                # more addresses than a worker may have, and an end if nobody counts them
                hoard = [bytearray(16 * 1024**2) for _ in range(64)]
                hoard.clear()
            if "please leave" in text:
                os._exit(7)
            if "please raise" in text:
                print(text)
                print(text, file=sys.stderr)
                os.write(2, text.encode())
                logging.getLogger("acme").critical("%s", text)
                raise ValueError(text)
            if "please lie" in text:
                found.append(Finding("WORD", text, 0, 1, float("nan"), self.name))
            if "who are you" in text:
                found.append(Finding("PROCESS", passage.part, 0, 0, 1, self.name, str(os.getpid())))
            if "what do you hold" in text:
                why = json.dumps({"sockets": _sockets(), "environment": sorted(os.environ)})
                found.append(Finding("PROCESS", passage.part, 0, 0, 1, self.name, why))
            if "what can you do" in text:
                attempts = _attempts(text.split()[-1])
                why = json.dumps({name: _outcome(attempt) for name, attempt in attempts.items()})
                found.append(Finding("PROCESS", passage.part, 0, 0, 1, self.name, why))
            at = text.find("xylophone")
            if at >= 0:
                found.append(Finding("WORD", passage.part, at, at + 9, 1.0, self.name))
        return found


def _thread() -> None:
    thread = threading.Thread(target=time.sleep, args=(0,))
    thread.start()
    thread.join()


def _attempts(path: str) -> dict[str, Callable[[], object]]:
    return {
        "socket": socket.socket,
        "program": lambda: os.execv("/bin/true", ["true"]),
        "subprocess": lambda: subprocess.run(["/bin/true"]),
        "fork": os.fork,
        "kill": lambda: os.kill(os.getppid(), 0),
        "thread": _thread,
        "read": lambda: open(path).close(),
        "append": lambda: open(path, "a").close(),
        "create": lambda: open(f"{path}.new", "x").close(),
        "truncate": lambda: os.truncate(path, 0),
        "remove": lambda: os.unlink(path),
    }


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def _sockets() -> int:
    links = []
    for name in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            pass
    return sum(link.startswith("socket:") for link in links)


detector: type[Detector] = Trap
