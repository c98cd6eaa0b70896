"""Header fields and file names with cuts made: re-encoded, folded, the rest as it was."""

from __future__ import annotations

import re
from urllib.parse import quote

from dlp.mime.tree import Field
from dlp.mime.words import encode_words, fold
from dlp.model import Passage
from dlp.read.base import SourceLocation, SourceSyntax, TextLeaf
from dlp.redaction.errors import CannotRedact
from dlp.redaction.syntax import atoms
from dlp.redaction.values import Cut

Edit = tuple[int, int, bytes]

_LEAD = re.compile(r"[;\s]*")


def new_field(leaf: TextLeaf, location: SourceLocation, placeholder: str) -> Edit:
    """The edit of a field's value (or the whole field, where it has to be folded anew)."""
    field, data = location.field, location.buffer.data
    assert field is not None
    value = leaf.exact
    for passage, cuts in leaf.cuts:
        value = _new_value(value, passage, cuts, leaf.syntax, placeholder)
    longest = max(map(len, re.split(r"\r\n|\r|\n", value)))
    room = 76 - len(field.name) if leaf.syntax is SourceSyntax.FIELD else 990
    if longest > room:
        name = data[field.start : field.value_start].rstrip(b": \t").decode("ascii")
        plain = re.sub(r"[\r\n]+", "", value).strip(" \t")
        line = fold(name, plain).encode("utf-8", "surrogateescape")
        if data[field.value_end : field.end] == b"\n":
            line = line.replace(b"\r\n", b"\n")
        return (field.start, field.end, line)
    return (field.value_start, field.value_end, value.encode("utf-8", "surrogateescape"))


def _new_value(
    value: str, passage: Passage, cuts: list[Cut], syntax: SourceSyntax, placeholder: str
) -> str:
    out: list[str] = []
    at = 0
    for segment in passage.segments:
        inside = [cut for cut in cuts if cut.start < segment.end and cut.end > segment.start]
        if not inside:
            continue
        start, end = segment.source_start, segment.source_end
        plain = end - start == segment.end - segment.start
        piece = value[start:end] if plain else passage.text[segment.start : segment.end]
        pieces: list[str] = []
        here = 0
        for cut in inside:
            begin = max(cut.start, segment.start) - segment.start
            pieces.append(piece[here:begin])
            if cut.start >= segment.start:
                text = placeholder.replace("{kind}", cut.kind)
                pieces.append(atoms(text) if syntax is SourceSyntax.ADDRESSES and plain else text)
            here = min(cut.end, segment.end) - segment.start
        pieces.append(piece[here:])
        new = "".join(pieces)
        # What was an encoded word stays one, so that the space to its neighbours stays unseen.
        out += (value[at:start], new if plain else encode_words(new, force=True))
        at = end
    out.append(value[at:])
    return "".join(out)


def new_names(leaf: TextLeaf, location: SourceLocation, placeholder: str) -> list[Edit]:
    """The edits that give a part's file name its new text, in every parameter that says it."""
    old = leaf.exact
    new = old
    for passage, cuts in leaf.cuts:
        pieces: list[str] = []
        at = 0
        for cut in cuts:
            pieces += (passage.text[at : cut.start], placeholder.replace("{kind}", cut.kind))
            at = cut.end
        new = "".join([*pieces, passage.text[at:]])
    part, data = location.part, location.buffer.data
    edits: list[Edit] = []
    for field_name, params, wanted in (
        ("content-type", part.params, "name"),
        ("content-disposition", part.disposition_params, "filename"),
    ):
        field = next((field for field in part.fields if field.name == field_name), None)
        spans = [
            (span, wanted if at == 0 else "")
            for param in params
            if param.name == wanted and param.value == old
            for at, span in enumerate(param.spans)
        ]
        if field is not None and spans:
            edits.append(_new_params(data, field, spans, new))
    if not edits:
        raise CannotRedact("no-map")
    return edits


def _new_params(
    data: bytes, field: Field, spans: list[tuple[tuple[int, int], str]], new: str
) -> Edit:
    value = data[field.value_start : field.value_end].decode("utf-8", "surrogateescape")
    out: list[str] = []
    at = 0
    for (start, end), name in sorted(spans):
        out.append(value[at:start])
        if name:
            lead = _LEAD.match(value, start, end)
            out.append((lead[0] if lead else "; ") + _param(name, new))
        at = end
    out.append(value[at:])
    return (field.value_start, field.value_end, "".join(out).encode("utf-8", "surrogateescape"))


def _param(name: str, value: str) -> str:
    if value.isascii() and value.isprintable() and len(value) < 900:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{escaped}"'
    return f"{name}*=utf-8''{quote(value, safe='', errors='replace')}"
