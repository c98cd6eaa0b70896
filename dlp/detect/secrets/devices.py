# ruff: noqa: E501 -- a pattern reads better unbroken
"""Passwords of networks: routers and switches, directories, SNMP, Wi-Fi."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.rules import named_rule as _rule
from dlp.detect.secrets.values import TEMPLATE, VALUE, given, mixed, mixed_value, trimmed


def _second_of_snmp(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    around = text[max(0, match.start() - 160) : match.start()]
    return match.span() if "createUser" in around else None


def _group(text: str, match: re.Match[str]) -> tuple[int, int]:
    return match.span("v")


def _wifi(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The P field of a Wi-Fi code; marks in it are escaped (ZXing, barcode contents)."""
    field = _WIFI_FIELD.search(text, match.start(), match.start() + 240)
    if field is None or "\n" in text[match.start() : field.start()]:
        return None
    return field.span("v") if not TEMPLATE.match(field["v"]) else None


_WIFI_FIELD = re.compile(r"[:;]P:(?P<v>(?:\\.|[^\\;\n]){4,90});")


def _beside_network(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A key behind a network's name: anything of eight characters that is no word (WPA's least)."""
    start, end, value = trimmed(text, match)
    if len(value) < 8 or TEMPLATE.match(value) or not re.search("[0-9]", value):
        return None
    return (start, end) if mixed(value) >= 2 or value.isdecimal() else None


_WIFI = r"(?:wi-?fi|wlan|ssid|hotspot|network name|netzwerk|verkko|nätverk|réseau|rete)"

RULES: tuple[PatternRule, ...] = (
    _rule(
        rf"(?<![A-Za-z])(?:requirepass|masterauth|bindpw|rootpw|olcRootPW:|rootbindpw|r[ow]community6?|trapcommunity|snmp-server community|snmp[ -]community(?: string)?:?|com2sec \S{{1,20}} \S{{1,20}}|snmp-server host \S{{1,40}}(?: version \S{{1,3}})?|enable (?:secret|password)(?: level \d)?|username \S{{1,40}}[^\n]{{0,40}} (?:secret|password)|pre-shared-key(?: address \S{{1,40}} key| ascii-text| local| remote)?|crypto isakmp key|key-string|(?:tacacs|radius)(?:-server)? (?:host \S{{1,40}} [^\n]{{0,50}}?)?key|neighbor \S{{1,40}} password|message-digest-key \d{{1,3}} md5|authentication-key|wpa-psk (?:ascii|hex)|(?:ppp|chap|pap)[ \-](?:chap |pap )?(?:password|secret)|(?:authentication|privacy|priv|auth) (?:md5|sha|des|aes(?: \d{{3}})?)|set (?:passwd|psksecret|password)(?: ENC)?|secret-key|encrypted-password|plain-text-password-value)\s{{1,3}}(?:[0-9]{{1,2}} )?{VALUE}",
        r"(?:requirepass|masterauth|bindpw|ootpw|community|com2sec|snmp-server host|enable (?:secret|password)|username \S|pre-shared-key|crypto isakmp key|key-string|(?:tacacs|radius)|neighbor \S|message-digest-key|authentication-key|wpa-psk|(?:ppp|chap|pap)[ \-]|(?:authentication|privacy|priv|auth) (?:md5|sha|des|aes)|set (?:passwd|psk|password)|secret-key|encrypted-password|plain-text-password)",
        "settings of a server",
        mixed_value,
    ),
    _rule(
        r"(?:(?<=\n)|(?<=\n )|(?<=\n  )|(?<![\s\S])|(?<![\s\S] )) ?password (?:[0579] )(?P<v>[^\s\"']{4,100})\s{0,2}(?=\n|\Z)",
        r"password [0579] ",
        "settings of a server",
        given,
    ),
    _rule(
        r"createUser \S{1,40} (?:MD5|SHA(?:-\d{3})?) [\"']?(?P<v>[^\s\"']{4,80})",
        "createUser ",
        "SNMP user",
        case=True,
    ),
    _rule(
        r"(?<=AES [\"'])(?P<v>[^\s\"']{8,80})(?=[\"'])|(?<=DES [\"'])(?P<w>[^\s\"']{8,80})(?=[\"'])",
        "[AD]ES [\"']",
        "SNMP user",
        _second_of_snmp,
        case=True,
    ),
    _rule(
        r"<keyMaterial>(?P<v>[^<>\n]{8,64})<|keyMaterial=[\"']?(?P<sq>[^\s\"']{8,64})",
        "keyMaterial",
        "Wi-Fi",
    ),
    _rule(r"WIFI:[^\n]{0,100}[:;]P:", "WIFI:", "Wi-Fi code", _wifi, case=True),
    _rule(
        rf"(?<![A-Za-z]){_WIFI}[^\W\d_]{{0,12}}\s{{0,2}}[:=]?\s{{0,2}}[\"'“]?[\w.\- ]{{2,40}}[\"'”]?\s{{0,2}}(?:/\s{{0,4}}|(?:[/,;\n|]|\()\s{{0,4}}(?:key|schlüssel|passwor[dt]|pass|pw|pwd|avain|salasana|nyckel|lösen(?:ord)?|clé|clave|klucz|hasło|chiave|sleutel|code|mdp)\s{{0,3}}[:=]?\s{{0,3}}){VALUE}",
        _WIFI,
        "Wi-Fi",
        _beside_network,
    ),
    _rule(
        rf"(?<![A-Za-z])(?:{_WIFI}[ \-]?(?:key|schlüssel|avain|nyckel|sleutel)|(?:network|netzwerk|verkko|nätverks)[ \-]?(?:key|schlüssel|avain|nyckel|sicherheitsschlüssel)|clé (?:wi-?fi|wpa2?|du réseau)|clave (?:de(?:l)? )?(?:wi-?fi|la red)|klucz (?:wi-?fi|sieci)|wpa2?[ \-]?(?:key|psk|schlüssel|clé))\s{{0,2}}(?:[:=]|is|ist|on|är|est|es)\s{{0,3}}{VALUE}",
        r"(?:wi-?fi|wlan|wpa|network|netzwerk|verkko|nätverk|réseau|la red|sieci)",
        "Wi-Fi",
        _beside_network,
    ),
)
