"""DrawingML and VML: text in shapes, tables, charts and diagrams; alternative texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest

from dlp.model import Role
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader
from dlp.read.files.xmlparts import Element, attribute, find, first, local, telling

#: elements that carry a shape's names and alternative texts
_DESCRIBED = ("docPr", "cNvPr", "shape", "rect", "oval", "roundrect", "line", "shapetype", "image")
_ALTERNATIVE = ("name", "descr", "title", "alt")


def chosen(node: Element) -> Iterable[Element]:
    """What a program of today shows of an ``AlternateContent``: its first choice."""
    branch = first(node, "Choice")
    if branch is None or not len(branch):
        branch = first(node, "Fallback")
    return () if branch is None else branch


def paragraph_text(node: Element, seen: set[str]) -> str:
    """A DrawingML paragraph, joined over its runs."""
    out: list[str] = []
    for each in node.iter():
        name = local(each)
        if name == "t" and each.text:
            out.append(each.text)
            seen.add(each.text)
        elif name == "br":
            out.append("\n")
        elif name == "tab":
            out.append("\t")
    return "".join(out)


def shapes_text(node: Element, seen: set[str]) -> str:
    """All text under `node` in its order: a paragraph a line, a table's row a line."""
    lines = [line for line in _blocks(node, seen) if line]
    return "\n".join(lines)


def _blocks(node: Element, seen: set[str]) -> Iterator[str]:
    for child in node:
        name = local(child)
        if name == "p":
            yield paragraph_text(child, seen)
        elif name == "tr":
            cells = (cell for cell in child if local(cell) == "tc")
            yield "\t".join(" ".join(_blocks(cell, seen)) for cell in cells)
        elif name == "AlternateContent":
            for each in chosen(child):
                yield from _blocks_of(each, seen)
        elif name:
            yield from _blocks(child, seen)


def _blocks_of(node: Element, seen: set[str]) -> Iterator[str]:
    """As `_blocks`, for one node of an alternative, which may be a paragraph itself."""
    if local(node) == "p":
        yield paragraph_text(node, seen)
    else:
        yield from _blocks(node, seen)


def alternatives(node: Element, seen: set[str]) -> Iterator[str]:
    """Alternative texts and names of the shapes under `node`, one shape at a time; links' tips."""
    for shape in find(node, *_DESCRIBED):
        said: dict[str, None] = {}
        for name in _ALTERNATIVE:
            value = attribute(shape, name)
            seen.add(value)
            if telling("name", value):
                said[value] = None
        for link in find(shape, "hlinkClick", "hlinkHover"):
            tip = link.get("tooltip") or ""
            seen.add(tip)
            if tip:
                said[tip] = None
        if said:
            yield "\n".join(said)


def word_art(node: Element, seen: set[str]) -> Iterator[str]:
    """Text set as a picture: most watermarks are that."""
    for path in find(node, "textpath"):
        text = path.get("string") or ""
        seen.add(text)
        if text:
            yield text


def read_drawing(reader: PackageReader, part: OoxmlPart) -> None:
    """A sheet's drawing, a chart's shapes, a VML drawing: text and alternative texts."""
    seen = part.seen
    reader.sink.text(part.at("shapes"), shapes_text(part.root, seen))
    for text in word_art(part.root, seen):
        reader.sink.text(reader.number(part.step, "shape"), text)
    read_alternatives(reader, part)


def read_alternatives(reader: PackageReader, part: OoxmlPart) -> None:
    """The alternative texts of all shapes in the part."""
    for text in alternatives(part.root, part.seen):
        reader.sink.text(reader.number(part.step, "alt"), text, Role.ATTRIBUTE)


def read_chart(reader: PackageReader, part: OoxmlPart) -> None:
    """Titles a line each, then the cached values as a table: categories, then a column a series."""
    seen = part.seen
    titles: list[str] = []
    columns: list[list[str]] = []
    for series in find(part.root, "ser"):
        name = _points(first(series, "tx"), seen)
        columns += [
            _points(holder, seen)
            for tag in ("cat", "xVal")
            if not columns and (holder := first(series, tag)) is not None
        ]
        for tag in ("val", "yVal", "bubbleSize"):
            if (holder := first(series, tag)) is not None:
                columns.append([" ".join(name), *_points(holder, seen)])
    if columns and columns[0] and len(columns) > 1:
        columns[0] = ["", *columns[0]]
    titles += [paragraph_text(each, seen) for each in find(part.root, "p")]
    # chartex: values stand in <cx:pt>, labels in <cx:v>
    table = ["\t".join(row) for row in zip_longest(*columns, fillvalue="")]
    extra = [v.text for v in find(part.root, "v", "pt") if v.text and v.text not in seen]
    seen.update(extra)
    formulas = [f.text for f in find(part.root, "f") if f.text]
    seen.update(formulas)
    lines = [*filter(None, titles), *table, *dict.fromkeys(extra)]
    reader.sink.text(part.step, "\n".join(lines))
    reader.sink.text(part.at("formula"), "\n".join(dict.fromkeys(formulas)), Role.HIDDEN)


def _points(holder: Element | None, seen: set[str]) -> list[str]:
    if holder is None:
        return []
    values = [v.text for v in find(holder, "v") if v.text]
    seen.update(values)
    return values


def read_diagram(reader: PackageReader, part: OoxmlPart) -> None:
    """SmartArt: its points, a line each."""
    reader.sink.text(part.step, shapes_text(part.root, part.seen))
    read_alternatives(reader, part)
