"""Fields (``Classification: SECRET``) and subjects (``[S//NF] lunch``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dlp.detect.markings.candidates import Candidate, MarkingForm, Rejection
from dlp.detect.markings.context import Context
from dlp.detect.markings.epms import epms
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import WordToken, fold_words, words_of
from dlp.detect.markings.line_context import (
    CODE,
    HUMP,
    QUOTES,
    TITLED,
    LineContext,
    can_stand_alone,
    corporate,
    shifted,
)
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Strength

_FIELD = re.compile(
    r"[\W_]{0,6}([^\W\d_][\w \-./']{1,45}?)\s{0,3}(?::|=(?!=)|\.{3,}|-(?=\s))\s{0,8}(?=\S)"
)


_OF_THIS = re.compile(r"\s+of\s+(?:this|the)\s+\w+$", re.IGNORECASE)
_TAGGED = re.compile(r"\[\s*SEC\s*=[^\]\n]{2,300}\]", re.IGNORECASE)


class FieldParser:
    """Reads fields."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context
        self._line_context = LineContext(context)

    def read(self, page: TextPage, index: int, start: int, end: int) -> Candidate | None:
        """The field that opens ``page.text[start:end]``, where its value is a marking."""
        field = _FIELD.match(page.text, start, end)
        name = (
            self._grammar.lexicon.field(
                fold_words(HUMP.sub(" ", _OF_THIS.sub("", field[1]))), self._context.fields
            )
            if field
            else None
        )
        if field is None or name is None:
            return None
        if fold_words(field[1])[:2] == ("CUI", "CATEGORY"):
            return self._designated(page, index, field)
        return self._value(page, index, field.end(), end, name)

    def _designated(self, page: TextPage, index: int, field: re.Match[str]) -> Candidate | None:
        """``CUI Category: PRVCY``: the designation block of controlled information; its value is
        a category of the registry, in words or in its abbreviation."""
        start = field.start(1)
        words = shifted(page.text, start, start + 3)
        found = self._grammar.expression(page.text, words, 0) if words else None
        if found is None or page.text[field.end()] in "_[(<{.":
            return None
        why = "the designation block of controlled information"
        depth = page.lines[index].depth
        return Candidate(index, start, start + 3, found, MarkingForm.HEADER, 0.9, why, depth=depth)

    def _value(
        self, page: TextPage, index: int, start: int, end: int, schemes: frozenset[str]
    ) -> Candidate | None:
        words = shifted(page.text, start, end)
        found = self._grammar.expression(page.text, words, 0, short=True) if words else None
        if found is None or not can_stand_alone(found) or found.start - start > 6:
            return None
        made = Candidate(
            index,
            found.start,
            found.end,
            found,
            MarkingForm.HEADER,
            0.97,
            "value of a field",
            depth=page.lines[index].depth,
            schemes=schemes,
        )
        rest = page.text[found.end : end]
        before = page.text[start : found.start]
        levels = {t.level for e in found.elements for t in e.levels[:1]}
        if self._context.choices.search(page.of(index)) or re.match(
            r"\s*[\[(\u2610_]\s*[\])_]", rest + " "
        ):
            return made.rejected(Rejection.FORM)
        if len(levels) > 2 or (
            re.match(r"\s*(?:/|,|\||\bor\b)\s*", rest) and self._leveled(page.text[found.end : end])
        ):
            return made.rejected(Rejection.FORM)
        if CODE.search(rest) or (before + " ").strip()[-1:] in tuple("`"):
            return made.rejected(Rejection.CODE)
        words_after = words_of(rest)
        ended = self._line_context.filler(rest) or bool(
            re.match(r"\s*[.;,(\[\u2013-]|\s{2,}", rest)
        )
        known = self._context.letterhead | self._context.fillers
        if not ended and not (found.capitals and {w.text for w in words_after} <= known):
            return made.rejected(Rejection.PROSE)
        if all(len(e.text) < 2 for e in found.elements if e.levels) and words_after:
            return made.rejected(Rejection.PROSE)
        return made

    def _leveled(self, text: str) -> bool:
        words = words_of(text)
        return any(
            found is not None and found.leveled
            for at in range(min(len(words), 6))
            for found in [self._grammar.expression(text, words, at)]
        )


class SubjectParser:
    """Reads subjects."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._context = context
        self._line_context = LineContext(context)

    def read(self, page: TextPage, index: int, start: int) -> Iterator[Candidate]:
        """A subject from `start` to the end of its line."""
        end = page.lines[index].end
        reply = self._context.reply.match(page.text, start, end)
        start = reply.end() if reply else start
        words = shifted(page.text, start, end)
        if not words:
            return
        depth = page.lines[index].depth
        tagged = self._tagged(page, index, start, end)
        if tagged:
            yield tagged
            return
        opening = page.text[start : words[0].start].strip()[-1:]
        found = self._grammar.expression(
            page.text,
            words,
            0,
            short=(bool(opening) and opening in "([{<") or page.text.startswith("//", words[0].end),
        )
        if found is not None and can_stand_alone(found):
            made = Candidate(
                index,
                found.start,
                found.end,
                found,
                MarkingForm.SUBJECT,
                0.95,
                "opens the subject",
                depth=depth,
            )
            yield made.rejected(self._opens(page, found, opening, end))
            if self._opens(page, found, opening, end) is Rejection.NONE:
                return
        yield from self._closes(page, index, start, end, words, depth)

    def _tagged(self, page: TextPage, index: int, start: int, end: int) -> Candidate | None:
        """``[SEC=PROTECTED, CAVEAT=SH:CABINET]`` anywhere in the subject."""
        match = _TAGGED.search(page.text, start, end)
        found = epms(match[0]) if match else None
        if match is None or found is None:
            return None
        words = words_of(found.text)
        expression = self._grammar.expression(found.text, words, 0, short=True) if words else None
        if expression is None or not expression.leveled:
            return None
        return Candidate(
            index,
            match.start(),
            match.end(),
            expression,
            MarkingForm.SUBJECT,
            0.97,
            "a protective marking in the subject",
            depth=page.lines[index].depth,
            schemes=frozenset({"australia"}),
        )

    def closing(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """What closes a line that may be a subject; only what is taken."""
        line = page.lines[index]
        words = shifted(page.text, line.start, line.end)
        for candidate in self._closes(page, index, line.start, line.end, words, line.depth):
            rest = page.text[candidate.end : line.end].strip()
            if (
                candidate.accepted
                and candidate.end - candidate.start > 1
                and rest in (")", "]", "}")
            ):
                yield candidate

    def _opens(self, page: TextPage, found: Expression, opening: str, end: int) -> Rejection:
        rest = page.text[found.end : end]
        closing = rest.strip()[:1]
        if opening and opening in "([{<":
            return Rejection.NONE if closing in tuple(")]}>") and closing else Rejection.PROSE
        if opening and opening in QUOTES:
            return Rejection.QUOTED
        short = all(
            term.strength is Strength.DISTINCT and len(e.text) <= 12 and " " not in e.text
            for e in found.elements
            for term in e.levels[:1]
        )
        ended = not rest.strip() or bool(TITLED.match(rest)) or self._line_context.filler(rest)
        if found.strength is Strength.WEAK:
            return Rejection.NONE if found.capitals and not rest.strip() else Rejection.PLACE
        if found.structured and found.capitals:
            return Rejection.NONE
        if found.capitals:
            if ended or (short and found.leveled):
                return Rejection.NONE
            return Rejection.PROSE
        if ended and found.leveled and (found.strength is Strength.DISTINCT or corporate(found)):
            return Rejection.NONE
        return Rejection.CASE

    def _closes(
        self,
        page: TextPage,
        index: int,
        start: int,
        end: int,
        words: Sequence[WordToken],
        depth: int,
    ) -> Iterator[Candidate]:
        """``Minutes of Tuesday (SBU)``, ``Minutes - CONFIDENTIAL``, ``… [SEC=PROTECTED]``."""
        for at in range(1, len(words)):
            gap = page.text[words[at - 1].end : words[at].start]
            bracket = gap.strip()[-1:] in tuple("([{") and bool(gap.strip())
            dash = bool(re.fullmatch(r"\s*(?:--?|:|//|\|)\s*", gap)) and len(gap.strip()) > 0
            if not bracket and not dash:
                continue
            found = self._grammar.expression(page.text, words, at, short=bracket)
            if found is None or not found.leveled:
                continue
            if len({t.level for e in found.elements for t in e.levels[:1]}) > 2:
                return
            rest = page.text[found.end : end].strip()
            closed = rest[:1] in tuple(")]}") and bool(rest) if bracket else not rest
            if dash and found.strength is Strength.DISTINCT:
                closed = closed or bool(TITLED.match(page.text, found.end, end))
            caps = found.capitals and found.strength is not Strength.WEAK
            bare = bracket and all(len(e.text) < 2 for e in found.elements)
            if bracket and _spells(words[:at], page.text[found.start : found.end]):
                continue
            made = Candidate(
                index,
                found.start,
                found.end,
                found,
                MarkingForm.SUBJECT,
                0.9,
                "closes the subject",
                depth=depth,
            )
            if closed and caps and not (bare and rest[1:].strip()):
                yield made
                return
            yield made.rejected(Rejection.PROSE)


def _spells(words: Sequence[WordToken], letters: str) -> bool:
    """``strategic business unit (SBU)``: the words before spell the abbreviation out."""
    initials = "".join(word.text[:1] for word in words[-len(letters) :])
    return len(letters) > 1 and initials == letters.upper()
