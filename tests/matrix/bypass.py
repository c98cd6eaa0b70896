"""Tries every way out of bypass.yaml, directly and through the gateway: `make bypass`.

What counts is what the outsider's server knows afterwards: its database, its media and its log are
searched for the token of every request, after its user has looked at everything she can see.
"""

from __future__ import annotations

import gzip
import itertools
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

from matrix.world import World
from peers import synapse, wait_for
from peers.synapse import Client

LIST = Path(__file__).with_name("bypass.yaml")
_METHODS = ("GET", "PUT", "POST", "DELETE")


@dataclass
class Tried:
    """One way, tried twice: `direct` without a gateway, `through` with it."""

    section: str
    name: str
    method: str
    path: str
    row: dict[str, Any]
    direct: int = 0
    through: int = 0
    #: the outsider's server knows the token
    direct_arrived: bool = False
    through_arrived: bool = False
    #: our answer had the token in it
    quoted: bool = False
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether text got out through the gateway, or a request passed that had to be refused."""
        passed = not 400 <= self.through < 500 or self.through == 429
        return self.through_arrived or self.quoted or (passed and not self.row.get("here"))

    @property
    def blind(self) -> bool:
        """Whether Synapse alone let nothing out where we know that it does: then this is no proof."""
        return bool(self.row.get("leaks")) and not self.direct_arrived


def ways() -> Iterator[Tried]:
    """The list, with one entry for each prefix."""
    read = yaml.safe_load(LIST.read_text())
    for section, rows in read["ways"].items():
        for row in rows:
            if kind := row.get("send"):
                row["PUT"] = "/_matrix/client/v3/rooms/{room}/send/" + kind + "/{n}"
            elif kind := row.get("state"):
                key = "" if kind.startswith("m.room.") else "{n}"
                row["PUT"] = "/_matrix/client/v3/rooms/{room}/state/" + kind + f"/{key}"
            (method,) = (each for each in _METHODS if each in row)
            found = re.search(r"\{(old|r0|v3)\}", row[method])
            for prefix in read["prefixes"][found[1]] if found else [""]:
                path = row[method].replace(found[0], prefix) if found else row[method]
                name = row["way"] + (f" ({prefix})" if found and prefix != "v3" else "")
                yield Tried(section, name, method, path, row)


class Side:
    """One of the two ways to the homeserver, with a user and rooms of its own."""

    def __init__(self, world: World, name: str, client: Client) -> None:
        self.world, self.name, self.client = world, name, client
        self.room = world.shared_by(client, name=f"{name} with eve")
        self.device = client.call("GET", "/_matrix/client/v3/account/whoami")[1]["device_id"]
        status, said = client.say(self.room, "hello")
        assert status == 200
        self.event = said["event_id"]
        self._media: list[str] = []
        self.seen: list[Any] = []

    def send(self, way: Tried, n: int) -> tuple[int, Any]:
        token = f"sk-{self.name}-{n:04d}x"
        way.tokens[self.name] = token
        client = self.client
        if user := way.row.get("as"):
            client = Client(client.url).login(user)
        places = {
            "token": token,
            "token_tail": token[1:],
            "token_rest": token[2:],
            "n": f"{self.name}{n}",
            "room": quote(self.room, safe=""),
            "room_id": self.room,
            "event": quote(self.event, safe=""),
            "event_id": self.event,
            "me": quote(client.user, safe=""),
            "me_id": client.user,
            "local": client.user[1:].partition(":")[0],
            "eve": self.world.eve.user,
            "eve_quoted": quote(self.world.eve.user, safe=""),
            "far": self.world.far,
            "own": self.world.own,
            "device": self.device,
            "access": client.token,
        }
        if "{fresh}" in way.path:
            places["fresh"] = quote(self.world.shared_by(client), safe="")
        if "{media}" in way.path:
            _, made = client.call("POST", "/_matrix/media/v1/create", b"")
            places["media"] = made["content_uri"].removeprefix("mxc://")
        body: Any = _filled(way.row.get("body"), places)
        if (raw := way.row.get("raw")) is not None:
            text, encoding = _filled(raw, places), way.row.get("encoding", "utf-8")
            body = gzip.compress(text.encode()) if encoding == "gzip" else text.encode(encoding)
        if "{access}" in way.path:
            client = Client(client.url)
        try:
            status, said = client.call(
                way.method, _filled(way.path, places), body, way.row.get("headers")
            )
        except OSError:  # no answer at all
            status, said = 0, None
        if "/media/" in way.path and "/upload" in way.path and status == 200:
            self._media.append(said.get("content_uri") or "mxc://" + places["media"])
        if "/profile/{me}" in way.path:  # the next one writes over it
            profile = f"/_matrix/client/v3/profile/{places['me']}"
            self.seen.append(self.world.eve.call("GET", profile))
        return status, said

    def look(self) -> None:
        """eve looks at everything that she can get, so that her server knows it, too."""
        eve = self.world.eve
        eve.call("POST", "/_matrix/client/v3/keys/query", {"device_keys": {self.client.user: []}})
        for uri in self._media:
            eve.call("GET", "/_matrix/client/v1/media/download/" + uri.removeprefix("mxc://"))
        mark = f"last word of {self.name}"
        assert self.client.say(self.room, mark)[0] == 200
        wait_for(lambda: mark in eve.bodies(self.room), 60, "the last word at the other server")


def _filled(value: Any, places: dict[str, str]) -> Any:
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda each: places.get(each[1], each[0]), value)
    if isinstance(value, dict):
        return {_filled(key, places): _filled(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, places) for each in value]
    return value


def tried(world: World) -> list[Tried]:
    """Every way, tried on both sides."""
    found = list(ways())
    world.home.register("carl")
    through = Side(world, "through", world.alice)
    direct = Side(world, "direct", Client(world.home.url).login("ben"))
    for n, way in enumerate(found):
        way.direct, _ = direct.send(way, n)
        way.through, said = through.send(way, n)
        refused = "here" not in way.row
        way.quoted = refused and way.tokens["through"] in str(said)
    time.sleep(2)  # what was delayed is due, and other servers are told of presence
    for side in (through, direct):
        side.look()
    known = _known(world, [*through.seen, *direct.seen])
    for way in found:
        way.direct_arrived = way.tokens["direct"] in known
        way.through_arrived = way.tokens["through"] in known
    return found


def _known(world: World, looks: list[Any]) -> set[str]:
    """All tokens that the outsider's server has anywhere, or that its user can see."""
    _, seen = world.eve.call("GET", "/_matrix/client/v3/sync?timeout=0&full_state=true")
    blobs = [path.read_bytes() for path in world.away.folder.rglob("*") if path.is_file()]
    found: set[str] = set()
    for blob in (*blobs, repr([seen, looks]).encode()):
        for text in (blob, blob.replace(b"\0", b"")):  # UTF-16, too
            found |= {each.decode() for each in re.findall(rb"sk-[a-z]+-\d{4}x", text)}
    return found


def table(found: list[Tried]) -> str:
    """For people."""
    lines = []
    for section, rows in itertools.groupby(found, lambda each: each.section):
        lines += ["", section, f"{'':52}  {'without gateway':22}  with it"]
        for each in rows:
            alone = f"{each.direct} {'ARRIVED' if each.direct_arrived else '-'}"
            ours = f"{each.through} {'ARRIVED' if each.through_arrived else '-'}"
            note = "  OPEN" if each.open else "  (stays here)" if each.row.get("here") else ""
            note += "  NO PROOF" if each.blind else ""
            lines.append(f"{each.name[:52]:52}  {alone:22}  {ours}{note}")
    alone = sum(each.direct_arrived for each in found)
    ours = sum(each.through_arrived for each in found)
    lines += [
        "",
        f"{len(found)} ways tried: {alone} reach the outsider's server without the gateway,"
        f" {ours} with it; {sum(each.open for each in found)} are open",
    ]
    return "\n".join(lines)


def main() -> int:
    synapse.install()
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        try:
            found = tried(world)
        finally:
            world.stop()
    print(table(found))
    return 1 if any(each.open or each.blind for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
