"""What the worker processes take: read from /proc at each scrape, together for all of them.

Workers expose nothing themselves. A worker that ends leaves its seconds in the sum.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


class Workers(Collector):
    """CPU seconds and resident bytes of all processes below this one (proc(5))."""

    def __init__(self) -> None:
        self._ended = 0.0
        self._seconds: dict[int, float] = {}

    def describe(self) -> Iterable[Metric]:
        return self._families(0.0, 0.0)

    def collect(self) -> Iterable[Metric]:
        seen: dict[int, float] = {}
        resident = 0.0
        for pid in _below(os.getpid()):
            try:
                # the second field may hold anything but ends with the last parenthesis
                fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended just now
            seen[pid] = (int(fields[11]) + int(fields[12])) / _TICKS
            resident += int(fields[21]) * os.sysconf("SC_PAGESIZE")
        for pid, seconds in self._seconds.items():
            # a number that is lower than before belongs to another process
            if seen.get(pid, -1.0) < seconds:
                self._ended += seconds
        self._seconds = seen
        return self._families(self._ended + sum(seen.values()), resident)

    def _families(self, seconds: float, resident: float) -> Iterable[Metric]:
        return (
            CounterMetricFamily(
                "dlp_workers_cpu_seconds",
                "CPU time of all inspection processes, user and system.",
                value=seconds,
            ),
            GaugeMetricFamily(
                "dlp_workers_resident_bytes",
                "Memory of all inspection processes; what they share counts for each.",
                value=resident,
            ),
        )


def _below(pid: int) -> Iterator[int]:
    try:
        tasks = list((_PROC / str(pid) / "task").iterdir())
        children = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield child
        yield from _below(child)
