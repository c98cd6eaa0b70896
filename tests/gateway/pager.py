"""A third protocol as somebody outside would write it: pages, one line each, over TCP.

    C: PAGE anna@example.org ben@x.test Lunch at noon?
    S: OK sent            (or: OK kept …, NO …, LATER …)

The same line goes on to the pager network behind, and to its answer ``OK`` or ``NO``. In `dlp.yaml`
it is named twice: under `protocols` (the way in) and under `channels` (the way out).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from dlp.channels import ChannelSettings, all_of
from dlp.config import HostPort
from dlp.errors import ConfigError
from dlp.model import (
    Action,
    Channel,
    Copy,
    CutThrough,
    Destination,
    Held,
    Level,
    Message,
    Outcome,
    Payload,
    Receipt,
    Sender,
    Status,
)
from dlp.protocols import (
    Draft,
    LevelStamper,
    Notice,
    NoticeRequest,
    ProtocolProfile,
    Proxy,
    ProxyContext,
    ProxyPlugin,
)
from dlp.references import new_reference

MEDIA_TYPE = "text/plain"


class Settings(ChannelSettings):
    """Of the way in and of the way out."""

    network: HostPort
    """The pager network."""
    listen: HostPort | None = None
    """Where pagers connect; of the way in only."""


def page(name: str, sender: str, recipient: str, text: bytes) -> Message:
    return Message(
        id=new_reference(),
        protocol=name,
        sender=Sender(sender),
        destinations=(Destination(recipient, name, {"audience": [recipient]}),),
        media_type=MEDIA_TYPE,
        payload=Held(text),
    )


async def call(network: object, line: bytes) -> bytes:
    """What the network answers to one line."""
    reader, writer = await asyncio.open_connection(network.host, network.port)  # type: ignore[attr-defined]
    try:
        writer.write(line + b"\n")
        return (await reader.readline()).strip()
    finally:
        writer.close()


def line_of(sender: str, recipient: str, text: bytes) -> bytes:
    return b"PAGE %s %s %s" % (sender.encode(), recipient.encode(), text)


class Pager:
    """The plugin: the record, and the way in."""

    def __init__(self, name: str, options: Settings) -> None:
        self._options = options
        self.profile = ProtocolProfile(
            name=name,
            channel=f"{name}-network",
            headers=False,
            tickets=False,
            stamp=self._stamp,
            told=frozenset({Action.REDACT, Action.HOLD}),
            notify=self._notify,
            not_releasable=self._not_releasable,
            compose=self._compose,
        )

    def proxy(self, context: ProxyContext) -> Proxy:
        if self._options.listen is None:
            raise ConfigError(f"protocols.{self.profile.name}.listen", "is not set")
        return Listener(self.profile.name, self._options, context)

    def _stamp(self, stamper: LevelStamper, data: bytes, level: Level) -> bytes:
        label = stamper.label(level)
        return f"[{label}] ".encode() + data if label else data

    def _notify(self, request: NoticeRequest) -> Notice | None:
        """A page to the sender itself."""
        told = " ".join(dict.fromkeys(status.text for status in request.statuses))
        if not request.sender.address:
            return None
        name = self.profile.name
        return Notice(
            protocol=name,
            channel=self.profile.channel,
            sender=Sender(""),
            destinations=(Destination(request.sender.address, name),),
            media_type=MEDIA_TYPE,
            payload=f"{told} Reference: {request.reference}".encode(),
        )

    def _not_releasable(self, sender: Sender, media_type: str, payload: Payload) -> str:
        urgent = payload.read().startswith(b"URGENT")
        return "an urgent page is of no use later" if urgent else ""

    def _compose(self, draft: Draft) -> Message:
        sender = draft.sender.address if draft.sender else ""
        return page(self.profile.name, sender, (draft.recipients or ["all"])[0], draft.data)


class Listener:
    """The way in."""

    def __init__(self, name: str, options: Settings, context: ProxyContext) -> None:
        self._name, self._options, self._context = name, options, context
        self._server: asyncio.Server | None = None

    @property
    def addresses(self) -> Mapping[str, str]:
        if self._server is None:
            return {}
        host, port = self._server.sockets[0].getsockname()[:2]
        return {self._name: f"{host}:{port}"}

    async def start(self) -> None:
        listen = self._options.listen
        assert listen is not None
        self._server = await asyncio.start_server(self._serve, listen.host, listen.port)

    def reload(self) -> None: ...

    async def aclose(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := (await reader.readline()).rstrip(b"\n"):
                _, sender, recipient, text = line.split(b" ", 3)
                message = page(self._name, sender.decode(), recipient.decode(), text)
                outcome = await self._context.handle(message, self._through(message))
                writer.write(_answer(outcome) + b"\n")
        finally:
            writer.close()

    def _through(self, message: Message) -> CutThrough:
        (to,) = message.destinations

        async def cut_through(payload: Payload) -> tuple[Receipt, ...]:
            line = line_of(message.sender.address, to.address, payload.read())
            said = await call(self._options.network, line)
            status = Status.DELIVERED if said.startswith(b"OK") else Status.REFUSED
            return (Receipt(to, status, said.decode()),)

        return cut_through


def _answer(outcome: Outcome) -> bytes:
    verdict = outcome.verdicts[0]
    word = {
        Status.DELIVERED: "OK sent",
        Status.KEPT: f"OK kept {outcome.reference}",
        Status.REFUSED: f"NO {outcome.reference}",
        Status.LATER: f"LATER {outcome.reference}",
    }[verdict.status]
    return f"{word} {verdict.text}".strip().encode()


class Network:
    """The way out."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name, self.trusted, self.clearance = name, options.trusted, options.clearance
        self._options = options

    def reaches(self, destination: Destination) -> bool:
        return "@" in destination.address

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        (to,) = copy.destinations
        sender = copy.sender.address or "gateway"
        try:
            said = await call(self._options.network, line_of(sender, to.address, copy.payload))
        except OSError:
            return all_of(copy, Status.LATER, "451 4.4.1 no network")
        status = Status.DELIVERED if said.startswith(b"OK") else Status.REFUSED
        return all_of(copy, status, said.decode())

    async def aclose(self) -> None: ...


proxy: type[ProxyPlugin] = Pager
channel: type[Channel] = Network
