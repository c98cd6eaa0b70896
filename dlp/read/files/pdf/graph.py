"""What pages are made of, weighed before PDFium interprets them.

A form may draw a form that draws a form: twenty that each draw the next one twice are a million
drawings, and one that draws itself never ends. Sources: ISO 32000-1 §7.7.3, §8.10, §14.6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pikepdf

from dlp.model import Unread
from dlp.read.files.base import CannotRead
from dlp.read.files.pdf.streams import expand, filters

#: most bytes of content interpreted for one page, its forms as often as they are drawn
MOST = 32 * 1024**2
_DO = re.compile(rb"/([^\s/<>\[\]()%{}]+)\s+Do\b")
_SHOWS = re.compile(rb"\bT[jJ]\b|[)>]\s*['\"]")
_SPACES = re.compile(rb"(?:\[\s*)?\(\s*\)(?:\s*\])?\s*T[jJ]\b")
_INLINE = re.compile(rb"\bBI\s")
_PAINTS = re.compile(rb"\b[fFB]\*?[\s\n]")
_MARKED = re.compile(rb"/(?:ActualText|Alt|E)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)

Id = tuple[int, int]


@dataclass(slots=True)
class PageImage:
    """A picture that a page or a form draws."""

    id: Id
    width: int
    height: int


@dataclass(slots=True)
class PageWeight:
    """What drawing a page or a form takes, and what is in it, all forms included."""

    cost: float = 0
    #: operators that show text, that paint shapes
    shows: int = 0
    paints: int = 0
    #: has pictures written into its content
    inline: bool = False
    pictures: list[PageImage] = field(default_factory=list)
    #: texts of marked content: what stands for a piece (ActualText), describes it (Alt)
    marked: list[str] = field(default_factory=list)


class ObjectGraph:
    """Weights of pages and forms of one document, each weighed once."""

    def __init__(self) -> None:
        self._known: dict[Id, PageWeight] = {}
        self._open: set[Id] = set()
        #: forms reached from pages, and streams that are pages' content
        self.reached: set[Id] = set()
        self.contents: set[Id] = set()

    def page(self, page: pikepdf.Object, resources: pikepdf.Object | None) -> PageWeight:
        """The weight of a page. Raises `CannotRead` where it is beyond the limit."""
        contents = page.get("/Contents")
        streams = contents if isinstance(contents, pikepdf.Array) else [contents]
        pieces = []
        for stream in streams:
            if isinstance(stream, pikepdf.Stream):
                self.contents.add(stream.objgen)
                pieces.append(expand(stream, MOST) or b"")
        return self._weigh(b"\n".join(pieces), resources)

    def form(self, form: pikepdf.Object, outer: pikepdf.Object | None = None) -> PageWeight:
        """The weight of a form. Raises `CannotRead` where it is beyond the limit."""
        id = form.objgen
        if id in self._known:
            return self._known[id]
        if id in self._open or len(self._open) > 100:
            raise CannotRead(Unread.TOO_LARGE, "forms that draw themselves")
        self._open.add(id)
        try:
            weight = self._weigh(expand(form, MOST) or b"", form.get("/Resources") or outer)
        finally:
            self._open.discard(id)
        self._known[id] = weight
        return weight

    def _weigh(self, content: bytes, resources: pikepdf.Object | None) -> PageWeight:
        weight = PageWeight(
            len(content),
            max(0, len(_SHOWS.findall(content)) - len(_SPACES.findall(content))),
            len(_PAINTS.findall(content)),
            bool(_INLINE.search(content)),
        )
        for match in _MARKED.finditer(content):
            try:
                weight.marked.append(str(pikepdf.Object.parse(match[1])))
            except (pikepdf.PdfError, ValueError):
                continue
        drawn: dict[bytes, int] = {}
        for match in _DO.finditer(content):
            drawn[match[1]] = drawn.get(match[1], 0) + 1
        objects = _dictionary(resources, "/XObject")
        if objects is None:
            return weight
        for name, times in drawn.items():
            found = objects.get("/" + _name(name))
            if isinstance(found, pikepdf.Stream):
                self._add(weight, found, times, resources)
        return weight

    def _add(
        self, weight: PageWeight, found: pikepdf.Stream, times: int, outer: pikepdf.Object | None
    ) -> None:
        self.reached.add(found.objgen)
        if found.get("/Subtype") == "/Image":
            weight.pictures.append(PageImage(found.objgen, *extent(found)))
            return
        inner = self.form(found, outer)
        weight.cost += times * (inner.cost + 100)
        weight.shows += inner.shows
        weight.paints += inner.paints
        weight.inline |= inner.inline
        weight.pictures += inner.pictures[:1000]
        weight.marked += inner.marked
        if weight.cost > MOST:
            raise CannotRead(Unread.TOO_LARGE, "forms drawn too often")


def _dictionary(holder: pikepdf.Object | None, key: str) -> pikepdf.Object | None:
    found = holder.get(key) if isinstance(holder, pikepdf.Dictionary) else None
    return found if isinstance(found, pikepdf.Dictionary) else None


def _name(raw: bytes) -> str:
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)
    return plain.decode("utf-8", "surrogateescape")


def number(holder: pikepdf.Object, key: str) -> int:
    """A whole number in a dictionary, 0 for none."""
    try:
        return int(holder.get(key, 0))
    except (TypeError, ValueError, OverflowError):
        return 0


def pages_of(
    pdf: pikepdf.Pdf, most: int
) -> tuple[list[tuple[pikepdf.Object, pikepdf.Object | None]], bool]:
    """The first `most` pages with the resources they inherit, and whether there are more.
    Raises `CannotRead` for a tree that contains itself."""
    found: list[tuple[pikepdf.Object, pikepdf.Object | None]] = []
    root = pdf.Root.get("/Pages")
    todo: list[tuple[pikepdf.Object, pikepdf.Object | None, frozenset[Id]]] = []
    if isinstance(root, pikepdf.Dictionary):
        todo.append((root, None, frozenset()))
    while todo:
        node, resources, above = todo.pop()
        if node.objgen in above or len(above) > 200:
            raise CannotRead(Unread.BROKEN, "pages that contain themselves")
        resources = node.get("/Resources") or resources
        kids = node.get("/Kids")
        if not isinstance(kids, pikepdf.Array):
            found.append((node, resources))
            if len(found) >= most and todo:
                return found, True
            continue
        around = above | {node.objgen}
        room = most + 1 - len(found)
        inner = [kids[number] for number in range(min(len(kids), room))]
        todo += [
            (kid, resources, around)
            for kid in reversed(inner)
            if isinstance(kid, pikepdf.Dictionary)
        ]
        if len(todo) > 10 * most + 1000:
            raise CannotRead(Unread.TOO_LARGE, "more pages than the limit")
    return found, False


def jpx_size(raw: bytes) -> tuple[int, int]:
    """Width and height that a JPEG 2000 codestream claims; (0, 0) for none (ISO 15444-1 A.5.1)."""
    at = raw.find(b"\xff\x4f\xff\x51")
    if at < 0 or at + 24 > len(raw):
        return 0, 0
    edges = [int.from_bytes(raw[at + 8 + 4 * n : at + 12 + 4 * n], "big") for n in range(4)]
    return edges[0] - edges[2], edges[1] - edges[3]


def extent(picture: pikepdf.Object) -> tuple[int, int]:
    """Width and height of a picture, by its dictionary or by its codestream if that says more."""
    width, height = number(picture, "/Width"), number(picture, "/Height")
    if "/JPXDecode" in filters(picture):
        width, height = max((width, height), jpx_size(picture.read_raw_bytes()))
    return width, height
