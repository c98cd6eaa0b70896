"""Lines in capitals as somebody would have written them who was not shouting. Pure.

A network reads "PLEASE CALL ANNA BERG" badly: every word looks like a name. Ordinary words are put
in small letters, the others keep one capital; the text keeps its length, so places stay true.
"""

from __future__ import annotations

import re
from collections.abc import Callable

#: a line in which at least two words are in capitals and none is in small letters
_LINE = re.compile(r"^(?=[^\n]*[^\W\d_]{2}[^\n]*[ \t,;][^\n]*[^\W\d_]{2})[^\n]+$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAST = 12


def calmed(text: str, ordinary: Callable[[str], bool]) -> str:
    """`text` with its lines in capitals put in ordinary case; `ordinary` judges a small word."""
    if not any(line.isupper() for line in text.splitlines()):
        return text

    def word(match: re.Match[str]) -> str:
        low = match[0].lower()
        changed = low if ordinary(low) else match[0][0] + low[1:]
        return changed if len(changed) == len(match[0]) else match[0]

    def line(match: re.Match[str]) -> str:
        whole = match[0]
        if not whole.isupper() or len(whole.strip()) < _LEAST:
            return whole
        return _WORD.sub(word, whole)

    return _LINE.sub(line, text)
