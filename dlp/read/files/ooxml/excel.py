"""SpreadsheetML around the sheets: the workbook, shared strings, comments, tables, pivots, links.

Source: ISO/IEC 29500-1 §18, [MS-XLSX] for threaded comments.
"""

from __future__ import annotations

import re

from dlp.model import Role, Spot
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader
from dlp.read.files.ooxml.styles import read_styles
from dlp.read.files.ooxml.workbook import Workbook
from dlp.read.files.xmlparts import Element, attribute, find, first, local
from dlp.read.paths import safe_name

_HIDDEN = ("hidden", "veryHidden")
#: names that a program defines by itself
_OWN_NAMES = re.compile(r"_xlnm\.(?:Print_Area|Print_Titles|_FilterDatabase)")


def read_workbook(reader: PackageReader, part: OoxmlPart) -> None:
    """The workbook: its sheets in their order, its names, its links."""
    seen = part.seen
    book = reader.book = Workbook()
    for properties in find(part.root, "workbookPr"):
        book.old_epoch = attribute(properties, "date1904") in ("1", "true", "on")
    by_id = {link.id: link for link in reader.links(part.key)}
    for link in by_id.values():
        if link.kind == "sharedStrings" and not link.external:
            _read_strings(reader, link.target)
        elif link.kind == "styles" and not link.external:
            read_styles(reader, book.formats, link.target)
    names: list[str] = []
    sheets = []
    for sheet in find(part.root, "sheet"):
        name = sheet.get("name") or ""
        seen.add(name)
        names.append(name)
        # by identifier of the relationship, not by the sheet's own
        key = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
        step = f"sheet:{safe_name(name) or len(names)}"
        if sheet.get("state") in _HIDDEN:
            book.hidden.add(step)
        sheets.append((key, step))
    for number, name in enumerate(names, 1):
        reader.sink.text(f"sheet-name:{number}", name, Role.NAME)
    for defined in find(part.root, "definedName"):
        _read_name(reader, part, defined)
    for key, step in sheets:
        if key in by_id:
            reader.visit(by_id[key], step)
    unused = [text for at, text in enumerate(book.strings) if at not in book.used]
    reader.sink.text("unused-strings", "\n".join(unused), Role.HIDDEN)


def _read_name(reader: PackageReader, part: OoxmlPart, defined: Element) -> None:
    name, formula = defined.get("name") or "", defined.text or ""
    remarks = [defined.get(key) or "" for key in ("comment", "description", "help", "statusBar")]
    part.seen.update((name, formula, *remarks))
    if not _OWN_NAMES.fullmatch(name):
        text = "\n".join(filter(None, (f"{name}\t{formula}", *remarks)))
        reader.sink.text(f"defined-name:{safe_name(name)}", text, Role.ATTRIBUTE)


def _read_strings(reader: PackageReader, key: str) -> None:
    part = reader.open(key, "strings")
    if part is None:
        return
    assert reader.book is not None
    readings: list[str] = []
    for item in part.root:
        if local(item) != "si":
            continue
        reader.book.strings.append(rich_text(item, part.seen))
        readings += [text for run in find(item, "rPh") if (text := rich_text(run, part.seen))]
    reader.held_text = reader.held_text or bool(reader.book.strings)
    reader.sink.text("phonetic", "\n".join(readings), Role.HIDDEN)
    reader.rest(part)
    reader.follow(part.key, "")


def rich_text(node: Element, seen: set[str]) -> str:
    """A string joined over its runs, without how it is pronounced."""
    out: list[str] = []
    for child in node:
        name = local(child)
        if name == "t":
            out.append(child.text or "")
        elif name == "r":
            out += [t.text or "" for t in find(child, "t")]
    seen.update(out)
    text = "".join(out)
    return _ESCAPED.sub(_unescape, text) if "_x" in text else text


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescape(match: re.Match[str]) -> str:
    """A character that XML cannot hold (§22.9.2.19), or that somebody hides so."""
    code = int(match[1], 16)
    return chr(code) if 32 <= code < 0xD800 or code >= 0xE000 or code in (9, 10) else ""


# --------------------------------------------------------------------------- comments


def read_sheet_comments(reader: PackageReader, part: OoxmlPart) -> None:
    """Comments of a sheet, with who wrote them and where."""
    seen = part.seen
    authors = [each.text or "" for each in find(part.root, "author")]
    seen.update(authors)
    reader.sink.text(part.at("comment-authors"), "\n".join(authors), Role.ATTRIBUTE)
    for comment in find(part.root, "comment"):
        text = first(comment, "text")
        if text is not None:
            step = reader.number(part.step, "comment")
            spots = (Spot(0, comment.get("ref") or ""),)
            reader.sink.text(step, rich_text(text, seen), Role.COMMENT, spots)


def read_threads(reader: PackageReader, part: OoxmlPart) -> None:
    """Threaded comments ([MS-XLSX] §2.6.205)."""
    for comment in find(part.root, "threadedComment"):
        text = first(comment, "text")
        if text is not None:
            part.seen.add(text.text or "")
            spots = (Spot(0, comment.get("ref") or ""),)
            step = reader.number(part.step, "comment")
            reader.sink.text(step, text.text or "", Role.COMMENT, spots)


# --------------------------------------------------------------------------- tables, pivots, links


def read_table(reader: PackageReader, part: OoxmlPart) -> None:
    """A table's names, columns and formulas."""
    seen = part.seen
    lines: list[str] = []
    for node in part.root.iter():
        for name in ("name", "displayName", "totalsRowLabel", "comment"):
            value = node.get(name) if isinstance(node.tag, str) else None
            if value and value not in seen:
                lines.append(value)
                seen.add(value)
    reader.sink.text(part.step, "\n".join(lines), Role.ATTRIBUTE)


def read_pivot_cache(reader: PackageReader, part: OoxmlPart) -> None:
    """A pivot cache keeps a copy of the data, also of what was deleted since."""
    fields: dict[int, list[str]] = {}
    lines: list[str] = []
    for number, field in enumerate(find(part.root, "cacheField")):
        name = field.get("name") or ""
        items = [v for item in find(field, *_ITEMS) if (v := item.get("v"))]
        part.seen.update((name, *items))
        fields[number] = items
        lines.append("\n".join(filter(None, (name, *items))))
    reader.sink.text(part.step, "\n".join(lines), Role.HIDDEN)


_ITEMS = ("s", "n", "d", "b", "e")


def read_pivot_records(reader: PackageReader, part: OoxmlPart) -> None:
    """The records of a pivot cache: a row a line."""
    rows = []
    for record in find(part.root, "r"):
        cells = [item.get("v") or "" for item in record]
        part.seen.update(cells)
        rows.append("\t".join(cells))
    reader.sink.text(part.step, "\n".join(rows), Role.HIDDEN)


def read_external(reader: PackageReader, part: OoxmlPart) -> None:
    """Another workbook's cells, as they were when last looked at."""
    seen = part.seen
    names = [v for s in find(part.root, "sheetName", "definedName") for v in s.attrib.values()]
    seen.update(names)
    rows = []
    for row in find(part.root, "row"):
        values = [v.text or "" for v in find(row, "v")]
        seen.update(values)
        rows.append("\t".join(values))
    reader.sink.text(part.step, "\n".join([*names, *rows]), Role.HIDDEN)
