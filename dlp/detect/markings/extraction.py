"""From a passage to its candidates: fold, prefilter, parse each line, deobfuscate, disambiguate."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dlp.detect.markings.authority import authority
from dlp.detect.markings.candidates import Candidate, MarkingForm, Position, Rejection
from dlp.detect.markings.context import Context
from dlp.detect.markings.deobfuscation import Deobfuscator, Obfuscation
from dlp.detect.markings.disambiguation import Disambiguator
from dlp.detect.markings.encoded import decoded
from dlp.detect.markings.fold import FoldedText, letters_changed, readings
from dlp.detect.markings.formal import FormalParser, formal, made, unescaped
from dlp.detect.markings.grammar import Grammar
from dlp.detect.markings.lexicon import words_of
from dlp.detect.markings.line_parser import LineParser
from dlp.detect.markings.page import TextLine, TextPage, holds_nothing
from dlp.detect.markings.portions import PortionParser
from dlp.detect.markings.prefilter import Prefilter
from dlp.detect.markings.schemes import Strength
from dlp.model import Level, Passage, Role

#: rejections after which a line may still be an obfuscated marking
_RETRIED = (Rejection.MENTION, Rejection.ALONE)
#: what no scanner and no typist does
_WILFUL = (Obfuscation.REVERSED, Obfuscation.ROT13)

_CALENDARS = frozenset({"text/calendar", "text/vcard", "text/x-vcard", "text/directory"})
_VALUE = re.compile(r"(?:SUMMARY|DESCRIPTION|COMMENT|NOTE|LOCATION|TITLE|X-[\w-]+)(?:;[^:\n]*)?:")


class CandidateExtractor:
    """Finds the candidates of a passage."""

    def __init__(self, grammar: Grammar, context: Context) -> None:
        self._grammar = grammar
        self._prefilter = Prefilter(grammar.lexicon)
        self._lines = LineParser(grammar, context)
        self._formal = FormalParser(grammar)
        self._portions = PortionParser(grammar)
        self._deobfuscator = Deobfuscator(grammar.lexicon, context)
        self._disambiguator = Disambiguator(context)

    def read(self, passage: Passage, depth: int = 0) -> Iterator[tuple[TextPage, list[Candidate]]]:
        """Each reading of the passage with its candidates, accepted or rejected."""
        for folded in readings(passage.text):
            folded = unescaped(folded) if passage.role is Role.LINK else folded
            text = (
                folded.text.replace("_", " ")
                if passage.role in (Role.NAME, Role.LINK)
                else folded.text
            )
            hits = self._prefilter.hits(text)
            if not (hits.words or hits.encoded) and holds_nothing(folded.text):
                continue
            page = TextPage(folded, hits)
            if page.wanted or len(page.single) > 4:
                yield page, self._disambiguator.disambiguate(page, self._candidates(page, passage))
            if page.encoded and depth < 3 and passage.role is not Role.HEADER:
                yield from self._decoded(page, passage, depth)

    def _candidates(self, page: TextPage, passage: Passage) -> list[Candidate]:
        if passage.role is Role.SUBJECT:
            return list(self._subject(page))
        if passage.role is Role.NAME:
            return list(self._name(page))
        if passage.role is Role.LINK:
            return [
                made(page, index, found, MarkingForm.PROPERTY, "in a link")
                for index, line in enumerate(page.lines)
                for found in self._formal.anywhere(page, line.start, line.end)
            ]
        out: list[Candidate] = []
        calendar = passage.media_type in _CALENDARS
        for index in page.wanted:
            value = _VALUE.match(page.of(index)) if calendar else None
            if value:
                out += self._lines.subjects.read(page, index, page.lines[index].start + value.end())
            out += self._line(page, index)
        if passage.role is Role.HEADER:
            # a display name stands in quotation marks, too
            out = [
                c.rejected(Rejection.NONE)
                if c.rejection is Rejection.QUOTED and c.expression and c.expression.structured
                else c
                for c in out
            ]
        out += self._vertical(page)
        if passage.role in (Role.PROPERTY, Role.ATTRIBUTE):
            out = [replace(c, form=MarkingForm.PROPERTY) if c.accepted else c for c in out]
        return out

    def _line(self, page: TextPage, index: int) -> list[Candidate]:
        out = [*authority(page, index), *self._portions.line(page, index)]
        if not any(
            c.accepted and c.form is MarkingForm.PORTION and not c.needs_sibling for c in out
        ):
            out += self._lines.line(page, index)
        # what was parsed and rejected is not tried again as something obfuscated
        if all(c.expression is None or self._retried(page, c) for c in out):
            out += self._obfuscated(page, index)
        return out

    @staticmethod
    def _retried(page: TextPage, candidate: Candidate) -> bool:
        """Whether a line with this rejected candidate may still be an obfuscated marking."""
        if candidate.accepted or candidate.expression is None:
            return False
        if candidate.rejection in _RETRIED or candidate.expression.strength is Strength.WEAK:
            return True
        line = page.lines[candidate.line]
        tail = words_of(page.text[candidate.end : line.end])
        return candidate.rejection is Rejection.PROSE and 0 < len(tail) < 5

    def _subject(self, page: TextPage) -> Iterator[Candidate]:
        """A subject is one line, however it was folded."""
        for index, line in enumerate(page.lines):
            found = list(self._lines.subjects.read(page, index, line.start))
            if not any(c.accepted for c in found):
                found += [c for c in self._obfuscated(page, index) if c.accepted]
            yield from (replace(c, form=MarkingForm.SUBJECT) for c in found)

    def _name(self, page: TextPage) -> Iterator[Candidate]:
        """A file name: its stem opens or closes with a marking."""
        for index, line in enumerate(page.lines):
            stem = page.text[line.start : line.end].rsplit("/", 1)[-1].replace("_", " ")
            offset = line.end - len(stem)
            words = words_of(stem)
            if len(words) > 1 and len(words[-1].text) <= 5:
                words = words[:-1]  # the extension
            for at in range(len(words)):
                found = self._grammar.expression(stem, words, at, short=True)
                if found is None or not found.leveled or not found.capitals:
                    continue
                if all(len(element.text) < 3 for element in found.elements if element.levels):
                    continue
                whole = formal(found) or found.start == words[0].start or found.end == words[-1].end
                made = Candidate(
                    index,
                    offset + found.start,
                    offset + found.end,
                    found,
                    MarkingForm.PROPERTY,
                    0.85,
                    "part of a file name",
                    position=Position.VALUE if formal(found) else Position.LINE,
                )
                if whole and found.strength is not Strength.WEAK:
                    yield made
                    break
                yield made.rejected(Rejection.PLACE)

    def unread(self, page: TextPage) -> Level | None:
        """No marking in what was left out of a page is above this; None where all was read."""
        if page.stop is None:
            return None
        line = page.text.rfind("\n", 0, page.stop) + 1
        return self._prefilter.highest(page.text[max(line, page.stop - 200) :])

    # ------------------------------------------------------------------ obfuscated lines

    def _obfuscated(self, page: TextPage, index: int) -> Iterator[Candidate]:
        line = page.lines[index]
        text = page.text[line.start : line.end]
        for repaired in self._deobfuscator.readings(text):
            inner = TextPage(FoldedText(repaired.text))
            if not inner.lines:
                continue
            inner.lines = [TextLine(0, len(repaired.text), line.depth)]
            found = [
                c
                for c in (*self._portions.line(inner, 0), *self._lines.line(inner, 0))
                if c.accepted and c.expression is not None and not c.needs_sibling
            ]
            for candidate in found[:1]:
                start, end = repaired.span(candidate.start, candidate.end)
                assert candidate.expression is not None
                if self._lines.context.splits_sentence(page, index, candidate.expression, "", ""):
                    continue
                if not text[start:end].strip() or self._weak(candidate, repaired.obfuscation):
                    continue
                yield replace(
                    candidate,
                    line=index,
                    start=line.start + start,
                    end=line.start + end,
                    score=min(candidate.score, repaired.score),
                    why=f"{candidate.why}, {repaired.obfuscation}",
                    obfuscation=repaired.obfuscation.value
                    if repaired.obfuscation in _WILFUL
                    else "",
                )
                return

    @staticmethod
    def _weak(candidate: Candidate, obfuscation: Obfuscation) -> bool:
        """Whether it is an everyday word: misspelt, it proves nothing."""
        assert candidate.expression is not None
        return (
            obfuscation is not Obfuscation.SPACED and candidate.expression.strength is Strength.WEAK
        )

    def _vertical(self, page: TextPage) -> Iterator[Candidate]:
        """A stamp set vertically: one letter on each line."""
        run: list[int] = []
        for index in [*page.single, -1]:
            if run and page.before(index) == run[-1] if index >= 0 else False:
                run.append(index)
                continue
            if len(run) > 4:
                letters = "".join(page.of(i) for i in run)
                inner = TextPage(FoldedText(letters))
                for candidate in self._lines.line(inner, 0):
                    if candidate.accepted and candidate.expression is not None:
                        yield replace(
                            candidate,
                            line=run[0],
                            start=page.lines[run[candidate.start]].start,
                            end=page.lines[run[candidate.end - 1]].end,
                            score=0.85,
                            why="one letter on each line",
                        )
            run = [index]

    # ------------------------------------------------------------------ encodings

    def _decoded(
        self, page: TextPage, passage: Passage, depth: int
    ) -> Iterator[tuple[TextPage, list[Candidate]]]:
        """What stands base64, hex, percent- or entity-encoded in the text."""
        for start, end, text, how in decoded(page):
            hidden = Passage(passage.part, text, Role.BODY)
            for _, candidates in self.read(hidden, depth + 1):
                moved = [
                    replace(
                        c,
                        rejection=Rejection.NONE,
                        line=0,
                        start=start,
                        end=end,
                        # no paragraph of this text opens inside what is encoded
                        position=Position.LINE,
                        why=f"{c.why}, {how}",
                        obfuscation=how,
                    )
                    for c in candidates
                    if c.accepted or _opens_with_level(c)
                ]
                if moved:
                    yield page, moved


def _opens_with_level(candidate: Candidate) -> bool:
    """A level at the start of a line that somebody went to the trouble of encoding."""
    found = candidate.expression
    return (
        candidate.rejection is Rejection.PROSE
        and candidate.form is MarkingForm.BANNER
        and found is not None
        and found.capitals
        and found.strength is not Strength.WEAK
    )


def obfuscation_of(passage: Passage, page: TextPage, candidate: Candidate) -> str:
    """How the letters of an accepted candidate were hidden; empty for plain ones."""
    if candidate.obfuscation:
        return candidate.obfuscation
    if page.folded.obfuscation:
        return page.folded.obfuscation
    start, end = page.folded.span(candidate.start, candidate.end)
    text = passage.text[start:end]
    if candidate.expression is not None and candidate.expression.native(text):
        return ""
    return letters_changed(text)
