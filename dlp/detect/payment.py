# ruff: noqa: E501 -- a pattern reads better unbroken
"""Cards, bank accounts, transfer codes and crypto addresses.

Card ranges: ISO/IEC 7812 as the networks publish them; IBAN: ISO 13616; BIC: ISO 9362; Bitcoin
addresses: BIP 13, 173, 350; Ethereum: EIP-55. Checksums: python-stdnum, except EIP-55.
"""

from __future__ import annotations

import re

from stdnum import bitcoin, iban, luhn
from stdnum.cz import bankaccount
from stdnum.es import ccc
from stdnum.no import kontonr
from stdnum.us import rtn

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.checksums import compact, digits, varied
from dlp.detect.engine.rule import LEFT, RIGHT, Rule
from dlp.model import Detector, Example

#: issuer ranges: first and last prefix (same length), lengths of the whole number
_RANGES = (
    ("4", "4", (13, 16, 19)),  # Visa
    ("51", "55", (16,)), ("2221", "2720", (16,)),  # Mastercard
    ("34", "34", (15,)), ("37", "37", (15,)),  # American Express
    ("300", "305", (14, 16, 19)), ("3095", "3095", (14, 16, 19)), ("36", "36", (14, 16, 19)),
    ("38", "39", (14, 16, 19)),  # Diners Club
    ("6011", "6011", (16, 19)), ("644", "649", (16, 19)), ("65", "65", (16, 19)),  # Discover
    ("622", "622", (16, 17, 18, 19)), ("624", "626", (16, 17, 18, 19)),
    ("628", "628", (16, 17, 18, 19)), ("62", "62", (16, 17, 18, 19)), ("81", "81", (16, 19)),
    ("2131", "2131", (15,)), ("1800", "1800", (15,)), ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("5018", "5018", tuple(range(12, 20))), ("5020", "5020", tuple(range(12, 20))),
    ("5038", "5038", tuple(range(12, 20))), ("5893", "5893", tuple(range(12, 20))),
    ("6304", "6304", tuple(range(12, 20))), ("6759", "6759", tuple(range(12, 20))),
    ("6761", "6763", tuple(range(12, 20))), ("50", "50", tuple(range(12, 20))),
    ("56", "58", tuple(range(12, 20))), ("67", "67", tuple(range(12, 20))),
    ("639", "639", tuple(range(12, 20))), ("6", "6", (16,)),  # Maestro and its like
    ("2200", "2204", (16, 17, 18, 19)),  # Mir
    ("9792", "9792", (16,)),  # Troy
    ("4571", "4571", (16,)), ("5019", "5019", (16,)),  # Dankort
    ("60", "60", (16,)), ("508", "508", (16,)),  # RuPay
    ("4903", "4903", (16, 18, 19)), ("633110", "633110", (16, 18, 19)),  # Switch
)  # fmt: skip

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


_USUAL = frozenset({
    (4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (6, 13), (4, 4, 4, 1), (4, 4, 4),
    (4, 4, 4, 3), (4, 4, 4, 2), (6, 6, 4), (4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (8, 8), (6, 6),
    (4, 4, 8), (8, 10), (6, 12), (4, 4, 5), (3, 3, 3, 3), (4, 3, 3, 3), (4, 5, 4),
})  # fmt: skip
_DIGITS = re.compile("[0-9]+")


def _find_card(text: str, match: re.Match[str], least: int, most: int) -> tuple[int, int] | None:
    """A card number of `least` to `most` digits at the start of a run of groups.

    What follows (an expiry date, a code) may not be part of it; a longer number that merely has a
    valid one inside is none, so further groups of four after it, or a group before it, refuse it.
    """
    start = match.start("v")
    spans = [each.span() for each in _DIGITS.finditer(text, start, match.end("v"))]
    gaps = {text[end : spans[at + 1][0]] for at, (_, end) in enumerate(spans[:-1])}
    grouped = len(spans) > 1
    if grouped and _BEFORE.search(text, max(0, start - 6), start) and text[start - 1] in gaps:
        return None
    for last in range(len(spans), 0, -1):
        end = spans[last - 1][1]
        plain = "".join(text[begin:stop] for begin, stop in spans[:last])
        if not least <= len(plain) <= most or not _card(plain):
            continue
        if last > 1 and not _is_usual(text, spans[:last]):
            continue
        follows = _FOLLOWS.match(text, end)
        if follows and (text[end] in {text[spans[at][1]] for at in range(last - 1)}):
            return None
        return start, end
    return None


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


_BEFORE = re.compile(r"[0-9][ \-.\n/]\Z")
_FOLLOWS = re.compile(r"[ \-.\n/][0-9]{4}")


def _odd_card(text: str) -> bool:
    """Any grouping at all."""
    return tuple(map(len, _DIGITS.findall(text))) not in _USUAL and _card(text)


def _find_iban(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The IBAN at the start of a match that may run on into the next word."""
    found = match[0]
    wanted = _IBAN_LENGTHS.get(found[:2].upper())
    if wanted is None:
        return None
    seen = 0
    for at, char in enumerate(found):
        seen += char.isalnum()
        if seen == wanted:
            end = at + 1
            following = text[match.start() + end : match.start() + end + 1]
            if following.isalnum() or not iban.is_valid(compact(found[:end]), check_country=False):
                return None
            return match.start(), match.start() + end
    return None


_IBAN_LENGTHS = {
    entry[:2]: int(entry[2:])
    for entry in (
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
        "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 "
        "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
        "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 "
        "SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
    ).split()
}


def _bic(text: str) -> bool:
    return text[4:6] in _IBAN_LENGTHS or text[4:6] in ("US", "CA", "AU", "JP", "CN", "IN", "ZA")


def _bitcoin(text: str) -> bool:
    return bool(bitcoin.is_valid(text))


def _ethereum(text: str) -> bool:
    """An address of mixed case carries a check in its case (EIP-55), but Keccak is not in the
    standard library: mixed or single case is accepted by form."""
    return len(set(text[2:].lower())) > 5


def _american_routing(text: str) -> bool:
    return bool(rtn.is_valid(text)) and len(set(text)) > 2


def _sort_code(text: str) -> bool:
    return len(set(digits(text))) > 2


_ACCOUNT = (
    "account*, acct*, a c, acc, bank account*, konto*, kontonummer*, kontonr, bankkonto*, compte*, "
    "cuenta*, conto, rekening*, rekeningnummer*, tilinumero*, tili, tilille, bankgiro*, bg, "
    "plusgiro*, clearing*, clearingnummer*, rachunek*, rachunku, numer rachunku, cislo uctu, ucet, "
    "conta, szamlaszam*, racun*, iban, saving*, checking*, wire, deposit*, direct deposit"
)
_SORT = "sort code*, sortcode*, sort, sc, bank account*, account*"
_CRYPTO = "bitcoin*, btc, ethereum, eth, wallet*, crypto*, address*, coin*, monero, litecoin"

RULES = (
    Rule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[1-68-9](?:[ \-.\n/]?[0-9]){{14,18}})(?![\w@])",
        labels=_CARD_LABELS,
        find=lambda text, match: _find_card(text, match, 15, 19),
        bare=0.92,
        labelled=1.0,
        why="issuer range, Luhn",
    ),
    Rule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[3-6](?:[ \-.\n/]?[0-9]){{11,13}})(?![\w@])(?![\-./][0-9])",
        labels=_CARD_LABELS,
        find=lambda text, match: _find_card(text, match, 12, 14),
        bare=0.6,
        labelled=1.0,
        why="issuer range, Luhn",
    ),
    Rule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[2-6](?:[ \-.\n]?[0-9]){{14,18}}){RIGHT}(?! ?[0-9])",
        labels=_CARD_LABELS,
        check=_odd_card,
        bare=0.4,
        labelled=0.9,
        why="issuer range, Luhn",
    ),
    # a number that is called a card and passes Luhn is one, whoever the issuer
    Rule(
        kind="CREDIT_CARD",
        pattern=rf"{LEFT}(?P<v>[0-9](?:[ \-]?[0-9]){{11,18}}){RIGHT}(?! ?[0-9])",
        labels="card*, credit card*, debit card*, ccn, kreditkarte*, kartennummer*, kortnummer*, "
        "korttinumero*, tarjeta*, carte bancaire, creditcard*",
        check=varied(luhn.is_valid),
        labelled=0.8,
        reach=30,
        why="Luhn",
    ),
    Rule(
        kind="IBAN_CODE",
        pattern=r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ \-.\n]?[A-Z0-9]){11,30}",
        labels=_ACCOUNT,
        find=_find_iban,
        restart=True,
        bare=0.98,
        labelled=1.0,
        sure=True,
        ignore_case=True,
        why="checksum",
    ),
    Rule(
        kind="BIC_CODE",
        pattern=r"(?<![A-Za-z0-9])[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])",
        labels="bic, swift, swift code*, bic code*, swift bic",
        check=_bic,
        labelled=0.9,
        reach=25,
        why="form",
    ),
    Rule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])(?:[13][a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[a-z0-9]{11,71})"
        r"(?![A-Za-z0-9])",
        labels=_CRYPTO,
        check=_bitcoin,
        bare=0.95,
        sure=True,
    ),
    Rule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])",
        labels=_CRYPTO,
        check=_ethereum,
        bare=0.75,
        why="form",
    ),
    Rule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?![A-Za-z0-9])",
        labels=_CRYPTO,
        bare=0.8,
        sure=True,
        why="form",
    ),
    Rule(
        kind="ABA_ROUTING_NUMBER",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[ \-]?[0-9]{{4}}[ \-]?[0-9]){RIGHT}",
        labels="routing*, aba*, rtn, transit*",
        check=lambda text: _american_routing(digits(text)),
        labelled=0.95,
        reach=40,
    ),
    Rule(
        kind="US_BANK_NUMBER",
        pattern=rf"{LEFT}(?P<v>[0-9]{{8,17}}){RIGHT}",
        labels="bank account*, checking*, saving*, account number*, acct*, acct no, account no, "
        "deposit account*",
        check=varied(lambda text: True),
        labelled=0.6,
        reach=25,
        why="form",
    ),
    Rule(
        kind="UK_SORT_CODE",
        pattern=rf"{LEFT}(?P<v>[0-9]{{2}}[- ][0-9]{{2}}[- ][0-9]{{2}}){RIGHT}",
        labels=_SORT,
        check=_sort_code,
        labelled=0.85,
        reach=25,
        why="form",
    ),
    Rule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[. ]?[0-9]{{2}}[. ]?[0-9]{{5}}){RIGHT}",
        labels=_ACCOUNT,
        check=varied(kontonr.is_valid),
        labelled=0.9,
    ),
    Rule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[ \-]?[0-9]{{4}}[ \-]?[0-9]{{2}}[ \-]?[0-9]{{10}}){RIGHT}",
        labels=_ACCOUNT,
        check=ccc.is_valid,
        bare=0.6,
        labelled=0.95,
    ),
    Rule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>(?:[0-9]{{1,6}}-)?[0-9]{{2,10}}/[0-9]{{4}}){RIGHT}",
        labels=_ACCOUNT,
        check=bankaccount.is_valid,
        labelled=0.9,
    ),
    Rule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{2}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}}"
        rf" ?[0-9]{{4}}){RIGHT}",
        labels=_ACCOUNT,
        check=lambda text: bool(iban.is_valid("PL" + compact(text))),
        bare=0.8,
        labelled=0.95,
    ),
    Rule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[1-9][0-9]{{3}}(?:-[0-9])?[ ,\-]{{1,2}}[0-9]{{2,3}}[ \-]?[0-9]{{3}}"
        rf"[ \-]?[0-9]{{0,4}}|[0-9]{{3,4}}-[0-9]{{4}}|[0-9]{{6,12}}|[0-9]{{6}}-[0-9]{{2,8}}){RIGHT}",
        labels=_ACCOUNT.replace(", bg,", ",").replace(", a c,", ","),
        check=varied(lambda text: True),
        labelled=0.6,
        reach=22,
        why="form",
    ),
)


class Settings(RuleSettings):
    """Settings of the payment detector."""


class Payment(RuleDetector):
    """Numbers with which money can be moved."""

    all_rules: tuple[Rule, ...] = RULES
    finds: tuple[Example, ...] = (
        Example("card 4012 8888 8888 1881 please", ("4012 8888 8888 1881",), "CREDIT_CARD"),
        Example("it is 2223003122003222.", ("2223003122003222",), "CREDIT_CARD"),
        Example("DE89 3704 0044 0532 0130 00", ("DE89 3704 0044 0532 0130 00",), "IBAN_CODE"),
        Example("BIC: DEUTDEFF500", ("DEUTDEFF500",), "BIC_CODE"),
        Example("routing number 121000248", ("121000248",), "ABA_ROUTING_NUMBER"),
        Example(
            "send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
            ("bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",),
            "CRYPTO",
        ),
    )
    passes_over: tuple[str, ...] = (
        "Order 4012888888881882 was shipped.",
        "EAN 4006381333931",
        "DE89 3704 0044 0532 0130 01 is a typing error.",
        "timestamp 1700000000000",
        "SHIPMENT and PURCHASE are words.",
    )


detector: type[Detector] = Payment
