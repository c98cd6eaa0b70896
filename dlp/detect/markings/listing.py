"""What lists, definitions and glossaries of levels look like, and what stays a banner beside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dlp.detect.markings.candidates import Candidate, MarkingForm
from dlp.detect.markings.line_context import CABLE
from dlp.detect.markings.page import TextPage

#: how many filled lines up and down count as near in a list
NEAR_LIST = 6
#: how a definition of a level goes on under its name
_DEFINITION = re.compile(
    r"\W{0,4}(?:Information|Material|Documents?|Data|Assets?|Anything|Applies|Applied|Use[sd]?|Unauthori[sz]ed"
    r"|The (?:un\w+|highest|lowest|second)|Informationen|Tiedot|Tieto(?:ja)?|"
    r"Uppgift(?:er)?|Informatie|Informaci(?:o|a|on|ones)|Informazion[ei]|Informacja|"
    r"Informacje|Informations)\b"
    r"[^.\n]{0,80}?\b(?:(?:that|which|if|where) (?:\w+ )?(?:could|would|may|must|should|can|is|are)"
    r"|whose|disclos\w+|damage|harm|prejudice|compromise|deren|joiden|jonka|vars|ktor\w+|dont|"
    r"cuya|waarvan|la cui)\b",
    re.IGNORECASE,
)
_GLOSSARY = re.compile(
    r"^\W*(?:[\d.]{1,6}\s+|annex\s+\w\W+)?(?:glossary|definitions?|abbreviations|acronyms|terms|"
    r"lyhenteet|maaritelmat|glossar|abkurzungen|definitioner|forkortningar|glossaire|definiciones|"
    r"siglas|glossario|definizioni|skroty|definicje|begrippen|afkortingen)\W*$",
    re.IGNORECASE,
)
#: the level of a person, an office or a post, under its heading
_CLEARANCE = re.compile(
    r"^[^\n]{0,60}\b(?:clearances?(?: required)?|cleared to|freigabe|ermachtigung|habilitation|"
    r"sakerhetsprovning|turvallisuusselvitys)\W*$",
    re.IGNORECASE,
)
_HARM = re.compile(r"\b(?:disclos\w+|damage|harm|compromise|prejudice)\b", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"\b(?:levels|markings|labels|words|names|values|options|categories|grades|phrases|stamps|"
    r"classifications|tasot|luokat|stufen|niveaux|nivaer|niveles|poziomy|livelli|niveaus)\b"
    r"[^\n]{0,60}[:,]\s*$",
    re.IGNORECASE,
)


def defined(page: TextPage, candidate: Candidate) -> bool:
    """A level over its own definition, or the first of a list that a line announces."""
    if candidate.form is not MarkingForm.BANNER or candidate.expression is None:
        return False
    if candidate.expression.structured:
        return False
    below, above = page.after(candidate.line), page.before(candidate.line)
    own = (
        below is not None
        and _DEFINITION.match(page.of(below)) is not None
        and (page.adjacent(candidate.line, below) or bool(_HARM.search(page.of(below))))
    )
    if any(page.says(_GLOSSARY, i) for i in lines_near(page, candidate.line, NEAR_LIST, 0)):
        return True
    if not plain(candidate):
        return False
    if above is not None and page.adjacent(candidate.line, above):
        own = own or _CLEARANCE.search(page.of(above)) is not None
    return own or (
        above is not None
        and page.adjacent(candidate.line, above)
        and _ANNOUNCED.search(page.of(above)) is not None
    )


def glosses(candidates: Iterable[Candidate]) -> set[int]:
    """Lines of a glossary: on two or more of them a short form stands beside its own long form."""
    lines: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.form is MarkingForm.BANNER and candidate.expression is not None:
            lines.setdefault(candidate.line, []).append(candidate)
    glossed = []
    for found in lines.values():
        short: set[str] = set()
        long: set[str] = set()
        for element in (e for c in found if c.expression for e in c.expression.elements):
            labels = {term.entry.label for term in element.terms}
            (long if len(element.text.split()) > 1 else short).update(labels)
        if short & long:
            glossed.append(found)
    return {id(c) for found in glossed for c in found} if len(glossed) > 1 else set()


def held_banners(page: TextPage, candidates: Iterable[Candidate]) -> set[int]:
    """Banners that stay what they are beside a list of levels: routed like a cable's, or alone on
    the first or last line of their page where the list names their level once more."""
    names: dict[str, int] = {}
    banners = [c for c in candidates if c.form is MarkingForm.BANNER and c.expression is not None]
    for candidate in banners:
        for label in labels_of(candidate):
            names[label] = names.get(label, 0) + 1
    ends = [
        {label for c in banners if at(c.line) == 0 for label in labels_of(c)}
        for at in (page.head, page.foot)
    ]
    out = set()
    for candidate in banners:
        if not candidate.accepted or candidate.expression is None:
            continue
        rest = page.text[candidate.end : page.lines[candidate.line].end]
        edge = 0 in (page.head(candidate.line), page.foot(candidate.line))
        apart = not any(
            page.adjacent(candidate.line, near)
            for near in (page.before(candidate.line), page.after(candidate.line))
        )
        labels = labels_of(candidate)
        again = any(names[label] > 1 for label in labels)
        framed = labels & ends[0] & ends[1]
        alone = not rest.strip()
        if CABLE.match(rest) or (edge and alone and (framed or (apart and again))):
            out.add(id(candidate))
    return out


def labels_of(candidate: Candidate) -> set[str]:
    """The labels of a candidate's levels, each in the first scheme that knows it."""
    assert candidate.expression is not None
    return {
        term.entry.label for element in candidate.expression.elements for term in element.levels[:1]
    }


def plain(candidate: Candidate) -> bool:
    """A level with no caveat and no strokes."""
    found = candidate.expression
    return found is not None and not found.structured and all(e.levels for e in found.elements)


def lines_near(page: TextPage, index: int, before: int, after: int) -> list[int]:
    """The filled lines so many before and after a line, as far as there are any."""
    steps = [page.before(index, n) for n in range(1, before + 1)]
    steps += [page.after(index, n) for n in range(1, after + 1)]
    return [step for step in steps if step is not None]
