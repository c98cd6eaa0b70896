"""A text's letters in the case that careful writers would have used. Pure.

A network reads "PLEASE CALL ANNA BERG" badly, as every word looks like a name, and "ask anna berg",
as none does. In lines in capitals ordinary words are put in small letters and others keep one
capital; in lines without any, given names get one, and a family name behind them. The text keeps
its length, so places stay true.
"""

from __future__ import annotations

import re

from dlp.detect.names.windows import WordLists

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: words in small letters as sentences have them: nothing of a path, an address or code around
_SMALL = re.compile(r"(?<![^\s(\"'“„«>@,])[^\W\d_]{3,}(?![^\s)\"'”“».,:;!?]|[.:][^\s])")
_SHORTEST_LINE = 12


class Casing:
    """Puts texts in ordinary case; `rules` says which of both is done."""

    def __init__(self, lists: WordLists, rules: frozenset[str]) -> None:
        self._lists, self._rules = lists, rules
        self._sure = lists.sure
        self._given = frozenset(name for name in self._sure if not self._is_word(name))
        self._family = lists.family

    def __call__(self, text: str) -> str:
        if "shouting" in self._rules:
            text = self._calmed(text)
        if "raised" in self._rules:
            text = self._raised(text)
        return text

    def _is_word(self, name: str) -> bool:
        return name in self._lists.common or any(name in w for w in self._lists.ordinary.values())

    def _calmed(self, text: str) -> str:
        lines = text.splitlines(keepends=True)
        if not any(map(_shouts, lines)):
            return text
        return "".join(self._line_calmed(line) if _shouts(line) else line for line in lines)

    def _line_calmed(self, line: str) -> str:
        named = -2  # where a given name ended: "BERG" behind it is no mountain
        first = len(line) - len(line.lstrip())

        def calm(match: re.Match[str]) -> str:
            nonlocal named
            low = match[0].lower()
            plain = self._lists.plain(low) and (
                match.start() != named + 1 or low not in self._family
            )
            if low in self._sure:
                named = match.end()
            # a sentence begins with a capital, and the network knows it
            plain = plain and match.start() > first
            changed = low if plain else match[0][0] + low[1:]
            return changed if len(changed) == len(match[0]) else match[0]

        return _WORD.sub(calm, line)

    def _raised(self, text: str) -> str:
        return "".join(
            self._line_raised(line) if line.islower() else line
            for line in text.splitlines(keepends=True)
        )

    def _line_raised(self, text: str) -> str:
        pieces: list[str] = []
        at, end = 0, -2
        for match in _SMALL.finditer(text):
            word = match[0]
            if word in self._given or (match.start() == end + 1 and word in self._family):
                first = word[0].upper()
                if len(first) == 1:
                    pieces += (text[at : match.start()], first)
                    at, end = match.start() + 1, match.end()
        return "".join((*pieces, text[at:])) if pieces else text


def _shouts(line: str) -> bool:
    return line.isupper() and len(line.strip()) >= _SHORTEST_LINE and " " in line.strip()
