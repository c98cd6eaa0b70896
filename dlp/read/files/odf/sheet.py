"""Sheets of an OpenDocument spreadsheet.

A cell or row that is repeated (up to 17 thousand million times in a small file) is read once, at
its first place. Source: OASIS OpenDocument 1.3 part 3 §9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dlp.model import Role, Spot, Unread
from dlp.read.files.base import Sink
from dlp.read.files.numbers import CARD_WORDS, plain, restored
from dlp.read.files.odf.story import OdfStory, plain_paragraphs
from dlp.read.files.odf.styles import OdfStyles
from dlp.read.files.xmlparts import Element, attribute, find, first, local
from dlp.read.paths import safe_name

_WIDEST_GAP = 64
_MOST_CELLS = 500_000
_REFERENCES = re.compile(r"(?:of:|oooc:|msoxl:)?=?[A-Z0-9$:+\-*/^&<>=(),.;%\[\] ]*")
_GROUPS = frozenset(
    "table-rows table-header-rows table-row-group table-columns table-header-columns".split()
)


class OdfSheet:
    """Reads one table of a spreadsheet."""

    def __init__(
        self, sink: Sink, styles: OdfStyles, number: Callable[[str, str], str], seen: set[str]
    ) -> None:
        self._sink, self._styles, self._number, self._seen = sink, styles, number, seen
        self._text: list[str] = []
        self._length = 0
        self._spots: list[Spot] = []
        self._formulas: list[tuple[str, str]] = []
        self._cards: list[tuple[str, str, str]] = []
        self._headers: dict[int, str] = {}
        self._beside = ""

    def read(self, table: Element, position: int) -> None:
        """Give the cells, then what stands beside them."""
        name = attribute(table, "name")
        self._seen.add(name)
        step = f"sheet:{safe_name(name) or position}"
        self._sink.text(f"sheet-name:{position}", name, Role.NAME)
        hidden = attribute(table, "style-name") in self._styles.hides_table
        role = Role.HIDDEN if hidden else Role.BODY
        story = OdfStory(self._sink, self._styles, self._number, self._seen)
        comments: list[tuple[Element, str]] = []
        line = 1
        for row in _rows(table):
            self._row(row, line, comments, story)
            line += _repeated(row, "number-rows-repeated")
            if len(self._spots) > _MOST_CELLS or self._length > self._sink.limits.text:
                self._sink.partial(step, Unread.TOO_LARGE, "more cells than the limit")
                break
        self._sink.text(step, "".join(self._text), role, tuple(self._spots))
        self._give(f"{step}/formula", self._formulas, Role.HIDDEN)
        many = len(self._cards) >= 3
        cards = [
            (f"card number\t{card}", at)
            for card, at, said in self._cards
            if many or CARD_WORDS.search(said)
        ]
        self._give(f"{step}/restored", cards, role)
        for comment, at in comments:
            self._comment(comment, step, at)
        story.give(step)
        for each in table:
            if local(each) in ("shapes", "forms", "title", "desc", "table-source", "scenario"):
                self._around(each, step, story)

    def _around(self, node: Element, step: str, story: OdfStory) -> None:
        said = [v for key in ("comment", "href", "table-name") if (v := attribute(node, key))]
        self._seen.update(said)
        self._sink.text(f"{step}/about", "\n".join(said), Role.ATTRIBUTE)
        story.read(node, f"{step}/shapes")

    def _row(
        self, row: Element, line: int, comments: list[tuple[Element, str]], story: OdfStory
    ) -> None:
        column, width, empty = 1, 0, True
        self._beside = ""
        for cell in row:
            if local(cell) not in ("table-cell", "covered-table-cell"):
                continue
            at = f"{_letters(column)}{line}"
            text = self._cell(cell, at, column, comments, story)
            if text:
                gap = column - 1 if empty else max(column - width, 1)
                self._add("\t" * min(gap, _WIDEST_GAP))
                self._spots.append(Spot(self._length, at))
                self._add(text)
                width, empty = column, False
            column += _repeated(cell, "number-columns-repeated")
        if not empty:
            self._add("\n")

    def _add(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _cell(
        self,
        cell: Element,
        at: str,
        column: int,
        comments: list[tuple[Element, str]],
        story: OdfStory,
    ) -> str:
        shown = plain_paragraphs(cell, self._seen)
        stored = ""
        for key in ("value", "date-value", "time-value", "string-value", "boolean-value"):
            stored = stored or attribute(cell, key)
        self._seen.add(stored)
        formula = attribute(cell, "formula")
        if formula:
            self._seen.add(formula)
            if not _REFERENCES.fullmatch(formula):
                self._formulas.append((formula, at))
        for child in cell:
            if local(child) == "annotation":
                comments.append((child, at))
            elif local(child) not in ("p", "h"):
                self._shapes(child, story)
        text = _told(shown, stored)
        digits = "".join(char for char in text if char.isdigit())
        if len(digits) == 16 and (card := restored(digits)):
            header = f"{self._beside} {self._headers.get(column, '')}"
            self._cards.append((card, at, header))
        if text and not text[:1].isdigit():
            self._headers[column] = self._beside = text[:200]
        return text

    def _shapes(self, node: Element, story: OdfStory) -> None:
        """Shapes that hang on a cell stand apart."""
        if local(node) in _SHAPES:
            story.shape(node)

    def _comment(self, node: Element, step: str, at: str) -> None:
        for each in node:
            if local(each) in ("date", "creator", "creator-initials"):
                self._seen.add(each.text or "")
        who = first(node, "creator")
        text = plain_paragraphs(node, self._seen)
        comment = self._number(step, "comment")
        self._sink.text(comment, text, Role.COMMENT, (Spot(0, at),))
        if who is not None:
            self._sink.text(f"{comment}/author", who.text or "", Role.ATTRIBUTE)

    def _give(self, step: str, texts: list[tuple[str, str]], role: Role) -> None:
        spots, at = [], 0
        for text, place in texts:
            spots.append(Spot(at, place))
            at += len(text) + 1
        self._sink.text(step, "\n".join(text for text, _ in texts), role, tuple(spots))


_SHAPES = frozenset("frame custom-shape rect line ellipse g caption connector".split())


def read_around(root: Element, sink: Sink, seen: set[str]) -> None:
    """What a spreadsheet says outside of its sheets: validations, names, ranges, pivots."""
    for node in find(root, "content-validation"):
        lines = [attribute(node, "condition"), *(p for p in node.itertext() if p.strip())]
        lines += [attribute(each, "title") for each in node]
        _say(sink, seen, f"validation:{safe_name(attribute(node, 'name'))}", lines)
    for called, names in (
        ("defined-name", ("named-range", "named-expression")),
        ("range", ("database-range",)),
        ("pivot", ("data-pilot-table",)),
        ("link", ("dde-source", "cell-range-source")),
    ):
        for node in find(root, *names):
            said = [str(value) for each in node.iter() for value in each.attrib.values()]
            _say(sink, seen, f"{called}:{safe_name(attribute(node, 'name')) or 'unnamed'}", said)


def _say(sink: Sink, seen: set[str], step: str, lines: list[str]) -> None:
    seen.update(lines)
    sink.text(step, "\n".join(line for line in dict.fromkeys(lines) if line), Role.ATTRIBUTE)


def _told(shown: str, stored: str) -> str:
    """What a cell shows, and what it holds where that says more."""
    stored = plain(stored)
    if not stored or stored == shown:
        return shown or stored
    if not shown:
        return stored
    digits = "".join(char for char in stored.partition("T")[0] if char.isalnum())
    seen = "".join(char for char in shown if char.isalnum())
    # dates and short numbers say the same in another way
    if len(digits) < 9 or digits in seen or "-" in stored[1:]:
        return shown
    return f"{shown} {stored}"


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        name = local(child)
        if name == "table-row":
            yield child
        elif name in _GROUPS:
            yield from _rows(child)


def _repeated(node: Element, name: str) -> int:
    count = attribute(node, name)
    return min(int(count), 2**31) if count.isdigit() and len(count) < 12 else 1


def _letters(column: int) -> str:
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out
