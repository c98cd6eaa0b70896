"""Levels inside a line: a sentence that declares one, a level at the line's end, or a mention."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dlp.detect.markings.candidates import Candidate, MarkingForm, Position, Rejection
from dlp.detect.markings.context import Context
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import WordToken, words_of
from dlp.detect.markings.line_context import CODE, QUOTES, TALK, TITLED, LineContext, colour
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Strength

_SOURCE = re.compile(r"[\W\d]{0,6}(?:Source|Sources|Quelle|Lahde|Kalla|Bron)\s?:", re.IGNORECASE)
#: a ticked box of a form
TICK = re.compile(r"(?:\[\s?[xXvV]\s?\]|\(\s?[xX]\s?\)|[\u2611\u2612\u2713\u2714\u2717\u2718])")
_TICKED = re.compile(TICK.pattern + r"\s*$")
_SENTENCE = re.compile(r"[a-z0-9)][.!?]\s{1,4}$")


def _distinct(found: Expression) -> list[str]:
    return [term.entry.label for element in found.elements for term in element.levels[:1]]


class SentenceParser:
    """Reads what stands inside a line."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context
        self._line_context = LineContext(context)

    def read(
        self,
        page: TextPage,
        index: int,
        words: Sequence[WordToken],
        start: int,
        end: int,
        banner: Candidate | None,
    ) -> Iterator[Candidate]:
        """A declaration in a sentence, a banner at the end of a line; else a mention, rejected."""
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
                index, found.start, found.end, found, MarkingForm.BANNER, 0.9, "", depth=depth
            )
            if self._declared(page, index, found):
                yield replace(
                    made, position=Position.SENTENCE, why="a sentence says what this text is"
                )
            elif self._sourced(page, index, found):
                yield replace(made, form=MarkingForm.HEADER, why="a note on the source says it")
            elif self._ticked(page, found, start):
                yield replace(
                    made, form=MarkingForm.HEADER, position=Position.TICKED, why="ticked in a form"
                )
            elif colour(found) and self._set_apart(page, index, found, start, end):
                yield replace(made, why="set apart in its line")
            elif self._ends(page, found, start, end):
                yield replace(made, score=0.85, why="at the end of its line")
            elif found.strength is not Strength.WEAK and found.capitals:
                yield made.rejected(Rejection.MENTION)

    def _declared(self, page: TextPage, index: int, found: Expression) -> bool:
        if not (found.capitals or found.strength is Strength.DISTINCT):
            return False
        if found.strength is Strength.WEAK:
            return False
        above = page.before(index)
        first = above if above is not None and page.adjacent(index, above) else index
        begin = max(page.lines[first].start, found.start - 160)
        lead = page.text[begin : found.start]
        tail = page.text[found.end : found.end + 40]
        if re.match(r"\s*(?:when|if|until|clearance|cleared|level\b|or\b)", tail, re.IGNORECASE):
            return False
        for pattern in (
            self._context.declarations,
            self._context.orders,
            self._context.herein,
        ):
            for match in pattern.finditer(lead):
                if match.end() == len(lead):
                    return not re.search(
                        r"\bnot\b|\bno longer\b|\bnever\b", match[0], re.IGNORECASE
                    )
        return False

    def _sourced(self, page: TextPage, index: int, found: Expression) -> bool:
        """``Source: Archives, box 3. Secret; Nodis.``: a statement of one word in a source note."""
        line: int | None = index
        for _ in range(3):
            if line is None or _SOURCE.match(page.of(line)):
                break
            line = page.before(line)
        else:
            return False
        if line is None or found.start - page.lines[line].start > 600:
            return False
        lead = page.text[max(page.lines[line].start, found.start - 3) : found.start]
        tail = page.text[found.end : found.end + 2]
        title = page.text[found.start : found.start + 1].isupper()
        return title and lead.rstrip()[-1:] in (".", ")") and tail[:1] in (".", ";")

    @staticmethod
    def _ticked(page: TextPage, found: Expression, start: int) -> bool:
        """``[ ] CONFIDENTIAL  [x] SECRET``"""
        lead = page.text[max(start, found.start - 6) : found.start]
        return bool(_TICKED.search(lead)) and found.strength is not Strength.WEAK

    def _set_apart(
        self, page: TextPage, index: int, found: Expression, start: int, end: int
    ) -> bool:
        """``Advisory 12 [TLP:AMBER]: a flaw``, ``Weekly digest, TLP:GREEN``: in brackets, or
        behind punctuation where its line ends, and the line does not talk about such labels."""
        lead, rest = page.text[start : found.start].rstrip(), page.text[found.end : end].strip()
        if not found.capitals or end - start > 200 or len({*_distinct(found)}) > 1:
            return False
        aside = lead + " " + rest
        if TALK.search(aside) or CODE.search(aside) or "TLP" in aside.upper():
            return False
        if lead[-1:] in tuple("([") and rest[:1] in tuple(")],;"):
            return lead[:-1].strip(" \t-*#>|") != "" and page.head(index) < 12
        if rest and not TITLED.match(rest):
            return False
        words = words_of(lead)
        if lead[-1:] in tuple(",:;|-"):
            return len(words) < 16
        return not rest and 0 < len(words) < 4 and words[-1].text not in self._context.mentions

    def _ends(self, page: TextPage, found: Expression, start: int, end: int) -> bool:
        """``Doc. 123/45 SECRET``: the rest of the line is a letterhead or numbers, no sentence."""
        if not found.capitals or found.strength is Strength.WEAK:
            return False
        if _SENTENCE.search(page.text[start : found.start]) and found.end == end:
            return page.text[start : found.start].upper() != page.text[start : found.start]
        lead, rest = page.text[start : found.start], page.text[found.end : end]
        after = {word.text for word in words_of(rest)}
        routed = after <= (self._context.letterhead | self._context.fillers) and len(after) < 5
        if not (self._line_context.filler(rest) or routed) or lead.rstrip()[-1:] in tuple(
            QUOTES + "=_./,"
        ):
            return False
        if CODE.search(lead) or CODE.search(rest):
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
