"""XML of office files, parsed without trust, and every string in it that nobody has read yet.

No entity is expanded, nothing is fetched, libxml2's own bounds on depth and node size stay on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, Sink

#: an lxml element; lxml has no types of its own
Element = Any

#: most bytes of one part that is held as a tree
MOST_TREE = 64 * 1024 * 1024
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "huge_tree": False,
    "load_dtd": False,
    "collect_ids": False,
}
#: remarks would split the text around them
_OPTIONS = _SAFE | {"remove_comments": True, "remove_pis": True}


def local(node: Element) -> str:
    """The name without its namespace: strict and transitional documents differ in those only.
    "" for comments, processing instructions and entities."""
    tag = node.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def attribute(node: Element, name: str) -> str:
    """The attribute of that local name, whatever its namespace; "" for none."""
    value = node.get(name)
    if value is not None:
        return str(value)
    ending = "}" + name
    return next((str(value) for key, value in node.attrib.items() if key.endswith(ending)), "")


def find(node: Element, *names: str) -> Iterator[Element]:
    """Descendants of those local names, in document order."""
    return node.iter(*("{*}" + name for name in names))  # type: ignore[no-any-return]


def first(node: Element, name: str) -> Element | None:
    """The first child of that local name."""
    return next((child for child in node if local(child) == name), None)


def parse(data: bytes, sink: Sink, step: str) -> Element | None:
    """The root element; None (and a finding at `step`) where there is none. What is broken is
    read as far as it goes, and said."""
    if len(data) > MOST_TREE:
        sink.unreadable(step, Unread.TOO_LARGE, "a part larger than the limit")
        return None
    try:
        root = etree.fromstring(data, etree.XMLParser(**_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        reason, why = _trouble(error)
        root = recovered(data) if reason is Unread.BROKEN else None
        if root is None:
            sink.unreadable(step, reason, why)
            return None
        if not only_names(error):
            sink.partial(step, reason, why)
    _declared(root, sink, step)
    return root


def read_remarks(data: bytes, sink: Sink, step: str) -> None:
    """Comments and processing instructions: no program shows them."""
    if b"<!-" not in data and data.count(b"<?") < 2 and b"\0" not in data[:64]:
        return
    parser = etree.XMLPullParser(("comment", "pi"), **_SAFE)
    found: list[str] = []
    try:
        parser.feed(data)
        found += [node.text or "" for _, node in parser.read_events()]
    except etree.XMLSyntaxError:
        found += [node.text or "" for _, node in parser.read_events()]
    text = "\n".join(dict.fromkeys(found))
    sink.text(f"{step}/remark" if step else "remark", text, Role.COMMENT)


def parse_quietly(data: bytes) -> Element | None:
    """As `parse`, of what was parsed before: nothing is said twice."""
    return recovered(data) if len(data) <= MOST_TREE else None


def recovered(data: bytes) -> Element | None:
    """What a parser that does not mind gets out of broken XML."""
    try:
        return etree.fromstring(data, etree.XMLParser(recover=True, **_OPTIONS))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _trouble(error: Exception) -> tuple[Unread, str]:
    """The reason, in our words: the parser's would quote the document."""
    text = str(error).lower()
    if any(word in text for word in ("depth", "huge", "too long", "too deep", "limit")):
        return Unread.TOO_LARGE, "XML deeper or longer than the parser's limits"
    if "entit" in text and "amplification" in text:
        return Unread.TOO_LARGE, "entities that multiply"
    return Unread.BROKEN, "not well-formed XML"


def only_names(error: Exception) -> bool:
    """Whether nothing is wrong but a prefix that nobody declared: old office programs leave that
    to a document type."""
    return bool(getattr(error, "code", 0) == etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE)


def entities(root: Element) -> list[str]:
    """What entities declare that a document type has in the file itself."""
    dtd = root.getroottree().docinfo.internalDTD
    return [] if dtd is None else [entity.content or "" for entity in dtd.entities()]


def _declared(root: Element, sink: Sink, step: str) -> None:
    """No office program declares entities; what they say may be read differently."""
    declared = entities(root)
    if declared:
        sink.partial(step, Unread.BROKEN, "entities declared in the file")
        text = "\n".join(declared)
        sink.text(f"{step}/entity" if step else "entity", text, Role.HIDDEN)


class XmlStream:
    """A large part element by element: iterate; each is emptied once the next is asked for."""

    def __init__(self, data: bytes, *names: str) -> None:
        """`names`: local names of the elements to give."""
        self._events = etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=tuple("{*}" + name for name in names),
            **_OPTIONS,
        )

    def __iter__(self) -> Iterator[Element]:
        """Raises `CannotRead` where the XML breaks off. One inside another is part of it."""
        depth = 0
        try:
            for event, node in self._events:
                depth += 1 if event == "start" else -1
                if depth:
                    continue
                yield node
                node.clear()
                parent = node.getparent()
                while parent is not None and node.getprevious() is not None:
                    del parent[0]
        except etree.XMLSyntaxError as error:
            reason, why = _trouble(error)
            raise CannotRead(reason, why) from None


# --------------------------------------------------------------------------- what is left over

#: values that programs write: numbers and lengths, colours, identifiers, truth, schema addresses
_DULL = re.compile(
    r"-?[\d.]{0,10}(?:%|[a-z]{1,4})?"
    r"|#?[0-9A-Fa-f]{6}|[0-9A-F]{8}"
    r"|\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?"
    r"|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?"
    r"|(?:https?://(?:schemas\.(?:openxmlformats\.org|microsoft\.com)|purl\.o(?:rg|clc\.org)"
    r"|www\.w3\.org|openoffice\.org|docs\.oasis-open\.org)|urn:(?:schemas-microsoft-com|oasis)).*"
    r"|[\d\s.,:;%#+-]{0,9}",
    re.DOTALL,
)
#: one word, as vocabularies have them
_WORD = re.compile(r"[A-Za-z][A-Za-z_:.-]{0,40}\d{0,4}|_[A-Za-z]\w{0,40}")
#: attributes that people fill in
_TEXTUAL = frozenset(
    "name title descr description tag alias author initials tooltip string alt caption prompt"
    " promptTitle error errorTitle displayName userName lastEdited display displayText helpText"
    " statusText codeName company user comment login email label subject keywords category".split()
)
#: geometry and references: many numbers that say nothing
_GEOMETRY = frozenset(
    "path adj coordsize coordorigin fmla sqref ref r spans points style d viewBox rotation type"
    " enhanced-path text-areas glue-points modifiers parent-style-name style-name id"
    " change-id cell-range-address"
    " hash salt hashValue saltValue"
    " gradient panose1 sig textboxrect connectlocs limo Requires Ignorable PartName ContentType"
    " typeface schemaLocation formulas polyholes connectangles from to r1 coords".split()
)
#: names that programs give to shapes
_STOCK = re.compile(
    r"(?:rectangle|text ?box|title|subtitle|(?:content|text|picture|date|footer|header|chart|table"
    r"|object|media|slide number|slide image|notes|image|vertical text) ?(?:placeholder)?|group"
    r"|picture|grafik|image|oval|straight (?:arrow )?connector|connector|diagram|shape|freeform"
    r"|arrow|frame|line|canvas|graphic|rounded rectangle|comment|drawing|object) ?\d{0,6}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?:\d[^\w,]{0,2}){11}")


def telling(name: str, value: str, foreign: bool = False) -> bool:
    """Whether an attribute's value may be something that a person wrote. `foreign`: of a
    vocabulary that is not an office program's, where any word may be content."""
    if not value or value.isspace() or _DULL.fullmatch(value):
        return False
    if name in _GEOMETRY:
        return False
    if name in _TEXTUAL:
        return not _STOCK.fullmatch(value)
    if foreign:
        return True
    return not _WORD.fullmatch(value) and (
        sum(char.isalpha() for char in value) >= 4 or _long(value)
    )


def _long(value: str) -> bool:
    """Long numbers, letters of other scripts, or more than a word."""
    return _DIGITS.search(value) is not None or not value.isascii() or len(value) > 40


#: namespaces of office vocabularies begin so
_OFFICE = (
    "http://schemas.openxmlformats.org/",
    "http://schemas.microsoft.com/",
    "http://purl.oclc.org/",
    "urn:schemas-microsoft-com:",
    "urn:oasis:names:tc:opendocument:",
    "http://www.w3.org/",
    "http://purl.org/",
    "http://openoffice.org/",
    "urn:org:documentfoundation:",
)


#: elements whose text is a place or a size
_PLACES = frozenset(
    "col row colOff rowOff posOffset pctWidth pctHeight pctPosHOffset pctPosVOffset ptCount Anchor"
    " Row Column formatCode SizeWithCells color MoveWithCells AutoFill AutoLine LocksText".split()
)


def _reckoned(tag: Any, text: str) -> bool:
    """Whether an element's text is a small number, or one that places something."""
    text = text.strip()
    if (len(text) <= 4 and text.isdigit()) or text in ("true", "false"):
        return True
    return isinstance(tag, str) and tag.rpartition("}")[2] in _PLACES and '"' not in text


#: OpenDocument's attributes of how things look
_APPEARANCE = (
    *(
        "{urn:oasis:names:tc:opendocument:xmlns:" + name
        for name in (
            "xsl-fo",
            "svg",
            "style",
            "datastyle",
            "dr3d",
            "smil",
            "animation",
            "manifest",
            "chart",
        )
    ),
    "{http://openoffice.org/",
)
#: elements that are geometry
_SHAPING = frozenset(("equation", "handle"))


def leftovers(root: Element, seen: set[str], strict: bool = False) -> str:
    """Every string under `root` that is not in `seen`, one to a line, each once: text, comments,
    instructions, and attributes that may say something. `strict` leaves out what vocabularies are
    made of (styles, themes): only text and what looks like content."""
    out: dict[str, None] = {}
    for node in root.iter():
        tag = node.tag
        if isinstance(tag, str):
            if tag.rpartition("}")[2] in _SHAPING:
                continue
            foreign = tag[:1] == "{" and not tag[1:].startswith(_OFFICE)
            foreign = foreign or (tag[:1] != "{" and not strict)
            for key, value in node.attrib.items():
                if value in seen or value in out:
                    continue
                name = key.rpartition("}")[2]
                plain = strict or key.startswith(_APPEARANCE)
                if plain and (name in _TEXTUAL or not _long(value)) and "@" not in value:
                    continue
                if telling(name, value, foreign):
                    out[value] = None
            text = node.text
        else:
            text = None
        if text and text not in seen and not text.isspace() and not _reckoned(tag, text):
            out[text] = None
        tail = node.tail
        if tail and tail not in seen and not tail.isspace():
            out[tail] = None
    return "\n".join(out)
