"""The arithmetic against cases worked out by hand."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.workbench.dataset import LabelledSample, LabelledSpan
from dlp.workbench.scoring import (
    ConfusionCounts,
    PredictedSpan,
    best_readings,
    bootstrap_f,
    covered,
    curve,
    kind_scores,
    match,
    overlap,
    wilson,
)


def found(start, end, kind="PERSON", score=0.8, **detail):
    return PredictedSpan(start, end, kind, score, detail=detail)


def test_counts_by_hand():
    count = ConfusionCounts(right=6, wrong=2, missed=4)
    assert count.precision == 0.75
    assert count.recall == 0.6
    # 2·.75·.6 / 1.35 and 5·.75·.6 / (4·.75 + .6)
    assert count.f(1) == pytest.approx(2 / 3)
    assert count.f(2) == pytest.approx(0.625)


def test_nothing_reported_and_nothing_labelled():
    assert (ConfusionCounts().precision, ConfusionCounts().recall, ConfusionCounts().f(1)) == (
        0.0,
        0.0,
        0.0,
    )


def test_wilson_by_hand():
    # 8 of 10 at z = 1.96: centre .71674, half width .22659 (worked with the formula)
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.4902, abs=5e-4)
    assert high == pytest.approx(0.9433, abs=5e-4)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 5)[0] == 0.0
    assert wilson(5, 5)[1] == 1.0


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share(pair):
    k, n = pair
    low, high = wilson(k, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1


def test_overlap_by_hand():
    assert overlap(LabelledSpan(0, 10, "X"), found(5, 15)) == pytest.approx(5 / 15)
    assert overlap(LabelledSpan(0, 10, "X"), found(10, 15)) == 0
    assert overlap(LabelledSpan(0, 4, "X"), found(0, 8)) == 0.5


def test_half_shared_is_enough_and_less_is_not():
    gold = [LabelledSpan(0, 4, "PERSON")]
    assert len(match(gold, [found(0, 8)]).right) == 1
    less = match(gold, [found(0, 9)])
    assert (len(less.right), len(less.wrong), len(less.missed)) == (0, 1, 1)


def test_each_label_is_found_once_and_by_the_best():
    gold = [LabelledSpan(0, 10, "PERSON")]
    result = match(gold, [found(0, 7), found(0, 10)])
    assert [f.end for _, f in result.right] == [10]
    assert [f.end for f in result.wrong] == [7]


def test_another_kind_is_wrong_and_missed():
    result = match([LabelledSpan(0, 5, "PERSON")], [found(0, 5, "LOCATION")])
    assert len(result.wrong) == len(result.missed) == 1


def test_a_marking_must_have_the_level_that_its_label_names():
    gold = [LabelledSpan(0, 6, "CLASSIFICATION_MARKING", {"level": "secret", "scheme": "nato"})]
    right = found(0, 6, "CLASSIFICATION_MARKING", level="secret", scheme="nato", form="banner")
    wrong = found(0, 6, "CLASSIFICATION_MARKING", level="restricted", scheme="nato")
    assert match(gold, [right]).right
    assert match(gold, [wrong]).missed


def test_best_readings_keep_the_surer_then_the_longer():
    kept = best_readings([found(0, 5, score=0.5), found(3, 9, score=0.9), found(9, 12, score=0.1)])
    assert [(f.start, f.end) for f in kept] == [(3, 9), (9, 12)]
    assert [(f.start, f.end) for f in best_readings([found(0, 3), found(0, 8)])] == [(0, 8)]


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(1, 9), st.sampled_from([0.3, 0.5, 0.9])),
        max_size=30,
    )
)
def test_best_readings_never_overlap_and_lose_only_what_overlaps(items):
    given_ = [found(a, a + n, score=s) for a, n, s in items]
    kept = best_readings(given_)
    assert all(a.end <= b.start for a, b in itertools.pairwise(kept))
    for each in given_:
        assert any(overlap(each, other) > 0 for other in kept)


def test_cover_asks_for_letters_and_digits_only():
    sample = LabelledSample("1", "Anna  Berg!", (LabelledSpan(0, 11, "PERSON"),))
    label = sample.spans[0]
    assert covered(sample, label, [found(0, 4, "X"), found(6, 10, "Y")])
    assert not covered(sample, label, [found(0, 4, "X"), found(7, 10, "Y")])


def test_curve_by_hand():
    one = match([LabelledSpan(0, 4, "PERSON")], [found(0, 4, score=0.9), found(6, 9, score=0.5)])
    two = match([LabelledSpan(0, 4, "PERSON")], [found(0, 4, score=0.5), found(8, 9, score=0.5)])
    points = curve([one, two], "PERSON")
    assert [(p.threshold, p.right, p.wrong, p.labelled, p.alarmed) for p in points] == [
        (0.9, 1, 0, 2, 0),
        (0.5, 2, 2, 2, 2),
    ]
    assert points[0].precision == 1.0
    assert points[1].recall == 1.0


def test_figures_add_up_over_texts():
    line = kind_scores("PERSON", [ConfusionCounts(2, 1, 0), ConfusionCounts(1, 0, 1)])
    assert (line.labelled, line.reported) == (4, 4)
    assert line.precision == line.recall == line.f1 == 0.75
    assert line.f1_range[0] <= 0.75 <= line.f1_range[1]


def test_bootstrap_is_repeatable_and_sure_where_all_is_right():
    texts = [ConfusionCounts(1, 0, 0)] * 5
    assert bootstrap_f(texts, 1) == (1.0, 1.0)
    mixed = [ConfusionCounts(3, 1, 0), ConfusionCounts(0, 2, 2), ConfusionCounts(5, 0, 1)]
    assert bootstrap_f(mixed, 2) == bootstrap_f(mixed, 2)
    low, high = bootstrap_f(mixed, 1)
    assert 0 <= low < high <= 1
    assert not math.isnan(low)
