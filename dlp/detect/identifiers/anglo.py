"""Personal and tax numbers of the UK, US, Canada and Australia. Checksums: python-stdnum."""

from __future__ import annotations

import re

from stdnum import luhn
from stdnum.au import abn, acn, tfn
from stdnum.ca import bc_phn, sin
from stdnum.gb import nhs, upn, utr
from stdnum.us import atin, ein, itin, ptin

from dlp.detect.engine.checksums import compact, digits, varied
from dlp.detect.identifiers.shape import number

_SSN = (
    "ssn, social security*, social sec*, soc sec, social, ss, ssa, socials, "
    "taxpayer*, tax id*, tin, itin"
)
#: printed in advertisements, so never anybody's (SSA, 20 CFR 422)
_SAMPLES = frozenset(("078051120", "219099999", "123456789", "111111111", "987654321"))
_NINO = "nino, ni number*, national insurance*, ni no, n i, insurance number*, british"
_LICENCE = (
    "driving licen*, driver licen*, drivers licen*, driver s licen*, dl, licence number*, "
    "license number*, dvla, dvla licence"
)


def _social(text: str) -> bool:
    plain = digits(text)
    return (
        len(plain) == 9
        and plain[:3] not in ("000", "666")
        and plain[0] != "9"
        and plain[3:5] != "00"
        and plain[5:] != "0000"
        and plain not in _SAMPLES
        and len(set(plain)) > 2
    )


def _medicare_au(text: str) -> bool:
    """Australian Medicare card: eight digits weighted 1 3 7 9 1 3 7 9, modulo ten."""
    plain = digits(text)
    total = sum(weight * int(char) for weight, char in zip((1, 3, 7, 9) * 2, plain, strict=False))
    return total % 10 == int(plain[8])


def _provider(text: str) -> bool:
    """National Provider Identifier: Luhn with the prefix 80840 (45 CFR 162.406)."""
    return bool(luhn.is_valid("80840" + digits(text)))


_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]"
    r"[AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}"
)


RULES = (
    number(
        "UK_NHS",
        r"[0-9]{3} [0-9]{3} [0-9]{4}|[0-9]{3}-[0-9]{3}-[0-9]{4}",
        "nhs*, health service*, nhs no, chi",
        check=varied(nhs.is_valid),
        bare=0.6,
    ),
    number(
        "UK_NHS",
        r"[0-9]{10}",
        "nhs*, health service*, nhs no, chi",
        check=varied(nhs.is_valid),
        bare=0.45,
    ),
    number(
        "UK_NINO",
        r"(?!BG|GB|NK|KN|TN|NT|ZZ|bg|gb|nk|kn|tn|nt|zz)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ \-]?"
        r"[0-9]{2}[ \-]?[0-9]{2}[ \-]?[0-9]{2}[ \-]?[A-D]",
        _NINO,
        bare=0.85,
        ignore_case=True,
        why="form",
    ),
    number(
        "UK_UTR",
        r"[0-9]{5} ?[0-9]{5}K?",
        "utr, unique taxpayer*, self assessment*",
        check=varied(utr.is_valid),
    ),
    number(
        "UK_UPN",
        r"[A-Z][0-9]{11}[0-9A-Z]",
        "upn, unique pupil*, pupil number*",
        general=False,
        check=upn.is_valid,
        bare=0.5,
    ),
    number(
        "UK_DRIVING_LICENCE",
        r"[A-Z9]{5} ?[0-9](?:[05][1-9]|[16][0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9] ?"
        r"[A-Z9]{2}[A-HJ-NP-Z0-9][A-Z]{2}(?: ?[0-9]{2})?",
        _LICENCE,
        general=False,
        check=lambda text: text[0] != "9",
        bare=0.85,
    ),
    number(
        "US_SSN",
        r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
        _SSN,
        check=_social,
        bare=0.92,
        strong=bool,
    ),
    number("US_SSN", r"[0-9]{3}[ .\n][0-9]{2}[ .\n][0-9]{4}", _SSN, check=_social, bare=0.55),
    number("US_SSN", r"[0-9]{9}", _SSN, check=_social, labelled=0.85),
    number(
        "US_ITIN",
        r"9[0-9]{2}-[5-9][0-9]-[0-9]{4}",
        _SSN,
        check=lambda text: bool(itin.is_valid(text)),
        bare=0.75,
    ),
    number(
        "US_ITIN",
        r"9[0-9]{2}[ .\n]?[5-9][0-9][ .\n]?[0-9]{4}",
        "itin, individual taxpayer*, taxpayer*, tax id*, tin",
        check=lambda text: bool(itin.is_valid(digits(text))),
        labelled=0.97,
    ),
    number(
        "US_ITIN",
        r"9[0-9]{2}[ .\n][5-9][0-9][ .\n][0-9]{4}",
        "itin",
        check=lambda text: bool(itin.is_valid(digits(text))),
        bare=0.55,
    ),
    number(
        "US_ATIN",
        r"9[0-9]{2}-93-[0-9]{4}",
        "atin, adoption*",
        general=False,
        check=atin.is_valid,
    ),
    number(
        "US_PTIN",
        r"P[0-9]{8}",
        "ptin, preparer*",
        general=False,
        check=ptin.is_valid,
        ignore_case=True,
    ),
    number(
        "US_EIN",
        r"[0-9]{2}-[0-9]{7}",
        "ein, employer identification*, fein, federal tax*, tax id*, employer id*",
        general=False,
        check=ein.is_valid,
    ),
    number(
        "US_MBI",
        r"[1-9][A-Z][A-Z0-9][0-9]-?[A-Z][A-Z0-9][0-9]-?[A-Z]{2}[0-9]{2}",
        "medicare*, mbi, beneficiary*",
        general=False,
        check=lambda text: _MBI.fullmatch(compact(text)) is not None,
        bare=0.6,
    ),
    number(
        "US_NPI",
        r"[12][0-9]{9}",
        "npi, national provider*, provider id*",
        general=False,
        check=varied(_provider),
    ),
    number(
        "US_HEALTH_INSURANCE_MEMBER_ID",
        r"[A-Z]{0,4}[0-9]{6,13}[A-Z0-9]{0,3}",
        "member id*, member number*, subscriber id*, insurance id*, insurance member*, "
        "health plan id*, health insurance number*, health insurance id*, policy holder id",
        general=False,
        labelled=0.7,
        reach=20,
    ),
    number(
        "MEDICAL_LICENSE",
        r"[ABFGMPRX][A-Z9][0-9]{7}",
        "dea, dea number*, medical licen*, prescriber*",
        general=False,
        check=lambda text: _dea(text),
    ),
    number(
        "CA_SIN",
        r"[1-9][0-9]{2}[ \-][0-9]{3}[ \-][0-9]{3}",
        "sin, social insurance*, canadian, nas, assurance sociale",
        check=varied(sin.is_valid),
        bare=0.56,
    ),
    number(
        "CA_SIN",
        r"[1-9][0-9]{8}",
        "sin, social insurance*, canadian, nas, assurance sociale",
        check=varied(sin.is_valid),
    ),
    number(
        "CA_HEALTH_NUMBER",
        r"9[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}",
        "phn, personal health number*, health card*, care card*, bc services card*, msp",
        general=False,
        check=bc_phn.is_valid,
    ),
    number(
        "CA_HEALTH_NUMBER",
        r"[1-9][0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{3}(?:[ \-]?[A-Z]{2})?",
        "ohip*, health card*, carte sante, health insurance*",
        general=False,
        check=lambda text: bool(luhn.is_valid(digits(text))),
    ),
    number(
        "AU_TFN",
        r"[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{2,3}",
        "tfn, tax file*, australian",
        check=varied(tfn.is_valid),
    ),
    number(
        "AU_ABN",
        r"[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}",
        "abn, australian business*",
        general=False,
        check=varied(abn.is_valid),
        bare=0.6,
    ),
    number(
        "AU_ABN",
        r"[1-9][0-9]{10}",
        "abn, australian business*",
        general=False,
        check=varied(abn.is_valid),
    ),
    number(
        "AU_ACN",
        r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
        "acn, australian company*",
        general=False,
        check=varied(acn.is_valid),
    ),
    number(
        "AU_MEDICARE",
        r"[2-6][0-9]{3}[ \-]?[0-9]{5}[ \-]?[0-9](?:[ /\-]?[1-9])?",
        "medicare*, australian",
        general=False,
        check=_medicare_au,
    ),
    number(
        "US_DRIVER_LICENSE",
        r"[A-Z]{1,2}[ \-]?[0-9]{3,14}(?:[ \-][0-9]{2,6}){0,3}|[0-9]{7,12}|"
        r"[0-9]{2,4}(?:-[0-9]{2,5}){1,3}|[A-Z][0-9]{12,14}",
        _LICENCE.replace("dvla, dvla licence", "driver id, permis de conduire"),
        general=False,
        labelled=0.8,
        reach=25,
        why="form",
    ),
)


def _dea(text: str) -> bool:
    plain = digits(text)
    odd = sum(int(char) for char in plain[0:6:2])
    even = sum(int(char) for char in plain[1:6:2])
    return (odd + 2 * even) % 10 == int(plain[6])
