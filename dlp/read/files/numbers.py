"""Numbers of a sheet as their format shows them, where that tells more than the number itself.

A spreadsheet keeps 15 significant digits: the sixteenth digit of a card number that was typed
into a cell is a zero in the file. That digit is gone, but it follows from the other fifteen
(ISO/IEC 7812-1 annex B), so `restored` says which card number it was. Formats: ISO/IEC 29500-1
§18.8.31.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation

#: built-in formats that show a date or a time
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DATE_CODE = re.compile(r"[ymdhs]", re.IGNORECASE)
_CARD = re.compile(
    r"(?:4\d{3}|5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720|6011|65\d\d|64[4-9]\d"
    r"|35(?:2[89]|[3-8]\d)|62\d\d)\d{11}0"
)
#: a date before the year 10000
_LAST_DAY = 2_958_465
#: words that stand over or beside a card number
CARD_WORDS = re.compile(
    r"(?i)card|karte|kredit|credit|carte|tarjeta|kort|visa|master|\bpan\b|\bcc\b|ccn|number|nummer"
)


def plain(stored: str) -> str:
    """A stored number without exponent; `stored` where it is none."""
    if "e" not in stored and "E" not in stored:
        return stored
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return stored
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return stored
    return f"{number:f}"


def shown(stored: str, code: str, number_format: int, old_epoch: bool = False) -> str:
    """How a cell looks: a date as one, a number with the literals of its format (``000-00-0000``);
    the plain number where the format would hide digits."""
    text = plain(stored)
    if is_date(code, number_format):
        return _date(text, old_epoch) or text
    if not code or code == "General" or not text.lstrip("-").isdigit():
        return text
    section = code.split(";")[0]
    return _picture(text, section) or text


def is_date(code: str, number_format: int) -> bool:
    """Whether the format shows a date or a time."""
    if not code:
        return number_format in _DATES
    return bool(_DATE_CODE.search(_QUOTED.sub("", code.split(";")[0])))


def _date(text: str, old_epoch: bool) -> str:
    try:
        serial = float(text)
    except ValueError:
        return ""
    if not 0 <= serial <= _LAST_DAY:
        return ""
    # day 60 never was (1900 was no leap year)
    base = datetime(1904, 1, 1) if old_epoch else datetime(1899, 12, 30 if serial >= 60 else 31)
    when = base + timedelta(days=serial, microseconds=1)
    if serial < 1:
        return f"{when:%H:%M:%S}"
    return f"{when:%Y-%m-%d}" if serial == int(serial) else f"{when:%Y-%m-%d %H:%M:%S}"


def _picture(digits: str, section: str) -> str:
    """Whole digits put into a format's places, from the right; "" where it is no such format."""
    marks = re.findall(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|.', section)
    places = sum(mark in "0#?" for mark in marks)
    literals = [t for t in marks if t not in ("0", "#", "?", ",", ".") and t[0] not in "_*["]
    if not places or not literals or any(t in ("E", "e", "%", "/", "@") for t in marks):
        return ""
    if "." in marks:
        return ""
    sign, left = ("-", digits[1:]) if digits[0] == "-" else ("", digits)
    left = left.rjust(sum(mark == "0" for mark in marks), "0")
    out: list[str] = []
    for mark in reversed(marks):
        if mark in ("0", "#", "?"):
            places -= 1
            if not places:
                out.append(left)
                left = ""
            elif left:
                out.append(left[-1])
                left = left[:-1]
        elif mark[0] == '"':
            out.append(mark[1:-1])
        elif mark[0] == "\\":
            out.append(mark[1:])
        elif mark != "," and mark[0] not in "_*[":
            out.append(mark)
    return sign + "".join(reversed(out))


def restored(number: str) -> str:
    """The card number whose sixteenth digit a spreadsheet lost, "" for any other number."""
    if not _CARD.fullmatch(number):
        return ""
    total = 0
    for index, char in enumerate(number[:15]):
        digit = int(char) * (2 if index % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return number[:15] + str(-total % 10)
