"""A workbook's number formats: which cells are dates, and what formats say themselves."""

from __future__ import annotations

import re

from dlp.model import Role
from dlp.read.files.ooxml.reader import PackageReader
from dlp.read.files.ooxml.workbook import NumberFormats
from dlp.read.files.xmlparts import find, first

_WORDS = re.compile(r'"[^"]*[^\W\d_]{3,}[^"]*"')


def read_styles(reader: PackageReader, formats: NumberFormats, key: str) -> None:
    """Fill `formats` from the part `key`, and give what formats and styles say in words."""
    part = reader.open(key, "styles", "styleSheet")
    if part is None:
        return
    codes: dict[int, str] = {}
    for each in find(part.root, "numFmt"):
        number = each.get("numFmtId") or ""
        if number.isdigit():
            codes[int(number)] = each.get("formatCode") or ""
    cells = first(part.root, "cellXfs")
    for each in () if cells is None else cells:
        number = each.get("numFmtId") or "0"
        at = int(number) if number.isdigit() else 0
        formats.by_style.append((at, codes.get(at, "")))
    words = [code for code in codes.values() if _WORDS.search(code)]
    words += [
        each.get("name") or "" for each in find(part.root, "cellStyle") if not each.get("builtinId")
    ]
    part.seen.update(words)
    reader.sink.text("styles", "\n".join(dict.fromkeys(words)), Role.ATTRIBUTE)
    reader.rest(part)
