"""The parts of an OpenDocument package, or of one flat file, in the order a person meets them."""

from __future__ import annotations

import base64
import binascii
import posixpath
import re
from collections import Counter

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, Sink
from dlp.read.files.binary_parts import read_binary_part
from dlp.read.files.odf.sheet import OdfSheet, read_around
from dlp.read.files.odf.story import OdfStory
from dlp.read.files.odf.styles import OdfStyles
from dlp.read.files.package import Package, PackageMember, UnreadableMember
from dlp.read.files.strings import strings
from dlp.read.files.xmlparts import (
    Element,
    attribute,
    find,
    first,
    leftovers,
    local,
    parse,
    read_remarks,
)
from dlp.read.paths import safe_name

_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
#: properties as programs call them
_CALLED = {
    "title": "Title",
    "description": "Comments",
    "subject": "Subject",
    "keyword": "Keywords",
    "initial-creator": "Author",
    "creator": "Last author",
    "printed-by": "Printed by",
    "language": "Language",
    "template": "Template",
}
_DULL = frozenset("generator date creation-date print-date editing-cycles editing-duration".split())
#: settings whose value is a printer's own data
_BLOBS = frozenset("PrinterSetup PrintFaxName RsidRoot Rsid".split())
#: numbers of a signature or of an encryption, not words
_NUMBERS = ("DigestValue", "SignatureValue", "X509Certificate", "X509SerialNumber")
_WORDS = re.compile(r"[^\W\d_]+(?:\d+[^\W\d_]+)*|\d{5,}")
#: words that programs name their styles with
_STYLE_WORDS = frozenset(
    "Office Heading Text text body Body List Caption Index Header Footer Table Contents Frame"
    " contents Pivot Corner Value Field Category OLE standard objectwithoutfill no Outlined"
    " and Purple Turquoise Marker Horizontal Legend Shape Vertical Framed"
    " Standard Default Style Quotations Footnote Endnote Symbol Symbols Characters Internet Link"
    " link Visited Numbering Bullet Bullets Page Number numbering Line Object Graphics Drawing"
    " Title Subtitle Notes Background Outline Illustration Figure Paragraph Font Char Strong"
    " Emphasis Normal Web and footer header Left Right First Indent Marginalia Addressee Sender"
    " Signature Complimentary Close Salutation Hanging indent Start Cont End with without"
    " fill line Shapes Arrow Dashed Filled Lines Blue Green Red Yellow Gray Black White Orange"
    " A objects Format Placeholder Rubies Vertical Main Entry Definition Variable Example"
    " Citation Source User Teletype Drop Caps Anchor Separator Heading Accent Good Bad Neutral"
    " Error Warning Status Result Note Hyperlink Comment Gliederung Hintergrundobjekte Notizen"
    " default style table object outline background Dark Light Medium Grid No Area Bars Cell cell"
    " bw blue green lightblue orange sun earth seetang gray turquoise yellow x of Slide Columns"
    " subtitle title notes backgroundobjects graphic Custom Report Untitled Master".split()
)
_CONTENT = ("text", "spreadsheet", "presentation", "drawing", "chart", "database", "image")


class OdfDocument:
    """Reads the parts of a package, each once. An embedded object is a document of its own, whose
    parts stand in a folder of the package."""

    def __init__(self, package: Package, sink: Sink) -> None:
        self.package, self.sink = package, sink
        self.held_text = False
        self._done: set[str] = set()
        self._count: Counter[str] = Counter()
        #: folders of embedded objects → their step
        self._objects: dict[str, str] = {}

    def read(self) -> None:
        """Everything. Raises `CannotRead` for a package that is encrypted."""
        self._check_encryption()
        self._read_folder("", "")
        for folder in self._folders():
            self._objects[folder] = self._number("", "object")
            self._read_folder(folder, self._objects[folder])
        for member in self.package.members:
            self._read_other(member)

    def _check_encryption(self) -> None:
        manifest = self.package.get("META-INF/manifest.xml")
        data = b"" if manifest is None else self._content(manifest) or b""
        if b"encryption-data" in data or self.package.get("encrypted-package") is not None:
            raise CannotRead(Unread.ENCRYPTED, "a password")

    def _folders(self) -> list[str]:
        return [
            member.key.removesuffix("content.xml")
            for member in self.package.members
            if member.key.endswith("/content.xml")
        ]

    def _read_folder(self, folder: str, step: str) -> None:
        styles = OdfStyles()
        roots: dict[str, tuple[Element, set[str], str]] = {}
        for name in ("content.xml", "styles.xml", "meta.xml"):
            at = "" if name == "content.xml" else name.partition(".")[0]
            at = "/".join(filter(None, (step, at)))
            root = self._xml(folder + name, at)
            if root is not None:
                roots[name] = (root, set(), at)
                styles.learn(root)
        for name, (root, seen, at) in roots.items():
            self.read_parts(root, styles, seen, step)
            self._rest(root, seen, at, name == "styles.xml")
            self._style_names(root, step)

    def _style_names(self, root: Element, step: str) -> None:
        """Names of styles, master pages and themes that no program brings along."""
        names: dict[str, None] = {}
        named = [each for styles in find(root, "styles") for each in find(styles, "style")]
        for style in (*named, *find(root, "master-page", "theme")):
            name = attribute(style, "display-name") or attribute(style, "name")
            if any(word not in _STYLE_WORDS for word in _WORDS.findall(name)):
                names[name] = None
        text = "\n".join(names)
        self.sink.text(f"{step}/styles" if step else "styles", text, Role.ATTRIBUTE)

    def _xml(self, key: str, step: str) -> Element | None:
        member = self.package.get(key)
        if member is None or member.key in self._done:
            return None
        self._done.add(member.key)
        data = self._content(member)
        if data is None:
            return None
        root = parse(data, self.sink, step)
        if root is not None:
            read_remarks(data, self.sink, step)
            self.held_text = self.held_text or any(
                node.text and not node.text.isspace() for node in find(root, "p", "h", "span")
            )
        return root

    def _content(self, member: PackageMember) -> bytes | None:
        try:
            return self.package.read(member, self.sink)
        except UnreadableMember as cannot:
            name = safe_name(posixpath.basename(member.name)) or "unnamed"
            self.sink.unreadable(name, cannot.reason, cannot.why)
            return None

    def _number(self, around: str, called: str) -> str:
        step = f"{around}/{called}" if around else called
        self._count[step] += 1
        return f"{step}:{self._count[step]}"

    def _rest(self, root: Element, seen: set[str], step: str, strict: bool = False) -> None:
        text = leftovers(root, seen, strict)
        self.sink.text(f"{step}/more" if step else "more", text, Role.ATTRIBUTE)

    # ------------------------------------------------------------------ what documents are made of

    def read_parts(self, root: Element, styles: OdfStyles, seen: set[str], step: str) -> None:
        """Bodies, master pages, properties and scripts under `root`, wherever they stand: a flat
        file has all in one."""
        for body in find(root, "body"):
            for content in body:
                if local(content) in _CONTENT:
                    self._body(content, styles, seen, step)
        for masters in find(root, "master-styles"):
            self._masters(masters, styles, seen, step)
        for meta in find(root, "meta"):
            if len(meta) and local(meta.getparent() if meta.getparent() is not None else meta):
                self._properties(meta, seen)
        for picture in find(root, "binary-data"):
            self._embedded(picture, seen, step)

    def _body(self, node: Element, styles: OdfStyles, seen: set[str], step: str) -> None:
        kind = local(node)
        story = OdfStory(self.sink, styles, self._number, seen, kind != "text")
        if kind == "spreadsheet":
            position = 0
            for table in node:
                if local(table) == "table":
                    position += 1
                    OdfSheet(self.sink, styles, self._number, seen).read(table, position)
            read_around(node, self.sink, seen)
            for changes in find(node, "tracked-changes"):
                for cell in find(changes, "change-track-table-cell"):
                    story.read(cell, self._number(step, "deleted"), Role.HIDDEN)
        elif kind in ("presentation", "drawing"):
            called = "slide" if kind == "presentation" else "page"
            for page in node:
                if local(page) == "page":
                    self._page(page, styles, seen, self._number(step, called))
                else:
                    story.read(page, f"{step}/declared" if step else "declared")
        else:
            story.read(node, step)

    def _page(self, page: Element, styles: OdfStyles, seen: set[str], step: str) -> None:
        hidden = attribute(page, "style-name") in styles.hides_page
        story = OdfStory(self.sink, styles, self._number, seen, frames_flow=True)
        notes = [each for each in page if local(each) == "notes"]
        for each in notes:
            page.remove(each)
        name = attribute(page, "name")
        seen.add(name)
        if not re.fullmatch(r"page\d+|Slide \d+", name):
            self.sink.text(f"{step}/name", name, Role.ATTRIBUTE)
        story.read(page, step, Role.HIDDEN if hidden else Role.BODY)
        for each in notes:
            story.read(each, f"{step}/notes")
            page.append(each)

    def _masters(self, masters: Element, styles: OdfStyles, seen: set[str], step: str) -> None:
        for master in masters:
            shapes = OdfStory(self.sink, styles, self._number, seen, frames_flow=True)
            for child in list(master):
                name = local(child)
                called = next((word for word in ("header", "footer") if name.startswith(word)), "")
                if called and "".join(child.itertext()).strip():
                    story = OdfStory(self.sink, styles, self._number, seen)
                    story.read(child, self._number(step, called))
                    master.remove(child)
            shapes.read(master, self._number(step, "master"))

    def _properties(self, meta: Element, seen: set[str]) -> None:
        for node in meta:
            name, text = local(node), "".join(node.itertext()).strip()
            seen.update(each for each in node.itertext() if each)
            if name in _DULL or name == "document-statistic":
                continue
            if name == "user-defined":
                name = attribute(node, "name")
                seen.add(name)
                self.sink.text("property-names", name, Role.ATTRIBUTE)
                self.sink.property(name, text or attribute(node, "value"))
                continue
            said = [text, attribute(node, "href"), attribute(node, "title")]
            seen.update(said)
            self.sink.property(_CALLED.get(name, name), "\n".join(filter(None, said)))

    def _embedded(self, node: Element, seen: set[str], step: str) -> None:
        text = node.text or ""
        seen.add(text)
        try:
            data = base64.b64decode(text)
        except (binascii.Error, ValueError):
            self.sink.unreadable(self._number(step, "image"), Unread.BROKEN, "broken base64")
            return
        self.sink.afford(len(data))
        read_binary_part(self.sink, self._number(step, "image"), data, "")

    # ------------------------------------------------------------------ the other parts

    def _read_other(self, member: PackageMember) -> None:
        twin = self.package.by_key.get(member.key) is not member
        if member.key.endswith("/") or (member.key in self._done and not twin):
            return
        self._done.add(member.key)
        data = self._content(member)
        if data is None or not data.strip(b"\0"):
            return
        name = posixpath.basename(member.name)
        if _XML.match(data) and not twin:
            self._read_xml(member, data)
        elif member.key == "mimetype" and data.startswith(b"application/vnd.oasis."):
            self.sink.text("mimetype", data.decode("ascii", "replace")[80:], Role.HIDDEN)
        elif name.lower() in ("layout-cache", "printersetup"):
            self.sink.text(safe_name(name), strings(data), Role.HIDDEN)
        else:
            step = self._number("", "twin" if twin else _called(member.key))
            read_binary_part(self.sink, step, data, name)

    def _read_xml(self, member: PackageMember, data: bytes) -> None:
        stem = safe_name(posixpath.basename(member.name).rpartition(".")[0]) or "unnamed"
        macro = member.key.startswith(("basic/", "scripts/", "dialogs/"))
        step = f"macros/{stem}" if macro else stem if stem == "settings" else f"part:{stem}"
        root = parse(data, self.sink, step)
        if root is None:
            return
        read_remarks(data, self.sink, step)
        seen: set[str] = set()
        if local(root) == "module":
            text = "".join(root.itertext())
            seen.update(root.itertext())
            self.sink.text(step, text, Role.HIDDEN)
        for item in find(root, "config-item"):
            if attribute(item, "name") in _BLOBS and item.text:
                seen.add(item.text)
                self.sink.text(f"{step}/printer", strings(_unbase64(item.text)), Role.HIDDEN)
        for number in find(root, *_NUMBERS):
            seen.add(number.text or "")
        if local(root) == "manifest":
            for entry in find(root, "file-entry"):
                seen.update((attribute(entry, "full-path"), attribute(entry, "media-type")))
        styles = OdfStyles()
        if first(root, "body") is not None or local(root).startswith("document"):
            self.read_parts(root, styles, seen, step)
        text = leftovers(root, seen, stem in ("settings", "manifest"))
        self.sink.text(step, text, Role.ATTRIBUTE)


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _called(key: str) -> str:
    folder = key.partition("/")[0]
    return {
        "pictures": "image",
        "thumbnails": "thumbnail",
        "objectreplacements": "object-image",
        "media": "media",
        "fonts": "font",
    }.get(folder, "embedded")


def read_flat_document(data: bytes, sink: Sink) -> None:
    """A document that is one XML file."""
    root = parse(data, sink, "")
    if root is None:
        return
    read_remarks(data, sink, "")
    document = OdfDocument(Package(b"", []), sink)
    styles, seen = OdfStyles(), set[str]()
    styles.learn(root)
    document.read_parts(root, styles, seen, "")
    for item in find(root, "config-item"):
        if attribute(item, "name") in _BLOBS and item.text:
            seen.add(item.text)
            sink.text("printer", strings(_unbase64(item.text)), Role.HIDDEN)
    sink.text("more", leftovers(root, seen), Role.ATTRIBUTE)
    if not sink.characters and any(node.text for node in find(root, "p", "h")):
        sink.unreadable("", Unread.SILENT, "paragraphs, of which none were read")
