"""Valid numbers of many kinds, in the forms people type. Every one takes a `random.Random`."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from stdnum import iban as iban_check
from stdnum import luhn
from stdnum.be import nn
from stdnum.ch import ssn as ahv
from stdnum.de import idnr
from stdnum.dk import cpr
from stdnum.ee import ik
from stdnum.es import dni, nie
from stdnum.eu import vat as eu_vat
from stdnum.fi import hetu
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.gr import amka
from stdnum.hr import oib
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.lt import asmens
from stdnum.nl import bsn
from stdnum.no import fodselsnummer
from stdnum.pl import nip, pesel
from stdnum.pt import cc
from stdnum.pt import nif as pt_nif
from stdnum.ro import cnp
from stdnum.se import personnummer
from stdnum.si import emso
from stdnum.us import itin

from stdnum.cz import rc  # isort: skip
from stdnum.ca import sin  # isort: skip

Make = Callable[[Random], str]


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def until(rng: Random, make: Make, valid: Callable[[str], bool], tries: int = 100_000) -> str:
    """`make` until `valid`: check digits by trial, so that no checksum is written twice."""
    for _ in range(tries):
        text = make(rng)
        if valid(text):
            return text
    raise AssertionError("no valid number found")


def day(rng: Random) -> tuple[int, int, int]:
    return rng.randint(1940, 2004), rng.randint(1, 12), rng.randint(1, 28)


def grouped(rng: Random, text: str, *forms: tuple[int, ...], gaps: str = " -") -> str:
    """`text` whole or cut into one of the forms."""
    form = rng.choice([*forms, ()])
    if not form:
        return text
    gap = rng.choice(gaps)
    parts, at = [], 0
    for size in form:
        parts.append(text[at : at + size])
        at += size
    return gap.join(parts)


def card(rng: Random) -> str:
    prefix, length = rng.choice(
        [
            ("4", 16),
            ("51", 16),
            ("55", 16),
            ("2221", 16),
            ("2720", 16),
            ("2503", 16),
            ("34", 15),
            ("37", 15),
            ("6011", 16),
            ("65", 16),
            ("3530", 16),
            ("36", 14),
            ("6304", 12),
            ("6759", 13),
            ("5018", 16),
            ("6762", 18),
            ("4", 13),
            ("4", 19),
            ("62", 16),
            ("5893", 19),
        ]
    )
    body = prefix + digits(rng, length - len(prefix) - 1)
    text = body + luhn.calc_check_digit(body)
    if length == 16:
        return grouped(rng, text, (4, 4, 4, 4))
    if length == 15:
        return grouped(rng, text, (4, 6, 5), gaps=" ")
    return text


_IBANS = {
    "DE": "99999999 9999999999", "GB": "AAAA 999999 99999999", "FR": "99999 99999 99999999999 99",
    "FI": "999999 99999999", "SE": "999 99999999999999999", "NO": "9999 9999999",
    "NL": "AAAA 9999999999", "ES": "9999 9999 99 9999999999", "PL": "99999999 9999999999999999",
    "IT": "A 99999 99999 999999999999", "CH": "99999 999999999999", "BE": "999 9999999 99",
}  # fmt: skip


def iban(rng: Random) -> str:
    country = rng.choice(list(_IBANS))
    shape = _IBANS[country].replace(" ", "")

    def body(_: Random) -> str:
        return "".join(
            rng.choice("ABCDEFGHKLMNPRST") if char == "A" else rng.choice("0123456789")
            for char in shape
        )

    bban = body(rng)
    check = 98 - int("".join(str(int(char, 36)) for char in bban + country + "00")) % 97
    text = f"{country}{check:02d}{bban}"
    assert iban_check.is_valid(text, check_country=False)
    if rng.random() < 0.5:
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    return text


def finnish(rng: Random) -> str:
    year, month, date = day(rng)
    sign = "A" if year >= 2000 else "-"
    number = f"{date:02d}{month:02d}{year % 100:02d}{rng.randint(2, 899):03d}"
    char = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(number) % 31]
    text = f"{number[:6]}{sign}{number[6:]}{char}"
    assert hetu.is_valid(text)
    return text


def swedish(rng: Random) -> str:
    year, month, date = day(rng)
    short = f"{year % 100:02d}{month:02d}{date:02d}{rng.randint(10, 999):03d}"
    short += luhn.calc_check_digit(short)
    assert personnummer.is_valid(f"{short[:6]}-{short[6:]}")
    full = f"{year}{short[2:]}"
    return rng.choice([f"{short[:6]}-{short[6:]}", f"{full[:8]}-{full[8:]}", full])


def norwegian(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        return f"{date:02d}{month:02d}{year % 100:02d}{digits(rng, 5)}"

    return grouped(rng, until(rng, make, fodselsnummer.is_valid), (6, 5), gaps=" ")


def danish(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        return f"{date:02d}{month:02d}{year % 100:02d}{digits(rng, 4)}"

    text = until(rng, make, cpr.is_valid)
    return rng.choice([f"{text[:6]}-{text[6:]}", f"{text[:6]}-{text[6:]}", text])


def dutch(rng: Random) -> str:
    text = until(rng, lambda r: r.choice("123456789") + digits(r, 8), bsn.is_valid)
    return grouped(rng, text, (3, 3, 3), gaps=" .")


def belgian(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        return f"{year % 100:02d}{month:02d}{date:02d}{digits(rng, 5)}"

    text = until(rng, make, nn.is_valid)
    dotted = f"{text[:2]}.{text[2:4]}.{text[4:6]}-{text[6:9]}.{text[9:]}"
    return rng.choice([dotted, text])


def french(rng: Random) -> str:
    year, month, _ = day(rng)
    body = f"{rng.choice('12')}{year % 100:02d}{month:02d}{rng.randint(1, 95):02d}"
    body += f"{rng.randint(1, 400):03d}{rng.randint(1, 900):03d}"
    text = body + f"{97 - int(body) % 97:02d}"
    assert nir.is_valid(text)
    return grouped(rng, text, (1, 2, 2, 2, 3, 3, 2), gaps=" ")


def german_tax(rng: Random) -> str:
    def make(_: Random) -> str:
        chars = rng.sample("0123456789", 9)
        chars.append(rng.choice(chars))
        rng.shuffle(chars)
        return "".join(chars) + digits(rng, 1)

    text = until(rng, make, lambda each: each[0] != "0" and bool(idnr.is_valid(each)))
    return grouped(rng, text, (2, 3, 3, 3), gaps=" ")


def italian(rng: Random) -> str:
    def make(_: Random) -> str:
        letters = "".join(rng.choice("BCDFGLMNPRSTVZ") for _ in range(6))
        year, _m, date = day(rng)
        return (
            f"{letters}{year % 100:02d}{rng.choice('ABCDEHLMPRST')}"
            f"{date + rng.choice((0, 40)):02d}{rng.choice('ABFHL')}{rng.randint(100, 999)}"
            f"{rng.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
        )

    return until(rng, make, codicefiscale.is_valid)


def spanish(rng: Random) -> str:
    body = rng.choice("123456789") + digits(rng, 7)
    text = body + dni.calc_check_digit(body)
    return rng.choice(
        [text, f"{text[:8]}-{text[8]}", f"{text[:2]}.{text[2:5]}.{text[5:8]}-{text[8]}"]
    )


def spanish_foreign(rng: Random) -> str:
    body = rng.choice("XYZ") + digits(rng, 7)
    return until(rng, lambda r: body + r.choice("TRWAGMYFPDXBNJZSQVHLCKE"), nie.is_valid)


def polish(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        return (
            f"{year % 100:02d}{month + (20 if year >= 2000 else 0):02d}{date:02d}{digits(rng, 5)}"
        )

    return until(rng, make, pesel.is_valid)


def portuguese(rng: Random) -> str:
    text = until(rng, lambda r: r.choice("125") + digits(r, 8), pt_nif.is_valid)
    return grouped(rng, text, (3, 3, 3), gaps=" ")


def portuguese_card(rng: Random) -> str:
    def make(_: Random) -> str:
        return digits(rng, 9) + rng.choice("ZXYW") + rng.choice("ABCXYZ0123") + digits(rng, 1)

    text = until(rng, make, cc.is_valid)
    return rng.choice([text, f"{text[:8]} {text[8]} {text[9:]}"])


def romanian(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        sex = rng.choice("12") if year < 2000 else rng.choice("56")
        county = rng.randint(1, 46)
        return f"{sex}{year % 100:02d}{month:02d}{date:02d}{county:02d}{digits(rng, 4)}"

    return until(rng, make, cnp.is_valid)


def baltic(valid: Callable[[str], bool]) -> Make:
    def number(rng: Random) -> str:
        def make(_: Random) -> str:
            year, month, date = day(rng)
            sex = rng.choice("34") if year < 2000 else rng.choice("56")
            return f"{sex}{year % 100:02d}{month:02d}{date:02d}{digits(rng, 4)}"

        return until(rng, make, valid)

    return number


def czech(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = rng.randint(1955, 2003), rng.randint(1, 12), rng.randint(1, 28)
        return f"{year % 100:02d}{month + rng.choice((0, 50)):02d}{date:02d}{digits(rng, 4)}"

    text = until(rng, make, rc.is_valid)
    return rng.choice([f"{text[:6]}/{text[6:]}", f"{text[:6]}/{text[6:]}", text])


def swiss(rng: Random) -> str:
    text = until(rng, lambda r: "756" + digits(r, 10), ahv.is_valid)
    return rng.choice([f"{text[:3]}.{text[3:7]}.{text[7:11]}.{text[11:]}", text])


def british_insurance(rng: Random) -> str:
    text = rng.choice(("AB", "CE", "JG", "PM", "SR", "WK", "HT", "LX")) + digits(rng, 6)
    text += rng.choice("ABCD")
    return rng.choice([text, f"{text[:2]} {text[2:4]} {text[4:6]} {text[6:8]} {text[8]}"])


def british_health(rng: Random) -> str:
    text = until(rng, lambda r: r.choice("4567") + digits(r, 9), nhs.is_valid)
    return rng.choice([f"{text[:3]} {text[3:6]} {text[6:]}"] * 2 + [text])


def irish(rng: Random) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVW"
    return until(
        rng,
        lambda r: digits(r, 7) + r.choice(letters) + r.choice(["", "A", "B"]),
        pps.is_valid,
    )


def american(rng: Random) -> str:
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03d}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}"


def american_taxpayer(rng: Random) -> str:
    return until(
        rng,
        lambda r: f"9{digits(r, 2)}-{r.randint(50, 99):02d}-{digits(r, 4)}",
        lambda text: bool(itin.is_valid(text)) and text[4:6] != "93",
    )


def canadian(rng: Random) -> str:
    text = until(rng, lambda r: r.choice("1245679") + digits(r, 8), sin.is_valid)
    return f"{text[:3]} {text[3:6]} {text[6:]}"


def passport(rng: Random) -> str:
    return rng.choice(
        [
            rng.choice("ABCEKLM") + digits(rng, 8),
            rng.choice(("FP", "AA", "EH", "XA", "YB")) + digits(rng, 7),
            digits(rng, 2) + rng.choice(("AB", "CD", "FV")) + digits(rng, 5),
            rng.choice("123456789") + digits(rng, 8),
        ]
    )


def vat(rng: Random) -> str:
    makes: list[Callable[[Random], str]] = [
        lambda r: "DE" + r.choice("123") + digits(r, 8),
        lambda r: "FI" + digits(r, 8),
        lambda r: "ATU" + digits(r, 8),
        lambda r: "NL" + digits(r, 9) + "B01",
        lambda r: "DK" + digits(r, 8),
        lambda r: "PL" + digits(r, 10),
        lambda r: "SE" + digits(r, 10) + "01",
        lambda r: "IT" + digits(r, 11),
        lambda r: "BE0" + digits(r, 9),
        lambda r: "PT5" + digits(r, 8),
    ]
    return until(rng, rng.choice(makes), lambda text: bool(eu_vat.is_valid(text)))


def email(rng: Random) -> str:
    name = rng.choice(("anna.berg", "j.smith", "m-laurent", "päivi.koski", "tom_jones", "x.y+news"))
    host = rng.choice(("example.org", "mail.example.co.uk", "firma-mueller.de", "example.fi"))
    return f"{name}{rng.randint(1, 99)}@{host}"


def ip(rng: Random) -> str:
    if rng.random() < 0.3:
        return "2001:db8:" + ":".join(f"{rng.randint(1, 65535):x}" for _ in range(6))
    return f"{rng.choice((81, 93, 145, 192, 203))}.{rng.randint(30, 250)}.{rng.randint(0, 250)}.{rng.randint(1, 250)}"


def phone_us(rng: Random) -> str:
    area = rng.choice((212, 312, 415, 503, 617, 702, 818, 917))
    middle, last = rng.randint(220, 999), digits(rng, 4)
    return rng.choice(
        [f"({area}) {middle}-{last}", f"{area}-{middle}-{last}", f"{area}.{middle}.{last}"]
    )


def phone_international(rng: Random) -> str:
    return rng.choice(
        [
            f"+44 20 7{digits(rng, 3)} {digits(rng, 4)}",
            f"+49 30 2{digits(rng, 7)}",
            f"+358 40 {digits(rng, 3)} {digits(rng, 4)}",
            f"+46 70 {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
            f"+33 6 {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
            f"+1 415 {rng.randint(220, 999)} {digits(rng, 4)}",
            f"+34 612 {digits(rng, 3)} {digits(rng, 3)}",
            f"+48 601 {digits(rng, 3)} {digits(rng, 3)}",
            f"0044 20 7{digits(rng, 3)} {digits(rng, 4)}",
        ]
    )


def phone_national(rng: Random) -> str:
    return rng.choice(
        [
            f"020 7{digits(rng, 3)} {digits(rng, 4)}",
            f"030 2{digits(rng, 7)}",
            f"040 {digits(rng, 3)} {digits(rng, 4)}",
            f"070-{digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
            f"06 {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
            f"612 {rng.randint(100, 999)} {digits(rng, 3)}",
            f"601 {rng.randint(100, 999)} {digits(rng, 3)}",
            f"20 {rng.randint(21, 99)} {digits(rng, 2)} {rng.randint(10, 99)}",
            f"912 34 {digits(rng, 3)}",
            f"07700 900{digits(rng, 3)}",
        ]
    )


def mac(rng: Random) -> str:
    return ":".join(f"{rng.randint(0, 255):02x}" for _ in range(6))


def crypto(rng: Random) -> str:
    import hashlib

    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    payload = b"\x00" + rng.randbytes(20)
    payload += hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, out = int.from_bytes(payload), ""
    while number:
        number, rest = divmod(number, 58)
        out = alphabet[rest] + out
    return "1" + out


#: our kind → how to make one; several names for one kind where forms differ much
KINDS: dict[str, tuple[str, Make]] = {
    "CARD": ("CREDIT_CARD", card),
    "IBAN": ("IBAN_CODE", iban),
    "EMAIL": ("EMAIL_ADDRESS", email),
    "IP": ("IP_ADDRESS", ip),
    "PHONE_US": ("PHONE_NUMBER", phone_us),
    "PHONE_INTL": ("PHONE_NUMBER", phone_international),
    "PHONE_NATIONAL": ("PHONE_NUMBER", phone_national),
    "US_SSN": ("US_SSN", american),
    "US_ITIN": ("US_ITIN", american_taxpayer),
    "UK_NHS": ("UK_NHS", british_health),
    "UK_NINO": ("UK_NINO", british_insurance),
    "FI": ("FI_PERSONAL_IDENTITY_CODE", finnish),
    "SE": ("SE_PERSONNUMMER", swedish),
    "NO": ("NO_FODSELSNUMMER", norwegian),
    "DK": ("DK_CPR", danish),
    "NL": ("NL_BSN", dutch),
    "BE": ("BE_NATIONAL_NUMBER", belgian),
    "FR": ("FR_NIR", french),
    "DE": ("DE_TAX_ID", german_tax),
    "IT": ("IT_FISCAL_CODE", italian),
    "ES": ("ES_NIF", spanish),
    "ES_NIE": ("ES_NIE", spanish_foreign),
    "PL": ("PL_PESEL", polish),
    "PT": ("PT_NIF", portuguese),
    "PT_CC": ("PT_CARTAO_CIDADAO", portuguese_card),
    "RO": ("RO_CNP", romanian),
    "EE": ("EE_ISIKUKOOD", baltic(ik.is_valid)),
    "LT": ("LT_ASMENS_KODAS", baltic(asmens.is_valid)),
    "CZ": ("CZ_RODNE_CISLO", czech),
    "CH": ("CH_AHV", swiss),
    "IE": ("IE_PPS", irish),
    "CA": ("CA_SIN", canadian),
    "PASSPORT": ("PASSPORT", passport),
    "VAT": ("VAT", vat),
    "MAC": ("MAC_ADDRESS", mac),
    "CRYPTO": ("CRYPTO", crypto),
    "HR": ("HR_OIB", lambda r: until(r, lambda q: digits(q, 11), oib.is_valid)),
    "SI": ("SI_EMSO", lambda r: until(
        r, lambda q: f"{q.randint(1, 28):02d}{q.randint(1, 12):02d}9{q.randint(50, 99)}50{digits(q, 4)}",
        emso.is_valid)),
    "GR": ("GR_AMKA", lambda r: until(
        r, lambda q: f"{q.randint(1, 28):02d}{q.randint(1, 12):02d}{q.randint(50, 99)}{digits(q, 5)}",
        amka.is_valid)),
    "PL_NIP": ("PL_NIP", lambda r: until(r, lambda q: "5" + digits(q, 9), nip.is_valid)),
}  # fmt: skip

#: kinds that need a label by design: their bare form is any number
NEED_LABEL = frozenset({"PASSPORT", "PL_NIP"})

#: kind names that count as right for a generator's own
SAME = {
    "VAT": frozenset({"EU_VAT_ID", "DE_VAT_ID", "IT_VAT_CODE", "UK_VAT_ID"}),
    "ES_NIE": frozenset({"ES_NIE", "ES_NIF"}),
}
