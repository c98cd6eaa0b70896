"""An organisation's own patterns, and our detectors inside a stock Presidio registry."""

from __future__ import annotations

from pathlib import Path

import pytest
from presidio_analyzer import RecognizerRegistry

from dlp.detect.engine.recognizer import DlpRecognizer
from dlp.detect.patterns import PatternsDetector, Settings
from dlp.errors import ConfigError
from dlp.model import Passage

SHIPPED = Path(__file__).parents[2] / "config" / "detectors" / "patterns.yaml"


def build(**settings: object) -> PatternsDetector:
    return PatternsDetector("patterns", Settings.model_validate(settings))


def test_the_shipped_example_works() -> None:
    patterns = build(file=SHIPPED)
    assert set(patterns.kinds) == {"STAFF_NUMBER", "PROJECT_NAME", "CONTRACT_ID"}
    for text in patterns.passes_over:
        assert patterns.detect((Passage("b", text),)) == []
    text = "project kes\u00adtrel costs"
    (finding,) = patterns.detect((Passage("b", text),))
    assert (finding.kind, text[finding.start : finding.end]) == ("PROJECT_NAME", "kes\u00adtrel")


def test_labels_and_checks_count() -> None:
    patterns = build(
        patterns=[
            {
                "kind": "BADGE",
                "pattern": "[0-9]{6}",
                "bare": 0,
                "labels": ["badge*"],
                "check": "luhn",
            }
        ]
    )
    assert patterns.detect((Passage("b", "badge 123455"),))
    assert not patterns.detect((Passage("b", "badge 123456"),))
    assert not patterns.detect((Passage("b", "it is 123455"),))


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ({"pattern": "("}, "not an RE2 expression"),
        ({"pattern": "a*"}, "everywhere"),
        ({"pattern": "a", "check": "os.system"}, "no module of python-stdnum"),
        ({"pattern": "a", "finds": ["b"]}, "not found in its example"),
    ],
)
def test_bad_patterns_are_refused(pattern: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        build(patterns=[{"kind": "OURS", **pattern}])


def test_a_runaway_pattern_does_not_run_away() -> None:
    patterns = build(patterns=[{"kind": "OURS", "pattern": "(a+)+$|(a|aa)+!"}])
    patterns.detect((Passage("b", "a" * 50_000 + "b"),))


@pytest.mark.slow
def test_our_detectors_in_a_stock_registry() -> None:
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.add_recognizer(DlpRecognizer())
    (recognizer,) = registry.get_recognizers("en", all_fields=True)
    text = "hetu 131052-308T, card 4012 8888 8888 1881"
    results = recognizer.analyze(text, ["CREDIT_CARD", "FI_PERSONAL_IDENTITY_CODE"], None)
    assert {(each.entity_type, text[each.start : each.end]) for each in results} == {
        ("FI_PERSONAL_IDENTITY_CODE", "131052-308T"),
        ("CREDIT_CARD", "4012 8888 8888 1881"),
    }
