"""Labels: words that name a value, as patterns.

A label is a lower-case word or phrase without accents; ``*`` at its end stands for up to twelve
more letters (inflection, compounds). It matches whole words, across ``_``, ``-`` and spaces, so
``date of birth`` is found in ``date_of_birth`` and ``DateOfBirth``'s lower-case form.
"""

from __future__ import annotations

import re
from functools import cache

#: what says behind a word that its number follows
NUMBER_SIGNS = r"no|nr|num|number|numer|nummer|numero|id|code|kod|#|n°|nº|№"
_SUFFIX = rf"(?:[\s_\-.]{{0,2}}(?:{NUMBER_SIGNS})\b)?"


@cache
def words(labels: str) -> re.Pattern[str]:
    """One pattern for comma-separated labels; they are matched against folded text."""
    parts = []
    for label in sorted({each.strip() for each in labels.split(",") if each.strip()}, key=len)[
        ::-1
    ]:
        stem = label.endswith("*")
        body = r"[\s_\-./']{0,3}".join(re.escape(word) for word in label.rstrip("*").split())
        parts.append(body + (r"[^\W\d_]{0,12}" if stem else ""))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)}){_SUFFIX}(?![^\W_])")


def stems(labels: str) -> str:
    """The same labels as a plain pattern for the scanner: no boundaries, no inflection."""
    each = {label.strip().rstrip("*") for label in labels.split(",") if label.strip()}
    return "|".join(
        r"[\s_\-./']{0,3}".join(re.escape(word) for word in label.split()) for label in sorted(each)
    )
