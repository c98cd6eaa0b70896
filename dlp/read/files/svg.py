"""SVG: text, descriptions, metadata, scripts, links, attributes, and pictures written into it.

Entities are not expanded; what they stand for is read where it is declared. Text drawn as
outlines is a drawing, and is not read. Source: SVG 2 (W3C), XML 1.0.
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections import Counter

from lxml import etree

from dlp.model import Role, Unread
from dlp.read.files.base import CannotRead, File, Sink

#: elements whose text is one passage, and what it is
BLOCKS = {
    "text": ("", Role.BODY),
    "flowRoot": ("", Role.BODY),
    "foreignObject": ("", Role.BODY),
    "title": ("title", Role.ATTRIBUTE),
    "desc": ("description", Role.ATTRIBUTE),
    "metadata": ("metadata", Role.PROPERTY),
    "script": ("script", Role.HIDDEN),
    "style": ("style", Role.HIDDEN),
}
_DRAWING = frozenset(
    "d points transform gradientTransform patternTransform viewBox x y x1 x2 y1 y2 cx cy r rx ry dx"
    " dy width height offset stdDeviation values keyTimes keySplines path pathLength rotate"
    " textLength font-family clip-path mask filter fill stroke version baseProfile style class"
    " space".split()
)
_NUMBERS = re.compile(
    r"[-+.,;%\s\d]*(?:px|pt|em|ex|mm|cm|in|deg|s)?|url\(#[^)]*\)|#[0-9A-Fa-f]{3,8}"
)
_DATA = re.compile(r"data:([^,;]*)((?:;[^,;]*)*),(.*)", re.DOTALL)


def parse(data: bytes) -> etree._ElementTree:
    """The tree, entities left alone, nothing loaded. Raises `CannotRead`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.ElementTree(etree.fromstring(data.lstrip(), parser))
    except (etree.XMLSyntaxError, ValueError) as error:
        deep = "depth" in str(error) or "huge" in str(error)
        reason = Unread.TOO_LARGE if deep else Unread.BROKEN
        raise CannotRead(reason, "no XML that can be read") from None


def local(tag: object) -> str:
    """A tag or an attribute's name without its namespace; "" for what is no element."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def embedded(value: str) -> tuple[str, bytes] | None:
    """Media type and bytes of a ``data:`` link; None for another link (RFC 2397)."""
    match = _DATA.fullmatch(value.strip())
    if match is None:
        return None
    raw = urllib.parse.unquote_to_bytes(match[3])
    if "base64" in match[2].lower():
        try:
            raw = base64.b64decode(b"".join(raw.split()) + b"==", validate=False)
        except (binascii.Error, ValueError):
            return None
    return match[1] or "text/plain", raw


def telling(name: str, value: str) -> bool:
    """Whether an attribute says something to a person."""
    return name not in _DRAWING and not _NUMBERS.fullmatch(value)


def read_svg(file: File, sink: Sink) -> None:
    """Everything an SVG says."""
    sink.afford(len(file.data))
    tree = parse(file.data)
    root = tree.getroot()
    said: dict[str, list[str]] = {}
    inside: set[object] = set()
    counts: Counter[str] = Counter()

    def step(word: str) -> str:
        counts[word] += 1
        return f"{word}:{counts[word]}"

    for element in root.iter():
        if element.tag is etree.Comment or element.tag is etree.PI:
            sink.text(step("comment"), element.text or "", Role.COMMENT)
            continue
        name = local(element.tag)
        if element in inside:
            inside.update(element)
        elif name in BLOCKS:
            inside.update(element)
            word, role = BLOCKS[name]
            text = block_text(element)
            if word:
                sink.text(step(word), text, role)
            else:
                said.setdefault("", []).append(text)
        elif element.text and element.text.strip():
            said.setdefault("hidden:1", []).append(element.text)
        if element.tail and element.tail.strip() and element not in inside:
            said.setdefault("hidden:1", []).append(element.tail)
        _attributes(element, said, sink)
    for outer in (*root.itersiblings(preceding=True), *root.itersiblings()):
        sink.text(step("comment"), outer.text or "", Role.COMMENT)
    for place, texts in said.items():
        role = {"": Role.BODY, "attribute:1": Role.ATTRIBUTE}.get(place, Role.HIDDEN)
        sink.text(place, "\n".join(texts), role)
    for entity in entities(tree):
        sink.text(step("entity"), entity, Role.HIDDEN)


def block_text(element: etree._Element) -> str:
    """The text of an element with all that stands in it."""
    return "".join(text for text in element.itertext(tag=None) if isinstance(text, str)).strip()


def entities(tree: etree._ElementTree) -> list[str]:
    """What the document's own entities stand for."""
    declared = tree.docinfo.internalDTD
    if declared is None:
        return []
    return [entity.content for entity in declared.iterentities() if entity.content]


def _attributes(element: etree._Element, said: dict[str, list[str]], sink: Sink) -> None:
    for key, value in element.attrib.items():
        name = local(key)
        if name in ("href", "src"):
            found = embedded(value)
            if found is not None:
                sink.file("embedded:1", found[1], "", found[0])
            elif not value.startswith("#"):
                sink.text("link:1", value, Role.LINK)
        elif telling(name, value):
            said.setdefault("attribute:1", []).append(value)
