"""SpreadsheetML around the sheets: the workbook, shared strings, comments, tables, pivots, links.

Source: ISO/IEC 29500-1 §18, [MS-XLSX] for threaded comments.
"""

from __future__ import annotations

import re

from dlp.model import Role, Spot
from dlp.read.files.ooxml.office import Office, Part
from dlp.read.files.ooxml.styles import read_styles
from dlp.read.files.ooxml.workbook import Workbook
from dlp.read.files.xmlparts import Element, attribute, find, first, local
from dlp.read.paths import safe_name

_HIDDEN = ("hidden", "veryHidden")
#: names that a program defines by itself
_OWN_NAMES = re.compile(r"_xlnm\.(?:Print_Area|Print_Titles|_FilterDatabase)")


def read_workbook(office: Office, part: Part) -> None:
    """The workbook: its sheets in their order, its names, its links."""
    seen = part.seen
    book = office.book = Workbook()
    for properties in find(part.root, "workbookPr"):
        book.old_epoch = attribute(properties, "date1904") in ("1", "true", "on")
    by_id = {link.id: link for link in office.links(part.key)}
    for link in by_id.values():
        if link.kind == "sharedStrings" and not link.external:
            _read_strings(office, link.target)
        elif link.kind == "styles" and not link.external:
            read_styles(office, book.formats, link.target)
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
        office.sink.text(f"sheet-name:{number}", name, Role.NAME)
    for defined in find(part.root, "definedName"):
        _read_name(office, part, defined)
    for key, step in sheets:
        if key in by_id:
            office.visit(by_id[key], step)
    unused = [text for at, text in enumerate(book.strings) if at not in book.used]
    office.sink.text("unused-strings", "\n".join(unused), Role.HIDDEN)


def _read_name(office: Office, part: Part, defined: Element) -> None:
    name, formula = defined.get("name") or "", defined.text or ""
    remarks = [defined.get(key) or "" for key in ("comment", "description", "help", "statusBar")]
    part.seen.update((name, formula, *remarks))
    if not _OWN_NAMES.fullmatch(name):
        text = "\n".join(filter(None, (f"{name}\t{formula}", *remarks)))
        office.sink.text(f"defined-name:{safe_name(name)}", text, Role.ATTRIBUTE)


def _read_strings(office: Office, key: str) -> None:
    part = office.open(key, "strings")
    if part is None:
        return
    assert office.book is not None
    readings: list[str] = []
    for item in part.root:
        if local(item) != "si":
            continue
        office.book.strings.append(rich_text(item, part.seen))
        readings += [text for run in find(item, "rPh") if (text := rich_text(run, part.seen))]
    office.held_text = office.held_text or bool(office.book.strings)
    office.sink.text("phonetic", "\n".join(readings), Role.HIDDEN)
    office.rest(part)
    office.follow(part.key, "")


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


def read_sheet_comments(office: Office, part: Part) -> None:
    """Comments of a sheet, with who wrote them and where."""
    seen = part.seen
    authors = [each.text or "" for each in find(part.root, "author")]
    seen.update(authors)
    office.sink.text(part.at("comment-authors"), "\n".join(authors), Role.ATTRIBUTE)
    for comment in find(part.root, "comment"):
        text = first(comment, "text")
        if text is not None:
            step = office.number(part.step, "comment")
            spots = (Spot(0, comment.get("ref") or ""),)
            office.sink.text(step, rich_text(text, seen), Role.COMMENT, spots)


def read_threads(office: Office, part: Part) -> None:
    """Threaded comments ([MS-XLSX] §2.6.205)."""
    for comment in find(part.root, "threadedComment"):
        text = first(comment, "text")
        if text is not None:
            part.seen.add(text.text or "")
            spots = (Spot(0, comment.get("ref") or ""),)
            step = office.number(part.step, "comment")
            office.sink.text(step, text.text or "", Role.COMMENT, spots)


# --------------------------------------------------------------------------- tables, pivots, links


def read_table(office: Office, part: Part) -> None:
    """A table's names, columns and formulas."""
    seen = part.seen
    lines: list[str] = []
    for node in part.root.iter():
        for name in ("name", "displayName", "totalsRowLabel", "comment"):
            value = node.get(name) if isinstance(node.tag, str) else None
            if value and value not in seen:
                lines.append(value)
                seen.add(value)
    office.sink.text(part.step, "\n".join(lines), Role.ATTRIBUTE)


def read_pivot_cache(office: Office, part: Part) -> None:
    """A pivot cache keeps a copy of the data, also of what was deleted since."""
    fields: dict[int, list[str]] = {}
    lines: list[str] = []
    for number, field in enumerate(find(part.root, "cacheField")):
        name = field.get("name") or ""
        items = [v for item in find(field, *_ITEMS) if (v := item.get("v"))]
        part.seen.update((name, *items))
        fields[number] = items
        lines.append("\n".join(filter(None, (name, *items))))
    office.sink.text(part.step, "\n".join(lines), Role.HIDDEN)


_ITEMS = ("s", "n", "d", "b", "e")


def read_pivot_records(office: Office, part: Part) -> None:
    """The records of a pivot cache: a row a line."""
    rows = []
    for record in find(part.root, "r"):
        cells = [item.get("v") or "" for item in record]
        part.seen.update(cells)
        rows.append("\t".join(cells))
    office.sink.text(part.step, "\n".join(rows), Role.HIDDEN)


def read_external(office: Office, part: Part) -> None:
    """Another workbook's cells, as they were when last looked at."""
    seen = part.seen
    names = [v for s in find(part.root, "sheetName", "definedName") for v in s.attrib.values()]
    seen.update(names)
    rows = []
    for row in find(part.root, "row"):
        values = [v.text or "" for v in find(row, "v")]
        seen.update(values)
        rows.append("\t".join(values))
    office.sink.text(part.step, "\n".join([*names, *rows]), Role.HIDDEN)
