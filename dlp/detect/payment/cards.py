"""Payment cards: issuer ranges (ISO/IEC 7812, as the networks publish them), Luhn, grouping."""

from __future__ import annotations

import re

from stdnum import luhn

from dlp.detect.engine.checksums import digits, varied
from dlp.detect.engine.rule import LEFT, RIGHT, PatternRule

#: issuer ranges: first and last prefix (same length), lengths of the whole number
_RANGES = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)),
    ("37", "37", (15,)),  # American Express
    ("300", "305", (14, 16, 19)),
    ("3095", "3095", (14, 16, 19)),
    ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),  # Diners Club
    ("6011", "6011", (16, 19)),
    ("644", "649", (16, 19)),
    ("65", "65", (16, 19)),  # Discover
    ("622", "622", (16, 17, 18, 19)),
    ("624", "626", (16, 17, 18, 19)),
    ("628", "628", (16, 17, 18, 19)),
    ("62", "62", (16, 17, 18, 19)),
    ("81", "81", (16, 19)),
    ("2131", "2131", (15,)),
    ("1800", "1800", (15,)),
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("5018", "5018", tuple(range(12, 20))),
    ("5020", "5020", tuple(range(12, 20))),
    ("5038", "5038", tuple(range(12, 20))),
    ("5893", "5893", tuple(range(12, 20))),
    ("6304", "6304", tuple(range(12, 20))),
    ("6759", "6759", tuple(range(12, 20))),
    ("6761", "6763", tuple(range(12, 20))),
    ("50", "50", tuple(range(12, 20))),
    ("56", "58", tuple(range(12, 20))),
    ("67", "67", tuple(range(12, 20))),
    ("639", "639", tuple(range(12, 20))),
    ("6", "6", (16,)),  # Maestro and its like
    ("2200", "2204", (16, 17, 18, 19)),  # Mir
    ("9792", "9792", (16,)),  # Troy
    ("4571", "4571", (16,)),
    ("5019", "5019", (16,)),  # Dankort
    ("60", "60", (16,)),
    ("508", "508", (16,)),  # RuPay
    ("4903", "4903", (16, 18, 19)),
    ("633110", "633110", (16, 18, 19)),  # Switch
)

_CARD_LABELS = (
    "card*, credit*, debit*, visa, mastercard*, master card, maestro, amex, american express, "
    "diners*, discover, jcb, unionpay, cc, ccn, pan, kort*, kreditkarte*, karte*, kartennummer*, "
    "carte*, tarjeta*, carta, carte bancaire, cb, kaart*, creditcard*, luottokort*, kortti*, "
    "korttinumero*, pankkikort*, maksukort*, karta, karty, kartou, cartao, charged, charge, pay, "
    "payment*, expires, expiry, cvv, cvc, exp, betalkort*, bankkort*"
)


def _in_range(plain: str) -> bool:
    return any(
        len(plain) in lengths and first <= plain[: len(first)] <= last
        for first, last, lengths in _RANGES
    )


def _card(text: str) -> bool:
    plain = digits(text)
    if not _in_range(plain) or len(set(plain)) < 2 or not luhn.is_valid(plain):
        return False
    return plain[6:].strip("0") != "" or len(set(plain[1:])) > 2


_USUAL = frozenset(
    {
        (4, 4, 4, 4),
        (4, 6, 5),
        (4, 6, 4),
        (4, 4, 4, 4, 3),
        (6, 13),
        (4, 4, 4, 1),
        (4, 4, 4),
        (4, 4, 4, 3),
        (4, 4, 4, 2),
        (6, 6, 4),
        (4, 4, 4, 4, 2),
        (4, 4, 4, 4, 1),
        (8, 8),
        (6, 6),
        (4, 4, 8),
        (8, 10),
        (6, 12),
        (4, 4, 5),
        (3, 3, 3, 3),
        (4, 3, 3, 3),
        (4, 5, 4),
    }
)
_DIGITS = re.compile("[0-9]+")


def _find_card(text: str, match: re.Match[str], least: int, most: int) -> tuple[int, int] | None:
    """A card number of `least` to `most` digits at the start of a run of groups.

    What follows (an expiry date, a code) may not be part of it; a run of many groups of four that
    merely has a valid one inside is none.
    """
    start = match.start("v")
    spans = [each.span() for each in _DIGITS.finditer(text, start, match.end("v"))]
    gaps = {text[end : spans[at + 1][0]] for at, (_, end) in enumerate(spans[:-1])}
    grouped = len(spans) > 1
    if grouped and _in_steady_row(text, start, match.end("v"), gaps):
        return None
    for last in range(len(spans), 0, -1):
        end = spans[last - 1][1]
        plain = "".join(text[begin:stop] for begin, stop in spans[:last])
        if not least <= len(plain) <= most or not _card(plain):
            continue
        if last > 1 and not _is_usual(text, spans[:last]):
            continue
        return start, end
    return None


def _in_steady_row(text: str, start: int, end: int, gaps: set[str]) -> bool:
    """Whether the groups stand in a run of at least `_STEADY` of the same length and with the same
    gap: figures of a table or a long key. One number before or behind is somebody's year."""
    gap = next(iter(gaps)) if len(gaps) == 1 else ""
    if not gap:
        return False
    sign = re.escape(gap)
    before = re.search(rf"(?:(?<![0-9])[0-9]{{4}}{sign})+\Z", text[max(0, start - 60) : start])
    behind = re.match(rf"(?:{sign}[0-9]{{4}}(?![0-9]))+", text[end : end + 60])
    low = len(before[0]) // 5 if before else 0
    high = len(behind[0]) // 5 if behind else 0
    inside = len(_DIGITS.findall(text, start, end))
    # words have spaces between them, and so have numbers; a dash joins what is one
    return low + inside + high >= _STEADY if gap in " \n" else bool(low or high)


def _is_usual(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether people group cards so; a line break may fall anywhere."""
    broken = tuple(stop - begin for begin, stop in spans)
    mended: list[int] = []
    for at, (begin, stop) in enumerate(spans):
        if at and text[spans[at - 1][1]] == "\n":
            mended[-1] += stop - begin
        else:
            mended.append(stop - begin)
    return broken in _USUAL or tuple(mended) in _USUAL or len(mended) == 1


def _in_groups(text: str) -> bool:
    """Whether a card is written in groups, as nobody writes an order's number."""
    return len(_DIGITS.findall(text)) > 1


#: groups of four in a row that are no card any more
_STEADY = 7


_SIXTEEN = r"[2-6][0-9](?:[ _.\-]?[0-9]){13,14}"
#: groups that a card of 15 or 16 digits is written in, and nothing longer
_WINDOWS = frozenset(((16,), (15,), (4, 4, 4, 4), (4, 6, 5)))
_ROW_BEFORE = re.compile(r"(?<![0-9])[0-9]{4}[ \-._]\Z")
_ROW_BEHIND = re.compile(r"[ \-._][0-9]{4}(?![0-9])")
_FRACTION = re.compile(r"[0-9][.]\Z")
_TOKEN_BEFORE, _TOKEN_BEHIND = re.compile(r"[0-9A-Za-z\-]*\Z"), re.compile(r"[0-9A-Za-z\-]*")
#: letters of a hash, and how long such a thing is at least
_HASH = re.compile(r"[0-9a-f\-]+|[0-9A-F\-]+")
_HASH_LENGTH = 24


def _window(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """A card between what is no part of it: letters, `_`, a number of another length.

    Not in a row of groups like its own, a fraction, a hash or a key.
    """
    start, end = match.span("v")
    groups = list(_DIGITS.finditer(text, start, end))
    separators = {text[each.end()] for each in groups[:-1]}
    if tuple(len(each[0]) for each in groups) not in _WINDOWS or len(separators) > 1:
        return None
    before, behind = text[max(0, start - 80) : start], text[end : end + 80]
    if groups[1:] and (_ROW_BEFORE.search(before) or _ROW_BEHIND.match(behind)):
        return None
    if _FRACTION.search(before) or re.match("[.][0-9]", behind):
        return None
    left, right = _TOKEN_BEFORE.search(before), _TOKEN_BEHIND.match(behind)
    around = (left[0] if left else "") + (right[0] if right else "")
    token = around + match["v"]
    drawn = _HASH.fullmatch(token) or len(re.findall("[0-9]+", around)) > 1
    if not groups[1:] and len(token) >= _HASH_LENGTH and drawn:
        return None
    return (start, end) if _card(match["v"]) else None


def _odd_card(text: str) -> bool:
    """Any grouping at all."""
    return tuple(map(len, _DIGITS.findall(text))) not in _USUAL and _card(text)


RULES = (
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[1-68-9](?:[ \-.\n/]?[0-9]){{14,18}})(?![\w@])",
        labels=_CARD_LABELS,
        find=lambda text, match: _find_card(text, match, 15, 19),
        restart=True,
        bare=0.92,
        strong=_in_groups,
        labelled=1.0,
        why="issuer range, Luhn",
    ),
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[3-6](?:[ \-.\n/]?[0-9]){{11,13}})(?![\w@])(?![\-./][0-9])",
        labels=_CARD_LABELS,
        find=lambda text, match: _find_card(text, match, 12, 14),
        bare=0.6,
        labelled=1.0,
        why="issuer range, Luhn",
    ),
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[2-6](?:[ \-.\n]?[0-9]){{14,18}}){RIGHT}(?! ?[0-9])",
        labels=_CARD_LABELS,
        check=_odd_card,
        bare=0.4,
        labelled=0.9,
        why="issuer range, Luhn",
    ),
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"(?<![0-9A-Za-z])(?P<v>{_SIXTEEN})(?![0-9])",
        labels=_CARD_LABELS,
        find=_window,
        restart=True,
        bare=0.8,
        strong=_in_groups,
        labelled=1.0,
        why="issuer range, Luhn",
    ),
    # the letters that it is joined to (No, id, x) are no label of anything
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"(?<=[A-Za-z])(?P<v>{_SIXTEEN})(?![0-9])",
        labels=_CARD_LABELS,
        find=_window,
        restart=True,
        bare=0.7,
        labelled=1.0,
        sure=True,
        why="issuer range, Luhn",
    ),
    # a number that is called a card and passes Luhn is one, whoever the issuer
    PatternRule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[0-9](?:[ \-]?[0-9]){{11,18}}){RIGHT}(?! ?[0-9])",
        labels="card*, credit card*, debit card*, ccn, kreditkarte*, kartennummer*, kortnummer*, "
        "korttinumero*, tarjeta*, carte bancaire, creditcard*",
        check=varied(luhn.is_valid),
        labelled=0.8,
        reach=30,
        why="Luhn",
    ),
)
