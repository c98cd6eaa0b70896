"""Every string of every object of a PDF, under the name of the place where a person meets it.

One pass over all objects, reachable or not: what has a name (a comment, a form field, a
bookmark, an alternative text) is told by its dictionary, and what has none is ``hidden``. So
nothing depends on knowing every construct of the format. Source: ISO 32000-1 §7.9.2, §8.11, §12,
§14.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from dlp.model import Role, Unread
from dlp.read.files import blocks
from dlp.read.files.base import CannotRead, Sink
from dlp.read.files.metadata import parse_xml, printable, read_xmp
from dlp.read.files.pdf.graph import Id, ObjectGraph
from dlp.read.files.pdf.streams import expand, filters, label
from dlp.read.files.pdf.wording import marked_up, readable, words

_STRINGS = re.compile(rb"\(|<[0-9A-Fa-f]")
_WRITTEN = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f]+>", re.DOTALL)
_LINKS = re.compile(rb"/(?:EF|AP|JS|RC|RV|V|Page)\b")
_DATE = re.compile(r"D:\d{4,14}")
_FONT = re.compile(r"\bTf\b")
#: keys whose strings are never words: hashes, keys, signatures, glyph tables
BINARY = frozenset(
    "/ID /Lang /O /U /OE /UE /Perms /Cert /CheckSum /Panose /CharSet /Registry /Ordering"
    " /DigestValue /IDTree".split()
)
_SIGNED = frozenset("/Name /Reason /Location /ContactInfo".split())
_FONTS = frozenset("/Type1C /CIDFontType0C /OpenType".split())
#: deepest nesting of direct objects
_DEEPEST = 100
#: most objects looked at
_OBJECTS = 200_000
_MOST_NAMES = 2_000
_LONG_NAME = re.compile(r"\d{4}|@|\s|.{40}")


@dataclass(slots=True)
class ObjectWalk:
    """What one pass over the objects of a document (or of an earlier revision of it) knows."""

    sink: Sink
    graph: ObjectGraph
    #: texts already given, so that each stands once
    seen: set[str]
    #: before each step, e.g. ``revision:1/``
    prefix: str = ""
    #: annotation → its page's number from 1
    homes: dict[Id, int] = field(default_factory=dict)
    #: embedded file's stream → name
    embedded: dict[Id, str] = field(default_factory=dict)
    #: appearance stream → page of its annotation
    appearances: dict[Id, int] = field(default_factory=dict)
    #: streams that draw text and that no page draws
    drawings: list[pikepdf.Object] = field(default_factory=list)
    #: pages that no page tree has
    orphans: list[pikepdf.Object] = field(default_factory=list)
    #: False where there are more pages or objects than were looked at
    complete: bool = True
    #: objects hold texts that stand in for drawn ones
    marked: bool = False
    #: numbers of all objects
    ids: set[int] = field(default_factory=set)
    pages: set[Id] = field(default_factory=set)
    scripts: set[Id] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    names: set[str] = field(default_factory=set)

    def step(self, word: str, page: int = 0) -> str:
        """The next place of that kind: ``comment:3``, on a page ``page:2/comment:1``."""
        before = f"page:{page}/" if page else ""
        self.counts[before + word] += 1
        return f"{self.prefix}{before}{word}:{self.counts[before + word]}"

    def say(self, step: str, texts: list[str], role: Role) -> None:
        """Give the texts of one place as one passage, those that are new."""
        fresh = [text for text in dict.fromkeys(texts) if text.strip() and text not in self.seen]
        if fresh:
            self.seen.update(fresh)
            self.sink.text(step, "\n".join(fresh), role)

    def fresh(self, text: str) -> bool:
        """Whether any line of `text` was not given before; then it is given now."""
        lines = {line.strip() for line in text.split("\n")} - self.seen - {""}
        self.seen |= lines
        return bool(lines)


def walk(pdf: pikepdf.Pdf, state: ObjectWalk) -> None:
    """Give every string of `pdf`, and gather what has to be drawn to be read."""
    trailer = pdf.trailer
    skipped = {trailer[key].objgen for key in ("/Encrypt",) if key in trailer}
    info = trailer.get("/Info")
    if isinstance(info, pikepdf.Dictionary):
        skipped.add(info.objgen)
        _info(info, state)
    skipped.discard((0, 0))
    found = _all(pdf, state)
    for thing, written in found:
        if _LINKS.search(written):
            _gather(thing, state)
    for thing, written in found:
        if thing.objgen in skipped:
            continue
        if isinstance(thing, pikepdf.String):
            _speak(state, "hidden", [(("",), words(thing))])
        elif _STRINGS.search(written):
            holder = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
            try:
                _object(holder, thing.objgen, state, 0)
            except UnicodeDecodeError:  # a key that is no text
                _speak(state, "hidden", [(("",), text) for text in _plain(written)])
        _names(written, state)
    for thing, _ in found:
        if isinstance(thing, pikepdf.Stream):
            _stream(thing, state)
    if state.names:
        state.say(f"{state.prefix}hidden:names", sorted(state.names), Role.HIDDEN)


def _plain(written: bytes) -> Iterator[str]:
    """The strings in an object as it is written."""
    for match in _WRITTEN.finditer(written):
        try:
            yield words(pikepdf.Object.parse(match[0]))
        except (pikepdf.PdfError, ValueError):
            continue


def _all(pdf: pikepdf.Pdf, state: ObjectWalk) -> list[tuple[pikepdf.Object, bytes]]:
    """Every object with how it is written (a stream: its dictionary)."""
    found: list[tuple[pikepdf.Object, bytes]] = []
    for thing in pdf.objects:
        if len(found) >= _OBJECTS:
            state.sink.partial("", Unread.TOO_LARGE, "more objects than the limit")
            state.complete = False
            break
        holder: pikepdf.Object = thing
        if isinstance(thing, pikepdf.Stream):
            holder = thing.stream_dict
        if isinstance(holder, pikepdf.Dictionary | pikepdf.Array | pikepdf.String):
            written = holder.unparse(resolved=True)
            found.append((thing, written))
            state.marked |= b"/ActualText" in written
            state.ids.add(thing.objgen[0])
    return found


def _gather(thing: pikepdf.Object, state: ObjectWalk) -> None:
    """What has to be known before strings are placed: files' names, scripts, lost pages."""
    if not isinstance(thing, pikepdf.Dictionary):
        return
    files = thing.get("/EF")
    if isinstance(files, pikepdf.Dictionary):
        name = thing.get("/UF") or thing.get("/F")
        for stream in files.values():
            if isinstance(stream, pikepdf.Stream):
                state.embedded[stream.objgen] = words(name) if name is not None else ""
    looks = thing.get("/AP")
    if isinstance(looks, pikepdf.Dictionary):
        for look in looks.values():
            states = look.values() if isinstance(look, pikepdf.Dictionary) else [look]
            for stream in states:
                if isinstance(stream, pikepdf.Stream):
                    state.appearances[stream.objgen] = state.homes.get(thing.objgen, 0)
    for key in ("/JS", "/RC", "/RV", "/V"):
        script = thing.get(key)
        if isinstance(script, pikepdf.Stream):
            state.scripts.add(script.objgen)
    if state.complete and thing.get("/Type") == "/Page" and thing.objgen not in state.pages:
        state.orphans.append(thing)


def _info(info: pikepdf.Dictionary, state: ObjectWalk) -> None:
    for key, value in info.items():
        if isinstance(value, pikepdf.String | pikepdf.Name):
            text = words(value)
            if text not in state.seen and not _DATE.match(text):
                if state.prefix:
                    state.say(state.step("hidden"), [text], Role.PROPERTY)
                else:
                    state.sink.property(key[1:], text)
                    state.seen.add(text)


def _object(holder: pikepdf.Object, id: Id, state: ObjectWalk, depth: int) -> None:
    """Place the strings of one dictionary or array and of what stands directly in it."""
    word, role, page = _place(holder, id, state)
    if word == "":
        return
    found: list[tuple[tuple[str, ...], str]] = []
    for path, nested in _direct(holder, depth):
        if isinstance(nested, pikepdf.Dictionary):
            _object(nested, id, state, depth + len(path))
        else:
            found.append((path, words(nested)))
    _speak(state, word, found, role, page)


def _direct(
    holder: pikepdf.Object, depth: int, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], pikepdf.Object]]:
    """Strings, and dictionaries to look at on their own, that stand directly in `holder`."""
    if depth > _DEEPEST:
        return
    if isinstance(holder, pikepdf.Array):
        if len(holder) == 4 and isinstance(holder[0], pikepdf.Name) and holder[0] == "/Indexed":
            return
        items = [(path, each) for each in holder]
    else:
        items = [((*path, key), each) for key, each in holder.items() if key not in BINARY]
    for where, each in items:
        if each.is_indirect if isinstance(each, pikepdf.Object) else True:
            continue
        if isinstance(each, pikepdf.String):
            yield where, each
        elif isinstance(each, pikepdf.Array):
            yield from _direct(each, depth + 1, where)
        elif isinstance(each, pikepdf.Dictionary):
            yield where, each


def _place(holder: pikepdf.Object, id: Id, state: ObjectWalk) -> tuple[str, Role, int]:
    """What a dictionary is to a reader: its word, role and page; "" for what is no text."""
    if not isinstance(holder, pikepdf.Dictionary):
        return "hidden", Role.HIDDEN, 0
    kind, sub = label(holder.get("/Type", "")), label(holder.get("/Subtype", ""))
    page = state.homes.get(id, 0)
    if "/ByteRange" in holder or kind in ("/Sig", "/DocTimeStamp"):
        return "signature", Role.PROPERTY, 0
    if sub == "/Widget" or "/FT" in holder or ("/T" in holder and "/Kids" in holder):
        return "field", Role.BODY, 0
    if sub == "/Link":
        return "link", Role.LINK, page
    if "/Rect" in holder and (sub or kind == "/Annot"):
        return "comment", Role.COMMENT, page
    if kind in ("/OCG", "/OCMD"):
        return "layer", Role.NAME, 0
    if kind == "/Filespec" or "/EF" in holder:
        return "embedded-name", Role.NAME, 0
    if kind == "/StructElem" or ("/S" in holder and "/P" in holder and "/K" in holder):
        return "alt", Role.ATTRIBUTE, 0
    if "/JS" in holder:
        return "script", Role.HIDDEN, 0
    if "/URI" in holder:
        return "link", Role.LINK, page
    if "/Title" in holder and ("/Parent" in holder or "/Dest" in holder or "/A" in holder):
        return "bookmark", Role.BODY, 0
    if kind == "/PageLabel" or (
        "/P" in holder and set(holder.keys()) <= {"/Type", "/S", "/P", "/St"}
    ):
        return "page-label", Role.BODY, 0
    if "/Names" in holder or "/Limits" in holder:
        return "destination", Role.NAME, 0
    if kind in ("/FontDescriptor", "/Encoding", "/CMap") or "/CIDSystemInfo" in holder:
        return "hidden", Role.HIDDEN, 0
    return "hidden", Role.HIDDEN, page


def _speak(
    state: ObjectWalk,
    word: str,
    found: list[tuple[tuple[str, ...], str]],
    role: Role = Role.HIDDEN,
    page: int = 0,
) -> None:
    texts: list[str] = []
    for path, text in found:
        key = path[-1] if path else ""
        if word == "signature" and key not in _SIGNED:
            continue
        if _DATE.match(text) or (key == "/DA" and _FONT.search(text)):
            continue
        if key in ("/RC", "/RV"):
            text = marked_up(text)
        if word == "hidden" and not readable(text):
            continue
        texts.append(text)
    if any(text.strip() and text not in state.seen for text in texts):
        state.say(state.step(word, page), texts, role)


def _names(written: bytes, state: ObjectWalk) -> None:
    """Names that are longer or stranger than the format's own."""
    if len(state.names) > _MOST_NAMES:
        return
    for raw in re.findall(rb"/([^\s/<>\[\](){}%]{6,})", written):
        name = raw.decode("utf-8", "replace")
        if "#" in name:
            name = re.sub(r"#([0-9A-Fa-f]{2})", lambda match: chr(int(match[1], 16)), name)
        if _LONG_NAME.search(name) and readable(name):
            state.names.add(name)


def _stream(stream: pikepdf.Stream, state: ObjectWalk) -> None:
    """Read one stream by what its dictionary says it is."""
    id = stream.objgen
    kind, sub = label(stream.get("/Type", "")), label(stream.get("/Subtype", ""))
    try:
        if id in state.embedded or kind == "/EmbeddedFile":
            _embedded(stream, state)
        elif kind == "/Metadata" or sub == "/XML":
            if (data := expand(stream)) is not None and data not in (b"",) and _new(data, state):
                if state.prefix:
                    state.say(
                        state.step("hidden"),
                        [marked_up(data.decode("utf-8", "replace"))],
                        Role.PROPERTY,
                    )
                else:
                    read_xmp(state.sink, data)
        elif id in state.scripts:
            data = expand(stream) or b""
            state.say(state.step("script"), [data.decode("utf-8", "replace")], Role.HIDDEN)
        elif sub == "/Image":
            if filters(stream) == ["/DCTDecode"] and not state.prefix:
                _photograph(stream, state)
        elif sub == "/Form" or "/PatternType" in stream:
            if id not in state.graph.reached:
                state.drawings.append(stream)
        elif id not in state.graph.contents and not _known(stream, kind, sub):
            _unknown(stream, state)
    except CannotRead as cannot:
        state.sink.partial(f"{state.prefix}hidden", cannot.reason, cannot.why)


def _new(data: bytes, state: ObjectWalk) -> bool:
    mark = f"\0{hash(data)}"
    if mark in state.seen:
        return False
    state.seen.add(mark)
    return True


def _known(stream: pikepdf.Stream, kind: str, sub: str) -> bool:
    """Whether a stream is one of the format's own that hold no words."""
    return (
        sub in _FONTS
        or kind in ("/ObjStm", "/XRef", "/CMap", "/Pattern", "/Halftone")
        or any(key in stream for key in ("/FunctionType", "/ShadingType", "/Length1", "/CMapName"))
        or ("/N" in stream and ("/Alternate" in stream or len(stream.keys()) <= 4))
    )


def _embedded(stream: pikepdf.Stream, state: ObjectWalk) -> None:
    name = state.embedded.get(stream.objgen, "")
    data = expand(stream, state.sink.work.left)
    step = state.step("embedded")
    if data is None:
        state.sink.unreadable(step, Unread.TYPE, "a file packed in an unknown way")
    elif data and _new(data, state):
        media_type = label(stream.get("/Subtype", ""))[1:]
        state.sink.file(step, data, name, media_type if "/" in media_type else "")


def _photograph(stream: pikepdf.Stream, state: ObjectWalk) -> None:
    data = stream.read_raw_bytes()
    try:
        blocks.jpeg(state.sink, data)
    except (IndexError, ValueError, ArithmeticError):
        return
    except Exception as error:
        if type(error).__name__ != "error":
            raise


def _unknown(stream: pikepdf.Stream, state: ObjectWalk) -> None:
    """A stream that nothing known points to: lost page content, or words."""
    data = expand(stream)
    if not data or b"begincmap" in data[:2000]:
        return
    if re.search(rb"\bT[jJ]\b", data) and b"BT" in data:
        state.drawings.append(stream)
        return
    root = parse_xml(data) if data.lstrip()[:1] == b"<" else None
    text = "\n".join(filter(None, map(str.strip, root.itertext()))) if root is not None else ""
    if root is not None:
        values = [value for each in root.iter() for value in each.attrib.values()]
        text = "\n".join((text, *filter(readable, values)))
    if text := text or printable(data):
        state.say(
            state.step("xfa" if b"xdp" in data or b"xfa" in data else "hidden"), [text], Role.HIDDEN
        )
