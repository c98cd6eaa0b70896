"""Levels inside a line: a sentence that says what this text is, a line's end, or mere talk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dlp.detect.markings.beside import QUOTES, Beside
from dlp.detect.markings.candidates import Candidate, Form, Refusal
from dlp.detect.markings.context import Context
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import Word, words_of
from dlp.detect.markings.page import Page
from dlp.detect.markings.schemes import Evidence


class Sentences:
    """Reads what stands inside a line."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context
        self._beside = Beside(context)

    def read(
        self,
        page: Page,
        index: int,
        words: Sequence[Word],
        start: int,
        end: int,
        banner: Candidate | None,
    ) -> Iterator[Candidate]:
        """A claim in a sentence, a banner at the end of a line, else talk that is refused."""
        seen = banner.end if banner else start
        depth = page.lines[index].depth
        for at, word in enumerate(words):
            if word.start < seen or not self._grammar.lexicon.starts(word.text):
                continue
            found = self._grammar.expression(page.text, words, at)
            if found is None or not found.leveled:
                continue
            seen = found.end
            made = Candidate(
                index, found.start, found.end, found, Form.BANNER, 0.9, "", depth=depth
            )
            if self._claimed(page, index, found):
                yield replace(made, why="a sentence says what this text is")
            elif self._ends(page, found, start, end):
                yield replace(made, score=0.85, why="at the end of its line")
            elif found.strength is not Evidence.WEAK and found.capitals:
                yield made.refused(Refusal.MENTION)

    def _claimed(self, page: Page, index: int, found: Expression) -> bool:
        if not (found.capitals or found.strength is Evidence.DISTINCT):
            return False
        if found.strength is Evidence.WEAK:
            return False
        above = page.before(index)
        first = above if above is not None and page.adjacent(index, above) else index
        begin = max(page.lines[first].start, found.start - 160)
        lead = page.text[begin : found.start]
        tail = page.text[found.end : found.end + 40]
        if re.match(r"\s*(?:when|if|until|clearance|cleared|level\b|or\b)", tail, re.IGNORECASE):
            return False
        for pattern in (self._context.claims, self._context.orders):
            for match in pattern.finditer(lead):
                if match.end() == len(lead):
                    return not re.search(
                        r"\bnot\b|\bno longer\b|\bnever\b", match[0], re.IGNORECASE
                    )
        return False

    def _ends(self, page: Page, found: Expression, start: int, end: int) -> bool:
        """``Doc. 123/45 SECRET``: the rest of the line is a letterhead or numbers, no sentence."""
        if not found.capitals or found.strength is Evidence.WEAK:
            return False
        lead, rest = page.text[start : found.start], page.text[found.end : end]
        if not self._beside.filler(rest) or lead.rstrip()[-1:] in tuple(QUOTES + "=_./,"):
            return False
        tokens = [word.text for word in words_of(lead)]
        if not tokens or len(tokens) > 8:
            return False
        known = self._context.letterhead | self._context.fillers
        own = sum(w in known or any(c.isdigit() for c in w) or len(w) < 3 for w in tokens)
        last = tokens[-1]
        if last in self._context.mentions and last not in known:
            return False
        return own >= 0.7 * len(tokens)
