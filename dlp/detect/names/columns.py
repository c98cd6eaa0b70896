"""Persons' names in the columns of tables: by the header, or by what most of the cells are. Pure.

A model reads sentences; a cell is none. Which columns hold names is decided once for each, from its
header and a sample of its cells; then each cell of such a column is a name if it can be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dlp.detect.engine.tables import Cell, Table, Tables
from dlp.detect.names import column_words as say
from dlp.detect.names import cues, patterns
from dlp.detect.names.likely import PERSON, Name
from dlp.detect.names.words import COMMON, NOT_NAMES

#: how a column is read: not at all; every cell that can be a name; only what is known as one
_NONE, _ALL, _KNOWN = range(3)
#: shares of cells from which on a column is one of names
_CAN_BE, _SOME, _HALF, _MOST = 0.3, 0.2, 0.5, 0.6
#: fewest cells of single words that make a column of given names
_SINGLES = 3
#: what only the model sees counts for less: a person in a column of things, a place or an
#: organisation in a table that tells of nobody
_DAMPED = 0.5
_LONGEST = 70
#: headers of a table that are looked at for what its names are of
_HEADERS = 100
_WORD = (
    r"(?:['’]{0,2}[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|(?:['’]{1,2}|[\-.])(?=[^\W\d_])){0,30}\.?)"
)
_LOOKS = re.compile(rf"{_WORD}(?:,? {_WORD}|,{_WORD}|[ ]?[·・]{_WORD}){{0,6}}")
_APART = re.compile(r"[ ]?[/&;+][ ]?|[ ](?:and|und|och|ja|et|y|e|i|en)[ ]")
_BEHIND = re.compile(r"[ ]?(?:[(<\[].*|[ ]-[ ].*)\Z")
_IDEOGRAMS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af・· ]{2,12}")
_NOBODY = frozenset(
    """
    none null nil nan unknown vacant tbd tba n/a na yes no true false total totals sum average all
    other others anonymous unassigned open closed pending various internal external admin
    administrator system root test guest default public private keine keiner unbekannt offen alle
    gesamt summe vakant ei kylla tuntematon yhteensa avoin okand ingen alla totalt inconnu aucun
    tous desconocido ninguno todos nieznany brak wszyscy razem sconosciuto nessuno tutti totale
    onbekend geen iedereen totaal
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the cells of a column are like, as shares of those that are filled."""

    filled: int
    can_be: float
    given: float
    persons: float
    singles: float
    ordinary: float


class ColumnNames:
    """The names in the tables of one text, and what its tables say of names that others found."""

    def __init__(
        self, text: str, given: frozenset[str], common: frozenset[str], places: frozenset[str]
    ) -> None:
        """`given` names, `common` words and `places` are lower case."""
        self._text, self._given, self._common, self._places = text, given, common, places
        self._tables = Tables(text)
        #: for each table its columns (rows where it lies sideways) → how they are read
        self._plans: dict[int, dict[int, int]] = {}
        self._things: set[tuple[int, int]] = set()

    def names(self) -> Iterator[Name]:
        """Names of persons, in order of tables."""
        for table in self._tables.all:
            plan = self._plan(table)
            if any(plan.values()):
                yield from self._of(table, plan)

    def heard(self, name: Name) -> Name | None:
        """A name that somebody else found, as far as the cell that it stands in bears it."""
        header = self._tables.heads(name.start)
        if header is not None and not self._any_given(*header):
            return None
        cell = self._tables.at(name.start)
        if cell is None or name.start >= cell.end:
            return name
        end = min(name.end, cell.end)
        if end - name.start < 2:
            return None
        score = name.score
        if self._is_thing(cell) if name.kind == PERSON else not self._of_persons(cell.table):
            score *= _DAMPED
        return Name(name.start, end, name.kind, score, name.why)

    # ------------------------------------------------------------------- which columns

    def _plan(self, table: Table) -> dict[int, int]:
        key = id(table)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = (
                self._rows_plan(table) if table.sideways else self._columns_plan(table)
            )
        return plan

    def _columns_plan(self, table: Table) -> dict[int, int]:
        values = table.values(self._text)
        plan: dict[int, int] = {}
        for column, cells in values.items():
            header = table.headers[column] if column < len(table.headers) else ""
            plan[column] = self._reading(header, cells, table.headers[:_HEADERS], table)
            if say.says(header) == say.THINGS:
                self._things.add((id(table), column))
        return plan

    def _rows_plan(self, table: Table) -> dict[int, int]:
        text = self._text
        heads: list[str] = []
        rows: list[list[str]] = []
        for number in range(len(table.starts)):
            cells = [text[start:end] for start, end, _ in table.cells(text, number)]
            heads.append(cells[0] if cells else "")
            rows.append(cells[1:])
        return {
            number: self._reading(head, cells, heads[:_HEADERS], table)
            for number, (head, cells) in enumerate(zip(heads, rows, strict=True))
        }

    def _reading(self, header: str, cells: list[str], heads: list[str], table: Table) -> int:
        look = self._look(cells)
        if look.can_be < _CAN_BE:
            return _NONE
        said = say.says(header)
        if said == say.ANY_NAME and any(say.says(each) == say.NAMED for each in heads):
            said = say.NAMED  # Prénom, Nom
        persons, things = say.leaning(heads)
        if said == say.NAMED:
            return _ALL
        if said == say.PERSONS:
            return _ALL if look.ordinary < _HALF or look.given >= _SOME else _KNOWN
        if said == say.PARTIES:
            return _ALL if look.given >= _SOME and look.ordinary < _HALF else _KNOWN
        if said == say.THINGS:
            return _NONE
        if said == say.ANY_NAME:
            if things > persons:
                return _ALL if look.persons >= _MOST else _NONE
            if look.given >= _HALF or (persons and look.given >= _SOME):
                return _ALL
            if persons and look.can_be >= _HALF and look.ordinary < _SOME:
                return _ALL
            return _KNOWN if look.given >= _SOME else _NONE
        if look.persons >= _HALF and things <= persons + 1 and look.ordinary < _SOME:
            return _ALL
        if look.singles >= 0.8 and look.filled >= _SINGLES and not things:
            return _ALL
        return _KNOWN if not (header and table.sure) and look.persons else _NONE

    def _look(self, cells: list[str]) -> _Look:
        filled = [cell for cell in cells if cell and cell.lower() not in _NOBODY]
        can_be = given = persons = singles = ordinary = 0
        for cell in filled:
            pieces = list(self._pieces(cell, 0))
            if not pieces:
                continue
            can_be += 1
            value = cell[pieces[0][0] : pieces[0][1]]
            words = value.replace(",", " ").split()
            has_given = any(map(self._is_given, words)) and not (
                len(words) == 1 and words[0].lower() in COMMON
            )
            given += has_given
            persons += self._known(value)
            singles += len(words) == 1 and has_given
            ordinary += not has_given and any(self._is_ordinary(word) for word in words)
        many = max(1, len(filled))
        return _Look(
            len(filled),
            can_be / many,
            given / many,
            persons / many,
            singles / many,
            ordinary / many,
        )

    # ------------------------------------------------------------------- which cells

    def _of(self, table: Table, plan: dict[int, int]) -> Iterator[Name]:
        text = self._text
        wanted = {column for column, reading in plan.items() if reading}
        for number in range(len(table.starts)):
            if number < table.head and (table.sure or not self._unsure_head(table)):
                continue
            if table.sideways and number not in wanted:
                continue
            for start, end, column in table.cells(text, number):
                if table.sideways:
                    reading = plan[number] if column else _NONE
                else:
                    reading = plan.get(column, _NONE)
                if not reading or start >= end:
                    continue
                for first, last in self._pieces(text[start:end], start):
                    if reading == _ALL or self._known(text[first:last]):
                        yield Name(first, last, PERSON, 0.9, "column of names")

    def _unsure_head(self, table: Table) -> bool:
        """Whether a first row that was taken for the header has a person in it."""
        text = self._text
        return any(self._known(text[start:end]) for start, end, _ in table.cells(text, 0))

    def _pieces(self, cell: str, at: int) -> Iterator[tuple[int, int]]:
        """The names that a cell can be: one, or several with a sign between."""
        if not 2 <= len(cell) <= _LONGEST:
            return
        behind = _BEHIND.search(cell)
        end = behind.start() if behind else len(cell)
        start = 0
        for mark in (*_APART.finditer(cell, 0, end), None):
            stop = mark.start() if mark else end
            piece = self._piece(cell, start, stop)
            if piece is not None:
                yield at + piece[0], at + piece[1]
            if mark:
                start = mark.end()

    def _piece(self, cell: str, start: int, end: int) -> tuple[int, int] | None:
        while start < end and cell[start] in ' "“„':
            start += 1
        while end > start and cell[end - 1] in " ,\"'”“":
            end -= 1
        title = patterns.TITLES.match(cell, start, end)
        if title and title.end() < end:
            start = title.end()
        value = cell[start:end]
        if len(value) < 2 or value.lower() in _NOBODY:
            return None
        if _IDEOGRAMS.fullmatch(value):
            return start, end
        if _LOOKS.fullmatch(value) is None or patterns.NOT_PEOPLE.search(value):
            return None
        words = value.replace(",", " ").split()
        low = [word.lower().strip(".") for word in words]
        if max(map(len, low)) < 2 or all(
            word in NOT_NAMES and word not in self._given for word in low
        ):
            return None
        return None if len(words) > 1 and cues.FORM_AT_END.search(value) else (start, end)

    def _known(self, value: str) -> bool:
        """Whether a value is a person's name by itself: two words or more, one a given name."""
        words = [word for word in re.split(r"[ ,]+", value) if word]
        if not 2 <= len(words) <= 5:
            return False
        edges = (words[0], words[-1], words[1])
        return (
            any(map(self._is_given, edges))
            and not any(
                self._is_ordinary(word) and word.lower() not in self._given for word in words
            )
            and not cues.is_body(value)
            and (words[0][0].isupper() or words[0].islower())
        )

    def _is_given(self, word: str) -> bool:
        low = word.lower().strip(".'")
        return low in self._given and low not in cues.ARTICLES

    def _any_given(self, start: int, end: int) -> bool:
        words = re.split(r"\W+", self._text[start:end])
        return any(self._is_given(word) for word in words)

    def _is_ordinary(self, word: str) -> bool:
        low = word.lower().strip(".'")
        return low in self._common or low in NOT_NAMES or low in self._places

    def _of_persons(self, table: Table) -> bool:
        """Whether a table tells of persons: figures of towns and firms are nobody's."""
        if any(self._plan(table).values()):
            return True
        heads = table.headers[:_HEADERS]
        if not heads or table.sideways:
            return True
        return say.leaning(heads)[0] > 0

    def _is_thing(self, cell: Cell) -> bool:
        self._plan(cell.table)
        return (id(cell.table), cell.column) in self._things
