"""Personal numbers of Central and South-Eastern Europe. Checksums: python-stdnum."""

from __future__ import annotations

from stdnum.at import tin as at_tin
from stdnum.at import vnr
from stdnum.bg import egn, pnf
from stdnum.cz import rc
from stdnum.de import idnr, stnr
from stdnum.gr import amka
from stdnum.gr import vat as gr_vat
from stdnum.hr import oib
from stdnum.pl import nip, pesel, regon
from stdnum.ro import cnp
from stdnum.si import emso

from dlp.detect.engine.checksums import compact, digits, varied, weighted
from dlp.detect.identifiers.shape import DD, MM, G, number

_AT = "sozialversicherungsnummer*, svnr, sv nummer*, sv nr, versicherungsnummer*, e card, austrian"


def _german_insurance(text: str) -> bool:
    """Check digit of the Rentenversicherungsnummer (VKVV §4): the letter counts as two digits."""
    plain = compact(text)
    letters = f"{ord(plain[8]) - 64:02d}"
    total = 0
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    for weight, char in zip(weights, plain[:8] + letters + plain[9:11], strict=True):
        total += sum(divmod(weight * int(char), 10))
    return total % 10 == int(plain[11])


def _german_health(text: str) -> bool:
    """Check digit of the Krankenversichertennummer: Luhn-like over letter and digits, 1 then 2."""
    plain = compact(text)
    total = 0
    for place, char in enumerate(f"{ord(plain[0]) - 64:02d}{plain[1:9]}"):
        total += sum(divmod(int(char) * (1 + place % 2), 10))
    return total % 10 == int(plain[9])


def _hungarian_insurance(text: str) -> bool:
    """TAJ: the digits weighted 3, 7, 3, 7 … (1997. évi LXXXIII.)."""
    plain = compact(text)
    return weighted((3, 7, 3, 7, 3, 7, 3, 7), 10)(plain) == int(plain[8])


def _hungarian_tax(text: str) -> bool:
    plain = compact(text)
    return weighted((1, 2, 3, 4, 5, 6, 7, 8, 9), 11)(plain) == int(plain[9])


def _hungarian_person(text: str) -> bool:
    plain = compact(text)
    rising = weighted((1, 2, 3, 4, 5, 6, 7, 8, 9, 10), 11)(plain)
    falling = weighted((10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11)(plain)
    return int(plain[10]) in (rising, falling)


_CZ = (
    "rodne cislo*, rodneho cisla, rodnym cislem, rodnecislo, rc, r c, birth number*, czech*, "
    "slovak*"
)


def _of_the_living(pesel: str) -> bool:
    """Born in this century or the last, as its month says; the code has room for five (20 is added
    for each, https://www.gov.pl/web/gov/czym-jest-numer-pesel). Chance seldom hits these."""
    return 1 <= int(digits(pesel)[2:4]) % 20 <= 12 and int(digits(pesel)[2:4]) < 40


RULES = (
    number(
        "AT_SOZIALVERSICHERUNG",
        rf"[1-9][0-9]{{3}}[ \-]{DD}{MM}[0-9]{{2}}",
        _AT,
        check=vnr.is_valid,
        bare=0.65,
    ),
    number("AT_SOZIALVERSICHERUNG", rf"[1-9][0-9]{{3}}{DD}{MM}[0-9]{{2}}", _AT, check=vnr.is_valid),
    number(
        "AT_TAX_ID",
        r"[0-9]{2}[\- ]?[0-9]{3}/?[0-9]{4}",
        "steuernummer*, abgabenkontonummer*, st nr, finanzamt*",
        check=varied(at_tin.is_valid),
    ),
    number(
        "BG_EGN",
        r"[0-9]{2}(?:[024][1-9]|[135][0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{4}",
        "egn, егн, единен граждански*, bulgarian",
        check=varied(egn.is_valid),
        bare=0.42,
    ),
    number("BG_LNCH", r"[0-9]{10}", "lnch, lnc, лнч, bulgarian", check=varied(pnf.is_valid)),
    number(
        "HR_OIB",
        r"(?:HR)?[0-9]{11}",
        "oib, osobni identifikacijski*, croatian, porezni*",
        check=varied(lambda text: oib.is_valid(text)),
        bare=0.42,
    ),
    number(
        "CZ_RODNE_CISLO",
        r"[0-9]{2}(?:[05][1-9]|[16][0-2]|[27][1-9]|[38][0-2])(?:0[1-9]|[12][0-9]|3[01])/[0-9]{3,4}",
        _CZ,
        check=rc.is_valid,
        bare=0.92,
        strong=bool,
    ),
    number(
        "CZ_RODNE_CISLO",
        r"[0-9]{2}(?:[05][1-9]|[16][0-2]|[27][1-9]|[38][0-2])(?:0[1-9]|[12][0-9]|3[01])"
        r"[ ]?[0-9]{4}",
        _CZ,
        check=varied(rc.is_valid),
        bare=0.42,
    ),
    number(
        "DE_TAX_ID",
        rf"[1-9][0-9]{G}[0-9]{{3}}{G}[0-9]{{3}}{G}[0-9]{{3}}",
        "steuer id*, steueridentifikationsnummer*, steuerid*, idnr, id nr, steuerliche id*, "
        "identifikationsnummer*, tin, german",
        check=varied(idnr.is_valid),
        bare=0.7,
    ),
    number(
        "DE_TAX_NUMBER",
        r"[0-9]{2,3}/[0-9]{3}/[0-9]{4,5}|[0-9]{3}/[0-9]{4}/[0-9]{4}|[0-9]{13}",
        "steuernummer*, steuer nr, st nr, stnr, finanzamt*, tax number*",
        check=stnr.is_valid,
    ),
    number(
        "DE_SOCIAL_SECURITY",
        r"[0-9]{2}[ ]?[0-3][0-9][01][0-9][0-9]{2}[ ]?[A-Z][ ]?[0-9]{2}[ ]?[0-9]",
        "rentenversicherungsnummer*, sozialversicherungsnummer*, rvnr, sv nummer*, svnr, "
        "versicherungsnummer*",
        check=_german_insurance,
        bare=0.85,
        ignore_case=True,
    ),
    number(
        "DE_HEALTH_INSURANCE",
        r"[A-Z][0-9]{9}",
        "krankenversicherungsnummer*, krankenversichertennummer*, versichertennummer*, kvnr, "
        "krankenkasse*, gesundheitskarte*, health insurance*",
        check=_german_health,
    ),
    number(
        "GR_AMKA",
        rf"{DD}{MM}[0-9]{{2}}[ ]?[0-9]{{5}}",
        "amka, αμκα, greek",
        check=varied(amka.is_valid),
        bare=0.85,
        strong=bool,
    ),
    number("GR_AFM", r"(?:EL)?[0-9]{9}", "afm, αφμ, α φ μ, greek", check=varied(gr_vat.is_valid)),
    number(
        "HU_TAJ",
        r"[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}",
        "taj, taj szam*, tajszam*, hungarian, tarsadalombiztositasi*",
        check=varied(_hungarian_insurance),
    ),
    number(
        "HU_TAX_ID",
        r"8[0-9]{9}",
        "adoazonosito*, ado azonosito*, adoszam*, hungarian",
        check=varied(_hungarian_tax),
    ),
    number(
        "HU_SZEMELYI_SZAM",
        rf"[1-8][ \-]?[0-9]{{2}}{MM}{DD}[ \-]?[0-9]{{4}}",
        "szemelyi szam*, szemelyi azonosito*, szemelyiszam*, hungarian",
        check=_hungarian_person,
        bare=0.42,
    ),
    number(
        "PL_PESEL",
        rf"[0-9]{{2}}(?:[0-9]{{2}}){DD}[0-9]{{5}}",
        "pesel*, polish",
        check=varied(pesel.is_valid),
        bare=0.7,
        strong=_of_the_living,
    ),
    number(
        "PL_NIP",
        r"[1-9][0-9]{2}-?[0-9]{3}-?[0-9]{2}-?[0-9]{2}|[1-9][0-9]{2}-[0-9]{2}-[0-9]{2}-[0-9]{3}",
        "nip, numer identyfikacji podatkowej",
        check=varied(nip.is_valid),
    ),
    number(
        "PL_REGON",
        r"[0-9]{9}(?:[0-9]{5})?",
        "regon",
        general=False,
        check=varied(regon.is_valid),
    ),
    number(
        "RO_CNP",
        rf"[1-9][0-9]{{2}}{MM}{DD}[0-9]{{6}}",
        "cnp, cod numeric personal, romanian",
        check=varied(cnp.is_valid),
        bare=0.93,
        strong=bool,
    ),
    number(
        "SI_EMSO",
        rf"{DD}{MM}[09][0-9]{{2}}[0-9]{{6}}",
        "emso, maticna stevilka, jmbg, slovenian",
        check=varied(emso.is_valid),
        bare=0.92,
        strong=bool,
    ),
    number(
        "SI_TAX_ID",
        r"(?:SI)?[1-9][0-9]{7}",
        "davcna stevilka, davcna*, davcne",
        check=varied(lambda text: _slovenian_tax(text)),
    ),
)


def _slovenian_tax(text: str) -> bool:
    from stdnum.si import ddv

    return bool(ddv.is_valid(text))
