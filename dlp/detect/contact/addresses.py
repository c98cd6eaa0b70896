# ruff: noqa: E501 -- a pattern reads better unbroken
"""Postal addresses: a street and a house number, and the flat, town, code and country around them.

The anchor is what only an address has (a street word with a number, a post box, a flat). From it the
address is read on, element by element, over commas and line breaks, and a number before it is taken
along. Kind LOCATION, Presidio's word.

An address in a sentence, or behind a label such as "Address:", is one finding. One that fills lines
of its own is reported line by line, as its lines are separate fields: street, flat, town; and
country and code apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlp.detect.contact.streets import (
    APART,
    CAP,
    CODE,
    COMPOUND,
    COUNTRY,
    FIRM_UNIT,
    PREFIX,
    RARE_SUFFIX,
    SMALL,
    STATE,
    SUFFIX,
    TOWN,
    UNIT,
    UNIT_NUMBER,
)
from dlp.detect.engine.rule import Find, PatternRule

#: between two elements of one address
_SEP = r"(?:[ ]{0,3},?[ ]{0,4}(?:\n[ \t>|?*]{0,8}){0,2},?[ ]{0,2})"
_NEXT = re.compile(
    rf"(?P<sep>{_SEP})(?:(?P<unit>{UNIT}{UNIT_NUMBER}|#[ ]?[0-9]{{1,5}}(?!\w))|(?P<country>{COUNTRY})|"
    rf"(?P<code>{CODE})|(?P<state>{STATE})(?=[\s,]{{1,12}}(?:{CODE}|{COUNTRY}))|(?P<town>{TOWN})(?![\w:@]))"
)
_NUMBER_BEFORE = re.compile(r"(?:^|(?<=[\s(\"']))[0-9]{1,6}[A-Za-z]?,?[ ]\Z")
_CORNER_BEFORE = re.compile(r"(?:\bthe )?corner of \Z", re.IGNORECASE)
_NUMBER_BEHIND = re.compile(r"[ ][0-9]{1,5}(?:[ ]?[A-Z](?!\w))?\.?(?![\w:%])(?![.,/\-][0-9])")
#: "u. 12." and the next line or flat: the stop belongs to the number
_FULL_STOP = re.compile(rf"(?<=[0-9])\.(?=\s{{1,8}}(?:{FIRM_UNIT}|\S[^\n]{{1,40}}\n))")
_MOST_TAIL, _MOST_ELEMENTS = 170, 9


def _tail(text: str, end: int) -> tuple[int, bool]:
    """Where the address ends that goes on at `end`, and whether what follows proves it is one."""
    at = kept = end
    last, firm = "", False
    stop = min(len(text), end + _MOST_TAIL)
    for _ in range(_MOST_ELEMENTS):
        match = _NEXT.match(text, at, stop)
        if match is None or (not match["sep"] and last != "code"):
            break
        what = match.lastgroup or ""
        if what == "town":
            if last == "town" and "\n" not in match["sep"] and "," not in match["sep"]:
                break
            # "Suite 2 Springfield": right behind a flat only an address goes on
            if last == "unit" and match["sep"].isspace():
                kept = match.end()
            elif last == "code":
                kept, firm = match.end(), True
        elif what == "code":
            if "\n" in match["sep"] and last not in ("town", "country", "state", "unit", ""):
                break
            if not last and "\n" not in match["sep"] and "," not in match["sep"]:
                break  # 12 Main Street 2000 people
            # a code needs a town or a country beside it
            if last:
                kept, firm = match.end(), True
        else:
            kept, firm = match.end(), True
        at, last = match.end(), what
    return kept, firm


def _read(text: str, start: int, end: int) -> tuple[int, int, bool]:
    number = _NUMBER_BEHIND.match(text, end)
    if number is not None:
        end = number.end()
    before = _NUMBER_BEFORE.search(text[max(0, start - 10) : start])
    if before is not None:
        start -= len(before[0])
    corner = _CORNER_BEFORE.search(text[max(0, start - 16) : start])
    if corner is not None:
        start -= len(corner[0])
    stop = _FULL_STOP.match(text, end)
    last, firm = _tail(text, end if stop is None else end + 1)
    end = last if firm or stop is None else end
    while text[end - 1] in " ,\n":
        end -= 1
    return start, end, firm


def _whole(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("v") if "v" in match.re.groupindex else match.span()
    return _read(text, start, end)[:2]


def _proven(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """An address only if a flat, a code with a town, or a country follows."""
    start, end = match.span("v") if "v" in match.re.groupindex else match.span()
    start, end, firm = _read(text, start, end)
    return (start, end) if firm else None


def _with_flat(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """What stands before a flat, if it has a word and a number: not "Ask Anna Berg, Suite 5"."""
    head = match[0]
    if not any(map(str.isdigit, head)) or not any(map(str.isalpha, head)):
        return None
    return _proven(text, match)


def _plain(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    return match.span()


#: quoting marks and margins before the first line of an address of its own
_MARGIN = re.compile(r"[\s>|*?\-]*\Z")
_LABELLED = re.compile(r":[ \t]*\n?[\s>|]*\Z")
_LINE = re.compile(r"[^\n]+")
_UNIT = re.compile(rf"(?<=[\w.,] ){FIRM_UNIT}{UNIT_NUMBER}")
#: a number before a street that has one of its own: a building, a plot
_BUILDING = re.compile(r"(?P<number>[0-9]{1,6}) (?=[^\n]*[0-9])")
_COUNTRY_AND_CODE = re.compile(rf"(?P<country>{COUNTRY}) (?P<code>{CODE})\Z")


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of an address that fills lines of its own; else the whole."""
    line = text.rfind("\n", 0, start) + 1
    alone = "\n" in text[start:end] and _MARGIN.match(text[line:start]) is not None
    if not alone or _LABELLED.search(text[max(0, start - 24) : start]):
        yield start, end
        return
    for match in _LINE.finditer(text, start, end):
        first, last = match.span()
        while first < last and text[first] in " \t,>|?*":
            first += 1
        while last > first and text[last - 1] in " \t,":
            last -= 1
        flat = _UNIT.search(text, first, last)
        if flat is not None and flat.end() == last:
            yield flat.span()
            last = first + len(text[first : flat.start()].rstrip(" ,"))
        building = _BUILDING.match(text, first, last)
        if building is not None and first <= start:
            yield building.span("number")
            first = building.end()
        both = _COUNTRY_AND_CODE.match(text, first, last)
        if both is not None:
            yield both.span("country")
            yield both.span("code")
        elif last > first:
            yield first, last


def _address(
    pattern: str,
    score: float,
    why: str,
    hint: str = "",
    *,
    proven: bool = False,
    find: Find = _whole,
) -> PatternRule:
    return PatternRule(
        kind="LOCATION",
        pattern=pattern,
        hint=hint,
        find=_proven if proven else find,
        bare=score,
        sure=True,
        why=f"address: {why}",
        detail={"form": "address"},
        pieces=pieces,
    )


_EDGE = r"(?<![\w.,/\-])"
_HOUSE = r"[0-9]{1,6}[A-Za-z]?(?:-[0-9]{1,4})?"
_BEHIND = r"[0-9]{1,4}(?:[ ]?[A-Za-z](?!\w))?(?:[ ]?[-/][ ]?[0-9]{1,3})?(?!\w)(?![.,:][0-9])"

RULES = (
    _address(
        rf"{_EDGE}{_HOUSE},? (?:[NSEW]{{1,2}}\.? )?(?:(?:{CAP}|[0-9]{{1,3}}(?:st|nd|rd|th)|{SMALL}) ){{1,4}}{SUFFIX}\b\.?(?: [NSEW]{{1,2}}\b)?",
        0.92,
        "number and street",
        rf"[0-9][A-Za-z]? [^\n]{{2,90}} {SUFFIX}\b",
    ),
    _address(
        rf"{_EDGE}{_HOUSE},? (?:{CAP} ){{1,3}}{RARE_SUFFIX}\b",
        0.9,
        "number and street",
        rf"[0-9][A-Za-z]? [^\n]{{2,70}} {RARE_SUFFIX}\b",
        proven=True,
    ),
    _address(
        rf"(?<!\w)(?:{CAP} ){{0,2}}{CAP[: CAP.index(']') + 1]}[\w\-]{{1,28}}{COMPOUND},? (?:nr\.? )?{_BEHIND}",
        0.92,
        "street and number",
        rf"{COMPOUND},? (?:nr\.? )?[0-9]",
    ),
    _address(
        rf"(?<!\w)(?:{CAP} ){{1,3}}{APART} {_BEHIND}",
        0.92,
        "street and number",
        rf"{APART} [0-9]",
    ),
    _address(
        rf"(?<!\w){PREFIX} (?:(?:{SMALL}|[0-9]{{1,2}}|{CAP})[ ]?){{1,6}},? ?(?:n[°º.]? ?)?{_BEHIND}(?:[ ](?:bis|ter)\b)?",
        0.92,
        "street and number",
        rf"{PREFIX} [^\n]{{2,60}}[0-9]",
    ),
    _address(
        rf"{_EDGE}[0-9]{{1,4}}(?:[ ]?(?:bis|ter|[A-Z](?!\w)))?,? {PREFIX} (?:{SMALL}[ ]?){{0,2}}{CAP}(?:[ \-](?:{SMALL} )?{CAP}){{0,3}}",
        0.92,
        "number and street",
        rf"[0-9][^\n]{{0,6}} {PREFIX} ",
    ),
    # no street word at all, but a flat behind it
    _address(
        rf"{_EDGE}(?:{_HOUSE} )?(?:(?:{CAP}|{SMALL}|[0-9]{{1,3}}(?:st|nd|rd|th)?)[ ]){{0,5}}(?:{CAP}[,.]?|[0-9]{{1,5}}[A-Z]?[,.]?)(?=[ ]{{0,2}}(?:\n[ \t]{{0,8}})?(?:{FIRM_UNIT}|#){UNIT_NUMBER})",
        0.9,
        "street and flat",
        rf"(?:{FIRM_UNIT}|#){UNIT_NUMBER}",
        find=_with_flat,
    ),
    # nor a flat, but a code with its town behind the number
    _address(
        rf"(?<!\w)(?:{CAP} ){{0,3}}{CAP} [0-9]{{1,4}}(?:[ ]?[A-Za-z](?!\w))?(?=,?[ ]?\n?[ ]{{0,4}}(?:[A-Z]{{1,2}}-)?[0-9]{{4,5}} [A-Z][^\W\d_])",
        0.85,
        "street, number, code and town",
        r"[0-9][ ]?[A-Za-z]?,?[ ]?\n?[ ]{0,4}(?:[A-Z]{1,2}-)?[0-9]{4,5} [A-Z]",
        proven=True,
    ),
    # a number, a name, a number: a street if a town and a country or a code follow
    _address(
        rf"{_EDGE}{_HOUSE} (?:{CAP} ){{1,4}}[0-9]{{1,4}}(?![\w:%])(?![.,/\-][0-9])",
        0.85,
        "number, street, number",
        r"[0-9][A-Za-z]? [^\n]{2,70} [0-9]",
        proven=True,
    ),
    _address(
        rf"(?<!\w)(?:the )?corner of (?:{_HOUSE} )?(?:[^\W\d_][\w'’.\-]{{0,20}}[ ]){{1,4}}(?:[0-9]{{1,4}}\.? )?and (?:{_HOUSE} )?{CAP}(?: (?:{CAP}|[0-9]{{1,4}}(?!\w))){{0,2}}",
        0.92,
        "corner of two streets",
        r"corner of ",
    ),
    PatternRule(
        kind="LOCATION",
        pattern=r"(?<!\w)(?:P\.?[ ]?O\.?[ ]?Box|Postfach|Postboks|Casella postale|Postbus|Postilokero|BP(?= [0-9]{1,6}[\s,\-]{1,4}[0-9]{5}(?![0-9]))|Apartado(?: de correos)?) [0-9]{1,6}(?![\w/])",
        find=_whole,
        bare=0.92,
        sure=True,
        ignore_case=True,
        why="address: post box",
        detail={"form": "address"},
        pieces=pieces,
    ),
    # overseas military mail: USPS Publication 28 §239
    PatternRule(
        kind="LOCATION",
        pattern=r"(?<!\w)(?:(?:PSC|CMR|UNIT|OMC) [0-9]{1,5},? BOX [0-9]{1,5}|(?:US[A-Z]{1,4}|USNS|HMS|HMCS) [A-Z][\w\-]{1,24})"
        r"[,\s]{1,12}(?:APO|FPO|DPO),? A[AEP],? [0-9]{5}(?:-[0-9]{4})?(?!\w)",
        find=_plain,
        bare=0.95,
        sure=True,
        ignore_case=True,
        why="address: military",
        hint=r"(?:APO|FPO|DPO),? A[AEP],? [0-9]{5}",
        detail={"form": "address"},
    ),
    # any name with a number, where the text calls it an address
    PatternRule(
        kind="LOCATION",
        pattern=rf"{_EDGE}(?:[0-9]{{1,6}} )?(?:{CAP} ){{1,4}}[0-9]{{1,4}}[A-Za-z]?(?![\w:%])(?![.,/\-][0-9])",
        hint=r"[^\W\d_] [0-9]",
        labels="address*, lives at, live at, lived at, living at, located at, resides at, reside at, "
        "moved to, deliver to, shipped to, ship to, mail it to, drop off at, meet me at, meet you at, home at, "
        "lives on, live on, side of, office is at, adresse*, anschrift*, wohnhaft*, wohnt in, adress*, "
        "bor pa, bosatt*, osoite*, osoitteessa, asuu, direccion*, domicilio*, vive en, indirizzo*, residente in, "
        "abita in, morada, endereco, adres*, woonachtig*, woont op, zamieszkal*, bytem, adresa*, cim, lakcim*, "
        "aadress*, elab",
        find=_whole,
        labelled=0.85,
        reach=8,
        why="address: named as one",
        detail={"form": "address"},
        pieces=pieces,
    ),
)
