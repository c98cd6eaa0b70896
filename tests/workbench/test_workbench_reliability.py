"""Whether scores are probabilities."""

from __future__ import annotations

import pytest

from dlp.workbench.dataset import LabelledSpan
from dlp.workbench.reliability import calibration_error, reliability
from dlp.workbench.scoring import PredictedSpan, SpanMatching


def matched(*outcomes: tuple[str, float, bool]) -> SpanMatching:
    right = []
    wrong = []
    for at, (kind, score, good) in enumerate(outcomes):
        found = PredictedSpan(at, at + 1, kind, score)
        if good:
            right.append((LabelledSpan(at, at + 1, kind), found))
        else:
            wrong.append(found)
    return SpanMatching(right, wrong, [])


def test_each_tenth_is_a_point() -> None:
    texts = [
        matched(("PERSON", 0.95, True), ("PERSON", 0.91, True), ("PERSON", 0.92, False)),
        matched(("PERSON", 0.41, False), ("IBAN_CODE", 1.0, True)),
    ]
    low, high = reliability(texts, "PERSON")
    assert (low.findings, low.right) == (1, 0.0) and low.score == pytest.approx(0.41)
    assert high.findings == 3 and high.right == pytest.approx(2 / 3)
    assert high.score == pytest.approx((0.95 + 0.91 + 0.92) / 3)
    assert sum(each.findings for each in reliability(texts)) == 5


def test_the_error_is_the_mean_distance_from_what_was_right() -> None:
    sure = [matched(*[("A", 0.9, number < 9) for number in range(10)])]
    assert calibration_error(reliability(sure)) == pytest.approx(0.0)
    vain = [matched(*[("A", 0.9, False) for _ in range(10)])]
    assert calibration_error(reliability(vain)) == pytest.approx(0.9)
    assert calibration_error(reliability([*sure, *vain])) == pytest.approx(0.45)
    assert calibration_error(()) == 0.0
