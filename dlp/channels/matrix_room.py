"""A Matrix room: where a held event goes on release, and where a redirected one goes instead.

`into` says which: the room it was meant for (`original`), a fixed room, a twin of that room for
exactly its cleared members, or a direct room for the same people whatever room it was. Twins do not
federate, and are looked at before each use. Everything is done as the sender, by an application
service (`dlp.matrix.homeserver`); the transaction id is the dispatch's: a copy tried twice is one
event.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from pydantic import Field

from dlp.channels import ChannelSettings, all_of
from dlp.config import MatrixSettings
from dlp.config.values import Seconds, Secret
from dlp.errors import ConfigError
from dlp.matrix.accounts import address_of, user_of
from dlp.matrix.events import MEDIA_TYPE, REPLAYABLE, parse
from dlp.matrix.homeserver import Homeserver, HomeserverResponse, HomeserverUnavailable, path
from dlp.model import Channel, Copy, Destination, Receipt, Status

log = logging.getLogger("dlp.channels.matrix_room")

#: aliases of rooms that we make; the registration keeps them for us
ALIAS = "dlp-room-"
#: rooms that a member changed are left behind, but not for ever
_TWINS = 5


class Settings(ChannelSettings):
    """Settings of a room."""

    homeserver: str = Field(pattern=r"^https?://[^/?#@]+$")
    """The homeserver's client listener, as `matrix.upstream`."""
    server_name: str
    """What stands behind the colon in your users' ids."""
    backstop: Secret | None = None
    """As `matrix.backstop`."""
    token: Secret
    """`as_token` of the gateway's registration, as `matrix.appservice.token`."""
    into: str = Field("twin", pattern=r"^(original|twin|direct|![^/?#]+)$")
    """`twin`, `direct`, or the id of a fixed room."""
    name: str = "Protected room"
    """Name of the rooms that are made."""
    timeout: Seconds = 60.0


class MatrixRoom:
    """Sends events into rooms, as their senders."""

    def __init__(self, name: str, options: Settings) -> None:
        """ConfigError where there is no token."""
        self.name = name
        self.trusted = options.trusted
        self.clearance = options.clearance
        self._options = options
        token = options.token.read(f"channels.{name}.token").get_secret_value()
        if not token:
            raise ConfigError(f"channels.{name}.token", "is empty")
        self._key = hmac.digest(token.encode(), b"dlp rooms", "sha256")
        backstop = options.backstop
        key = backstop.read(f"channels.{name}.backstop").get_secret_value() if backstop else ""
        self._home = Homeserver(options.homeserver, token, options.timeout, key)

    @property
    def gathers(self) -> bool:
        """Whether it makes rooms for the cleared members (addresses in
        `Destination.facts["cleared"]`)."""
        return self._options.into in ("twin", "direct")

    def reaches(self, destination: Destination) -> bool:
        """What is said in a room, and, for the original, what is done in it."""
        operation = destination.facts.get("operation")
        able = operation in REPLAYABLE if self._options.into == "original" else operation == "send"
        return destination.address.startswith("!") and able

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        """One event; the receipt of one that arrived has a link to it."""
        user = str(copy.sender.facts.get("user", ""))
        try:
            asked = _asked(copy)
        except ValueError:
            return all_of(copy, Status.REFUSED, "550 5.6.0 this can only be sent by its sender")
        if not user or len(copy.destinations) != 1:
            return all_of(copy, Status.REFUSED, "550 5.1.0 nobody to send it as")
        task = _Task(user, str(copy.sender.facts.get("device", "")), copy.id, asked)
        try:
            return (await self._deliver(task, copy.destinations[0]),)
        except HomeserverUnavailable as error:
            log.warning("%s: the homeserver did not answer: %s", copy.id, error)
            return all_of(copy, Status.LATER, "451 4.4.1 the homeserver did not answer")

    async def aclose(self) -> None:
        await self._home.aclose()

    # ------------------------------------------------------------------ where to

    async def _deliver(self, task: _Task, to: Destination) -> Receipt:
        match self._options.into:
            case "original":
                response, people = await self._people(to.address, task.user)
                if people is None:
                    return _receipt(to, response)
                if people.encrypted or not people.within(to.facts):
                    # whoever released it did not know these people
                    return Receipt(to, Status.REFUSED, "550 5.7.1 the room has changed since")
                return await self._send(task, to.address, to)
            case "twin" | "direct":
                return await self._gathered(task, to)
            case room:
                await self._home.call("POST", path("join", room), {}, user=task.user)
                response, people = await self._people(room, task.user)
                if people is None:
                    return _receipt(to, response)
                if not people.inside(self._options.server_name):
                    log.error("%s: the fixed room is not closed to outsiders", self.name)
                    return Receipt(to, Status.LATER, "451 4.7.1 the trusted room has outsiders")
                return await self._send(task, room, to)

    async def _gathered(self, task: _Task, to: Destination) -> Receipt:
        """Into the room for exactly the sender and the cleared members."""
        cleared = {user_of(str(one)) for one in to.facts.get("cleared") or ()} | {task.user}
        if len(cleared) < 2:
            return Receipt(to, Status.REFUSED, "550 5.7.1 nobody else is cleared for it")
        response = HomeserverResponse(500, {})
        for number in range(_TWINS):
            local = self._alias(to.address, cleared, number)
            alias = f"#{local}:{self._options.server_name}"
            response = await self._home.call(
                "GET", path("directory", "room", alias), user=task.user
            )
            room = str(response.body.get("room_id", ""))
            if response.status == 404:
                response = await self._make(local, to.address, cleared, task.user)
                room = str(response.body.get("room_id", ""))
            if not response.ok or not room:
                return _receipt(to, response)
            await self._home.call("POST", path("join", room), {}, user=task.user)
            response, people = await self._people(room, task.user)
            if people is not None and people.exactly(cleared):
                return await self._send(task, room, to)
            if response.retryable:
                return _receipt(to, response)
        return _receipt(to, HomeserverResponse(403, {}))

    def _alias(self, room: str, cleared: set[str], number: int) -> str:
        """The same for the same people (and room, for a twin); nobody else can guess it."""
        which = room if self._options.into == "twin" else ""
        text = "\0".join([self.name, which, str(number), *sorted(cleared)])
        digest = hmac.digest(self._key, text.encode(), hashlib.sha256)
        return ALIAS + digest.hex()[:32]

    async def _make(
        self, local: str, room: str, cleared: set[str], user: str
    ) -> HomeserverResponse:
        # who is invited sees what was said since, and only a creator may invite others
        body = {
            "room_alias_name": local,
            "preset": "private_chat",
            "name": self._options.name,
            "creation_content": {"m.federate": False},
            "invite": sorted(cleared - {user}),
            "is_direct": self._options.into == "direct",
            "initial_state": [
                _state("m.room.history_visibility", history_visibility="invited"),
                _state("m.room.guest_access", guest_access="forbidden"),
            ],
            "power_level_content_override": {"invite": 100, "state_default": 100},
        }
        if self._options.into == "twin":
            body["topic"] = f"For what may not be said in {permalink(room)}"
        response = await self._home.call("POST", path("createRoom"), body, user=user)
        if response.errcode == "M_ROOM_IN_USE":  # another dispatch was faster
            alias = f"#{local}:{self._options.server_name}"
            return await self._home.call("GET", path("directory", "room", alias), user=user)
        return response

    async def _people(self, room: str, user: str) -> tuple[HomeserverResponse, _People | None]:
        response = await self._home.call("GET", path("rooms", room, "state"), user=user)
        state = response.body.get("list")
        return response, _People.of(state) if response.ok and isinstance(state, list) else None

    # ------------------------------------------------------------------ there

    async def _send(self, task: _Task, room: str, to: Destination) -> Receipt:
        operation, params, content = task.asked
        method, steps = REPLAYABLE[operation]
        if room != to.address:
            content = _standing(content)
        filled = [params.get(step[1:-1], "") if step[0] == "{" else step for step in steps]
        if "{txn}" in steps:
            filled[steps.index("{txn}")] = task.id
        response = await self._home.call(
            method, path("rooms", room, *filled), content, user=task.user, device=task.device
        )
        if not response.ok:
            return _receipt(to, response)
        event = str(response.body.get("event_id", ""))
        link = permalink(room, event, self._options.server_name if room != to.address else "")
        return Receipt(to, Status.DELIVERED, f"{response.status} accepted", link=link)


def original(name: str, settings: MatrixSettings) -> MatrixRoom:
    """The way into the room that an event was meant for, as `matrix.appservice` says."""
    appservice = settings.appservice
    assert appservice is not None
    options = Settings(
        homeserver=settings.upstream,
        server_name=settings.server_name,
        token=appservice.token,
        backstop=settings.backstop,
        into="original",
        timeout=settings.timeout,
    )
    return MatrixRoom(name, options)


@dataclass(frozen=True, slots=True)
class _Task:
    user: str
    device: str
    #: the dispatch's
    id: str
    #: operation, path parameters, content
    asked: tuple[str, Mapping[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _People:
    """Who can read a room now."""

    users: frozenset[str]
    encrypted: bool
    #: others may read, or let themselves in
    open: bool
    federated: bool

    @classmethod
    def of(cls, state: Sequence[Any]) -> _People | None:
        content: dict[tuple[Any, Any], Mapping[str, Any]] = {}
        for event in state:
            if not isinstance(event, dict) or not isinstance(event.get("content"), dict):
                return None
            content[event.get("type"), event.get("state_key")] = event["content"]
        visible = content.get(("m.room.history_visibility", ""), {}).get("history_visibility")
        rule = content.get(("m.room.join_rules", ""), {}).get("join_rule", "invite")
        creation = content.get(("m.room.create", ""))
        if creation is None:
            return None
        return cls(
            frozenset(
                str(key)
                for (kind, key), each in content.items()
                if kind == "m.room.member" and each.get("membership") in ("join", "invite")
            ),
            ("m.room.encryption", "") in content,
            visible == "world_readable" or rule not in ("invite", "knock", "private"),
            creation.get("m.federate") is not False,
        )

    def within(self, facts: Mapping[str, Any]) -> bool:
        """Whether nobody is there who was not when it was decided."""
        known = facts.get("audience")
        if not isinstance(known, list | tuple):
            return True  # nobody knew who was there, and it was released all the same
        here = {address_of(user) for user in self.users}
        new = here - set(known) - set(facts.get("ghosts") or ())
        return not new and (bool(facts.get("open")) or not self.open)

    def inside(self, server: str) -> bool:
        """Whether only people of this server can be there."""
        ours = all(user.partition(":")[2] == server for user in self.users)
        return ours and not self.open and not self.encrypted

    def exactly(self, cleared: set[str]) -> bool:
        """Whether it is still the room that was made; who left is no harm."""
        closed = not (self.open or self.encrypted or self.federated)
        return closed and self.users <= cleared


def permalink(room: str, event: str = "", via: str = "") -> str:
    """A link that every client opens. Matrix specification 1.18, appendix "matrix.to"."""
    steps = "/".join(quote(each, safe="!$:#@") for each in (room, event) if each)
    return f"https://matrix.to/#/{steps}" + (f"?via={quote(via, safe=':')}" if via else "")


def _asked(copy: Copy) -> tuple[str, Mapping[str, str], Mapping[str, Any]]:
    """Operation, path parameters, content; ValueError where it cannot be carried out later."""
    if copy.media_type != MEDIA_TYPE:
        raise ValueError("no event")
    event = parse(copy.payload)
    operation, params, content = event["operation"], event["path"], event["content"]
    if operation not in REPLAYABLE:
        raise ValueError("only now or never")
    return operation, {key: str(value) for key, value in params.items()}, content


def _standing(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content that stands on its own in another room: the new text of an edit, no relation."""
    new = content.get("m.new_content")
    kept = dict(new) if isinstance(new, dict) else dict(content)
    kept.pop("m.relates_to", None)
    return kept


def _state(kind: str, **content: str) -> dict[str, Any]:
    return {"type": kind, "state_key": "", "content": content}


def _receipt(to: Destination, response: HomeserverResponse) -> Receipt:
    """What a refusal of the homeserver means; its text may quote content and is left out."""
    if response.retryable:
        return Receipt(to, Status.LATER, f"{response.status} later")
    return Receipt(to, Status.REFUSED, f"550 5.7.0 the homeserver answered {response.status}")


channel: type[Channel] = MatrixRoom
