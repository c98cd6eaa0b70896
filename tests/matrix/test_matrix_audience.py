"""Who is in a room: bridges, outsiders, open doors, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dlp.config.matrix import NetworkMode
from dlp.errors import ConfigError
from dlp.model import Level
from dlp.policy.schema import PolicyFile
from dlp.policy.zones import ZoneMap
from dlp.proxies.matrix import networks as networks_module
from dlp.proxies.matrix.audience import (
    RoomAudience,
    audience_of,
    forbidden_network,
    room_destination,
)
from dlp.proxies.matrix.networks import ChatNetworks

OWN, ALICE = "example.org", "@alice:example.org"


def load(**modes: str) -> ChatNetworks:
    return networks_module.load(None, {k: NetworkMode(v) for k, v in modes.items()}, OWN)


def event(kind: str, key: str = "", **content: Any) -> dict[str, Any]:
    return {"type": kind, "state_key": key, "content": content}


def room(*more: dict[str, Any], **members: str) -> list[dict[str, Any]]:
    """A private room with alice in it; members as localpart_or_id=membership."""
    found = [event("m.room.create"), event("m.room.member", ALICE, membership="join")]
    found.append(event("m.room.join_rules", join_rule="invite"))
    found += [
        event("m.room.member", key if ":" in key else f"@{key}:{OWN}", membership=value)
        for key, value in members.items()
    ]
    return [*found, *more]


def audience(state: list[dict[str, Any]], **modes: str) -> tuple[str, list[str] | None]:
    networks = load(**modes)
    one = room_destination("!r", audience_of(state, ALICE, networks), networks)
    return one.network, one.facts.get("audience")


ZONES = ZoneMap(
    PolicyFile.model_validate(
        {
            "zones": {"internal": {"domains": [OWN], "clearance": "secret"}},
            "networks": {"matrix": {"clearance": "secret"}, "signal": {"clearance": "internal"}},
            "rules": [{"name": "default", "action": "allow"}],
        }
    ),
    (),
)


def zone(state: list[dict[str, Any]], **modes: str) -> tuple[str, Level]:
    networks = load(**modes)
    profile = ZONES.profile(room_destination("!r", audience_of(state, ALICE, networks), networks))
    return profile.zone, profile.clearance


def test_our_own_people_are_internal_and_an_outsider_is_enough() -> None:
    assert audience(room(ben="join")) == ("matrix", ["alice@example.org", "ben@example.org"])
    assert zone(room(ben="join")) == ("internal", Level.SECRET)
    for membership in ("join", "invite"):
        assert zone(room(**{"@eve:x.test": membership})) == ("external", Level.PUBLIC)
    for membership in ("leave", "ban", "knock"):
        assert zone(room(**{"@eve:x.test": membership})) == ("internal", Level.SECRET)


@pytest.mark.parametrize(
    "more",
    [
        event("m.room.history_visibility", history_visibility="world_readable"),
        event("m.room.join_rules", join_rule="public"),
        event("m.room.join_rules", join_rule="restricted"),
        event("m.room.join_rules", join_rule="what comes next"),
        event("m.room.third_party_invite", "token", display_name="e…@x.test"),
        event("m.room.member", "@no-domain", membership="join"),
        event("m.room.member", "@x:127.0.0.9:8448", membership="join"),
    ],
)
def test_an_open_door_is_outside(more: dict[str, Any]) -> None:
    assert zone(room(more))[0] == "external"


def test_a_room_that_is_not_federated_is_open_to_our_own_only() -> None:
    state = room(
        event("m.room.create", **{"m.federate": False}),
        event("m.room.join_rules", join_rule="public"),
    )
    assert zone(state)[0] == "internal"


def test_what_is_not_known_is_outside() -> None:
    networks = load()
    left = room(event("m.room.member", ALICE, membership="leave"), ben="join")
    for state in ([], left, room()[:1], room()[1:], [*room(), "x"], [*room(), {"content": {}}]):
        found = audience_of(state, ALICE, networks)
        assert (
            found == RoomAudience()
            and ZONES.profile(room_destination("!r", found, networks)).zone == "external"
        )


@pytest.mark.parametrize(
    ("who", "network"),
    [
        ("whatsapp_49123", "whatsapp"),
        ("whatsappbot", "whatsapp"),
        ("telegram_channel-1", "telegram"),
        ("signal_pni_x", "signal"),
        ("_wechat_x", "wechat"),
        ("slack_t-u", "slack"),
        ("msteams_x", "teams"),
    ],
)
def test_ghosts_on_our_own_server_are_outsiders(who: str, network: str) -> None:
    state = room(**{who: "join"})
    assert audience(state) == (network, ["alice@example.org", f"{network}.invalid"])
    assert zone(state) == ("external", Level.PUBLIC)
    assert audience(state, **{network: "accept"}) == (network, ["alice@example.org"])


def test_ghosts_elsewhere_are_outsiders_by_their_domain() -> None:
    assert audience(room(**{"@whatsapp_1:x.test": "join"})) == (
        "matrix",
        ["alice@example.org", "whatsapp_1@x.test"],
    )


@pytest.mark.parametrize(
    ("protocol", "network"),
    [
        ("whatsapp", "whatsapp"),
        ("slackgo", "slack"),
        ("gmessages-rcs", "sms"),
        ("imessage-sms", "imessage"),
        ("facebookgo", "messenger"),
        ("go.mau.fi/mautrix-teams", "teams"),
        ("nextchat", "unknown"),
        ("", "unknown"),
    ],
)
def test_bridge_state_names_the_network(protocol: str, network: str) -> None:
    for kind in ("m.bridge", "uk.half-shot.bridge"):
        state = room(event(kind, "any key", protocol={"id": protocol}))
        assert audience(state)[0] == network
        networks = load()
        assert (forbidden_network(audience_of(state, ALICE, networks), networks) is not None) == (
            network == "unknown"
        )
    assert audience(room(event("m.bridge", "k", protocol=7)))[0] == "unknown"
    assert audience(room(event("m.bridge", "k")))[0] == "matrix", (
        "an emptied bridge event says nothing"
    )


def test_modes() -> None:
    state = room(signal_x="join")
    forbid = load(signal="forbid")
    assert forbidden_network(audience_of(state, ALICE, forbid), forbid) == "Signal"
    assert zone(state, signal="accept") == ("internal", Level.INTERNAL), (
        "the policy's clearance counts"
    )
    both = room(signal_x="join", slack_y="join")
    assert audience(both, signal="accept", slack="accept")[0] == "several"
    assert zone(both, signal="accept", slack="accept") == ("internal", Level.PUBLIC)


def test_a_registration_file_is_exact(tmp_path: Path) -> None:
    file = tmp_path / "registration.yaml"
    file.write_text(
        "id: whatsapp\nsender_localpart: helper\n"
        "namespaces: {users: [{exclusive: true, regex: '@wa-.*:example\\.org'}]}\n"
    )
    found = networks_module.load(None, {}, OWN, [file])
    assert found.of_user("@wa-1:example.org") == "whatsapp"
    assert found.of_user("@helper:example.org") == "whatsapp"
    assert found.of_user("@wander:example.org") is None
    file.write_text("namespaces: 7")
    with pytest.raises(ConfigError, match="registration"):
        networks_module.load(None, {}, OWN, [file])


def test_bad_lists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="stand in"):
        load(carrierpigeon="accept")
    for text in ("", "networks: 1", "networks: {x: {name: X}}", "a: ["):
        (tmp_path / "n.yaml").write_text(text)
        with pytest.raises(ConfigError):
            networks_module.load(tmp_path / "n.yaml", {}, OWN)


def test_the_past_is_hidden_only_where_it_always_was() -> None:
    def past(visibility: str, **unsigned: Any) -> bool:
        found = event("m.room.history_visibility", history_visibility=visibility)
        return audience_of(room({**found, "unsigned": unsigned}), ALICE, load()).past

    assert audience_of(room(), ALICE, load()).past and RoomAudience().past
    assert past("shared") and past("world_readable") and past("something new")
    assert not past("joined") and not past("invited")
    assert past("joined", replaces_state="$before")


def test_who_gets_in_is_seen() -> None:
    known = audience_of(room(), ALICE, load())
    assert not known.shows_more_than(known)
    assert known.with_people(["@new:x.test"], load()).shows_more_than(known)
    assert replace(known, open=frozenset({"opened"})).shows_more_than(known)
    assert replace(known, networks=frozenset({"signal"})).shows_more_than(known)
