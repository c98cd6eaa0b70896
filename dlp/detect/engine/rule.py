"""A rule: what a value looks like, what proves it, and which words name it.

Rules are data. The scanner runs them all in one pass; a detector is a set of rules and examples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dlp.detect.engine.labels import words

#: Thai, kana, Han and Hangul: no space stands between these and a number
UNSPACED = r"\u0e00-\u0e4e\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
#: a line end or a tab that JSON and logs write out
WRITTEN_OUT = r"(?<=\\[nrt])"
#: no digit, letter or joined-on piece before or after
LEFT = rf"(?:(?<![^\W{UNSPACED}])(?<!@)|{WRITTEN_OUT})(?<![0-9][\-./+:])(?<![A-Za-z][\-/_+])"
RIGHT = rf"(?![^\W{UNSPACED}])(?!@)(?![\-./:+][0-9])(?![\-/_+][A-Za-z])"
#: the same for a form that proves itself: it may stand in a file name, a link or beside an @
LEFT_OPEN = rf"(?:(?<![^\W_{UNSPACED}])|{WRITTEN_OUT})(?<![0-9][\-./+:_])(?<![A-Za-z][\-+])"
RIGHT_OPEN = rf"(?![^\W_{UNSPACED}])(?![\-./:+_][0-9])(?![\-+][A-Za-z])"
#: what people put between the groups of a number
GAP = r"[ \-.\n/]?"

#: the longest match of any rule, in characters
MOST = 240

#: Span (start, end) of the value in a text around a match, or None if it is none.
Find = Callable[[str, re.Match[str]], tuple[int, int] | None]
#: The findings (start, end) that a value at text[start:end] is made of.
Pieces = Callable[[str, int, int], Iterable[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternRule:
    """One form of one kind.

    `pattern` is Python `re` syntax of bounded width (`MOST`), matched on normalised text; group
    ``v`` is the value, else the whole match. `bare` is the score of a value that no label names
    (0: it needs one), `labelled` of one that a label names within `reach` characters; a `general`
    label, which names other kinds too, counts for less. What else stands around moves the
    score (`weighing`), but not that of a form that speaks for itself: `sure`, or a value that is
    `strong`. `hint` is a cheaper pattern
    for the scanner that starts wherever `pattern` does. `pieces` says which parts of a value are
    findings of their own (the lines of an address).
    """

    kind: str
    pattern: str
    labels: str = ""
    general: str = ""
    bare: float = 0.0
    labelled: float = 0.95
    check: Callable[[str], bool] | None = None
    find: Find | None = None
    hint: str = ""
    pieces: Pieces | None = None
    sure: bool = False
    strong: Callable[[str], bool] | None = None
    #: (value, language): whether it is written as in a country of that language; without it, a
    #: kind's prefix is its country
    home: Callable[[str, str], bool] | None = None
    #: a match may run on over other values: the search goes on behind the value that was found, or
    #: one character on where there was none. Only for patterns whose matches are short.
    restart: bool = False
    reach: int = 60
    ignore_case: bool = False
    why: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> str:
        """What tells the forms of one kind apart: their own estimates."""
        return f"{self.kind} {self.bare:g}"

    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE if self.ignore_case else 0)

    def hinted(self) -> re.Pattern[str] | None:
        return words(self.general) if self.general else None

    def named(self) -> re.Pattern[str] | None:
        return words(self.labels) if self.labels else None
