"""Finnish names without the ending of their case: Eerolle is Eero, Pekan Pekka, Virtasen Virtanen.

Pure. A word can be the form of several; all are given, whether there is such a name or not.
"""

from __future__ import annotations

from collections.abc import Iterator

_ENDINGS = tuple(
    "lla llä lle lta ltä ssa ssä sta stä ksi tta ttä na nä ta tä kin ko kö n a ä".split()
)
_VOWELS = "aeiouyäö"


def base_forms(word: str) -> Iterator[str]:
    """What a small `word` can be a case of."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 3:
            continue
        yield stem
        if stem[-1] in _VOWELS:
            yield from _nominatives(stem)
            if ending == "n" and stem[-1] == stem[-2]:
                yield stem[:-1]  # Pekkaan
                yield stem[:-2]  # Davidiin
        if stem.endswith(("s", "n")) and ending in ("ta", "tä"):
            yield stem[:-1] + "nen"  # Virtasta


def _nominatives(stem: str) -> Iterator[str]:
    """What a stem that ends with a vowel can come from."""
    if stem.endswith("kse"):
        yield stem[:-3] + "s"  # Matiaksen
    if stem.endswith("se"):
        yield stem[:-2] + "nen"  # Virtasen
    if stem.endswith("i"):
        yield stem[:-1]  # Davidilla
    if stem[-2] in "kpt" and stem[-3] in _VOWELS + "lnr":
        yield stem[:-1] + stem[-2] + stem[-1]  # Pekan
    for weak, strong in (("ng", "nk"), ("nn", "nt"), ("mm", "mp")):
        if stem[-3:-1] == weak:
            yield stem[:-3] + strong + stem[-1]
