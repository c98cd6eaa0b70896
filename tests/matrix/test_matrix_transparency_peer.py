"""A session of several hundred requests, replayed directly and through the proxy: no difference.

The session is recorded as method, path and body with names for what a homeserver makes up (tokens,
ids of rooms and events), which later requests use. It is played twice against the same homeserver, by
two people who have done nothing before; what they are told must be the same, ids and times aside.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from matrix.world import World
from peers import synapse

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]

#: headers that a client may act upon; what belongs to one connection does not count
HEADERS = (
    "content-type",
    "cache-control",
    "vary",
    "etag",
    "location",
    "content-disposition",
    "content-security-policy",
    "cross-origin-resource-policy",
    "x-content-type-options",
    "x-robots-tag",
    "referrer-policy",
    "retry-after",
    "access-control-allow-origin",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "access-control-expose-headers",
    "server",
)
#: what differs between two runs of the same thing: times, tokens, places in a stream
_MADE_UP = frozenset(
    """origin_server_ts age last_active_ago last_seen_ts ts access_token device_id filter_id
    next_batch prev_batch start end pos content_uri received_ts bump_stamp rank""".split()
)
_API = "/_matrix/client/v3"


class Player:
    """Plays a session at one address, and keeps what was answered."""

    def __init__(self, url: str, who: str) -> None:
        self.who = who
        self.host = urlsplit(url).netloc
        self.names: dict[str, str] = {"user": who}
        self.token = ""
        self.heard: list[tuple[str, int, dict[str, str], str]] = []

    def play(
        self,
        method: str,
        path: str,
        body: Any = None,
        keep: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """One request on a connection of its own. `keep`: name → key of the answer."""
        filled = re.sub(r"\{(\w+)\}", lambda each: quote(self.names[each[1]], safe=""), path)
        data = body
        if isinstance(body, dict):
            text = json.dumps(body)
            data = re.sub(r"<(\w+)>", lambda each: self.names[each[1]], text).encode()
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= headers or {}
        wire = http.client.HTTPConnection(self.host, timeout=60)
        wire.request(method, filled, data, sent)
        answer = wire.getresponse()
        raw = answer.read()
        wire.close()
        try:
            said = json.loads(raw)
        except ValueError:
            said = None
        for name, key in (keep or {}).items():
            self.names[name] = said[key]
        told = {name: value for name in HEADERS if (value := answer.getheader(name)) is not None}
        self.heard.append((f"{method} {path}", answer.status, told, self._alike(raw, said)))
        return said

    def _alike(self, raw: bytes, said: Any) -> str:
        """The answer with the same names for what was made up."""
        if said is None:
            return raw.decode("latin-1")
        return json.dumps(self._named(said), sort_keys=True, ensure_ascii=False)

    def _named(self, value: Any, key: str = "") -> Any:
        if key in _MADE_UP:
            return f"<{key}>"
        if isinstance(value, dict):
            return {self._named(name): self._named(each, name) for name, each in value.items()}
        if isinstance(value, list):
            named = [self._named(each) for each in value]
            # state, devices and a list of rooms come in no order
            state = named and all(isinstance(each, dict) and "state_key" in each for each in named)
            if state or key in ("devices", "room_ids"):
                named.sort(key=lambda each: json.dumps(each, sort_keys=True))
            return named
        if not isinstance(value, str):
            return value
        for name in ("me", "user", "device", "token", "media", *(f"room{n}" for n in range(6))):
            if name in self.names:
                value = value.replace(self.names[name], f"<{name}>")
        value = re.sub(r"\$[\w-]{43}", "<an event>", value)
        value = re.sub(r"![\w-]{43}", "<a room>", value)
        return value.removesuffix("/")


def session(play: Player, other: str) -> None:
    """What a client does in a busy hour: about three hundred and fifty requests."""
    login = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": "<user>"},
        "password": "pw-<user>",
        "initial_device_display_name": "laptop",
    }
    play.play("GET", "/_matrix/client/versions")
    play.play("GET", f"{_API}/login")
    play.play("OPTIONS", f"{_API}/sync")
    play.play("GET", f"{_API}/sync")
    play.play("POST", f"{_API}/login", {**login, "password": "wrong"})
    said = play.play("POST", f"{_API}/login", login, {"me": "user_id", "device": "device_id"})
    play.token = said["access_token"]
    play.names["token"] = play.token
    for path in (
        "account/whoami",
        "capabilities",
        "pushrules/",
        "joined_rooms",
        "devices",
        "account/3pid",
        "profile/{me}",
        "profile/{me}/displayname",
        "presence/{me}/status",
        "voip/turnServer",
        "publicRooms?limit=0",
        "thirdparty/protocols",
        "notifications?limit=1",
        "keys/changes?from=s0&to=s1",
        "room_keys/version",
        "pushers",
        "nothing/like/this",
        "rooms/!nowhere/state",
        "user/{me}/filter/0",
    ):
        play.play("GET", f"{_API}/{path}")
    play.play("GET", "/_matrix/media/v3/config")
    play.play("GET", "/_matrix/client/v1/media/config")
    play.play(
        "POST",
        f"{_API}/user/{{me}}/filter",
        {"room": {"timeline": {"limit": 5}}},
        {"filter": "filter_id"},
    )
    play.play("GET", f"{_API}/user/{{me}}/filter/{{filter}}")
    play.play("PUT", f"{_API}/profile/{{me}}/displayname", {"displayname": "Somebody"})
    play.play("PUT", f"{_API}/user/{{me}}/account_data/com.example.any", {"x": [1, 2.5, None, "ü"]})
    play.play("GET", f"{_API}/user/{{me}}/account_data/com.example.any")
    play.play("GET", f"{_API}/user/{{me}}/account_data/com.example.none")
    for n in range(6):
        kept = {f"room{n}": "room_id"}
        play.play("POST", f"{_API}/createRoom", {"name": f"room {n}", "topic": "planning"}, kept)
        room = f"{_API}/rooms/{{room{n}}}"
        play.play("POST", f"{room}/invite", {"user_id": other})
        play.play("POST", f"{room}/invite", {"user_id": other, "reason": "again"})
        for kind in ("m.room.name", "m.room.topic", "m.room.join_rules", "com.example.none"):
            play.play("GET", f"{room}/state/{kind}")
        for path in ("state", "members", "joined_members", "aliases"):
            play.play("GET", f"{room}/{path}")
        for m in range(12):
            body = {"msgtype": "m.text", "body": f"message {m} in room {n}: ü 🎉"}
            play.play("PUT", f"{room}/send/m.room.message/a{n}.{m}", body, {"event": "event_id"})
            if m % 3 == 0:
                play.play("PUT", f"{room}/send/m.room.message/a{n}.{m}", body)
                play.play("GET", f"{room}/event/{{event}}")
                play.play("GET", f"{room}/context/{{event}}?limit=2")
                play.play("POST", f"{room}/receipt/m.read/{{event}}", {})
                play.play(
                    "POST", f"{room}/read_markers", {"m.fully_read": "<event>", "m.read": "<event>"}
                )
                react = {
                    "m.relates_to": {"rel_type": "m.annotation", "event_id": "<event>", "key": "👍"}
                }
                play.play("PUT", f"{room}/send/m.reaction/r{n}.{m}", react)
                play.play("GET", f"/_matrix/client/v1/rooms/{{room{n}}}/relations/{{event}}")
        play.play("PUT", f"{room}/typing/{{me}}", {"typing": True, "timeout": 60000})
        play.play("PUT", f"{room}/typing/{{me}}", {"typing": False})
        play.play("PUT", f"{room}/redact/{{event}}/x{n}", {"reason": "a mistake"})
        play.play("GET", f"{room}/messages?dir=b&limit=5")
        play.play("GET", f"{room}/messages?dir=b&limit=nonsense")
        play.play("PUT", f"{room}/send/m.room.message/bad{n}", b"{")
        play.play("PUT", f"{room}/send/m.room.message/worse{n}", b"[]")
        play.play("PUT", f"{_API}/user/{{me}}/rooms/{{room{n}}}/tags/u.work", {"order": 0.5})
        play.play("GET", f"{_API}/user/{{me}}/rooms/{{room{n}}}/tags")
    first = play.play("GET", f"{_API}/sync?timeout=0&filter={{filter}}")
    play.names["since"] = first["next_batch"]
    play.play("GET", f"{_API}/sync?timeout=100&since={{since}}&filter={{filter}}")
    sliding = {
        "lists": {
            "all": {
                "ranges": [[0, 9]],
                "required_state": [["m.room.name", ""]],
                "timeline_limit": 1,
            }
        }
    }
    play.play(
        "POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync?timeout=0", sliding
    )
    text = {"Content-Type": "text/plain"}
    said = play.play("POST", "/_matrix/media/v3/upload?filename=a.txt", b"plain text", headers=text)
    play.names["media"] = said["content_uri"].rpartition("/")[2]
    play.names["server"] = said["content_uri"].split("/")[2]
    for path in ("client/v1/media/download", "media/v3/download", "client/v1/media/thumbnail"):
        play.play("GET", f"/_matrix/{path}/{{server}}/{{media}}")
    play.play("HEAD", "/_matrix/client/v1/media/download/{server}/{media}")
    play.play("GET", "/_matrix/client/v1/media/download/{server}/none")
    play.play(
        "POST",
        f"{_API}/search",
        {"search_categories": {"room_events": {"search_term": "planning"}}},
    )
    play.play("POST", f"{_API}/user_directory/search", {"search_term": "some"})
    play.play("POST", f"{_API}/rooms/{{room0}}/leave", {})
    play.play("POST", f"{_API}/rooms/{{room0}}/forget", {})
    play.play("GET", f"{_API}/rooms/{{room0}}/messages?dir=b")
    play.play(
        "PUT",
        f"{_API}/rooms/{{room0}}/send/m.room.message/late",
        {"msgtype": "m.text", "body": "late"},
    )
    play.play("POST", f"{_API}/logout", {})
    play.play("GET", f"{_API}/account/whoami")
    play.token = "never was one"
    play.play(
        "PUT",
        f"{_API}/rooms/{{room1}}/send/m.room.message/never",
        {"msgtype": "m.text", "body": "x"},
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Player, Player]]:
    synapse.install()
    world = World(tmp_path_factory.mktemp("matrix"))
    try:
        for user in ("dora", "emil"):
            world.home.register(user)
        assert world.front is not None
        direct, through = Player(world.home.url, "dora"), Player(world.front.url, "emil")
        session(direct, world.ben.user)
        session(through, world.ben.user)
        yield direct, through
    finally:
        world.stop()


def test_everything_is_answered_alike(played: tuple[Player, Player]) -> None:
    direct, through = played
    assert len(direct.heard) > 400
    assert [each[0] for each in direct.heard] == [each[0] for each in through.heard]
    differ, ours = [], []
    for one, two in zip(direct.heard, through.heard, strict=True):
        own = not two[2]["server"].startswith("Synapse")
        if own:  # an error that the proxy says itself: the same one, in its own words
            ours.append(one[0])
            same = [("status", one[1], two[1]), ("error", _error(one[3]), _error(two[3]))]
        else:
            same = list(zip(("status", "headers", "body"), one[1:], two[1:], strict=True))
        differ += [(one[0], what, a, b) for what, a, b in same if a != b]
    print(f"\n{len(direct.heard)} requests, {len(ours)} answered by us, {len(differ)} differences")
    for name, what, one, two in differ:
        told = [str(each) for each in (one, two)]
        at = next((n for n, both in enumerate(zip(*told, strict=False)) if len({*both}) > 1), 0)
        print(name, what, *(each[max(0, at - 60) : at + 200] for each in told), sep="\n    ")
    assert differ == []
    assert set(ours) <= OURS, "only what cannot be sent on is answered by us"
    assert {status for _, status, _, _ in direct.heard} >= {200, 204, 400, 401, 403, 404}


def _error(body: str) -> str:
    return str(json.loads(body)["errcode"]) if body else ""


#: what the proxy answers itself: no such path, no JSON, no token, nobody knows who is in the room
OURS = {
    f"OPTIONS {_API}/sync",
    f"GET {_API}/nothing/like/this",
    f"PUT {_API}/rooms/{{room0}}/send/m.room.message/late",
    f"PUT {_API}/rooms/{{room1}}/send/m.room.message/never",
    *(
        f"PUT {_API}/rooms/{{room{n}}}/send/m.room.message/{how}{n}"
        for n in range(6)
        for how in ("bad", "worse")
    ),
}
