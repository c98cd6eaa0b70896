"""Schedules detectors over a message: one scan for all rules, one winner a span, names propagate.

Detectors do not know each other. Those made of rules share one scanner; any other is asked as it
is. Findings of both meet here: what stands near by raises a doubtful one, overlaps are resolved,
and a name found once is found everywhere in the same message.
"""

from __future__ import annotations

import hmac
import os
import re
from bisect import bisect_left, bisect_right
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from dlp.detect.engine.base import RuleDetector, RuleFinding, findings_of
from dlp.detect.engine.beginning import MARGIN, beginning, lengths
from dlp.detect.engine.context import names_something_else
from dlp.detect.engine.cues import chance, cues, log_odds
from dlp.detect.engine.overlaps import APART, best
from dlp.detect.engine.plain_words import names_nobody
from dlp.detect.engine.propagation import propagate
from dlp.detect.engine.scan import RuleMatch, Scanner
from dlp.detect.engine.tables import IN_COLUMN
from dlp.detect.engine.text import views
from dlp.model import Detector, Example, Finding, Passage

#: a doubtful finding gains where a sure one of another kind stands within so many characters
_NEAR = 160
_DOUBTFUL, _SURE = 0.6, 0.8

#: blocks whose findings are remembered, the shortest worth it, and what is too much of one
_REMEMBERED = 8192
_WORTH = 160
_MANY = 64
_TOGETHER = 1000
_ARMOUR = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY[\s\S]{0,20000}?-----END")
_BLANK = re.compile(r"\n[ \t]*\n\s*")

#: kinds that a names model gives, and how near a value its label stands
_NAMES = frozenset({"PERSON", "ORGANIZATION", "LOCATION"})
_BESIDE = 25
#: a single word of capitals this long is a token
_TOKEN = 14
#: and an organisation with this many digits is a ticket or a code
_DIGITS = 3

#: Runs one detector over passages; the caller decides what a failure means.
Run = Callable[[Detector, tuple[Passage, ...]], list[Finding]]


def _plainly(detector: Detector, passages: tuple[Passage, ...]) -> list[Finding]:
    return detector.detect(passages)


#: Runs several detectors over the same passages: all their findings, in the order of detectors.
Together = Callable[[Run, Sequence[Detector], tuple[Passage, ...]], list[Finding]]


def in_turn(
    run: Run, detectors: Sequence[Detector], passages: tuple[Passage, ...]
) -> list[Finding]:
    """One after the other."""
    return [finding for each in detectors for finding in run(each, passages)]


class Engine:
    """Runs a set of detectors over the passages of a message."""

    def __init__(
        self,
        detectors: Sequence[Detector],
        *,
        run: Run = _plainly,
        together: Together = in_turn,
    ) -> None:
        """`run` calls a detector; one that catches failures can stand in for the plain call.
        `together` runs several, which know nothing of one another."""
        self.detectors = tuple(detectors)
        self._run, self._together = run, together
        self._ruled = {each.name: each for each in self.detectors if isinstance(each, RuleDetector)}
        self._others = tuple(each for each in self.detectors if not isinstance(each, RuleDetector))
        self._rules = _RuleSet(tuple(self._ruled.values()))

    def prepare(self) -> None:
        """Does now what is otherwise done when it is first needed, for processes that fork."""
        self._rules.prepare()

    def detect(self, passages: tuple[Passage, ...], most: int = 0) -> list[Finding]:
        """All findings in the passages of one message, ordered by part and place.

        Of a large message with more than `most` findings in its beginning, rules and names look
        through that alone; 0 for no such bound.
        """
        if most and (found := self._enough(passages, most)):
            return found
        return self._settled(passages, [*self._asked(passages, near=True)], passages)

    def _enough(self, passages: tuple[Passage, ...], most: int) -> list[Finding]:
        """The findings, where a beginning has more than `most`; else none."""
        tries = lengths(sum(len(each.text) for each in passages), most)
        length = next(tries, 0)
        while length:
            first = beginning(passages, length)
            near = self._asked(first, near=True)
            count = len(self._settled(first, near, first, whole=False))
            if count > most + MARGIN:
                return self._settled(passages, near, first)
            try:
                length = tries.send(count)
            except StopIteration:
                break
        return []

    def _asked(self, passages: tuple[Passage, ...], near: bool) -> list[Finding]:
        """What detectors say: those that judge a value by what stands near it, or the others."""
        wanted: list[Detector] = [self._rules] if near and self._ruled else []
        wanted += [each for each in self._others if near is ({*each.kinds} <= _NAMES)]
        return self._together(self._run, wanted, passages)

    def _settled(
        self,
        passages: tuple[Passage, ...],
        near: Sequence[Finding],
        first: tuple[Passage, ...],
        whole: bool = True,
    ) -> list[Finding]:
        """What is reported of `near`, which was found in `first`, and with `whole` of what other
        detectors find in all `passages`."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in [*near, *(self._asked(passages, near=False) if whole else ())]:
            found[finding.part].append(finding)
        shared = {part for part, count in Counter(p.part for p in passages).items() if count > 1}
        texts = {each.part: each.text for each in passages if each.part not in shared}
        settled: list[Finding] = []
        for part, findings in found.items():
            kept = self._reportable(findings)
            if part in texts:
                kept = best(self._without_labels(kept, texts[part]))
            # offsets of two passages of one part cannot be told apart, so nothing is dropped there
            settled.extend(kept)
        spread = {each.part: each.text for each in first if each.part not in shared}
        settled = propagate(spread, settled)
        settled.sort(key=lambda each: (each.part, each.start, each.end, each.kind, each.detector))
        return [each.plain() if isinstance(each, RuleFinding) else each for each in settled]

    def candidates(self, passages: tuple[Passage, ...]) -> list[Finding]:
        """All that rules accepted by form and check, whatever it scored and whatever else is there:
        what a finding was chosen from, to see why a value was refused."""
        found = {
            (f.part, f.start, f.end, f.kind, f.score): f for f in self._rules.candidates(passages)
        }
        return [found[key].plain() for key in sorted(found)]

    def _without_labels(self, findings: list[Finding], text: str) -> list[Finding]:
        """Without the "names" that name nobody, or are the label of a value beside them."""
        values = [each for each in findings if isinstance(each, RuleFinding) and each.labelled]
        starts = sorted(each.start for each in values)
        ends = sorted(each.end for each in values)
        return [
            each
            for each in findings
            if each.kind not in _NAMES
            or each.detector in self._ruled
            or each.detail == IN_COLUMN
            or not self._is_word(each, text[each.start : each.end], starts, ends)
        ]

    def _is_word(self, finding: Finding, text: str, starts: list[int], ends: list[int]) -> bool:
        if names_nobody(text) or names_something_else(text):
            return True
        if finding.kind == "ORGANIZATION" and sum(map(str.isdecimal, text)) >= _DIGITS:
            return True
        if len(text) >= _TOKEN and text.isalnum() and text.isupper():
            return True
        if not self._rules.names(text):
            return False
        # both sides sorted: only the value right behind and the one right before can stand beside
        behind = bisect_left(starts, finding.end)
        before = bisect_right(ends, finding.start) - 1
        return (
            finding.kind == "ORGANIZATION"
            or (behind < len(starts) and starts[behind] - finding.end <= _BESIDE)
            or (before >= 0 and finding.start - ends[before] <= _BESIDE)
        )

    def _reportable(self, findings: list[Finding]) -> list[Finding]:
        """Without the doubtful ones of rules that even company could not raise."""
        return [each for each in _raised(findings) if self._passes(each)]

    def _passes(self, finding: Finding) -> bool:
        owner = self._ruled.get(finding.detector)
        return owner is None or finding.score >= owner.threshold(finding.kind)


class _RuleSet:
    """The rules of all detectors as one detector, with a memory of blocks of text.

    A block is what stands between blank lines: no rule and no context looks across one. What a
    block held is remembered under a keyed hash of its text, so quoted threads and signatures cost
    nothing twice; offsets, scores and rules are kept, never text.
    """

    def __init__(self, detectors: tuple[RuleDetector, ...]) -> None:
        self.name = "rules"
        self.kinds = tuple(sorted({kind for each in detectors for kind in each.kinds}))
        self.finds: tuple[Example, ...] = ()
        self.passes_over: tuple[str, ...] = ()
        self._scanner = Scanner.of([each.scanner for each in detectors])
        self._memory: OrderedDict[bytes, list[RuleMatch]] = OrderedDict()
        self._key = os.urandom(32)

    def prepare(self) -> None:
        """See `Scanner.prepare`."""
        self._scanner.prepare()

    def names(self, text: str) -> bool:
        """Whether `text` is a label of some kind, and nothing more."""
        return self._scanner.names(text)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [
            finding
            for passage in passages
            for view in views(passage.text)
            for start, end in blocks(view.text)
            for finding in findings_of(self._block(view.text[start:end]), view, passage.part, start)
        ]

    def candidates(self, passages: tuple[Passage, ...]) -> list[RuleFinding]:
        return [
            finding
            for passage in passages
            for view in views(passage.text)
            for start, end in blocks(view.text)
            for finding in findings_of(
                self._scanner.scan(view.text[start:end], 0.0), view, passage.part, start
            )
        ]

    def _block(self, text: str) -> list[RuleMatch]:
        if len(text) < _WORTH:
            return self._scanner.scan(text)
        key = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
        known = self._memory.get(key)
        if known is not None:
            self._memory.move_to_end(key)
            return known
        found = self._memory[key] = self._scanner.scan(text)
        if len(found) > _MANY:
            del self._memory[key]
        elif len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)
        return found


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """`text` cut at blank lines; short blocks stand together, armoured keys are not cut."""
    armour = [match.span() for match in _ARMOUR.finditer(text)] if "-----BEGIN" in text else []
    start = at = 0
    for match in _BLANK.finditer(text):
        here = match.end()
        while armour and armour[0][1] < here:
            armour.pop(0)
        if armour and armour[0][0] < here:
            continue
        if here - at >= _WORTH:
            if at > start:
                yield start, at
            yield at, here
            start = here
        elif here - start >= _TOGETHER:
            yield start, here
            start = here
        at = here
    if start < len(text):
        yield start, len(text)


def _raised(findings: list[Finding]) -> list[Finding]:
    """The same findings; a doubtful one next to a sure one of another kind is raised."""
    sure = sorted(
        (each for each in findings if each.score >= _SURE and each.kind not in APART),
        key=lambda each: each.start,
    )
    if not sure:
        return findings
    cue = cues().weights["company"]
    return [
        replace(
            each,
            score=_company_score(each.score, cue.weight),
            why=f"{each.why}; {cue.says} {cue.weight:+.1f}",
        )
        if each.score < _DOUBTFUL and each.kind not in APART and _company(each, sure)
        else each
        for each in findings
    ]


def _company_score(score: float, weight: float) -> float:
    return round(min(chance(log_odds(score) + weight), _DOUBTFUL + 0.05), 3)


def _company(finding: Finding, sure: list[Finding]) -> bool:
    at = bisect_left(sure, finding.start - _NEAR, key=lambda each: each.start)
    for each in sure[at : at + 8]:
        if each.start > finding.end + _NEAR:
            return False
        apart = each.end <= finding.start or each.start >= finding.end
        if apart and each.kind != finding.kind:
            return True
    return False
