"""Who can read what goes into a room, by its state. Pure.

Nothing is trusted where it is not known: no state, or state as somebody sees it who is not in the
room now (a homeserver shows the past to those who left), is an audience that nobody knows, and a
policy places that outside. A room id says nothing of who is in the room (room version 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dlp.config.matrix import NetworkMode
from dlp.model import Destination
from dlp.proxies.matrix.networks import BRIDGE_EVENTS, ChatNetworks

MATRIX = "matrix"
#: stands in an audience for people that nobody can list; no domain of anybody (RFC 2606)
_ANYBODY = "anybody.invalid"
_VISIBILITY = "m.room.history_visibility"


@dataclass(frozen=True, slots=True)
class RoomAudience:
    """Who can read a room, as far as it is known. The default is: nothing."""

    known: bool = False
    #: user ids that are joined or invited
    people: frozenset[str] = frozenset()
    #: chat networks behind bridges
    networks: frozenset[str] = frozenset()
    encrypted: bool = False
    #: why people may read along who are not in the room: constant words
    open: frozenset[str] = frozenset()
    federated: bool = True
    #: whoever comes in now can read what was said before
    past: bool = True

    def shows_more_than(self, other: RoomAudience) -> bool:
        """Whether somebody gets in who is not in `other`."""
        grown = (
            self.people - other.people or self.open - other.open or self.networks - other.networks
        )
        return bool(grown)

    def with_people(self, users: Iterable[str], networks: ChatNetworks) -> RoomAudience:
        """The same room with these users in it, too."""
        added = frozenset(users)
        found = {name for user in added if (name := networks.of_user(user))}
        return replace(self, people=self.people | added, networks=self.networks | found)


def audience_of(state: Sequence[Any], asker: str | None, networks: ChatNetworks) -> RoomAudience:
    """The audience by a room's current state (a list of state events), as `asker` may see it; None
    for an administrator, who sees the present of every room."""
    content: dict[tuple[str, str], Mapping[str, Any]] = {}
    changed = set()
    for event in state:
        if not isinstance(event, dict) or not isinstance(event.get("content"), dict):
            return RoomAudience()
        kind, key = event.get("type"), event.get("state_key")
        if not isinstance(kind, str) or not isinstance(key, str):
            return RoomAudience()
        content[kind, key] = event["content"]
        if isinstance(event.get("unsigned"), dict) and "replaces_state" in event["unsigned"]:
            changed.add(kind)
    members = {key: each for (kind, key), each in content.items() if kind == "m.room.member"}
    sees = asker is None or members.get(asker, {}).get("membership") == "join"
    if not sees or ("m.room.create", "") not in content:
        return RoomAudience()
    people = frozenset(
        user for user, each in members.items() if each.get("membership") in ("join", "invite")
    )
    bridged = {
        networks.of_event(each)
        for (kind, _), each in content.items()
        if kind in BRIDGE_EVENTS and each
    }
    federated = content["m.room.create", ""].get("m.federate") is not False
    found = RoomAudience(
        known=True,
        people=frozenset(),
        networks=frozenset(bridged),
        encrypted=("m.room.encryption", "") in content,
        open=frozenset(_openings(content, federated)),
        federated=federated,
        past=_VISIBILITY in changed or _visibility(content) not in ("invited", "joined"),
    )
    return found.with_people(people, networks)


def _visibility(content: Mapping[tuple[str, str], Mapping[str, Any]]) -> Any:
    """Who sees what was said before they came; one that was ever changed says nothing of it."""
    return content.get((_VISIBILITY, ""), {}).get("history_visibility", "shared")


def _openings(content: Mapping[tuple[str, str], Mapping[str, Any]], federated: bool) -> list[str]:
    found = []
    if _visibility(content) == "world_readable":
        found.append("world-readable")
    rule = content.get(("m.room.join_rules", ""), {}).get("join_rule", "invite")
    if rule not in ("invite", "knock", "private") and federated:
        # public, restricted, and what comes after our time: others may let themselves in
        found.append("joinable")
    if ("m.room.third_party_invite",) in {key[:1] for key, each in content.items() if each}:
        found.append("invited-by-address")
    return found


def forbidden_network(found: RoomAudience, networks: ChatNetworks) -> str | None:
    """The name of a network behind the room that nothing may go to, if there is one."""
    for name in sorted(found.networks):
        if networks.mode(name) is NetworkMode.FORBID:
            return networks.known[name].name if name in networks.known else name
    return None


def room_destination(room: str, found: RoomAudience, networks: ChatNetworks) -> Destination:
    """The room as one destination of a message; `facts["audience"]` for the policy."""
    if not found.known:
        return Destination(room, MATRIX)
    counted = {name for name in found.networks if networks.mode(name) is not NetworkMode.ACCEPT}
    people = [_address(user) for user in found.people if networks.of_user(user) is None]
    people += [f"{name}.invalid" for name in counted]
    if found.open:
        people.append(_ANYBODY)
    name = MATRIX
    if found.networks:
        # the policy knows one network a destination; of several it is told the worst it can be
        name = next(iter(found.networks)) if len(found.networks) == 1 else "several"
    return Destination(
        room,
        name,
        {
            "audience": sorted(people),
            "open": sorted(found.open),
            "federated": found.federated,
            "networks": sorted(found.networks),
            # not counted above, but no strangers to whoever decides again later
            "ghosts": sorted(_address(user) for user in found.people if networks.of_user(user)),
        },
    )


def _address(user: str) -> str:
    """A user id as an address; ids that are none are somebody unknown."""
    local, colon, domain = user.removeprefix("@").partition(":")
    return f"{local}@{domain}" if colon and local and domain else _ANYBODY
