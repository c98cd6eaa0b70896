"""A MIME parser for hostile mail: one pass, no recursion, every byte accounted for.

Where lenient parsers part ways, this one takes the reading that shows more text and notes the
quarrel in `Part.faults`; a reader of the tree reports it, so that nothing passes because two
programs disagree about it. Syntax: RFC 5322, RFC 2045, RFC 2046.
"""

from __future__ import annotations

import re

from dlp.config import InspectionSettings
from dlp.mime.params import Param, cleaned, head, parse_params
from dlp.mime.transfer import IDENTITY, KNOWN, canonical
from dlp.mime.tree import Field, Part

#: most header fields of one message, over all parts
MOST_FIELDS = 10_000
#: longest boundary looked for; RFC 2046 allows 70
LONGEST_BOUNDARY = 500

_FIELD = re.compile(
    rb"([\x21-\x39\x3b-\x7e]++)([ \t]*+):"
    rb"([^\r\n]*+(?:(?:\r\n|\n|\r)[ \t]++[^\r\n]*+)*+)(\r\n|\n|\r|\Z)"
)
_END = re.compile(rb"\r\n|\n|\r")
_LINE = re.compile(rb"([^\r\n]*+)(\r\n|\n|\r|\Z)")
_BLANK = re.compile(rb"(?>\r\n|\n|\r)(?=[\r\n])")
_DASHES = re.compile(rb"(?:\A|(?<=[\r\n]))--([^\r\n]*+)(\r\n|\n|\r|\Z)")
_BARE_CR = re.compile(rb"\r(?!\n)")
_EMPTY_FOLD = re.compile(rb"\n[ \t]++(?=[\r\n])")
_STRUCTURE = re.compile(rb"(?i)(?:^|[\r\n])(?:content-[a-z-]+|mime-version)[ \t]*:")
_TYPE = re.compile(r"[^\s/;]+/[^\s/;]+")
_STRUCTURAL = frozenset({"content-type", "content-transfer-encoding", "content-disposition"})
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})


def parse(data: bytes, limits: InspectionSettings | None = None) -> Part:
    """The tree of `data`; limits met stand in `Part.oversize`. Never raises, linear time."""
    return _Parser(data, limits or InspectionSettings()).run()


class _Parser:
    def __init__(self, data: bytes, limits: InspectionSettings) -> None:
        self.data, self.limits = data, limits
        self.at = 0
        self.parts = self.fields = 0
        self.full = ""
        #: parts whose end is not known yet, outermost first
        self.open: list[Part] = []
        #: where an open multipart's preamble or epilogue began, by depth in `open`
        self.gap: dict[int, int] = {}
        self.boundaries: dict[bytes, list[int]] = {}
        self.lengths: dict[int, int] = {}

    def run(self) -> Part:
        self._begin(0, "text/plain")
        root = self.open[0]
        for match in _DASHES.finditer(self.data) if self.boundaries and not self.full else ():
            if match.start() < self.at:
                continue
            self._dashes(match)
            if self.full:
                break
        if self.full:
            root.oversize += (self.full,)
        self._close(0, len(self.data))
        return root

    # ------------------------------------------------------------------ delimiters

    def _dashes(self, match: re.Match[bytes]) -> None:
        line = match[1]
        if len(line) > LONGEST_BOUNDARY + 100:
            return
        line = line.rstrip(b" \t")
        levels = self.boundaries.get(line)
        closing = False
        if levels is None and line.endswith(b"--"):
            levels, closing = self.boundaries.get(line[:-2]), True
        if levels is None:
            self._almost(line)
            return
        level = levels[-1]
        container = self.open[level]
        before = _before(self.data, match.start())
        if match[2] == b"\r" or (
            match.start() and self.data[match.start() - 1] == 13 and match.start() > self.at
        ):
            _fault(container, "delimiter between bare CR")
        self._close(level + 1, before)
        self._end_gap(level, before)
        self.at = match.end()
        if closing:
            self.gap[level] = match.end()
        else:
            self._begin(
                match.end(),
                "message/rfc822" if container.media_type == "multipart/digest" else "text/plain",
            )

    def _almost(self, line: bytes) -> None:
        """Some parsers take a line that only begins with the boundary for a delimiter."""
        for length in self.lengths:
            levels = self.boundaries.get(line[:length]) if len(line) > length else None
            if levels:
                _fault(self.open[levels[-1]], "a line begins with the boundary")

    def _end_gap(self, level: int, end: int) -> None:
        start = self.gap.pop(level, None)
        if start is not None and start < end:
            self.open[level].gaps.append((start, end))

    def _close(self, level: int, end: int) -> None:
        while len(self.open) > level:
            depth = len(self.open) - 1
            self._end_gap(depth, end)
            part = self.open.pop()
            part.body_end = max(end, part.body_start)
            if part.boundary:
                levels = self.boundaries[part.boundary]
                levels.pop()
                if not levels:
                    del self.boundaries[part.boundary]
                size = len(part.boundary)
                self.lengths[size] -= 1
                if not self.lengths[size]:
                    del self.lengths[size]
                if not part.children:
                    _fault(part, "boundary never found")

    # ------------------------------------------------------------------ parts

    def _begin(self, start: int, default: str) -> None:
        """Open the part at `start`, and whatever begins with it (a message in a message)."""
        while True:
            parent = self.open[-1] if self.open else None
            self.parts += 1
            if self.parts > self.limits.parts:
                self.full = "parts"
                return
            part = Part(start, parent, depth=len(self.open))
            self._header(part)
            describe(part, self.data, default)
            if parent is not None:
                parent.children.append(part)
            self.at = part.body_start
            container = part.media_type.startswith("multipart/") or (
                part.media_type in _MESSAGES and part.encoding in IDENTITY
            )
            if container and part.depth >= self.limits.depth:
                part.oversize += ("depth",)
                part.boundary = b""
                container = False
            self.open.append(part)
            if part.boundary:
                if part.boundary in self.boundaries:
                    _fault(part, "boundary used twice")
                self.boundaries.setdefault(part.boundary, []).append(part.depth)
                self.lengths[len(part.boundary)] = self.lengths.get(len(part.boundary), 0) + 1
                self.gap[part.depth] = part.body_start
            if not container or part.boundary or part.media_type not in _MESSAGES:
                return
            start, default = part.body_start, "text/plain"

    def _header(self, part: Part) -> None:
        data, at = self.data, part.start
        stop = min(len(data), at + self.limits.header_bytes)
        fields: list[Field] = []
        if data.startswith(b"From ", at) and not _FIELD.match(data, at, stop):
            # The line of an mbox file; no field, but somebody may see it.
            at = _line_end(data, at)
            value_end = _before(data, at) if data[at - 1 : at] in (b"\r", b"\n") else at
            fields.append(Field("mbox-from", part.start, part.start + 5, value_end, at, False))
        while at < stop:
            match = _FIELD.match(data, at, stop)
            if match is None:
                if data[at] in b"\r\n":
                    at = _line_end(data, at)
                elif not self._delimiter(at):
                    self._headless(part, at)
                part.body_start, part.fields = at, tuple(fields)
                break
            name = match[1].decode("ascii").lower()
            if name.startswith("--") and self._delimiter(at):
                part.body_start, part.fields = at, tuple(fields)
                break
            at = match.end()
            fields.append(
                Field(name, match.start(), match.start(3), match.end(3), at, not match[2])
            )
            self.fields += 1
            if self.fields > MOST_FIELDS:
                self.full = "fields"
                break
        else:
            part.body_start, part.fields = at, tuple(fields)
            if at < len(data):
                part.oversize += ("header",)
                blank = _BLANK.search(data, max(at - 2, part.start))
                part.body_start = _line_end(data, blank.end()) if blank else len(data)
        if self.full == "fields":
            part.body_start, part.fields = at, tuple(fields)
        block = data[part.start : min(at, stop)]
        if b"\r" in block and _BARE_CR.search(block):
            _fault(part, "bare CR in the header")
        if (b"\n " in block or b"\n\t" in block) and _EMPTY_FOLD.search(block):
            _fault(part, "a header line of white space only")

    def _delimiter(self, at: int) -> bool:
        match = _DASHES.match(self.data, at) if self.data[at] == 45 else None
        if not match or len(match[1]) > LONGEST_BOUNDARY + 100:
            return False
        line = match[1].rstrip(b" \t")
        return line in self.boundaries or (line[-2:] == b"--" and line[:-2] in self.boundaries)

    def _headless(self, part: Part, at: int) -> None:
        """A header that ends at a line that is no field: do structural fields follow it?"""
        blank = _BLANK.search(self.data, at, at + 10_000)
        block = self.data[at : blank.start() if blank else at + 10_000]
        if _STRUCTURE.search(block) or b"=?" in block:
            _fault(part, "header fields after a line that is none")


def _before(data: bytes, at: int) -> int:
    """`at` without the line end before it, which belongs to the delimiter."""
    if at and data[at - 1] == 10:
        at -= 1
    if at and data[at - 1] == 13:
        at -= 1
    return at


def _line_end(data: bytes, at: int) -> int:
    match = _END.search(data, at)
    return match.end() if match else len(data)


def _fault(part: Part, why: str) -> None:
    if why not in part.faults:
        part.faults += (why,)


# ---------------------------------------------------------------------- what a header says


def describe(part: Part, data: bytes, default: str) -> None:
    """Fill in media type, parameters, encoding, disposition and boundary from the fields."""
    found: dict[str, str] = {}
    for field in part.fields:
        if not field.plain and field.name != "mbox-from":
            _fault(part, "white space before a colon")
        if field.name not in _STRUCTURAL:
            continue
        raw = _text(data[field.value_start : field.value_end])
        if field.name in found:
            if "".join(raw.split()).lower() != "".join(found[field.name].split()).lower():
                _fault(part, f"two different {field.name} fields")
            continue
        found[field.name] = raw
    _content_type(part, found.get("content-type"), default)
    raw = found.get("content-transfer-encoding", "")
    part.encoding = canonical(head(raw))
    if part.encoding not in KNOWN:
        _fault(part, "unknown transfer encoding")
    elif part.encoding not in IDENTITY and raw.strip().lower() != part.encoding:
        _fault(part, "unclear transfer encoding")
    elif part.encoding == "base64" and part.boundary:
        _fault(part, "a multipart in base64")
    raw = found.get("content-disposition", "")
    if raw:
        part.disposition, part.disposition_params = head(raw), parse_params(raw)


def _content_type(part: Part, raw: str | None, default: str) -> None:
    if raw is None:
        part.media_type = default
        return
    name = head(raw)
    part.params = parse_params(raw)
    if _TYPE.fullmatch(name):
        part.media_type = name
    elif "multipart/" in name:
        part.media_type = "multipart/mixed"
        _fault(part, "unclear content type")
    else:
        part.media_type = "text/plain"
    if not part.media_type.startswith("multipart/"):
        return
    boundaries = [param for param in part.params if param.name == "boundary"]
    values = list(dict.fromkeys(map(_boundary, boundaries)))
    if raw.replace('\\"', "").count('"') % 2:
        _fault(part, "unbalanced quotes")
    if len(values) > 1:
        _fault(part, "two different boundaries")
    if not values or not values[0] or len(values[0]) > LONGEST_BOUNDARY:
        _fault(part, "no usable boundary")
        return
    part.boundary = values[0]


def _boundary(param: Param) -> bytes:
    return cleaned(param).encode("utf-8", "surrogateescape").rstrip(b" \t")


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
