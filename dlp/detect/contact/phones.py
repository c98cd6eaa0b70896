"""Telephone numbers: one candidate pattern, then the numbering plans that could own it.

The plans (which national numbers exist) are phonenumbers' metadata, read as patterns; nothing is
parsed eight times. A number with a country code is checked against that country alone; one with a
trunk zero against the countries that write one; any other only if its groups are written the way
its country writes them. Plans: ITU-T E.164 and the national ones; groups: E.123 and usage.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

#: countries that write a trunk 0 before the area code
_TRUNK = (
    "FR GB DE SE FI NL BE CH AT IE RO BG HR SI SK AL RS BA MK ME TR UA AU NZ ZA JP IN IL BR CN KR "
    "MY TH ID PH EG MA PK VN AE SA"
).split()
#: countries without one, and how they group a number, by digits
_GROUPS: dict[str, frozenset[tuple[int, ...]]] = {
    "US": frozenset({(3, 3, 4)}),
    "ES": frozenset({(3, 3, 3), (3, 2, 2, 2), (2, 3, 2, 2)}),
    "PT": frozenset({(3, 3, 3), (2, 3, 4), (2, 3, 2, 2)}),
    "PL": frozenset({(3, 3, 3), (2, 3, 2, 2)}),
    "CZ": frozenset({(3, 3, 3)}),
    "DK": frozenset({(2, 2, 2, 2), (4, 4)}),
    "NO": frozenset({(2, 2, 2, 2), (3, 2, 3)}),
    "EE": frozenset({(4, 4), (3, 4), (4, 3)}),
    "LV": frozenset({(4, 4)}),
    "GR": frozenset({(3, 3, 4), (4, 6), (2, 4, 4), (3, 7)}),
    "IT": frozenset({(3, 3, 4), (3, 7), (3, 6), (3, 2, 2, 3)}),
    "IS": frozenset({(3, 4)}),
    "LU": frozenset({(3, 3, 3), (2, 2, 2), (3, 2, 2, 2)}),
    "MT": frozenset({(4, 4)}),
    "CY": frozenset({(2, 6)}),
    "SG": frozenset({(4, 4)}),
    "HK": frozenset({(4, 4)}),
}
#: countries with another trunk prefix
_PREFIXED = {"HU": "06", "LT": "8", "RU": "8"}
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}[-./ ](?:0?[1-9]|1[0-2])[-./ ][0-9]{1,2}|"
    r"[0-9]{1,2}[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)[0-9]{2}(?![0-9])|"
    r"(?:0?[1-9]|1[0-2])[-./ ][0-9]{1,2}[-./ ](?:19|20)[0-9]{2}(?![0-9])"
)
_GROUP = re.compile("[0-9]+")

#: a number with its country code
INTERNATIONAL = r"(?:\+|(?<![0-9])00[ ]?)[1-9](?:[ \-.\n/]?\(?[ ]?[0-9]\)?){6,15}(?![0-9])"
#: groups of digits as national numbers have them
NATIONAL = (
    r"\(?[0-9]{1,5}\)?(?:[ ]?[\-./\n][ ]?|[ ]{1,2}|(?<=\))(?=[0-9]))[0-9]{2,8}"
    r"(?:[ \-./\n][0-9]{2,5}){0,4}"
)
PLAIN = r"0[1-9][0-9]{7,9}|1?[2-9][0-9]{9}|[2-9][0-9]{7,8}"


def international(text: str) -> bool:
    """Whether `text`, which starts with + or 00, is a number of its country's plan."""
    plain = text.lstrip()
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_valid_number(number))


def find_international(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The longest number of its country's plan at the start of a match, which may run on into
    another number: a price, a year, the next cell."""
    ends = [each.end() for each in _GROUP.finditer(text, match.start(), match.end())]
    for end in reversed(ends):
        closing = end + 1 if text[end : end + 1] == ")" and end < match.end() else end
        found = text[match.start() : closing]
        if found.count("(") == found.count(")") and international(found):
            return match.start(), closing
    return None


def written_with_code(text: str) -> bool:
    """Whether `text` has a country code and a possible length, if not a number given out."""
    plain = text.lstrip()
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))


def trunk(text: str) -> bool:
    """Whether `text` starts with a trunk zero and some country has such a number."""
    groups = _GROUP.findall(text)
    plain = "".join(groups)
    if _DATE.search(text) or len(set(plain)) < 3:
        return False
    for region, prefix in _PREFIXED.items():
        if plain.startswith(prefix) and _plan(region).fullmatch(plain[len(prefix) :]):
            return region != "RU" or len(groups) > 3
    if plain[0] != "0" or plain[1] == "0":
        return False
    if len(groups) > 1 and ((len(groups[0]) < 2 and text[0] != "(") or max(map(len, groups)) > 8):
        return False
    return any(_plan(region).fullmatch(plain[1:]) for region in _TRUNK) or bool(
        _plan("IT").fullmatch(plain)
    )


def grouped(text: str) -> bool:
    """Whether `text` has no trunk prefix and is grouped the way one of its countries does."""
    groups = _GROUP.findall(text)
    plain = "".join(groups)
    if _DATE.search(text) or len(set(plain)) < 3:
        return False
    shape = tuple(map(len, groups))
    if len(plain) == 11 and shape[0] == 1 and plain[0] == "1":
        shape, plain = shape[1:], plain[1:]
    elif len(plain) == 11 and plain[0] == "1" and shape[0] == 4:
        return False
    return any(
        shape in shapes and _plan(region).fullmatch(plain) and _usual(region, text, plain)
        for region, shapes in _GROUPS.items()
    )


#: languages of the countries in `_GROUPS`
_SPOKEN = {
    "en": ("US", "MT", "SG", "HK"), "es": ("ES",), "pt": ("PT",), "pl": ("PL",), "cs": ("CZ",),
    "da": ("DK",), "no": ("NO",), "et": ("EE",), "lv": ("LV",), "el": ("GR", "CY"), "it": ("IT",),
    "is": ("IS",), "fr": ("LU",), "de": ("LU",),
}  # fmt: skip


def grouped_at_home(text: str, language: str) -> bool:
    """Whether a country of the language groups the digits of `text` so."""
    groups = _GROUP.findall(text)
    plain, shape = "".join(groups), tuple(map(len, groups))
    return any(
        shape in _GROUPS[region] and _plan(region).fullmatch(plain)
        for region in _SPOKEN.get(language, ())
    )


def american(text: str) -> bool:
    """(415) 555-2671, 415-555-2671, 415.555.2671: groups that nobody else writes this way."""
    plain = "".join(_GROUP.findall(text))
    plain = plain[1:] if len(plain) == 11 and plain[0] == "1" else plain
    return (
        len(plain) == 10
        and plain[0] in "23456789"
        and plain[3] in "23456789"
        and plain[1:3] != "11"
        and len(set(plain)) > 2
    )


def anywhere(text: str) -> bool:
    """Whether a bare run of digits is a number of any of our countries; needs a label."""
    groups = _GROUP.findall(text)
    plain = "".join(groups)
    if _DATE.search(text) or len(set(plain)) < 3 or not 6 <= len(plain) <= 13:
        return False
    return (
        american(text)
        or trunk(text)
        or any(_plan(region).fullmatch(plain) for region in (*_GROUPS, *_TRUNK))
    )


def possible(text: str) -> bool:
    """Whether `text` has as many digits as some telephone number, and is no date and no amount."""
    groups = _GROUP.findall(text)
    plain = "".join(groups)
    return (
        6 <= len(plain) <= 15
        and len(set(plain)) > 2
        and not _DATE.search(text)
        and text.count(".") != 1
    )


def _usual(region: str, text: str, plain: str) -> bool:
    """Dots are no one's usual separator here but America's; steady runs are lists."""
    if "." in text and region != "US":
        return False
    if region == "US":
        return american(text)
    pairs = [int(group) for group in _GROUP.findall(text)]
    steps = {after - before for before, after in pairwise(pairs)}
    return len(steps) > 1


@cache
def _plan(region: str) -> re.Pattern[str]:
    """All national numbers of a region, as one pattern."""
    data = PhoneMetadata.metadata_for_region(region)
    assert data is not None, region
    kinds = (
        data.fixed_line,
        data.mobile,
        data.toll_free,
        data.voip,
        data.personal_number,
        data.shared_cost,
        data.uan,
    )
    patterns = [
        kind.national_number_pattern for kind in kinds if kind and kind.national_number_pattern
    ]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
