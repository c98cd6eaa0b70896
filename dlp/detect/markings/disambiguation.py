"""Which candidates are markings, by the lines around them.

Lists of levels, notices of lawyers, specimens, teaching texts and blank forms are told apart
from markings; single letters in brackets are accepted where they have siblings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from dlp.detect.markings.candidates import Candidate, MarkingForm, Position, Rejection
from dlp.detect.markings.context import Context
from dlp.detect.markings.listing import (
    NEAR_LIST,
    defined,
    glosses,
    held_banners,
    labels_of,
    lines_near,
    plain,
)
from dlp.detect.markings.page import TextPage
from dlp.detect.markings.portions import enumerated, numbered

#: how many filled lines up and down count as near
_TEACHING, _NOTICE = 5, 3
#: how far on its own line, in characters
_NEAR = 400
_CONFIDENTIAL = re.compile(
    r"confiden|vertraulich|luottamuksell|konfiden|poufn|privileg|vertrouwelijk|fortrolig|sekretess",
    re.IGNORECASE,
)
_LEVEL_LETTERS = frozenset("TSCUROP")


class Disambiguator:
    """Decides on the candidates of one page."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def disambiguate(self, page: TextPage, candidates: Iterable[Candidate]) -> list[Candidate]:
        """The same candidates, some of them now rejected or given a status."""
        out = sorted(candidates, key=lambda c: (c.start, c.end))
        out = self._lists(page, out)
        out = [self._one(page, candidate) for candidate in out]
        return self._statuses(page, out) + self._footers(page, out)

    def _footers(self, page: TextPage, candidates: list[Candidate]) -> list[Candidate]:
        """The first lawyers' notice of the page that no marking stands in: two of its phrases
        close together, beside the word for confidential."""
        if any(c.rejection is Rejection.DISCLAIMER for c in candidates):
            return []
        for index in page.wanted:
            line = page.of(index)
            if _CONFIDENTIAL.search(line) is None:
                continue
            near = " ".join(
                [line, *(page.of(i) for i in lines_near(page, index, _NOTICE, _NOTICE))]
            )
            phrases = {match[0].lower() for match in self._context.disclaimers.finditer(near)}
            if len(phrases) > 1:
                start = page.lines[index].start
                why = "a confidentiality notice"
                return [
                    Candidate(
                        index, start, start + len(line.rstrip()), None, MarkingForm.BANNER, 0.9, why
                    ).rejected(Rejection.DISCLAIMER)
                ]
        return []

    # ------------------------------------------------------------------ lists of levels

    def _lists(self, page: TextPage, candidates: list[Candidate]) -> list[Candidate]:
        held = held_banners(page, candidates)
        spots = [
            (page.rank(c.line), frozenset(labels_of(c)), c)
            for c in candidates
            if id(c) not in held
            and c.form in (MarkingForm.BANNER, MarkingForm.HEADER)
            and c.expression is not None
            and c.rejection
            in (
                Rejection.NONE,
                Rejection.PROSE,
                Rejection.ITEM,
                Rejection.CASE,
                Rejection.PLACE,
                Rejection.MENTION,
                Rejection.FORM,
                Rejection.CODE,
            )
        ]
        listed = glosses(candidates)
        on_line: dict[int, set[str]] = {}
        for spot, names, _ in spots:
            on_line.setdefault(spot, set()).update(names)
        last_of = {spot: at for at, (spot, _, _) in enumerate(spots)}
        labels: Counter[str] = Counter()
        lines: Counter[int] = Counter()
        left = marked = 0
        for right, (rank, here, _) in enumerate(spots):
            labels.update(here)
            lines[rank] += bool(here)
            while rank - spots[left][0] > NEAR_LIST:
                spot, names, _ = spots[left]
                labels.subtract(names)
                lines[spot] -= bool(names)
                left += 1
            if sum(n > 0 for n in labels.values()) >= 3 and len(+lines) >= 3:
                for _, names, c in spots[max(left, marked) : right + 1]:
                    if names:
                        listed.add(id(c))
                marked = right + 1
            elif len(on_line[rank]) >= 3 and last_of[rank] == right:
                near = spots[left : right + 1]
                listed |= {id(c) for spot, names, c in near if names and rank - spot < 2}
        return [
            c.rejected(Rejection.LIST)
            if id(c) in listed
            and c.accepted
            and (plain(c) or not c.expression or not c.expression.structured)
            and c.position is Position.LINE
            else c
            for c in candidates
        ]

    # ------------------------------------------------------------------ one at a time

    def _one(self, page: TextPage, candidate: Candidate) -> Candidate:
        if not candidate.accepted or candidate.position is Position.VALUE:
            return candidate
        line = _around(page, candidate)
        if candidate.expression is not None and self._sample(page, candidate, line):
            return candidate.rejected(Rejection.SAMPLE)
        if candidate.expression is not None and self._in_phrase(page, candidate):
            return candidate.rejected(Rejection.PROSE)
        if candidate.expression is not None and self._context.choices.search(" ".join(line)):
            return candidate.rejected(Rejection.FORM)
        if candidate.form in (
            MarkingForm.BANNER,
            MarkingForm.HEADER,
            MarkingForm.PORTION,
        ) and (self._teaching(page, candidate) or defined(page, candidate)):
            return candidate.rejected(Rejection.TEACHING)
        if self._notice(page, candidate):
            return candidate.rejected(Rejection.DISCLAIMER)
        return candidate

    def _in_phrase(self, page: TextPage, candidate: Candidate) -> bool:
        """Part of a phrase that is no marking: ``WSZELKIE PRAWA ZASTRZEZONE``."""
        line = page.lines[candidate.line]
        above, below = page.before(candidate.line), page.after(candidate.line)
        start, end = max(line.start, candidate.start - 60), min(line.end, candidate.end + 60)
        lead = tail = ""
        if start == line.start and above is not None and page.adjacent(candidate.line, above):
            lead = page.of(above)[-60:]
        if end == line.end and below is not None and page.adjacent(candidate.line, below):
            tail = page.of(below)[:40]
        text = f"{lead}\n{page.text[start:end]}\n{tail}"
        at = candidate.start - start + len(lead) + 1
        return any(
            match.start() <= at < match.end() for match in self._context.phrases.finditer(text)
        )

    def _sample(self, page: TextPage, candidate: Candidate, line: tuple[str, str]) -> bool:
        rest = line[0] + " " + line[1]
        if self._context.samples.search(rest):
            return True
        above = page.before(candidate.line)
        for _ in range(3):  # the first of a list of examples stands under what announces them
            if above is None or not page.adjacent(above, page.before(above)):
                break
            if not page.of(above).isupper():
                break
            above = page.before(above)
        if above is None:
            return False
        text = page.of(above)
        if self._context.introductions.search(text) and text.rstrip()[-1:] in (":", ","):
            return True
        if not page.adjacent(candidate.line, above):
            return False
        return (
            len(text) < 80
            and bool(self._context.samples.search(text))
            and (text.rstrip().endswith(":") or len(text.split()) <= 2)
        )

    def _teaching(self, page: TextPage, candidate: Candidate) -> bool:
        if any(
            page.says(self._context.notional, i) for i in lines_near(page, candidate.line, 15, 0)
        ):
            return True
        seen: set[str] = set()
        for index in lines_near(page, candidate.line, _TEACHING, _TEACHING):
            for match in page.says(self._context.teaching, index):
                if index != candidate.line or not _inside(page, candidate, index, match):
                    seen.add(match[0].lower().rstrip("s"))
        return len(seen) >= 3 or (len(seen) == 2 and plain(candidate))

    def _notice(self, page: TextPage, candidate: Candidate) -> bool:
        """A lawyer's notice opens with the word, or stands right under it."""
        if candidate.expression is None or candidate.form is MarkingForm.SUBJECT:
            return False
        _, rest = _around(page, candidate)
        if plain(candidate) and self._context.disclaimers.search(rest):
            return True
        company = any(
            term.scheme.corporate for e in candidate.expression.elements for term in e.levels
        )
        if not company:
            return False
        if candidate.position is Position.SENTENCE:
            around = [candidate.line, *lines_near(page, candidate.line, _NOTICE, _NOTICE)]
            return any(page.says(self._context.disclaimers, i) for i in around)
        below = lines_near(page, candidate.line, 0, _NOTICE)
        disclaimers = self._context.disclaimers
        return bool(disclaimers.search(rest)) or any(page.says(disclaimers, i) for i in below)

    # ------------------------------------------------------------------ what became of it

    def _statuses(self, page: TextPage, candidates: list[Candidate]) -> list[Candidate]:
        if not any(c.accepted for c in candidates):
            return candidates
        out = []
        for candidate in candidates:
            if candidate.accepted and not candidate.status:
                near = lines_near(page, candidate.line, 2, 2)
                for index in [candidate.line, *near]:
                    match = next(iter(page.says(self._context.lowerings, index)), None)
                    if match and not _inside(page, candidate, index, match):
                        candidate = replace(candidate, status=match[0].lower())
                        break
            out.append(candidate)
        return out


def reject_lone_letters(
    pages: list[tuple[TextPage, list[Candidate]]],
) -> list[tuple[TextPage, list[Candidate]]]:
    """Rejects single letters in brackets that have neither siblings nor a banner."""
    every = [c for _, found in pages for c in found]
    banner = any(
        c.accepted and not c.needs_sibling and c.form is not MarkingForm.SUBJECT and _national(c)
        for c in every
    )
    letters = [c for c in every if c.needs_sibling and c.accepted]
    out = []
    for page, found in pages:
        if any(c.needs_sibling and c.accepted for c in found):
            listed = enumerated(page, _LEVEL_LETTERS)
            found = [
                c.rejected(Rejection.ALONE)
                if c.needs_sibling
                and c.accepted
                and not _has_sibling(page, c, banner, listed, letters)
                else c
                for c in found
            ]
        out.append((page, found))
    return out


def _has_sibling(
    page: TextPage, candidate: Candidate, banner: bool, listed: bool, letters: list[Candidate]
) -> bool:
    if banner:
        return True
    line = page.lines[candidate.line]
    if listed or len(page.text[candidate.end + 1 : line.end].split()) < 4:
        return False
    if numbered(page, candidate):
        return True
    opening = [c for c in letters if c.position is Position.PARAGRAPH]
    return candidate.position is Position.PARAGRAPH and len(opening) > 1


def _national(candidate: Candidate) -> bool:
    if candidate.expression is None:
        return candidate.unleveled
    return any(not t.scheme.corporate for e in candidate.expression.elements for t in e.terms)


def _around(page: TextPage, candidate: Candidate) -> tuple[str, str]:
    """What stands before and after a candidate on its line, as far as it may belong to it."""
    line = page.lines[candidate.line]
    before = page.text[max(line.start, candidate.start - _NEAR) : candidate.start]
    return before, page.text[candidate.end : min(line.end, candidate.end + _NEAR)]


def _inside(page: TextPage, candidate: Candidate, index: int, match: re.Match[str]) -> bool:
    at = page.lines[index].start + match.start()
    return candidate.start <= at < candidate.end
