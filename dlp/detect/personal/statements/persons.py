"""Whether words name one particular person: by a name, a pronoun, a relation, a role. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from dlp.config.shipped import shipped
from dlp.detect.personal.statements.lexicon import Language
from dlp.detect.personal.statements.tokens import Token
from dlp.errors import ConfigError

#: whom an illness is named after; "Hodgkin's lymphoma" is not Hodgkin's
_EPONYMS = frozenset(
    """
    parkinson parkinsons alzheimer alzheimers crohn hodgkin hodgkins down hashimoto cushing
    huntington bell tourette asperger bechterew bechterev sjögren addison raynaud ménière meniere
    lyme graves basedow marfan turner klinefelter kaposi paget dupuytren scheuermann osgood lynch
    wilms lou gehrig kawasaki chagas hansen ewing pfeiffer bürger behçet pompe fabry gaucher ebola
    """.split()
)
#: the shortest word that may be a name nobody has listed
_SHORTEST = 3
#: words of a name, and those in lower case among them
_NAME = 4
_PARTICLES = frozenset("van von de der den di da del la le du af ten bin al el".split())


@cache
def _words(name: str) -> frozenset[str]:
    """A word list of the names model, in lower case."""
    path = shipped("models", "names", name)
    try:
        return frozenset(path.read_text(encoding="utf-8").split())
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None


def is_given(word: str, language: Language, *, inflected: bool = False) -> bool:
    """Whether `word` (lower case) is a given name, in any of the language's cases.

    With `inflected`, only in another case than the first.
    """
    given = _words("given.txt")
    head = word.partition("-")[0]
    if not inflected and (word in given or head in given):
        return True
    for ending in language.name_endings:
        if not word.endswith(ending) or len(word) - len(ending) < _SHORTEST - 1:
            continue
        stem = word[: len(word) - len(ending)]
        if ending and stem in given:
            return True
        for tail, full in language.name_stems.items():
            if stem.endswith(tail) and stem[: len(stem) - len(tail)] + full in given:
                return True
    return False


def is_place(word: str) -> bool:
    """Whether `word` (lower case) is a country or a well-known town."""
    return word in _words("places.txt")


def is_nobody(word: str, language: Language) -> bool:
    """Whether `word` (lower case) is one that begins with a capital and is no person."""
    return word in _EPONYMS or language.has("nobody", word)


def may_be_name(word: str, language: Language) -> bool:
    """Whether a capitalised word that no list of given names has can be a name all the same."""
    low = word.lower()
    return (
        len(word) >= _SHORTEST
        and not word.isupper()
        and word.replace("-", "").isalpha()
        and not is_nobody(low, language)
        and not any(low in _words(name) for name in ("common.txt", "places.txt", "towns.txt"))
    )


class People:
    """The persons that the words around a term name."""

    def __init__(self, language: Language, left: Sequence[Token], right: Sequence[Token]) -> None:
        self._language, self._left, self._right = language, left, right
        self._known: dict[int, int | None] = {}

    def person(self, at: int) -> int | None:
        """Where the person begins whom the words up to `at` name, or None."""
        if at < 0:
            return None
        if at not in self._known:
            self._known[at] = self._person_now(at)
        return self._known[at]

    def _person_now(self, at: int) -> int | None:
        token, language = self._left[at], self._language
        if token.low in language.words["pronouns"]:
            return at
        if self._language.lists("roles", token.low):
            before = self._left[at - 1].low if at else ""
            anybody = language.has("nobody", before) and not language.has("articles", before)
            return None if anybody else at
        if self._language.lists("relations", token.low):
            return self._related(at)
        if token.text[0].isupper() and token.text[0].isalpha():
            return self._name(at)
        return None

    def _related(self, at: int) -> int | None:
        """ "My little brother", "Anna's mother": where it begins."""
        for place in range(at - 1, max(-1, at - 4), -1):
            low = self._left[place].low
            if self._language.lists("possessives", low):
                return place
            if self.genitive(place):
                return place
            if not low.isalpha():
                return None
        return None

    def _name(self, at: int) -> int | None:
        first = at
        while first > 0 and at - first < _NAME:
            before = self._left[first - 1]
            capital = before.text[0].isupper() and before.text[0].isalpha()
            if (
                capital
                and not is_nobody(before.low, self._language)
                and before.low not in self._language.spoken
            ):
                first -= 1
            elif before.low in _PARTICLES and first > 1 and self._left[first - 2].text[0].isupper():
                first -= 2
            else:
                break
        return first if self._is_name(first, at) else None

    def _is_name(self, first: int, last: int) -> bool:
        language = self._language
        run = [token for token in self._left[first : last + 1] if token.low not in _PARTICLES]
        titled = self._titled(first) or self._left[first].low in language.words["titles"]
        if not run or is_nobody(run[-1].low, language):
            return False
        if titled:
            return True
        if first > 0 and self._language.lists("relations", self._left[first - 1].low):
            return True
        if len(run) == 1 and is_place(run[0].low):
            return False
        if any(is_given(token.low, language) for token in run):
            return True
        if language.has("nobody", "*capitals") and len(run) == 1:
            return False
        return all(may_be_name(token.text, language) for token in run)

    def _titled(self, first: int) -> bool:
        at = first - 1
        if at > 0 and self._left[at].low == ".":
            at -= 1
        return at >= 0 and self._left[at].low in self._language.words["titles"]

    def genitive(self, at: int) -> bool:
        """Whether the word at `at` makes what follows somebody's."""
        token = self._left[at]
        endings = self._language.words["genitives"]
        if token.low in ("'s", "'") and at > 0 and token.low in endings:
            return self.person(at - 1) is not None and (
                self._left[at - 1].low not in self._language.words["pronouns"]
            )
        for ending in endings:
            if ending.isalpha() and token.low.endswith(ending) and len(token.low) > _NAME - 1:
                if self._language.lists("roles", token.low) or (
                    self._language.lists("relations", token.low) and self._related(at) is not None
                ):
                    return True
                if token.text[0].isupper():
                    return self._names_owner(token, ending, at)
        return False

    def _names_owner(self, token: Token, ending: str, at: int) -> bool:
        if is_place(token.low) or is_nobody(token.low, self._language):
            return False
        if is_given(token.low.removesuffix(ending), self._language):
            return True
        if is_given(token.low, self._language, inflected=True):
            return True
        before = self._left[at - 1] if at else None
        return before is not None and (
            self._titled(at) or (is_given(before.low, self._language) and before.text[0].isupper())
        )

    def behind(self, at: int, *, inflected: bool = False) -> bool:
        """Whether a person is named from `at` on, behind the term."""
        words = self._language.words
        near = self._right[at : at + 4]
        if not near:
            return False
        if near[0].low in words["possessives"]:
            return any(self._language.lists("relations", token.low) for token in near[1:])
        if near[0].low in words["articles"] and len(near) > 1:
            near = near[1:]
        if near[0].low in words["titles"]:
            return True
        first = near[0]
        if not (first.text[0].isupper() and first.text[0].isalpha()):
            return self._language.lists("relations", first.low) and any(
                token.text[0].isupper() and is_given(token.low, self._language)
                for token in near[1:]
            )
        if is_place(first.low) or is_nobody(first.low, self._language):
            return False
        return is_given(first.low, self._language, inflected=inflected)
