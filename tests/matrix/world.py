"""Two homeservers and the proxy in front of the first, for tests from both sides."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import trustme

from dlp.config.matrix import MatrixSettings
from dlp.config.values import SocketAddress
from dlp.model import Message, Outcome
from dlp.proxies import matrix
from dlp.store import State
from housing import House, housed
from peers import free_port
from peers.synapse import Client, Synapse, names

RULES = """
zones:
  internal: {{domains: ["{own}"], clearance: top-secret}}
  external: {{clearance: public}}
networks: {{matrix: {{clearance: top-secret}}, signal: {{clearance: internal}}}}
rules:
  - {{name: above, when: {{over_clearance: true}}, action: block, why: level, public: This room is not cleared for that.}}
  - name: token
    when: {{kind: API_TOKEN, zone: external}}
    action: block
    why: tokens stay here
    public: Keys and tokens do not leave.
  - {{name: iban, when: {{kind: IBAN_CODE, zone: external}}, action: hold, why: accounts are looked at}}
  - {{name: card, when: {{kind: CREDIT_CARD, zone: external}}, action: redact, why: PCI DSS, fallback: hold}}
  - {{name: unread, when: {{kind: UNREADABLE, zone: external}}, action: hold, why: not read}}
  - {{name: default, action: allow}}
"""


class Front:
    """The proxy in a thread of its own, in front of `upstream`."""

    def __init__(
        self, folder: Path, upstream: str, own: str, port: int = 0, **settings: Any
    ) -> None:
        self.seen: list[Message] = []
        self.outcomes: list[Outcome] = []
        self.house: House | None = None
        self.url = ""
        self.settings = MatrixSettings(
            listen=SocketAddress(host="127.0.0.1", port=port),
            upstream=upstream,
            server_name=own,
            public_url=f"http://127.0.0.1:{port}",
            **settings,
        )
        self._folder, self._own = folder, own
        self._up: Future[str] = Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> Front:
        self._thread.start()
        self.url = self._up.result(60)
        return self

    def stop(self) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)

    def _run(self) -> None:
        try:
            housed(self._folder, self._work, RULES.format(own=self._own))
        except BaseException as error:
            if not self._up.done():
                self._up.set_exception(error)
            raise

    async def _work(self, house: House) -> None:
        self.house, self._loop, self._over = house, asyncio.get_running_loop(), asyncio.Event()

        async def handle(message: Message, cut_through: Any) -> Outcome:
            self.seen.append(message)
            outcome = await house.gateway.handle(message, cut_through)
            self.outcomes.append(outcome)
            return outcome

        server = matrix.MatrixProxy(self.settings, replace(house.app.context, handle=handle))
        await server.start()
        self._up.set_result("http://" + server.addresses["matrix"])
        await self._over.wait()
        await server.aclose()

    def ask(self, make: Callable[[House], Any]) -> Any:
        """The result of a coroutine made in the proxy's own loop."""
        assert self._loop is not None and self.house is not None
        return asyncio.run_coroutine_threadsafe(make(self.house), self._loop).result(30)

    def incidents(self) -> dict[str, State]:
        """Reference → state of every incident."""
        found = self.ask(lambda house: house.review.list(state=None))
        return {each.reference: each.state for each in found}


class World:
    """alice (and ben) behind the proxy, eve on the other server."""

    def __init__(self, folder: Path) -> None:
        ca = trustme.CA()
        port = free_port()
        self.own, self.far = names()
        self.home = Synapse(self.own, ca, (self.own, self.far), f"http://127.0.0.1:{port}/")
        self.away = Synapse(self.far, ca, (self.own, self.far))
        self.front: Front | None = None
        try:
            self.home.start()
            self.away.start()
            self.home.ready().register("alice")
            self.home.register("ben")
            self.away.ready().register("eve")
            self.front = Front(folder, self.home.url, self.own, port).start()
        except BaseException:
            self.stop()
            raise
        self.alice = Client(self.front.url).login("alice")
        self.ben = Client(self.front.url).login("ben")
        self.eve = Client(self.away.url).login("eve")

    def shared(self, **body: Any) -> str:
        """A new room of alice's with eve in it."""
        return self.shared_by(self.alice, **body)

    def shared_by(self, owner: Client, **body: Any) -> str:
        """A new room of `owner`'s with eve in it."""
        room = owner.room(invite=[self.eve.user], **body)
        self.eve.join(room)
        return room

    def stop(self) -> None:
        if self.front is not None:
            self.front.stop()
        self.home.stop()
        self.away.stop()
