"""Exact classification banners: alone on a line at the head or the foot, or bracketed at the
start of a subject.

Capitals and nothing but the banner, so that prose about secrets is passed over. Levels follow
the equivalence tables of Council Decision 2013/488/EU (appendix B) and FIRST's TLP 2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.model import (
    CLASSIFICATION_MARKING,
    Detector,
    Example,
    Finding,
    Level,
    Passage,
    Role,
)
from dlp.plugins import Options


class Settings(Options):
    """Settings of the banner detector."""

    lines: int = 8
    """How many lines with text at the head, and at the foot, may be a banner."""


#: scheme → level → labels
_SCHEMES: dict[str, dict[Level, str]] = {
    "nato": {
        Level.TOP_SECRET: "COSMIC TOP SECRET|COSMIC TRÈS SECRET",
        Level.SECRET: "NATO SECRET|OTAN SECRET|SECRET OTAN",
        Level.CONFIDENTIAL: "NATO CONFIDENTIAL|OTAN CONFIDENTIEL|CONFIDENTIEL OTAN",
        Level.RESTRICTED: "NATO RESTRICTED|OTAN DIFFUSION RESTREINTE|DIFFUSION RESTREINTE OTAN",
        Level.INTERNAL: "NATO UNCLASSIFIED|OTAN SANS CLASSIFICATION",
    },
    "eu": {
        Level.TOP_SECRET: "TRÈS SECRET UE/EU TOP SECRET|TRES SECRET UE/EU TOP SECRET",
        Level.SECRET: "SECRET UE/EU SECRET|EU SECRET",
        Level.CONFIDENTIAL: "CONFIDENTIEL UE/EU CONFIDENTIAL|EU CONFIDENTIAL",
        Level.RESTRICTED: "RESTREINT UE/EU RESTRICTED|EU RESTRICTED|RESTREINT UE",
        Level.INTERNAL: "LIMITE",
    },
    "national": {
        Level.TOP_SECRET: "TOP SECRET|TRÈS SECRET|STRENG GEHEIM|ERITTÄIN SALAINEN|YTTERST HEMLIG"
        "|KVALIFICERAT HEMLIG",
        Level.SECRET: "SECRET|GEHEIM|SALAINEN|HEMLIG",
        Level.CONFIDENTIAL: "CONFIDENTIAL|CONFIDENTIEL|VS-VERTRAULICH|LUOTTAMUKSELLINEN"
        "|KONFIDENTIELL",
        Level.RESTRICTED: "RESTRICTED|DIFFUSION RESTREINTE|VS-NUR FÜR DEN DIENSTGEBRAUCH|VS-NfD"
        "|KÄYTTÖ RAJOITETTU|BEGRÄNSAD TILLGÅNG|BEGRÄNSAT HEMLIG",
        Level.PUBLIC: "UNCLASSIFIED",
    },
    "uk": {
        Level.RESTRICTED: "OFFICIAL-SENSITIVE|OFFICIAL SENSITIVE|UK OFFICIAL-SENSITIVE",
        Level.INTERNAL: "OFFICIAL",
        Level.SECRET: "UK SECRET",
        Level.TOP_SECRET: "UK TOP SECRET",
    },
    "us-cui": {Level.RESTRICTED: "CUI|CONTROLLED UNCLASSIFIED INFORMATION|FOR OFFICIAL USE ONLY"},
    "tlp": {
        Level.SECRET: "TLP:RED",
        Level.CONFIDENTIAL: "TLP:AMBER+STRICT",
        Level.RESTRICTED: "TLP:AMBER",
        Level.INTERNAL: "TLP:GREEN",
        Level.PUBLIC: "TLP:CLEAR|TLP:WHITE",
    },
    "company": {
        Level.CONFIDENTIAL: "STRICTLY CONFIDENTIAL|HIGHLY CONFIDENTIAL|COMPANY CONFIDENTIAL",
        Level.INTERNAL: "INTERNAL USE ONLY|COMPANY INTERNAL|INTERNAL",
    },
}

_LABELS: dict[str, tuple[str, Level]] = {
    label: (scheme, level)
    for scheme, levels in _SCHEMES.items()
    for level, labels in levels.items()
    for label in labels.split("|")
}


def _banner() -> str:
    longest_first = sorted(_LABELS, key=lambda label: (-len(label), label))
    labels = "|".join(
        re.escape(label).replace(r"\ ", "[ \t\xa0]").replace("TLP:", "TLP: ?")
        for label in longest_first
    )
    caveat = "[A-Z](?:[A-Z ,-]{0,60}[A-Z])?"
    return rf"(?P<label>{labels})(?P<caveats>(?:[ \t]?//?[ \t]?{caveat}){{0,6}})"


#: quote marks before a line and rules, stars or brackets around a banner mean nothing
_LINE = re.compile(rf"[> \t\xa0]{{0,40}}[-*=#_ \t(\[]{{0,40}}{_banner()}[-*=#_ \t)\].]{{0,40}}\s*")
_SUBJECT = re.compile(rf"\s*(?:[A-Za-z]{{2,4}}: *){{0,8}}[\[({{]\s*{_banner()}\s*[\])}}]")

#: a longer line cannot be a banner
_LONGEST = 400


class Banners:
    """Finds exact banner lines."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self._options = options
        self.kinds: tuple[str, ...] = (CLASSIFICATION_MARKING,)
        self.finds: tuple[Example, ...] = _FINDS
        self.passes_over: tuple[str, ...] = _PASSES_OVER

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return [finding for passage in passages for finding in self._in(passage)]

    def _in(self, passage: Passage) -> Iterator[Finding]:
        if passage.role is Role.SUBJECT:
            match = _SUBJECT.match(passage.text[:_LONGEST])
            if match:
                yield self._finding(passage, match, 0, "subject")
                return
        for start, end in _edges(passage.text, self._options.lines):
            if end - start <= _LONGEST:
                match = _LINE.fullmatch(passage.text[start:end])
                if match:
                    yield self._finding(passage, match, start, "banner")

    def _finding(self, passage: Passage, match: re.Match[str], at: int, form: str) -> Finding:
        label = re.sub(r"[ \t\xa0]", " ", match["label"]).replace("TLP: ", "TLP:")
        scheme, level = _LABELS[label]
        caveats = [word.strip() for word in match["caveats"].split("/") if word.strip()]
        return Finding(
            CLASSIFICATION_MARKING,
            passage.part,
            at + match.start("label"),
            at + match.end("caveats"),
            1.0,
            self.name,
            f"{form}: {label}",
            level,
            {"scheme": scheme, "label": label, "caveats": caveats, "form": form},
        )


def _edges(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Spans of the first and the last `most` lines that hold text, each once, in order."""
    spans, at = [], 0
    for line in text.splitlines(keepends=True):
        if not line.isspace():
            spans.append((at, at + len(line)))
        at += len(line)
    yield from spans[:most]
    yield from spans[max(most, len(spans) - most) :]


_FINDS = tuple(
    Example(text, (text.strip("* \n"),), CLASSIFICATION_MARKING)
    for text in (
        "SECRET",
        "NATO RESTRICTED",
        "RESTREINT UE/EU RESTRICTED",
        "OFFICIAL-SENSITIVE",
        "*** TOP SECRET//NOFORN ***",
        "TLP:RED",
        "TLP:AMBER+STRICT",
    )
)
_PASSES_OVER = (
    "The secret of good bread is time.",
    "SECRET SERVICE agents were there.",
    "A document marked SECRET must stay in the safe.",
    "Please keep this CONFIDENTIAL.",
    "Official photo of the team",
)

detector: type[Detector] = Banners
