"""text/html: everything a person, a reply or a "view source" can show.

One linear pass of our own tokenizer, because no HTML library gives offsets into the source, and a
redaction needs them. What is read, each as one passage: visible text (inline tags do not split a
word, block tags end a line; a table of rows and columns has a line a row, and tabs between cells),
hidden text, comments, attributes, links (percent-decoded), scripts and style sheets. Entities and
percent-escapes stand as whole segments. Tokenizing follows the WHATWG HTML Standard §13.2.5 where
clients agree and leans to more text where they do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.mime.charset import Decoded, decode_lenient
from dlp.model import Role, Segment
from dlp.read.base import Collector, PartContent, SourceSyntax
from dlp.read.html_text import Run, Style, attributes, hides
from dlp.read.inline import inline_files
from dlp.read.other_charset import other_reading

_META = re.compile(rb"""(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""")
_MARKUP = re.compile(r"<(?:!--|[A-Za-z/!?])")
_NAME = re.compile(r"[^\s/>]*+")
#: the end of a tag: quoted values may hold ">"
_TAG_END = re.compile(r"""(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)*+>""")
_CONDITION = re.compile(r"<!--\[if[^\[\]<>]{0,200}\]>(?:<!-->|-->)?", re.IGNORECASE)
_ENDIF = re.compile(r"<!\[endif\]", re.IGNORECASE)
_COMMENT_END = re.compile(r"--!?>")
_BLOCKS = frozenset(
    """
    address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend
    li main menu nav ol optgroup option p pre section select summary table tbody td tfoot th thead
    title tr ul textarea button
    """.split()
)
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr frame keygen".split()
)
_RAW = frozenset(("script", "style", "xmp", "noembed", "noframes", "plaintext"))
_UNSEEN = frozenset(("template", "datalist", "title"))
_MOST_OPEN = 20_000
_TABLE = re.compile(r"<(?P<kind>/?table|tr|t[dh]|br|/?p|div|li)(?=[\s/>])", re.IGNORECASE)
_PASSAGES = (
    ("", "visible", Role.BODY),
    ("/hidden", "hidden", Role.HIDDEN),
    ("/comment", "comments", Role.COMMENT),
    ("/attribute", "attributes", Role.ATTRIBUTE),
    ("/link", "links", Role.LINK),
    ("/code", "code", Role.HIDDEN),
)


def read(item: PartContent, out: Collector) -> None:
    """Read an HTML leaf."""
    label = item.charset
    if not label and not item.data.isascii() and (meta := _META.search(item.data, 0, 4096)):
        label = meta[1].decode("ascii")
    decoded = decode_lenient(item.data, label)
    read_text(item, decoded, out)
    if other := other_reading(item, decoded, out):
        again = PartContent(f"{item.part}/as-other", item.media_type, b"")
        read_text(again, Decoded(other, other, ""), out)


def read_text(item: PartContent, decoded: Decoded, out: Collector) -> None:
    """Read HTML that is decoded already."""
    leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.HTML, item.location)
    for suffix, role, text, segments in passages(decoded.text):
        out.add(leaf, item.part + suffix, text, role, "text/html", segments)
    inline_files(item.part, decoded.text, out)


def passages(source: str) -> Iterator[tuple[str, Role, str, tuple[Segment, ...]]]:
    """What HTML says: path step, role, text, and the map back into `source`."""
    page = _Page(source)
    page.scan()
    for suffix, name, role in _PASSAGES:
        run: Run = getattr(page, name)
        if run.length:
            text, segments = run.finish()
            yield suffix, role, text, segments


class _Page:
    def __init__(self, source: str) -> None:
        self.source = source
        self.visible, self.hidden, self.comments = Run(source), Run(source), Run(source)
        self.attributes, self.links, self.code = Run(source), Run(source), Run(source)
        #: open elements: name and whether it (or one around it) hides its text
        self.open: list[tuple[str, Style]] = []
        self.style = Style()
        #: where the table of rows and columns ends that is being read, and cells of its row so far
        self.table_end = self.cells = 0

    def scan(self) -> None:
        source, at = self.source, 0
        search = _MARKUP.search
        while (match := search(source, at)) is not None:
            start = match.start()
            if start > at:
                self._text(at, start)
            kind = source[start + 1]
            if source.startswith("<!--", start):
                at = self._comment(start)
            elif kind in "!?" or (kind == "/" and not source[start + 2 : start + 3].isalpha()):
                at = self._bogus(start)
            else:
                at = self._tag(start, kind == "/")
        self._text(at, len(source))

    def _text(self, start: int, end: int) -> None:
        if start < end:
            (self.hidden if self.style.hidden else self.visible).entities(start, end)

    def _comment(self, start: int) -> int:
        source = self.source
        if source.startswith((">", "->"), start + 4):
            return source.index(">", start) + 1
        if condition := _CONDITION.match(source, start):
            # Markup to Outlook, a comment to others: read as markup that nobody else sees.
            self.open.append(("!if", self.style))
            self.style = self.style.as_hidden()
            self.hidden.line()
            return condition.end()
        found = _COMMENT_END.search(source, start + 4)
        end, after = found.span() if found else (len(source), len(source))
        self.comments.line()
        self.comments.entities(start + 4, end)
        return after

    def _bogus(self, start: int) -> int:
        end = self.source.find(">", start)
        end = len(self.source) if end < 0 else end
        if _ENDIF.match(self.source, start):
            self._pop("!if")
            self.hidden.line()
        elif self.source[start : start + 9].lower() != "<!doctype":
            self.comments.line()
            self.comments.entities(start + 2, end)
        return min(end + 1, len(self.source))

    def _tag(self, start: int, closing: bool) -> int:
        source = self.source
        name_at = start + (2 if closing else 1)
        found = _NAME.match(source, name_at)
        assert found is not None
        name = found[0].lower()
        ending = _TAG_END.match(source, found.end())
        if ending is None:
            # Never closed: some clients drop it, some show it. It is read as what it holds.
            self.attributes.line()
            self.attributes.entities(found.end(), len(source))
            return len(source)
        end = ending.end()
        if len(name) > 6 and sum(map(str.isdigit, name)) > 3:
            self.attributes.line()
            self.attributes.plain(name_at, found.end())
        if start < self.table_end and name in _GRID:
            self._grid(name, closing)
        elif name in _BLOCKS:
            self.visible.line()
            self.hidden.line()
        if name == "table" and not closing:
            self.table_end, self.cells = _table_end(source, end), 0
        if closing:
            self._pop(name)
            if ending.end() - found.end() > 1:
                attributes(source, found.end(), end - 1, name, self.attributes, self.links)
            return end
        style = self.style
        if end - found.end() > 1:
            declared = attributes(source, found.end(), end - 1, name, self.attributes, self.links)
            if declared:
                style = hides(style, declared)
        if name in _UNSEEN:
            style = style.as_hidden()
        if name in _RAW:
            return self._raw(name, end)
        if name not in _VOID and source[end - 2] != "/" and len(self.open) < _MOST_OPEN:
            self.open.append((name, self.style))
            if style.hidden and not self.style.hidden:
                self.hidden.line()
            self.style = style
        return end

    def _grid(self, name: str, closing: bool) -> None:
        """A tag of a table of rows and columns: cells are parted by tabs, rows by line ends."""
        self.hidden.line()
        if name in ("td", "th"):
            if not closing:
                self.visible.in_row = True
                self.visible.cell(first=not self.cells)
                self.cells += 1
            return
        self.visible.in_row = False
        self.visible.row()
        self.cells = 0

    def _pop(self, name: str) -> None:
        # Looking at the nearest 100 keeps this linear; real pages close within a few.
        for at in range(len(self.open) - 1, max(-1, len(self.open) - 101), -1):
            if self.open[at][0] == name:
                self.style = self.open[at][1]
                del self.open[at:]
                return

    def _raw(self, name: str, start: int) -> int:
        """Script, style sheet and the like: everything up to the end tag."""
        if name == "plaintext":
            self._text(start, len(self.source))
            return len(self.source)
        found = _RAW_ENDS[name].search(self.source, start)
        end = found.start() if found else len(self.source)
        if start < end:
            run = self.code if name in ("script", "style") else self.hidden
            run.line()
            run.plain(start, end)
        return end


_GRID = frozenset(("table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"))


def _table_end(source: str, start: int) -> int:
    """The end of a table that opens before `start` if it is one of rows and columns; else 0.

    Pages are laid out with tables, too: those hold others, have a single row or column, or cells of
    several lines. Looking ends at the next table, so all of them together take linear time.
    """
    rows: list[int] = []
    breaks = 0
    for match in _TABLE.finditer(source, start):
        kind = match["kind"].lower()
        if kind == "/table":
            steady = len(rows) > 1 and min(rows) > 1 and max(rows) - min(rows) <= 1
            return match.end() if steady and breaks <= sum(rows) else 0
        if kind == "table":
            return 0
        if kind == "tr":
            rows.append(0)
        elif kind in ("td", "th"):
            if not rows:
                return 0
            rows[-1] += 1
        elif kind in ("br", "li"):
            return 0
        elif kind != "/p":
            breaks += 1
    return 0


_RAW_ENDS = {name: re.compile(f"(?i)</{name}(?=[\\s/>])") for name in _RAW}
