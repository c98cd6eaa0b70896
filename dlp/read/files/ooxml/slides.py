"""PresentationML: slides in their order, notes, comments, masters, layouts.

Source: ISO/IEC 29500-1 §19, [MS-PPTX] for threaded comments.
"""

from __future__ import annotations

from dlp.model import Role
from dlp.read.files.ooxml.drawing import read_alternatives, shapes_text
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader
from dlp.read.files.xmlparts import attribute, find, local


def read_presentation(reader: PackageReader, part: OoxmlPart) -> None:
    """The slides in the order they are shown; names of shows and sections."""
    by_id = {link.id: link for link in reader.links(part.key)}
    for slide in find(part.root, "sldId"):
        key = next((v for k, v in slide.attrib.items() if k.endswith("}id")), "")
        if key in by_id:
            reader.visit(by_id[key])
    names = [n for each in find(part.root, "custShow", "section") if (n := each.get("name"))]
    part.seen.update(names)
    reader.sink.text("shows", "\n".join(names), Role.ATTRIBUTE)


def read_slide(reader: PackageReader, part: OoxmlPart) -> None:
    """A slide, its notes, a master or a layout: shapes in their order."""
    hidden = attribute(part.root, "show") in ("0", "false")
    text = shapes_text(part.root, part.seen)
    reader.sink.text(part.step, text, Role.HIDDEN if hidden else Role.BODY)
    name = next((attribute(each, "name") for each in find(part.root, "cSld")), "")
    part.seen.add(name)
    reader.sink.text(part.at("name"), name, Role.ATTRIBUTE)
    read_alternatives(reader, part)


def read_slide_comments(reader: PackageReader, part: OoxmlPart) -> None:
    """Comments and their replies, of either generation."""
    seen = part.seen
    for comment in find(part.root, "cm", "reply"):
        own = [child for child in comment if local(child) in ("text", "txBody")]
        text = "\n".join(
            (child.text or "") if local(child) == "text" else shapes_text(child, seen)
            for child in own
        )
        seen.add(text)
        reader.sink.text(reader.number(part.step, "comment"), text, Role.COMMENT)


def read_authors(reader: PackageReader, part: OoxmlPart) -> None:
    """Who commented."""
    said: dict[str, None] = {}
    for author in part.root:
        for name in ("name", "initials", "userId"):
            if value := author.get(name) or "":
                said[value] = None
    part.seen.update(said)
    reader.sink.text("comment-authors", "\n".join(said), Role.ATTRIBUTE)


def read_tags(reader: PackageReader, part: OoxmlPart) -> None:
    """Names and values that programs attach to slides and shapes."""
    for tag in find(part.root, "tag"):
        name, value = attribute(tag, "name"), attribute(tag, "val")
        part.seen.update((name, value))
        reader.sink.text(reader.number(part.step, "tag"), f"{name}\t{value}", Role.PROPERTY)
