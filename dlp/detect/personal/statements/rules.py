"""The statements of all languages as rules for the scanner: one for each beginning of a term."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.personal.statements.grammar import Statement
from dlp.detect.personal.statements.lexicon import LANGUAGES, Language, Term, read
from dlp.detect.personal.statements.tokens import Token, tokens

#: characters that are read before and behind a term
_BEFORE, _BEHIND = 170, 100
#: characters of a word that the scanner looks for; what is this short is looked for as a word
_STEM, _SHORT = 6, 4
#: the shortest part of a compound before its head, and the longest word
_PART, _LONGEST = 2, 40
_SCORE = 0.75
#: where a short word ends, and the same for the scanner's engine
_END, _APART = r"\b", r"(?:[^a-zA-Z0-9_]|\Z)"
_WORD = re.compile(r"[^\W_]+(?:[-‑][^\W_]+)*")
_JOINED = re.compile(r"[\w\-‑]")

#: the words of a term with an ending each may have, and where in a text it stands
Found = tuple[Term, int, int]


class Lexicon:
    """The terms of all languages, by the word that is looked for."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._languages: dict[str, Language] = {}
        self._whole: dict[str, list[Term]] = defaultdict(list)
        self._stems: dict[str, list[Term]] = defaultdict(list)
        for path in files:
            language, terms = read(path)
            self._languages[language.code] = language
            for term in terms:
                word, is_open = term.words[term.anchor]
                (self._stems if is_open else self._whole)[word].append(term)
        self.kinds = sorted({term.kind for term in self._all()})

    def _all(self) -> Iterator[Term]:
        for book in (self._whole, self._stems):
            for terms in book.values():
                yield from terms

    def patterns(self, kind: str) -> Iterator[tuple[str, str]]:
        """Patterns for the words of a kind, each with a hint for the scanner: a literal for each
        beginning, as an alternation costs a hundred times the time to compile, and one for all
        short words."""
        stems: set[str] = set()
        short: set[str] = set()
        for term in self._all():
            if term.kind == kind:
                word, is_open = term.words[term.anchor]
                if len(word) > _SHORT:
                    stems.add(word.removeprefix("*")[:_STEM])
                else:
                    short.add(re.escape(word) + ("" if is_open else _END))
        for stem in sorted(stems):
            if not any(stem[:size] in stems for size in range(1, len(stem))):
                yield re.escape(stem), ""
        if short:
            words = "|".join(sorted(short))
            # the scanner's engine does not know \b in Unicode
            yield rf"\b(?:{words})", rf"(?:\A|[^a-zA-Z0-9_])(?:{words.replace(_END, _APART)})"

    def find(self, kind: str) -> Find:
        """Where a term of `kind` that is said of a person stands around a match."""

        def find(text: str, match: re.Match[str]) -> tuple[int, int] | None:
            start = match.start()
            while start > 0 and match.start() - start < _LONGEST and _JOINED.match(text[start - 1]):
                start -= 1
            word = _WORD.match(text, start, start + 2 * _LONGEST)
            if word is None or not match.end() <= word.end() < start + 2 * _LONGEST:
                return None
            terms = self._anchored(kind, word[0].lower(), match.start() - start)
            if not terms:
                return None
            low, high = max(0, start - _BEFORE), min(len(text), word.end() + _BEHIND)
            around = text[low:high].lower()
            terms = [
                term for term in terms if all(each.lstrip("*") in around for each, _ in term.words)
            ]
            if not terms:
                return None
            left, right = tokens(text, low, start), tokens(text, start, high)
            if not right or right[0].end != word.end():
                return None
            words = left + right
            for term, first, last in self._standing(terms, words, len(left)):
                if last < len(words) and self._is_topic(words[last].low):
                    continue
                language = self._languages[term.language]
                if Statement(language, term, words[:first], words[last:]).is_personal():
                    return words[first].start, words[last - 1].end
            return None

        return find

    def _is_topic(self, word: str) -> bool:
        """ "Cancer research", "Muslim community centre": `word` says that nobody is meant."""
        return any(each.lists("topics", word) for each in self._languages.values())

    def _anchored(self, kind: str, low: str, head: int) -> list[Term]:
        """The terms of `kind` with a word `low`, or with what it has from `head` on: the head of
        a compound."""
        marks: tuple[str, ...] = ("", "*")
        if head:
            if head < _PART or len(low) <= head or low[head - 1] == "-":
                return []
            low, marks = low[head:], ("*",)
        found: list[Term] = []
        for mark in marks:
            found += self._whole.get(mark + low, ())
            for cut in range(2, len(low) + 1):
                for term in self._stems.get(mark + low[:cut], ()):
                    if cut == len(low) or low[cut:] in self._languages[term.language].endings:
                        found.append(term)
        return [term for term in found if term.kind == kind]

    def _standing(self, terms: list[Term], words: list[Token], at: int) -> list[Found]:
        """The `terms` all of whose words stand there, with the first and the end; longest first."""
        found = []
        for term in terms:
            first = at - term.anchor
            last = first + len(term.words)
            if first < 0 or last > len(words):
                continue
            endings = self._languages[term.language].endings
            if all(
                first + place == at or _is_form(words[first + place].low, stem, is_open, endings)
                for place, (stem, is_open) in enumerate(term.words)
            ):
                found.append((term, first, last))
        found.sort(key=lambda each: each[1] - each[2])
        return found


def _is_form(low: str, stem: str, is_open: bool, endings: frozenset[str]) -> bool:
    return low == stem or (is_open and low.startswith(stem) and low[len(stem) :] in endings)


def _rules() -> Iterator[PatternRule]:
    here = Path(__file__).parent
    lexicon = Lexicon(here / f"{code}.yaml" for code in LANGUAGES)
    for kind in lexicon.kinds:
        find = lexicon.find(kind)
        for pattern, hint in lexicon.patterns(kind):
            yield PatternRule(
                kind=kind,
                pattern=pattern,
                hint=hint,
                find=find,
                bare=_SCORE,
                sure=True,
                restart=True,
                ignore_case=True,
                why="said of a person",
            )


RULES = tuple(_rules())
