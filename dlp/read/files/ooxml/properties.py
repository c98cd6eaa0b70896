"""Document properties, sensitivity labels, custom XML, signatures.

Sources: ISO/IEC 29500-1 §15.2.12, -2 §8.3 and §9; [MS-OFFCRYPTO] §2.6 (labels in docMetadata).
"""

from __future__ import annotations

import base64
import binascii

from dlp.model import Role
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader
from dlp.read.files.xmlparts import Element, attribute, find, leftovers, local

#: core properties as programs call them
_CORE = {
    "title": "Title",
    "subject": "Subject",
    "creator": "Author",
    "keywords": "Keywords",
    "description": "Comments",
    "lastModifiedBy": "Last author",
    "category": "Category",
    "contentStatus": "Status",
    "identifier": "Identifier",
    "version": "Version",
    "contentType": "Content type",
    "language": "Language",
}
#: what a program says of itself
_DULL = frozenset(
    "created modified lastPrinted revision Application AppVersion Pages Words Characters Lines"
    " Paragraphs Slides Notes HiddenSlides TotalTime DocSecurity ScaleCrop LinksUpToDate SharedDoc"
    " HyperlinksChanged CharactersWithSpaces MMClips PresentationFormat".split()
)
#: parts of a signature that are numbers
_NUMBERS = ("DigestValue", "SignatureValue", "X509SerialNumber", "SPSignatureTime")
_PICTURES = ("SignatureImage", "ValidSigLnImg", "Object")


def read_core(reader: PackageReader, part: OoxmlPart) -> None:
    """Title, author, keywords, …"""
    for node in part.root:
        _property(reader, part, _CORE.get(local(node), local(node)), node)


def read_extended(reader: PackageReader, part: OoxmlPart) -> None:
    """Company, manager, …; and custom properties, which share the root's name."""
    names = [attribute(node, "name") for node in find(part.root, "property")]
    reader.sink.text("property-names", "\n".join(names), Role.ATTRIBUTE)
    for node in part.root:
        if local(node) == "property":
            _property(reader, part, attribute(node, "name"), node)
        elif local(node) not in _DULL:
            _property(reader, part, local(node), node)
        elif node.text:
            part.seen.add(node.text)


def _property(reader: PackageReader, part: OoxmlPart, name: str, node: Element) -> None:
    texts = [text for text in node.itertext() if text and not text.isspace()]
    part.seen.update((*texts, name))
    if local(node) in _DULL or name == "HeadingPairs":
        return
    reader.sink.property(name, "\n".join(texts))


def read_labels(reader: PackageReader, part: OoxmlPart) -> None:
    """Sensitivity labels, under the names that they have among custom properties."""
    for label in find(part.root, "label"):
        guid = attribute(label, "id").strip("{}")
        for name, value in label.attrib.items():
            key = name.rpartition("}")[2]
            if key != "id":
                part.seen.add(str(value))
                called = "Enabled" if key == "enabled" else key[:1].upper() + key[1:]
                value = {"1": "true", "0": "false"}.get(value, value) if key == "enabled" else value
                reader.sink.property(f"MSIP_Label_{guid}_{called}", str(value))


def read_signature(reader: PackageReader, part: OoxmlPart) -> None:
    """A digital signature: who signed, and the pictures in it; not its numbers."""
    seen = part.seen
    for node in find(part.root, *_NUMBERS):
        seen.add(node.text or "")
    for node in find(part.root, "X509Certificate", *_PICTURES):
        if (data := _decoded(node.text or "")) is not None:
            seen.add(node.text or "")
            if local(node) != "X509Certificate":
                reader.sink.file(reader.number(part.step, "image"), data)
    reader.sink.text(part.step, leftovers(part.root, seen), Role.ATTRIBUTE)
    seen.update(text for text in part.root.itertext() if text)


def _decoded(text: str) -> bytes | None:
    if len(text) < 64:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def read_custom(reader: PackageReader, part: OoxmlPart) -> None:
    """Custom XML: whatever somebody put there, element by element."""
    lines: list[str] = []
    for node in part.root.iter():
        said = [str(value) for value in node.attrib.values()] if isinstance(node.tag, str) else []
        text = (node.text or "").strip()
        said += [text] if text else []
        part.seen.update((*said, node.text or ""))
        lines += [line for line in said if not line.startswith(("http://schemas.", "{"))]
        if node.tail and node.tail.strip():
            part.seen.add(node.tail)
            lines.append(node.tail.strip())
    reader.sink.text(part.step, "\n".join(lines), Role.HIDDEN)
