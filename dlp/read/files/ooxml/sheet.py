"""One sheet: its cells row by row, and what stands around them.

Sheets are read as a stream: a row is forgotten once it is read. Only cells that are there cost
anything, however far apart they stand. Source: ISO/IEC 29500-1 §18.3.
"""

from __future__ import annotations

import re

from dlp.model import Role, Spot, Unread
from dlp.read.files.base import CannotRead
from dlp.read.files.numbers import CARD_WORDS, restored, shown
from dlp.read.files.ooxml.excel import rich_text
from dlp.read.files.ooxml.reader import PackageReader
from dlp.read.files.ooxml.workbook import Workbook
from dlp.read.files.xmlparts import (
    Element,
    XmlStream,
    find,
    leftovers,
    local,
    parse_quietly,
    read_remarks,
)

#: empty cells that are kept, so that a value stands under its header
_WIDEST_GAP = 64
#: most cells read of one workbook
_MOST_CELLS = 500_000
#: formulas that only refer and reckon
_REFERENCES = re.compile(r"[A-Z0-9$:+\-*/^&<>=(),.;% ]*")
#: what stands around the cells: element, step, role
_AROUND = {
    "headerFooter": ("header", Role.BODY),
    "dataValidations": ("validation", Role.ATTRIBUTE),
    "conditionalFormatting": ("condition", Role.ATTRIBUTE),
    "hyperlinks": ("link", Role.LINK),
    "protectedRanges": ("protected", Role.ATTRIBUTE),
    "scenarios": ("scenario", Role.HIDDEN),
    "customSheetViews": ("view", Role.HIDDEN),
    "extLst": ("extension", Role.ATTRIBUTE),
}


class OoxmlSheetReader:
    """Reads the sheet in the part `key`, whose steps begin with `step`."""

    def __init__(self, reader: PackageReader, key: str, step: str) -> None:
        self.reader, self.key, self.step = reader, key, step
        self.book = reader.book or Workbook()
        self._text: list[str] = []
        self._length = 0
        self._spots: list[Spot] = []
        self._formulas: list[tuple[str, str]] = []
        self._restored: list[tuple[str, str, str]] = []
        self._headers: dict[int, str] = {}
        self._beside = ""
        #: letters of a column → its number, 0 for what is none
        self._columns: dict[str, int] = {}
        self._seen: set[str] = set()
        self._strange: list[str] = []

    def read(self, data: bytes) -> None:
        """Give the cells, then formulas, then the rest."""
        sink, role = self.reader.sink, self._role()
        try:
            for node in XmlStream(data, "row", *_AROUND):
                if local(node) == "row":
                    self._row(node)
                else:
                    self._around(node)
        except CannotRead as cannot:
            sink.partial(self.step, cannot.reason, cannot.why)
        self.reader.held_text = self.reader.held_text or bool(self._text)
        sink.text(self.step, "".join(self._text), role, tuple(self._spots))
        self._give(f"{self.step}/formula", self._formulas, Role.HIDDEN)
        self._give_restored()
        sink.text(f"{self.step}/more", "\n".join(filter(None, self._strange)), Role.HIDDEN)
        read_remarks(data, sink, self.step)
        self._rest(data)

    def _role(self) -> Role:
        return Role.HIDDEN if self.step in self.book.hidden else Role.BODY

    # ------------------------------------------------------------------ cells

    def _row(self, row: Element) -> None:
        column, width, at = 0, 0, self._length
        pieces: list[str] = []
        self._beside = ""
        for cell in row:
            if cell.tag[-2:] != "}c" and local(cell) != "c":
                continue
            column += 1
            ref = cell.get("r") or ""
            letters = ref.rstrip("0123456789").replace("$", "")
            known = self._columns.get(letters)
            if known is None:
                known = self._columns[letters] = _column(letters)
            if known:
                column = known
            else:
                ref = f"{_letters(column)}{row.get('r') or '?'}"
            text = self._cell(cell, ref, column)
            if not text:
                continue
            # empty cells are kept, so that a value stands under its header
            gap = min(column - width if width else column - 1, _WIDEST_GAP)
            pieces.append("\t" * gap + text if gap else text)
            self._spots.append(Spot(at + gap, ref))
            at += gap + len(text)
            width = column
        if pieces:
            self._text.append("".join(pieces) + "\n")
            self._length = at + 1
        if len(self._spots) > _MOST_CELLS:
            raise CannotRead(Unread.TOO_LARGE, "more cells than the limit")
        if self._length > self.reader.sink.limits.text:
            raise CannotRead(Unread.TOO_LARGE, "more text than the limit")

    def _cell(self, cell: Element, ref: str, column: int) -> str:
        kind, stored, inline = cell.get("t") or "n", "", ""
        for child in cell:
            tag = child.tag
            if tag[-2:] == "}v":
                stored = child.text or ""
            elif tag[-2:] == "}f":
                formula = child.text or ""
                if formula and not _REFERENCES.fullmatch(formula):
                    self._formulas.append((formula, ref))
            elif tag[-3:] == "}is":
                inline = rich_text(child, self._seen)
            else:
                self._strange += ["".join(child.itertext())]
        if kind == "n":
            text = self._number(stored, cell.get("s"), ref, column) if stored else ""
        elif kind == "s" and stored.isdigit():
            at = int(stored)
            self.book.used.add(at)
            text = self.book.strings[at] if at < len(self.book.strings) else ""
        elif kind == "b":
            text = {"1": "TRUE", "0": "FALSE"}.get(stored, stored)
        else:
            text = stored
        if inline and inline != text:
            text = f"{text} {inline}".strip()
        if text and not text[0].isdigit():
            self._headers[column] = self._beside = text[:200]
        return text

    def _number(self, stored: str, style: str | None, ref: str, column: int) -> str:
        number, code = self.book.formats.of(style)
        if not number and len(stored) < 16 and "E" not in stored:
            return stored
        text = shown(stored, code, number, self.book.old_epoch)
        if len(text) >= 16:
            digits = "".join(char for char in text if char.isdigit())
            if len(digits) == 16 and (card := restored(digits)):
                said = f"{self._beside} {self._headers.get(column, '')}"
                self._restored.append((card, ref, said))
        return text

    def _give(self, step: str, texts: list[tuple[str, str]], role: Role) -> None:
        spots, lines, at = [], [], 0
        for text, ref in texts:
            spots.append(Spot(at, ref))
            lines.append(text)
            at += len(text) + 1
        self.reader.sink.text(step, "\n".join(lines), role, tuple(spots))

    def _give_restored(self) -> None:
        """Card numbers that lost their last digit: only where a header speaks of cards, or where
        three in one sheet look so (one number in ten ends in a zero anyway)."""
        many = len(self._restored) >= 3
        cards = [
            (f"card number\t{card}", ref)
            for card, ref, header in self._restored
            if many or CARD_WORDS.search(header)
        ]
        self._give(f"{self.step}/restored", cards, self._role())

    # ------------------------------------------------------------------ around the cells

    def _around(self, node: Element) -> None:
        called, role = _AROUND[local(node)]
        if called == "header":
            lines = [_without_codes(each.text or "") for each in node]
            self._seen.update(each.text or "" for each in node)
            text = "\n".join(line for line in lines if line.strip())
            self.reader.sink.text(f"{self.step}/header-footer", text, role)
            return
        if called == "link":
            words = [
                value
                for each in find(node, "hyperlink")
                for name in ("display", "tooltip", "location")
                if (value := each.get(name))
            ]
            self._seen.update(words)
            self.reader.sink.text(f"{self.step}/link", "\n".join(words), role)
            return
        lines = []
        for each in node.iter():
            name = local(each)
            if name in ("formula", "formula1", "formula2", "f") and each.text:
                lines.append(each.text)
            lines += [
                value
                for key, value in each.attrib.items()
                if key in _SAID and value and value not in lines
            ]
        self._seen.update(lines)
        more = leftovers(node, self._seen)
        text = "\n".join([*lines, *([more] if more else [])])
        self._seen.update(text.split("\n"))
        self.reader.sink.text(f"{self.step}/{called}", text, role)

    def _rest(self, data: bytes) -> None:
        """Strings of elements that were not asked for: what `_AROUND` and rows leave out."""
        outside = _ROWS.sub(b"", data) if len(_ROWS_EDGE.findall(data)) == 2 else data
        root = parse_quietly(outside)
        if root is not None:
            self.reader.sink.text(f"{self.step}/more", leftovers(root, self._seen), Role.ATTRIBUTE)


#: what holds the rows
_ROWS = re.compile(rb"<(?:\w+:)?sheetData[\s>].*</(?:\w+:)?sheetData\s*>", re.DOTALL)
_ROWS_EDGE = re.compile(rb"<(?:\w+:)?sheetData[\s>/]|</(?:\w+:)?sheetData")
_SAID = frozenset(
    "prompt promptTitle error errorTitle name comment user val text userName description".split()
)
#: codes of headers and footers (§18.3.1.46): fonts, sizes, colours, fields
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z+-]|&)')


def _without_codes(text: str) -> str:
    return _CODES.sub(lambda m: {"&L": "\n", "&C": "\n", "&R": "\n", "&&": "&"}.get(m[0], ""), text)


def _column(letters: str) -> int:
    """``C`` → 3; 0 for what names no column."""
    if not 1 <= len(letters) <= 3 or not (letters.isascii() and letters.isalpha()):
        return 0
    number = 0
    for char in letters.upper():
        number = number * 26 + ord(char) - 64
    return number


def _letters(column: int) -> str:
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
