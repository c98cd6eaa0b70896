"""Our detectors in a stock presidio AnalyzerEngine.

    analyzer = AnalyzerEngine()
    analyzer.registry.add_recognizer(DlpRecognizer())
    analyzer.analyze("hetu 131052-308T", language="en")

Entity names are Presidio's where it has them; docs/detectors.md lists all.
"""

from __future__ import annotations

from typing import Any

from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

from dlp import plugins
from dlp.detect.engine.engine import Engine
from dlp.model import Detector, Passage

#: what runs unless other detectors are given: no model, so it costs next to nothing
DEFAULT = ("identifiers", "predefined", "payment", "contact", "personal", "secrets")


class DlpRecognizer(EntityRecognizer):  # type: ignore[misc] # presidio has no types
    """All findings of some of our detectors, as results of one Presidio recognizer."""

    def __init__(
        self, detectors: tuple[Detector, ...] = (), supported_language: str = "en"
    ) -> None:
        """`detectors` are built detectors; ours that need no model by default."""
        built = detectors or tuple(
            plugins.build("dlp.detect", name, name, {}, name) for name in DEFAULT
        )
        self._engine = Engine(built)
        kinds = sorted({kind for each in built for kind in each.kinds})
        super().__init__(
            supported_entities=kinds,
            name="DlpRecognizer",
            supported_language=supported_language,
        )

    def load(self) -> None:
        """Nothing: detectors are built already."""

    def analyze(
        self, text: str, entities: list[str], nlp_artifacts: Any = None
    ) -> list[RecognizerResult]:
        """Findings in `text` of the wanted `entities` (all if empty)."""
        return [
            RecognizerResult(
                each.kind,
                each.start,
                each.end,
                each.score,
                AnalysisExplanation(
                    recognizer=each.detector,
                    original_score=each.score,
                    textual_explanation=each.why,
                ),
            )
            for each in self._engine.detect((Passage("text", text),))
            if not entities or each.kind in entities
        ]
