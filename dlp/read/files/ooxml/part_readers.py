"""Which reader reads which part: by the name of its root element, whatever points to it."""

from __future__ import annotations

from collections.abc import Callable

from dlp.read.files.ooxml import drawing, excel, properties, slides, word
from dlp.read.files.ooxml.reader import OoxmlPart, PackageReader, PartReaders
from dlp.read.files.ooxml.sheet import OoxmlSheetReader
from dlp.read.files.ooxml.vba import read_macros
from dlp.read.files.xmlparts import attribute, find, first


def _comments(reader: PackageReader, part: OoxmlPart) -> None:
    if first(part.root, "commentList") is None:
        word.read_comments(reader, part)
    else:
        excel.read_sheet_comments(reader, part)


def _styles(reader: PackageReader, part: OoxmlPart) -> None:
    word.read_styles(reader, part)


def _theme(reader: PackageReader, part: OoxmlPart) -> None:
    """A theme's own name; the rest is colours and fonts."""
    name = attribute(part.root, "name")
    stock = {"Office", "Office Theme", "Office-Design", "Office 2013 - 2022 Theme"}
    if name not in stock:
        reader.sink.text(part.step, name)
    for each in find(part.root, "t"):
        part.seen.discard(each.text or "")


_PARTS: dict[str, Callable[[PackageReader, OoxmlPart], None]] = {
    "document": word.read_story,
    "hdr": word.read_story,
    "ftr": word.read_story,
    "glossaryDocument": word.read_story,
    "footnotes": word.read_notes,
    "endnotes": word.read_notes,
    "comments": _comments,
    "settings": word.read_settings,
    "styles": _styles,
    "people": word.read_people,
    "workbook": excel.read_workbook,
    "ThreadedComments": excel.read_threads,
    "personList": word.read_people,
    "table": excel.read_table,
    "pivotTableDefinition": excel.read_table,
    "pivotCacheDefinition": excel.read_pivot_cache,
    "pivotCacheRecords": excel.read_pivot_records,
    "externalLink": excel.read_external,
    "presentation": slides.read_presentation,
    "sld": slides.read_slide,
    "notes": slides.read_slide,
    "sldMaster": slides.read_slide,
    "sldLayout": slides.read_slide,
    "notesMaster": slides.read_slide,
    "handoutMaster": slides.read_slide,
    "cmLst": slides.read_slide_comments,
    "cmAuthorLst": slides.read_authors,
    "authorLst": slides.read_authors,
    "tagLst": slides.read_tags,
    "wsDr": drawing.read_drawing,
    "userShapes": drawing.read_drawing,
    "xml": drawing.read_drawing,
    "chartSpace": drawing.read_chart,
    "dataModel": drawing.read_diagram,
    "drawing": drawing.read_diagram,
    "theme": _theme,
    "coreProperties": properties.read_core,
    "Properties": properties.read_extended,
    "labelList": properties.read_labels,
    "Signature": properties.read_signature,
    "custom": properties.read_custom,
}

#: (root element, kind of relationship or "" for any) → step; one that ends in a colon is
#: numbered, one that begins with a slash stands by itself, whoever points to it
_STEPS: dict[tuple[str, str], str] = {
    ("document", ""): "",
    ("hdr", ""): "header:",
    ("ftr", ""): "footer:",
    ("footnotes", ""): "footnote",
    ("endnotes", ""): "endnote",
    ("comments", ""): "",
    ("glossaryDocument", ""): "glossary",
    ("settings", ""): "settings",
    ("styles", ""): "styles",
    ("people", ""): "people",
    ("personList", ""): "people",
    ("workbook", ""): "",
    ("ThreadedComments", ""): "",
    ("table", ""): "table:",
    ("pivotTableDefinition", ""): "pivot-table:",
    ("pivotCacheDefinition", ""): "/pivot:",
    ("pivotCacheRecords", ""): "records:",
    ("externalLink", ""): "external:",
    ("connections", ""): "connections",
    ("presentation", ""): "",
    ("sld", ""): "slide:",
    ("notes", ""): "notes",
    ("sldMaster", ""): "/master:",
    ("sldLayout", ""): "/layout:",
    ("notesMaster", ""): "/notes-master",
    ("handoutMaster", ""): "/handout-master",
    ("cmLst", ""): "",
    ("tagLst", ""): "",
    ("wsDr", ""): "",
    ("userShapes", ""): "shapes",
    ("xml", "vmlDrawing"): "",
    ("chartSpace", ""): "chart:",
    ("dataModel", ""): "diagram:",
    ("drawing", "diagramDrawing"): "diagram-drawing:",
    ("coreProperties", ""): "",
    ("Properties", ""): "",
    ("labelList", ""): "",
    ("theme", ""): "/theme",
    ("Signature", ""): "signature:",
}


def _sheet(reader: PackageReader, key: str, step: str, data: bytes) -> None:
    OoxmlSheetReader(reader, key, step).read(data)


ALL = PartReaders(_PARTS, _STEPS, _sheet, read_macros)
