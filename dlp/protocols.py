"""What a protocol can do, as one record: all that the gateway asks of one beside `model.Message`.

Each proxy has a `ProtocolProfile`; `Protocols` has those that are wired (`dlp.app`). Whoever keeps,
releases, stamps or tells asks the profile of the message's protocol, never for a protocol by name.
A protocol from outside is a plugin: a module that ends in ``proxy: type[ProxyPlugin] = MyProxy``,
named under `protocols:` in the configuration (docs/add-a-protocol.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dlp.errors import ConfigError, Refused, did_you_mean
from dlp.model import Action, Destination, Handle, Level, Message, Payload, Sender

# --------------------------------------------------------------------------- telling senders


@dataclass(frozen=True, slots=True)
class DestinationStatus:
    """What became of one destination, as its sender is told."""

    destination: Destination
    #: ``failed``, ``delayed`` or ``relayed`` (RFC 3464 §2.3.3)
    action: str
    #: RFC 3463, e.g. ``5.7.1``
    status: str
    #: a plain sentence for the person who reads it
    text: str
    #: the far side's reply, where there was one
    diagnostic: str = ""
    #: we tell because we want to, not because the sender's mail system asked for it
    courtesy: bool = False
    #: the rule that decided
    rule: str = ""
    #: where the copy is now
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest:
    """What a sender is to be told of one message."""

    reference: str
    sender: Sender
    #: the beginning of the original, or all of it; ``b""`` where it is not kept any more
    original: bytes
    statuses: Sequence[DestinationStatus]
    #: seconds since 1970
    now: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A report as it goes out: one copy through one channel."""

    #: the protocol of the notice itself; a chat may tell its senders by mail
    protocol: str
    channel: str
    sender: Sender
    destinations: tuple[Destination, ...]
    media_type: str
    payload: bytes


# --------------------------------------------------------------------------- the record


class LevelStamper(Protocol):
    """Marks what leaves with its level, in the organisation's scheme (`stamp:`)."""

    def __call__(self, data: bytes, level: Level) -> bytes:
        """A mail (RFC 5322) with the marking in its header."""
        ...

    def label(self, level: Level) -> str:
        """The marking in words, for any other form; "" where the scheme has none as high."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that nobody sent: a file of the command line, a policy's case."""

    data: bytes
    #: file name, "" where there is none
    name: str = ""
    #: None: as the data say
    sender: Sender | None = None
    #: None: as the data say
    recipients: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolProfile:
    """What one protocol can do. No field but `room` has a default: nothing is forgotten."""

    #: `Message.protocol`; also the network (`Destination.network`) of its own destinations
    name: str
    #: the ordinary way out: carries allowed, redacted and released copies of kept messages
    channel: str
    #: copies begin with a header section (RFC 5322): they get trace and redirect header fields
    headers: bool
    #: released copies may come by here once more, and carry a ticket; needs `headers`
    tickets: bool
    #: how allowed and redacted copies get a marking; None where they get none
    stamp: Callable[[LevelStamper, bytes, Level], bytes] | None
    #: actions that a notice tells the sender of, beside what the protocol answers. A block that the
    #: answer could not say is told in any case
    told: frozenset[Action]
    #: writes a notice; None where there is nobody to tell, or nothing that the sender wants to hear
    notify: Callable[[NoticeRequest], Notice | None]
    #: why a held message (sender, media type, payload) cannot be sent by us; "" where it can
    not_releasable: Callable[[Sender, str, Payload], str]
    #: a draft as the proxy would have made it a message; ConfigError where it is none
    compose: Callable[[Draft], Message]
    #: whether a destination is a room whose past newcomers may see; None where there are no rooms
    room: Callable[[Destination], bool] | None = None


class Protocols:
    """The profiles that are wired, by name."""

    def __init__(self, profiles: Iterable[ProtocolProfile]) -> None:
        """ConfigError where two have one name."""
        self._profiles: dict[str, ProtocolProfile] = {}
        for each in profiles:
            if each.name in self._profiles:
                raise ConfigError(f"protocols.{each.name}", "is there already", "choose a name")
            self._profiles[each.name] = each

    def __iter__(self) -> Iterator[ProtocolProfile]:
        return iter(self._profiles.values())

    def get(self, name: str) -> ProtocolProfile | None:
        """The profile of a protocol; None where it is not wired (any more)."""
        return self._profiles.get(name)

    def of(self, name: str) -> ProtocolProfile:
        """The same, or Refused: nothing is sent for a protocol that nobody knows."""
        found = self.get(name)
        if found is None:
            raise Refused(f"there is no protocol {name!r}; {did_you_mean(name, self._profiles)}")
        return found


# --------------------------------------------------------------------------- the way in


class RoomHistory(Protocol):
    """What is remembered of rooms (`dlp.gateway.steps.room_levels`)."""

    async def past(self, room: str) -> Level:
        """The level of what somebody sees who sees all that was said. Raises Unavailable."""
        ...

    async def made(self, room: str, reference: str) -> None:
        """A room came of the message with that reference. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyContext:
    """What a proxy gets of the gateway that it leads into."""

    handle: Handle
    #: name of this gateway, for trace headers
    instance: str
    #: the instance's secret; derive a key of your own from it
    secret: bytes = field(repr=False)
    #: takes spill files; it exists
    folder: Path
    #: whether the disk can take another message
    has_space: Callable[[], bool]
    rooms: RoomHistory


class Proxy(Protocol):
    """A way in that was built: listens between `start` and `aclose`."""

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where it listens: name of a listener → ``host:port``."""
        ...

    async def start(self) -> None:
        """Opens all listeners or none; OSError where an address cannot be had."""
        ...

    def reload(self) -> None:
        """Takes certificates and the like from their files again; ConfigError leaves the old."""
        ...

    async def aclose(self) -> None:
        """Takes nothing new, and ends what is under way."""
        ...


class ProxyPlugin(Protocol):
    """A protocol of one's own: built as ``Class(name, options)`` (`dlp.plugins`), connects to
    nothing before its proxy starts."""

    #: with the name that it was built with
    profile: ProtocolProfile

    def proxy(self, context: ProxyContext) -> Proxy:
        """The way in. ConfigError where it cannot be as configured."""
        ...
