"""Parses a line as what it is: a banner, a field, a subject or a sentence.

A level alone on its line is its author's marking; a level in a sentence only mentions one. So an
expression has to account for the whole of its line (or cell, or field, or bracket), together with
what may stand next to a banner: page numbers, dates, cable routing, letterheads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dlp.detect.markings.candidates import Candidate, MarkingForm, Position, Rejection
from dlp.detect.markings.context import Context
from dlp.detect.markings.fields import FieldParser, SubjectParser
from dlp.detect.markings.formal import FormalParser, formal
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.keyed import KeyedParser
from dlp.detect.markings.lexicon import WordToken, fold_words, words_of
from dlp.detect.markings.line_context import (
    CODE,
    QUOTES,
    LineContext,
    can_stand_alone,
    corporate,
    dateline,
    shifted,
)
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Strength
from dlp.detect.markings.sentences import TICK, SentenceParser

_CELL = re.compile(r"[^\t|~]+?(?=\s{3,}|[\t|~]|$)")
_NUMBERED = re.compile(r"\s*\(?(?:(?:\d{1,2}|[a-z])[.)]\s*|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?\s+)")
_BULLET = re.compile(r"\s*[-+*|]\s*")
_NUMBER = re.compile(r"\b\d{2,6}/(?:\d{1,2}/)?\d{2,4}\b|\bREV \d")
_TICKED = re.compile(TICK.pattern + r"\s*$")
_UNTICKED = re.compile(r"(?:\[\s{0,3}\]|\(\s{1,3}\)|[\u2610\u25a1\u25cb]|_{2,4})\s{0,3}$")
_ROUTING = re.compile(r"\s*(?:UNCLAS(?:SIFIED)?\b|(?:SIPDIS|STADIS|EXDIS|NODIS|LIMDIS|NOFORN)\s*$)")
#: a level's own portion mark beside it: a row of a table of marks
_GLOSS = re.compile(r"\((?:TS|CTS|N[SCRU]|[SCUROP])\)")
#: a constant and its value, as an object or a table of a program has them
_MEMBER = re.compile(r"\s{0,2}[:=]\s{0,3}[\"'\d\[{]")
#: copy number, in folded letters: Egz., Ex., Экз., Copy
_COPY = re.compile(r"\s*(?:Egz|Ekz|Ex|[Ээ][KkКк][3ЗзЗ]|Copy|Vytisk)\b\.?\s{0,3}\S", re.IGNORECASE)
_COMMENT = re.compile(r"\s*(?://|#+|/\*)\s*")


class LineParser:
    """Parses lines into candidates."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context
        self.context = LineContext(context)
        self._fields = FieldParser(grammar, context)
        self._keyed = KeyedParser(grammar, context)
        self._formal = FormalParser(grammar)
        self._sentences = SentenceParser(grammar, context)
        self.subjects = SubjectParser(grammar, context)

    def line(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """Candidates of one line of a body."""
        line, text = page.lines[index], page.of(index)
        subject = self._context.subject.match(text) or self._context.replied.match(text)
        if subject:
            yield from self.subjects.read(page, index, line.start + subject.end())
            return
        found = False
        for candidate in (*self._keyed.line(page, index), *self._formal.line(page, index)):
            found = True
            yield candidate
        for cell in _CELL.finditer(text):
            start, end = line.start + cell.start(), line.start + cell.end()
            for candidate in self._cell(page, index, start, end):
                found = True
                yield candidate
        if not found:
            yield from self._broken(page, index)
        if len(page) == 1 and len(text) < 160 and text.rstrip()[-1:] not in (".", "!", "?"):
            # a line by itself may be a subject or a title: `Points on pensions (SBU)`
            yield from self.subjects.closing(page, index)

    def _cell(self, page: TextPage, index: int, start: int, end: int) -> Iterator[Candidate]:
        field = self._fields.read(page, index, start, end)
        if field:
            yield field
            if field.accepted or TICK.search(page.text, start, end) is None:
                return
        words = [w for window in page.windows(start, end) for w in shifted(page.text, *window)]
        if not words:
            return
        candidate = self._banner(page, index, start, end, words)
        if candidate:
            yield candidate
            if candidate.accepted:
                return
        yield from self._sentences.read(page, index, words, start, end, candidate)

    def _banner(
        self, page: TextPage, index: int, start: int, end: int, words: Sequence[WordToken]
    ) -> Candidate | None:
        for skip in range(min(4, len(words))):
            lead = page.text[words[skip - 1].start : words[skip].start] if skip else ""
            if not self.context.filler(lead) or (
                skip
                and len(words[skip - 1].text) > 1
                and words[skip - 1].text in self._context.mentions
            ):
                break
            found = self._grammar.expression(page.text, words, skip)
            if found is None or found.end > end or not can_stand_alone(found):
                continue
            before, rest = page.text[start : found.start], page.text[found.end : end]
            made = Candidate(
                index,
                found.start,
                found.end,
                found,
                MarkingForm.BANNER,
                0.95,
                "alone on its line",
                position=Position.TICKED if _TICKED.search(before) else Position.LINE,
                depth=page.lines[index].depth,
            )
            grown = self._continued(page, index, found, rest)
            if grown is not None:
                made, found, rest = replace(made, end=grown.end, expression=grown), grown, ""
            rejection = self._shape_rejection(page, made, found, before, rest)
            if rejection is Rejection.NONE:
                rejection = self._strength_rejection(page, made.line, found, before, rest)
            return made.rejected(rejection)
        return None

    def _shape_rejection(
        self, page: TextPage, made: Candidate, found: Expression, before: str, rest: str
    ) -> Rejection:
        lead, tail = before.strip(), rest.strip()
        if _TICKED.search(before):
            return Rejection.NONE
        if _UNTICKED.search(before):
            return Rejection.FORM
        if before[-1:] and before[-1] in QUOTES and rest[:1] and rest[0] in QUOTES:
            return Rejection.QUOTED
        if rest[:1] == "_" or (before.strip("_")[-1:].isalnum() and before[-1:] == "_"):
            return Rejection.CODE
        if rest[:1].isalnum():
            return Rejection.CODE
        dirt = tail in tuple("<>~") and not lead.endswith(("<", "=", '"'))
        if CODE.search(before.lstrip(" ;")) or (CODE.search(rest[:40]) and not dirt):
            return Rejection.CODE
        if (
            _COMMENT.fullmatch(before)
            and not found.origin
            and (tail or self._coded(page, made.line))
        ):
            return Rejection.CODE
        if not formal(found) and (
            _MEMBER.match(rest) or (not tail and self._enumerated(page, made.line))
        ):
            return Rejection.CODE
        if rest[:1] == "!":
            return Rejection.PROSE
        if tail in (",", '",', "',", "|") or _GLOSS.fullmatch(
            page.text[found.end : page.lines[made.line].end].strip()[:8]
        ):
            return Rejection.ITEM
        if not rest.strip(" -+*|.;" if len(found.elements) == 1 else " -+*|"):
            if _NUMBERED.fullmatch(before):
                return Rejection.ITEM
            if _BULLET.fullmatch(before) and not tail and self._listed(page, made.line):
                return Rejection.ITEM
        if self.context.splits_sentence(page, made.line, found, before, rest):
            return Rejection.PROSE
        if not self.context.filler(rest) and not self.context.may_follow(
            page, made.line, found, rest
        ):
            return Rejection.PROSE
        return Rejection.NONE

    @staticmethod
    def _enumerated(page: TextPage, index: int) -> bool:
        """Whether the line stands in the braces of a program: after ``{`` or before ``}``."""
        above, below = page.before(index), page.after(index)
        opened = page.adjacent(index, above) and above is not None and page.of(above).rstrip()
        closed = page.adjacent(index, below) and below is not None and page.of(below).lstrip()
        return bool((opened and opened[-1] in "{[") or (closed and closed[0] in "}]"))

    @staticmethod
    def _coded(page: TextPage, index: int) -> bool:
        """Whether the next line is program text: what stands above it is its comment."""
        below = page.after(index)
        return (
            page.adjacent(index, below)
            and below is not None
            and CODE.search(page.of(below)) is not None
        )

    def _listed(self, page: TextPage, index: int) -> bool:
        near = (page.before(index), page.after(index))
        return any(
            page.adjacent(index, other) and page.of(other)[:2].strip() in ("-", "+", "*", "|")
            for other in near
            if other is not None
        )

    def _strength_rejection(
        self, page: TextPage, index: int, found: Expression, before: str, rest: str
    ) -> Rejection:
        first = page.before(index)
        numbered = (
            page.head(index) < 8
            and first is not None
            and _NUMBER.search(page.of(first)) is not None
        )
        framed = found.structured or (
            before.strip()[-1:] in tuple("[(*<-=#")
            and rest.strip()[:1] in tuple("])*>-=#")
            and bool(rest.strip())
        )
        edge = page.head(index) < 4 or page.foot(index) < 2 or numbered
        if found.strength is Strength.DISTINCT:
            many = any(len(fold_words(e.text)) > 1 for e in found.elements if e.levels)
            loose = not found.capitals and not framed and not edge
            counted = not found.capitals and any(char.isdigit() for char in rest)
            if (loose or counted) and many and self._common(found):
                return Rejection.CASE
            return Rejection.NONE
        if found.strength is Strength.WORD:
            if found.capitals or found.structured:
                return Rejection.NONE
            if self._dated(page, index, before, rest):
                return Rejection.NONE
            if not before.strip() and not rest.strip() and self._numbered_copy(page, index):
                return Rejection.NONE
            title = page.text[found.start : found.start + 1].isupper()
            whole = len(before) + found.end - found.start + len(rest)
            bare = not any(char.isalpha() for char in before)
            bare = bare and len(page.of(index).strip()) <= whole  # no cell of a table
            if title and bare and page.head(index) < 3 and corporate(found):
                return Rejection.NONE
            return Rejection.NONE if framed and edge else Rejection.CASE
        if framed or (found.capitals and self._routed(page, index)):
            return Rejection.NONE
        if edge and found.capitals and self._apart(page, index, found):
            return Rejection.NONE
        return Rejection.PLACE

    @staticmethod
    def _routed(page: TextPage, index: int) -> bool:
        """Between the routing lines of a cable: ``UNCLAS … / SENSITIVE / SIPDIS``."""
        near = (page.before(index), page.after(index))
        return any(
            page.adjacent(index, at) and _ROUTING.match(page.of(at)) is not None
            for at in near
            if at is not None
        )

    def _apart(self, page: TextPage, index: int, found: Expression) -> bool:
        """An everyday word with a caveat, next to a document number, or between empty lines."""
        if len(found.elements) > 1:
            return True
        near = [page.before(index), page.after(index)]
        touching = [page.of(i) for i in near if i is not None and page.adjacent(index, i)]
        line = page.lines[index]
        if any(_NUMBER.search(text) for text in (*touching, page.text[line.start : line.end])):
            return True
        routing = self._context.letterhead
        others = [t for t in touching if not {word.text for word in words_of(t)} <= routing]
        above = near[0] is not None and page.adjacent(index, near[0])
        return not above and not any(text.isupper() for text in others)

    @staticmethod
    def _numbered_copy(page: TextPage, index: int) -> bool:
        """``Секретно`` over the number of its copy, as papers of Eastern Europe begin."""
        below = page.after(index)
        if below is None or page.head(index) > 4 or not page.adjacent(index, below):
            return False
        return _COPY.match(page.of(below)) is not None

    @staticmethod
    def _dated(page: TextPage, index: int, before: str, rest: str) -> bool:
        """``Secret`` over (or under) the dateline of a letter, in whatever case."""
        if before.strip(" []") or rest.strip(" []."):
            return dateline(rest)
        near = (page.before(index), page.after(index))
        return page.head(index) < 5 and any(i is not None and dateline(page.of(i)) for i in near)

    @staticmethod
    def _common(found: Expression) -> bool:
        """``Top Secret`` is also a film; ``NATO Secret`` is not."""
        first = next((e for e in found.elements if e.levels), None)
        return first is not None and first.text.upper() in ("TOP SECRET", "STRENG GEHEIM")

    def _continued(
        self, page: TextPage, index: int, found: Expression, rest: str
    ) -> Expression | None:
        """The expression with caveats from the next line, where that line is nothing else."""
        below = page.after(index)
        if rest.strip() or below is None or not page.adjacent(index, below):
            return None
        line, end = page.lines[index], page.lines[below].end
        if page.lines[below].depth or end - line.start > 300:
            return None
        words = shifted(page.text, line.start, end)
        at = next((n for n, word in enumerate(words) if word.start >= found.start), None)
        grown = self._grammar.expression(page.text, words, at) if at is not None else None
        if grown is None or grown.end <= found.end or grown.start != found.start:
            return None
        levels = sum(bool(element.levels) for element in grown.elements)
        same = levels == sum(bool(element.levels) for element in found.elements)
        return grown if same and self.context.filler(page.text[grown.end : end]) else None

    def _broken(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """``NATO`` on one line, ``SECRET`` on the next; up to three lines."""
        line = page.lines[index]
        last: int | None = index
        for _ in range(2):
            last = page.after(last) if last is not None else None
            if last is None or not page.adjacent(last, page.before(last)):
                return
            end = page.lines[last].end
            if end - line.start > 160 or page.lines[last].depth != line.depth:
                return
            words = shifted(page.text, line.start, end)
            found = self._grammar.expression(page.text, words, 0) if words else None
            if (
                found is not None
                and found.leveled
                and found.capitals
                and found.end > page.lines[last].start
                and self.context.filler(page.text[found.end : end])
                and not self.context.splits_sentence(page, index, found, "", "")
            ):
                yield Candidate(
                    index,
                    found.start,
                    found.end,
                    found,
                    MarkingForm.BANNER,
                    0.9,
                    "alone on its lines",
                    depth=line.depth,
                )
                return
