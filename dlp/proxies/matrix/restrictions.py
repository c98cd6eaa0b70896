"""Requests that change who can see something, and what is refused whatever a policy says. Pure.

`audience_after` answers the audience that the request has to be decided for: the room's own, and
whoever it lets in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from dlp.config.matrix import MatrixSettings, RestrictionMode
from dlp.proxies.matrix.audience import RoomAudience
from dlp.proxies.matrix.networks import BRIDGE_EVENTS, ChatNetworks
from dlp.proxies.matrix.responses import forbidden

ENCRYPTED = (
    "This room is end-to-end encrypted, so nobody can check what goes into it. "
    "Use a room without encryption."
)
_NO_ENCRYPTION = "Encryption cannot be turned on here: messages could not be checked any more."
_BY_ADDRESS = "Invitations by mail or phone number are not allowed here."
_REFUSED = {
    "create": "New rooms are not allowed here.",
    "invite": "Invitations are not allowed here.",
    "invite_outside": "HomeserverLookup outside this organisation cannot be invited.",
    "open": "This would open the room to people who are not in it.",
    "publish": "Rooms cannot be listed in the public directory.",
    "bridge": "Rooms cannot be bridged, and nothing can be embedded in them.",
    "upgrade": "Rooms cannot be upgraded here.",
    "pusher": "This push gateway is not allowed here.",
    "to_device": "Messages of this type cannot be sent to devices.",
    "keys": "End-to-end encryption is turned off here: messages could not be checked.",
}
#: what says nothing when it goes from device to device
_TO_DEVICE = re.compile(r"m\.key\.verification\.[a-z]+|m\.call\.[a-z_]+|m\.room_key_request")
_CLOSED = {
    "m.room.history_visibility": ("history_visibility", ("shared", "invited", "joined")),
    "m.room.join_rules": ("join_rule", ("invite", "knock", "private")),
    "m.room.guest_access": ("guest_access", ("forbidden",)),
}
_BRIDGING = (*BRIDGE_EVENTS, "im.vector.modular.widgets", "m.widget", "m.room.bot.options")
#: into an encrypted room only what ends something may go
_TALK = frozenset(("send", "state", "redaction", "invite", "receipt"))


@dataclass(frozen=True, slots=True)
class RestrictedRequest:
    """A request that may change who can see something."""

    operation: str
    #: the setting of `matrix.restrictions` that may refuse it, "" for none
    setting: str
    params: Mapping[str, str]
    content: Mapping[str, Any]
    user: str


class RestrictionChecker:
    """Applies `matrix.restrictions` to requests."""

    def __init__(self, settings: MatrixSettings, networks: ChatNetworks) -> None:
        self._settings, self._networks = settings, networks

    def audience_after(self, request: RestrictedRequest, room: RoomAudience) -> RoomAudience:
        """The audience to decide for. MatrixError (403) where the policy is not asked."""
        if request.operation in _TALK and room.encrypted:
            raise forbidden(ENCRYPTED)
        if request.setting in ("pusher", "to-device", "keys", "create", "publish", "upgrade"):
            self._permit(request.setting.replace("-", "_"))
        match request.operation:
            case "send" if request.params["type"] == "m.room.encrypted":
                raise forbidden(ENCRYPTED)
            case "state":
                return self._state(
                    request.params["type"], request.params.get("key", ""), request.content, room
                )
            case "invite":
                if "user_id" not in request.content or "medium" in request.content:
                    raise forbidden(_BY_ADDRESS)
                return self._invited(room, request.content["user_id"])
            case "create":
                return self._created(request)
            case "pusher":
                self._pusher(request.content)
            case "to-device" if not _TO_DEVICE.fullmatch(request.params["type"]):
                raise forbidden(_REFUSED["to_device"])
            case _:
                pass
        return room

    def _permit(self, setting: str) -> None:
        if getattr(self._settings.restrictions, setting) is RestrictionMode.REFUSE:
            raise forbidden(_REFUSED[setting])

    def _invited(self, room: RoomAudience, user: Any) -> RoomAudience:
        if not isinstance(user, str):
            raise forbidden(_REFUSED["invite"])
        ours = user.partition(":")[2] == self._settings.server_name
        self._permit("invite" if ours and not self._networks.of_user(user) else "invite_outside")
        return room.with_people([user], self._networks)

    def _state(
        self, kind: str, key: str, content: Mapping[str, Any], room: RoomAudience
    ) -> RoomAudience:
        if kind == "m.room.encryption":
            raise forbidden(_NO_ENCRYPTION)
        if kind == "m.room.encrypted":
            raise forbidden(ENCRYPTED)
        if kind == "m.room.third_party_invite":
            raise forbidden(_BY_ADDRESS)
        if kind == "m.room.member" and content.get("membership") == "invite":
            return self._invited(room, key)
        if kind == "m.room.server_acl":
            self._permit("open")
        if kind in _CLOSED:
            name, closed = _CLOSED[kind]
            if content.get(name) not in closed:
                self._permit("open")
                return replace(room, open=room.open | {"opened"})
        if kind in _BRIDGING:
            self._permit("bridge")
            if kind in BRIDGE_EVENTS:
                name = self._networks.of_event(content)
                return replace(room, networks=room.networks | {name})
        return room

    def _created(self, request: RestrictedRequest) -> RoomAudience:
        content = request.content
        made = RoomAudience(known=True).with_people([request.user], self._networks)
        creation = content.get("creation_content")
        if isinstance(creation, Mapping) and creation.get("m.federate") is False:
            made = replace(made, federated=False)
        if content.get("invite_3pid"):
            raise forbidden(_BY_ADDRESS)
        if content.get("visibility", "private") != "private":
            self._permit("publish")
            made = replace(made, open=made.open | {"published"})
        if content.get("preset", "private_chat") not in ("private_chat", "trusted_private_chat"):
            self._permit("open")
            made = replace(made, open=made.open | {"opened"})
        for user in _listed(content.get("invite")):
            made = self._invited(made, user)
        for event in _listed(content.get("initial_state")):
            if not isinstance(event, Mapping) or not isinstance(event.get("content"), Mapping):
                raise forbidden(_REFUSED["create"])
            kind, key = str(event.get("type")), str(event.get("state_key", ""))
            made = self._state(kind, key, event["content"], made)
        return made

    def _pusher(self, content: Mapping[str, Any]) -> None:
        """Deleting one is always right; a gateway may hear of events, or is one that we know."""
        if content.get("kind", "") is None:
            return
        data = content.get("data")
        if content.get("kind") != "http" or not isinstance(data, Mapping):
            raise forbidden(_REFUSED["pusher"])
        try:
            host = urlsplit(str(data.get("url"))).hostname
        except ValueError:
            host = None
        if host not in self._settings.push_gateways and data.get("format") != "event_id_only":
            raise forbidden(_REFUSED["pusher"])


def _listed(value: Any) -> Iterator[Any]:
    """The items of a list; nothing for null, and what is no list is refused."""
    if value is None:
        return
    if not isinstance(value, list):
        raise forbidden(_REFUSED["create"])
    yield from value
