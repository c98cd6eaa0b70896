# ruff: noqa: E501 -- a pattern reads better unbroken
"""Dates, links, and words for nations, faiths and parties: Presidio's DATE_TIME, URL and NRP.

None of them is anybody's data by itself, so this detector is not among the default ones: in a
gateway it would fire on nearly every mail. It is there for those whose rules need the kinds, for
pseudonymising text as a whole, and for measuring beside Presidio, which reports all three.
What a date, a link or a nationality says *of a person* is found by `personal` and `secrets`.
"""

from __future__ import annotations

import re

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.nations import CAPITAL_ONLY, NATIONS
from dlp.detect.engine.rule import PatternRule
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the general detector."""


_LEFT = r"(?<![\w@.\-/:])"
_RIGHT = r"(?![\w@])(?![\-/:.][\w])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:1[89][0-9]{2}|20[0-9]{2})"
_CLOCK = (
    r"(?:2[0-3]|[01]?[0-9])(?::[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,6})?)?[ ]?(?:[AaPp]\.?[Mm]\b\.?)?|"
    r"[ ]?[AaPp]\.?[Mm]\b\.?)"
)
_ZONE = r"(?:Z\b|[ ]?[+\-][0-9]{2}:?[0-9]{2}\b|[ ](?:UTC|GMT|CET|CEST|E[SD]T|P[SD]T|C[SD]T)\b)"
_THEN = rf"(?:(?:T|,?[ ]{{1,2}}(?:at[ ])?){_CLOCK}{_ZONE}?)?"
_NAMED = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|"
    r"januari|februari|mars|maj|juni|juli|augusti|september|oktober|november|december|"
    r"(?:tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu)kuu(?:ta|n|ssa)?|"
    r"janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre)\b\.?"
)
_WEEKDAY = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|"
    r"(?:mån|tis|ons|tors|fre|lör|sön)dag|(?:maanan|tiis|tors|perjan|lauan|sunnun)tai|keskiviikko|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)"
)
#: what stands before a year that is no number of things
_BEFORE_YEAR = (
    r"(?:\b(?:in|since|of|during|until|till|before|after|by|from|to|year|class|circa|c\.|early|late|mid|the|a|an|"
    r"and|spring|summer|autumn|fall|winter|im|seit|Jahr|en|depuis|vuonna|år|sedan)[ ]|[(–-])"
)
_YEAR_AFTER = re.compile(_BEFORE_YEAR + r"\Z", re.IGNORECASE)
_TOP = (
    "com|org|net|edu|gov|mil|int|info|biz|io|co|eu|uk|us|ca|au|nz|de|at|ch|fr|be|nl|lu|dk|no|se|fi|is|"
    "ee|lv|lt|pl|cz|sk|hu|si|hr|rs|ro|bg|gr|cy|it|es|pt|mt|ie|br|ar|cl|uy|mx|za|in|tr|jp|cn|ru|ua|il|kr|"
    "me|tv|app|dev|online|shop|site|xyz|gl|fo|tn"
)


def _link(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span()
    # what ends the sentence is no part of the address, nor is a bracket that it did not open
    while end > start and (
        text[end - 1] in ".,;:!?'\"*_" or (text[end - 1] == ")" and "(" not in text[start:end])
    ):
        end -= 1
    return (start, end) if "." in text[start:end] else None


def _word(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    word = match[0]
    low = word.lower()
    single = low if low in NATIONS else low[:-1]
    if word.islower() and single in CAPITAL_ONLY:
        return None
    return match.span()


def _date(kind_of: str, pattern: str, score: float, hint: str = "") -> PatternRule:
    return PatternRule(
        kind="DATE_TIME",
        pattern=pattern,
        bare=score,
        sure=True,
        why=kind_of,
        ignore_case=True,
        hint=hint,
    )


RULES = (
    _date("date", rf"{_LEFT}{_YEAR}[\-/.]{_MONTH}[\-/.]{_DAY}(?![0-9]){_THEN}(?![\w])", 0.7),
    _date(
        "date",
        rf"{_LEFT}(?:{_DAY}[./\-][ ]?{_DAY}[./\-][ ]?(?:{_YEAR}|[0-9]{{2}}))(?![0-9]){_THEN}{_RIGHT}",
        0.7,
    ),
    _date(
        "date",
        rf"{_LEFT}(?:{_WEEKDAY},? )?(?:the )?{_DAY}(?:st|nd|rd|th|er|\.)?(?: of| de|[ \-])?[ ]?{_NAMED}"
        rf"(?:,?[ \-]{_YEAR})?{_THEN}(?![\w])",
        0.7,
        rf"[0-9][^\n]{{0,6}}{_NAMED}",
    ),
    _date(
        "date",
        rf"{_LEFT}(?:{_WEEKDAY},? )?{_NAMED} {_DAY}(?:st|nd|rd|th)?\b(?:,? {_YEAR})?{_THEN}(?![\w])",
        0.7,
        rf"{_NAMED} [0-9]",
    ),
    _date("month", rf"{_LEFT}{_NAMED},? {_YEAR}{_RIGHT}", 0.7),
    _date("time", rf"(?<![\w@.\-/:+]){_CLOCK}{_ZONE}?(?![\w:])(?![.\-/][0-9])", 0.5),
    PatternRule(
        kind="DATE_TIME",
        pattern=rf"(?<=\s){_YEAR}s?(?![\w@%])(?![\-/:.,][\w])",
        find=lambda text, match: (
            match.span()
            if _YEAR_AFTER.search(text[max(0, match.start() - 12) : match.start()])
            else None
        ),
        bare=0.45,
        sure=True,
        why="year",
    ),
    _date("weekday", rf"{_LEFT}{_WEEKDAY}(?![\w@])", 0.45),
    PatternRule(
        kind="URL",
        pattern=r"(?<![\w@])(?:https?|ftps?|wss?)://[^\s<>\"«»“”]{3,200}",
        find=_link,
        bare=0.6,
        sure=True,
        ignore_case=True,
        why="scheme",
    ),
    PatternRule(
        kind="URL",
        pattern=rf"(?<![\w@./\-])(?:www\.)?(?:[a-z0-9][a-z0-9\-]{{0,24}}\.){{1,4}}(?:{_TOP})\b(?![@\-])(?!\.[\w])(?:/[^\s<>\"«»“”]{{0,100}})?",
        find=_link,
        bare=0.45,
        sure=True,
        ignore_case=True,
        hint=rf"[a-z0-9]\.(?:{_TOP})",
        why="domain",
    ),
    PatternRule(
        kind="NRP",
        pattern=r"(?<![\w'’\-])(?:"
        + "|".join(sorted(map(re.escape, NATIONS), key=lambda word: (-len(word), word)))
        + r")s?(?![\w@])",
        find=_word,
        bare=0.6,
        sure=True,
        ignore_case=True,
        why="word",
    ),
)


class General(RuleDetector):
    """Dates and times, links, nationalities and other groups, whoever's they are."""

    all_rules: tuple[PatternRule, ...] = RULES
    finds: tuple[Example, ...] = (
        Example("on 12 March 2026 at 10:30", ("12 March 2026 at 10:30",), "DATE_TIME"),
        Example("logged 2026-03-12 10:30:05", ("2026-03-12 10:30:05",), "DATE_TIME"),
        Example("It began in 1987.", ("1987",), "DATE_TIME"),
        Example("See you on Tuesday.", ("Tuesday",), "DATE_TIME"),
        Example("see https://example.org/a?b=c.", ("https://example.org/a?b=c",), "URL"),
        Example("a Norwegian company", ("Norwegian",), "NRP"),
    )
    passes_over: tuple[str, ...] = (
        "Room 1987, 12 pieces, version 2.10.4, 10.4.2.1",
        "polish the table, then mail anna.berg@example.org",
        "utils.py and photo.jpg",
    )


detector: type[Detector] = General
