"""application/vnd.matrix.event+json: what a client of a Matrix homeserver is about to send.

The payload is one JSON object that the Matrix proxy writes, whatever the request was:

    {"operation": "send", "path": {"type": "m.room.message"}, "content": {"body": "…"}}

`path` holds the free parts of the path, `content` the body. Every string and every long number is
read, at any depth and in events of any type; keys, too, where they are not the specification's own.
An event type that nobody here knows is UNREADABLE (type) all the same: what a client shows of it
is not known. Sources: Matrix specification 1.18, MSC1767, MSC3381, MSC3488, MSC2530.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from dlp.matrix.events import MEDIA_TYPE, parse
from dlp.mime.charset import Decoded
from dlp.model import Role, Unread
from dlp.read import html, text
from dlp.read.base import Collector, PartContent, SourceLocation, SourceSyntax
from dlp.read.event_types import EVENTS, KEYS

__all__ = ["MEDIA_TYPE", "JsonLocation", "read"]

#: deepest nesting; homeservers take about as much
_DEPTH = 60
#: fewer digits say nothing about a person or an account
_DIGITS = 7
_HTML_KEYS = ("formatted_body", "org.matrix.msc1767.html", "m.html", "html")
_LINKS = frozenset("url uri geo_uri avatar_url thumbnail_url external_url href src".split())
_NAMES = frozenset("filename name topic title displayname display_name alias".split())


@dataclass(slots=True, eq=False)
class JsonLocation(SourceLocation):
    """A leaf that is one string of a JSON document, at this path of keys and indices."""

    at: tuple[str | int, ...] = ()


def read(item: PartContent, out: Collector) -> None:
    """Read what the Matrix proxy wrote; the same media type in a mail is read as text."""
    location = item.location
    if location is None or location.part.fields or location.part.parent or location.buffer.parent:
        text.read(item, out)
        return
    try:
        event = parse(item.data)
    except ValueError:
        out.unreadable(item.part, Unread.BROKEN, "no JSON that everybody reads alike")
        return
    if not isinstance(event, dict) or set(event) != {"operation", "path", "content"}:
        out.unreadable(item.part, Unread.BROKEN, "not what the Matrix proxy writes")
        return
    operation = str(event["operation"])
    out.fact("event", f"application/vnd.matrix.{operation}+json", len(item.data))
    kind = event["path"].get("type") if isinstance(event["path"], dict) else None
    if isinstance(kind, str):
        _judge(kind, out)
    parts = {"path": event["path"], "content": event["content"]}
    for leaves, (at, value) in enumerate(_walk(parts, ()), 1):
        if leaves > out.limits.parts or len(at) > _DEPTH:
            out.unreadable("event", Unread.TOO_LARGE, "more leaves than the limit")
            return
        if value is _OPAQUE:
            out.unreadable(_part(at), Unread.ENCRYPTED, "an encrypted file")
        else:
            _leaf(at, value, location, out)


def _judge(kind: str, out: Collector) -> None:
    if kind == "m.room.encrypted":
        out.unreadable("event", Unread.ENCRYPTED, "an encrypted event")
    elif kind not in EVENTS:
        out.unreadable("event", Unread.TYPE, "an event type that is not known")


_OPAQUE = object()


def _walk(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All leaves with where they stand; a key that is free text comes as (…, key, -1)."""
    if len(at) > _DEPTH:
        yield at, ""
    elif isinstance(value, dict):
        if "url" in value and "key" in value and "hashes" in value:
            yield at, _OPAQUE
        for key, inner in value.items():
            if key not in KEYS and len(at) > 0:
                yield (*at, key, -1), key
            yield from _walk(inner, (*at, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*at, number))
    else:
        yield at, value


def _leaf(at: tuple[str | int, ...], value: Any, location: SourceLocation, out: Collector) -> None:
    part = _part(at)
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        shown = str(value) if isinstance(value, int) else repr(value)
        if sum(map(str.isdigit, shown)) >= _DIGITS:
            out.add(
                out.leaf(shown, "", SourceSyntax.TEXT, None),
                part,
                shown,
                Role.PROPERTY,
                "text/plain",
                (),
            )
        return
    key = next((step for step in reversed(at) if isinstance(step, str)), "")
    if not isinstance(value, str) or (key == "type" and value in EVENTS):
        return
    spot = JsonLocation(location.buffer, location.part, at=at)
    if at[-1] == -1:
        out.add(
            out.leaf(value, "", SourceSyntax.TEXT, None),
            part,
            value,
            Role.PROPERTY,
            "text/plain",
            (),
        )
        return
    # MSC1767: a list of the same text in several media types
    either = key == "body" and "<" in value and isinstance(at[-2], int)
    if key in _HTML_KEYS or either:
        html.read_text(
            PartContent(part, "text/html", b"", location=spot), Decoded(value, value, "utf-8"), out
        )
        if not either:
            return
    role = Role.LINK if key in _LINKS else Role.NAME if key in _NAMES else Role.BODY
    out.add(
        out.leaf(value, "utf-8", SourceSyntax.TEXT, spot),
        part,
        text.lines(value),
        role,
        "text/plain",
    )
    text.armour(part, value, out)
    if "%" in value and (other := unquote(value)) != value:
        view = out.leaf(other, "", SourceSyntax.TEXT, None)
        out.add(view, f"{part}/as-other", text.lines(other), role, "text/plain", ())


def _part(at: tuple[str | int, ...]) -> str:
    """A path of known keys; any other could be content and is ``key``."""
    steps = [
        str(step) if step in KEYS or step in ("path", "content") else "key"
        for step in at
        if isinstance(step, str)
    ]
    return "/".join(["event", *steps])
