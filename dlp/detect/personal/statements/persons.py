"""Whether a capitalised word is the name of a person: by lists of given names, places, words."""

from __future__ import annotations

from functools import cache

from dlp.config.shipped import shipped
from dlp.detect.personal.statements.lexicon import Language
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
