"""Calendars and cards: unfolded (RFC 5545 §3.1, RFC 6350 §3.2), quoted-printable of vCard 2.1
decoded, escaped characters resolved, files in ATTACH, PHOTO, LOGO, SOUND and KEY read as files."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from dlp.mime.charset import decode_lenient
from dlp.mime.transfer import decode_base64
from dlp.model import Role, Segment
from dlp.read.base import Collector, PartContent, SourceSyntax, TextLeaf
from dlp.read.html import passages
from dlp.read.inline import inline_files, read_inline
from dlp.read.other_charset import other_reading
from dlp.read.text import armour, lines

_FOLDED = re.compile(r"\r?\n[ \t]|\\[nN,;\\]")
_QP_VALUE = re.compile(
    r"(?im)^[^:\n]*;(?:ENCODING=)?QUOTED-PRINTABLE[^:\n]*:(?P<value>(?:[^\n]*=\r?\n)*+[^\n]*)"
)
_QUOTED = re.compile(rf"=\r?\n[ \t]?|(?:=[0-9A-Fa-f]{{2}})+|{_FOLDED.pattern}")
_BINARY = re.compile(
    r"(?im)^(?:[\w.-]+\.)?(?P<name>ATTACH|PHOTO|LOGO|SOUND|KEY|IMAGE|X-[\w-]+)"
    r"(?P<params>;[^:\n]*(?:BASE64|ENCODING=B)(?![A-Z])[^:\n]*):(?P<value>[^\n]*)"
)
_FORMAT = re.compile(r"(?i)(?:FMTTYPE|MEDIATYPE)=([\w.+/-]+)")
_HTML = re.compile(
    r"(?im)^(?:X-ALT-DESC|(?:[\w.-]+(?:;|\r?\n[ \t])(?:[^:\r\n]|\r?\n[ \t]){0,300}?"
    r"FMTTYPE=\"?text/html))(?:[^:\r\n]|\r?\n[ \t]){0,300}?:"
)
_VALUE_END = re.compile(r"\r?\n(?![ \t])")
_MOST_FILES = 100
#: beyond so many folds and escapes the text is read but has no map back
_MOST_SEGMENTS = 200_000


def read(item: PartContent, out: Collector) -> None:
    """Read a calendar or a card."""
    decoded = decode_lenient(item.data, item.charset)
    text, segments = unfolded(decoded.text)
    leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.FOLDED, item.location)
    out.add(leaf, item.part, text, Role.BODY, item.media_type, segments)
    if other := other_reading(item, decoded, out):
        again = out.leaf(other, "", SourceSyntax.TEXT, None)
        out.add(again, f"{item.part}/as-other", lines(other), Role.BODY, item.media_type, ())
    armour(item.part, decoded.text, out)
    for number, match in enumerate(islice(_BINARY.finditer(text), _MOST_FILES), 1):
        kind = _FORMAT.search(match["params"])
        data = decode_base64(match["value"].encode("ascii", "replace")).data
        step = f"{item.part}/{match['name'].lower()}:{number}"
        read_inline(step, kind[1].lower() if kind else "", data, out)
    inline_files(item.part, text, out)
    for number, (start, end) in enumerate(islice(_pages(decoded.text), _MOST_FILES), 1):
        _page(f"{item.part}/html:{number}", decoded.text, (start, end), leaf, out)


def _pages(source: str) -> Iterator[tuple[int, int]]:
    """Where values stand that are HTML: X-ALT-DESC of Outlook, and whatever says so."""
    for match in _HTML.finditer(source):
        end = _VALUE_END.search(source, match.end())
        yield match.end(), end.start() if end else len(source)


def _page(part: str, source: str, where: tuple[int, int], leaf: TextLeaf, out: Collector) -> None:
    """Read one value as HTML, with a map back over the page, the escapes and the folds."""
    value, segments = unfolded(source[slice(*where)])
    if len(segments) >= _MOST_SEGMENTS or not segments:
        segments = ()
    for suffix, role, text, found in passages(value):
        mapped = tuple(through(found, segments, where[0])) if segments else ()
        out.add(leaf, part + suffix, text, role, "text/html", mapped)


def through(outer: Sequence[Segment], inner: Sequence[Segment], offset: int) -> Iterator[Segment]:
    """`outer`, whose source is the text of `inner`, mapped on into the source of `inner`, which
    begins at `offset`."""
    ends = [segment.end for segment in inner]
    for segment in outer:
        at = bisect_right(ends, segment.source_start)
        exact = segment.end - segment.start == segment.source_end - segment.source_start
        pieces: list[Segment] = []
        while at < len(inner) and inner[at].start < segment.source_end:
            below = inner[at]
            start = max(segment.source_start, below.start)
            end = min(segment.source_end, below.end)
            low, high = below.source_start, below.source_end
            if high - low == below.end - below.start:
                low, high = low + start - below.start, low + end - below.start
            shift = segment.start - segment.source_start
            pieces.append(Segment(start + shift, end + shift, low + offset, high + offset))
            at += 1
        if exact or len(pieces) < 2:
            yield from (
                pieces
                if exact
                else (replace(piece, start=segment.start, end=segment.end) for piece in pieces)
            )
        else:
            yield Segment(segment.start, segment.end, pieces[0].source_start, pieces[-1].source_end)


def unfolded(text: str) -> tuple[str, tuple[Segment, ...]]:
    """The text as one line a property, and its segments."""
    pieces: list[str] = []
    segments: list[Segment] = []
    length = at = 0

    def add(piece: str, start: int, end: int) -> None:
        nonlocal length
        if piece:
            pieces.append(piece)
            if len(segments) < _MOST_SEGMENTS:
                segments.append(Segment(length, length + len(piece), start, end))
            length += len(piece)

    for match in _pieces(text):
        if at < match.start():
            add(lines(text[at : match.start()]), at, match.start())
        at = match.end()
        if match[0][0] == "=" and "\n" not in match[0]:
            raw = bytes.fromhex(match[0].replace("=", ""))
            add(decode_lenient(raw).text, match.start(), match.end())
        elif match[0][0] == "\\":
            char = match[0][1]
            add("\n" if char in "nN" else char, match.start(), match.end())
    add(lines(text[at:]), at, len(text))
    return "".join(pieces), tuple(segments) if len(segments) < _MOST_SEGMENTS else ()


def _pieces(text: str) -> Iterator[re.Match[str]]:
    """Folds and escapes everywhere, escapes of quoted-printable where a property says so."""
    at = 0
    if "=" in text:
        for match in _QP_VALUE.finditer(text):
            yield from _FOLDED.finditer(text, at, match.start("value"))
            yield from _QUOTED.finditer(text, *match.span("value"))
            at = match.end()
    yield from _FOLDED.finditer(text, at)
