# ruff: noqa: E501 -- a pattern reads better unbroken
"""Addresses on networks and on the telephone, and places on the globe, as rules."""

from __future__ import annotations

import ipaddress
import re

from dlp.detect.contact import phones
from dlp.detect.engine.rule import UNSPACED, WRITTEN_OUT, PatternRule

PHONE_LABELS = (
    "phone*, telephone*, tel, tele, mobile*, mob, cell, cellphone*, call, calls, called, calling, "
    "ring, rang, dial, text, sms, whatsapp, signal, fax, reach*, contact*, hotline, landline, "
    "telefon*, tlf, tfn, telnr, mobil*, handy*, ruf, rufnummer*, durchwahl, telefoon*, gsm, bel, "
    "tel nr, telephoner, appel*, portable, joindre, telefono*, movil, llam*, cellulare, cell, "
    "chiam*, telefone*, telemovel, ligar, celular, puh, puhelin*, puhelinnumero*, soita*, "
    "kannykka*, ring, telefonszam*, mobilszam*, telefonu, komorka, komorkowy, zadzwon*, dzwon*, "
    "volejte, zavolejte, telefonas, talrunis, sími, simi, τηλ, τηλεφωνο*, телефон*, тел, sunati, "
    "phone no, switchboard, voicemail, answer at, answering at, answers at"
)
#: what heads a column of telephone numbers
PHONE_HEADERS = (
    "phone*, telephone*, tel, tele, telnr, mobile*, mobil*, cell, cellphone*, cellular, fax, hotline, landline, "
    "telefon*, tlf, tfn, handy*, rufnummer*, telefoon*, gsm, portable, telefono*, movil, cellulare, "
    "telefone*, telemovel, celular, puh, puhelin*, telefonszam*, komorka, komorkowy, τηλ, τηλεφωνο*, телефон*, "
    "тел, phone no, sms, whatsapp, switchboard"
)
_MINE = "my number, her number, his number, our number"
_IP_LABELS = (
    "ip, ipv4, ipv6, ip address*, host, hosts, hostname*, server*, address*, client, gateway, dns, "
    "subnet*, from, remote, router, login*, logged, ip adresse*, ip osoite*, ip adress*, adresse ip"
)
_PLACE_LABELS = (
    "coordinate*, coords, gps, latitude*, longitude*, lat, lon, lng, location*, position*, lat long, pin, map, maps, "
    "koordinat*, koordinaat*, standort*, sijainti*, coordonnees, waypoint*, geo, site, parked, where, meet, place"
)
#: what follows the last dot of a file name, not of a domain
_FILES = frozenset(
    "png jpg jpeg gif svg webp bmp ico js ts css scss py rb go rs java c h cpp hpp cs php sh bat "
    "txt md csv json xml yml yaml toml ini cfg conf log lock pdf doc docx xls xlsx ppt pptx zip "
    "gz tar tgz rar exe dll so bin dat db sql bak tmp html htm jsx tsx vue map wav mp3 mp4".split()
)
_LOCAL = r"A-Za-z0-9._%+'&*/=?^`{|}~!#$\-\u00a1-\u1fff\u2c00-\ud7ff\uf900-\uffef"
_HOST = r"A-Za-z0-9\u00a1-\u1fff\u2c00-\ud7ff\uf900-\uffef\-"
_EDGES = "._'`*~|={}!#$&/?^"
_MESSAGE_ID = re.compile(
    r"(?:message-?id|references|in-reply-to|content-id|cid)\s*[:=]\s*<?$", re.I
)


def _email(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span()
    local, _, host = match[0].rpartition("@")
    stripped = local.lstrip(_EDGES)
    for mark in ("'", "=", "&", "?", "|", "{", "#", "/"):
        # a=b@c and /path?to=b@c: what stands before is not the address
        stripped = stripped.rpartition(mark)[2] if mark != "'" else stripped
    start += len(local) - len(stripped)
    labels = host.split(".")
    ending = labels[-1].lower()
    if not stripped or ".." in stripped or stripped[-1] in ".%" or len(labels) < 2:
        return None
    if any(not label or label[0] == "-" or label[-1] == "-" for label in labels):
        return None
    if ending in _FILES or not (ending.isalpha() or ending.startswith("xn--")) or len(ending) < 2:
        return None
    if _MESSAGE_ID.search(text[max(0, start - 16) : start]):
        return None
    return start, end


def _ipv4(text: str) -> bool:
    address = ipaddress.IPv4Address(text)
    if address.is_unspecified or address.is_loopback or address.is_reserved:
        return False
    return not text.startswith(("255.", "0."))


def _address(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """An address and no version: none that is small, or beside which another version stands."""
    if not _ipv4(match[0]) or _small(match[0]):
        return None
    if _UPGRADE.search(text[max(0, match.start() - 40) : match.start()]):
        return None
    behind = _OTHER_VERSION.match(text, match.end())
    return None if behind else match.span()


_UPGRADE = re.compile(r"(?i)\b(?:up|down)?(?:grad|dat)(?:e[sd]?|ing)\b[^\n]{0,30}\Z")
_OTHER_VERSION = re.compile(
    r" (?:to|and|or|→|->) v?[0-9]{1,5}\.[0-9]{1,5}(?:\.[0-9]{1,5})?(?![.0-9])"
)


def _small(text: str) -> bool:
    """1.2.3.4, 10.4.2.1: as likely a version or a section as an address."""
    return _ipv4(text) and all(int(part) < 30 for part in text.split("."))


def _ipv6(text: str) -> bool:
    if text.count(":") < 2 or len(text) < 5 or not any(char.isdigit() for char in text):
        return False
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return False
    groups = [group for group in text.split(":") if group]
    return not address.is_loopback and (("::" in text and len(groups) >= 2) or len(groups) == 8)


def _mac(text: str) -> bool:
    plain = re.sub("[^0-9a-f]", "", text.lower())
    return len(set(plain)) > 2


_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"(?<![\w.\-])(?P<v>{_OCTET}(?:\.{_OCTET}){{3}})(?![\w]|\.[0-9]|-[A-Za-z0-9])"
_NUMBER = r"(?<![\w@#$€£])(?<![0-9][\-./:+])(?<![A-Za-z][\-/_+])(?<![0-9] )"
#: what people hang on to a number: 555 0100-Office
_WHOSE = r"(?:office|fax|home|mobile|work|cell|desk|direct)\b"
_STOP = rf"(?![\w@])(?![\-./:+][0-9])(?![\-/_](?!(?i:{_WHOSE}))[A-Za-z])(?! ?[%€$£])(?! [0-9])"

_OBFUSCATED = (
    r"(?<![\w.@])[A-Za-z0-9._\-]{1,40}[ ]?[(\[{<][ ]?(?:at|AT|At|@)[ ]?[)\]}>][ ]?"
    r"[A-Za-z0-9\-]{1,40}(?:(?:\.|[ ]?[(\[{<][ ]?(?:dot|DOT|Dot|\.)[ ]?[)\]}>][ ]?)"
    r"[A-Za-z0-9\-]{2,28}){1,4}(?![\w@])|"
    r"(?<![\w.@])[A-Za-z0-9._\-]{2,40} (?:at|AT) [A-Za-z0-9\-]{2,40} (?:dot|DOT) "
    r"(?:com|org|net|edu|io|co|eu|fi|se|de|fr|es|it|nl|uk|no|dk|pl)(?: (?:dot|DOT) [a-z]{2})?(?!\w)"
)

#: as other numbers' boundaries, but a + may follow a letter, and `x` or `ext` an extension
_BEFORE_PLUS = rf"(?:(?<![^\W{UNSPACED}])(?<!\+)|{WRITTEN_OUT})(?<![0-9][\-./])"
_BEHIND_PHONE = rf"(?![^\W_xe{UNSPACED}])(?!e(?!xt))"

RULES = (
    PatternRule(
        kind="EMAIL_ADDRESS",
        pattern=rf"(?<![{_LOCAL}@])[{_LOCAL}]{{1,64}}@[{_HOST}.]{{1,110}}\."
        rf"(?:xn--[A-Za-z0-9\-]{{2,40}}|[A-Za-z\u00a1-\u1fff\u2c00-\ud7ff\uf900-\uffef]{{2,24}})(?![\w@])",
        find=_email,
        bare=0.98,
        sure=True,
        why="form",
    ),
    PatternRule(
        kind="EMAIL_ADDRESS",
        pattern=r"(?<![\w.@])\"[^\"@\n]{1,60}\"@[A-Za-z0-9.\-]{1,100}\.[A-Za-z]{2,24}(?![\w@])",
        bare=0.9,
        sure=True,
        why="quoted form",
    ),
    PatternRule(kind="EMAIL_ADDRESS", pattern=_OBFUSCATED, bare=0.8, sure=True, why="spelled out"),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_BEFORE_PLUS}{phones.INTERNATIONAL}{_BEHIND_PHONE}",
        labels=PHONE_LABELS,
        general=_MINE,
        find=phones.find_international,
        bare=0.97,
        labelled=0.98,
        strong=lambda text: text.lstrip().startswith("+"),
        why="numbering plan",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"(?<![\w+])(?<![0-9][\-./]){phones.INTERNATIONAL}(?![^\W_xe])(?!e(?!xt))",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.written_with_code,
        bare=0.5,
        labelled=0.75,
        why="country code",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=r"(?<![\w+$€£])(?<![0-9][\-./])(?:1[ \-.])?(?:\([2-9][0-9]{2}\)[ \-.]?|"
        r"[2-9][0-9]{2}[\-.])[2-9][0-9]{2}[ \-.\n][0-9]{4}(?![^\W_xe])(?!e(?!xt))(?![\-./][0-9])",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.american,
        bare=0.75,
        why="numbering plan",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>\(?0[0-9]{{1,4}}\)?(?:[ ]?[\-./\n][ ]?|[ ]{{1,2}}|(?<=\)))[0-9]{{2,8}}"
        rf"(?:[ \-./\n][0-9]{{2,5}}){{0,4}}){_STOP}",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.trunk,
        bare=0.65,
        labelled=0.9,
        why="numbering plan",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>0[1-9][0-9]{{7,9}}){_STOP}",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.trunk,
        bare=0.5,
        labelled=0.85,
        why="numbering plan",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>(?:06|8)[ \-]?\(?[0-9]{{1,3}}\)?(?:[ \-][0-9]{{2,4}}){{2,3}}){_STOP}",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.trunk,
        bare=0.6,
        labelled=0.9,
        why="numbering plan",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>{phones.NATIONAL}){_STOP}",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.grouped,
        home=phones.grouped_at_home,
        bare=0.55,
        labelled=0.9,
        why="numbering plan, grouping",
    ),
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>{phones.NATIONAL}|{phones.PLAIN}){_STOP}",
        labels=PHONE_LABELS,
        general=_MINE,
        check=phones.anywhere,
        labelled=0.8,
        reach=35,
        why="numbering plan",
    ),
    # under a header that says so, numbers of plans that nobody lists, and those within a house
    PatternRule(
        kind="PHONE_NUMBER",
        pattern=rf"{_NUMBER}(?P<v>\+?[0-9(][0-9 ()\-./]{{4,20}}[0-9])(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{{1,6}})?{_STOP}",
        hint=r"[0-9(][0-9 ()\-./]{4,20}[0-9]",
        labels=PHONE_HEADERS,
        check=phones.possible,
        labelled=0.75,
        reach=0,
        why="its column",
    ),
    PatternRule(
        kind="IP_ADDRESS",
        pattern=_IPV4,
        labels=_IP_LABELS,
        find=_address,
        bare=0.75,
    ),
    # "from 1.7.52.1 to 5.41.0": where something comes from is no label for a version
    PatternRule(
        kind="IP_ADDRESS",
        pattern=_IPV4,
        labels=_IP_LABELS.replace(" from,", ""),
        check=_small,
        labelled=0.8,
        reach=30,
    ),
    PatternRule(
        kind="IP_ADDRESS",
        pattern=r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])(?!\.[0-9])",
        labels=_IP_LABELS,
        check=_ipv6,
        bare=0.8,
        sure=True,
    ),
    PatternRule(
        kind="MAC_ADDRESS",
        pattern=r"(?<![\w:\-])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![\w:\-])|"
        r"(?<![\w:\-])(?:[0-9A-Fa-f]{2}-){5}[0-9A-Fa-f]{2}(?![\w:\-])",
        labels="mac*, hardware address*, ethernet, bluetooth, ether, hwaddr, wifi, wlan",
        check=_mac,
        bare=0.8,
        sure=True,
        why="form",
    ),
    PatternRule(
        kind="MAC_ADDRESS",
        pattern=r"(?<![\w.])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}(?![\w.])",
        labels="mac*, hardware address*, ethernet, hwaddr",
        check=_mac,
        bare=0.0,
    ),
    # four places after the point, ten metres, are anybody's figures: they need a label or a mark
    PatternRule(
        kind="COORDINATES",
        pattern=r"(?<![\w.])[-+]?(?:90|[0-8]?[0-9])\.[0-9]{4}(?:,[ ]?)"
        r"[-+]?(?:180|1[0-7][0-9]|[0-9]{1,2})\.[0-9]{4,9}(?![\w.°]| ?[EW])(?!, ?-?[0-9])",
        labels=_PLACE_LABELS,
        labelled=0.9,
    ),
    PatternRule(
        kind="COORDINATES",
        pattern=r"(?<![\w.])(?<![0-9], )[-+]?(?:90|[0-8]?[0-9])\.(?:[0-9]{5,9}|[0-9]{4}(?=°|[ ]?[NS]))°?[ ]?[NS]?,[ ]?"
        r"[-+]?(?:180|1[0-7][0-9]|[0-9]{1,2})\.[0-9]{4,9}°?[ ]?[EW]?(?![\w.])(?!, ?-?[0-9])",
        labels=_PLACE_LABELS,
        bare=0.6,
        sure=True,
        why="form",
    ),
    PatternRule(
        kind="COORDINATES",
        pattern=r"(?<!\w)[0-9]{1,2}°[ ]?[0-9]{1,2}'[ ]?(?:[0-9]{1,2}(?:\.[0-9]{1,5})?\"?[ ]?)?[NS]"
        r"[, ]{1,3}[0-9]{1,3}°[ ]?[0-9]{1,2}'[ ]?(?:[0-9]{1,2}(?:\.[0-9]{1,5})?\"?[ ]?)?[EW](?!\w)",
        bare=0.85,
        sure=True,
        why="form",
    ),
)
