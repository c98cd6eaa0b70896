"""The Matrix proxy beside nginx and beside a bare aiohttp forwarder, before a canned homeserver.

    python bench/matrix.py [--rounds 3] [--json]

The homeserver is nginx with fixed answers, so that only what stands in the middle is measured:

    direct    nothing in the middle
    nginx     nginx as a plain reverse proxy, one worker
    aiohttp   a bare forwarder on uvloop, written as one would, whole bodies in memory
    gateway   `dlp serve` with the shipped policy and all detectors

A sync only passes; a send is read, detected, decided and written anew. Latency is that of one
client that waits for each answer, all of them in turn in the same run; what detection takes is what
the workers say. Rates are those of sixteen clients; a CPU second is one of the process in the
middle. Idle are clients whose long poll the homeserver holds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil
import uvloop
from _wire import IDLE, TEXT, idle, latencies, rate

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

WHO = ("direct", "nginx", "aiohttp", "gateway")
#: milliseconds that the gateway may add (median), and its part of the bare forwarder's rate
FLOORS = {"sync": 3.0, "send": 10.0, "rate": 0.9}
#: what an idle syncing user may cost the gateway, in bytes
IDLE_FLOOR = 100_000

_NGINX = """
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    access_log off; default_type application/json; keepalive_requests 10000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    {servers}
}}
"""
_CANNED = """
server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /_matrix/client/versions {{ return 200 '{{"versions":["v1.18"]}}'; }}
    location = /_matrix/client/v3/account/whoami {{
        return 200 '{{"user_id":"@alice:example.org","device_id":"DEV"}}'; }}
    location ~ /state$ {{ return 200 '{state}'; }}
    location ~ /send/ {{ return 200 '{{"event_id":"e0123456789abcdef0123456789abcdef"}}'; }}
    location = /_matrix/client/v3/events {{
        proxy_pass http://127.0.0.1:{hold}; proxy_read_timeout 600; proxy_http_version 1.1; }}
    location = /_matrix/client/v3/sync {{ return 200 '{sync}'; }}
}}
"""
_PROXY = """
upstream home {{ server 127.0.0.1:{home}; keepalive 64; }}
server {{
    listen 127.0.0.1:{port} backlog=4096;
    location / {{ proxy_pass http://home; proxy_http_version 1.1; proxy_set_header Connection ""; }}
}}
"""


def state(people: int = 5) -> str:
    """A room of that many people of ours."""
    members = ["@alice:example.org", *(f"@user{n}:example.org" for n in range(1, people))]
    events: list[dict[str, Any]] = [{"type": "m.room.create", "state_key": "", "content": {}}]
    for user in members:
        content = {"membership": "join", "displayname": user[1:6]}
        events.append({"type": "m.room.member", "state_key": user, "content": content})
    return json.dumps(events)


def synced() -> str:
    """What a sync with one new message says, about two thousand bytes."""
    event = {
        "type": "m.room.message",
        "sender": "@user1:example.org",
        "event_id": "e" * 44,
        "origin_server_ts": 1_800_000_000_000,
        "unsigned": {"age": 100},
        "content": {"msgtype": "m.text", "body": TEXT},
    }
    room = {"timeline": {"events": [event] * 5, "limited": False, "prev_batch": "t1"}}
    return json.dumps({"next_batch": "s2", "rooms": {"join": {"!r:example.org": room}}})


# ---------------------------------------------------------------------------- what stands there


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def nginx(servers: str) -> Iterator[psutil.Process]:
    """nginx with these servers; its worker."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        raise RuntimeError("nginx is not installed (package nginx-light)")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        conf = Path(folder, "nginx.conf")
        conf.write_text(_NGINX.format(folder=folder, servers=servers))
        process = subprocess.Popen([program, "-c", conf, "-p", folder], stderr=subprocess.DEVNULL)
        try:
            while not (workers := psutil.Process(process.pid).children()):
                if process.poll() is not None:
                    raise RuntimeError("nginx does not take its configuration")
                time.sleep(0.05)
            yield workers[0]
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def forwarder(port: int, home: int) -> Iterator[psutil.Process]:
    process = subprocess.Popen([sys.executable, __file__, "--forward", str(port), str(home)])
    try:
        _wait(port)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


async def forward(port: int, home: int) -> None:
    """The bare forwarder: what somebody would write who wants nothing but a proxy in aiohttp."""
    import aiohttp
    from aiohttp import web

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,
    )

    async def serve(request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        async with session.request(
            request.method,
            f"http://127.0.0.1:{home}{request.raw_path}",
            headers=request.headers,
            data=body,
            allow_redirects=False,
        ) as far:
            data = await far.read()
            headers = far.headers.copy()
            headers.popall("Transfer-Encoding", None)
            return web.Response(status=far.status, headers=headers, body=data)

    runner = web.ServerRunner(web.Server(serve, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


@contextmanager
def gateway(home: int) -> Iterator[Any]:
    from peers.gateway import Gateway

    port = free_port()
    settings = {
        "listen": f"127.0.0.1:{port}",
        "upstream": f"http://127.0.0.1:{home}",
        "server_name": "example.org",
        "public_url": "https://matrix.example.org",
    }
    quiet = {"logging": {"level": "INFO"}, "courier": {"poll": 5}}  # tests look five times a second
    made = Gateway(9, config={"matrix": settings, **quiet}).start()
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(made.folder)


def _wait(port: int) -> None:
    for _ in range(400):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("a server did not come up")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


# ---------------------------------------------------------------------------- measuring


def run(rounds: int) -> dict[str, Any]:
    """Everything, side by side; about a minute a round."""
    ports = {who: free_port() for who in ("direct", "nginx", "aiohttp")}
    home, hold = ports["direct"], free_port()
    with ExitStack() as stack:
        canned = _CANNED.format(port=home, hold=hold, state=state(), sync=synced())
        stack.enter_context(nginx(canned))
        _wait(home)
        proxy = stack.enter_context(nginx(_PROXY.format(port=ports["nginx"], home=home)))
        bare = stack.enter_context(forwarder(ports["aiohttp"], home))
        ours = stack.enter_context(gateway(home))
        ports["gateway"] = ours.addresses["matrix"][1]
        middle = {"nginx": proxy, "aiohttp": bare, "gateway": psutil.Process(ours.process.pid)}
        found: dict[str, Any] = {"latency": {}, "rate": {}}
        for kind in ("sync", "send"):
            before = _inspecting(ours)
            slow: dict[str, list[float]] = {who: [] for who in WHO}
            for _ in range(rounds):
                for who, each in uvloop.run(latencies(ports, kind, 300)).items():
                    slow[who] += each
            found["latency"][kind] = slow
            if kind == "send":
                seconds, count = (b - a for a, b in zip(before, _inspecting(ours), strict=True))
                found["inspection"] = 1000 * seconds / count
        for kind in ("sync", "send"):
            rates: dict[str, list[tuple[float, float]]] = {who: [] for who in middle}
            for _ in range(4 * rounds):
                for who, process in middle.items():
                    began, spent = time.perf_counter(), _cpu(process)
                    count = uvloop.run(rate(ports[who], kind, 0.6))
                    took = time.perf_counter() - began
                    rates[who].append((count / took, count / (_cpu(process) - spent)))
            found["rate"][kind] = {
                who: [statistics.median(each) for each in zip(*values, strict=True)]
                for who, values in rates.items()
            }
        found["idle"] = {
            who: uvloop.run(idle(ports[who], hold, middle[who])) for who in ("aiohttp", "gateway")
        }
    return found


def _inspecting(ours: Any) -> tuple[float, float]:
    """Seconds of reading and detecting so far, and messages."""
    spent = sum(
        ours.metric(f'dlp_stage_duration_seconds_sum{{stage="{stage}"}}')
        for stage in ("read", "detect")
    )
    return spent, ours.metric('dlp_stage_duration_seconds_count{stage="read"}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--forward", nargs=2, type=int, metavar=("PORT", "HOME"))
    options = parser.parse_args()
    if options.forward:
        uvloop.run(forward(*options.forward))
        return
    found = run(options.rounds)
    if options.json:
        print(json.dumps(found))
        return
    print("\n".join(report(found)))


def report(found: dict[str, Any]) -> Iterator[str]:
    """The tables, and which floors were reached."""
    added: dict[str, float] = {}
    yield f"{'latency, ms':12} {'who':8} {'median':>8} {'p99':>8} {'added':>8}"
    for kind, slow in found["latency"].items():
        base = statistics.median(slow["direct"])
        for who in WHO:
            median = statistics.median(slow[who])
            p99 = statistics.quantiles(slow[who], n=100)[98]
            added[kind] = median - base
            yield f"{kind:12} {who:8} {median:8.2f} {p99:8.2f} {added[kind]:8.2f}"
    yield f"reading and detecting, as the workers say: {found['inspection']:.2f} ms a send"
    yield f"\n{'requests':12} {'who':8} {'a second':>9} {'a CPU-s':>9} {'x aiohttp':>10}"
    for kind, rates in found["rate"].items():
        for who, (wall, cpu) in rates.items():
            yield f"{kind:12} {who:8} {wall:9.0f} {cpu:9.0f} {cpu / rates['aiohttp'][1]:10.2f}"
    yield f"\n{IDLE} idle users, bytes each: " + ", ".join(
        f"{who} {cost:.0f}" for who, cost in found["idle"].items()
    )
    added["send"] -= found["inspection"]
    part = found["rate"]["sync"]["gateway"][1] / found["rate"]["sync"]["aiohttp"][1]
    yield _floor("sync, ms added", added["sync"], FLOORS["sync"])
    yield _floor("send, ms added to detection", added["send"], FLOORS["send"])
    yield _floor("passed paths, of aiohttp", part, FLOORS["rate"], least=True)
    yield _floor("idle user, kB", found["idle"]["gateway"] / 1000, IDLE_FLOOR / 1000)


def _floor(what: str, value: float, floor: float, least: bool = False) -> str:
    reached = value >= floor if least else value < floor
    return f"{what}: {value:.2f}, floor {floor:g}: {'reached' if reached else 'MISSED'}"


if __name__ == "__main__":
    main()
