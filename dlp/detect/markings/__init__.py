"""Classification markings: what authors declare about how sensitive a text is.

A word in capitals is not a marking. The detector parses a passage line by line, as a banner, a
portion mark, a subject, a field or a sentence, with the schemes of config/markings/*.yaml, and
rejects what only mentions markings. `explain` says what was rejected, and why. docs/markings.md
has the schemes, the evasions and the numbers. A passage goes through the modules in this order:

`fold` undoes look-alikes, `prefilter` finds the lines worth parsing, `page` knows the lines,
`grammar` parses an expression with the phrases of `lexicon`, `line_parser` with `fields`, `keyed`,
`formal`, `sentences`, `portions`, `authority`, `epms` and `line_context` finds `candidates`,
`deobfuscation` and `encoded` read disguised ones, `disambiguation` decides by the lines around
with the words of `context` and what `listing` knows of lists, `extraction` runs all that, and
`resolution` settles scheme and level of what is left.
`labels` reads machine-readable labels. `schemes` are data; `checking` runs their examples,
`describe` lists them, `xspif` imports them. `stamp` marks outgoing mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import Field

from dlp.detect.markings.candidates import Candidate, MarkingForm, Rejection
from dlp.detect.markings.context import shipped_context
from dlp.detect.markings.disambiguation import reject_lone_letters
from dlp.detect.markings.extraction import CandidateExtractor
from dlp.detect.markings.grammar import Grammar, Marking
from dlp.detect.markings.labels import UNKNOWN_LABEL, LabelReader
from dlp.detect.markings.lexicon import MarkingLexicon
from dlp.detect.markings.resolution import (
    CONFIDENTIALITY_NOTICE,
    MARKING_CONFLICT,
    SUSPICIOUS,
    PageReading,
    Resolver,
    by_part,
    overall,
)
from dlp.detect.markings.schemes import Scheme, load
from dlp.model import (
    CLASSIFICATION_MARKING,
    Detector,
    Example,
    Finding,
    Level,
    Passage,
    Unread,
    unreadable,
)
from dlp.plugins import Options
from dlp.releasability import shipped_audiences

__all__ = [
    "CONFIDENTIALITY_NOTICE",
    "MARKING_CONFLICT",
    "SUSPICIOUS",
    "UNKNOWN_LABEL",
    "MarkingExplanation",
    "MarkingForm",
    "Markings",
    "Rejection",
    "Settings",
    "by_part",
    "overall",
]


KINDS = (
    CLASSIFICATION_MARKING,
    MARKING_CONFLICT,
    SUSPICIOUS,
    UNKNOWN_LABEL,
    CONFIDENTIALITY_NOTICE,
)


class Settings(Options):
    """Settings of the markings detector."""

    folders: tuple[Path, ...] = ()
    """Folders with schemes of the organisation's own, beside ours (see docs/markings.md)."""
    without: tuple[str, ...] = ()
    """Schemes that are not used, by name."""
    labels: dict[str, str] = Field(default_factory=dict)
    """Machine-readable labels of ours: GUID, ``site GUID/GUID`` or ``policy OID:number`` → marking
    (``SECRET//NOFORN``) or level (``restricted``). A label that is not here is UNKNOWN_LABEL."""
    home: tuple[str, ...] = ()
    """Schemes of this organisation: they win where a word ranks differently in two nations."""


@dataclass(frozen=True, slots=True)
class MarkingExplanation:
    """Something that looks like a marking, taken or rejected, with the reason. No text."""

    part: str
    start: int
    end: int
    form: str
    taken: bool
    why: str
    scheme: str = ""
    level: Level | None = None


class Markings:
    """Finds classification markings."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = KINDS
        schemes = tuple(s for s in load(options.folders) if s.scheme not in options.without)
        self.schemes: tuple[Scheme, ...] = schemes
        self.grammar = Grammar(MarkingLexicon(schemes), shipped_audiences())
        self._extractor = CandidateExtractor(self.grammar, shipped_context())
        self._resolver = Resolver(self.grammar, shipped_context(), name, options.home)
        self._labels = LabelReader(self.grammar, name, options.labels)
        self.finds = tuple(
            Example(example.text, (), CLASSIFICATION_MARKING)
            for scheme in schemes
            for example in scheme.finds
            if example.role == "body"
        )
        self.passes_over = tuple(
            example.text
            for scheme in schemes
            for example in scheme.passes_over
            if example.role == "body" and not example.notice
        )

    def parse(self, text: str) -> Marking | None:
        """The marking that `text` is as a whole (``SECRET//NOFORN``), or None."""
        return self.grammar.parse(text)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        reads = self._read(passages)
        return self._resolver.findings(reads) + self._notices(reads) + self._unread(reads)

    def detect_labels(
        self, labels: Mapping[str, tuple[str, ...]], found: Iterable[Finding]
    ) -> list[Finding]:
        """What the message's machine-readable labels say, beside what was found in its text."""
        return self._labels.findings(labels, found)

    def explain(self, passages: tuple[Passage, ...]) -> list[MarkingExplanation]:
        """All candidates: what was taken as a marking, and what was rejected and why."""
        out = []
        for read in self._read(passages):
            for candidate in read.candidates:
                start, end = read.page.folded.span(candidate.start, candidate.end)
                marking = (
                    self.grammar.marking(candidate.expression) if candidate.expression else None
                )
                out.append(
                    MarkingExplanation(
                        read.passage.part,
                        start,
                        end,
                        candidate.form.value,
                        candidate.accepted,
                        candidate.why if candidate.accepted else candidate.rejection.value,
                        marking.scheme.scheme if marking else "",
                        marking.level if marking else None,
                    )
                )
        return out

    def _read(self, passages: Iterable[Passage]) -> list[PageReading]:
        pages = []
        owners = []
        for passage in passages:
            for page, candidates in self._extractor.read(passage):
                pages.append((page, candidates))
                owners.append(passage)
        return [
            PageReading(passage, page, candidates)
            for passage, (page, candidates) in zip(owners, reject_lone_letters(pages), strict=True)
        ]

    def _unread(self, reads: Iterable[PageReading]) -> list[Finding]:
        """What was too long to be read counts as the highest level that its words could mean."""
        out = []
        for read in reads:
            level = self._extractor.unread(read.page)
            if level is not None:
                why = "more words of markings, or lines in capitals, than are read"
                found = unreadable(read.passage.part, Unread.TOO_LARGE, why)
                out.append(replace(found, level=level))
        return out

    def _notices(self, reads: Iterable[PageReading]) -> list[Finding]:
        """Lawyers' footers, as what they are: no level."""
        out = []
        for read in reads:
            for candidate in read.candidates:
                if candidate.rejection is Rejection.DISCLAIMER:
                    out.append(self._notice(read, candidate))
        return out

    def _notice(self, read: PageReading, candidate: Candidate) -> Finding:
        start, end = read.page.folded.span(candidate.start, candidate.end)
        detail = {"scheme": "corporate", "form": "notice"}
        return Finding(
            CONFIDENTIALITY_NOTICE,
            read.passage.part,
            start,
            end,
            0.9,
            self.name,
            "opens a confidentiality notice",
            None,
            detail,
        )


detector: type[Detector] = Markings
