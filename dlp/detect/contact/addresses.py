# ruff: noqa: E501 -- a pattern reads better unbroken
"""Postal addresses: a street and a house number, and the town and code that follow them.

The anchor is what only an address has (a street word with a number, a post box, a flat); towns,
codes and countries are taken along when they follow it. Kind LOCATION, Presidio's word.
"""

from __future__ import annotations

import re

from dlp.detect.rule import Rule

_CAP = r"[A-ZÀ-ÖØ-ÞŠŽČĆĐŁŚŹŻ][\w'’.\-]{1,24}"
_STREET = (
    r"(?:Street|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|"
    r"Terrace|Ter|Way|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Crescent|Cres|Close|Gardens|Gdns|Grove|Hill|"
    r"Mews|Row|Walk|Quay|Trail|Trl|Alley|Loop|Plaza|Esplanade|Parade|Broadway|Turnpike|Pike|Route)"
)
_COMPOUND = (
    r"(?:stra(?:ß|ss)e|str\.?|weg|platz|allee|gasse|damm|ufer|gatan|gata|vägen|gränd|stigen|torget|"
    r"katu|tie|kuja|polku|aukio|tori|rinne|kaari|straat|laan|plein|gracht|kade|dijk|singel|gade|vej|"
    r"allé|stræde|veien|vegen|vei|gaten|plass|brygge|utca|út|tér|körút|iela|gatvė|tänav|puiestee|maantee)"
)
_PREFIX = (
    r"(?:(?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée|impasse|quai|viale|piazza|"
    r"corso|largo|vicolo|calle|c/|avenida|avda\.?|plaza|paseo|camino|carrer|ronda|rua|praça|travessa|"
    r"estrada|ul\.|ulica|aleja|al\.|plac|os\.|strada|bulevardul|str\.|ulice|náměstí|nám\.|odos|οδός)|Via)"
)
_UNIT = (
    r"(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|Box|Lgh|Top|Wohnung|Appt|"
    r"Piso|Bus|App|as|Apt\.nr|Whg)"
)
_FLAT = rf"(?:[,\s]{{1,3}}(?:{_UNIT}\.?[ ]?#?[ ]?[0-9][0-9A-Za-z\-]{{0,5}}|#[ ]?[0-9]{{1,5}}))"
_COUNTRY = (
    r"(?:USA|U\.S\.A\.|United States(?: of America)?|UK|United Kingdom|England|Scotland|Wales|Ireland|"
    r"France|Germany|Deutschland|Spain|España|Italy|Italia|Portugal|Belgium|Netherlands|Nederland|"
    r"Sweden|Sverige|Finland|Suomi|Norway|Norge|Denmark|Danmark|Iceland|Austria|Österreich|"
    r"Switzerland|Schweiz|Suisse|Poland|Polska|Czech Republic|Czechia|Slovakia|Slovenia|Hungary|"
    r"Romania|Bulgaria|Croatia|Greece|Cyprus|Malta|Estonia|Latvia|Lithuania|Luxembourg|Canada|"
    r"Australia|New Zealand|Uruguay|Brazil|Brasil|Mexico|Argentina|Chile|Tunisia|South Africa|Greenland|"
    r"India|China|Japan|Israel|Turkey|Ukraine|Serbia)"
)
_CODE = (
    r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9]|"
    r"(?:[A-Z]{1,3}-)?[0-9]{5}(?:-[0-9]{4})?|[0-9]{3}[ ][0-9]{2}|[0-9]{2}-[0-9]{3}|"
    r"[0-9]{4}[ ]?[A-Z]{2}|[0-9]{4}-[0-9]{3}|(?:[A-Z]{1,3}-)?[0-9]{4,6})"
)
_TOWN = rf"{_CAP}(?:[ \-](?:{_CAP}|an|am|der|de|la|le|les|sur|upon|on|of|in|y|el|do|da)){{0,4}}"
_SEP = r"(?:[ ]?,?[ \n]{1,4},?[ ]?)"
#: code and town, or town, state and code; then the country
_TAIL = re.compile(
    rf"(?:{_FLAT})?"
    rf"(?:{_SEP}{_CODE}[ ]{_TOWN}(?:{_SEP}{_COUNTRY}\b)?"
    rf"|(?:{_SEP}{_TOWN}){{0,2}}{_SEP}(?:[A-Z]{{2,3}}{_SEP})?(?:{_COUNTRY}{_SEP})?{_CODE}(?!\w)(?:{_SEP}{_COUNTRY}\b)?"
    rf"|{_SEP}{_TOWN}{_SEP}[A-Z]{{2}}\b(?:{_SEP}{_COUNTRY}\b)?"
    rf"|(?:{_SEP}{_TOWN})?{_SEP}{_COUNTRY}\b)"
)
_MOST_TAIL = 160


def _whole(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("v") if "v" in match.re.groupindex else match.span()
    tail = _TAIL.match(text, end, min(len(text), end + _MOST_TAIL))
    if tail is not None:
        end = tail.end()
    else:
        flat = _FLAT_ONLY.match(text, end, min(len(text), end + 40))
        end = flat.end() if flat is not None else end
    while text[end - 1] in " ,\n":
        end -= 1
    return start, end


#: no finding runs over a line; street, flat and town are findings of their own
_BETWEEN = rf"\s*[,\n]\s*(?:[,\n]\s*)*|\s+(?={_UNIT}\.?[ ]?#?[ ]?[0-9])"
_FLAT_ONLY = re.compile(_FLAT)


def _address(pattern: str, score: float, why: str, hint: str = "", *, case: bool = False) -> Rule:
    return Rule(
        kind="LOCATION",
        pattern=pattern,
        hint=hint,
        find=_whole,
        bare=score,
        sure=True,
        ignore_case=case,
        why=f"address: {why}",
        detail={"form": "address"},
        between=_BETWEEN,
    )


RULES = (
    _address(
        rf"(?<![\w.,/\-])[0-9]{{1,6}}[A-Za-z]?(?:-[0-9]{{1,4}})?,? (?:[NSEW]{{1,2}}\.? )?"
        rf"(?:(?:{_CAP}|[0-9]{{1,3}}(?:st|nd|rd|th)|de|la) ){{1,4}}{_STREET}\b\.?(?: [NSEW]{{1,2}}\b)?",
        0.92,
        "number and street",
        rf"[0-9][A-Za-z]? [^\n]{{2,90}} {_STREET}\b",
    ),
    _address(
        rf"(?<!\w)(?:{_CAP} ){{0,2}}[A-ZÅÄÖÜÆØÉŁŚ][\w\-]{{1,28}}{_COMPOUND},? (?:nr\.? )?[0-9]{{1,4}}"
        r"(?:[ ]?[A-Za-z](?![\w]))?(?:[ ]?[-/][ ]?[0-9]{1,3})?(?!\w)(?![.,][0-9])",
        0.92,
        "street and number",
        rf"{_COMPOUND},? (?:nr\.? )?[0-9]",
    ),
    _address(
        rf"(?<!\w)(?:{_CAP} ){{1,2}}(?:[Ss]tra(?:ß|ss)e|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]ata|[Vv]äg|[Vv]ej|"
        r"[Gg]ade|[Ll]aan|[Ss]traat|Ring|utca|út|tér|körút) [0-9]{1,4}(?:[ ]?[A-Za-z](?!\w))?(?!\w)",
        0.92,
        "street and number",
        r"(?:[Ss]tra(?:ß|ss)e|[Ww]eg|[Pp]latz|[Aa]llee|[Gg]ata|[Vv]äg|[Vv]ej|[Gg]ade|[Ll]aan|"
        r"[Ss]traat|utca|út|tér|körút) [0-9]",
    ),
    _address(
        rf"(?<!\w){_PREFIX} (?:(?:de|du|des|del|della|di|da|do|la|le|les|los|las|l'|d'|dos|das|[0-9]{{1,2}}|{_CAP})[ ]?){{1,6}},? ?"
        r"(?:n[°º.]? ?)?[0-9]{1,4}(?:[ ]?(?:bis|ter|[A-Za-z](?!\w)))?(?!\w)(?![.,:][0-9])",
        0.92,
        "street and number",
        rf"{_PREFIX} [^\n]{{2,60}}[0-9]",
    ),
    _address(
        rf"(?<![\w.,/\-])[0-9]{{1,4}}(?:[ ]?(?:bis|ter|[A-Z](?!\w)))?,? {_PREFIX} "
        rf"(?:(?:de|du|des|de la|del|la|le|les|l'|d')[ ]?){{0,2}}{_CAP}(?:[ \-]{_CAP}){{0,3}}",
        0.92,
        "number and street",
        rf"[0-9][^\n]{{0,6}} {_PREFIX} ",
    ),
    _address(
        rf"(?<![\w.,/\-])(?:[0-9]{{1,6}}[ ])?(?:{_CAP}[ ]){{1,4}}(?:[0-9]{{1,5}})?(?<=[\w ]),?\s{{0,3}}"
        r"(?:Apt|Apartment|Suite|Ste|Unit|Flat)\.?[ ]?#?[0-9]{1,5}[A-Z]?(?!\w)",
        0.92,
        "street and flat",
        r"(?:Apt|Apartment|Suite|Ste|Unit|Flat)\.?[ ]?#?[0-9]",
    ),
    _address(
        r"(?<!\w)(?:P\.?[ ]?O\.?[ ]?Box|Postfach|Postboks|Casella postale|Postbus) [0-9]{1,6}(?!\w)",
        0.92,
        "post box",
        case=True,
    ),
    # overseas military mail: USPS Publication 28 §239
    _address(
        r"(?<!\w)(?:(?:PSC|CMR|UNIT|Unit|OMC) [0-9]{1,5},? (?:BOX|Box) [0-9]{1,5}|US[A-Z]{1,4} [A-Z][\w\-]{1,24})"
        r"[,\s]{1,3}(?:APO|FPO|DPO),? A[AEP],? [0-9]{5}(?:-[0-9]{4})?(?!\w)",
        0.95,
        "military",
        r"(?:PSC|CMR|UNIT|Unit|OMC) [0-9]|US[A-Z]{1,4} [A-Z]",
    ),
    # any name with a number, where the text calls it an address
    Rule(
        kind="LOCATION",
        pattern=rf"(?<![\w.,/\-])(?:[0-9]{{1,6}} )?(?:{_CAP} ){{1,4}}[0-9]{{1,4}}[A-Za-z]?(?![\w:%])(?![.,/\-][0-9])",
        hint=r"[^\W\d_] [0-9]",
        labels="address*, lives at, live at, lived at, living at, located at, resides at, reside at, "
        "moved to, deliver to, shipped to, ship to, mail it to, drop off at, meet me at, home at, "
        "the corner of, adresse*, anschrift*, wohnhaft*, wohnt in, adress*, bor pa, bosatt*, osoite*, "
        "asuu, direccion*, domicilio*, vive en, indirizzo*, residente in, abita in, morada, endereco, "
        "adres*, woonachtig*, woont op, zamieszkal*, bytem, adresa*, cim, lakcim*, aadress*, elab",
        find=_whole,
        labelled=0.85,
        reach=8,
        why="address: named as one",
        detail={"form": "address"},
        between=_BETWEEN,
    ),
)
