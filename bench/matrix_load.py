"""Two hundred people in rooms of five, fifty messages a second, through one Matrix proxy process.

    python bench/matrix_load.py [--seconds 15] [--people 200] [--rate 50] [--json]

Everybody syncs with long polls; every message has to reach the other four exactly once. The same
crowd talks to a canned homeserver (which costs next to nothing) and to a real Synapse, each
directly and through `dlp serve` with the shipped policy and all detectors. Synapse is one process
with SQLite; what it does not manage alone it does not manage with a gateway in front, either.
Unseen is what a member was not shown within 20 s of the last message, or what a homeserver that is
behind cut out of a sync.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import re
import shutil
import statistics
import sys
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import uvloop
from aiohttp import web

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from peers import free_port, synapse
from peers.gateway import Gateway
from peers.synapse import Client, Synapse

OWN, ROOM_SIZE = "example.org", 5
API = "/_matrix/client/v3"
TEXT = "The figures for the third quarter are ready, I send them to Mrs Brand today."


@dataclass
class Crowd:
    """People by their tokens, and the room of each; what became of what they said."""

    tokens: list[str]
    rooms: list[str]
    slow: list[float] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    twice: int = 0
    sent: int = 0

    async def talk(self, url: str, rate: float, seconds: float) -> None:
        """Everybody syncs; `rate` messages a second for that time, then all have to be there."""
        said: dict[str, float] = {}
        seen: Counter[tuple[int, str]] = Counter()
        over = asyncio.Event()
        salt = format(time.monotonic_ns(), "x")
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(total=120)
        ) as session:

            async def sync(who: int) -> None:
                since = ""
                head = {"Authorization": f"Bearer {self.tokens[who]}"}
                while not over.is_set():
                    query = f"?timeout=5000&since={since}" if since else "?timeout=0"
                    try:
                        async with session.get(f"{url}{API}/sync{query}", headers=head) as answer:
                            found = await answer.json()
                            if answer.status != 200:
                                self.errors[f"sync {answer.status}"] += 1
                                continue
                    except aiohttp.ClientError as error:
                        self.errors[f"sync {type(error).__name__}"] += 1
                        continue
                    since = found["next_batch"]
                    ready[who] = True
                    for room in found.get("rooms", {}).get("join", {}).values():
                        for event in room["timeline"]["events"]:
                            name = re.match(rf"{salt}\.\d+", event["content"].get("body", ""))
                            if name:
                                seen[who, name[0]] += 1
                                self.arrived.append(time.perf_counter() - said[name[0]])

            async def say(n: int) -> None:
                who = n * 7 % len(self.tokens)
                name = f"{salt}.{n}"
                room = urllib.parse.quote(self.rooms[who], safe="")
                path = f"{url}{API}/rooms/{room}/send/m.room.message/{name}"
                head = {"Authorization": f"Bearer {self.tokens[who]}"}
                said[name] = began = time.perf_counter()
                try:
                    async with session.put(
                        path, json={"msgtype": "m.text", "body": f"{name} {TEXT}"}, headers=head
                    ) as answer:
                        await answer.read()
                        if answer.status != 200:
                            self.errors[f"send {answer.status}"] += 1
                            return
                except (aiohttp.ClientError, TimeoutError) as error:
                    self.errors[f"send {type(error).__name__}"] += 1
                    return
                self.slow.append(time.perf_counter() - began)
                good.append((n, name))

            ready = [False] * len(self.tokens)
            good: list[tuple[int, str]] = []
            polls = [asyncio.create_task(sync(who)) for who in range(len(self.tokens))]
            while not all(ready):
                await asyncio.sleep(0.1)
            began, sends = time.perf_counter(), []
            self.sent = round(rate * seconds)
            for n in range(self.sent):
                await asyncio.sleep(max(0.0, began + n / rate - time.perf_counter()))
                sends.append(asyncio.create_task(say(n)))
            await asyncio.gather(*sends)
            end = time.perf_counter() + 20
            wanted = {(who, name) for n, name in good for who in self._with(n)}
            while wanted - seen.keys() and time.perf_counter() < end:
                await asyncio.sleep(0.1)
            over.set()
            self.missing = len(wanted - seen.keys())
            self.twice = sum(count > 1 for count in seen.values())
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)

    def _with(self, n: int) -> Iterator[int]:
        """Everybody in the room that message `n` went to."""
        room = self.rooms[n * 7 % len(self.tokens)]
        return (who for who, each in enumerate(self.rooms) if each == room)


# ---------------------------------------------------------------------------- homeservers


class Canned:
    """A homeserver that knows tokens, rooms and long polls, and nothing else."""

    def __init__(self, people: int) -> None:
        self.tokens = [f"t{n}" for n in range(people)]
        self.rooms = [f"!r{n // ROOM_SIZE}:{OWN}" for n in range(people)]
        self._said: dict[str, list[dict[str, Any]]] = {room: [] for room in self.rooms}
        self._more = {room: asyncio.Event() for room in self._said}

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.endswith("/versions"):
            return web.json_response({"versions": ["v1.18"]})
        who = int(request.headers["Authorization"].removeprefix("Bearer t"))
        room = self.rooms[who]
        if path.endswith("/whoami"):
            return web.json_response({"user_id": f"@u{who}:{OWN}", "device_id": "D"})
        if path.endswith("/sync"):
            return await self._sync(request, room)
        if path.endswith("/state"):
            first = who - who % ROOM_SIZE
            joined, member = {"membership": "join"}, "m.room.member"
            state: list[dict[str, Any]] = [
                {"type": member, "state_key": f"@u{n}:{OWN}", "content": joined}
                for n in range(first, first + ROOM_SIZE)
            ]
            state.append({"type": "m.room.create", "state_key": "", "content": {}})
            return web.json_response(state)
        said = self._said[room]
        said.append({"type": "m.room.message", "content": json.loads(await request.read())})
        self._more[room].set()
        self._more[room] = asyncio.Event()
        return web.json_response({"event_id": f"$e{len(said)}"})

    async def _sync(self, request: web.BaseRequest, room: str) -> web.StreamResponse:
        said = self._said[room]
        since = int(request.query.get("since", len(said)))
        if since == len(said) and "since" in request.query:
            try:
                async with asyncio.timeout(int(request.query["timeout"]) / 1000):
                    await self._more[room].wait()
            except TimeoutError:
                pass
        timeline = {"timeline": {"events": said[since:]}}
        return web.json_response(
            {"next_batch": str(len(said)), "rooms": {"join": {room: timeline}}}
        )


def settle(home: Synapse, people: int) -> Crowd:
    """That many accounts on a real homeserver, in rooms of five."""
    crowd = Crowd([], [])
    for n in range(people):
        nonce = Client(home.url).call("GET", "/_synapse/admin/v1/register")[1]["nonce"]
        said = "\0".join((nonce, f"u{n}", "pw", "notadmin")).encode()
        mac = hmac.new(b"for tests only", said, hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": f"u{n}", "password": "pw", "admin": False, "mac": mac}
        status, made = Client(home.url).call("POST", "/_synapse/admin/v1/register", body)
        if status != 200:
            raise RuntimeError("an account could not be made")
        crowd.tokens.append(made["access_token"])
        if n % ROOM_SIZE == 0:
            owner = Client(home.url, made["access_token"])
            room = owner.room(preset="private_chat")
            owner.call("PUT", owner.at(room, "/state/m.room.join_rules/"), {"join_rule": "public"})
        else:
            Client(home.url, made["access_token"]).join(room)
        crowd.rooms.append(room)
        if n % ROOM_SIZE == ROOM_SIZE - 1:
            owner.call("PUT", owner.at(room, "/state/m.room.join_rules/"), {"join_rule": "invite"})
    return crowd


def gateway(upstream: str, own: str) -> Gateway:
    port = free_port()
    settings = {
        "listen": f"127.0.0.1:{port}",
        "upstream": upstream,
        "server_name": own,
        "public_url": f"http://127.0.0.1:{port}",
    }
    return Gateway(9, config={"matrix": settings, "logging": {"level": "WARNING"}}).start()


# ---------------------------------------------------------------------------- measuring


def _row(name: str, crowd: Crowd, note: str = "") -> str:
    slow = [1000 * each for each in crowd.slow] or [0.0]
    late = [1000 * each for each in crowd.arrived] or [0.0]
    p99 = lambda values: sorted(values)[int(len(values) * 0.99)]  # noqa: E731
    wrong = ", ".join(f"{count} {what}" for what, count in crowd.errors.items())
    return (
        f"{name:22} {len(crowd.slow):5}/{crowd.sent:<5}"
        f" {statistics.median(slow):8.1f} {p99(slow):8.1f}"
        f" {statistics.median(late):8.1f} {p99(late):8.1f} {crowd.missing:6} {crowd.twice:5}"
        f"  {wrong or 'none'}{note}"
    )


async def canned(options: argparse.Namespace) -> None:
    home = Canned(options.people)
    runner = web.ServerRunner(web.Server(home.serve, handler_cancellation=True, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    direct = Crowd(home.tokens, home.rooms)
    await direct.talk(url, options.rate, options.seconds)
    print(_row("canned, direct", direct), flush=True)
    front = await asyncio.to_thread(gateway, url, OWN)
    try:
        await _through("canned, gateway", Crowd(home.tokens, home.rooms), front, options)
    finally:
        await asyncio.to_thread(front.stop)
        shutil.rmtree(front.folder)
    await runner.cleanup()


def real(options: argparse.Namespace) -> None:
    import trustme

    synapse.install()
    own = synapse.names()[0]
    home = Synapse(own, trustme.CA(), (own,)).start().ready()
    front = None
    try:
        made = settle(home, options.people)
        for rate in (options.rate, options.rate / 20):
            direct = Crowd(made.tokens, made.rooms)
            uvloop.run(direct.talk(home.url, rate, options.seconds))
            print(_row(f"Synapse, {rate:g}/s", direct), flush=True)
            if front is None:
                front = gateway(home.url, own)
            crowd = Crowd(made.tokens, made.rooms)
            uvloop.run(_through(f"with gateway, {rate:g}/s", crowd, front, options, rate))
    finally:
        if front is not None:
            front.stop()
            shutil.rmtree(front.folder)
        home.stop()


async def _through(
    name: str, crowd: Crowd, front: Gateway, options: argparse.Namespace, rate: float = 0
) -> None:
    assert front.process is not None
    process = psutil.Process(front.process.pid)
    host, port = front.addresses["matrix"]
    # the first messages after a start wait for the workers' models
    await Crowd(crowd.tokens, crowd.rooms).talk(f"http://{host}:{port}", 5, 4)
    read, count = await asyncio.to_thread(_inspected, front)
    spent, began = process.cpu_times(), time.perf_counter()
    await crowd.talk(f"http://{host}:{port}", rate or options.rate, options.seconds)
    took, now = time.perf_counter() - began, process.cpu_times()
    busy = (now.user + now.system - spent.user - spent.system) / took
    memory = process.memory_info().rss / 1e6
    after, number = await asyncio.to_thread(_inspected, front)
    each = 1000 * (after - read) / max(1, number - count)
    note = f"; {busy:.0%} of a core, {memory:.0f} MB, detection {each:.1f} ms"
    print(_row(name, crowd, note), flush=True)


def _inspected(front: Gateway) -> tuple[float, float]:
    """Seconds of reading and detecting so far, as the workers say, and messages."""
    name = "dlp_stage_duration_seconds"
    seconds = sum(front.metric(f'{name}_sum{{stage="{each}"}}') for each in ("read", "detect"))
    return seconds, front.metric(f'{name}_count{{stage="read"}}')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--only", choices=("canned", "synapse"))
    options = parser.parse_args()
    print(
        f"{options.people} people in rooms of {ROOM_SIZE}, {options.rate:g} messages a second for"
        f" {options.seconds:g} s; milliseconds\n\n{'':22} {'answered':>11} {'send':>8} {'p99':>8}"
        f" {'arrived':>8} {'p99':>8} {'unseen':>6} {'twice':>5}  errors"
    )
    if options.only != "synapse":
        uvloop.run(canned(options))
    if options.only != "canned":
        real(options)


if __name__ == "__main__":
    main()
