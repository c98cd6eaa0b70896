"""The HTTP port: what is shown, to whom, and what it remembers."""

from __future__ import annotations

import asyncio
import base64
import json
import math
import re
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram

from dlp import config
from dlp.errors import ConfigError
from dlp.status import History, StatusServer, serve, svg
from dlp.status.history import RINGS, quantile
from dlp.status.page import StatusPage


async def well() -> Mapping[str, str | None]:
    return {"store": None, "disk": "too little <free> space"}


def served(
    folder: Path, work: Callable[[aiohttp.ClientSession, str], Awaitable[None]], **options: object
) -> None:
    async def run() -> None:
        raw = {"instance": "gw<1>", "metrics": {"listen": "127.0.0.1:0", **options}}
        own = config.parse(raw, "test", folder)
        server = serve(own, well, History(folder / "figures.json"))
        assert isinstance(server, StatusServer)
        await server.start()
        async with aiohttp.ClientSession() as client:
            await work(client, f"http://127.0.0.1:{server.port}")
        await server.aclose()

    asyncio.run(run())


def test_the_page_stands_alone_and_is_well_formed(tmp_path: Path) -> None:
    async def work(client: aiohttp.ClientSession, url: str) -> None:
        async with client.get(f"{url}/dashboard") as answer:
            text = await answer.text()
            policy = answer.headers["Content-Security-Policy"]
        assert "gw&lt;1&gt;" in text
        assert "too little &lt;free&gt; space" in text
        assert "default-src 'none'" in policy
        (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
        assert f"<style nonce='{nonce}'>" in text
        # nothing from elsewhere, nothing that runs
        assert not re.findall(r"(?i)<script|<link|<img|\bsrc=|\bhref=|url\(|@import|\bon\w+=", text)
        for drawing in re.findall(r"<svg.*?</svg>", text, re.S):
            ElementTree.fromstring(drawing)
        assert text.count("<svg") > 10

    served(tmp_path, work)


def test_a_password_guards_figures_and_not_health(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("open sesame\n")

    async def work(client: aiohttp.ClientSession, url: str) -> None:
        async def code(path: str, given: str | None = None) -> int:
            headers = {"Authorization": given} if given else {}
            async with client.get(url + path, headers=headers) as answer:
                return answer.status

        def basic(text: str) -> str:
            return "Basic " + base64.b64encode(text.encode()).decode()

        for path, there in (("/metrics", 200), ("/dashboard", 200), ("/no-such-page", 404)):
            assert await code(path) == 401
            for wrong in ("metrics:", "metrics:open sesam", "x:open sesame", "", "\xff:\xff"):
                assert await code(path, basic(wrong)) == 401
            assert await code(path, "Basic !!!") == 401
            assert await code(path, "Bearer open sesame") == 401
            assert await code(path, basic("metrics:open sesame")) == there
        assert await code("/healthz") == 200
        assert await code("/readyz") == 503
        # another spelling of a path is another path
        assert await code("//metrics") in (401, 404)
        assert await code("/metrics/") in (401, 404)

    served(tmp_path, work, password={"file": "password"})


def test_a_user_with_a_colon_is_refused(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("x")
    raw = {"metrics": {"user": "a:b", "password": {"file": "password"}}}
    own = config.parse(raw, "test", tmp_path)
    with pytest.raises(ConfigError, match="colon"):
        serve(own, well, History(tmp_path / "f.json"))


# --------------------------------------------------------------------------- history


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def counted() -> tuple[CollectorRegistry, Counter]:
    registry = CollectorRegistry()
    messages = Counter("dlp_messages", "m", ["protocol", "action"], registry=registry)
    return registry, messages


def test_only_what_is_new_is_added_and_a_restart_keeps_it(tmp_path: Path) -> None:
    registry, messages = counted()
    messages.labels("smtp", "allow").inc(100)
    clock, path = Clock(), tmp_path / "figures.json"
    history = History(path, registry, clock)
    history.tick()
    assert history.total("day", "messages") == {}
    messages.labels("smtp", "allow").inc(3)
    messages.labels("matrix", "allow").inc(2)
    messages.labels("smtp", "block").inc()
    history.tick()
    clock.now += 2 * RINGS["day"][0]
    messages.labels("smtp", "block").inc()
    history.tick()
    assert history.total("day", "messages") == {"allow": 5.0, "block": 2.0}
    filled = [parts for _, parts in history.slots("day", "messages") if parts]
    assert filled == [{"allow": 5.0, "block": 1.0}, {"block": 1.0}]
    history.save()
    assert path.stat().st_mode & 0o777 == 0o600
    registry, messages = counted()
    again = History(path, registry, clock)
    messages.labels("smtp", "allow").inc()
    again.tick()
    assert again.total("month", "messages") == {"allow": 6.0, "block": 2.0}


def test_what_is_older_than_a_ring_goes(tmp_path: Path) -> None:
    registry, messages = counted()
    clock = Clock()
    history = History(tmp_path / "f.json", registry, clock)
    for _ in range(RINGS["day"][1] + 50):
        messages.labels("smtp", "allow").inc()
        history.tick()
        clock.now += RINGS["day"][0]
    assert len(history.slots("day", "messages")) == RINGS["day"][1]
    history.save()
    stored = json.loads((tmp_path / "f.json").read_text())
    assert len(stored["day"]) <= RINGS["day"][1]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"day": 3}', '{"day": {"x": 1}, "month": {}}'])
def test_a_broken_file_begins_anew(tmp_path: Path, text: str) -> None:
    (tmp_path / "f.json").write_text(text)
    registry, messages = counted()
    history = History(tmp_path / "f.json", registry, Clock())
    messages.labels("smtp", "allow").inc()
    history.tick()
    assert history.total("day", "messages") == {"allow": 1.0}


def test_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    history = History(tmp_path / "gone" / "f.json", CollectorRegistry(), Clock())
    history.tick()
    history.save()
    assert not (tmp_path / "gone").exists()


@given(st.lists(st.floats(0.001, 59), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.95]))
def test_a_quantile_lies_in_the_bucket_of_the_real_one(values: list[float], share: float) -> None:
    registry = CollectorRegistry()
    bounds = (0.01, 0.1, 0.5, 1, 5, 10, 60)
    histogram = Histogram("h", "h", buckets=bounds, registry=registry)
    for one in values:
        histogram.observe(one)
    buckets = {
        sample.labels["le"]: sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == "h_bucket"
    }
    real = sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
    bucket = next(at for at, high in enumerate(bounds) if real <= high)
    low = bounds[bucket - 1] if bucket else 0.0
    assert low <= quantile(buckets, share) <= bounds[bucket] + 1e-9


def test_no_observations_have_no_quantile() -> None:
    assert math.isnan(quantile({}, 0.5))


# --------------------------------------------------------------------------- drawings

_NAMES = st.text(min_size=0, max_size=40)
_VALUES = st.floats(0, 1e12) | st.sampled_from([0.0, 5e-324, math.nan])


@given(
    st.lists(
        st.tuples(_NAMES, st.lists(st.tuples(st.floats(0, 1e6), _VALUES), max_size=20)), max_size=6
    ),
    st.sampled_from(["short", "s", "bytes", "percentunit", "reqps", "Bps"]),
    st.booleans(),
)
def test_whatever_is_drawn_is_xml(
    data: list[tuple[str, list[tuple[float, float]]]], unit: str, stacked: bool
) -> None:
    clean = [(name, [(at, v) for at, v in sorted(points) if v == v]) for name, points in data]
    look = svg.ChartStyle(unit, 400, 200, stacked=stacked, thresholds=[(5, svg.BAD)])
    items = [(name, points[-1][1]) for name, points in clean if points]
    drawings = [
        svg.lines([svg.Series(name, points) for name, points in clean], look, 0, 1e6),
        svg.bars(items, look),
        svg.figures(items, look),
        svg.columns([(0.0, dict(items)), (5e5, {})], look, 0, 1e6),
        svg.table(["a", "b"], [[name, "<x>"] for name, _ in clean], look),
    ]
    for drawing in drawings:
        # XML has no way to write most control characters; names of ours have none
        if all(character.isprintable() for name, _ in clean for character in name):
            ElementTree.fromstring(drawing)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1234, "short", "1.23k"),
        (0.035, "s", "35 ms"),
        (90, "s", "90 s"),
        (7200, "s", "2 h"),
        (5e9, "bytes", "4.66 GiB"),
        (1000, "bytes", "1000 B"),
        (0.1234, "percentunit", "12.3%"),
        (math.nan, "short", "–"),
    ],
)
def test_numbers_are_written_as_people_read_them(value: float, unit: str, text: str) -> None:
    assert svg.number(value, unit) == text


def test_a_page_of_a_busy_month_is_small_and_quick_to_read(tmp_path: Path) -> None:
    registry, messages = counted()
    clock = Clock()
    history = History(tmp_path / "f.json", registry, clock)
    for _ in range(124):
        for action in ("allow", "redact", "block"):
            messages.labels("smtp", action).inc(7)
        history.tick()
        clock.now += RINGS["month"][0]
    text = StatusPage("gw", history, registry, clock).html({}, "n")
    assert len(text) < 300_000
    assert "ready: every part is well" in text
