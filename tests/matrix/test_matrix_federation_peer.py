"""The proxy in front of a real homeserver, and what arrives at another one."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator

import pytest

from dlp.store import State
from housing import CARD, IBAN, TOKEN
from matrix.world import World
from peers import synapse, wait_for
from peers.synapse import Client

pytestmark = [
    pytest.mark.peer,
    pytest.mark.slow,
    pytest.mark.timeout(900),  # the first run brings Synapse
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    synapse.install()
    made = World(tmp_path_factory.mktemp("matrix"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def room(world: World) -> str:
    return world.shared(name="with eve")


def arrived(world: World, room: str, mark: str) -> list[str]:
    """What eve sees in a room, once `mark`, said last, is there."""
    status, _ = world.alice.say(room, mark)
    assert status == 200
    wait_for(lambda: mark in world.eve.bodies(room), 30, "the mark at the other server")
    return world.eve.bodies(room)


def test_login_and_discovery_lead_to_the_proxy(world: World) -> None:
    front = world.alice.url
    assert world.alice.said["well_known"]["m.homeserver"]["base_url"].rstrip("/") == front
    status, said = world.alice.call("GET", "/.well-known/matrix/client")
    assert status == 200 and said["m.homeserver"]["base_url"] == front
    assert said["io.element.e2ee"] == {"default": False, "force_disable": True}


def test_allowed_arrives_as_it_was_sent(world: World, room: str) -> None:
    text = "good morning ü 🎉"
    status, said = world.alice.say(room, text)
    assert status == 200 and said["event_id"].startswith("$")
    assert text in arrived(world, room, "mark 1")


def test_redacted_arrives_without_the_value_and_the_event_is_real(world: World, room: str) -> None:
    status, said = world.alice.send(
        room,
        msgtype="m.text",
        body=f"card {CARD}!",
        format="org.matrix.custom.html",
        formatted_body=f"card <b>{CARD}</b>!",
    )
    assert status == 200
    arrived(world, room, "mark 2")
    (event,) = [each for each in world.eve.seen(room) if each["event_id"] == said["event_id"]]
    assert event["content"]["body"] == "card [CREDIT_CARD removed]!"
    assert event["content"]["formatted_body"] == "card <b>[CREDIT_CARD removed]</b>!"
    assert CARD not in json.dumps(world.eve.seen(room)) + json.dumps(world.alice.seen(room))


def test_blocked_and_held_do_not_arrive_and_the_sender_hears_why(world: World, room: str) -> None:
    status, said = world.alice.say(room, f"the token is {TOKEN}")
    assert (status, said["errcode"]) == (403, "M_FORBIDDEN")
    assert "Keys and tokens do not leave." in said["error"] and TOKEN not in json.dumps(said)
    assert world.front is not None
    assert world.front.incidents()[said["org.dlp-gateway.reference"]] is State.BLOCKED
    status, said = world.alice.say(room, f"pay to {IBAN}")
    assert (status, said["errcode"]) == (403, "M_FORBIDDEN")
    assert world.front.incidents()[said["org.dlp-gateway.reference"]] is State.HELD
    seen = "\n".join(arrived(world, room, "mark 3"))
    assert TOKEN not in seen and IBAN not in seen


def test_a_room_of_our_own_people_may_hold_it(world: World) -> None:
    room = world.alice.room(invite=[world.ben.user])
    world.ben.join(room)
    assert world.alice.say(room, f"card {CARD} token {TOKEN}")[0] == 200
    assert f"card {CARD} token {TOKEN}" in world.ben.bodies(room)
    assert (
        world.alice.call("POST", world.alice.at(room, "/invite"), {"user_id": world.eve.user})[0]
        == 200
    )
    status, _ = world.alice.say(room, f"token {TOKEN}")
    assert status == 403, "an invitation through the proxy counts at once"


def test_the_same_transaction_is_decided_once(world: World, room: str) -> None:
    path = world.alice.at(room, "/send/m.room.message/once")
    body = {"msgtype": "m.text", "body": f"again {TOKEN}"}
    first, second = world.alice.call("PUT", path, body), world.alice.call("PUT", path, body)
    assert first == second and first[0] == 403
    path = world.alice.at(room, "/send/m.room.message/twice")
    body = {"msgtype": "m.text", "body": f"card once {CARD}"}
    first, second = world.alice.call("PUT", path, body), world.alice.call("PUT", path, body)
    assert first == second and first[0] == 200
    seen = arrived(world, room, "mark 4")
    assert seen.count("card once [CREDIT_CARD removed]") == 1


def exits(world: World, room: str) -> list[tuple[str, str, object]]:
    """Every spelling and every side door, each with the token in it."""
    quoted = urllib.parse.quote(room, safe="")
    me = urllib.parse.quote(world.alice.user, safe="")
    text = {"msgtype": "m.text", "body": TOKEN}
    spelled = urllib.parse.quote(TOKEN, safe="")
    found: list[tuple[str, str, object]] = []
    for prefix in ("v3", "r0", "api/v1", "unstable"):
        base = f"/_matrix/client/{prefix}/rooms/{quoted}"
        found += [
            ("PUT", f"{base}/send/m.room.message/x{len(found)}", text),
            ("POST", f"{base}/send/m.room.message", text),
            ("PUT", f"{base}/send/%6d.room.message/x{len(found)}b", text),
            ("PUT", f"{base}/state/m.room.topic/", {"topic": TOKEN}),
            ("PUT", f"{base}/state/m.room.topic", {"topic": TOKEN}),
            ("PUT", f"{base}/state/com.example.any/{spelled}", {}),
            ("PUT", f"{base}/send/{spelled}/x{len(found)}c", {}),
            ("PUT", f"{base}/redact/%24nothing/x{len(found)}", {"reason": TOKEN}),
            ("POST", f"{base}/redact/%24nothing", {"reason": TOKEN}),
            ("POST", f"{base}/kick", {"user_id": "@nobody:" + world.own, "reason": TOKEN}),
            (
                "PUT",
                f"{base}/ban/t{len(found)}",
                {"user_id": "@nobody:" + world.own, "reason": TOKEN},
            ),
            (
                "PUT",
                f"/_matrix/client/{prefix}/createRoom/t{len(found)}",
                {"topic": TOKEN, "invite": [world.eve.user]},
            ),
        ]
    base = f"/_matrix/client/v3/rooms/{quoted}"
    found += [
        ("PUT", base.replace("rooms", "%72ooms") + "/send/m.room.message/y1", text),
        ("PUT", base.replace("/_matrix", "//_matrix") + "/send/m.room.message/y2", text),
        ("PUT", base + "/send/m.room.message/y3/", text),
        ("PUT", base + "/send/m.room.message/y4?org.matrix.msc4140.delay=100", text),
        ("PUT", base + "/state/m.room.topic/?org.matrix.msc4140.delay=100", {"topic": TOKEN}),
        ("PUT", base + "/send/m.room.message/y5", b'{"body":"' + TOKEN.encode() + b'","body":"ok","msgtype":"m.text"}'),
        ("PUT", base + "/send/m.room.message/y6", json.dumps(text).encode("utf-16")),
        ("PUT", base + "/send/com.example.any/y7", {"deep": [{"er": TOKEN}]}),
        ("PUT", base + "/send/m.reaction/y8", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": TOKEN}}),
        ("PUT", f"/_matrix/client/v3/presence/{me}/status", {"presence": "online", "status_msg": TOKEN}),
        ("PUT", f"/_matrix/client/v3/profile/{me}/displayname", {"displayname": TOKEN}),
        ("PUT", f"/_matrix/client/v3/profile/{me}/com.example.any", {"com.example.any": TOKEN}),
        ("PUT", f"/_matrix/client/unstable/uk.tcpip.msc4133/profile/{me}/com.example.x", {"com.example.x": TOKEN}),
        ("GET", f"/_matrix/client/v3/profile/%40{spelled}%3A{world.far}", None),
        ("GET", f"/_matrix/client/v3/directory/room/%23{spelled}%3A{world.far}", None),
        ("PUT", "/_matrix/client/v3/sendToDevice/com.example.any/1", {"messages": {world.eve.user: {"*": {"x": TOKEN}}}}),
        ("PUT", "/_matrix/client/v3/sendToDevice/m.key.verification.cancel/1", {"messages": {world.eve.user: {"*": {"reason": TOKEN}}}}),
        ("POST", f"/_matrix/media/v3/upload?filename={spelled}", b"hello"),
        ("POST", "/_matrix/media/r0/upload?filename=a.txt", TOKEN.encode()),
        ("GET", f"/_matrix/client/v1/media/preview_url?url=http://x.test/{spelled}", None),
        ("POST", "/_matrix/client/unstable/org.matrix.msc4108/rendezvous", {"x": TOKEN}),
        ("PUT", base + "/state/m.room.encryption/", {"algorithm": "m.megolm.v1.aes-sha2"}),
        ("PUT", base + "/state/m.room.history_visibility/", {"history_visibility": "world_readable"}),
        ("PUT", base + "/state/m.room.join_rules/", {"join_rule": "public"}),
        ("PUT", f"/_matrix/client/v3/directory/list/room/{quoted}", {"visibility": "public"}),
        ("POST", "/_matrix/client/v3/pushers/set", {"kind": "http", "app_id": "a", "pushkey": "b", "app_display_name": "c", "device_display_name": "d", "lang": "e", "data": {"url": "https://x.test/_matrix/push/v1/notify"}}),
        ("POST", base + "/invite", {"medium": "email", "address": "x@x.test", "id_server": "x.test", "id_access_token": "x"}),
        ("POST", "/_matrix/client/v3/keys/upload", {"device_keys": {"unsigned": {"device_display_name": TOKEN}}}),
        ("POST", base + "/read_markers", {"m.read": TOKEN}),
        ("POST", base + f"/receipt/m.read/{spelled}", {}),
        ("POST", "/_matrix/client/v3/keys/query", {"device_keys": {f"@{TOKEN}:{world.far}": []}}),
        ("GET", f"/_matrix/client/v1/media/download/{world.far}/{spelled}", None),
        ("GET", f"/_matrix/media/v3/download/{world.far}/{spelled}", None),
        ("GET", f"/_matrix/client/v1/media/thumbnail/{world.far}/x?width=1&height={spelled}", None),
        ("POST", f"/_matrix/client/v3/rooms/!{spelled}:{world.far}/join?server_name={world.far}", {}),
        ("POST", f"/_matrix/client/v3/join/%23{spelled}:{world.far}", {}),
        ("POST", "/_matrix/client/v3/account/3pid/unbind", {"medium": "email", "address": TOKEN, "id_server": "x.test"}),
        ("GET", "/_synapse/admin/v1/register", None),
        ("GET", "/_matrix/federation/v1/version", None),
    ]  # fmt: skip
    return found


def test_no_exit_is_open(world: World, room: str) -> None:
    before = len(world.eve.seen(room))
    refusals = 0
    for method, path, body in exits(world, room):
        status, said = world.alice.call(method, path, body)
        assert 400 <= status < 500 and status != 429, (method, path, status)
        assert TOKEN not in json.dumps(said if not isinstance(said, bytes) else said.decode())
        refusals += 1
    assert refusals > 70
    arrived(world, room, "mark 5")
    seen = world.eve.seen(room)
    assert TOKEN not in json.dumps(seen)
    assert len(seen) == before + 1
    user = urllib.parse.quote(world.alice.user, safe="")
    assert TOKEN not in json.dumps(world.eve.call("GET", f"/_matrix/client/v3/profile/{user}"))


def test_uploads_are_read_before_anybody_can_fetch_them(world: World) -> None:
    def upload(data: bytes, name: str) -> tuple[int, object]:
        path = f"/_matrix/media/v3/upload?filename={name}"
        return world.alice.call("POST", path, data, {"Content-Type": "text/plain"})

    def fetched(uri: str) -> object:
        path = "/_matrix/client/v1/media/download/" + uri.removeprefix("mxc://")
        return world.eve.call("GET", path)

    status, said = upload(b"nothing in it \x00\xff" * 10_000, "a.txt")
    assert status in (200, 403)
    status, said = upload("just text, ü".encode() * 30_000, "a.txt")
    assert status == 200 and isinstance(said, dict)
    assert fetched(said["content_uri"]) == (200, "just text, ü".encode() * 30_000)
    status, said = upload(f"card {CARD}\n".encode(), "b.txt")
    assert status == 200 and isinstance(said, dict)
    assert fetched(said["content_uri"]) == (200, b"card [CREDIT_CARD removed]\n")
    assert upload(TOKEN.encode(), "c.txt")[0] == 403
    status, said = world.alice.call("POST", "/_matrix/media/v1/create", b"")
    assert status == 200 and isinstance(said, dict)
    path = "/_matrix/media/v3/upload/" + said["content_uri"].removeprefix("mxc://")
    assert world.alice.call("PUT", path, TOKEN.encode())[0] == 403


def test_what_only_passes_is_the_homeservers_own(world: World, room: str) -> None:
    direct = Client(world.home.url, world.alice.token)
    for path in (
        "/_matrix/client/versions",
        "/_matrix/client/v3/account/whoami",
        "/_matrix/client/v3/capabilities",
        "/_matrix/client/v3/joined_rooms",
        "/_matrix/client/v3/pushrules/",
        "/_matrix/media/v3/config",
        world.alice.at(room, "/state/m.room.name"),
        world.alice.at(room, "/joined_members"),
        world.alice.at("!nowhere", "/state"),
    ):
        assert world.alice.call("GET", path) == direct.call("GET", path), path
    status, said = world.alice.call("GET", "/_matrix/client/v3/sync?timeout=0")
    assert status == 200 and room in said["rooms"]["join"]
    status, since = 200, said["next_batch"]
    status, said = world.alice.call("GET", f"/_matrix/client/v3/sync?timeout=300&since={since}")
    assert status == 200 and said["next_batch"]
    assert Client(world.alice.url, "nonsense").say(room, "x")[0] == 401
    assert Client(world.alice.url).say(room, "x")[1]["errcode"] == "M_MISSING_TOKEN"


def test_an_encrypted_room_is_refused_with_a_clear_text(world: World) -> None:
    direct = Client(world.home.url, world.alice.token)
    room = direct.room(
        initial_state=[
            {"type": "m.room.encryption", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        ]
    )
    status, said = world.alice.say(room, "hello")
    assert status == 403 and "end-to-end encrypted" in said["error"]
    status, said = world.alice.call(
        "POST",
        "/_matrix/client/v3/createRoom",
        {"initial_state": [{"type": "m.room.encryption", "content": {}}]},
    )
    assert status == 403 and "Encryption" in said["error"]
