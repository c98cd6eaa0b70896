# ruff: noqa: E501 -- a pattern reads better unbroken
"""Codes that people type: PINs, recovery codes and keys, seed phrases, second factors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from dlp.detect.engine.rule import PatternRule
from dlp.detect.secrets.chance import documented

_IS = r"(?:\s{0,2}[:=]|\s(?:is|on|ist|lautet|är|est|es|jest|to|è|er|[Ii]s nu)(?: now)?(?=\s))\s{0,3}[\"']?"
_PIN = r"(?:PIN|Pin|pin|PUK|Puk|puk)(?:[ \-]?(?:codes?|Codes?|koodi(?:si|nne)?|kod(?:en)?|number|nummer|numero|tunnus))?(?: (?:for|of|to|für|pour|para|per|voor|dla|till|til) [^\n:=]{1,30}?)?"
_LOCK = r"(?:(?:door|alarm|gate|entry|lock|safe|voicemail|locker|garage|keypad|keybox|unlock)[ \-](?:code|combination|pin)|geheimzahl|tunnusluku|pinkod(?:en)?|pin-luku|code confidentiel|código secreto|codice segreto|kod do karty|ovikoodi|hälytyskoodi|portkod|larmkod|dörrkod|türcode|alarmcode|code d['’](?:entrée|alarme)|digicode|código de (?:la )?(?:puerta|alarma)|kod do (?:drzwi|domofonu|alarmu)|codice (?:della )?(?:porta|allarme)|deurcode)"

_LABEL = r"(?:recovery|backup|back-up|scratch|emergency|2fa|mfa|wiederherstellungs|backup-|palautus|varmuus|varmistus|återställnings|reserv|récupération|secours|recuperación|respaldo|recupero|ripristino|odzyskiwania|zapasowe|herstel)"
_NOUN = r"(?:codes?|keys?|koodi(?:t|si|nne)?|avain|koder?|nyckel|schlüssel|kody|kod|códigos?|codici|codice|claves?|cl[eé]s?|sleutels?)"
_BEHIND = (
    r"(?:[^\n:=]{0,30}[:=]|\s(?:is|are|on|ovat|ist|sind|är|est|sont|es|son|sono|są|zijn))?\s{1,6}"
)
_CODES = re.compile(
    r"(?<![\w\-])[A-Za-z0-9]{4,10}(?:-[A-Za-z0-9]{3,8}){1,7}(?![\w\-])|"
    r"(?<![\w\-])[A-Za-z0-9]{4,6}(?: [A-Za-z0-9]{3,6}){1,7}(?![\w\-])|(?<![\w\-])(?=[A-Za-z]{0,11}[0-9])[A-Za-z0-9]{6,12}(?![\w\-])"
)

_GROUPS = r"[0-9]{6}(?:[ \-][0-9]{6}){7}"


def _pin(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    digits = re.sub("[^0-9]", "", match["v"])
    behind = text[match.end("v") : match.end("v") + 14].lstrip()
    # "the PIN is 4 to 6 digits", an amount, a year's date
    if len(digits) < 4 or re.match(r"(?:digits|to |-? ?\d+ digits|merkki|stellig|%|€)", behind):
        return None
    return match.span("v")


def _looks_like_code(value: str) -> bool:
    """Letters and digits mixed in groups, or groups of digits: no words, no date."""
    if not re.search("[0-9]", value) or re.fullmatch(
        r"(?:19|20)[0-9]{2}[ \-][0-9]{2}[ \-][0-9]{2}", value
    ):
        return False
    groups = re.split("[ -]", value)
    words = sum(group.isalpha() and group[1:].islower() for group in groups)
    return words == 0 or ("-" in value and words * 2 <= len(groups))


def _codes(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """From the first code behind the label to the last of the list."""
    found = list(_listed(text, match.end()))
    return (found[0][0], found[-1][1]) if found else None


def _listed(text: str, at: int) -> Iterator[tuple[int, int]]:
    """Codes one behind the other, between them commas, bullets, numbers or the ends of lines."""
    end = at
    for code in _CODES.finditer(text, at, at + 600):
        between = text[end : code.start()]
        if not re.fullmatch(r"(?:[\s,;|:*•\-]|and|or|und|ja|och|et|y|\(?\d{1,2}[.)])*", between):
            return
        if not _looks_like_code(code[0]):
            return
        yield code.span()
        end = code.end()


def _each(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (span for span in _listed(text, start) if span[1] <= end)


def _bitlocker(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Each group is sixteen bits times eleven (Microsoft, BitLocker recovery guide)."""
    groups = re.findall("[0-9]{6}", match[0])
    named = re.search(
        "bitlocker|recovery|wiederherstell|palautus|återställ",
        text[max(0, match.start() - 120) : match.start()],
        re.IGNORECASE,
    )
    good = all(int(group) % 11 == 0 and int(group) < 720_896 for group in groups)
    return match.span() if (named or good) and len(set(groups)) > 4 else None


@cache
def _words() -> dict[str, int]:
    """BIP 39's English words and their numbers (MIT licence, see NOTICE)."""
    text = Path(__file__).with_name("bip39-english.txt").read_text(encoding="ascii")
    return {word: at for at, word in enumerate(text.split())}


_NAMED_PHRASE = re.compile(
    r"seed|mnemonic|wallet|recovery|phrase|wiederherstell|palautus|återställ|lompak|plånbok",
    re.IGNORECASE,
)
_WORD = re.compile("[A-Za-z]+")
_SIZES = (24, 21, 18, 15, 12)


def _phrase(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """Words of BIP 39 whose checksum holds, or that are named as such a phrase."""
    known = _words()
    spans, last = [], match.start()
    for word in _WORD.finditer(text, match.start(), match.start() + 400):
        between = text[last : word.start()]
        if word[0].lower() not in known or not re.fullmatch(
            r"[\s,;|]*(?:\d{1,2}[.):]?\s*)?", between
        ):
            break
        spans.append(word.span())
        last = word.end()
    if len(spans) < min(_SIZES):
        return None
    words = [text[slice(*span)].lower() for span in spans]
    if documented(" ".join(words)):
        return None
    named = _NAMED_PHRASE.search(text[max(0, match.start() - 80) : spans[2][1]])
    # "seed phrase" itself is made of words of the list: the whole rest of the run comes first
    runs = [(skip, len(words) - skip) for skip in range(4) if len(words) - skip in _SIZES]
    runs += [(0, size) for size in _SIZES if size < len(words)]
    for skip, size in runs:
        chosen = words[skip : skip + size]
        if len(set(chosen)) >= size // 2 and _holds([known[word] for word in chosen]):
            return spans[skip][0], spans[skip + size - 1][1]
    if named and len(words) in _SIZES and len(set(words)) >= len(words) // 2:
        return spans[0][0], spans[-1][1]
    return None


def _holds(numbers: list[int]) -> bool:
    """The checksum: the first bits of the SHA-256 of the rest (BIP 39)."""
    if all(later - earlier in (0, 1) for earlier, later in pairwise(numbers)):
        return False
    bits = "".join(f"{number:011b}" for number in numbers)
    check = len(bits) // 33
    data = int(bits[:-check], 2).to_bytes(len(bits) * 32 // 33 // 8, "big")
    return f"{sha256(data).digest()[0]:08b}"[:check] == bits[-check:]


RULES = (
    PatternRule(
        kind="PASSWORD",
        pattern=r"(?<![A-Za-z])(?:PIN (?P<v>[0-9]{4})|PUK (?P<w>[0-9]{8}))(?=\s{0,2}(?:[,;.)\n/|]|\Z|and |und |ja |och |et |y |i |e |en |PUK))(?![.,:/][0-9])",
        find=lambda text, match: match.span("v" if match["v"] else "w"),
        hint="(?:PIN|PUK) [0-9]{4}",
        bare=0.8,
        sure=True,
        why="PIN",
    ),
    PatternRule(
        kind="PASSWORD",
        pattern=rf"(?<![A-Za-z])(?:{_PIN}{_IS}|(?i:{_LOCK})(?:{_IS}|[ ]))(?P<v>[0-9]{{4,8}}#?|[0-9]{{2,4}}(?:[ \-][0-9]{{2,4}}){{1,3}}|(?=[0-9A-D]{{0,5}}[0-9])[0-9A-D]{{5,6}})(?![\w\-]|[.,:/][0-9])",
        hint=rf"(?:PIN|Pin|pin|PUK|Puk|puk|(?i:{_LOCK}))[^\n]{{0,10}}",
        find=_pin,
        bare=0.85,
        sure=True,
        why="PIN",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![A-Za-z])(?:{_LABEL}[ \-]?(?:(?:verification|login|access|security) )?{_NOUN}|{_NOUN} (?:de |di |d['’])?{_LABEL})[^\W\d_]{{0,6}}{_BEHIND}",
        hint=rf"(?:{_LABEL}[ \-]?(?:(?:verification|login|access|security) )?{_NOUN}|{_NOUN} (?:de |di |d['’])?{_LABEL})",
        find=_codes,
        pieces=_each,
        bare=0.85,
        sure=True,
        ignore_case=True,
        why="recovery code",
    ),
    PatternRule(
        kind="SECRET",
        pattern=rf"(?<![\w\-]){_GROUPS}(?![\w\-])",
        find=_bitlocker,
        bare=0.97,
        sure=True,
        why="BitLocker recovery key",
    ),
    PatternRule(
        kind="SECRET",
        pattern=r"(?<![A-Za-z])(?:[0-9]{1,2}[.):]? )?(?P<v>[A-Za-z][a-z]{2,7})(?:[ \n,]{1,3}(?:[0-9]{1,2}[.):]?\s)?[a-z]{3,8}){11}(?![A-Za-z])",
        hint=r"(?:[ \n,]{1,3}(?:[0-9]{1,2}[.):]?\s)?[a-z]{3,8}){11}",
        find=lambda text, match: _phrase(
            text, re.compile(r"[A-Za-z]").search(text, match.start()) or match
        ),
        bare=0.97,
        sure=True,
        restart=True,
        why="seed phrase",
    ),
    PatternRule(
        kind="SECRET",
        pattern=r"(?<![A-Za-z])(?:2FA|TOTP|OTP|MFA|[Aa]uthenticator|[Tt]wo-factor|[Ss]etup|[Mm]anual entry)[^\n]{0,20}?(?:secret|key|seed|code)[^\n:=]{0,10}[:=]?\s{0,3}(?P<v>[A-Z2-7]{4}(?: ?[A-Z2-7]{4}){3,12}|[a-z2-7]{4}(?:[ \-][a-z2-7]{4}){3,12})(?![A-Za-z0-9])",
        check=lambda value: (
            (len(set(value)) > 6 and any(map(str.isdecimal, value))) or value.isupper()
        ),
        bare=0.95,
        sure=True,
        why="secret of a second factor",
    ),
)
