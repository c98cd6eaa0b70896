"""Passports, identity cards and driving licences: forms that need a label, and the MRZ.

Formats: the issuing states' own; machine-readable zone: ICAO Doc 9303 parts 3 to 5.
"""

from __future__ import annotations

import re

from dlp.detect.engine.checksums import compact
from dlp.detect.engine.rule import PatternRule
from dlp.detect.identifiers.shape import number

_PASSPORT = (
    "passport*, pass no, pass nr, passnr, passeport*, reisepass*, passnummer*, pasaporte*, "
    "passaporto, passaporte*, paspoort*, passi, passin, passinumero*, passport no, pasnummer*, "
    "paszport*, pasport*, pas nr, cestovni pas*, cestovny pas*, utlevel*, pasaport*, "
    "διαβατηρι*, паспорт*, vegabref*, pase, pasas, paso, putovnic*, potni list, passit*, pass"
)
_CARD = (
    "id card*, identity card*, identity document*, ausweis*, personalausweis*, ausweisnummer*, "
    "carte d identite, carte nationale*, cni, carta d identita, carta identita, cie, "
    "identiteitskaart*, id kaart*, henkilokort*, legitimation*, id kort*, dowod osobisty*, "
    "dowodu osobistego, obcansky prukaz*, cislo op, buletin*, carte de identitate, "
    "szemelyi igazolvany*, licna karta, osobna iskaznica, osebna izkaznica, ταυτοτητα*, "
    "isikutunnistus*, asmens tapatybes*, documento de identidad, bilhete de identidade"
)
_LICENCE = (
    "driving licen*, driver licen*, drivers licen*, driver s licen*, fuhrerschein*, "
    "fuehrerschein*, permis de conduire, permis, patente, patente di guida, carnet de conducir, "
    "permiso de conducir, rijbewijs*, ajokort*, korkort*, korekort*, forerkort*, prawo jazdy, "
    "prawa jazdy, ridicsky prukaz*, vodicsky preukaz*, carta de conducao, permis auto, "
    "jogositvany*, juhiluba, vairuotojo*, vaditaja*, vozacka*, vozniska*, οδηγησης"
)

#: letter and digit forms of passports: two letters and six or seven digits (FI, IT, PL, NL, …),
#: one letter and seven or eight (US, CH, GR, AU), digits and letters and digits (FR, IN), nine
#: digits (US, UK), nine of the German alphabet, three letters and six digits (ES)
_PASSPORT_BODY = (
    r"[A-Z]{1,2}[ \-]?[0-9]{6,8}|[0-9]{2}[A-Z]{2}[0-9]{5}|[0-9]{8,9}|[A-Z]{3}[ ]?[0-9]{6}[A-Z]?|"
    r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}(?:[0-9]D?)?|[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9]|"
    r"[A-Z][0-9]{2}[A-Z]{2}[0-9]{4}"
)


def _some_digits(text: str) -> bool:
    plain = compact(text)
    return sum(char.isdigit() for char in plain) >= 2 and len(set(plain)) > 2


def _check(text: str) -> str:
    """The check digit of a machine-readable field: weights 7, 3, 1 (Doc 9303-3 §4.9)."""
    total = 0
    for place, char in enumerate(text):
        value = 0 if char == "<" else int(char, 36)
        total += value * (7, 3, 1)[place % 3]
    return str(total % 10)


def _zone(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    line = match[0]
    for start, end in ((0, 9), (13, 19), (21, 27)):
        if _check(line[start:end]) != line[end]:
            return None
    return match.span()


def _german(text: str) -> bool:
    plain = compact(text)
    return _some_digits(plain) and (len(plain) == 9 or _check(plain[:9]) == plain[9])


RULES = (
    PatternRule(
        kind="PASSPORT",
        pattern=r"(?<![A-Z0-9<])[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}"
        r"[A-Z0-9<]{14}[0-9<][0-9](?![A-Z0-9<])",
        find=_zone,
        bare=0.98,
        sure=True,
        why="machine-readable zone, checksum",
    ),
    number(
        "PASSPORT",
        _PASSPORT_BODY,
        _PASSPORT,
        general=False,
        check=_some_digits,
        labelled=0.85,
        reach=30,
        ignore_case=True,
        why="form",
    ),
    # rare enough in mail to be doubtful rather than silent; KB and digits is an update of Windows
    number(
        "PASSPORT",
        r"(?<![=:?&/])(?:(?!KB)[A-Z]{2}[0-9]{7}|[A-Z][0-9]{8}|[0-9]{2}[A-Z]{2}[0-9]{5})",
        _PASSPORT,
        general=False,
        check=_some_digits,
        bare=0.42,
        labelled=0.85,
        reach=30,
        why="form",
    ),
    # the German serial alphabet has no vowels, so with its check digit it stands on its own
    number(
        "PASSPORT",
        r"[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{8}[0-9]D?",
        _PASSPORT,
        general=False,
        check=lambda text: _german(text) and sum(char.isalpha() for char in text[:9]) >= 3,
        bare=0.55,
    ),
    number(
        "DE_ID_CARD",
        r"[LMNPRTVWXY][CFGHJKLMNPRTVWXYZ0-9]{8}(?:[0-9]D?)?",
        "ausweis*, personalausweis*, perso, id card*, identity card*, ausweisnummer*",
        general=False,
        check=_german,
        labelled=0.9,
        reach=30,
    ),
    number(
        "IT_IDENTITY_CARD",
        r"C[A-Z][0-9]{5}[A-Z]{2}|[A-Z]{2}[0-9]{7}",
        "carta d identita, carta identita, cie, documento d identita",
        general=False,
        labelled=0.9,
        reach=30,
    ),
    number(
        "ID_CARD",
        r"[A-Z]{1,3}[ \-]?[0-9]{5,9}[A-Z]?|[0-9]{8,12}|[0-9]{2}[A-Z]{2}[0-9]{5}",
        _CARD,
        general=False,
        check=_some_digits,
        labelled=0.8,
        reach=25,
        why="form",
    ),
    number(
        "IT_DRIVER_LICENSE",
        r"[A-Z]{2}[0-9]{7}[A-Z]|U1[A-Z0-9]{7}[A-Z]",
        "patente, patente di guida, driving licen*",
        general=False,
        labelled=0.9,
        reach=30,
    ),
    number(
        "DE_FUEHRERSCHEIN",
        r"[A-Z0-9][0-9]{2}[A-Z0-9]{6}[0-9][A-Z0-9]",
        "fuhrerschein*, fuehrerschein*, fs nr, driving licen*",
        general=False,
        check=_some_digits,
        labelled=0.9,
        reach=30,
    ),
    number(
        "DRIVER_LICENSE",
        r"(?=[A-Z0-9./\- ]{0,8}[0-9])[A-Z0-9]{2,5}[/\-. ]?[A-Z0-9]{3,9}(?:[/\-. ]?[0-9]{2,5}){0,2}",
        _LICENCE,
        general=False,
        check=lambda text: sum(char.isdigit() for char in text) >= 4,
        labelled=0.75,
        reach=20,
        why="form",
    ),
)
