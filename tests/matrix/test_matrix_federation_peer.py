"""The proxy in front of a real homeserver, and what arrives at another one."""

from __future__ import annotations

import json
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
