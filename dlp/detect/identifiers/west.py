"""Personal numbers of Western and Southern Europe. Checksums: python-stdnum."""

from __future__ import annotations

from stdnum import luhn, verhoeff
from stdnum.be import bis, nn
from stdnum.ch import esr, ssn, uid
from stdnum.cy import vat as cy_vat
from stdnum.es import cif, dni, nie
from stdnum.fr import nif as fr_nif
from stdnum.fr import nir, siren, siret
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.nl import bsn
from stdnum.pt import cc
from stdnum.pt import nif as pt_nif

from dlp.detect.engine.checksums import compact, digits, varied
from dlp.detect.identifiers.shape import DD, MM, G, number


def _belgian(text: str) -> bool:
    plain = digits(text)
    return bool(nn.is_valid(plain) or bis.is_valid(plain))


def _luxembourgish(text: str) -> bool:
    """Thirteen digits: birth date, serial, one Luhn and one Verhoeff digit over the first 11."""
    plain = digits(text)
    if "00000" in plain[8:]:
        return False
    return bool(luhn.is_valid(plain[:12]) and verhoeff.is_valid(plain[:11] + plain[12]))


def _spanish_insurance(text: str) -> bool:
    """NUSS: province, number, and the two modulo 97 (the number counts without leading zeros)."""
    plain = digits(text)
    province, serial, check = plain[:2], plain[2:10], plain[10:]
    base = (
        int(province) * 10_000_000 + int(serial)
        if int(serial) < 10_000_000
        else int(province + serial)
    )
    return 1 <= int(province) <= 66 and base % 97 == int(check)


def _portuguese_insurance(text: str) -> bool:
    plain = digits(text)
    weights = (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)
    total = sum(weight * int(char) for weight, char in zip(weights, plain, strict=False))
    return 9 - total % 10 == int(plain[10])


_ES = (
    "dni, nif, nie, documento nacional*, documento de identidad, identidad, identificacion fiscal, "
    "spanish, tarjeta de residencia, numero de identificacion*"
)
_FR = (
    "nir, securite sociale, secu, numero de securite*, n secu, insee, carte vitale, "
    "social security*, french"
)
_BE = (
    "rijksregister*, rijksregisternummer*, registre national, numero national, niss, insz, "
    "nationaal nummer, belgian, nrn, rrn"
)
_NL = "bsn, burgerservicenummer*, sofinummer*, sofi, burger service nummer, dutch, citizen service*"
_PT = "nif, contribuinte, numero de identificacao fiscal, numero fiscal, portuguese"

RULES = (
    number(
        "BE_NATIONAL_NUMBER",
        r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}[\- ][0-9]{3}[.\- ][0-9]{2}",
        _BE,
        check=_belgian,
        bare=0.95,
        sure=True,
    ),
    number(
        "BE_NATIONAL_NUMBER",
        rf"[0-9]{{2}}{G}[0-9]{{2}}{G}[0-9]{{2}}{G}[0-9]{{3}}{G}[0-9]{{2}}",
        _BE,
        check=varied(_belgian),
        bare=0.92,
        strong=bool,
    ),
    number(
        "CH_AHV",
        r"756[. ][0-9]{4}[. ][0-9]{4}[. ][0-9]{2}",
        "ahv*, avs, oasi, sozialversicherungsnummer*, n avs, numero avs, navs, swiss",
        check=ssn.is_valid,
        bare=0.95,
        sure=True,
    ),
    number(
        "CH_AHV",
        r"756[0-9]{10}",
        "ahv*, avs, oasi, sozialversicherungsnummer*, n avs, numero avs, navs, swiss",
        check=ssn.is_valid,
        bare=0.9,
        strong=bool,
    ),
    number(
        "CH_UID",
        r"CHE[\- ]?[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}",
        "uid, ide, unternehmens*",
        general=False,
        check=uid.is_valid,
        bare=0.6,
    ),
    number(
        "CH_PAYMENT_REFERENCE",
        r"[0-9]{2}(?: [0-9]{5}){5}",
        "referenz*, reference, esr, bvr, qr referenz*, zahlung*, einzahlung*",
        general=False,
        check=esr.is_valid,
    ),
    number(
        "ES_NIF",
        r"[0-9]{1,2}\.?[0-9]{3}\.?[0-9]{3}[ \-]?[A-HJ-NP-TV-Z]",
        _ES,
        check=lambda text: (
            len(digits(text)) >= 7 and bool(dni.is_valid(compact(text).rjust(9, "0")))
        ),
        bare=0.9,
        ignore_case=True,
    ),
    number(
        "ES_NIE",
        r"[XYZ][ \-]?[0-9]{7}[ \-]?[A-HJ-NP-TV-Z]",
        _ES,
        check=lambda text: bool(nie.is_valid(compact(text))),
        bare=0.95,
        sure=True,
        ignore_case=True,
    ),
    number(
        "ES_CIF",
        r"[ABCDEFGHJNPQRSUVW][ \-]?[0-9]{7}[ \-]?[0-9A-J]",
        "cif, nif, razon social, empresa",
        general=False,
        check=lambda text: bool(cif.is_valid(compact(text))),
    ),
    number(
        "ES_SOCIAL_SECURITY",
        r"[0-9]{2}[ /\-]?[0-9]{8}[ /\-]?[0-9]{2}",
        "seguridad social, nuss, naf, n afiliacion, numero de afiliacion, ss",
        check=_spanish_insurance,
    ),
    number(
        "FR_NIR",
        rf"[1-478]{G}[0-9]{{2}}{G}(?:0[1-9]|1[0-2]|[2-9][0-9]){G}(?:[0-9]{{2}}|2[AB]){G}"
        rf"[0-9]{{3}}{G}[0-9]{{3}}{G}[0-9]{{2}}",
        _FR,
        check=lambda text: bool(nir.is_valid(compact(text))),
        bare=0.95,
        strong=bool,
        ignore_case=True,
    ),
    number(
        "FR_NIF",
        rf"[0-3][0-9](?:{G}[0-9]{{2}}){{1}}(?:{G}[0-9]{{3}}){{3}}",
        "numero fiscal, reference fiscale, spi, identifiant fiscal, nif, impots",
        check=varied(fr_nif.is_valid),
        bare=0.45,
    ),
    number(
        "FR_SIREN",
        r"[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}",
        "siren, rcs",
        general=False,
        check=varied(siren.is_valid),
    ),
    number(
        "FR_SIRET",
        r"[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{5}",
        "siret",
        general=False,
        check=varied(siret.is_valid),
    ),
    number(
        "IE_PPS",
        r"[0-9]{7}[ ]?[A-W][ ]?[A-IW]?",
        "pps, ppsn, pps no, personal public service*, irish, rsi",
        check=lambda text: bool(pps.is_valid(compact(text))),
        bare=0.8,
        ignore_case=True,
    ),
    number(
        "IT_FISCAL_CODE",
        r"[A-Z]{3}[ ]?[A-Z]{3}[ ]?[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[ ]?"
        r"[A-Z][0-9LMNPQRSTUV]{3}[ ]?[A-Z]",
        "codice fiscale, cod fiscale, cod fisc, cf, c f, fiscal code, italian",
        check=lambda text: bool(codicefiscale.is_valid(compact(text))),
        bare=0.98,
        sure=True,
        ignore_case=True,
    ),
    number(
        "LU_MATRICULE",
        rf"(?:18|19|20)[0-9]{{2}}[ ]?{MM}{DD}[ ]?[0-9]{{3}}[ ]?[0-9]{{2}}",
        "matricule, numero d identification national, sozialversicherungsnummer*, cns, luxembourg*",
        check=_luxembourgish,
        bare=0.75,
    ),
    number(
        "MT_ID_CARD",
        r"[0-9]{3,7}[MGAPLHBZ]",
        "id card*, karta ta l identita, maltese, identity card*, malta",
        general=False,
    ),
    number(
        "NL_BSN",
        r"[0-9]{3}[.\-][0-9]{3}[.\-][0-9]{3}|[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}",
        _NL,
        check=varied(bsn.is_valid),
        bare=0.56,
    ),
    number(
        "NL_BSN",
        r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}",
        _NL,
        check=varied(bsn.is_valid),
        bare=0.45,
    ),
    # natural persons and companies; the rest needs a label
    number(
        "PT_NIF",
        r"[1235][0-9]{2}[ .]?[0-9]{3}[ .]?[0-9]{3}",
        _PT,
        check=varied(pt_nif.is_valid),
        bare=0.56,
    ),
    number(
        "PT_NIF",
        r"(?:45|[689][0-9])[0-9][ .]?[0-9]{3}[ .]?[0-9]{3}",
        _PT,
        check=varied(pt_nif.is_valid),
    ),
    number(
        "PT_CARTAO_CIDADAO",
        r"[0-9]{8}[ \-]?[0-9][ \-]?[A-Z0-9]{2}[0-9]",
        "cartao de cidadao, cartao cidadao, cc, bilhete de identidade, citizen card*",
        check=lambda text: not compact(text).isdigit() and bool(cc.is_valid(compact(text))),
        bare=0.75,
    ),
    number(
        "PT_NISS",
        r"[12][0-9]{10}",
        "niss, seguranca social, numero de seguranca social",
        check=varied(_portuguese_insurance),
    ),
    number(
        "LI_PEID",
        r"[0-9]{4,12}",
        "peid, personenidentifikationsnummer*, liechtenstein*",
        general=False,
    ),
    number(
        "CY_TAX_ID",
        r"[0-9]{8}[A-Z]",
        "tic, cyprus*, cypriot, tax identification code, α φ τ",
        check=lambda text: bool(cy_vat.is_valid(text)),
    ),
)
