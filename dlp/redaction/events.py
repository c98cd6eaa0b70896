"""Cuts in the strings of a JSON document; everything else of it stays. Pure."""

from __future__ import annotations

import json
from typing import Any

from dlp.matrix.events import parse
from dlp.read.base import TextLeaf
from dlp.read.event import JsonLocation
from dlp.redaction.apply import replaced, source_spans
from dlp.redaction.errors import CannotRedact


def apply(data: bytes, leaves: list[TextLeaf], placeholder: str) -> bytes:
    """`data` with the cuts of its leaves made. CannotRedact for what stands in the path of the
    request: the homeserver would put it where nobody asked for it."""
    document = parse(data)
    for at, found in _spans(leaves, placeholder).items():
        if at[0] != "content":
            raise CannotRedact("no-map")
        *way, last = at
        holder: Any = document
        for step in way:
            holder = holder[step]
        holder[last] = replaced(holder[last], found)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _spans(
    leaves: list[TextLeaf], placeholder: str
) -> dict[tuple[str | int, ...], list[tuple[int, int, str]]]:
    """Place of a string → what is replaced in it, over all views of the same string."""
    spans: dict[tuple[str | int, ...], list[tuple[int, int, str]]] = {}
    for leaf in leaves:
        if not leaf.cuts:
            continue
        if not isinstance(leaf.location, JsonLocation):
            continue  # a key, a number, another reading of a string: reading again will tell
        for passage, cuts in leaf.cuts:
            for cut in cuts:
                spans.setdefault(leaf.location.at, []).extend(
                    source_spans(leaf, passage, cut, placeholder)
                )
    return spans
