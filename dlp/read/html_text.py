"""Pieces of the HTML reader: text with a map back, attributes, and what hides text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote_to_bytes

from dlp.model import Segment

_ENTITY = re.compile(r"&(?:#[xX][0-9a-fA-F]{1,40}|#[0-9]{1,40}|[A-Za-z][A-Za-z0-9]{1,31});?")
_ESCAPES = re.compile(
    r"(?:&(?:#[xX][0-9a-fA-F]{1,40}|#[0-9]{1,40}|[A-Za-z][A-Za-z0-9]{1,31});?|%[0-9A-Fa-f]{2})++"
)
_ATTRIBUTE = re.compile(
    r"""([^\s/>="'][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]++)))?"""
)
#: attributes that lay out the page; everything else is read
_LAYOUT = frozenset(
    """
    align valign width height border cellpadding cellspacing bgcolor color face size rowspan colspan
    lang xml:lang dir rel target type class hspace vspace nowrap link vlink alink text leftmargin
    topmargin marginwidth marginheight method enctype media charset http-equiv clear start span
    scope shape coords frameborder scrolling role tabindex bordercolor noshade compact checked
    selected disabled readonly language
    """.split()
)
_BARE = frozenset(
    """
    hidden nowrap noshade compact checked selected disabled readonly ismap multiple async defer
    required autofocus border controls loop muted novalidate open reversed allowfullscreen noresize
    """.split()
)
_NAME = re.compile(r"[a-z][a-z:._-]*[0-9]{0,3}")
_LINKS = frozenset(
    """
    href src action background cite data longdesc poster srcset formaction ping xlink:href
    codebase classid usemap profile manifest icon lowsrc dynsrc
    """.split()
)
_STYLE_TEXT = re.compile(r"(?i)content\s*:|url\s*\(|--[a-z]")
_NONE = re.compile(
    r"""(?ix) display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse) | mso-hide\s*:\s*all
    | opacity\s*:\s*0*\.?0+ (?![.\d])
    | (?:max-)?(?:height|width)\s*:\s*0 (?:px|pt|em|%)? \s*(?:;|!|$)
    | font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|!|$) | font\s*:\s*0
    | text-indent\s*:\s*-\d{3,} | (?:left|top)\s*:\s*-\d{3,} | clip\s*:\s*rect\(0"""
)
_SHOWN = re.compile(r"(?i)visibility\s*:\s*visible|font-size\s*:\s*(?:[2-9]|\d\d)")
_COLOUR = re.compile(r"(?i)(?:^|[;\s])color\s*:\s*([^;!]{1,60})")
_GROUND = re.compile(r"(?i)background(?:-color)?\s*:\s*([^;!]{1,60})")
_WHITE = frozenset(("white", "#fff", "#ffffff", "rgb(255,255,255)", "#fefefe", "#fffffe"))


@dataclass(frozen=True, slots=True)
class Style:
    """What hides text here: nothing, a style around it, or its colour on its ground."""

    #: display:none and its like; cannot be undone inside
    gone: bool = False
    #: visibility or font size; can be undone inside
    faint: bool = False
    colour: str = ""
    ground: str = "#fff"

    @property
    def hidden(self) -> bool:
        """Whether a reader of the rendered page does not see text here."""
        return self.gone or self.faint or (self.colour != "" and self.colour == self.ground)

    def as_hidden(self) -> Style:
        """The same, out of sight."""
        return Style(True, self.faint, self.colour, self.ground)


def hides(style: Style, declared: dict[str, str]) -> Style:
    """`style` with what an element's own attributes say."""
    css = declared.get("style", "")
    gone = style.gone or "hidden" in declared
    faint, colour, ground = style.faint, style.colour, style.ground
    if "bgcolor" in declared:
        ground = _colour(declared["bgcolor"])
    if "color" in declared:
        colour = _colour(declared["color"])
    if css:
        css = unescape(css)
        if _NONE.search(css):
            if "visibility" in css.lower() or "font-size" in css.lower():
                faint = True
            else:
                gone = True
        if faint and _SHOWN.search(css):
            faint = False
        if found := _COLOUR.search(css):
            colour = _colour(found[1])
        if found := _GROUND.search(css):
            ground = _colour(found[1])
    if declared.get("size") == "0":
        faint = True
    return Style(gone, faint, colour, ground)


def _colour(text: str) -> str:
    text = "".join(text.lower().split())
    return "#fff" if text in _WHITE else text


#: most segments of one passage; beyond it the text is read but has no map back
_MOST_SEGMENTS = 200_000


class Run:
    """Text gathered for one passage, with segments into the source."""

    __slots__ = ("_mark", "in_row", "length", "pieces", "segments", "source")

    def __init__(self, source: str) -> None:
        self.source, self.length = source, 0
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self._mark = True
        #: whether a row of a table is being read, which stays on one line
        self.in_row = False

    def row(self) -> None:
        """The end of a row, whatever its last cell holds."""
        if self.length and self.pieces[-1] != "\n":
            self.pieces.append("\n")
            self.length += 1
        self._mark = True

    def cell(self, first: bool) -> None:
        """The begin of a cell; a tab before it if it is not the first of its row."""
        if not first:
            self.pieces.append("\t")
            self.length += 1
        self._mark = True

    def line(self) -> None:
        """A line end that stands for markup, once; in a row of a table a space."""
        if not self._mark and self.length:
            self.pieces.append(" " if self.in_row else "\n")
            self.length += 1
        self._mark = True

    def entities(self, start: int, end: int) -> None:
        """``source[start:end]`` with character references resolved."""
        source, at = self.source, start
        if source.find("&", start, end) < 0:
            self.plain(start, end)
            return
        for match in _ENTITY.finditer(source, start, end):
            text = unescape(match[0])
            if text == match[0]:
                continue
            self.plain(at, match.start())
            self.whole(text, match.start(), match.end())
            at = match.end()
        self.plain(at, end)

    def link(self, start: int, end: int) -> None:
        """``source[start:end]`` with character references and percent escapes resolved."""
        source, at = self.source, start
        for match in _ESCAPES.finditer(source, start, end):
            text = unescape(match[0])
            text = unquote_to_bytes(text).decode("utf-8", "replace")
            self.plain(at, match.start())
            self.whole(text, match.start(), match.end())
            at = match.end()
        self.plain(at, end)

    def plain(self, start: int, end: int) -> None:
        """``source[start:end]``, character for character."""
        if start >= end:
            return
        text = self.source[start:end]
        if self._mark and text.isspace():
            return
        self._mark = False
        if "\r" in text:
            text = text.replace("\r\n", " \n").replace("\r", "\n")
        if self.in_row:
            text = text.replace("\n", " ").replace("\t", " ")
        self._add(text, start, end)

    def whole(self, text: str, start: int, end: int) -> None:
        """`text`, which all of ``source[start:end]`` stands for."""
        self._mark = False
        self._add(text, start, end)

    def _add(self, text: str, start: int, end: int) -> None:
        self.pieces.append(text)
        if len(self.segments) < _MOST_SEGMENTS:
            self.segments.append(Segment(self.length, self.length + len(text), start, end))
        self.length += len(text)

    def finish(self) -> tuple[str, tuple[Segment, ...]]:
        """The text and its segments."""
        whole = len(self.segments) < _MOST_SEGMENTS
        return "".join(self.pieces), tuple(self.segments) if whole else ()


def attributes(
    source: str, start: int, end: int, tag: str, words: Run, links: Run
) -> dict[str, str]:
    """Read a tag's attributes into `words` and `links`; what its styling attributes declare."""
    declared: dict[str, str] = {}
    if source.find("<", start, end) >= 0:
        # Two parsers may end this tag at different places: all of it is read as text, too.
        words.line()
        words.entities(start, end)
    for match in _ATTRIBUTE.finditer(source, start, end):
        name = match[1].lower()
        group = match.lastindex or 1
        if name == "hidden":
            declared["hidden"] = ""
        if (group == 1 and name not in _BARE) or not _NAME.fullmatch(name):
            words.line()
            words.entities(*match.span(1))
        if group == 1:
            continue
        if name in _LAYOUT:
            if name in ("bgcolor", "color", "size"):
                declared[name] = match[group]
            continue
        if name == "style":
            declared["style"] = match[group]
            if not _STYLE_TEXT.search(match[group]):
                continue
        run = links if name in _LINKS or name.endswith("src") else words
        run.line()
        (run.link if run is links else run.entities)(*match.span(group))
    return declared
