"""Names that word lists know inside Finnish sentences. Pure, linear.

Finnish writes every other word small and bends its names through a dozen cases, and the network has
seen little of it: a listed name inside a sentence is enough there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.names import finnish
from dlp.detect.names.tongue import Tongue
from dlp.detect.names.windows import WordLists
from dlp.detect.names.words import COMMON

_CAPITAL = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]{1,24}(?:-[^\W\d_]{2,24})?"
#: a word with a capital inside a Finnish sentence
_INSIDE = re.compile(rf"(?<=[^\W\d_A-ZÅÄÖ][ ,])[ ]?(?P<name>{_CAPITAL})(?![\w@/=(-])")


class Listed:
    """Finds listed names; `WordLists` says what is listed."""

    def __init__(self, lists: WordLists) -> None:
        self._sure = lists.sure
        self._family = lists.family - COMMON
        self._places = lists.places | lists.towns
        self._common = lists.common

    def inside(self, text: str, tongue: Tongue) -> Iterator[tuple[int, int]]:
        """Listed names inside Finnish sentences, in any case."""
        for match in _INSIDE.finditer(text):
            low = match["name"].lower()
            if match["name"].isupper() or not self._finnish_name(low):
                continue
            if tongue.at(match.start()) == "fi" and not tongue.ordinary(low, match.start()):
                yield match.span("name")

    def _finnish_name(self, low: str) -> bool:
        forms = (low, *finnish.base_forms(low))
        if any(each in self._places or each in self._common for each in forms):
            return False
        return any(each in self._sure or each in self._family for each in forms)
