"""One inspected request: parsed, placed, handed to the gateway, and answered.

What goes on to the homeserver is our own serialisation of what was read, never the client's bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from dlp.config.matrix import MatrixSettings, RestrictionMode
from dlp.errors import Unavailable
from dlp.matrix.events import MEDIA_TYPE
from dlp.model import (
    Action,
    Destination,
    Held,
    Message,
    Payload,
    Receipt,
    Sender,
    Status,
    Verdict,
)
from dlp.protocols import ProxyContext
from dlp.proxies.matrix.audience import MATRIX, RoomAudience, forbidden_network, room_destination
from dlp.proxies.matrix.lookup import HomeserverLookup, Requester
from dlp.proxies.matrix.networks import ChatNetworks
from dlp.proxies.matrix.responses import CORS, MatrixError, forbidden
from dlp.proxies.matrix.restrictions import RestrictedRequest, RestrictionChecker
from dlp.proxies.matrix.routes import Reach, RouteMatch
from dlp.proxies.matrix.upstream import UpstreamClient, UpstreamResponse
from dlp.references import derived_reference, new_reference

log = logging.getLogger("dlp.matrix")

#: path parameters that say nothing: the homeserver knows them or refuses
_SILENT = frozenset(("room", "txn", "device", "version", "session"))
_NAMES = "This cannot be asked of another server."
#: clients that bring encryption (Hydrogen) do not start where their keys are refused: the keys are
#: thrown away, so that nobody can encrypt for this device, and it is told that there are enough
_ENOUGH_KEYS = b'{"one_time_key_counts":{"signed_curve25519":100}}'
_LATER = "This could not be checked right now, so it was not sent. Please send it again later."
#: what may change who is in a room, or who can read it
_CHANGING = frozenset("state invite join knock leave kick ban unban upgrade".split())


@dataclass(slots=True)
class InspectedRequest:
    """A request that was read: what the table says of it, and whose it is."""

    match: RouteMatch
    method: str
    token: str
    requester: Requester
    content: Mapping[str, Any]
    #: the parameters that go on, by name
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> bytes | None:
        """The same for the same request sent again; None where a client cannot say so."""
        if "txn" not in self.match.params:
            return None
        body = serialised(self.content)
        named = [self.requester.user, self.requester.device, self.match.route.operation]
        named += [f"{name}={value}" for name, value in sorted(self.match.params.items())]
        whole = hashlib.sha256()
        for each in [*(one.encode() for one in named), body]:
            whole.update(len(each).to_bytes(8, "big") + each)
        return whole.digest()


def serialised(content: Any) -> bytes:
    """JSON as we send it on."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


class RequestForwarder:
    """Takes inspected requests to the gateway and to the homeserver."""

    def __init__(
        self,
        settings: MatrixSettings,
        context: ProxyContext,
        upstream: UpstreamClient,
        lookup: HomeserverLookup,
        networks: ChatNetworks,
    ) -> None:
        # a key of its own: it makes references from requests
        self._secret = hmac.digest(context.secret, b"dlp requests", "sha256")
        self._rooms, self._handle = context.rooms, context.handle
        self._settings, self._upstream = settings, upstream
        self._lookup, self._networks = lookup, networks
        self._restrictions = RestrictionChecker(settings, networks)

    async def send(self, request: InspectedRequest) -> UpstreamResponse:
        """The homeserver's answer, or ours. MatrixError where nothing may go on."""
        if (
            request.match.route.operation == "device-keys"
            and self._settings.restrictions.keys is RestrictionMode.REFUSE
        ):
            return UpstreamResponse(200, {**CORS, "Content-Type": "application/json"}, _ENOUGH_KEYS)
        destination, past = await self._destination(request)
        route, params = request.match.route, request.match.params
        payload = Held(_event(request))
        room = params.get("room") or params.get("roomish", "")
        forward = _RequestForward(self._upstream, request)
        try:
            answer = await self._through(
                request.requester,
                payload,
                MEDIA_TYPE,
                destination,
                forward,
                facts=past,
                request=request.key,
            )
            if route.operation == "create":
                await self._made(answer, forward)
        except Redirected as redirected:
            answer = await self._stand_in(request, redirected)
        finally:
            if route.operation in _CHANGING:
                self._lookup.forget_room(room)
        if answer.status == 401:
            self._lookup.forget_token(request.token)
        return answer

    async def look_up(self, request: InspectedRequest) -> None:
        """MatrixError where the names in a question to another server may not go there."""
        server = server_of(request)
        destination = Destination(server, MATRIX, {"audience": [server]})
        payload = Held(_event(request))
        asked = _Intercepted(unchanged=payload.data)
        answer = await self._through(request.requester, payload, MEDIA_TYPE, destination, asked)
        if answer.status != 200:
            raise forbidden(_NAMES)

    async def words(self, requester: Requester, operation: str, said: Mapping[str, str]) -> Any:
        """Texts that go to everybody and are sent on by somebody else: as they may go."""
        event = {"operation": operation, "path": {}, "content": said}
        passed = _Intercepted()
        await self._through(
            requester, Held(serialised(event)), MEDIA_TYPE, self.everyone(), passed, quiet=True
        )
        return json.loads(passed.data)["content"]

    async def file(
        self, requester: Requester, media_type: str, payload: Payload, forward: ForwardedRequest
    ) -> UpstreamResponse:
        """A file on its way to the media repository, where anybody may fetch it."""
        return await self._through(requester, payload, media_type, self.everyone(), forward)

    def everyone(self) -> Destination:
        """Whoever asks the homeserver, or the servers that can reach its media."""
        domains = list(self._settings.media_audience)
        return Destination("everyone", MATRIX, {"audience": domains} if domains else {})

    async def _destination(
        self, request: InspectedRequest
    ) -> tuple[Destination, Mapping[str, Any]]:
        """Where it goes, and the level of the past that it shows, if any."""
        route, params = request.match.route, request.match.params
        if route.reach is Reach.SERVER:
            server = server_of(request)
            return Destination(server, MATRIX, {"audience": [server]}), {}
        present = await self._audience(request) if route.reach is Reach.ROOM else None
        restricted = RestrictedRequest(
            route.operation, route.restriction, params, request.content, request.requester.user
        )
        audience = self._restrictions.audience_after(restricted, present or RoomAudience())
        if route.reach is Reach.EVERYONE:
            return Destination("everyone", MATRIX), {}
        if (name := forbidden_network(audience, self._networks)) is not None:
            raise forbidden(f"Messages may not go to {name}, which this room is connected to.")
        found = room_destination(params.get("room", "new room"), audience, self._networks)
        found = replace(found, facts={**found.facts, "operation": route.operation})
        past: Mapping[str, Any] = {}
        if present is not None and present.past and audience.shows_more_than(present):
            past = await self._past(params["room"])
        return found, past

    async def _past(self, room: str) -> Mapping[str, Any]:
        try:
            return {"history": (await self._rooms.past(room)).label}
        except Unavailable:
            raise forbidden(_LATER, again=True) from None

    async def _made(self, answer: UpstreamResponse, forward: ForwardedRequest) -> None:
        """A new room is known from its first event on."""
        said = answer.json()
        if answer.status != 200 or not isinstance(said, dict):
            return
        try:
            await self._rooms.made(str(said.get("room_id", "")), forward.reference)
        except Unavailable as error:  # it counts as one that nothing is known of
            log.warning("a new room is not remembered: %s", error)

    async def _stand_in(
        self, request: InspectedRequest, redirected: Redirected
    ) -> UpstreamResponse:
        """Something neutral in the room, where the sender's client expects an event."""
        match, text = request.match, self._settings.placeholder
        if match.route.operation != "send" or not text:
            raise redirected.refusal
        there = replace(match, params={**match.params, "type": "m.room.message"})
        try:
            answer = await self._upstream.ask(
                request.method,
                there.path,
                request.token,
                body=serialised({"msgtype": "m.notice", "body": text}),
                headers={"Content-Type": "application/json"},
                signed=True,
            )
        except MatrixError:
            raise redirected.refusal from None
        if answer.status != 200:
            raise redirected.refusal
        return answer

    async def _audience(self, request: InspectedRequest) -> RoomAudience:
        room = request.match.params["room"]
        return await self._lookup.audience(room, request.requester, request.token)

    async def _through(
        self,
        requester: Requester,
        payload: Payload,
        media_type: str,
        destination: Destination,
        forward: ForwardedRequest,
        *,
        quiet: bool = False,
        facts: Mapping[str, Any] | None = None,
        request: bytes | None = None,
    ) -> UpstreamResponse:
        known = {"device": requester.device, "user": requester.user}
        message = Message(
            id=derived_reference(self._secret, request) if request else new_reference(),
            protocol=MATRIX,
            sender=Sender(requester.address, requester.address, known),
            destinations=(destination,),
            media_type=media_type,
            payload=payload,
            facts={
                "listener": MATRIX,
                "size": payload.size,
                "request": bool(request),
                **(facts or {}),
            },
        )
        forward.destination, forward.reference = destination, message.id
        outcome = await self._handle(message, forward)
        if forward.failed is not None:
            raise forward.failed
        if forward.answer is not None:
            return forward.answer
        verdict = outcome.verdicts[0]
        if quiet and verdict.status is Status.DELIVERED:
            return UpstreamResponse(200, {}, b"")
        refusal = refused(verdict, outcome.reference)
        if verdict.status is Status.KEPT and verdict.action is Action.REDIRECT:
            raise Redirected(refusal)
        raise refusal


class Redirected(Exception):
    """It goes another way; `refusal` is the answer where nothing stands in for it."""

    def __init__(self, refusal: MatrixError) -> None:
        self.refusal = refusal
        super().__init__(refusal.errcode)


def refused(verdict: Verdict, reference: str) -> MatrixError:
    """What a client hears of a message that did not go on: never 429 or 5xx."""
    if verdict.status is Status.LATER or not verdict.text:
        return forbidden(_LATER, reference, again=True)
    return forbidden(verdict.text, reference)


def _event(request: InspectedRequest) -> bytes:
    """What is read of a request (`dlp.read.event`)."""
    route = request.match.route
    # who names a room that he is in says nothing with it; any other room id may be made up
    silent = _SILENT - {"room"} if route.reach is Reach.EVERYONE else _SILENT
    path = {name: each for name, each in request.match.params.items() if name not in silent}
    path |= {name: " ".join(values) for name, values in request.query.items()}
    return serialised({"operation": route.operation, "path": path, "content": request.content})


def server_of(request: InspectedRequest) -> str:
    """The server that a lookup is sent to: the one named in an id, or in the query."""
    if servers := request.query.get("server", ()):
        return servers[0]
    if (server := request.match.params.get("server")) is not None:
        return server
    for name in ("user", "alias", "roomish"):
        if (value := request.match.params.get(name)) is not None:
            return value.partition(":")[2] or "unknown.invalid"
    return "unknown.invalid"


class ForwardedRequest:
    """`model.CutThrough` with what came of it."""

    def __init__(self) -> None:
        self.answer: UpstreamResponse | None = None
        self.failed: MatrixError | None = None
        self.destination = Destination("")
        #: of the message that it carries
        self.reference = ""
        self._used = False

    async def __call__(self, payload: Payload) -> tuple[Receipt, ...]:
        if self._used:
            raise RuntimeError("a request goes on once")
        self._used = True
        try:
            self.answer = await self._carry(payload)
        except MatrixError as refusal:
            self.failed = refusal
            return (Receipt(self.destination, Status.LATER),)
        status = self.answer.status
        if 200 <= status < 300:
            return (Receipt(self.destination, Status.DELIVERED, f"{status} accepted"),)
        later = status == 429 or status >= 500
        word = "later" if later else "refused"
        return (
            Receipt(
                self.destination, Status.LATER if later else Status.REFUSED, f"{status} {word}"
            ),
        )

    async def _carry(self, payload: Payload) -> UpstreamResponse:
        raise NotImplementedError


class _RequestForward(ForwardedRequest):
    """Sends the request on, with the content that the gateway gives."""

    def __init__(self, upstream: UpstreamClient, request: InspectedRequest) -> None:
        super().__init__()
        self._upstream, self._request = upstream, request

    async def _carry(self, payload: Payload) -> UpstreamResponse:
        request = self._request
        event = json.loads(payload.read())
        return await self._upstream.ask(
            request.method,
            request.match.path,
            request.token,
            query=urlencode(request.query, doseq=True),
            body=serialised(event["content"]),
            headers={"Content-Type": "application/json"},
            signed=True,
        )


class _Intercepted(ForwardedRequest):
    """Takes what may go on, for somebody else to send."""

    def __init__(self, unchanged: bytes | None = None) -> None:
        """`unchanged` is all that may go on, where what is left of it would be of no use."""
        super().__init__()
        self.data, self._unchanged = b"{}", unchanged

    async def _carry(self, payload: Payload) -> UpstreamResponse:
        self.data = payload.read()
        fits = self._unchanged is None or self.data == self._unchanged
        return UpstreamResponse(200 if fits else 403, CORS, b"{}")
