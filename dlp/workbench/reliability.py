"""How far scores are probabilities: of findings with a score of .7, seven in ten should be right.

The reliability curve has one point for each tenth of the scores; the expected calibration error is
the mean distance of its points from the diagonal, weighed by how many findings each stands for
(Naeini, Cooper, Hauskrecht: Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015).
Below what is reported nothing is known, so the curve begins where detectors report from on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dlp.workbench.scoring import SpanMatching

_BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Findings with scores in one tenth: how many, their mean score, the share that is right."""

    findings: int
    score: float
    right: float


def reliability(texts: Sequence[SpanMatching], kind: str = "") -> tuple[ReliabilityBin, ...]:
    """The curve of a kind (of all without one), from low scores to high, without empty bins."""
    scores: list[list[float]] = [[] for _ in range(_BINS)]
    rights = [0] * _BINS
    for each in texts:
        outcomes = [(found, True) for _, found in each.right]
        outcomes += [(found, False) for found in each.wrong]
        for found, right in outcomes:
            if not kind or found.kind == kind:
                at = min(int(found.score * _BINS), _BINS - 1)
                scores[at].append(found.score)
                rights[at] += right
    return tuple(
        ReliabilityBin(len(some), sum(some) / len(some), right / len(some))
        for some, right in zip(scores, rights, strict=True)
        if some
    )


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """The expected calibration error of a curve, 0 to 1; 0 without findings."""
    total = sum(each.findings for each in bins)
    return sum(abs(each.score - each.right) * each.findings for each in bins) / max(total, 1)
