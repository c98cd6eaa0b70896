"""The proxy between a client and a canned homeserver that writes down what it is asked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import aiohttp
from aiohttp import web
from yarl import URL

from housing import House
from matrix.world import RULES

OWN, ME = "example.org", "@alice:example.org"
SEND = "/_matrix/client/v3/rooms/!r:example.org/send/m.room.message/"


class Home:
    """A homeserver that knows who is in its rooms, and writes down what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        #: of every room that `rooms` does not name
        self.members = {ME: "join", "@eve:x.test": "join"}
        #: room id → its members
        self.rooms: dict[str, dict[str, str]] = {}
        self.answer: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None
        self.gone = asyncio.Event()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        path = request.raw_path
        if path.endswith("/account/whoami"):
            if request.headers.get("Authorization") != "Bearer good":
                return web.json_response({"errcode": "M_UNKNOWN_TOKEN", "error": "x"}, status=401)
            return web.json_response({"user_id": ME, "device_id": "DEV"})
        if request.path.endswith("/state"):
            members = self.rooms.get(unquote(path.split("/")[-2]), self.members)
            state = [{"type": "m.room.create", "state_key": "", "content": {}}] + [
                {"type": "m.room.member", "state_key": user, "content": {"membership": each}}
                for user, each in members.items()
            ]
            return web.json_response(state)
        self.asked.append((request.method, path, body, dict(request.headers)))
        if self.answer is not None:
            return await self.answer(request)
        return web.json_response({"event_id": f"$e{len(self.asked)}"}, headers={"X-Theirs": "yes"})


class Bench:
    """Proxy, homeserver and a client session."""

    def __init__(self, house: House, home: Home, session: aiohttp.ClientSession, url: str) -> None:
        self.house, self.home, self.session, self.url = house, home, session, url

    async def call(
        self, method: str, path: str, body: Any = None, token: str = "good", **headers: str
    ) -> tuple[int, Any, aiohttp.ClientResponse]:
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        if token:
            headers["Authorization"] = f"Bearer {token}"
        async with self.session.request(
            method, URL(self.url + path, encoded=True), data=data, headers=headers
        ) as far:
            raw = await far.read()
        return far.status, json.loads(raw) if raw[:1] in (b"{", b"[") else raw, far


def bench(
    folder: Path, work: Callable[[Bench], Awaitable[None]], dead: bool = False, **settings: Any
) -> None:
    """Runs `work` between a client and the homeserver, in front of which stands what `dlp.app`
    builds; `settings` are more of its `matrix:` section."""

    async def go() -> None:
        home = Home()
        runner = web.ServerRunner(web.Server(home.serve, handler_cancellation=True))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        section = {
            "listen": "127.0.0.1:0",
            "upstream": f"http://127.0.0.1:{runner.addresses[0][1]}",
            "server_name": OWN,
            "public_url": "https://matrix.example.org",
            **settings,
        }
        if dead:
            await runner.cleanup()
        house = House(folder, RULES.format(own=OWN), matrix=section)
        await house.app.start()
        try:
            async with aiohttp.ClientSession() as session:
                await work(Bench(house, home, session, f"http://{house.app.addresses['matrix']}"))
        finally:
            await house.app.aclose()
            await runner.cleanup()

    asyncio.run(go())
