"""What a forked process gives up before it meets hostile bytes: workers and readers alike."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import signal
from pathlib import Path

from dlp.cage import lock

#: prctl(2)
_PDEATHSIG, _DUMPABLE = 1, 4


def die_with_parent(parent: int) -> None:
    """Ends this process with `parent`, which has just forked it."""
    lock.prctl(_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it died before the line above
        os._exit(0)


def discard_output() -> None:
    """No library's last words to a terminal or a log file: they could quote what it read."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    if null > 2:
        os.close(null)
    logging.disable(logging.CRITICAL)


def be_killed_first(score: int) -> None:
    """Under memory pressure the kernel should take this process, not the gateway."""
    with contextlib.suppress(OSError):  # some containers do not let it be said
        Path("/proc/self/oom_score_adj").write_text(str(score))


def limit_resources(memory: int, files: int) -> None:
    """At most `memory` bytes of address space more than now, so many open files, no core dump;
    and nobody looks into this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    set_limit(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    set_limit(resource.RLIMIT_NOFILE, files)
    set_limit(resource.RLIMIT_CORE, 0)
    lock.prctl(_DUMPABLE, 0)


def set_limit(what: int, value: int, grace: int = 0) -> None:
    """setrlimit(2), as far as the hard limit lets it; the new hard limit is `grace` above the soft
    one, for a limit at which the kernel sends a signal first (RLIMIT_CPU: SIGXCPU, then SIGKILL).
    """
    _, hard = resource.getrlimit(what)
    most = value + grace if hard == resource.RLIM_INFINITY else min(value + grace, hard)
    resource.setrlimit(what, (max(0, most - grace), most))
