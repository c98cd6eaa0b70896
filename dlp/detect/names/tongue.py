"""The language around a name, and which words are ordinary in it.

A capital on an ordinary word says nothing where a sentence, a list's item or a field begins, and
in German nowhere. So a list of words only counts for passages in its own language: "Al final" is
Spanish for "in the end" and no Al; "Asia:" heads a Finnish letter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dlp.detect.engine.text.language import identify

#: how sure the language has to be; short lines seldom get more than a half
_SURE = 0.35
#: below this the ordinary words of the lists decide
_BELIEVED = 0.7
#: what nobody knows is called English, which has no list: believed sooner
_ENGLISH = 0.5
_WORD = re.compile(r"[^\W\d_]+")
#: characters that are taken to be in one language, and how many around them are read
_STRETCH, _AROUND = 600, 200


class Tongue:
    """The languages of one text; a stretch is identified once, when a rule first asks."""

    def __init__(self, text: str, ordinary: Mapping[str, frozenset[str]]) -> None:
        self._text, self._ordinary = text, ordinary
        self._known: dict[int, str] = {}

    def at(self, place: int) -> str:
        """ISO 639-1 of the language at a character; "" where nothing is sure."""
        stretch = place // _STRETCH
        language = self._known.get(stretch)
        if language is None:
            first = max(0, stretch * _STRETCH - _AROUND)
            sample = self._text[first : (stretch + 1) * _STRETCH + _AROUND]
            language, sure = identify(sample.lower() if sample.isupper() else sample)
            if sure < (_BELIEVED if language != "en" else _ENGLISH):
                language = self._voted(sample) or (language if sure >= _SURE else "")
            self._known[stretch] = language
        return language

    def _voted(self, sample: str) -> str:
        """The language of which most of a few words are ordinary ones, "" without a winner."""
        words = _WORD.findall(sample)
        votes = sorted(
            (sum(word.lower() in known for word in words), language)
            for language, known in self._ordinary.items()
        )
        if len(votes) < 2 or votes[-1][0] <= votes[-2][0] or 2 * votes[-1][0] < len(words):
            return ""
        return votes[-1][1]

    def ordinary(self, word: str, place: int) -> bool:
        """Whether a word is an ordinary one of the language at a character."""
        words = self._ordinary.get(self.at(place))
        return words is not None and word.lower() in words
