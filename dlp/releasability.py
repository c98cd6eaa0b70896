"""Releasability: who may get a marked message, worked out from its caveats.

A caveat is a string in canonical form, e.g. ``NOFORN``, ``REL TO USA, GBR`` or ``UK EYES ONLY``;
an audience is a nation (ISO 3166-1 alpha-3) or any other word the configuration uses for a group
of recipients; ``*`` is everybody. Groups (``FVEY``, ``NATO``, ``EU``) are expanded from
config/markings/audiences.yaml, and what a fixed caveat means is said by the schemes beside it.
Sources: CAPCO Register and Manual (2016), table 3; Council Decision 2013/488/EU, annex VI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from dlp.config import parse_yaml
from dlp.config.shipped import shipped
from dlp.errors import ConfigError

#: the audience that everybody belongs to
EVERYBODY = "*"

_LISTED = re.compile(r"(?:REL(?:EASABLE)? TO|DISPLAY ONLY|COMMUNICABLE A|REL) (?P<list>.+)")
_ONLY = re.compile(r"(?P<list>[A-Z0-9 ,/&-]+?) (?:EYES )?(?:ONLY|SEULEMENT)")
_SPLIT = re.compile(r"\s*(?:[,/;&]|\bAND\b|\bET\b)\s*")


@dataclass(frozen=True, slots=True)
class Audiences:
    """What config/markings/audiences.yaml says."""

    groups: Mapping[str, frozenset[str]]
    caveats: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    def known(self, word: str) -> str | None:
        """The code of a nation or group as written (``GBR``, ``United Kingdom``, ``FVEY``)."""
        word = canonical(word)
        if word in self.groups or word in _ISO:
            return word
        return self.names.get(word)

    def expand(self, words: Iterable[str]) -> frozenset[str]:
        """Groups as their members (and themselves), nations as their codes."""
        out: set[str] = set()
        for word in words:
            code = self.known(word) or canonical(word)
            out.add(code)
            out |= self.groups.get(code, frozenset())
        return frozenset(out)


@cache
def shipped_audiences() -> Audiences:
    """The audiences that ship with the gateway."""
    return load(shipped("config", "markings"))


def load(folder: Path) -> Audiences:
    """Reads audiences.yaml and what the schemes beside it say of their caveats.

    ConfigError where a file is not what it should be. A caveat that two schemes release
    differently is released to those whom both allow.
    """
    caveats: dict[str, tuple[str, ...]] = {}
    groups, names = {}, {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            raw = parse_yaml(path.read_text(encoding="utf-8"))
            if path.name == "audiences.yaml":
                groups = {str(name): frozenset(map(str, of)) for name, of in raw["groups"].items()}
                names = {str(name): str(code) for name, code in raw["names"].items()}
                continue
            for entry in (*raw.get("caveats", ()), *raw.get("levels", ())):
                if "audience" in entry:
                    label = canonical(str(entry["label"]))
                    said = tuple(map(str, entry["audience"]))
                    caveats[label] = _both(caveats.get(label, said), said)
        except (OSError, yaml.YAMLError, KeyError, TypeError, AttributeError):
            raise ConfigError(
                str(path), "is no file of audiences or of a scheme", "see docs/markings.md"
            ) from None
    return Audiences(groups, caveats, names)


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    if EVERYBODY in one:
        return other
    return one if EVERYBODY in other else tuple(word for word in one if word in other)


def canonical(caveat: str) -> str:
    """A caveat in canonical form: capitals, single spaces."""
    return " ".join(caveat.upper().split())


def audience(caveat: str) -> frozenset[str] | None:
    """Who may get a message with this caveat, as codes of nations and groups.

    None where the caveat says nothing about it; ``*`` alone where it releases to everybody.
    """
    caveat, known = canonical(caveat), shipped_audiences()
    if caveat in known.caveats:
        return known.expand(known.caveats[caveat])
    listed = _LISTED.fullmatch(caveat)
    if listed:
        return known.expand(filter(None, _SPLIT.split(listed["list"])))
    only = _ONLY.fullmatch(caveat)
    if only:
        nations = [known.known(word) for word in filter(None, _SPLIT.split(only["list"]))]
        if nations and all(nations):
            return known.expand(word for word in nations if word)
    return None


#: ISO 3166-1 alpha-3
_ISO = frozenset(
    """
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR
BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL
COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK
FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV
HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO
LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG
MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN
PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE
SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO
TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM XKX YEM ZAF ZMB ZWE
""".split()
)
