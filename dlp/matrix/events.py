"""JSON as Matrix carries it, read so that nobody can read it differently."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

#: how the Matrix proxy hands a request to inspection; `dlp.read.event` says what stands in it
MEDIA_TYPE = "application/vnd.matrix.event+json"

#: operations that an application service can carry out later, for their sender: method and path
#: below the room. What is not here has to be asked for again
REPLAYABLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "send": ("PUT", ("send", "{type}", "{txn}")),
    "state": ("PUT", ("state", "{type}", "{key}")),
    "redaction": ("PUT", ("redact", "{event}", "{txn}")),
    "invite": ("POST", ("invite",)),
    "kick": ("POST", ("kick",)),
    "ban": ("POST", ("ban",)),
    "unban": ("POST", ("unban",)),
}


class Ambiguous(ValueError):
    """Two programs would read this JSON differently."""


def parse(data: bytes) -> Any:
    """JSON that everybody reads alike; ValueError (or Ambiguous) for any other. RFC 8259.

    Refused: other encodings than UTF-8, a byte order mark, a key twice, NaN and Infinity, half a
    surrogate pair, nesting that exhausts a parser.
    """
    try:
        return json.loads(
            _clean(data.decode()), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except RecursionError:
        raise Ambiguous("nested too deeply") from None


def _clean(source: str) -> str:
    if source.startswith("\ufeff"):
        raise Ambiguous("a byte order mark")
    return source


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Ambiguous("a key twice")
    for key, value in pairs:
        if not _whole(key) or (isinstance(value, str) and not _whole(value)):
            raise Ambiguous("half a surrogate pair")
        if isinstance(value, list):
            _whole_list(value)
    return made


def _whole_list(values: list[Any]) -> None:
    for value in values:
        if isinstance(value, str) and not _whole(value):
            raise Ambiguous("half a surrogate pair")
        if isinstance(value, list):
            _whole_list(value)


def _whole(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value)


def _no_constant(name: str) -> Any:
    raise Ambiguous("a number that is none")
