"""A folded text as lines: where each stands, how deep it is quoted, and which may hold a marking.

The prefilter is one pass of Hyperscan over all words of all schemes, with the gaps and the
misread letters of old scans allowed, so an ordinary mail costs some tens of microseconds.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import hyperscan

from dlp.detect.markings.fold import Folded
from dlp.detect.markings.lexicon import Lexicon

_QUOTE = re.compile(r"[ \t]{0,8}(?:[>|][ \t]?){1,30}")
#: characters that scanners take for one another
CONFUSED = {
    "O": "O0QD",
    "Q": "QO0",
    "D": "DO0",
    "I": "I1L|!",
    "L": "LI1|",
    "S": "S5$8",
    "E": "E3F",
    "T": "T7",
    "A": "A4@",
    "B": "B8",
    "C": "C(G",
    "G": "G6C",
    "Z": "Z2",
    "N": "NM",
    "M": "MN",
    "R": "RK",
    "F": "FE",
    "U": "UV",
    "V": "VU",
    "P": "PF",
}
#: besides the words: strokes, portion marks, authority lines, notices, encodings
_SHAPES = (
    rb"[A-Z]{1,4}//[A-Z]",
    rb"[(\[{]\s?(?:TS|S|C|U|R|P|O|[A-Z]{2,6})(?:\s?[)\]}]|[/:-]{1,2}[A-Z ])",
    rb"declass|classified by|derived from|derivative|e\.?\s?o\.?\s?1[0-9]{4}|\bdecl\s?:"
    rb"|reason\s?:|oadr|"
    rb"national defense|\bgroup [1-4]\b|\bxgds|\b[xl]?gds\b|exempt from auto",
    rb"\bsec=",
    rb"terces|frperg|laitnedifnoc|pbasvqragvny|\bfgeat|gnerb|neknil|niemal",
    rb"(?:[0-9A-Za-z+/]{4}){6,}|(?:\\x[0-9a-f]{2}){5}|(?:%[0-9a-f]{2}){5}|&amp;(?:amp;|#)",
)
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """`page.text[start:end]`, without its line end and its quote marks."""

    start: int
    end: int
    depth: int


class Prefilter:
    """Finds the lines that are worth reading."""

    def __init__(self, lexicon: Lexicon) -> None:
        patterns = [_loose(word) for word in lexicon.triggers() if word.isascii()]
        self._other = [word for word in lexicon.triggers() if not word.isascii()]
        patterns += [*_SHAPES]
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=patterns,
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[hyperscan.HS_FLAG_CASELESS] * len(patterns),
        )

    def ends(self, text: str) -> list[int]:
        """Where hits end in a folded text, in order; offsets of characters."""
        out: list[int] = []

        def note(_id: int, _start: int, end: int, _flags: int, _context: object) -> None:
            out.append(end)

        data = text.encode("ascii", "replace")
        if data:
            self._database.scan(data, match_event_handler=note)
        if self._other and not text.isascii():
            for word in self._other:
                at = text.find(word)
                while at >= 0:
                    out.append(at + len(word))
                    at = text.find(word, at + 1)
            out.sort()
        return out


def _loose(word: str) -> bytes:
    if len(word) <= 4:
        return rf"\b{word}\b".encode()
    letters = ["[" + re.escape(CONFUSED.get(letter, letter)) + "]" for letter in word]
    return r"[ .\-_*]{0,3}".join(letters).encode()


class Page:
    """The lines of one reading of one passage."""

    def __init__(self, folded: Folded, hits: Iterable[int]) -> None:
        self.folded = folded
        self.text = folded.text
        self.lines: list[Line] = []
        self._breaks = [0]
        starts: list[int] = []
        capitals: list[int] = []
        at = 0
        for raw in self.text.splitlines(keepends=True):
            starts.append(at)
            stripped = raw.rstrip()
            depth, begin = 0, at
            if raw.lstrip()[:1] in (">", "|"):
                quote = _QUOTE.match(raw)
                if quote:
                    depth, begin = quote[0].count(">"), at + quote.end()
            if len(stripped) > 3 and stripped.isupper():
                capitals.append(len(self.lines))
            self.lines.append(Line(begin, max(begin, at + len(stripped)), depth))
            at += len(raw)
            if "\f" in raw:
                self._breaks.append(len(self.lines))
        self._filled = [i for i, line in enumerate(self.lines) if line.end > line.start]
        self._rank = {i: rank for rank, i in enumerate(self._filled)}
        wanted = set(capitals)
        for end in hits:
            wanted.add(bisect_right(starts, max(0, end - 1)) - 1)
        self.wanted = sorted(i for i in wanted if i in self._rank)
        #: lines of one letter each, as a tall stamp gives them
        self.single = [i for i in self._filled if self.lines[i].end - self.lines[i].start == 1]

    def of(self, index: int) -> str:
        """The text of a line; a longer one than any banner is cut."""
        line = self.lines[index]
        return self.text[line.start : min(line.end, line.start + 20 * _LONGEST)]

    def before(self, index: int, steps: int = 1) -> int | None:
        """The filled line `steps` before."""
        rank = self._rank[index] - steps
        return self._filled[rank] if rank >= 0 else None

    def after(self, index: int, steps: int = 1) -> int | None:
        """The filled line `steps` after."""
        rank = self._rank[index] + steps
        return self._filled[rank] if rank < len(self._filled) else None

    def adjacent(self, index: int, other: int | None) -> bool:
        """Whether no empty line stands between two filled lines."""
        return other is not None and abs(index - other) == 1

    def head(self, index: int) -> int:
        """How many filled lines stand above on the same page."""
        page = self._breaks[bisect_right(self._breaks, index) - 1]
        return self._rank[index] - bisect_right(self._filled, page - 1)

    def foot(self, index: int) -> int:
        """How many filled lines stand below on the same page."""
        at = bisect_right(self._breaks, index)
        last = self._breaks[at] if at < len(self._breaks) else len(self.lines)
        return bisect_right(self._filled, last - 1) - 1 - self._rank[index]

    def __len__(self) -> int:
        return len(self._filled)
