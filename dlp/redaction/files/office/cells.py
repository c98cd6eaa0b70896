"""Cells whose number is a value: they become text.

A number is looked at as it is stored, as its format shows it, and, for a card number that lost its
last digit to the spreadsheet, as what it was.
"""

from __future__ import annotations

from dlp.read.files.numbers import plain, restored, shown
from dlp.read.files.ooxml.workbook import NumberFormats
from dlp.read.files.package import Package, UnreadableMember
from dlp.read.files.xmlparts import Element, attribute, find, first, local, parse_quietly
from dlp.redaction.files.base import ValueReplacer


class Cells:
    """Cuts numbers in the sheets of one workbook."""

    def __init__(self, package: Package, replacer: ValueReplacer) -> None:
        self._replacer = replacer
        self._formats = NumberFormats()
        self._old_epoch = False
        for name, learn in (("xl/styles.xml", self._learn), ("xl/workbook.xml", self._epoch)):
            member = package.get(name)
            try:
                root = None if member is None else parse_quietly(package.read(member))
            except UnreadableMember:
                root = None
            if root is not None:
                learn(root)

    def _learn(self, root: Element) -> None:
        codes = {
            int(each.get("numFmtId") or 0): each.get("formatCode") or ""
            for each in find(root, "numFmt")
            if (each.get("numFmtId") or "").isdigit()
        }
        cells = first(root, "cellXfs")
        for each in () if cells is None else cells:
            number = each.get("numFmtId") or "0"
            at = int(number) if number.isdigit() else 0
            self._formats.by_style.append((at, codes.get(at, "")))

    def _epoch(self, root: Element) -> None:
        for each in find(root, "workbookPr"):
            self._old_epoch = attribute(each, "date1904") in ("1", "true", "on")

    def cut(self, root: Element) -> bool:
        """Cut the numbers of a sheet; whether any was a value."""
        changed = False
        for cell in find(root, "c"):
            stored = first(cell, "v")
            if stored is None or not stored.text or (cell.get("t") or "n") != "n":
                continue
            text = self._value(stored.text, cell.get("s"))
            if text:
                self._put(cell, stored, text)
                changed = True
        return changed

    def _value(self, stored: str, style: str | None) -> str:
        """What stands there instead, "" where the number is none of the values."""
        number, code = self._formats.of(style)
        seen = shown(stored, code, number, self._old_epoch)
        digits = "".join(char for char in seen if char.isdigit())
        for text in (seen, plain(stored), restored(digits) if len(digits) == 16 else ""):
            if text and self._replacer.touches(text):
                return self._replacer.clean(text)
        return ""

    @staticmethod
    def _put(cell: Element, stored: Element, text: str) -> None:
        formula = first(cell, "f")
        if formula is not None:
            # a formula's result; what it is made from is cut where it stands
            cell.set("t", "str")
            stored.text = text
            return
        space = str(cell.tag).rpartition("}")[0] + "}"
        cell.remove(stored)
        for child in list(cell):
            if local(child) == "is":
                cell.remove(child)
        inline = cell.makeelement(f"{space}is", {})
        said = cell.makeelement(f"{space}t", {})
        said.text = text
        inline.append(said)
        cell.append(inline)
        cell.set("t", "inlineStr")
