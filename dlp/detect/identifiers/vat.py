"""VAT identification numbers with their country prefix. Checksums: python-stdnum (eu.vat, …)."""

from __future__ import annotations

from stdnum.ch import vat as ch_vat
from stdnum.eu import vat as eu_vat
from stdnum.gb import vat as gb_vat
from stdnum.no import mva

from dlp.detect.engine.checksums import compact
from dlp.detect.identifiers.shape import number

_LABELS = (
    "vat*, ust id*, ustid*, ust idnr*, umsatzsteuer*, tva, tva intracom*, n tva, iva, p iva, piva, "
    "partita iva, cif, nif, btw*, moms*, momsnummer*, alv*, alv numero*, arvonlisavero*, kmkr*, "
    "pvn*, pvm*, dic, dph, ic dph, afa, adoszam*, ddv, pdv, ддс, φπα, cui, vsk*, mwst*, uid, "
    "tax id*, tax no"
)
#: prefix → the form of the rest; gaps are allowed between groups
_BODIES = {
    "AT": "U[ ]?[0-9]{8}",
    "BE": r"[01]?[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}",
    "BG": "[0-9]{9,10}",
    "CY": "[0-9]{8}[A-Z]",
    "CZ": "[0-9]{8,10}",
    "DE": r"[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}",
    "DK": r"[0-9]{2}[ .]?[0-9]{2}[ .]?[0-9]{2}[ .]?[0-9]{2}",
    "EE": "[0-9]{9}",
    "EL": "[0-9]{9}",
    "ES": "[A-Z0-9][ -]?[0-9]{7}[ -]?[A-Z0-9]",
    "FI": "[0-9]{7}-?[0-9]",
    "FR": r"[0-9A-HJ-NP-Z]{2}[ ]?[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}",
    "HR": "[0-9]{11}",
    "HU": "[0-9]{8}",
    "IE": "[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
    "IT": r"[0-9]{11}",
    "LT": "(?:[0-9]{9}|[0-9]{12})",
    "LU": "[0-9]{8}",
    "LV": "[0-9]{11}",
    "MT": "[0-9]{8}",
    "NL": r"[0-9]{3}[.]?[0-9]{3}[.]?[0-9]{3}[.]?B[0-9]{2}",
    "PL": r"[0-9]{3}[ \-]?[0-9]{3}[ \-]?[0-9]{2}[ \-]?[0-9]{2}",
    "PT": r"[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}",
    "RO": "[0-9]{4,10}",
    "SE": r"[0-9]{6}[ \-]?[0-9]{4}[ ]?01",
    "SI": "[0-9]{8}",
    "SK": "[0-9]{10}",
}
_OWN = {"DE": "DE_VAT_ID", "IT": "IT_VAT_CODE"}


def _european(text: str) -> bool:
    return bool(eu_vat.is_valid(compact(text)))


RULES = (
    *(
        number(
            _OWN.get(country, "EU_VAT_ID"),
            rf"{country}[ \-]?{body}",
            _LABELS,
            general=False,
            check=_european,
            bare=0.85 if country not in ("RO", "BG", "SI") else 0.6,
            ignore_case=country not in ("IT", "IE", "BE", "AT", "ES", "EE", "LT", "SE", "SI"),
        )
        for country, body in _BODIES.items()
    ),
    number(
        "UK_VAT_ID",
        r"(?:GB|XI)[ ]?(?:[0-9]{3}[ ]?[0-9]{4}[ ]?[0-9]{2}(?:[ ]?[0-9]{3})?|GD[0-9]{3}|HA[0-9]{3})",
        _LABELS,
        general=False,
        check=gb_vat.is_valid,
        bare=0.85,
    ),
    number(
        "CH_VAT_ID",
        r"CHE[\- ]?[0-9]{3}[. ]?[0-9]{3}[. ]?[0-9]{3}[ ]?(?:MWST|TVA|IVA|TPV)",
        _LABELS,
        general=False,
        check=ch_vat.is_valid,
        bare=0.95,
    ),
    number(
        "NO_VAT_ID",
        r"(?:NO[ ]?)?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?MVA",
        _LABELS,
        general=False,
        check=mva.is_valid,
        bare=0.95,
    ),
    number(
        "IT_VAT_CODE",
        r"[0-9]{11}",
        "partita iva, p iva, piva, iva",
        general=False,
        check=lambda text: bool(eu_vat.is_valid("IT" + text)),
    ),
    number(
        "DE_VAT_ID",
        r"[0-9]{9}",
        "ust id*, ustid*, ust idnr*, umsatzsteuer id*",
        general=False,
        check=lambda text: bool(eu_vat.is_valid("DE" + text)),
    ),
)
