"""Words and marks around a term, as the grammar reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = r"[^\W_]+(?:[-‑][^\W_]+)*"
_TOKEN = re.compile(
    r"['’](?:s|m|re|ve|d|ll|t)(?![^\W_])"  # she's, I'm
    r"|(?<![^\W_])(?:[cdjlmnst]|qu|un|dell|dall|nell|sull|all|quest|jusqu|lorsqu|puisqu)['’](?=[^\W_]|\Z)"
    rf"|{_WORD}|\n[ \t>|]*\n|\S",
    re.IGNORECASE,
)
#: a sentence ends behind these
ENDS = frozenset(".!?;\n")
#: what stands between clauses and around words
MARKS = frozenset(',:()[]"“”„«»–—/|')


class Token(NamedTuple):
    """A word, a clitic with its apostrophe, or a mark: ``text[start:end]``."""

    text: str
    low: str
    start: int
    end: int


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``; a blank line is the token ``"\\n"``."""
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        low = "\n" if word[0] == "\n" else word.lower().replace("’", "'").replace("‑", "-")
        found.append(Token(word, low, match.start(), match.end()))
    return found
