"""What is held, redirected and told in a chat, with `dlp serve` between real homeservers."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

from dlp.config import MatrixSettings, Secret
from dlp.matrix.homeserver import signature
from dlp.proxies.matrix import MembershipReview
from matrix.house import BOT, CARD, IBAN, KEY, PHONE, SECRET, Estate
from peers import wait_for
from peers.synapse import Client

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]


def test_what_a_reviewer_releases_arrives_once_under_the_senders_name(
    estate: Estate, room: str, bot: str
) -> None:
    status, said = estate.alice.say(room, f"pay to {IBAN}")
    assert status == 403 and IBAN not in json.dumps(said)
    reference = estate.held(said)
    assert f"pay to {IBAN}" not in estate.arrived(room, "before the release")
    done = estate.gateway.run("incidents", "release", reference, "-r", "seen")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: f"pay to {IBAN}" in estate.eve.bodies(room), 30, "the release")
    estate.gateway.settle()
    events = [e for e in estate.eve.seen(room) if e["content"].get("body") == f"pay to {IBAN}"]
    assert [e["sender"] for e in events] == [estate.alice.user]
    assert events[0]["event_id"] in estate.told(estate.alice, bot, "is here now")


def test_released_without_what_was_found(estate: Estate, room: str) -> None:
    status, said = estate.alice.say(room, f"or to {IBAN}, please")
    assert status == 403
    done = estate.gateway.run(
        "incidents", "release", "--redacted", estate.held(said), "-r", "without"
    )
    assert done.returncode == 0, done.stderr
    wanted = "or to [IBAN_CODE removed], please"
    wait_for(lambda: wanted in estate.eve.bodies(room), 30, "the redacted release")


def test_a_release_outlives_the_senders_session(estate: Estate, room: str) -> None:
    other = Client(estate.front).login("alice")
    status, said = other.say(room, f"logged out {IBAN}")
    assert status == 403
    assert other.call("POST", "/_matrix/client/v3/logout", {})[0] == 200
    done = estate.gateway.run("incidents", "release", estate.held(said), "-r", "seen")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: f"logged out {IBAN}" in estate.eve.bodies(room), 30, "the release")


def test_a_room_that_has_changed_gets_nothing_and_the_sender_is_told(
    estate: Estate, bot: str
) -> None:
    room = estate.shared(name="changing")
    status, said = estate.alice.say(room, f"to the two of you {IBAN}")
    assert status == 403
    reference = estate.held(said)
    assert (
        estate.alice.call("POST", estate.alice.at(room, "/invite"), {"user_id": estate.carl.user})[
            0
        ]
        == 200
    )
    done = estate.gateway.run("incidents", "release", reference, "-r", "seen")
    assert done.returncode == 0, done.stderr
    estate.gateway.settle()
    assert IBAN not in json.dumps(estate.eve.seen(room))
    wait_for(
        lambda: any(reference in b and "not accepted" in b for b in estate.alice.bodies(bot)),
        30,
        "word that it was not accepted",
    )
    assert "failed" in estate.gateway.run("incidents", "show", reference).stdout


def test_redirected_into_a_twin_for_the_cleared_members(estate: Estate, bot: str) -> None:
    room = estate.alice.room(invite=[estate.ben.user, estate.carl.user, estate.eve.user])
    for client in (estate.ben, estate.carl, estate.eve):
        client.join(room)
    before = set(estate.invitations(estate.ben))
    status, said = estate.alice.say(room, SECRET)
    assert status == 200, said
    event = said["event_id"]
    wait_for(
        lambda: any(each["event_id"] == event for each in estate.eve.seen(room)),
        30,
        "the placeholder at the other server",
    )
    (stands,) = [each for each in estate.eve.seen(room) if each["event_id"] == event]
    assert stands["content"] == {"msgtype": "m.notice", "body": "A message was sent another way."}
    twin = estate.called(estate.ben, estate.alice.user, before)
    wait_for(lambda: SECRET in estate.ben.bodies(twin), 30, "the message in the twin")
    (there,) = [e for e in estate.ben.seen(twin) if e["content"].get("body") == SECRET]
    assert there["sender"] == estate.alice.user
    # exactly the cleared ones, closed to other servers
    status, members = estate.ben.call("GET", estate.ben.at(twin, "/joined_members"))
    assert set(members["joined"]) == {estate.alice.user, estate.ben.user}
    status, created = estate.ben.call("GET", estate.ben.at(twin, "/state/m.room.create/"))
    assert created["m.federate"] is False
    assert twin not in estate.invitations(estate.carl)
    assert there["event_id"] in estate.told(estate.alice, bot, twin)
    # the next one takes the same room; ben's, too
    status, _ = estate.ben.say(room, SECRET.replace("harbour", "airport"))
    assert status == 200
    wanted = SECRET.replace("harbour", "airport")
    wait_for(lambda: wanted in estate.alice.bodies(twin), 30, "the second one in the twin")
    for text in (SECRET, wanted):
        assert text not in json.dumps(estate.eve.seen(room)) + json.dumps(estate.carl.seen(room))
    assert "harbour" not in json.dumps(estate.eve.seen(room))


def test_nobody_cleared_means_held(estate: Estate, room: str) -> None:
    status, said = estate.alice.say(room, SECRET)
    assert status == 403 and "held" in said["error"]


def test_the_bot_says_why_and_repeats_nothing(estate: Estate, room: str, bot: str) -> None:
    status, said = estate.alice.say(room, KEY + " again")
    assert status == 403
    reference = estate.held(said)
    word = estate.told(estate.alice, bot, reference)
    assert "Keys do not leave." in word and f"false positive {reference}" in word
    status, _ = estate.alice.say(room, f"card {CARD}")
    assert status == 200
    wait_for(
        lambda: any("removed before it was sent" in b for b in estate.alice.bodies(bot)),
        30,
        "word of the redaction",
    )
    said = json.dumps([e for e in estate.alice.seen(bot) if e["sender"].startswith(f"@{BOT}:")])
    for content in (KEY[:60], "MIIEp", CARD, IBAN, "harbour", "pay to"):
        assert content not in said
    status, created = estate.alice.call("GET", estate.alice.at(bot, "/state/m.room.create/"))
    assert created["m.federate"] is False


def test_commands_to_the_bot(estate: Estate, room: str, bot: str) -> None:
    status, said = estate.alice.say(room, f"call {PHONE} today")
    assert status == 403
    reference = estate.held(said)
    assert f"justify {reference}" in estate.told(
        estate.alice, bot, f"To send it all the same, write: justify {reference}"
    )
    for text in (
        "status",
        f"justify {reference} because {CARD} asked",
        f"false positive {reference}",
    ):
        assert estate.alice.say(bot, text)[0] == 200
    estate.told(estate.alice, bot, f"{reference} held")
    estate.told(estate.alice, bot, "repeats nothing of the message")
    estate.told(estate.alice, bot, "The people who keep the rules")
    assert f"call {PHONE} today" not in estate.arrived(room, "still not there")
    assert estate.alice.say(bot, f"justify {reference} the customer asked for it")[0] == 200
    wait_for(lambda: f"call {PHONE} today" in estate.eve.bodies(room), 30, "what was justified")
    shown = estate.gateway.run("incidents", "show", reference).stdout
    assert "released by its sender the customer asked for it" in " ".join(shown.split())
    assert "false positive reported" in shown and CARD not in shown
    assert estate.gateway.metric('dlp_sender_reports_total{says="justified"}') == 1


def test_the_bot_does_not_know_what_is_not_yours(estate: Estate, room: str, bot: str) -> None:
    status, said = estate.alice.say(room, f"mine alone {IBAN}")
    reference = estate.held(said)
    assert status == 403 and estate.alice.say(bot, f"justify {reference} I want it so")[0] == 200
    estate.told(estate.alice, bot, "waits for a reviewer")
    other = estate.alice.room(invite=[estate.eve.user, estate.ben.user])
    estate.ben.join(other)
    assert estate.ben.say(other, KEY)[0] == 403
    bens = estate.bot_room(estate.ben)
    assert estate.ben.say(bens, f"justify {reference} let me")[0] == 200
    estate.told(estate.ben, bens, f"no message of yours is called {reference}")
    assert f"mine alone {IBAN}" not in estate.arrived(room, "still not there either")


def test_a_held_file_is_not_released(estate: Estate) -> None:
    path = "/_matrix/media/v3/upload?filename=a.txt"
    status, said = estate.alice.call("POST", path, f"pay {IBAN}".encode())
    assert status == 403
    done = estate.gateway.run("incidents", "release", estate.held(said), "-r", "seen")
    assert done.returncode == 1 and "when it is uploaded" in done.stderr
    done = estate.gateway.run("incidents", "reject", estate.held(said), "-r", "seen")
    assert done.returncode == 0, done.stderr


def test_the_same_request_after_a_crash_is_kept_once(estate: Estate, room: str) -> None:
    mixed = estate.alice.room(invite=[estate.ben.user, estate.carl.user])
    for client in (estate.ben, estate.carl):
        client.join(mixed)
    text = SECRET.replace("harbour", "harbour, once,")
    redirected = (
        "PUT",
        estate.alice.at(mixed, "/send/m.room.message/c1"),
        {"msgtype": "m.text", "body": text},
    )
    held = (
        "PUT",
        estate.alice.at(room, "/send/m.room.message/c2"),
        {"msgtype": "m.text", "body": f"crash {IBAN}"},
    )

    def crash() -> None:
        estate.gateway.kill()
        estate.gateway.start()

    first = [estate.alice.call(*redirected), estate.alice.call(*held)]
    assert [status for status, _ in first] == [200, 403]
    before = len(estate.gateway.incidents())
    crash()
    assert [estate.alice.call(*redirected), estate.alice.call(*held)] == first
    assert len(estate.gateway.incidents()) == before
    done = estate.gateway.run("incidents", "release", estate.held(first[1]), "-r", "seen")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: f"crash {IBAN}" in estate.eve.bodies(room), 30, "the release")
    crash()
    status, said = estate.alice.call(*held)
    assert status == 403 and "has been sent" in said["error"]
    estate.gateway.settle()
    twin = next(r for r in _rooms(estate.alice) if text in estate.alice.bodies(r))
    assert estate.alice.bodies(twin).count(text) == 1
    assert estate.arrived(room, "after two crashes").count(f"crash {IBAN}") == 1


def _rooms(client: Client) -> list[str]:
    return list(client.call("GET", "/_matrix/client/v3/joined_rooms")[1]["joined_rooms"])


def test_an_invitation_shows_the_past(estate: Estate) -> None:
    room = estate.alice.room(invite=[estate.ben.user])
    estate.ben.join(room)
    where = estate.alice.at(room, "/invite")
    assert estate.alice.say(room, SECRET)[0] == 200
    for user in (estate.carl.user, estate.eve.user):
        status, said = estate.alice.call("POST", where, {"user_id": user})
        assert status == 403 and "held" in said["error"], user
    status, said = estate.alice.call("GET", estate.alice.at(room, "/joined_members"))
    assert set(said["joined"]) == {estate.alice.user, estate.ben.user}
    # somebody else may decide that carl comes
    held = estate.alice.call("POST", where, {"user_id": estate.carl.user})[1]
    done = estate.gateway.run("incidents", "release", estate.held(held), "-r", "he may")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: room in estate.invitations(estate.carl), 30, "carl's invitation")
    # who comes now sees nothing of it
    closed = estate.alice.room(
        invite=[estate.ben.user],
        initial_state=[
            {
                "type": "m.room.history_visibility",
                "state_key": "",
                "content": {"history_visibility": "joined"},
            }
        ],
    )
    estate.ben.join(closed)
    assert estate.alice.say(closed, SECRET)[0] == 200
    status, said = estate.alice.call(
        "POST", estate.alice.at(closed, "/invite"), {"user_id": estate.eve.user}
    )
    assert status == 200, said
    estate.eve.join(closed)
    assert "harbour" not in json.dumps(estate.eve.seen(closed))


def test_the_backstop_refuses_what_went_round_the_gateway(estate: Estate, room: str) -> None:
    direct = Client(estate.home.url, estate.alice.token)
    name = {"name": KEY}
    where = direct.at(room, "/send/m.room.message/z1")
    text = {"msgtype": "m.text", "body": KEY}
    late = direct.at(room, "/send/m.room.message/z0?org.matrix.msc4140.delay=100")
    status, said = direct.call("PUT", late, text)
    assert status == 200 and "delay_id" in said, "a delayed event is no event yet"
    tried = [
        ("PUT", where, text),
        ("PUT", where + "?org.dlp-gateway.pass=1-00", text),
        ("PUT", where + f"?org.dlp-gateway.pass={int(time.time())}-{'0' * 64}", text),
        ("PUT", direct.at(room, "/state/m.room.name/"), name),
        ("PUT", direct.at(room, "/redact/%24nothing/z2"), {"reason": KEY}),
        ("POST", direct.at(room, "/invite"), {"user_id": estate.ben.user}),
        ("POST", "/_matrix/client/v3/createRoom", {"topic": KEY, "invite": [estate.eve.user]}),
        ("POST", "/_matrix/media/v3/upload?filename=a.txt", KEY.encode()),
    ]
    for method, path, body in tried:
        status, said = direct.call(method, path, body)
        assert status in (400, 403), (method, path, status)
    # a signature is good for its own path only, and the outsider's events still come in
    signed = signature(estate.backstop_key, "PUT", where, time.time())
    other = direct.at(room, "/send/m.room.message/z3")
    assert direct.call("PUT", f"{other}?{signed}", text)[0] == 403
    assert direct.call("PUT", f"{where}?{signed}", {**text, "body": "signed"})[0] == 200
    assert estate.eve.say(room, "from outside")[0] == 200
    wait_for(lambda: "from outside" in estate.alice.bodies(room), 30, "eve's message")
    seen = estate.arrived(room, "after the backstop")
    assert "signed" in seen and "MIIEp" not in json.dumps(estate.eve.seen(room))


def test_memberships_are_reviewed(estate: Estate, room: str) -> None:
    estate.home.register("root", admin=True)
    root = Client(estate.home.url).login("root")
    quiet = estate.alice.room(invite=[estate.ben.user], name="a quiet room")
    estate.ben.join(quiet)
    between = time.time()
    assert estate.alice.say(quiet, "hello?")[0] == 200
    state = {"type": "m.room.history_visibility", "state_key": ""}
    body = {"initial_state": [{**state, "content": {"history_visibility": "world_readable"}}]}
    path = "/_matrix/client/v3/createRoom"
    passed = signature(estate.backstop_key, "POST", path, time.time())
    direct = Client(estate.home.url, estate.alice.token)
    readable = direct.call("POST", f"{path}?{passed}", body)[1]["room_id"]
    (estate.gateway.folder / "review.token").write_text(root.token)
    asked = ("-s", "matrix.review_token.file=review.token")
    done = estate.gateway.run("rooms", "review", "--all", "--json", *asked)
    assert done.returncode == 0, done.stderr
    rooms = {each["room"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert rooms[room]["outsiders"] == [estate.eve.user] and rooms[room]["found"] == ["outsiders"]
    assert rooms[readable]["found"] == ["world-readable"] and rooms[quiet]["found"] == []
    table = estate.gateway.run("rooms", "review", *asked).stdout
    assert room in table and quiet not in table and "quiet room" not in table
    text = estate.gateway.run("rooms", "review", "--metrics", *asked).stdout
    assert 'dlp_rooms_reviewed{found="world-readable"} 1.0' in text
    done = estate.gateway.run("rooms", "review")
    assert done.returncode == 2 and "review_token" in done.stderr
    (estate.gateway.folder / "other.token").write_text(estate.ben.token)
    done = estate.gateway.run("rooms", "review", "-s", "matrix.review_token.file=other.token")
    assert done.returncode == 1 and "administrator" in done.stderr
    # ben said nothing since he came; that was some days ago, as the clock here has it
    settings = MatrixSettings(
        upstream=estate.home.url,
        server_name=estate.own,
        review_token=Secret(file=estate.gateway.folder / "review.token"),
    )

    async def silent() -> dict[str, tuple[str, ...]]:
        membership_review = MembershipReview(settings, clock=lambda: between + 3 * 86400)
        found = {each.room: each.silent async for each in membership_review.rooms(3 * 86400)}
        await membership_review.aclose()
        return found

    assert asyncio.run(silent())[quiet] == (estate.ben.user,)


def test_no_canary_sings_in_a_chat(estate: Estate, room: str, bot: str) -> None:
    """Runs last: what all the tests above sent stands in rooms and evidence only."""
    gateway = estate.gateway
    mixed = estate.alice.room(invite=[estate.ben.user, estate.carl.user])
    for client in (estate.ben, estate.carl):
        client.join(mixed)
    for where, text, status in (
        (room, CARD, 200),
        (room, IBAN, 403),
        (room, KEY, 403),
        (mixed, SECRET, 200),
    ):
        assert estate.alice.say(where, text)[0] == status
    for data, status in ((CARD, 200), (IBAN, 403)):
        path = "/_matrix/media/v3/upload?filename=kumquat-marmalade.txt"
        assert estate.alice.call("POST", path, f"in a file: {data}".encode())[0] == status
    gateway.settle()
    seen = {"log": gateway.log(), "metrics": gateway.http("/metrics")[1]}
    listed = gateway.run("incidents", "list")
    seen["list"] = listed.stdout + listed.stderr
    actions = {each["action"]: each["reference"] for each in gateway.incidents()}
    assert set(actions) >= {"block", "hold", "redact", "redirect"}
    for reference in actions.values():
        seen["show"] = seen.get("show", "") + gateway.run("incidents", "show", reference).stdout
    seen["store"] = b"".join(p.read_bytes() for p in gateway.folder.glob("dlp.sqlite*")).decode(
        "latin-1"
    )
    seen["bot"] = json.dumps(
        [e for e in estate.alice.seen(bot) if e["sender"].startswith(f"@{BOT}:")]
    )
    tokens = [estate.token, estate.alice.token, estate.ben.token, estate.carl.token]
    for where, text in seen.items():
        assert len(text) > 100, where
        for canary in (IBAN, CARD, PHONE, "MIIEp", "harbour", "pay to", "kumquat", *tokens):
            assert canary not in text, f"a canary stands in: {where}"
    for user in (estate.alice.user, estate.eve.user):
        assert user not in seen["log"] + seen["metrics"] + seen["list"]
