# ruff: noqa: E501 -- a pattern reads better unbroken
"""Bank accounts, transfer codes and crypto addresses.

IBAN: ISO 13616; BIC: ISO 9362; Bitcoin addresses: BIP 13, 173, 350; Ethereum: EIP-55. Checksums:
python-stdnum, except EIP-55.
"""

from __future__ import annotations

import re

from stdnum import bitcoin, iban
from stdnum.cz import bankaccount
from stdnum.es import ccc
from stdnum.no import kontonr
from stdnum.us import rtn

from dlp.detect.engine.checksums import compact, digits, varied
from dlp.detect.engine.rule import LEFT, RIGHT, UNSPACED, PatternRule

#: a letter or digit that would belong to the number
_GOES_ON = re.compile(rf"[^\W_{UNSPACED}]")


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
            # Thai, Han and the like write no space behind a number
            if _GOES_ON.match(following) or not iban.is_valid(
                compact(found[:end]), check_country=False
            ):
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
    "account*, acct*, a c, acc, bank account*, konto*, kontonummer*, kontonr, bankkonto*, compte, comptes, compte bancaire, "
    "cuenta*, conto, rekening*, rekeningnummer*, tilinumero*, tili, tilille, bankgiro*, bg, "
    "plusgiro*, clearing*, clearingnummer*, rachunek*, rachunku, numer rachunku, cislo uctu, ucet, "
    "conta, szamlaszam*, racun*, iban, saving*, checking*, wire, deposit*, direct deposit"
)
_SORT = "sort code*, sortcode*, sort, sc, bank account*, account*"
_CRYPTO = "bitcoin*, btc, ethereum, eth, wallet*, crypto*, address*, coin*, monero, litecoin"

RULES = (
    PatternRule(
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
    PatternRule(
        kind="BIC_CODE",
        pattern=r"(?<![A-Za-z0-9])[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9])",
        labels="bic, swift, swift code*, bic code*, swift bic",
        check=_bic,
        labelled=0.9,
        reach=25,
        why="form",
    ),
    PatternRule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])(?:[13][a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[a-z0-9]{11,71})"
        r"(?![A-Za-z0-9])",
        labels=_CRYPTO,
        check=_bitcoin,
        bare=0.95,
        sure=True,
    ),
    PatternRule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])0x[0-9a-fA-F]{40}(?![A-Za-z0-9])",
        labels=_CRYPTO,
        check=_ethereum,
        bare=0.75,
        why="form",
    ),
    PatternRule(
        kind="CRYPTO",
        pattern=r"(?<![A-Za-z0-9])4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}(?![A-Za-z0-9])",
        labels=_CRYPTO,
        bare=0.8,
        sure=True,
        why="form",
    ),
    PatternRule(
        kind="ABA_ROUTING_NUMBER",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[ \-]?[0-9]{{4}}[ \-]?[0-9]){RIGHT}",
        labels="routing*, aba*, rtn, transit*",
        check=lambda text: _american_routing(digits(text)),
        labelled=0.95,
        reach=40,
    ),
    PatternRule(
        kind="US_BANK_NUMBER",
        pattern=rf"{LEFT}(?P<v>[0-9]{{8,17}}){RIGHT}",
        labels="bank account*, checking*, saving*, account number*, acct*, acct no, account no, "
        "deposit account*",
        check=varied(lambda text: True),
        labelled=0.6,
        reach=25,
        why="form",
    ),
    PatternRule(
        kind="UK_SORT_CODE",
        pattern=rf"{LEFT}(?P<v>[0-9]{{2}}[- ][0-9]{{2}}[- ][0-9]{{2}}){RIGHT}",
        labels=_SORT,
        check=_sort_code,
        labelled=0.85,
        reach=25,
        why="form",
    ),
    PatternRule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[. ]?[0-9]{{2}}[. ]?[0-9]{{5}}){RIGHT}",
        labels=_ACCOUNT,
        check=varied(kontonr.is_valid),
        labelled=0.9,
    ),
    PatternRule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{4}}[ \-]?[0-9]{{4}}[ \-]?[0-9]{{2}}[ \-]?[0-9]{{10}}){RIGHT}",
        labels=_ACCOUNT,
        check=ccc.is_valid,
        bare=0.6,
        labelled=0.95,
    ),
    PatternRule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>(?:[0-9]{{1,6}}-)?[0-9]{{2,10}}/[0-9]{{4}}){RIGHT}",
        labels=_ACCOUNT,
        check=bankaccount.is_valid,
        labelled=0.9,
    ),
    PatternRule(
        kind="BANK_ACCOUNT",
        pattern=rf"{LEFT}(?P<v>[0-9]{{2}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}} ?[0-9]{{4}}"
        rf" ?[0-9]{{4}}){RIGHT}",
        labels=_ACCOUNT,
        check=lambda text: bool(iban.is_valid("PL" + compact(text))),
        bare=0.8,
        labelled=0.95,
    ),
    PatternRule(
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
