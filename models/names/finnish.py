"""Finnish cases of names, roughly as Finns would write them: Virtanen, Virtasen, Virtasta. Pure."""

from __future__ import annotations

import re

_VOWELS = "aeiouyäöå"
#: before an ending that closes the syllable
_WEAK = (("kk", "k"), ("pp", "p"), ("tt", "t"), ("nk", "ng"), ("nt", "nn"), ("mp", "mm"))
_CLOSED = ("n", "lle", "lla", "lta", "ssa", "sta", "ksi")


def inflected(name: str, ending: str) -> str:
    """`name` with a case's `ending` as it stands behind a back vowel (n, a, ssa, sta, in, lla,
    lta, lle, na, ksi); the last word bears it."""
    if not ending or not name[-1].isalpha():
        return name
    low = name.lower()
    front = not re.search("[aou]", low[max(low.rfind(" "), low.rfind("-")) + 1 :])
    fitted = ending.replace("a", "ä") if front else ending
    stem = name
    if low.endswith("nen"):
        if ending == "a":
            return name[:-3] + ("stä" if front else "sta")
        stem = name[:-3] + "se"
    elif low.endswith(("as", "is", "os", "us", "es")):
        stem = name[:-1] + "kse"
        if ending == "a":
            return name + ("tä" if front else "ta")
    elif low[-1] not in _VOWELS:
        stem = name + "i"
    elif ending in _CLOSED:
        for strong, weak in _WEAK:
            if low[-3:-1] == strong and low[-1] != "e":
                stem = name[:-3] + weak + name[-1]
                break
    if ending == "in":
        return stem + stem[-1] + "n"
    return stem + fitted
