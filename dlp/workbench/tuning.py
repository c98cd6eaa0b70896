"""Proposes a threshold for each kind under one budget of false alarms. Pure.

A false alarm is a message (sample) with at least one wrong finding of the kind. The budget is
spent greedily where it finds most: each kind's operating points are reduced to their upper hull,
and the steps of all hulls are taken in order of findings gained per alarm (the fractional knapsack
of Dantzig 1957; exact but for the last step, as a hull's steps have falling gain).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import yaml

from dlp.workbench.scoring import OperatingPoint, SpanMatching, curve


@dataclass(frozen=True, slots=True)
class ThresholdProposal:
    """A threshold for one kind and what it gives on the data set."""

    kind: str
    #: None where even the strictest threshold costs more than is left
    threshold: float | None
    recall: float
    precision: float
    #: false alarms per 1,000 messages
    alarms: float
    #: what no threshold at all would give
    recall_at_most: float
    alarms_at_most: float


def propose(
    matched: Sequence[SpanMatching], kinds: Sequence[str], budget: float
) -> tuple[ThresholdProposal, ...]:
    """One proposal a kind; together at most `budget` false alarms per 1,000 messages."""
    many = len(matched)
    allowed = budget * many / 1000
    points = {kind: curve(matched, kind) for kind in kinds}
    chosen: dict[str, OperatingPoint | None] = dict.fromkeys(kinds)
    steps = sorted(
        (
            (-(step.right - before), step.alarmed - cost, kind, step)
            for kind in kinds
            for before, cost, step in _steps(points[kind])
        ),
        # most findings for an alarm first; steps that cost nothing before all
        key=lambda s: (s[1] > 0, s[0] / s[1] if s[1] else s[0], s[2], s[3].threshold),
    )
    spent = 0
    stopped: set[str] = set()
    for _, cost, kind, step in steps:
        if kind in stopped:
            continue
        if spent + cost > allowed:
            stopped.add(kind)
            continue
        spent += cost
        chosen[kind] = step
    return tuple(_proposal(kind, points[kind], chosen[kind], many) for kind in kinds)


def _steps(points: Sequence[OperatingPoint]) -> list[tuple[int, int, OperatingPoint]]:
    """The upper hull of (alarms, right) as steps: right and alarms before, and the point after."""
    hull: list[tuple[int, int, OperatingPoint | None]] = [(0, 0, None)]
    for point in points:
        if point.right <= hull[-1][1]:
            continue  # more alarms for nothing
        while len(hull) > 1 and _flatter(hull[-2], hull[-1], point):
            hull.pop()
        hull.append((point.alarmed, point.right, point))
    return [
        (before[1], before[0], after[2]) for before, after in pairwise(hull) if after[2] is not None
    ]


def _flatter(
    a: tuple[int, int, OperatingPoint | None],
    b: tuple[int, int, OperatingPoint | None],
    c: OperatingPoint,
) -> bool:
    """Whether b lies on or below the line from a to c."""
    return (b[1] - a[1]) * (c.alarmed - a[0]) <= (c.right - a[1]) * (b[0] - a[0])


def _proposal(
    kind: str, points: Sequence[OperatingPoint], chosen: OperatingPoint | None, many: int
) -> ThresholdProposal:
    last = points[-1] if points else None
    scale = 1000 / many if many else 0.0
    return ThresholdProposal(
        kind,
        chosen.threshold if chosen else None,
        chosen.recall if chosen else 0.0,
        chosen.precision if chosen else 0.0,
        chosen.alarmed * scale if chosen else 0.0,
        last.recall if last else 0.0,
        last.alarmed * scale if last else 0.0,
    )


def as_yaml(proposals: Sequence[ThresholdProposal]) -> str:
    """Rules to paste into a policy; kinds without a threshold are named in a comment."""
    rules = [
        {
            "name": f"tuned-{each.kind.lower().replace('_', '-')}",
            "when": {"kind": each.kind, "min_score": _down(each.threshold)},
            "action": "hold",
            "why": f"Tuned: recall {each.recall:.2f} at {each.alarms:.1f} false alarms per 1,000",
        }
        for each in proposals
        if each.threshold is not None
    ]
    text: str = yaml.safe_dump(rules, sort_keys=False, width=100) if rules else ""
    for remark, kinds in (
        ("no threshold fits the budget for", [k for k in proposals if k.recall_at_most]),
        ("nothing labelled was found of", [k for k in proposals if not k.recall_at_most]),
    ):
        named = [each.kind for each in kinds if each.threshold is None]
        text += f"# {remark}: {', '.join(named)}\n" if named else ""
    return text


def _down(threshold: float) -> float:
    """Two digits, never above the score that must still pass."""
    return int(threshold * 100 + 1e-9) / 100
