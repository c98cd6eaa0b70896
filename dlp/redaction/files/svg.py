"""SVG without values: text nodes, attributes, comments and pictures inside, in place."""

from __future__ import annotations

import base64
import html
import re
import xml.etree.ElementTree as Expat
from collections.abc import Iterable

from lxml import etree

from dlp.read.files.base import CannotRead, File
from dlp.read.files.svg import BLOCKS, embedded, entities, local, parse
from dlp.redaction.files.base import CannotRedact, ValueReplacer

_TAG = re.compile(r"<[^>]*>")


def redact_svg(file: File, replacer: ValueReplacer) -> bytes:
    """The drawing without the values. Raises `CannotRedact`."""
    try:
        tree = parse(file.data)
    except CannotRead:
        raise CannotRedact("unreadable") from None
    if any(map(replacer.touches, entities(tree))):
        raise CannotRedact("entities")
    root = tree.getroot()
    inside: set[object] = set()
    for element in list(root.iter()):
        if local(element.tag) in BLOCKS and element not in inside:
            _block(element, replacer)
            inside.update(element.iter())
        elif element not in inside:
            element.text = element.text and replacer.clean(element.text)
        if element.tail and element not in inside:
            element.tail = replacer.clean(element.tail)
        if isinstance(element.tag, str):
            _attributes(element, file, replacer)
    for outer in (*root.itersiblings(preceding=True), *root.itersiblings()):
        outer.text = outer.text and replacer.clean(outer.text)
    codec = tree.docinfo.encoding or "UTF-8"
    written: bytes = etree.tostring(tree, encoding=codec, xml_declaration=True)
    return written


def _block(element: etree._Element, replacer: ValueReplacer) -> None:
    """Replace values in the text of `element`, also where they run over the elements in it."""
    pieces: list[tuple[etree._Element, str, str]] = []

    def gather(node: etree._Element) -> None:
        if isinstance(node.tag, str) or node.tag is etree.Comment:
            pieces.append((node, "text", node.text or ""))
        for child in node:
            gather(child)
            pieces.append((child, "tail", child.tail or ""))

    gather(element)
    words = [piece for piece in pieces if piece[0].tag is not etree.Comment or piece[1] == "tail"]
    whole = "".join(text for _, _, text in words)
    spans = replacer.spans(whole)
    at = 0
    for node, part, text in words:
        cleaned, here = "", 0
        for start, end, mask in spans:
            first, last = max(start - at, 0), min(end - at, len(text))
            if first >= last:
                continue
            cleaned += text[here:first] + (mask if start >= at else "")
            here = last
        if here:
            setattr(node, part, cleaned + text[here:])
        at += len(text)
    for node, part, text in pieces:
        if node.tag is etree.Comment and part == "text":
            node.text = replacer.clean(text)


def _attributes(element: etree._Element, file: File, replacer: ValueReplacer) -> None:
    for key, value in element.attrib.items():
        found = embedded(value) if local(key) in ("href", "src") else None
        if found is None:
            if replacer.touches(value):
                element.attrib[key] = replacer.clean(value)
            continue
        cleaned = replacer.file(file, "embedded:1", found[1], "", found[0])
        if cleaned != found[1]:
            plain = base64.b64encode(cleaned).decode("ascii")
            element.attrib[key] = f"data:{found[0]};base64,{plain}"


def second(data: bytes) -> Iterable[str]:
    """What expat finds, and the bytes as text without tags."""
    text = data.decode("utf-8", "replace")
    yield html.unescape(text)
    yield html.unescape(_TAG.sub("", text))
    try:
        root = Expat.fromstring(data)  # noqa: S314 - expat bounds what entities expand to
    except Expat.ParseError:
        return
    yield "".join(root.itertext())
    for element in root.iter():
        yield from element.attrib.values()
