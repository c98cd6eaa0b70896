"""What a cell holds, by its form: numbers, dates, addresses, words. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

#: what `form` says of a cell
EMPTY, NUMBER, DATE, EMAIL, CODE, WORDS, TEXT = (
    "empty",
    "number",
    "date",
    "email",
    "code",
    "words",
    "text",
)
#: a cell with more words, or longer, is prose
_MOST_WORDS, _LONGEST = 6, 80
_FORMS = re.compile(
    r"(?P<empty>[-–—./?]{0,3}|(?:n/?a|null|none|nil|nan|\\n)\Z)\Z"
    r"|(?P<date>(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}"
    r"|[0-9]{1,2}[-./] ?[0-9]{1,2}[-./] ?[0-9]{2,4})\.?(?:[T ][0-9:.,Z+ ]{1,20})?\Z)"
    r"|(?P<number>[-+(]?[€$£]? ?[0-9][0-9 .,'’()/\-]{0,30}(?:%|€|\$|£|[a-zA-Z]{1,3})?\Z)"
    r"|(?P<email>[^\s@]{1,64}@[^\s@]{1,120}\Z)"
    r"|(?P<code>[^\s]{0,100}[0-9_@#/\\:][^\s]{0,200}\Z|\+[0-9])",
    re.IGNORECASE,
)
#: a column is of a form that more than half of its cells have, empty ones apart
_MAJORITY = 0.5


def form(cell: str) -> str:
    """The form of one cell, without white space and quotes around it."""
    match = _FORMS.match(cell[: _LONGEST + 320])
    if match is not None:
        return match.lastgroup or EMPTY
    if len(cell) > _LONGEST or cell.count(" ") >= _MOST_WORDS:
        return TEXT
    return WORDS


def majority(cells: Iterable[str]) -> str:
    """The form of a column; `TEXT` where no form has the majority."""
    counts = Counter(form(cell) for cell in cells)
    del counts[EMPTY]
    if not counts:
        return EMPTY
    found, many = counts.most_common(1)[0]
    return found if many > _MAJORITY * counts.total() else TEXT
