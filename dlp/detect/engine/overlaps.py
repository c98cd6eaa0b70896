"""One winner a span: of findings that overlap, the surest and most specific stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from dlp.detect.engine.spans import SpanSet
from dlp.model import CLASSIFICATION_MARKING, FILE_TYPE_MISMATCH, UNREAD, Finding

AnyFinding = TypeVar("AnyFinding", bound=Finding)

#: kinds that say something of their own about a span and neither beat nor lose to others
APART = frozenset(
    {*UNREAD, FILE_TYPE_MISMATCH, CLASSIFICATION_MARKING, "CUSTOMER_DATA", "DOCUMENT_FINGERPRINT"}
    | {"MARKING_CONFLICT", "SUSPICIOUS", "UNKNOWN_LABEL", "CONFIDENTIALITY_NOTICE"}
)

#: kinds that give way at equal score: the more general first
_GENERAL = {
    "DATE_TIME": 9,
    "URL": 8,
    "LOCATION": 6,
    "ORGANIZATION": 7,
    "PERSON": 5,
    "PHONE_NUMBER": 4,
    "HIGH_ENTROPY_SECRET": 4,
    "BANK_ACCOUNT": 3,
    "US_BANK_NUMBER": 3,
    "PASSWORD": 3,
}
#: what a label, or a form that speaks for itself, counts for between kinds that one value may be of
_NAMED = 0.06


def best(findings: Sequence[AnyFinding]) -> list[AnyFinding]:
    """`findings` of one part without those that overlap a better one, in order of place."""
    kept = [each for each in findings if each.kind in APART]
    rivals = sorted((each for each in findings if each.kind not in APART), key=_rank)
    taken = SpanSet()
    for each in rivals:
        if not taken.overlaps(each.start, each.end):
            taken.add(each.start, each.end)
            kept.append(each)
    kept.sort(key=lambda each: (each.start, each.end, each.kind, each.detector))
    return kept


def _rank(finding: Finding) -> tuple[float, int, int, int, str, str]:
    length = finding.end - finding.start
    # what a label names, or its own form, is that before it is anything else it may look like
    named = _NAMED if getattr(finding, "firm", False) else 0.0
    return (
        -round(finding.score + named, 2),
        _GENERAL.get(finding.kind, 0),
        -length,
        finding.start,
        finding.kind,
        finding.detector,
    )
