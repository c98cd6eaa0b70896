"""Runs systems over a data set and counts. Pure but for the systems themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dlp.model import CLASSIFICATION_MARKING
from dlp.workbench.dataset import DETAILS, LabelledSample, LabelledSpan
from dlp.workbench.reliability import ReliabilityBin, calibration_error, reliability
from dlp.workbench.scoring import (
    ConfusionCounts,
    KindScores,
    OperatingPoint,
    PredictedSpan,
    SpanMatching,
    best_readings,
    covered,
    curve,
    kind_scores,
    match,
    wilson,
)
from dlp.workbench.systems import Progress, System, SystemRun, no_progress, run

#: characters of context around a span in the report
_AROUND = 60


@dataclass(frozen=True, slots=True)
class ErrorExample:
    """A false alarm or a miss, with the text around it. Content: for the tuner's eyes only."""

    kind: str
    before: str
    value: str
    after: str
    #: how often the same value stands in the data set so
    times: int
    score: float
    detector: str = ""
    why: str = ""
    sample: str = ""

    @property
    def cost(self) -> float:
        """What it costs, to sort by: how often, weighted with how sure the system was."""
        return self.times * self.score


@dataclass(frozen=True, slots=True)
class Proportion:
    """A recall of some part of the labelled spans: how many, how many found, 95% interval."""

    name: str
    labelled: int
    found: int
    range: tuple[float, float]

    @property
    def value(self) -> float:
        return self.found / self.labelled if self.labelled else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One system's result on one data set."""

    system: str
    texts: int
    characters: int
    seconds: float
    #: by kind, in order of their number
    kinds: tuple[KindScores, ...]
    micro: KindScores
    #: means over the kinds: precision, recall, F1, F2
    macro: tuple[float, float, float, float]
    #: any kind covers every letter and digit
    cover: Proportion
    #: texts without labels in which something was reported
    alarmed: Proportion
    curves: dict[str, tuple[OperatingPoint, ...]]
    #: whether scores are probabilities, by kind; `""` for all kinds
    reliability: dict[str, tuple[ReliabilityBin, ...]]
    #: reported kinds that the data set does not label: counted, not judged
    unlabelled: dict[str, int]
    #: for markings: recall by scheme, level and form
    details: tuple[Proportion, ...]
    wrong: tuple[ErrorExample, ...]
    missed: tuple[ErrorExample, ...]

    def calibration_error(self, kind: str = "") -> float:
        """How far the scores of a kind (of all without one) are from probabilities, 0 to 1."""
        return calibration_error(self.reliability.get(kind, ()))


def evaluate(
    system: System,
    samples: Sequence[LabelledSample],
    progress: Progress = no_progress,
    kinds: Sequence[str] = (),
    threshold: float = 0.0,
    most_cases: int = 40,
) -> Evaluation:
    """Runs `system` and judges it on the kinds the samples label (or on `kinds`)."""
    return score_run(run(system, samples, progress), samples, kinds, threshold, most_cases)


def labelled_kinds(samples: Sequence[LabelledSample]) -> tuple[str, ...]:
    """The kinds that stand in the labels, the most frequent first."""
    counts = Counter(span.kind for sample in samples for span in sample.spans)
    return tuple(sorted(counts, key=lambda kind: (-counts[kind], kind)))


def matches(
    ran: SystemRun,
    samples: Sequence[LabelledSample],
    kinds: Sequence[str] = (),
    threshold: float = 0.0,
) -> list[SpanMatching]:
    """What was right, wrong and missed in each sample, for the judged kinds only."""
    judged = set(kinds or labelled_kinds(samples))
    return [
        match(
            [span for span in sample.spans if span.kind in judged],
            best_readings(f for f in found if f.kind in judged and f.score >= threshold),
        )
        for sample, found in zip(samples, ran.found, strict=True)
    ]


def score_run(
    ran: SystemRun,
    samples: Sequence[LabelledSample],
    kinds: Sequence[str] = (),
    threshold: float = 0.0,
    most_cases: int = 40,
) -> Evaluation:
    """The figures of what a system found."""
    judged = tuple(kinds) or labelled_kinds(samples)
    matched = matches(ran, samples, judged, threshold)
    lines = tuple(kind_scores(kind, [_count(m, kind) for m in matched]) for kind in judged)
    spread = [line for line in lines if line.labelled]
    many = max(len(spread), 1)
    unlabelled = Counter(
        f.kind
        for found in ran.found
        for f in found
        if f.kind not in judged and f.score >= threshold
    )
    return Evaluation(
        system=ran.name,
        texts=len(samples),
        characters=sum(len(sample.text) for sample in samples),
        seconds=ran.seconds,
        kinds=lines,
        micro=kind_scores("all kinds", [_count(m) for m in matched]),
        macro=(
            sum(line.precision for line in spread) / many,
            sum(line.recall for line in spread) / many,
            sum(line.f1 for line in spread) / many,
            sum(line.f2 for line in spread) / many,
        ),
        cover=_cover(ran, samples, set(judged), threshold),
        alarmed=_alarmed(samples, ran, threshold),
        curves={kind: tuple(curve(matched, kind)) for kind in judged},
        reliability={kind: reliability(matched, kind) for kind in ("", *judged)},
        unlabelled=dict(unlabelled.most_common()),
        details=tuple(_details(matched)),
        wrong=_wrong(matched, samples, most_cases),
        missed=_missed(matched, samples, most_cases),
    )


def _count(matched: SpanMatching, kind: str = "") -> ConfusionCounts:
    return ConfusionCounts(
        sum(not kind or label.kind == kind for label, _ in matched.right),
        sum(not kind or found.kind == kind for found in matched.wrong),
        sum(not kind or label.kind == kind for label in matched.missed),
    )


def _cover(
    ran: SystemRun, samples: Sequence[LabelledSample], judged: set[str], threshold: float
) -> Proportion:
    labelled = found = 0
    for sample, mine in zip(samples, ran.found, strict=True):
        strong = [each for each in mine if each.score >= threshold]
        for span in sample.spans:
            if span.kind in judged:
                labelled += 1
                found += covered(sample, span, strong)
    return Proportion("covered by any kind", labelled, found, wilson(found, labelled))


def _alarmed(samples: Sequence[LabelledSample], ran: SystemRun, threshold: float) -> Proportion:
    clean = [
        any(each.score >= threshold for each in mine)
        for sample, mine in zip(samples, ran.found, strict=True)
        if not sample.spans
    ]
    return Proportion(
        "alarmed without labels", len(clean), sum(clean), wilson(sum(clean), len(clean))
    )


def _details(matched: Sequence[SpanMatching]) -> list[Proportion]:
    totals: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for each in matched:
        for labels, store in (((p[0] for p in each.right), hits), (each.missed, totals)):
            for label in labels:
                if label.kind == CLASSIFICATION_MARKING:
                    store.update(f"{n}: {label.detail[n]}" for n in DETAILS if n in label.detail)
    totals.update(hits)
    return [Proportion(n, totals[n], hits[n], wilson(hits[n], totals[n])) for n in sorted(totals)]


def _case(sample: LabelledSample, span: LabelledSpan | PredictedSpan) -> tuple[str, str, str]:
    text = sample.text
    return (
        text[max(0, span.start - _AROUND) : span.start],
        text[span.start : span.end],
        text[span.end : span.end + _AROUND],
    )


def _wrong(
    matched: Sequence[SpanMatching], samples: Sequence[LabelledSample], most: int
) -> tuple[ErrorExample, ...]:
    grouped: dict[tuple[str, str], tuple[PredictedSpan, LabelledSample, int]] = {}
    for each, sample in zip(matched, samples, strict=True):
        for found in each.wrong:
            key = found.kind, sample.text[found.start : found.end].casefold()
            first = grouped.get(key, (found, sample, 0))
            grouped[key] = first[0], first[1], first[2] + 1
    cases = [
        ErrorExample(f.kind, *_case(sample, f), times, f.score, f.detector, f.why, sample.id)
        for f, sample, times in grouped.values()
    ]
    return tuple(sorted(cases, key=lambda case: -case.cost)[:most])


def _missed(
    matched: Sequence[SpanMatching], samples: Sequence[LabelledSample], most: int
) -> tuple[ErrorExample, ...]:
    grouped: dict[tuple[str, str], tuple[LabelledSpan, LabelledSample, int]] = {}
    for each, sample in zip(matched, samples, strict=True):
        for label in each.missed:
            key = label.kind, sample.text[label.start : label.end].casefold()
            first = grouped.get(key, (label, sample, 0))
            grouped[key] = first[0], first[1], first[2] + 1
    cases = [
        ErrorExample(label.kind, *_case(sample, label), times, 1.0, sample=sample.id)
        for label, sample, times in grouped.values()
    ]
    return tuple(sorted(cases, key=lambda case: -case.cost)[:most])
