"""Portion marks: a short form in brackets that opens (or, as the FBI does, closes) a paragraph.

A single letter is a list item, a copyright sign or an office symbol as often as a mark; it counts
only beside others or a banner (`disambiguation`).
Source: CAPCO Register and Manual (2016), section C.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.markings.candidates import Candidate, MarkingForm, Position, Rejection
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import words_of
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Strength

_INNER = r"[(\[{【〔《]\s?(?P<inner>[^()\[\]{}【】\n]{1,90}?)\s?[)\]}】〕》]"
_OPENS = re.compile(
    r"[^\w(\[{【〔《]{0,6}(?P<number>(?:para(?:graph)?\s*)?\d{1,3}(?:\.\d{1,2}){0,3}[.):]?\s*|[A-Za-z][.)]\s+)?"
    r"(?P<heading>[A-Z][A-Za-z ,'/-]{2,60}[.:]\s*)?" + _INNER,
    re.IGNORECASE,
)
_CLOSES = re.compile(r"[.!?:;)\"]\s*" + _INNER + r"[\s.]*$")
_NUMBER_AFTER = re.compile(r"\s{0,2}\d{1,2}\.\s")
_COPYRIGHT = re.compile(
    r"\s*(?:copyright|copr|\d{4}|all rights|by\b|"
    r"[A-Z][\w&.]+ (?:Inc|Ltd|LLC|Corp|GmbH|Oy|AB|Press))",
    re.IGNORECASE,
)


_HEADED = re.compile(r"\b(?:marks?|markings?|banner|examples?)\b", re.IGNORECASE)
_TAUGHT = re.compile(
    r"\s*this (?:is|portion|paragraph)\b.{0,40}\b(?:portion|mark|classified)", re.IGNORECASE
)


class PortionParser:
    """Reads portion marks."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def line(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """The portion marks of a line."""
        text = page.of(index)
        opens = _OPENS.match(text)
        if opens:
            made = self._made(page, index, text, opens, opening=True)
            if made:
                yield made
                return
        if len(text) > 12 and text.rstrip(" .")[-1:] in tuple(")]}"):
            closes = _CLOSES.search(text, max(0, len(text) - 110))
            if closes and closes.start() > 8:
                made = self._made(page, index, text, closes, opening=False)
                if made:
                    yield made

    def _made(
        self, page: TextPage, index: int, text: str, match: re.Match[str], opening: bool
    ) -> Candidate | None:
        start = page.lines[index].start
        found = self._inner(match["inner"])
        if found is None:
            return None
        begin, end = start + match.start("inner"), start + match.end("inner")
        rest = text[match.end() :]
        size = sum(char.isalpha() for char in match["inner"])
        # one letter, or two that are also anybody's initials, count only beside others
        needs_sibling = match["inner"].isascii() and (
            size == 1 or (size == 2 and not self._sentence(found, rest))
        )
        why = "opens a paragraph" if opening else "closes a paragraph"
        made = Candidate(
            index,
            begin,
            end,
            found,
            MarkingForm.PORTION,
            0.75 if needs_sibling else 0.93,
            why,
            position=Position.PARAGRAPH if opening else Position.LINE,
            needs_sibling=needs_sibling,
            depth=page.lines[index].depth,
        )
        heading = match.groupdict().get("heading") or ""
        if _TAUGHT.match(rest) or _HEADED.search(heading):
            return made.rejected(Rejection.TEACHING)
        if not found.capitals and (needs_sibling or found.strength is not Strength.DISTINCT):
            return made.rejected(Rejection.CASE)
        if found.strength is Strength.WEAK and len(match["inner"]) > 6 and not found.structured:
            return made.rejected(Rejection.PLACE)
        if needs_sibling and match["inner"].strip() == "C" and _COPYRIGHT.match(rest):
            return made.rejected(Rejection.ALONE)
        if rest[:1].isalnum() and opening and needs_sibling and not rest[:1].isupper():
            return made.rejected(Rejection.ALONE)
        if re.match(r"\s*(?:[-=]|is\b|means\b|:)\s*\S", rest) and opening and not match["number"]:
            return made.rejected(Rejection.TEACHING)
        return made

    @staticmethod
    def _sentence(found: Expression, rest: str) -> bool:
        """Two letters before a sentence, in a scheme that marks portions so."""
        marks = any(term.scheme.portions for element in found.elements for term in element.levels)
        return marks and len(rest.split()) > 3

    def _inner(self, inner: str) -> Expression | None:
        words = words_of(inner)
        if not words or len(inner) > 90:
            return None
        lead = inner[: words[0].start]
        if lead.strip(" /"):
            return None
        found = self._grammar.expression(inner, words, 0, short=True)
        if found is None or inner[found.end :].strip(" ."):
            return None
        if not found.leveled and found.strength is not Strength.DISTINCT:
            return None
        return found


def numbered(page: TextPage, candidate: Candidate) -> bool:
    """``1. (C) …`` or ``(C) 1. …``: a cable's numbered paragraph."""
    line = page.lines[candidate.line]
    lead = page.text[line.start : candidate.start]
    after = page.text[candidate.end + 1 : candidate.end + 8]
    return bool(re.search(r"\d[.)]\s*\($", lead) or _NUMBER_AFTER.match(after))


_BRACKETED = re.compile(
    r"^[\s*>\-|]{0,6}(?:\d{1,2}[.)]\s*)?\(([A-Za-z]|[ivx]{1,4})\)\s", re.MULTILINE
)


def enumerated(page: TextPage, letters: frozenset[str]) -> bool:
    """Whether the page numbers its paragraphs with bracketed letters: (A), (B), (C)."""
    seen = {match[1] for match in _BRACKETED.finditer(page.text[:200_000])}
    return bool({letter for letter in seen if letter.upper() not in letters or letter.islower()})
