"""The parts of one package: who points to whom, who reads which, and what is left."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, Sink
from dlp.read.files.binary_parts import read_binary_part
from dlp.read.files.ooxml.workbook import Workbook
from dlp.read.files.package import Package, PackageMember, UnreadableMember, part_key
from dlp.read.files.xmlparts import Element, leftovers, local, parse, read_remarks
from dlp.read.paths import safe_name

#: a part's name ends so, or its content begins so: XML
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<|^\xff\xfe<\0|^\xfe\xff\0<")
_SHEET = re.compile(rb"<(?:\w+:)?(?:worksheet|dialogsheet|macrosheet)[\s>]")
#: what a binary part is called, by the kind of relationship to it
_CALLED = {
    "image": "image",
    "oleObject": "embedded",
    "package": "embedded",
    "thumbnail": "thumbnail",
    "printerSettings": "printer-settings",
    "hdphoto": "image",
    "audio": "media",
    "video": "media",
    "media": "media",
    "font": "font",
    "activeXControlBinary": "control",
    "vbaProject": "macros",
    "aFChunk": "chunk",
    "wordVbaData": "macro-data",
    "metafile": "image",
    "picture": "image",
}
#: a program's own data: the text in its bytes is all that it says
_OWN = frozenset("printerSettings font activeXControlBinary wordVbaData".split())
#: parts that are vocabulary: their attributes are names of styles, colours and fonts
_VOCABULARY = frozenset(
    "theme styles fonts styleSheet tblStyleLst viewPr presentationPr webSettings themeOverride"
    " colorStyle chartStyle styleData colorsDef layoutDef styleDef chartsheetPr sldSyncPr"
    " calcChain revisions cellMetadata metadata numbering Types".split()
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship: `target` is a part's key, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class OoxmlPart:
    """A part that is being read: `step` names it, and stands before what it holds."""

    key: str
    step: str
    root: Element
    kind: str
    #: text nodes and attribute values that its reader has given
    seen: set[str]

    def at(self, step: str) -> str:
        """`step` within this part."""
        return f"{self.step}/{step}" if self.step else step


@dataclass(frozen=True, slots=True)
class PartReaders:
    """Who reads what."""

    #: root element → reader; what it does not give is given by `PackageReader.rest`
    parts: Mapping[str, Callable[[PackageReader, OoxmlPart], None]]
    #: (root element, kind of relationship or "" for any) → step
    steps: Mapping[tuple[str, str], str]
    #: (office, part's key, step, content)
    sheet: Callable[[PackageReader, str, str, bytes], None]
    macros: Callable[[bytes, Sink, str], None]


class PackageReader:
    """Reads the parts of one package, each once."""

    def __init__(self, package: Package, sink: Sink, readers: PartReaders) -> None:
        self.package, self.sink, self._readers = package, sink, readers
        #: a part held characters, whether or not somebody read them
        self.held_text = False
        self._done: set[str] = set()
        self._count: Counter[str] = Counter()
        self._links: dict[str, list[Relationship]] = {}
        #: the workbook whose sheets are read
        self.book: Workbook | None = None

    # ------------------------------------------------------------------ the whole

    def read(self) -> None:
        """Everything, in the order a person meets it."""
        self._read_types()
        root = self.links("")
        for link in sorted(root, key=lambda link: link.kind != "officeDocument"):
            if not link.external:
                self.visit(link)
            else:
                self._read_address(link, "")
        for member in self.package.members:
            if member.key not in self._done and not member.key.endswith("/"):
                self.visit(Relationship("", "", member.key, False))
        self._read_twins()

    def _read_types(self) -> None:
        member = self.package.get("[Content_Types].xml")
        if member is not None:
            self._done.add(member.key)
            if (part := self.open(member.key, "content-types", "Types")) is not None:
                self.rest(part)

    def _read_twins(self) -> None:
        """Members of a name that another one has: whichever a program believes."""
        for member in self.package.members:
            if self.package.by_key.get(member.key) is not member:
                name = posixpath.basename(member.name)
                try:
                    self.sink.file("twin", self.package.read(member, self.sink), name)
                except UnreadableMember as cannot:
                    self.sink.unreadable("twin", cannot.reason, cannot.why)

    # ------------------------------------------------------------------ one part

    def visit(self, link: Relationship, around: str = "") -> None:
        """Read the part that `link` points to, once; `around` is the step of who points."""
        if link.external:
            self._read_address(link, around)
            return
        member = self.package.get(link.target)
        if member is None or member.key in self._done:
            return
        self._done.add(member.key)
        if self.sink.characters > self.sink.limits.text:
            raise CannotRead(Unread.TOO_LARGE, "more text than the limit")
        if member.key.endswith(".rels"):
            self._read_loose_rels(member)
            return
        data = self._content(member, around)
        if data is None:
            return
        if _XML.match(data):
            self._read_xml(member, data, link.kind, around)
        else:
            self._read_binary(member, data, link.kind, around)

    def _content(self, member: PackageMember, step: str) -> bytes | None:
        try:
            return self.package.read(member, self.sink)
        except UnreadableMember as cannot:
            name = safe_name(posixpath.basename(member.name))
            self.sink.unreadable(f"{step}/{name}" if step else name, cannot.reason, cannot.why)
            return None

    def open(self, key: str, step: str, kind: str = "") -> OoxmlPart | None:
        """A part as XML without having its reader read it; None where it is none."""
        member = self.package.get(key)
        if member is None:
            return None
        self._done.add(member.key)
        data = self._content(member, step)
        if data is None:
            return None
        root = parse(data, self.sink, step)
        return (
            None if root is None else OoxmlPart(member.key, step, root, kind or local(root), set())
        )

    def _read_xml(self, member: PackageMember, data: bytes, kind: str, around: str) -> None:
        if _SHEET.search(data, 0, 2000):
            step = around or self.number("", "sheet-part")
            self._readers.sheet(self, member.key, step, data)
            self.follow(member.key, step)
            return
        root = parse(data, self.sink, self._unnamed(member, kind, around))
        if root is None:
            return
        name = local(root)
        self.held_text = self.held_text or any(
            node.text and not node.text.isspace() for node in root.iter("*")
        )
        called = self._readers.steps.get((name, kind), self._readers.steps.get((name, "")))
        custom = kind == "customXml" or member.key.startswith("customxml/item")
        if custom and local(root) != "datastoreItem":
            name, called = "custom", "custom:"
        if called is not None and called.startswith("/"):
            around, called = "", called[1:]
        if called is None:
            step = self._unnamed(member, kind, around)
        elif called.endswith(":"):
            step = self.number(around, called[:-1])
        else:
            step = f"{around}/{called}" if around and called else called or around
        part = OoxmlPart(member.key, step, root, name, set())
        read_remarks(data, self.sink, step)
        reader = self._readers.parts.get(name)
        if reader is not None:
            reader(self, part)
        self.rest(part, "more" if reader else "")
        self.follow(member.key, step)

    def _unnamed(self, member: PackageMember, kind: str, around: str) -> str:
        stem = posixpath.basename(member.name).rpartition(".")[0] or member.name
        step = f"part:{safe_name(stem) or safe_name(kind) or 'unnamed'}"
        return f"{around}/{step}" if around else step

    def rest(self, part: OoxmlPart, called: str = "more") -> None:
        """Every string of the part that its reader did not give."""
        strict = part.kind in _VOCABULARY
        text = leftovers(part.root, part.seen, strict)
        self.sink.text(part.at(called) if called else part.step, text, Role.ATTRIBUTE)

    def follow(self, key: str, step: str) -> None:
        """Read what the part `key`, named `step`, points to."""
        for link in self.links(key):
            self.visit(link, step)

    def _read_binary(self, member: PackageMember, data: bytes, kind: str, around: str) -> None:
        if kind == "vbaProject" or member.key.endswith("vbaproject.bin"):
            self._readers.macros(data, self.sink, self.number(around, "macros"))
        elif data.strip(b"\0"):
            called = _CALLED.get(kind) or ("image" if "/media/" in member.key else "embedded")
            name = posixpath.basename(member.name)
            read_binary_part(self.sink, self.number(around, called), data, name, kind in _OWN)
        self.follow(member.key, around)

    def number(self, around: str, called: str) -> str:
        """The next step of that name under `around`: ``slide:3/image:2``."""
        step = f"{around}/{called}" if around else called
        self._count[step] += 1
        return f"{step}:{self._count[step]}"

    # ------------------------------------------------------------------ relationships

    def links(self, key: str) -> list[Relationship]:
        """What the part `key` ("" for the package) points to, in the file's order."""
        if key in self._links:
            return self._links[key]
        folder, name = posixpath.split(key)
        member = self.package.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: list[Relationship] = []
        if member is not None and member.key not in self._done:
            self._done.add(member.key)
            data = self._content(member, "relations")
            root = None if data is None else parse(data, self.sink, "relations")
            if root is not None:
                found = [_link(node, folder) for node in root if local(node) == "Relationship"]
                seen = {node.get(name, "") for node in root for name in ("Target", "Type", "Id")}
                self.sink.text("relations", leftovers(root, seen), Role.HIDDEN)
        self._links[key] = found
        return found

    def _read_loose_rels(self, member: PackageMember) -> None:
        """Relationships of a part that is not there."""
        data = self._content(member, "relations")
        root = None if data is None else parse(data, self.sink, "relations")
        if root is not None:
            for node in root:
                if local(node) == "Relationship":
                    self._read_address(_link(node, ""), "")
            self.sink.text("relations", leftovers(root, set()), Role.HIDDEN)

    def _read_address(self, link: Relationship, around: str) -> None:
        if link.external and link.target:
            plain = unquote(link.target)
            text = link.target if plain == link.target else f"{link.target}\n{plain}"
            self.sink.text(self.number(around, "link"), text, Role.LINK)


def _link(node: Element, folder: str) -> Relationship:
    target = node.get("Target") or ""
    external = (node.get("TargetMode") or "").lower() == "external"
    if not external:
        path, _, _ = unquote(target).partition("#")
        target = part_key(posixpath.normpath(posixpath.join("/" + folder, path.replace("\\", "/"))))
    return Relationship(
        node.get("Id") or "", (node.get("Type") or "").rpartition("/")[2], target, external
    )
