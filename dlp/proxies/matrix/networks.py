"""Chat networks behind bridges: who in a room is a person somewhere else (networks.yaml).

Bridged people have accounts on the *own* server, so their domain says nothing. They are known by
the pattern of their local part, by the bridge's registration file, and by the room's bridge state,
which anybody with power may forge: it only adds a network, and never proves that there is none.
"""

from __future__ import annotations

import fnmatch
import functools
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from dlp.config import parse_yaml
from dlp.config.matrix import NetworkMode
from dlp.config.shipped import shipped
from dlp.config.values import Section
from dlp.errors import ConfigError

UNKNOWN = "unknown"
_SUFFIX = re.compile(r"(?:go|-sms|-rcs)$")
BRIDGE_EVENTS = ("m.bridge", "uk.half-shot.bridge")


class ChatNetwork(Section):
    """One chat network."""

    name: str
    mode: NetworkMode
    protocols: tuple[str, ...] = ()
    ghosts: tuple[str, ...] = ()
    bots: tuple[str, ...] = ()


_FILE = TypeAdapter(dict[str, ChatNetwork])


class ChatNetworks:
    """All networks that are known."""

    def __init__(
        self, known: Mapping[str, ChatNetwork], own: str, registered: Sequence[tuple[str, str]] = ()
    ) -> None:
        """`own` is the homeserver's name, `registered` are patterns of user ids and networks."""
        self.known = dict(known)
        self._own = own
        self._protocols = {
            protocol: name for name, network in known.items() for protocol in network.protocols
        }
        self._people = [
            (re.compile(fnmatch.translate(pattern)), name)
            for name, network in known.items()
            for pattern in (*network.ghosts, *network.bots)
        ]
        self._registered = [(re.compile(pattern), name) for pattern, name in registered]
        # asked for every member of a room with every message
        self._remembered = functools.lru_cache(100_000)(self._of_user)

    def mode(self, name: str) -> NetworkMode:
        return self.known[name].mode if name in self.known else NetworkMode.FORBID

    def of_protocol(self, protocol: str) -> str:
        """The network of a bridge's protocol id; ``unknown`` for one that is not known."""
        while True:
            if protocol in self._protocols:
                return self._protocols[protocol]
            shorter = _SUFFIX.sub("", protocol)
            if shorter == protocol:
                return UNKNOWN
            protocol = shorter

    def of_user(self, user: str) -> str | None:
        """The network that a user of the own server is a ghost or bot of, if any."""
        return self._remembered(user)

    def _of_user(self, user: str) -> str | None:
        local, _, domain = user.removeprefix("@").partition(":")
        if domain != self._own:
            return None
        for pattern, name in self._registered:
            if pattern.match(user):
                return name
        return next((name for pattern, name in self._people if pattern.match(local)), None)

    def of_event(self, content: Any) -> str:
        """The network that a bridge event names."""
        protocol = content.get("protocol") if isinstance(content, dict) else None
        found = protocol.get("id") if isinstance(protocol, dict) else None
        return self.of_protocol(found) if isinstance(found, str) else UNKNOWN


def load(
    path: Path | None,
    modes: Mapping[str, NetworkMode],
    own: str,
    appservices: Sequence[Path] = (),
) -> ChatNetworks:
    """The networks of a file (the shipped one by default), with other modes. ConfigError."""
    path = path or shipped("config", "networks.yaml")
    try:
        known = _FILE.validate_python(parse_yaml(path.read_text())["networks"])
    except (OSError, yaml.YAMLError, ValidationError, KeyError, TypeError) as error:
        raise ConfigError(str(path), f"no list of networks: {type(error).__name__}") from None
    for name, mode in modes.items():
        if name not in known:
            raise ConfigError("matrix.networks", f"{name!r} does not stand in {path.name}")
        known[name] = known[name].model_copy(update={"mode": mode})
    known.setdefault(UNKNOWN, ChatNetwork(name="an unknown bridge", mode=NetworkMode.FORBID))
    found = ChatNetworks(known, own)
    registered = [one for file in appservices for one in _registered(file, found)]
    return ChatNetworks(known, own, registered) if registered else found


def _registered(path: Path, networks: ChatNetworks) -> list[tuple[str, str]]:
    """User patterns of an application service's registration file, with the network it is."""
    try:
        raw = parse_yaml(path.read_text())
        name = networks.of_protocol(str(raw["id"]))
        patterns = [str(each["regex"]) for each in raw["namespaces"].get("users") or ()]
        for pattern in patterns:
            re.compile(pattern)
        own = f"@{re.escape(str(raw['sender_localpart']))}:"
    except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError, re.error) as error:
        fact = f"no registration of an application service: {type(error).__name__}"
        raise ConfigError(str(path), fact) from None
    return [(pattern, name) for pattern in (*patterns, own)]
