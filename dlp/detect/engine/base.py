"""A detector made of rules: its settings, and how it runs on its own.

The engine does not call `detect` of these: it scans with the rules of all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from pydantic import Field

from dlp.detect.engine.overlaps import best
from dlp.detect.engine.rule import PatternRule
from dlp.detect.engine.scan import RuleMatch, Scanner
from dlp.detect.engine.text import MappedText, views
from dlp.errors import ConfigError, did_you_mean
from dlp.model import Example, Finding, Passage
from dlp.plugins import Options

#: Presidio's own default: below it a finding is a guess
THRESHOLD = 0.4


@dataclass(frozen=True, slots=True)
class RuleFinding(Finding):
    """A rule's finding on its way through the engine; what leaves the engine is a `Finding`."""

    #: a label near by names the value
    labelled: bool = False
    #: a label names the value, or its form speaks for itself
    firm: bool = False

    def plain(self) -> Finding:
        """The finding as everything behind the engine knows it."""
        return Finding(**{each.name: getattr(self, each.name) for each in fields(Finding)})


class RuleSettings(Options):
    """Settings of a detector made of rules."""

    kinds: tuple[str, ...] = ()
    """Only these kinds; all if empty."""
    without: tuple[str, ...] = ()
    """Kinds that are not reported."""
    threshold: float = Field(THRESHOLD, ge=0, le=1)
    """Findings below this score are dropped."""
    thresholds: dict[str, float] = Field(default_factory=dict)
    """The same for single kinds."""


class RuleDetector:
    """A detector made of rules. A subclass gives `all_rules`, `finds` and `passes_over`."""

    all_rules: tuple[PatternRule, ...] = ()
    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ()

    def __init__(self, name: str, options: RuleSettings) -> None:
        self.name = name
        self.options = options
        known = {rule.kind for rule in self.all_rules}
        for kind in (*options.kinds, *options.without, *options.thresholds):
            if kind not in known:
                raise ConfigError(
                    f"detectors.{name}", f"no kind {kind!r} here", did_you_mean(kind, known)
                )
        wanted = (set(options.kinds) or known) - set(options.without)
        self.rules = tuple(rule for rule in self.all_rules if rule.kind in wanted)
        self.kinds: tuple[str, ...] = tuple(sorted({rule.kind for rule in self.rules}))
        self.finds = tuple(example for example in self.finds if example.kind in wanted)
        self._scanner: Scanner | None = None

    def threshold(self, kind: str) -> float:
        """The least score at which `kind` is reported."""
        return self.options.thresholds.get(kind, self.options.threshold)

    @property
    def scanner(self) -> Scanner:
        """The rules compiled; once, when first asked for."""
        if self._scanner is None:
            self._scanner = Scanner([(self.name, rule) for rule in self.rules])
        return self._scanner

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: list[RuleFinding] = []
        for passage in passages:
            findings = [
                finding
                for view in views(passage.text)
                for finding in findings_of(self.scanner.scan(view.text), view, passage.part)
            ]
            found.extend(best(findings))
        return [each.plain() for each in found if each.score >= self.threshold(each.kind)]


def findings_of(
    matches: Iterable[RuleMatch], view: MappedText, part: str, at: int = 0
) -> list[RuleFinding]:
    """Matches in a view (from `at` on) as findings in the passage that it was made from."""
    found = []
    for each in matches:
        start, end = view.span(at + each.start, at + each.end)
        found.append(
            RuleFinding(
                each.rule.kind,
                part,
                start,
                end,
                each.score,
                each.detector,
                each.why,
                detail=each.rule.detail,
                labelled=each.labelled,
                firm=each.labelled or each.strong,
            )
        )
    return found
