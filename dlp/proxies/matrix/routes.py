"""Which request is what: the table in routes.yaml, matched against the raw path. Default-deny.

A homeserver routes on the raw path and decodes parameters afterwards, so we do the same, and send
on a path of our own writing: literal segments from the table, parameters encoded anew. A spelling
that could be read in two ways (empty and dot segments, percent-encoded letters of a literal,
absolute form, backslashes) is no route. RFC 3986 §3.3; Matrix client-server API 1.18.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from dlp.config import parse_yaml
from dlp.errors import ConfigError

_TABLE = Path(__file__).with_name("routes.yaml")
_KEYS = ("at", "path", "as", "to", "restriction", "text", "query", "login")
_METHODS = ("GET", "PUT", "POST", "DELETE")
#: RFC 3986 pchar; what a client sends beyond it is no path that everybody reads alike
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*")
_PARAMETER = re.compile(r"\{([a-z]+)\}")
_LONGEST = 8192


class Treatment(StrEnum):
    """What is done with a request."""

    INSPECT = "inspect"
    RESTRICT = "restrict"
    REFUSE = "refuse"
    PASS = "pass"  # noqa: S105  a word, no password


class Reach(StrEnum):
    """Who gets what stands in a request."""

    ROOM = "room"
    CREATED = "created"
    EVERYONE = "everyone"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Route:
    """One line of routes.yaml, for one of its prefixes."""

    #: literal segments as they are, ``{name}`` for parameters
    segments: tuple[str, ...]
    treatments: Mapping[str, Treatment]
    #: what the request does, e.g. ``send``; stands in media types and metrics
    operation: str = ""
    reach: Reach = Reach.EVERYONE
    #: which setting of `matrix.restrictions` decides
    restriction: str = ""
    text: str = ""
    query: tuple[str, ...] = ()
    #: the answer may name the homeserver's address
    login: bool = False


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """A request that the table knows. `treatment` is None for a method that it does not know."""

    route: Route
    treatment: Treatment | None
    #: decoded parameters by name
    params: Mapping[str, str]

    @property
    def path(self) -> str:
        """The path to send on, encoded by us."""
        return "/" + "/".join(
            quote(self.params[each[1:-1]], safe="") if each.startswith("{") else each
            for each in self.route.segments
        )


class RouteTable:
    """All routes. `match` looks a raw path up; it does no I/O."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = tuple(routes)
        #: number of segments → literal at each place or "{}" → routes, as a trie
        self._root: dict[str, Any] = {}
        for route in routes:
            node = self._root
            for segment in route.segments:
                node = node.setdefault("{}" if segment.startswith("{") else segment, {})
            if "\0" in node:
                raise ConfigError("routes.yaml", f"{'/'.join(route.segments)} stands there twice")
            node["\0"] = route
        # most requests are the same few: sync, again and again
        self._remembered = functools.lru_cache(1024)(self._match)

    def match(self, method: str, raw_path: str) -> RouteMatch | None:
        """The route of a raw path (without query), or None. HEAD is a GET."""
        return self._remembered(method, raw_path)

    def _match(self, method: str, raw_path: str) -> RouteMatch | None:
        if not raw_path.startswith("/") or len(raw_path) > _LONGEST:
            return None
        segments = raw_path[1:].split("/")
        found = _find(self._root, segments, 0)
        if found is None:
            return None
        params: dict[str, str] = {}
        for name, raw in zip(found.segments, segments, strict=True):
            if not name.startswith("{"):
                continue
            value = decoded(raw)
            if value is None:
                return None
            params[name[1:-1]] = value
        wanted = "GET" if method == "HEAD" else method
        return RouteMatch(found, found.treatments.get(wanted), params)


def _find(node: dict[str, Any], segments: Sequence[str], at: int) -> Route | None:
    """Literals before parameters, as the longest description of a path wins."""
    if at == len(segments):
        route: Route | None = node.get("\0")
        return route
    segment = segments[at]
    if "\0" not in segment and segment != "{}" and segment in node:
        found = _find(node[segment], segments, at + 1)
        if found is not None:
            return found
    if "{}" in node and segment:
        return _find(node["{}"], segments, at + 1)
    return None


def decoded(raw: str) -> str | None:
    """One path segment, percent-decoded once; None where clients and servers may differ."""
    if not _SEGMENT.fullmatch(raw) or raw in (".", ".."):
        return None
    try:
        value = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        return None
    if value in (".", "..") or any(ord(char) < 0x20 or char == "\x7f" for char in value):
        return None
    return value


@functools.cache
def table() -> RouteTable:
    """The table that is shipped."""
    return parse(parse_yaml(_TABLE.read_text()))


def parse(raw: Mapping[str, Any]) -> RouteTable:
    """A table from its YAML; ConfigError where a route makes no sense."""
    prefixes: Mapping[str, Sequence[str]] = raw["prefixes"]
    return RouteTable([route for each in raw["routes"] for route in _routes(each, prefixes)])


def _routes(raw: Mapping[str, Any], prefixes: Mapping[str, Sequence[str]]) -> Iterator[Route]:
    path = str(raw["path"])
    treatments = {method: Treatment(raw[method]) for method in _METHODS if method in raw}
    unknown = set(raw) - {*_KEYS, *_METHODS}
    looked = {Treatment.INSPECT, Treatment.RESTRICT} & set(treatments.values())
    if unknown or not treatments or raw["at"] not in prefixes:
        raise ConfigError("routes.yaml", f"{path}: unknown or missing keys")
    if looked and not (raw.get("as") and raw.get("to")):
        raise ConfigError("routes.yaml", f"{path}: what is inspected needs `as` and `to`")
    if (Treatment.RESTRICT in treatments.values()) != ("restriction" in raw):
        raise ConfigError(
            "routes.yaml", f"{path}: `restriction` names the setting for a restricted method"
        )
    for prefix in prefixes[raw["at"]]:
        whole = path if prefix == "." else f"{prefix}/{path}"
        segments = tuple(whole.split("/"))
        yield Route(
            segments=segments,
            treatments=treatments,
            operation=str(raw.get("as", "")),
            reach=Reach(raw.get("to", "everyone")),
            restriction=str(raw.get("restriction", "")),
            text=str(raw.get("text", "")),
            query=tuple(raw.get("query", ())),
            login=bool(raw.get("login", False)),
        )
