"""A detector with four patterns: enough to make every decision there is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dlp.model import CLASSIFICATION_MARKING, Detector, Example, Finding, Level

_PATTERNS = {
    "CREDIT_CARD": r"\b4\d{15}\b",
    "IBAN_CODE": r"\bDE\d{20}\b",
    "API_TOKEN": r"\bsk-[a-z0-9-]+",
    CLASSIFICATION_MARKING: r"\bTOP SECRET\b",
}


class Marks:
    """Four patterns: enough to make every decision there is."""

    kinds = ("CREDIT_CARD", "IBAN_CODE", "API_TOKEN", CLASSIFICATION_MARKING)
    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ()

    def __init__(self, name: str = "marks", options: Any = None) -> None:
        self.name = name

    def detect(self, passages: Sequence[Any]) -> list[Finding]:
        return [
            Finding(
                kind,
                passage.part,
                match.start(),
                match.end(),
                1.0,
                self.name,
                level=Level.TOP_SECRET if kind == CLASSIFICATION_MARKING else None,
            )
            for passage in passages
            for kind, pattern in _PATTERNS.items()
            for match in re.finditer(pattern, passage.text)
        ]


detector: type[Detector] = Marks
