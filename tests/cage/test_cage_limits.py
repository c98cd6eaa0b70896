"""What each child of the cage loses for good, seen from outside on a child that reads a file."""

from __future__ import annotations

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from cage.onlooker import onlooker
from dlp.cage import launch
from dlp.cage.client import CageClient
from dlp.cage.jobs import _died
from dlp.config import InspectionSettings
from dlp.model import Reading
from dlp.read.base import PartContent

MEGABYTE = 1024**2
SPARE = 200 * MEGABYTE


def limits(budget: float) -> InspectionSettings:
    return InspectionSettings.model_validate({"files": {"budget": budget, "memory": SPARE}})


def trap(word: str, rest: int = 0) -> PartContent:
    data = f"MZ {word} {rest} ".encode().ljust(128, b"\0")
    return PartContent("attachment:1", "application/octet-stream", data, name="tool.exe")


@contextmanager
def caged(budget: float = 60.0) -> Iterator[tuple[CageClient, psutil.Process]]:
    """A server with traps that nobody else uses, and its process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        patch.setattr(launch, "SERVER", "traps")
        before = set(psutil.Process().children())
        with launch.launched(limits(budget)) as (client, _):
            (server,) = set(psutil.Process().children()) - before
            yield client, server


@contextmanager
def reading(
    client: CageClient, server: psutil.Process, item: PartContent
) -> Iterator[psutil.Process]:
    """The child that reads `item`, locked in, until the block ends."""
    answers: list[Reading] = []
    thread = threading.Thread(target=lambda: answers.append(client.read(item, limits(60.0))))
    thread.start()
    try:
        until(lambda: any(locked_in(each) for each in server.children()))
        (child,) = server.children()
        yield child
    finally:
        if server.is_running():
            server.send_signal(signal.SIGCONT)
            for each in server.children():
                each.kill()
        thread.join()
    assert answers[0].findings  # what was ended is not clean


def locked_in(process: psutil.Process) -> bool:
    """Whether the last step of its hardening, the system call filter, is behind it."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return "\nSeccomp:\t2" in status and process.status() != psutil.STATUS_ZOMBIE


def ended(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.005)


def test_a_file_may_take_its_memory_and_no_more() -> None:
    with caged() as (client, _):
        fits = client.read(trap("take", SPARE // 2), limits(60.0))
        assert [each.text for each in fits.passages] == ["taken"] and not fits.findings
        # never written to, so that nothing but the limit on addresses can tell
        (finding,) = client.read(trap("take", SPARE + SPARE // 4), limits(60.0)).findings
        assert finding.detail["reason"] == "too-large"


def test_the_kernel_knows_what_a_child_may_take() -> None:
    with caged(7.5) as (client, server), reading(client, server, trap("sleep", 3600)) as child:
        for what, soft, hard in (
            (resource.RLIMIT_CPU, 9, 10),  # the whole seconds of the budget and two
            (resource.RLIMIT_FSIZE, 0, 0),
            (resource.RLIMIT_NPROC, 0, 0),
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_NOFILE, 16, 16),
        ):
            assert child.rlimit(what) == (soft, hard)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "does", "why"),
    [
        ("", "", "timed-out"),
        # what inherits a low limit gets less time, and says why all the same
        ("resource.setrlimit(resource.RLIMIT_CPU, (2, 2)); ", "", "timed-out"),
        ("", "signal.signal(signal.SIGXCPU, signal.SIG_IGN); ", "SIGKILL"),
    ],
)
def test_who_has_used_up_its_processor_time_is_late(before: str, does: str, why: str) -> None:
    """The server learns it from the signal, unless the child looks away: then it ends anyway."""
    program = (
        "import resource, signal\nfrom dlp.cage.hardening import set_limit\n"
        "used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])\n"
        f"{before}set_limit(resource.RLIMIT_CPU, int(used) + 1, grace=1); {does}\n"
        "while True: pass"
    )
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", program], os.environ)
    _, status = os.waitpid(pid, 0)
    assert _died(status, 0, SPARE) == why


@pytest.mark.slow
def test_a_spinning_child_ends_even_if_nobody_watches_it() -> None:
    """Two seconds of processor time: the least that a child may have."""
    with caged(0.9) as (client, server):
        with reading(client, server, trap("spin")) as child:
            server.suspend()  # else it would end the child when its budget is spent
            until(lambda: ended(child), 60.0)
            spent = psutil.Process(child.pid).cpu_times()
            assert 1.5 < spent.user + spent.system < 4.0
        assert not client.read(trap("say"), limits(60.0)).findings


def test_a_child_dies_with_its_server() -> None:
    with caged() as (client, server), reading(client, server, trap("sleep", 3600)) as child:
        server.kill()
        until(lambda: ended(child), 10.0)


def test_no_process_of_the_same_user_can_look_into_a_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its memory holds a file in clear; core dumps and debuggers of others do not get it."""
    look = onlooker(monkeypatch, tmp_path)

    with caged() as (client, server), reading(client, server, trap("sleep", 3600)) as child:
        assert look(server)  # which holds no content: this is how it looks where one may
        assert not look(child)
