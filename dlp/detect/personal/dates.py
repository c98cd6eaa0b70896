# ruff: noqa: E501 -- a pattern reads better unbroken
"""Dates of birth and ages."""

from __future__ import annotations

import re
from datetime import date

from dlp.detect.engine.rule import PatternRule

_BIRTH = (
    "date of birth*, birth date*, birthdate*, dob, d o b, birth*, born*, birthday*, bday, "
    "geboren*, geburtsdat*, geburt*, gebdat*, geb, geb dat*, geburtstag*, ne le, nee le, naissance, date de naissance, "
    "nacido*, nacida*, nacimiento, fecha de nacimiento, fec nac, f nac, fecha nac, nacio, nato, nata, nato il, data di nascita, "
    "nascita, geboortedatum*, geboorte*, fodt, fodselsdato*, fodselsdag*, fodd, fodelsedatum*, fodelsedag*, fodelsetid*, "
    "synt, syntynyt, syntymaaika*, synt aika*, syntaika*, syntymapaiv*, syntymapvm, urodz*, data urodzenia, data ur, ur, narozen*, "
    "datum narozeni, narodenia, nascimento, data de nascimento, nascido*, nascida*, szulet*, "
    "szuletesi, γεννηση*, γεννηθηκε, роден*, родена, рожден*, sunnikuupaev*, sundinud, dzimsanas*, "
    "dzimis*, gimimo, gimes, nascut*, data nasterii, rojstva, rodenja, rodjen, rodena, faeddur"
)
_STEM = (
    r"(?:jan|feb|mar|maa|mär|mrz|mrt|apr|may|mai|maj|mei|maggio|jun|jul|juin|juil|aug|août|aou|ago|sep|set|"
    r"oct|okt|ott|out|nov|dec|dez|déc|dic|des|ene|abr|gen|giu|lug|fév|fev|avr|"
    r"tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|sty|lut|kwi|cze|lip|sie|"
    r"wrz|paź|lis|gru)"
)
_MONTH = rf"{_STEM}[^\W\d_]{{0,10}}"
_YEAR = r"(?:19[0-9]{2}|20[0-4][0-9])"
_DATE = (
    rf"{_YEAR}[-./](?:0?[1-9]|1[0-2])[-./](?:3[01]|[12][0-9]|0?[1-9])|"
    rf"(?:3[01]|[12][0-9]|0?[1-9])[-./][ ]?(?:3[01]|[12][0-9]|0?[1-9])[-./][ ]?(?:{_YEAR}|[0-9]{{2}})|"
    rf"(?:3[01]|[12][0-9]|0?[1-9])(?:\.|st|nd|rd|th|er|º|ª)?(?: of| de| d'|[ \-])?[ ]?{_MONTH}\.?"
    rf"(?:,| de| del|[ \-])[ ]?{_YEAR}|"
    rf"(?:3[01]|[12][0-9]|0?[1-9])[ \-./]{_MONTH}\.?[ \-./](?:{_YEAR}|[0-9]{{2}})|"
    rf"{_YEAR}年[0-9]{{1,2}}月[0-9]{{1,2}}日|"
    rf"{_MONTH}\.? (?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?,? {_YEAR}|(?:19|20)[0-9]{{6}}"
)
_NUMBERS = re.compile("[0-9]+")
_THINGS = re.compile(
    r"^[ ,\-]{0,3}(?:compan|firm|build|house|car\b|server|account|bug|comput|laptop|tree|bottle|"
    r"whisk|code|softw|system|busines|organi[sz]ation|institut|school|church|machine|device|project|"
    r"tradition|industr|bond|mortgage|loan|lease|contract|warrant|plan\b|guarant|period|term\b|"
    r"anniversar|history|experience|vehicle|truck|ship|bridge|law|rule|version|release|product)",
    re.IGNORECASE,
)
_IS_THING = re.compile(
    r"(?:company|firm|building|house|car|server|account|bug|computer|laptop|tree|bottle|wine|code|"
    r"software|system|business|organi[sz]ation|school|church|machine|project|tradition|site|city|"
    r"country|club|bank|brand|file|data|record|it)\s(?:is|was|are|turned|turns|being)\s{1,2}"
    r"(?:now |only |over |about |almost |nearly |just )?$",
    re.IGNORECASE,
)


def _possible(text: str) -> bool:
    """Not a date that cannot be anybody's birth (the 31st of February, the 45th of March)."""
    numbers = [int(each) for each in _NUMBERS.findall(text)]
    if len(numbers) == 1 and len(text) == 8 and text.isdigit():
        numbers = [int(text[:4]), int(text[4:6]), int(text[6:])]
    if len(numbers) != 3:
        return True
    year, middle, last = numbers
    if year < 32:
        year, last = last, numbers[0]
    year += 1900 if year < 100 else 0
    return any(_is_day(year, month, day) for month, day in ((middle, last), (last, middle)))


def _compact(text: str) -> bool:
    """Whether digits alone are a day: 140279, 790214, 14021979, 19790214."""
    if not text.isdigit():
        return _possible(text)
    if len(text) == 6:
        cuts = ((int(text[4:]), text[2:4], text[:2]), (int(text[:2]), text[2:4], text[4:]))
        years = [(1900 + year, middle, last) for year, middle, last in cuts]
    else:
        cuts = ((int(text[4:]), text[2:4], text[:2]), (int(text[:4]), text[4:6], text[6:]))
        years = [each for each in cuts if 1900 <= each[0] < 2050]
    return any(
        _is_day(year, int(month), int(day))
        for year, middle, last in years
        for month, day in ((middle, last), (last, middle))
    )


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _age(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("v")
    if not 0 < int(match["v"]) <= 120:
        return None
    if _THINGS.match(text[match.end() : match.end() + 20]):
        return None
    if _IS_THING.search(text[max(0, match.start() - 40) : match.start()]):
        return None
    return start, end


RULES = (
    PatternRule(
        kind="DATE_OF_BIRTH",
        pattern=rf"(?<![\w.\-/])(?P<v>{_DATE})(?![\w])(?![.\-/][0-9])",
        hint=rf"[0-9]{{1,4}}[-./]|[0-9]{{1,2}}(?:\.|st|nd|rd|th|er|º|ª)?(?: of| de| d'|[ \-])?[ ]?{_STEM}|"
        rf"{_STEM}|(?:19|20)[0-9]{{6}}",
        labels=_BIRTH,
        check=_possible,
        labelled=0.9,
        reach=28,
        ignore_case=True,
        why="date",
    ),
    # a time behind it, or digits alone: only what is headed so can be one
    PatternRule(
        kind="DATE_OF_BIRTH",
        pattern=rf"(?<![\w.\-/])(?P<v>(?:{_YEAR}-[01][0-9]-[0-3][0-9])(?=T[0-9]{{2}}:)|[0-9]{{6}}|[0-9]{{8}})"
        r"(?![\-./0-9])(?!\w(?<!T))",
        labels=_BIRTH,
        check=_compact,
        labelled=0.85,
        reach=0,
        why="date",
    ),
    PatternRule(
        kind="AGE",
        pattern=r"(?<![\w.,\-/$€£])(?P<v>[0-9]{1,3})(?:[ \-]?(?:years?|yrs?)[ \-](?:old|of age)|"
        r"[ ]?y[/.]?o\b\.?|[ \-]jahre? alt|[ \-]?jährige[rnsm]?\b|[ ]ans\b(?=[ ,.;])|"
        r"[ ]años(?: de edad)?|[ ]anni\b|[ \-]?år(?:s gammal| gammal| gammel|ig|ing|ige)\b|"
        r"[ \-]?vuotia\w{1,4}|[ ]jaar oud|[ \-]jarige|[ \-]letni\w{0,3}|[ ]anos de idade)",
        find=_age,
        bare=0.75,
        sure=True,
        ignore_case=True,
        why="form",
    ),
    PatternRule(
        kind="AGE",
        pattern=r"(?<!\w)(?:aged?|alter|âge|âgée? de|edad|età|ålder|ikä|leeftijd|wiek|turn(?:ed|s|ing)?|"
        r"i'?m|i am|he'?s|she'?s|(?:he|she) is|just turned)\s?[:=]?\s?(?P<v>[1-9][0-9]?|1[01][0-9])"
        r"(?=\s{0,2}(?:[.,;)\n]|$|and\b|from\b|y/o|yo\b|years?\b|jahre|ans\b))(?!\s?[%€$]|[.,:/][0-9])",
        find=_age,
        bare=0.6,
        sure=True,
        ignore_case=True,
        why="form",
    ),
)
