"""A workbook's number formats: which cells are dates, and what formats say themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dlp.model import Role
from dlp.read.files.xmlparts import find, first

if TYPE_CHECKING:
    from dlp.read.files.ooxml.office import Office

_WORDS = re.compile(r'"[^"]*[^\W\d_]{3,}[^"]*"')


@dataclass(slots=True)
class Styles:
    """`formats` by style index: the format's number and its code."""

    formats: list[tuple[int, str]] = field(default_factory=list)

    def of(self, style: str | None) -> tuple[int, str]:
        """Number and code of the format that a cell's style index means."""
        try:
            return self.formats[int(style or 0)]
        except (ValueError, IndexError):
            return 0, ""


def read_styles(office: Office, styles: Styles, key: str) -> None:
    """Fill `styles` from the part `key`, and give what formats and styles say in words."""
    part = office.open(key, "styles", "styleSheet")
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
        styles.formats.append((at, codes.get(at, "")))
    words = [code for code in codes.values() if _WORDS.search(code)]
    words += [
        each.get("name") or "" for each in find(part.root, "cellStyle") if not each.get("builtinId")
    ]
    part.seen.update(words)
    office.sink.text("styles", "\n".join(dict.fromkeys(words)), Role.ATTRIBUTE)
    office.rest(part)
