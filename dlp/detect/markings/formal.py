"""Formal banners: markings that no key, name or link can make into something else.

``SECRET//NOFORN`` and ``NATO SECRET`` name their owner or their caveats. The sender chooses the
key, the file name and the address around them, so none of these is asked. In a sentence they may
be talked about: there the banner has to be the whole of a value.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import replace

from dlp.detect.markings.candidates import Candidate, MarkingForm, Position
from dlp.detect.markings.fold import FoldedText
from dlp.detect.markings.grammar import Expression, Grammar
from dlp.detect.markings.lexicon import words_of
from dlp.detect.markings.line_context import colour, guarded, shifted
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import CaveatEntry, Strength

_ESCAPED = re.compile(r"%([0-7][0-9A-Fa-f])|\+")
#: a colon after words is a person's, who may give an example; a lower-case key is a machine's
_SPOKEN = re.compile(r"(?:[A-Z]\S*|\s\S+)\s*$")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,15}://[^\s<>\"']{4,2000}")
#: what opens a value: ``key: ``, ``key=``, ``<tag>``; a comparison opens none
_OPENS = re.compile(
    r"(?:(?<![=!<>:]):|(?<![=!<>:])=|(?<=[\w\"'])>)\s{0,8}\[?(?P<quote>\\?[\"'])?/{0,2}$"
)


def unescaped(folded: FoldedText) -> FoldedText:
    """An address with its percent signs and plus signs undone."""
    text = folded.text
    if "%" not in text and "+" not in text:
        return folded
    out: list[str] = []
    spots = array("Q")
    at = 0
    for match in _ESCAPED.finditer(text):
        out.append(text[at : match.start()])
        spots.extend(range(at, match.start() + 1))
        out.append(chr(int(match[1], 16)) if match[1] else " ")
        at = match.end()
    out.append(text[at:])
    spots.extend(range(at, len(text)))
    if folded.positions is not None:
        spots = array("Q", (folded.positions[spot] for spot in spots))
    return FoldedText("".join(out), spots, folded.obfuscation, folded.extra)


def formal(found: Expression) -> bool:
    """Whether it says by itself whose marking it is, or who may get it."""
    if not found.capitals or not found.leveled:
        return False
    if guarded(found):
        return True
    terms = [term for element in found.elements for term in element.terms]
    if "//" in found.joints and any(isinstance(term.entry, CaveatEntry) for term in terms):
        return True
    first = next(element for element in found.elements if element.levels)
    return len(words_of(first.text)) > 1 and any(
        term.scheme.formal and term.strength is Strength.DISTINCT for term in first.levels
    )


class FormalParser:
    """Finds formal banners in addresses, in names and as values of any key."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar

    def anywhere(self, page: TextPage, start: int, end: int) -> Iterator[Expression]:
        """The formal banners of ``page.text[start:end]``, wherever in it."""
        words = shifted(page.text, start, end)
        seen = start
        for at, word in enumerate(words):
            if word.start < seen or not self._grammar.lexicon.starts(word.text):
                continue
            found = self._grammar.expression(page.text, words, at)
            if found is not None and found.end <= end and formal(found):
                seen = found.end
                yield found

    def line(self, page: TextPage, index: int) -> Iterator[Candidate]:
        """Those in the addresses of a line of a body, and those that are the value of a key."""
        for start, end in page.windows(page.lines[index].start, page.lines[index].end):
            yield from self._values(page, index, start, end)
            if "://" in page.text[start:end]:
                yield from self._addresses(page, index, start, end)

    def _values(self, page: TextPage, index: int, start: int, end: int) -> Iterator[Candidate]:
        words = shifted(page.text, start, end)
        seen = start
        for at, word in enumerate(words):
            if word.start < seen or not self._grammar.lexicon.starts(word.text):
                continue
            opens = _OPENS.search(page.text, max(start, word.start - 16), word.start)
            if opens is None:
                continue
            found = self._grammar.expression(page.text, words, at)
            if found is None or not (formal(found) or (opens["quote"] and colour(found))):
                continue
            if not _closed(page.text[found.end : end], opens["quote"], opens[0][:1]):
                continue
            seen = found.end
            value = made(page, index, found, MarkingForm.HEADER, "the whole of a value")
            spoken = opens["quote"] is None and _SPOKEN.search(page.text[start : opens.start()])
            yield replace(value, position=Position.LINE) if spoken else value

    def _addresses(self, page: TextPage, index: int, start: int, end: int) -> Iterator[Candidate]:
        for match in _ADDRESS.finditer(page.text, start, end):
            plain = unescaped(FoldedText(match[0]))
            inner = TextPage(plain)
            for found in self.anywhere(inner, 0, len(plain.text)):
                left, right = plain.span(found.start, found.end)
                value = made(page, index, found, MarkingForm.PROPERTY, "in a link")
                yield replace(value, start=match.start() + left, end=match.start() + right)


def made(page: TextPage, index: int, found: Expression, form: MarkingForm, why: str) -> Candidate:
    """A candidate of a formal banner."""
    depth = page.lines[index].depth
    return Candidate(
        index, found.start, found.end, found, form, 0.9, why, position=Position.VALUE, depth=depth
    )


def _closed(rest: str, quote: str | None, opener: str) -> bool:
    """Whether a value ends where its banner does."""
    rest = rest.lstrip(" .")
    if quote:
        return rest.startswith(quote) and not re.match(r"\\?[\"']\s{0,3}(?:\)|\bor\b)", rest)
    if not rest:
        return True
    if opener == "=":
        return rest[0] in "&;,"
    return opener == ">" and rest.startswith("<")
