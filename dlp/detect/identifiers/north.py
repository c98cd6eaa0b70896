"""Personal numbers of the Nordic and Baltic states. Checksums: python-stdnum."""

from __future__ import annotations

from stdnum import luhn
from stdnum.dk import cpr, cvr
from stdnum.ee import ik, registrikood
from stdnum.fi import hetu, ytunnus
from stdnum.is_ import kennitala
from stdnum.lt import asmens
from stdnum.lv import pvn
from stdnum.no import fodselsnummer, orgnr
from stdnum.se import orgnr as se_orgnr
from stdnum.se import personnummer

from dlp.detect.engine.checksums import digits, varied, weighted
from dlp.detect.identifiers.shape import DD, MM, number

_YYMMDD = rf"[0-9]{{2}}{MM}"
_SE_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"


def _swedish(text: str) -> bool:
    if personnummer.is_valid(text):
        return True
    # a co-ordination number has 60 added to its day (Skatteverket SKV 707)
    plain = "".join(char for char in text if char.isdigit())[-10:]
    day = int(plain[4:6])
    return 61 <= day <= 91 and luhn.is_valid(plain)


def _danish(text: str) -> bool:
    """A date that exists; numbers given out since 2007 have no check digit."""
    try:
        cpr.get_birth_date(cpr.compact(text))
    except Exception:
        return False
    return len(set(text)) > 3


#: years of dates that people write today; hardly anybody born in them is written about
_LATELY = range(19, 31)
_CPR_WEIGHTS = weighted((4, 3, 2, 7, 6, 5, 4, 3, 2, 1), 11)


def _checked(text: str) -> bool:
    """With the check digit that all numbers had until 2007."""
    return _danish(text) and _CPR_WEIGHTS(digits(text)) == 0


def _born(text: str) -> bool:
    """A birth date, or the check digit where the date may as well be an order's."""
    return _danish(text) and (int(digits(text)[4:6]) not in _LATELY or _checked(text))


_FI = "hetu*, henkilotunnu*, henkilotunnuksen, sotu*, personbeteckning*, finnish"
_SE = (
    "personnummer*, person nummer*, personnr*, pnr, samordningsnummer*, swedish, "
    "social security*, ssn"
)
_NO = "fodselsnummer*, fodselsnr, personnummer*, fnr, d nummer*, dnummer*, norwegian"
_DK = "cpr*, personnummer*, danish, cprnr"
_IS = "kennitala*, kt, icelandic"
_EE = "isikukood*, estonian"
_LV = "personas kods, personas kod*, latvian"
_LT = "asmens kodas, asmens kod*, lithuanian"

RULES = (
    number(
        "FI_PERSONAL_IDENTITY_CODE",
        r"[0-3][0-9](?:0[1-9]|1[0-2])[0-9]{2}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]",
        _FI,
        check=hetu.is_valid,
        bare=0.95,
        sure=True,
        ignore_case=True,
    ),
    number(
        "SE_PERSONNUMMER",
        rf"(?:(?:18|19|20)?{_YYMMDD}{_SE_DAY}[-+][0-9]{{4}})",
        _SE,
        check=_swedish,
        bare=0.93,
        strong=bool,
    ),
    number(
        "SE_PERSONNUMMER",
        rf"(?:18|19|20){_YYMMDD}{_SE_DAY} ?[0-9]{{4}}",
        _SE,
        check=_swedish,
        bare=0.9,
        strong=bool,
    ),
    number(
        "SE_PERSONNUMMER",
        rf"{_YYMMDD}{_SE_DAY} ?[0-9]{{4}}",
        _SE,
        check=_swedish,
        bare=0.53,
    ),
    number(
        "SE_ORGANISATIONSNUMMER",
        r"(?:16)?[1235-9][0-9][2-9][0-9]{3}-?[0-9]{4}",
        "organisationsnummer*, organisationsnr, org nr, orgnr, org, foretag*",
        general=False,
        check=lambda text: bool(se_orgnr.is_valid(text[-11:] if "-" in text else text[-10:])),
    ),
    number(
        "NO_FODSELSNUMMER",
        r"[0-7][0-9](?:[04][1-9]|[15][0-2])[0-9]{2}[ \-\n]?[0-9]{3} ?[0-9]{2}",
        _NO,
        check=varied(fodselsnummer.is_valid),
        bare=0.92,
        strong=bool,
    ),
    number(
        "NO_ORGANISASJONSNUMMER",
        r"[89][0-9]{2} ?[0-9]{3} ?[0-9]{3}",
        "organisasjonsnummer*, orgnr, org nr, org, foretaksregisteret",
        general=False,
        check=orgnr.is_valid,
    ),
    number("DK_CPR", rf"{DD}{MM}[0-9]{{2}}[-–][0-9]{{4}}", _DK, check=_born, bare=0.6),
    number("DK_CPR", rf"{DD}{MM}[0-9]{{2}} [0-9]{{4}}", _DK, check=_checked, bare=0.45),
    number("DK_CPR", rf"{DD}{MM}[0-9]{{2}}[-– ][0-9]{{4}}", _DK, check=_danish, general=False),
    number(
        "DK_CPR",
        rf"{DD}{MM}[0-9]{{6}}",
        _DK,
        check=_checked,
        bare=0.52,
    ),
    number("DK_CPR", rf"{DD}{MM}[0-9]{{6}}", _DK, check=_danish, general=False),
    number(
        "DK_CVR",
        r"[1-9][0-9]{3} ?[0-9]{4}|[1-9][0-9](?: [0-9]{2}){3}",
        "cvr*, se nr, vat*, moms*",
        general=False,
        check=varied(cvr.is_valid),
    ),
    number(
        "IS_KENNITALA",
        rf"{DD}{MM}[0-9]{{2}}-[0-9]{{4}}",
        _IS,
        check=kennitala.is_valid,
        bare=0.65,
    ),
    number("IS_KENNITALA", rf"{DD}{MM}[0-9]{{2}} ?[0-9]{{4}}", _IS, check=kennitala.is_valid),
    number(
        "EE_ISIKUKOOD",
        rf"[1-8][0-9]{{2}}{MM}{DD}[0-9]{{4}}",
        _EE,
        check=varied(ik.is_valid),
        bare=0.9,
        strong=bool,
    ),
    number(
        "EE_REGISTRIKOOD",
        r"[1-9][0-9]{7}",
        "registrikood*, registry code, reg kood*",
        general=False,
        check=registrikood.is_valid,
    ),
    number(
        "LT_ASMENS_KODAS",
        rf"[1-6][0-9]{{2}}{MM}{DD}[0-9]{{4}}",
        _LT,
        check=varied(asmens.is_valid),
        bare=0.88,
        strong=bool,
    ),
    number(
        "LV_PERSONAS_KODS",
        rf"(?:{DD}{MM}[0-9]{{2}}|32[0-9]{{4}})-[0-9]{{5}}",
        _LV,
        check=lambda text: text.startswith("32") or bool(pvn.is_valid(text)),
        bare=0.75,
    ),
    number(
        "LV_PERSONAS_KODS",
        rf"(?:{DD}{MM}[0-9]{{2}}|32[0-9]{{4}}) ?[0-9]{{5}}",
        _LV,
        check=lambda text: text.startswith("32") or bool(pvn.is_valid(text)),
    ),
    number(
        "FI_Y_TUNNUS",
        r"[0-9]{7}-[0-9]",
        "y tunnu*, ytunnu*, fo nummer*, business id*",
        general=False,
        check=ytunnus.is_valid,
        bare=0.45,
    ),
)
