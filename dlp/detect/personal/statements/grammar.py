"""Whether the words around a term say it of a person.

The words left of the term are read backwards: a way of saying it ("has been diagnosed with"), what
fills the gaps ("recently", "a severe form of"), then who it is said of. Each step looks at a
bounded number of words, nearest first. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dlp.detect.personal.statements.lexicon import Language, Term, Way
from dlp.detect.personal.statements.persons import People
from dlp.detect.personal.statements.tokens import ENDS, Token

#: classes of terms that somebody has: "her asthma", "Ole's dialysis"
_HAD = frozenset(("condition", "treatment", "medicine"))
#: the most words that are passed over: in a way of saying, to the person of the clause before,
#: in an aside, to the person of an earlier sentence
_FILL, _CLAUSE, _APART, _BACK = 6, 14, 7, 25
#: lengths of the endings by which a language's adverbs are known
_ADVERBS = (2, 3, 4, 5)


class Statement:
    """One term in its sentence, and the questions that are asked of it."""

    def __init__(
        self, language: Language, term: Term, left: Sequence[Token], right: Sequence[Token]
    ) -> None:
        """`left` are the words before the term, `right` those behind it, in order."""
        self._language, self._term = language, term
        self._left, self._right = left, right
        self._before = frozenset(token.low for token in left)
        self._behind = frozenset(token.low for token in right)
        self._people = People(language, left, right)

    def is_personal(self) -> bool:
        """Whether the term is said of a person."""
        if self._is_named_so():
            return False
        if (
            self._term.of in _HAD
            and not self._term.weak
            and (self._owned() or self._owned_behind())
        ):
            return True
        return self._said() or self._turned() or self._final() or self._alone()

    # what it is about

    def _is_named_so(self) -> bool:
        """ "Christian Hansen": what follows a state is no name."""
        if self._term.of != "state" or not self._right:
            return False
        after = self._right[0]
        return (
            after.text[0].isupper()
            and not after.text.isupper()
            and not self._language.has("pronouns", after.low)
        )

    def _fills(self, token: Token) -> bool:
        low = token.low
        if low.isdecimal():
            return True
        listed = self._language.words["fill"]
        return low in listed or any(
            f"*{low[-size:]}" in listed for size in _ADVERBS if len(low) > 5
        )

    def _gaps(self, at: int) -> Iterator[int]:
        """`at`, and the places further left that are reached over words that fill a gap."""
        yield at
        for _ in range(_FILL):
            if at < 0 or not self._fills(self._left[at]):
                return
            at -= 1
            yield at

    # ways of saying it

    def _matched(self, words: Sequence[str], at: int) -> Iterator[int]:
        """Where the words left of `words` end, if these end at `at` or over a gap before it."""
        if not words:
            yield from self._gaps(at)
            return
        for place in self._gaps(at):
            if place >= 0 and self._left[place].low == words[-1]:
                if len(words) == 1:
                    yield place - 1
                else:
                    yield from self._matched(words[:-1], place - 1)

    def _follows(self, words: Sequence[str]) -> bool:
        """Whether `words` stand behind the term, over gaps."""
        at = 0
        for word in words:
            for _ in range(_FILL):
                if at >= len(self._right):
                    return False
                token = self._right[at]
                at += 1
                if token.low == word:
                    break
                if not self._fills(token):
                    return False
            else:
                return False
        return True

    def _ways(self, order: dict[str, dict[str, list[Way]]]) -> Iterator[Way]:
        """The ways whose last word before the term stands there, and all others somewhere."""
        known = order.get(self._term.of)
        if not known:
            return
        lasts = {self._left[at].low for at in self._gaps(len(self._left) - 1) if at >= 0}
        for last in ("", *sorted(lasts)):
            for way in known.get(last, ()):
                if self._before.issuperset(way.before) and self._behind.issuperset(way.behind):
                    yield way

    def _said(self) -> bool:
        last = len(self._left) - 1
        for way in self._ways(self._language.ways):
            if not self._follows(way.behind):
                continue
            for at in self._matched(way.before, last):
                if (
                    self._of_somebody(at)
                    or self._told_behind(way)
                    or not self._language.words["speakers"].isdisjoint(way.before)
                ):
                    return True
        return False

    def _turned(self) -> bool:
        """Verb, person, rest, term: "Leider hat Frau Weber Krebs", "Is Anna pregnant?" """
        last = len(self._left) - 1
        for way in self._ways(self._language.turned):
            if not self._follows(way.behind):
                continue
            for at in self._matched(way.before[1:], last):
                start = self._people.person(at)
                if start is None:
                    continue
                for place in self._gaps(start - 1):
                    if place >= 0 and self._left[place].low == way.before[0]:
                        return True
        return False

    def _final(self) -> bool:
        """Person, rest, term, verb: "weil Anna an Krebs leidet"."""
        last = len(self._left) - 1
        return any(
            self._of_somebody(at)
            for way in self._ways(self._language.final)
            if self._follows(way.behind)
            for at in self._matched(way.before, last)
        )

    def _alone(self) -> bool:
        """A label of a file on somebody: "Diagnosis: …"."""
        last = len(self._left) - 1
        return any(
            next(self._matched(way.before, last), None) is not None
            for way in self._ways(self._language.alone)
        )

    def _told_behind(self, way: Way) -> bool:
        """ "Le diagnosticaron asma a Lucía"."""
        at = len(way.behind)
        return (
            len(self._right) > at + 1
            and self._language.lists("at", self._right[at].low)
            and self._people.behind(at + 1)
        )

    # who

    def _of_somebody(self, at: int) -> bool:
        """Whether a person stands where the words before a way of saying end."""
        words = self._language.words
        for place in self._gaps(at):
            if self._people.person(place) is not None:
                return True
            at = place
        if at < 0:
            return False
        token = self._left[at]
        if token.low in words["who"]:
            return (
                self._people.person(at - 2 if at > 1 and self._left[at - 1].low == "," else at - 1)
                is not None
            )
        if token.low in words["and"]:
            return self._in_clause(at - 1)
        if token.low in (",", ")", "–", "—", "-"):
            return (
                self._people.person(at - 1) is not None
                or self._behind_aside(at)
                or (not self._term.weak and self._earlier(at))
            )
        if token.low in ENDS or token.low == ":":
            return not self._term.weak and self._earlier(at)
        return self._behind_preposition(at)

    def _in_clause(self, at: int) -> bool:
        """Whether the sentence so far has a person: "Anna is late and has …"."""
        for place in range(at, max(-1, at - _CLAUSE), -1):
            if self._left[place].low in ENDS and not self._is_abbreviation(place):
                return False
            if self._people.person(place) is not None:
                return True
        return False

    def _behind_aside(self, at: int) -> bool:
        """ "Tor, our union rep, has …"."""
        opening = "(" if self._left[at].low == ")" else self._left[at].low
        for place in range(at - 1, max(0, at - _APART - 1), -1):
            if self._left[place].low in ENDS:
                return False
            if self._left[place].low == opening:
                return self._people.person(place - 1) is not None
        return False

    def _behind_preposition(self, at: int) -> bool:
        """ "Agnes in the Oslo office has …"."""
        for place in range(at, max(0, at - _FILL), -1):
            low = self._left[place].low
            if low in ENDS or low == ",":
                return False
            if self._language.lists("prepositions", low):
                return self._people.person(place - 1) is not None
        return False

    def _earlier(self, at: int) -> bool:
        """A sentence without its subject goes on about whom the one before names."""
        return any(
            self._people.person(place) is not None
            for place in range(at - 1, max(-1, at - _BACK), -1)
        )

    def _is_abbreviation(self, at: int) -> bool:
        return (
            self._left[at].low == "."
            and at > 0
            and self._left[at - 1].low in self._language.words["titles"]
        )

    # whose

    def _owned(self) -> bool:
        """ "Her asthma", "Ole's dialysis", "meine Depression"."""
        for at in self._gaps(len(self._left) - 1):
            if at < 0:
                return False
            if self._left[at].low in self._language.words["owners"] or self._people.genitive(at):
                return True
        return False

    def _owned_behind(self) -> bool:
        """ "El asma de Lucía", "la dépression de ma femme", "cukrzyca Marka"."""
        if not self._right:
            return False
        of = self._language.words["of"]
        if self._right[0].low in of:
            return self._people.behind(1)
        return "-" in of and self._people.behind(0, inflected=True)
