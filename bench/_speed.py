"""Speed and memory of detection beside stock Presidio; a part of detection.py.

Real mail in its natural order, all of it through both sides, in turns of a few mails, so that a
busy machine slows both. What counts is processor time: the clock on the wall says how busy the
machine is. Two processes work at the same time, each with every other mail; they are done when the
slower one is.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory
from typing import Any

Detect = Callable[[str], Any]
#: measure, stock, ours, floor, aim
Line = tuple[str, float | None, float, str, str]

#: mails of a turn
_TURN = 30
_WARM = "warm up: Anna Berg, anna@example.org"


def cpu(detect: Detect, texts: Iterable[str]) -> float:
    """Seconds of processor time that this process takes for `texts`."""
    began = time.process_time()
    for text in texts:
        detect(text)
    return time.process_time() - began


def own_memory() -> float:
    """MB that only this process holds."""
    import psutil

    return float(psutil.Process().memory_full_info().uss) / 1024**2


def speed(
    texts: Sequence[str], stock: Callable[[], Detect], ours: Callable[[], Detect]
) -> Iterator[Line]:
    """Messages a second on one core and with two processes, and the memory of a process more."""
    theirs, mine, forked = stock(), ours(), ours()
    theirs(_WARM)
    mine(_WARM)
    gc.collect()
    gc.freeze()  # as the gateway's fork server does before it forks
    with _forked(forked) as workers:
        seconds = {"stock": 0.0, "ours": 0.0}
        shares = [0.0, 0.0]
        for turn in _turns(texts):
            seconds["stock"] += cpu(theirs, turn)
            seconds["ours"] += cpu(mine, turn)
            for at, worker in enumerate(workers):
                worker.send(turn[at::2])
            for at, worker in enumerate(workers):
                shares[at] += worker.recv()
        for worker in workers:
            worker.send(())
        memory = max(worker.recv() for worker in workers)
    base, one = (len(texts) / seconds[side] for side in ("stock", "ours"))
    two = len(texts) / max(shares)
    yield "messages a second, one core", base, one, f"{10 * base:.0f}", f"{20 * base:.0f}"
    yield "messages a second, two processes", base, two, f"{18 * base:.0f}", f"{38 * base:.0f}"
    yield "one core, times stock", 1.0, one / base, "10", "20"
    yield "two processes, times stock", 1.0, two / base, "18", "38"
    yield "MB of each extra worker", _spawned(stock, texts[:20]), memory, "120", "60"


def large(mail: str, find: Detect) -> Iterator[Line]:
    """Processor seconds of large texts, and of a start of `dlp detect`."""
    yield "7 MB of text in one message, seconds", None, cpu(find, [mail]), "10", "8"
    yield "CSV of 200,000 customers, seconds", None, cpu(find, [customers()]), "30", "10"
    yield "CSV of 200,000 parts, seconds", None, cpu(find, [parts()]), "60", "30"
    with TemporaryDirectory() as folder:
        cold, _, warm = (_start(f"{folder}/kept") for _ in range(3))
    yield "start of `dlp detect`, seconds", None, warm, "2.5", "2"
    yield "start, times the first one", 1.0, warm / cold, ".5", ".3"


def customers(lines: int = 200_000) -> str:
    """A table in which every line has a name, an address and a number."""
    chance = random.Random(7)
    first, last = "Anna Kofi Maria John Wei Lena".split(), "Berg Mensah Garcia Miller Zhang".split()
    rows = (
        f"{n},{chance.choice(first)} {chance.choice(last)},user{n}@example.org,"
        f"+49 30 {chance.randrange(10**6, 10**7)},{chance.randrange(10**5) / 100}"
        for n in range(lines)
    )
    return "id,name,email,phone,amount\n" + "\n".join(rows)


def parts(lines: int = 200_000) -> str:
    """A table of things, with nobody in it."""
    chance = random.Random(3)
    rows = (
        f"{n},{chance.choice(('bolt', 'washer', 'hinge'))} {chance.choice('ABC')}"
        f"{chance.randrange(99)},{chance.randrange(10**5) / 100},{chance.randrange(50)}"
        for n in range(lines)
    )
    return "row,product,price,quantity\n" + "\n".join(rows)


def _start(folder: str) -> float:
    """Processor seconds of one call of the command, which keeps what it compiles in `folder`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dlp", "detect", "Hello Anna Berg"],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "DLP_CACHE": folder},
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _turns(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(0, len(texts), _TURN):
        yield tuple(texts[at : at + _TURN])


@contextmanager
def _forked(detect: Detect) -> Iterator[list[Connection]]:
    """Two processes forked after loading. Each answers texts with the processor seconds that they
    took, nothing with its own memory in MB."""
    context = multiprocessing.get_context("fork")
    ends: list[Connection] = []
    workers = []
    for _ in range(2):
        here, there = context.Pipe()
        ends.append(here)
        workers.append(context.Process(target=_work, args=(detect, there), daemon=True))
    for worker in workers:
        worker.start()
    try:
        yield ends
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(detect: Detect, end: Connection) -> None:
    gc.enable()
    while True:
        texts = end.recv()
        end.send(cpu(detect, texts) if texts else own_memory())


def _spawned(make: Callable[[], Detect], texts: Sequence[str]) -> float:
    """MB that a process which loads for itself holds after `texts`."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=_load_and_work, args=(make, tuple(texts), there), daemon=True)
    worker.start()
    there.close()
    memory = float(here.recv())
    worker.join()
    return memory


def _load_and_work(make: Callable[[], Detect], texts: tuple[str, ...], end: Connection) -> None:
    cpu(make(), texts)
    end.send(own_memory())
