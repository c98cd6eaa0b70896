"""Real servers for tests: each starts on free loopback ports and is stopped by its pid."""

from __future__ import annotations

import fcntl
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on right now (Postfix cannot take port 0 and say which it got)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], object], seconds: float = 20, what: str = "") -> object:
    """Polls until `condition` is true; TimeoutError names what was waited for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise TimeoutError(f"waited {seconds} s for {what or condition}")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One process at a time: two test runners may want to install the same thing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(folder.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def listening(port: int, host: str = "127.0.0.1") -> bool:
    try:
        socket.create_connection((host, port), 0.5).close()
    except OSError:
        return False
    return True


def installed(*programs: str) -> bool:
    """Whether all of these are on the PATH or in the places Debian keeps servers."""
    places = ["/usr/sbin", "/usr/bin", "/usr/lib/postfix/sbin", "/usr/lib/dovecot"]
    return all(shutil.which(p) or any((Path(d) / p).exists() for d in places) for p in programs)
