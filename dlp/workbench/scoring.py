"""The arithmetic of evaluation. Pure: spans in, figures out.

A finding is right if it has the kind of a labelled span, covers it with an intersection over union
of at least a half, and no better finding took that span (greedy, best overlap first). Intervals of
precision and recall are Wilson's (JASA 22, 1927) at 95%; those of F are percentile bootstraps over
texts with a fixed seed (Efron & Tibshirani 1993), since the spans of one text hang together.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dlp.workbench.dataset import LabelledSample, LabelledSpan

IOU = 0.5
_Z = 1.959963984540054
_ROUNDS = 400


@dataclass(frozen=True, slots=True)
class PredictedSpan:
    """A span that a system reports (a prediction)."""

    start: int
    end: int
    kind: str
    score: float
    detector: str = ""
    why: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def overlap(a: LabelledSpan | PredictedSpan, b: LabelledSpan | PredictedSpan) -> float:
    """Intersection over union of two spans, 0 to 1."""
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0


def best_readings(found: Iterable[PredictedSpan]) -> list[PredictedSpan]:
    """Without what overlaps a finding of higher score (then longer, then earlier)."""
    kept: list[PredictedSpan] = []
    starts: list[int] = []
    for each in sorted(found, key=lambda f: (-f.score, f.start - f.end, f.start, f.kind)):
        # what is kept never overlaps, so only the two neighbours can be in the way
        at = bisect_left(starts, each.start)
        if (at and kept[at - 1].end > each.start) or (at < len(kept) and starts[at] < each.end):
            continue
        starts.insert(at, each.start)
        kept.insert(at, each)
    return kept


@dataclass(frozen=True, slots=True)
class SpanMatching:
    """One text: true positives (label, prediction), false positives and false negatives."""

    right: tuple[tuple[LabelledSpan, PredictedSpan], ...]
    wrong: tuple[PredictedSpan, ...]
    missed: tuple[LabelledSpan, ...]


def match(
    gold: Sequence[LabelledSpan], found: Sequence[PredictedSpan], iou: float = IOU
) -> SpanMatching:
    """Pairs labels and findings of the same kind, one to one, the best overlap first."""
    pairs = sorted(
        (
            (-ratio, g, f)
            for g, label in enumerate(gold)
            for f, each in enumerate(found)
            if each.kind == label.kind
            and (ratio := overlap(label, each)) >= iou
            and all(each.detail.get(name) == value for name, value in label.detail.items())
        ),
    )
    by_gold: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, f in pairs:
        if g not in by_gold and f not in taken:
            by_gold[g] = f
            taken.add(f)
    return SpanMatching(
        tuple((gold[g], found[f]) for g, f in sorted(by_gold.items())),
        tuple(each for f, each in enumerate(found) if f not in taken),
        tuple(label for g, label in enumerate(gold) if g not in by_gold),
    )


def covered(sample: LabelledSample, label: LabelledSpan, found: Iterable[PredictedSpan]) -> bool:
    """Whether every letter and digit of a labelled span lies in some finding of any kind."""
    open_ = {at for at in range(label.start, label.end) if sample.text[at].isalnum()}
    for each in found:
        open_ -= set(range(max(each.start, label.start), min(each.end, label.end)))
        if not open_:
            return True
    return not open_


@dataclass(slots=True)
class ConfusionCounts:
    """Right, wrong and missed spans: true positives, false positives, false negatives."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __iadd__(self, other: ConfusionCounts) -> ConfusionCounts:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        return self

    @property
    def precision(self) -> float:
        """0 where nothing was reported."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    def f(self, beta: float) -> float:
        """F-beta: recall counts beta times as much as precision (van Rijsbergen 1979)."""
        square = beta * beta
        below = (1 + square) * self.right + square * self.missed + self.wrong
        return (1 + square) * self.right / below if below else 0.0


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """95% interval of a proportion; (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    share, z2 = successes / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    half /= 1 + z2 / trials
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap_f(
    texts: Sequence[ConfusionCounts], beta: float, rounds: int = _ROUNDS, seed: int = 1
) -> tuple[float, float]:
    """95% percentile interval of F-beta, drawing whole texts with replacement."""
    telling = [(c.right, c.wrong, c.missed) for c in texts if c.right or c.wrong or c.missed]
    if not telling:
        return 0.0, 1.0
    rng = random.Random(seed)
    values = []
    for _ in range(rounds):
        drawn = rng.choices(telling, k=len(telling))
        sums = ConfusionCounts(
            sum(d[0] for d in drawn), sum(d[1] for d in drawn), sum(d[2] for d in drawn)
        )
        values.append(sums.f(beta))
    values.sort()
    return values[int(0.025 * rounds)], values[min(rounds - 1, int(0.975 * rounds))]


@dataclass(frozen=True, slots=True)
class KindScores:
    """Precision, recall and F of one kind. Pairs are 95% intervals."""

    kind: str
    labelled: int
    reported: int
    precision: float
    recall: float
    f1: float
    f2: float
    precision_range: tuple[float, float]
    recall_range: tuple[float, float]
    f1_range: tuple[float, float]
    f2_range: tuple[float, float]


def kind_scores(kind: str, texts: Sequence[ConfusionCounts]) -> KindScores:
    """The figures of one kind (or of all together) from its counts by text."""
    total = ConfusionCounts()
    for each in texts:
        total += each
    return KindScores(
        kind,
        total.right + total.missed,
        total.right + total.wrong,
        total.precision,
        total.recall,
        total.f(1),
        total.f(2),
        wilson(total.right, total.right + total.wrong),
        wilson(total.right, total.right + total.missed),
        bootstrap_f(texts, 1),
        bootstrap_f(texts, 2),
    )


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """What a threshold gives (an operating point): findings with at least that score count."""

    threshold: float
    right: int
    wrong: int
    labelled: int
    #: texts with at least one wrong finding
    alarmed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 0.0


def curve(texts: Sequence[SpanMatching], kind: str) -> list[OperatingPoint]:
    """The points of the precision-recall curve of a kind, from strict to lenient."""
    events: dict[float, list[tuple[bool, int]]] = {}
    labelled = 0
    for number, each in enumerate(texts):
        for label, found in each.right:
            if label.kind == kind:
                labelled += 1
                events.setdefault(found.score, []).append((True, number))
        for found in each.wrong:
            if found.kind == kind:
                events.setdefault(found.score, []).append((False, number))
        labelled += sum(label.kind == kind for label in each.missed)
    points: list[OperatingPoint] = []
    right = wrong = 0
    alarmed: set[int] = set()
    for score in sorted(events, reverse=True):
        for good, number in events[score]:
            if good:
                right += 1
            else:
                wrong += 1
                alarmed.add(number)
        points.append(OperatingPoint(score, right, wrong, labelled, len(alarmed)))
    return points
