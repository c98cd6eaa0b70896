"""One pass of Hyperscan over all words of all schemes: which lines are worth reading at all.

The gaps and the misread letters of old scans are allowed for, so ordinary mail costs some tens of
microseconds. Lines in capitals are read in any case (`page`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import hyperscan

from dlp.detect.engine.databases import block_database
from dlp.detect.markings.lexicon import MarkingLexicon, upper
from dlp.model import Level

#: characters that scanners take for one another
CONFUSED = {
    "O": "O0QD",
    "Q": "QO0",
    "D": "DO0",
    "I": "I1L|!",
    "L": "LI1|",
    "S": "S5$8",
    "E": "E3F",
    "T": "T7IR",
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
#: besides the words: strokes, authority lines, warnings, what is written backwards or in rot13
_SHAPES = (
    rb"[A-Z0-9]{1,7}//[A-Z]",
    rb"declass|classified by|derived from|e\.?\s?o\.?\s?1[0-9]{4}|\bdecl\s?:"
    rb"|reason\s?:\s?1\.|\boadr\b|national defen[sc]e of|"
    rb"\bgroup\W{0,3}[1-4]\W{1,12}(?:excl|down|not)"
    rb"|\bxgds|\b[xl]?gds\b|exempt from (?:general|auto)|national security information",
    rb"\bsec=",
    # a colour as the value of a key of the Traffic Light Protocol, or of a plain key
    rb"(?:\btlp|label|level|value|colou?r)\W{0,4}[:=>]\s{0,4}[\"']?(?:red|amber|green|clear|white)\b",
    rb"\bterces|frperg|laitnedifnoc|pbasvqragvny|\bfgeat|\bneknil|\bneniala",
)
#: an address with a level in it: its words run together with what escapes their gaps
_ADDRESS = rb"://[^\s<>\"']{1,200}(?:SECRET|CONFIDENTIAL|RESTRICTED|RESTREINT|UNCLASSIFIED|CUI)"
#: a capital letter in brackets: small ones are lists
_LETTER = rb"[(\[{]\s?(?:TS|[SCUOPRHK])\s?(?:[)\]}]|[/:-]{1,2}[A-Z ])"
#: letters set apart, whatever they spell
_SPACED = rb"\b[a-z0-9$|!](?:[ .\-_*]{1,3}[a-z0-9$|!]){4}\b"
#: spans that may be encoded; their lines are decoded and not read for their words
_ENCODED = (
    rb"[0-9A-Za-z+]{20}|(?:\\x[0-9a-f]{2}){5}|(?:%[0-9a-f]{2}){5}|&amp;(?:amp;|#)"
    rb"|(?:[0-9a-f]{2}[ :]){11}"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Where hits end in a folded text; offsets of characters."""

    words: list[int]
    encoded: list[int]


class Prefilter:
    """Finds the lines that are worth reading."""

    def __init__(self, lexicon: MarkingLexicon) -> None:
        words = lexicon.triggers()
        self._other = {word: level for word, (_, level) in words.items() if not word.isascii()}
        shorts = "|".join(sorted(lexicon.shorts())).encode()
        loose = hyperscan.HS_FLAG_CASELESS
        patterns = [
            (_ENCODED, 0),
            (_LETTER, 0),
            (_ADDRESS, 0),
            *((shape, loose) for shape in (*_SHAPES, _SPACED)),
        ]
        patterns.append((rb"[(\[{]\s?(?:" + shorts + rb")\s?[)\]}/-]", loose))
        #: the highest level that a pattern may stand for; a shape may stand for any
        self._levels = [Level.PUBLIC, *(Level.TOP_SECRET for _ in patterns[1:])]
        for word, (weak, level) in words.items():
            if word.isascii():
                made = _patterns(word, weak)
                patterns += made
                self._levels += [level for _ in made]
        self._database = block_database(patterns)

    def hits(self, text: str) -> Hits:
        """Where the lines of a folded text are worth reading."""
        found = Hits([], [])

        def note(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            (found.words if number else found.encoded).append(end)

        data = text.encode("ascii", "replace")
        if data:
            self._database.scan(data, match_event_handler=note)
        if self._other and not text.isascii():
            capitals = upper(text)
            for word in self._other:
                at = capitals.find(word)
                while at >= 0:
                    found.words.append(at + len(word))
                    at = capitals.find(word, at + 1)
        return found

    def highest(self, text: str) -> Level:
        """No marking in a folded text is above this level, except an obfuscated one."""
        found = {0}

        def note(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.add(number)

        data = text.encode("ascii", "replace")
        if data:
            self._database.scan(data, match_event_handler=note)
        others = (level for word, level in self._other.items() if word in upper(text))
        return max((*(self._levels[number] for number in found), *others))


def _patterns(word: str, weak: bool) -> list[tuple[bytes, int]]:
    """Patterns for a word of the schemes; an everyday one only with a capital."""
    if weak:
        return [(rf"\b(?:{word}|{word.title()})\b".encode(), 0)]
    loose = hyperscan.HS_FLAG_CASELESS
    if len(word) < 6:
        return [(rf"\b{word}\b".encode(), loose)]
    letters = ["[" + re.escape(CONFUSED.get(letter, letter)) + "]" for letter in word]
    return [(("\\b" + "".join(letters) + "\\b").encode(), loose)]
