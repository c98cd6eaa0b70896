"""Authority lines: who classified a paper, why and until when; warnings of old papers.

They say that a text is classified without saying how high. Sources: E.O. 13526 §1.6 and the
orders before it (12958, 12356, 12065, 11652, 10501), 32 CFR 2001.21-2001.26, 18 U.S.C. 793-794.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.markings.candidates import Candidate, MarkingForm, Rejection
from dlp.detect.markings.page import TextPage

_WHEN = (
    r"(?:\d{1,4}[/\-. ]?\d{1,2}[/\-. ]?\d{2,4}|\d{8}|(?:25|50|75)X\d?|X[1-8]|OADR|MR\b|MANUAL|"
    r"N/?A TO|SOURCE MARKED|UPON|WHEN|\d{1,2} ?[A-Z]{3,9}\.?,? ?\d{2,4}|"
    r"[A-Z]{3,9} \d{1,2},? ?\d{4}|NEVER|INDEF|\d+ ?YEARS?)"
)
_ORDER = r"E\.?\s?O\.?\s?(?:NO\.?\s?)?1(?:0290|0501|1652|2065|2356|2958|3292|3526)"
_PATTERNS = tuple(
    (re.compile(pattern, re.IGNORECASE), why)
    for why, pattern in (
        (
            "cites the order that classifies it",
            _ORDER + r"[:,;. ]{0,4}(?:AS AMENDED[:,;. ]{0,3})?(?:DECL?\b|TAGS?\b.{0,10}DECL|GDS|"
            r"XGDS|ADS|RDS|XDS|OADR|EXEMPT|\d{1,2}/\d{1,2}/\d{2,4})",
        ),
        ("says when it will be declassified", r"\bDECL(?:ASSIFY)?(?:\s+ON)?\s?[:;]\s*" + _WHEN),
        ("says when it will be declassified", r"\bDECLASSIFY ON\s*[:;\n-]\s*[\s-]{0,6}" + _WHEN),
        ("gives the reason it is classified", r"\bREASONS?\s?[:;]?\s*1\.[45]\s?[(\[]?\s?[A-H]\b"),
        (
            "names who classified it",
            r"\b(?:CLASSIFIED|CLASSIFICATION) BY\s?[:;]\s*(?=[\w(])(?!_)",
        ),
        (
            "names who classified it",
            r"^\W*CLASSIFIED BY\b.{2,90}?(?:REASON|DECLASS?|EXEMPT|CATEGORY|DERIVED|CLASS\s?:)",
        ),
        (
            "names who classified it",
            r"^\W*CLASSIFIED BY (?:THE )?(?:AMBASSADOR|CHARGE|DCM|[A-Z]+ )?(?:DEPUTY |ACTING )?"
            r"[A-Z][\w. ,/-]{3,60}(?:FOR REASONS?|PER|\d{3,})",
        ),
        (
            "names the source it is classified from",
            r"\bDERIVED FROM\s?[:;]\s*(?:MULTIPLE|(?:.{0,60}\b(?:SCG|GUIDE|MANUAL|DTD|DATED|"
            r"CAPCO|NSA|CIA|DIA|DOD|DCID|SCM|CABLE|MEMO|CG-?\d|REASON|DECL)|[^\n]{0,80}\n\W*(?:DECL|REASON)))",
        ),
        (
            "states its downgrading group",
            r"\bGROUP\s*[-]?\s*[1-4]\W{1,12}(?:EXCLUDED|DOWNGRADED|NOT AUTOMATICALLY)",
        ),
        (
            "states its downgrading group",
            r"\bEXCLUDED FROM AUTOMATIC\W{1,4}(?:DOWNGRADING|DECLASS)",
        ),
        (
            "is exempt from declassification",
            r"\bEXEMPT FROM (?:THE )?(?:GENERAL|AUTOMATIC) DECLASSIFICATION",
        ),
        (
            "bears the espionage warning",
            r"AFFECTING THE NATIONAL DEFEN[SC]E\W{1,4}OF THE UNITED STATES\W{1,4}"
            r"WITHIN THE MEANING",
        ),
        (
            "bears the national security warning",
            r"NATIONAL SECURITY INFORMATION\W{1,6}UNAUTHORIZED DISCLOSURE SUBJECT TO",
        ),
    )
)
_BLANK = re.compile(
    r"\s*(?:_{2,}|\[|<|\.{4,}|x{3,}|\{|\(?(?:name|title|insert|enter|date|source)\b)", re.IGNORECASE
)
_EXPLAINING = re.compile(
    r"\b(?:line|block|field|must|should|shall|include|includes|following|lists?|consists?|elements?|example|"
    r"e\.g\.|sample|template|appears?|indicate|identif(?:y|ies)|instruction)\b",
    re.IGNORECASE,
)


def authority(page: TextPage, index: int) -> Iterator[Candidate]:
    """The authority lines of a line (and the one after it)."""
    line = page.lines[index]
    text = page.of(index)
    below = page.after(index)
    if below is not None and page.adjacent(index, below) and len(text) < 200:
        text = page.text[line.start : min(page.lines[below].end, line.start + 500)]
    own = len(page.of(index))
    for pattern, why in _PATTERNS:
        match = pattern.search(text)
        if match is None or match.start() > own:
            continue
        made = Candidate(
            index,
            line.start + match.start(),
            line.start + match.end(),
            None,
            MarkingForm.HEADER,
            0.9,
            why,
            unleveled=True,
            depth=line.depth,
        )
        if _BLANK.match(text[match.end() :]) or _BLANK.search(match[0]):
            yield made.rejected(Rejection.FORM)
        elif text[: match.start()].rstrip()[-1:] in ("'", '"'):
            yield made.rejected(Rejection.QUOTED)
        elif _explains(text, match, own):
            yield made.rejected(Rejection.TEACHING)
        else:
            yield made
            return


def _explains(text: str, match: re.Match[str], own: int) -> bool:
    if "national defen" in match[0].lower() or "GROUP" in match[0].upper():
        return False
    around = text[: match.start()][-80:] + " " + text[match.end() : own]
    return _EXPLAINING.search(around) is not None
