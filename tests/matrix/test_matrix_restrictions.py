"""Requests that change who can see something."""

from __future__ import annotations

from typing import Any

import pytest

from dlp.config.matrix import MatrixSettings, RestrictionSettings
from dlp.proxies.matrix import networks
from dlp.proxies.matrix.audience import RoomAudience
from dlp.proxies.matrix.responses import MatrixError
from dlp.proxies.matrix.restrictions import RestrictedRequest, RestrictionChecker

OWN, ME, BEN, EVE = "example.org", "@alice:example.org", "@ben:example.org", "@eve:x.test"
KNOWN = networks.load(None, {}, OWN)
ROOM = RoomAudience(known=True, people=frozenset((ME,)))
SETTINGS = {
    "create": "create",
    "invite": "invite",
    "pusher": "pusher",
    "to-device": "to-device",
    "keys": "keys",
}


def after(
    operation: str,
    content: Any,
    room: RoomAudience = ROOM,
    restrictions: dict[str, str] | None = None,
    **params: str,
) -> RoomAudience:
    settings = MatrixSettings(
        server_name=OWN,
        restrictions=RestrictionSettings.model_validate(restrictions or {}),
        push_gateways=("push.example.org",),
    )
    asked = RestrictedRequest(operation, SETTINGS.get(operation, ""), params, content, ME)
    return RestrictionChecker(settings, KNOWN).audience_after(asked, room)


def refused(operation: str, content: Any, *args: Any, **params: Any) -> str:
    with pytest.raises(MatrixError) as caught:
        after(operation, content, *args, **params)
    assert (caught.value.status, caught.value.errcode) == (403, "M_FORBIDDEN")
    return caught.value.text


def test_encrypted_rooms_are_closed_but_can_be_left() -> None:
    room = RoomAudience(known=True, people=frozenset((ME,)), encrypted=True)
    for operation in ("send", "state", "redaction", "invite", "receipt"):
        assert "end-to-end encrypted" in refused(operation, {}, room, type="m.room.message")
    assert after("leave", {"reason": "x"}, room) == room
    assert "encrypted" in refused("send", {}, type="m.room.encrypted")
    assert "Encryption" in refused("state", {"algorithm": "x"}, type="m.room.encryption")


def test_invitations_widen_the_audience_that_decides() -> None:
    assert after("invite", {"user_id": BEN}).people == {ME, BEN}
    assert after("invite", {"user_id": EVE}).people == {ME, EVE}
    assert after("invite", {"user_id": "@signal_1:example.org"}).networks == {"signal"}
    member = {"type": "m.room.member", "key": EVE}
    assert after("state", {"membership": "invite"}, **member).people == {ME, EVE}
    closed = {"invite_outside": "refuse"}
    assert after("invite", {"user_id": BEN}, restrictions=closed).people == {ME, BEN}
    for user in (EVE, "@signal_1:example.org", "nobody"):
        assert "outside" in refused("invite", {"user_id": user}, restrictions=closed)
        assert "outside" in refused(
            "state", {"membership": "invite"}, restrictions=closed, type="m.room.member", key=user
        )
    for content in ({}, {"medium": "email", "address": "a"}, {"user_id": BEN, "medium": "email"}):
        assert "mail" in refused("invite", content)
    assert refused("invite", {"user_id": 7})


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("m.room.history_visibility", {"history_visibility": "world_readable"}),
        ("m.room.history_visibility", {}),
        ("m.room.join_rules", {"join_rule": "public"}),
        ("m.room.join_rules", {"join_rule": "restricted"}),
        ("m.room.guest_access", {"guest_access": "can_join"}),
        ("m.room.server_acl", {"allow": ["*"]}),
    ],
)
def test_opening_a_room(kind: str, content: dict[str, Any]) -> None:
    assert "open" in refused("state", content, type=kind)
    found = after("state", content, restrictions={"open": "policy"}, type=kind)
    assert found.open or kind == "m.room.server_acl"
    state = [{"type": kind, "content": content}]
    assert refused("create", {"initial_state": state})


def test_closing_a_room_is_always_right() -> None:
    for kind, content in (
        ("m.room.history_visibility", {"history_visibility": "joined"}),
        ("m.room.join_rules", {"join_rule": "invite"}),
        ("m.room.guest_access", {"guest_access": "forbidden"}),
    ):
        assert after("state", content, type=kind) == ROOM


def test_bridges_and_widgets() -> None:
    for kind in ("m.bridge", "uk.half-shot.bridge", "im.vector.modular.widgets", "m.widget"):
        assert "bridged" in refused("state", {}, type=kind, key="k")
    content = {"protocol": {"id": "whatsapp"}}
    assert after(
        "state", content, restrictions={"bridge": "policy"}, type="m.bridge", key="k"
    ).networks == {"whatsapp"}


def test_new_rooms() -> None:
    found = after("create", {"invite": [BEN, EVE], "preset": "private_chat"})
    assert found.known and found.people == {ME, BEN, EVE} and not found.open
    assert not after("create", {"creation_content": {"m.federate": False}}).federated
    for content in (
        {"preset": "public_chat"},
        {"preset": "what comes next"},
        {"visibility": "public"},
        {"invite_3pid": [{"medium": "email"}]},
        {"invite": EVE},
        {"invite": [7]},
        {"initial_state": {"type": "x"}},
        {"initial_state": ["x"]},
        {"initial_state": [{"type": "m.room.encryption", "content": {}}]},
        {"initial_state": [{"type": "m.bridge", "content": {}}]},
    ):
        assert refused("create", content)
    assert refused("create", {}, restrictions={"create": "refuse"})
    assert after("create", {"preset": "public_chat"}, restrictions={"open": "policy"}).open


def test_push_gateways() -> None:
    for data in (
        {"url": "https://push.example.org/_matrix/push/v1/notify"},
        {"url": "https://x.test/", "format": "event_id_only"},
    ):
        assert after("pusher", {"kind": "http", "data": data}) == ROOM
    assert after("pusher", {"kind": None}) == ROOM, "deleting one"
    for content in (
        {"kind": "http", "data": {"url": "https://x.test/"}},
        {"kind": "http", "data": {"url": "https://push.example.org@x.test/"}},
        {"kind": "http", "data": {"url": "https://[x"}},
        {"kind": "http"},
        {"kind": "email", "data": {"format": "event_id_only"}},
        {},
    ):
        assert "push gateway" in refused("pusher", content)


def test_from_device_to_device() -> None:
    for kind in ("m.key.verification.start", "m.call.invite"):
        assert after("to-device", {}, type=kind) == ROOM
    for kind in ("m.room.encrypted", "m.room_key", "com.example.any", "m.key.verification.x y"):
        assert "devices" in refused("to-device", {}, type=kind)
    assert "turned off" in refused("keys", {})
