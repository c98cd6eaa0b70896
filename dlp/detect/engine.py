"""Schedules detectors over a message: one scan for all rules, one winner a span, names spread.

Detectors do not know each other. Those made of rules share one scanner; any other is asked as it
is. Findings of both meet here: what stands near by raises a doubtful one, overlaps are resolved,
and a name found once is found everywhere in the same message.
"""

from __future__ import annotations

import hmac
import os
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from dlp.detect.base import RuleDetector, findings_of
from dlp.detect.overlaps import APART, best
from dlp.detect.scan import Scanner
from dlp.detect.spread import spread
from dlp.detect.text import views
from dlp.model import Detector, Example, Finding, Passage

#: a doubtful finding gains this much where a sure one of another kind stands within `_NEAR`
_GAIN = 0.2
_NEAR = 160
_DOUBTFUL, _SURE = 0.6, 0.8

#: passages whose findings are remembered, and the shortest worth it
_REMEMBERED = 4096
_WORTH = 200

#: Runs one detector over passages; the caller decides what a failure means.
Run = Callable[[Detector, tuple[Passage, ...]], list[Finding]]


def _plainly(detector: Detector, passages: tuple[Passage, ...]) -> list[Finding]:
    return detector.detect(passages)


class Engine:
    """Runs a set of detectors over the passages of a message."""

    def __init__(self, detectors: Sequence[Detector], *, run: Run = _plainly) -> None:
        """`run` calls a detector; one that catches failures can stand in for the plain call."""
        self.detectors = tuple(detectors)
        self._run = run
        self._ruled = {each.name: each for each in self.detectors if isinstance(each, RuleDetector)}
        self._others = tuple(each for each in self.detectors if not isinstance(each, RuleDetector))
        self._rules = _Rules(tuple(self._ruled.values()))

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        """All findings in the passages of one message, ordered by part and place."""
        found: dict[str, list[Finding]] = defaultdict(list)
        if self._ruled:
            for finding in self._run(self._rules, passages):
                found[finding.part].append(finding)
        for detector in self._others:
            for finding in self._run(detector, passages):
                found[finding.part].append(finding)
        settled: list[Finding] = []
        for part in found:
            settled.extend(best(_raised(self._reportable(found[part]))))
        settled = spread(passages, settled)
        settled.sort(key=lambda each: (each.part, each.start, each.end, each.kind, each.detector))
        return settled

    def _reportable(self, findings: list[Finding]) -> list[Finding]:
        """Without the doubtful ones of rules that even company could not raise."""
        return [each for each in _raised(findings) if self._passes(each)]

    def _passes(self, finding: Finding) -> bool:
        owner = self._ruled.get(finding.detector)
        return owner is None or finding.score >= owner.threshold(finding.kind)


class _Rules:
    """The rules of all detectors as one detector, with a memory of passages."""

    def __init__(self, detectors: tuple[RuleDetector, ...]) -> None:
        self.name = "rules"
        self.kinds = tuple(sorted({kind for each in detectors for kind in each.kinds}))
        self.finds: tuple[Example, ...] = ()
        self.passes_over: tuple[str, ...] = ()
        self._scanner = Scanner.of([each.scanner for each in detectors])
        self._memory: OrderedDict[bytes, tuple[Finding, ...]] = OrderedDict()
        self._key = os.urandom(32)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [finding for passage in passages for finding in self._passage(passage)]

    def _passage(self, passage: Passage) -> list[Finding]:
        if len(passage.text) < _WORTH:
            return self._look(passage)
        key = hmac.digest(self._key, passage.text.encode("utf-8", "surrogatepass"), "sha256")
        known = self._memory.get(key)
        if known is not None:
            self._memory.move_to_end(key)
            return [replace(each, part=passage.part) for each in known]
        found = self._look(passage)
        self._memory[key] = tuple(found)
        if len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)
        return found

    def _look(self, passage: Passage) -> list[Finding]:
        return [
            finding
            for view in views(passage.text)
            for finding in findings_of(self._scanner.scan(view.text), view, passage.part)
        ]


def _raised(findings: list[Finding]) -> list[Finding]:
    """The same findings; a doubtful one next to a sure one of another kind is raised."""
    sure = sorted(
        (each for each in findings if each.score >= _SURE and each.kind not in APART),
        key=lambda each: each.start,
    )
    if not sure:
        return findings
    return [
        replace(each, score=round(each.score + _GAIN, 2), why=f"{each.why}, company")
        if each.score < _DOUBTFUL and each.kind not in APART and _company(each, sure)
        else each
        for each in findings
    ]


def _company(finding: Finding, sure: list[Finding]) -> bool:
    at = bisect_left(sure, finding.start - _NEAR, key=lambda each: each.start)
    for each in sure[at : at + 8]:
        if each.start > finding.end + _NEAR:
            return False
        apart = each.end <= finding.start or each.start >= finding.end
        if apart and each.kind != finding.kind:
            return True
    return False
