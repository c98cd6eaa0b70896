"""From accepted candidates to findings: the scheme and level of each, and their conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dlp.detect.markings.candidates import Candidate, MarkingForm
from dlp.detect.markings.context import Context
from dlp.detect.markings.extraction import obfuscation_of
from dlp.detect.markings.grammar import Grammar, Marking
from dlp.detect.markings.lexicon import fold_words, words_of
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.schemes import Scheme
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage
from dlp.releasability import Audiences, shipped_audiences

#: banner and portions, or text and label, that disagree
MARKING_CONFLICT = "MARKING_CONFLICT"
#: a marking that was hidden or disguised
SUSPICIOUS = "SUSPICIOUS"
#: a lawyer's footer: no marking, no level
CONFIDENTIALITY_NOTICE = "CONFIDENTIALITY_NOTICE"


@dataclass(frozen=True, slots=True)
class PageReading:
    """One reading of one passage, with what was accepted and rejected in it."""

    passage: Passage
    page: TextPage
    candidates: Sequence[Candidate]


class Resolver:
    """Turns the candidates of a whole message into findings."""

    def __init__(
        self, grammar: Grammar, context: Context, detector: str, home: tuple[str, ...]
    ) -> None:
        self._grammar = grammar
        self._context = context
        self._detector = detector
        self._home = home
        self._known = shipped_audiences()
        self._hints: list[tuple[tuple[str, ...], str]] = [
            (fold_words(hint), scheme.scheme)
            for scheme in grammar.lexicon.schemes
            for hint in scheme.hints
        ]

    def findings(self, reads: Sequence[PageReading]) -> list[Finding]:
        """The findings of a message."""
        accepted = [(read, c) for read in reads for c in read.candidates if c.accepted]
        if not accepted:
            return []
        cues: frozenset[str] | None = None
        made: list[tuple[PageReading, Candidate, Marking]] = []
        waiting: list[tuple[PageReading, Candidate]] = []
        known: dict[tuple[object, frozenset[str]], Marking | None] = {}
        for read, candidate in accepted:
            if candidate.expression is None:
                waiting.append((read, candidate))
                continue
            said = (_expression_key(candidate), candidate.schemes)
            if said not in known:
                known[said] = self._grammar.marking(candidate.expression, candidate.schemes)
            marking = known[said]
            if marking is not None and marking.ambiguous:
                cues = self._scheme_cues(reads, accepted) if cues is None else cues
                marking = (
                    self._grammar.marking(candidate.expression, candidate.schemes | cues) or marking
                )
                marking = self._by_case(candidate, marking)
            if marking is not None:
                made.append((read, candidate, marking))
        for read, candidate in waiting:
            made.append((read, candidate, self._authority(m for _, _, m in made)))
        out = [self._finding(*each) for each in made]
        return out + self._suspicions(made) + self._conflicts(made)

    # ------------------------------------------------------------------ which scheme

    def _scheme_cues(
        self, reads: Iterable[PageReading], accepted: Iterable[tuple[PageReading, Candidate]]
    ) -> frozenset[str]:
        """Names of schemes for which the language, hint words or other markings are a cue."""
        found: set[str] = set()
        for _, candidate in accepted:
            if candidate.expression is not None:
                marking = self._grammar.marking(candidate.expression)
                if marking is not None and not marking.ambiguous:
                    found.add(marking.scheme.scheme)
        languages: dict[str, int] = {}
        for read in reads:
            words = [word.text for word in words_of(read.page.text[:20_000])]
            joined = f" {' '.join(words)} "
            for hint, name in self._hints:
                if f" {' '.join(hint)} " in joined:
                    found.add(name)
            unique = set(words)
            for language, known in self._context.languages.items():
                languages[language] = languages.get(language, 0) + len(unique & known)
        best = max(languages.values(), default=0)
        spoken = {name for name, count in languages.items() if count == best} if best > 1 else set()
        if spoken and "en" not in spoken:
            for scheme in self._grammar.lexicon.schemes:
                if spoken & set(scheme.languages) and not scheme.corporate:
                    found.add(scheme.scheme)
        return frozenset(found | set(self._home))

    def _by_case(self, candidate: Candidate, marking: Marking) -> Marking:
        """Nations write their levels in capitals; ``Confidential`` is a company's word."""
        assert candidate.expression is not None
        if candidate.expression.capitals or candidate.form is MarkingForm.HEADER:
            return marking
        companies = [
            term.scheme
            for element in candidate.expression.elements
            for term in element.levels
            if term.scheme.corporate
        ]
        if not companies:
            return marking
        names = frozenset(scheme.scheme for scheme in companies)
        return self._grammar.marking(candidate.expression, names) or marking

    def _authority(self, markings: Iterable[Marking]) -> Marking:
        """An authority line means the level of the other markings; alone, at least confidential."""
        states = [m for m in markings if not m.scheme.corporate and m.level >= Level.CONFIDENTIAL]
        us: Scheme = next(s for s in self._grammar.lexicon.schemes if not s.corporate)
        for scheme in self._grammar.lexicon.schemes:
            if scheme.scheme == "us":
                us = scheme
        level = max((m.level for m in states), default=Level.CONFIDENTIAL)
        label = next((e.label for e in us.levels if e.level == level), "CLASSIFIED")
        return Marking(us, level, label, ambiguous=not states)

    # ------------------------------------------------------------------ findings

    def _finding(self, read: PageReading, candidate: Candidate, marking: Marking) -> Finding:
        start, end = read.page.folded.span(candidate.start, candidate.end)
        detail: dict[str, Any] = {
            "scheme": marking.scheme.scheme,
            "label": marking.label,
            "canonical": marking.canonical,
            "caveats": list(released(marking, self._known)),
            "form": candidate.form.value,
        }
        if marking.ambiguous:
            detail["ambiguous"] = True
        if candidate.depth:
            detail["quoted"] = candidate.depth
        if candidate.status:
            detail["status"] = candidate.status
        return Finding(
            CLASSIFICATION_MARKING,
            read.passage.part,
            start,
            end,
            candidate.score,
            self._detector,
            f"{candidate.form.value}: {candidate.why}",
            marking.level,
            detail,
        )

    def _suspicions(self, made: Iterable[tuple[PageReading, Candidate, Marking]]) -> list[Finding]:
        out = []
        for read, candidate, _ in made:
            how = obfuscation_of(read.passage, read.page, candidate)
            if how:
                start, end = read.page.folded.span(candidate.start, candidate.end)
                out.append(
                    Finding(
                        SUSPICIOUS,
                        read.passage.part,
                        start,
                        end,
                        0.9,
                        self._detector,
                        f"a marking was disguised: {how}",
                        None,
                        {"reason": how},
                    )
                )
        return out

    def _conflicts(self, made: Sequence[tuple[PageReading, Candidate, Marking]]) -> list[Finding]:
        """A portion above its banner, in the same part and at the same quote depth."""
        banners: dict[tuple[str, int], Level] = {}
        for read, candidate, marking in made:
            if (
                candidate.form in (MarkingForm.BANNER, MarkingForm.SUBJECT, MarkingForm.HEADER)
                and candidate.expression
            ):
                key = (read.passage.part, candidate.depth)
                banners[key] = max(banners.get(key, Level.PUBLIC), marking.level)
        out = []
        for read, candidate, marking in made:
            banner = banners.get((read.passage.part, candidate.depth))
            if (
                candidate.form is MarkingForm.PORTION
                and banner is not None
                and marking.level > banner
            ):
                start, end = read.page.folded.span(candidate.start, candidate.end)
                out.append(
                    Finding(
                        MARKING_CONFLICT,
                        read.passage.part,
                        start,
                        end,
                        0.9,
                        self._detector,
                        "a portion is marked higher than its banner",
                        marking.level,
                        {"portion": marking.level.label, "banner": banner.label},
                    )
                )
        return out


def _expression_key(candidate: Candidate) -> tuple[object, ...]:
    """Equal for candidates whose expressions mean the same."""
    found = candidate.expression
    assert found is not None
    return found.origin, *((e.terms, e.text, e.argument) for e in found.elements)


def released(marking: Marking, known: Audiences) -> tuple[str, ...]:
    """The caveats of a marking so that policy can tell who may get it by themselves.

    A level that names its audience is a caveat, too; what only an organisation's own scheme knows
    is said again as ``REL TO``.
    """
    own = {entry.label: entry.audience for entry in marking.scheme.caveats}
    own |= {entry.label: entry.audience for entry in marking.scheme.levels}
    out = list(marking.caveats)
    if own.get(marking.label):
        out.append(marking.label)
    for caveat in tuple(out):
        audience = own.get(caveat, ())
        if audience and caveat.upper() not in known.caveats:
            out.append(f"REL TO {', '.join(audience)}")
    return tuple(out)


def overall(findings: Iterable[Finding]) -> Level:
    """The level of a message, or of whatever these findings are of: the highest of them."""
    return max(
        (f.level for f in findings if f.kind == CLASSIFICATION_MARKING and f.level is not None),
        default=Level.PUBLIC,
    )


def by_part(findings: Iterable[Finding]) -> dict[str, Level]:
    """The level of each part that bears a marking."""
    out: dict[str, Level] = {}
    for finding in findings:
        if finding.kind == CLASSIFICATION_MARKING and finding.level is not None:
            out[finding.part] = max(out.get(finding.part, Level.PUBLIC), finding.level)
    return out
