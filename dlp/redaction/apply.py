"""Cuts in passages → edits of bytes, leaf by leaf, from the innermost message outwards."""

from __future__ import annotations

import re
from collections.abc import Callable

from dlp.mime import splice
from dlp.mime.charset import encode_exact
from dlp.mime.transfer import IDENTITY, encode
from dlp.mime.tree import Part
from dlp.model import Passage
from dlp.read.base import Buffer, PartContent, SourceLocation, SourceSyntax, TextLeaf
from dlp.read.text import clear_signed
from dlp.redaction.dropping import dropped
from dlp.redaction.errors import CannotRedact, at
from dlp.redaction.fields import new_field, new_names
from dlp.redaction.forms import cells, json_spans, refolded
from dlp.redaction.syntax import written
from dlp.redaction.values import Cut

#: RFC 5322 §2.1.1, without the line end
_LONGEST_LINE = 998

Edit = tuple[int, int, bytes]


def apply(
    data: bytes,
    leaves: list[TextLeaf],
    placeholder: str,
    media_type: str,
    edit_file: Callable[[PartContent], bytes],
    note: Callable[[PartContent], tuple[str, str]],
) -> bytes:
    """`data` with the cuts of its leaves made. CannotRedact where one may not be touched.
    `edit_file` makes them in a file that was read elsewhere; `note` gives the name and the text of
    what stands in the place of a file that goes."""
    edits: dict[Buffer, list[Edit]] = {}
    order: list[Buffer] = []
    bodies: dict[Part, list[TextLeaf]] = {}
    for leaf in leaves:
        if not leaf.cuts and not leaf.must_go:
            continue
        location = leaf.location
        if location is None:
            # Another view of bytes that are edited elsewhere; reading again will tell.
            continue
        if location.buffer not in edits:
            edits[location.buffer] = []
            order.append(location.buffer)
        with at(_part(leaf)):
            _permitted(leaf, location)
            if location.field is not None:
                edits[location.buffer].append(new_field(leaf, location, placeholder))
            elif leaf.syntax is SourceSyntax.NAME:
                edits[location.buffer] += new_names(leaf, location, placeholder)
            elif location.gap is not None:
                edits[location.buffer].append((*location.gap, _bytes(leaf, [leaf], placeholder)))
            else:
                bodies.setdefault(location.part, []).append(leaf)
    for part, found in bodies.items():
        location = found[0].location
        assert location is not None
        file = next((leaf for leaf in found if leaf.item is not None), None)
        with at(_part(file or found[0])):
            if file is not None and (content := _file(file, edit_file)) is None:
                assert file.item is not None
                gone = dropped(location.buffer, part, *note(file.item))
                edits[location.buffer] = [*_outside(edits[location.buffer], gone), *gone]
                continue
            if file is None:
                content = _bytes(found[0], found, placeholder)
            assert content is not None
            edits[location.buffer] += _body(location.buffer, part, content, media_type)
    return _outwards(data, edits, order)


def _part(leaf: TextLeaf) -> str:
    """The path of a leaf in which something is to be cut, or of the file that it is."""
    return leaf.item.part if leaf.item is not None else leaf.cuts[0][0].part


def _file(leaf: TextLeaf, edit_file: Callable[[PartContent], bytes]) -> bytes | None:
    """The file without the values; None for one that goes as a whole."""
    assert leaf.item is not None
    if leaf.must_go:
        return None
    try:
        return edit_file(leaf.item)
    except CannotRedact:
        if leaf.may_go:
            return None
        raise


def _outside(edits: list[Edit], gone: list[Edit]) -> list[Edit]:
    """The edits that do not touch what goes anyway, such as the file's name."""
    return [
        edit
        for edit in edits
        if not any(start <= edit[0] and edit[1] <= end and start < end for start, end, _ in gone)
    ]


def _permitted(leaf: TextLeaf, location: SourceLocation) -> None:
    if location.sealed:
        raise CannotRedact(location.sealed)
    buffer = location.buffer
    while buffer.parent is not None:
        buffer = buffer.parent[0]
    if leaf.syntax in (SourceSyntax.TEXT, SourceSyntax.FLOWED) and clear_signed(leaf.exact):
        raise CannotRedact("signed")


def _outwards(data: bytes, edits: dict[Buffer, list[Edit]], order: list[Buffer]) -> bytes:
    """Splice the innermost buffers first; each result is an edit of the one around it."""
    pending = sorted(order, key=_depth, reverse=True)
    result = data
    while pending:
        buffer = pending.pop(0)
        try:
            changed = splice(buffer.data, edits[buffer])
        except ValueError:
            raise CannotRedact("no-map") from None
        if buffer.parent is None:
            result = changed
            continue
        outer, part = buffer.parent
        if outer not in edits:
            edits[outer] = []
            pending.append(outer)
            pending.sort(key=_depth, reverse=True)
        edits[outer] += _body(outer, part, changed, "message/rfc822")
    return result


def _depth(buffer: Buffer) -> int:
    depth = 0
    while buffer.parent is not None:
        buffer = buffer.parent[0]
        depth += 1
    return depth


# ---------------------------------------------------------------------- text and HTML


def _bytes(leaf: TextLeaf, views: list[TextLeaf], placeholder: str) -> bytes:
    """The leaf's bytes with the cuts of all its views (plain, as HTML, …) made."""
    spans: list[tuple[int, int, str]] = []
    for view in views:
        for passage, cut_list in view.cuts:
            for cut in cut_list:
                spans += source_spans(view, passage, cut, placeholder)
    exact = replaced(leaf.exact, spans)
    if leaf.syntax is SourceSyntax.FOLDED:
        exact = refolded(exact)
    data = encode_exact(exact, leaf.codec)
    if data is None:
        raise CannotRedact("charset")
    return data


def source_spans(
    leaf: TextLeaf, passage: Passage, cut: Cut, placeholder: str
) -> list[tuple[int, int, str]]:
    """Where `cut` stands in the source: the placeholder for the first piece, nothing for others."""
    found: list[tuple[int, int, str]] = []
    new = written(placeholder.replace("{kind}", cut.kind), passage, leaf.syntax)
    for segment in passage.segments:
        if segment.end <= cut.start or segment.start >= cut.end:
            continue
        start, end = segment.source_start, segment.source_end
        if end - start == segment.end - segment.start:
            end = start + min(cut.end, segment.end) - segment.start
            start += max(cut.start, segment.start) - segment.start
        if leaf.syntax is SourceSyntax.TABLE:
            first = max(cut.start, segment.start)
            found += cells(passage, first, min(cut.end, segment.end), start, "" if found else new)
            continue
        if leaf.syntax is SourceSyntax.JSON:
            found += json_spans(leaf.exact, start, end, "" if found else new)
            continue
        if leaf.syntax is SourceSyntax.FLOWED and _SOFT.match(leaf.exact, end - 1):
            end -= 1
        if start < end or not found:
            found.append((start, end, "" if found else new))
    return found


_SOFT = re.compile(r" \r?\n")


def replaced(text: str, spans: list[tuple[int, int, str]]) -> str:
    """`text` with each span replaced; overlapping spans become one, with the first's text."""
    out: list[str] = []
    at = 0
    for start, end, new in sorted(spans):
        if end <= at and at:
            continue
        if start < at:
            at = max(at, end)
            continue
        out += (text[at:start], new)
        at = end
    out.append(text[at:])
    return "".join(out)


def _body(buffer: Buffer, part: Part, content: bytes, media_type: str) -> list[Edit]:
    """The edit of a part's body that makes it say `content`, in the part's own encoding."""
    raw = buffer.data[part.body_start : part.body_end]
    mail = media_type.startswith("message/") or buffer.parent is not None
    if part.encoding in IDENTITY:
        if not mail or not _too_long(content):
            return [(part.body_start, part.body_end, content)]
        if part.parent is None and not part.fields:
            raise CannotRedact("encoding")
        crlf = b"\r\n" in raw or b"\n" not in raw
        new = encode(content, "quoted-printable", b"\r\n" if crlf else b"\n")
        return [(part.body_start, part.body_end, new), _encoding_field(buffer, part)]
    if part.encoding not in ("base64", "quoted-printable"):
        raise CannotRedact("encoding")
    end = b"\n" if b"\r\n" not in raw and b"\n" in raw else b"\r\n"
    new = encode(content, part.encoding, end)
    if part.encoding == "base64" and raw.endswith(b"\n"):
        new += end
    return [(part.body_start, part.body_end, new)]


def _too_long(content: bytes) -> bool:
    return len(content) > _LONGEST_LINE and any(
        len(line.rstrip(b"\r")) > _LONGEST_LINE for line in content.split(b"\n")
    )


def _encoding_field(buffer: Buffer, part: Part) -> Edit:
    for field in part.fields:
        if field.name == "content-transfer-encoding":
            return (field.value_start, field.value_end, b" quoted-printable")
    last = part.fields[-1].end if part.fields else part.start
    end = b"\n" if buffer.data[last - 2 : last - 1] != b"\r" else b"\r\n"
    new = b"Content-Transfer-Encoding: quoted-printable" + end
    headed = part.parent is None or part.parent.is_message
    if headed and not any(field.name == "mime-version" for field in part.fields):
        new = b"MIME-Version: 1.0" + end + new
    return (last, last, new)
