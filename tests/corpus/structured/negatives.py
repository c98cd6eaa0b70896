"""Hard negatives: what looks like personal data and is none. No finding is right in any of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from random import Random

from stdnum import ean, isbn, luhn
from stdnum.fi import hetu

from . import numbers
from .numbers import digits

Make = Callable[[Random], str]


def _bad(make: Make, valid: Callable[[str], bool], name: str) -> Make:
    """A valid number with one digit changed, so that its check fails."""

    def sentence(rng: Random) -> str:
        while True:
            text = make(rng)
            places = [at for at, char in enumerate(text) if char.isdigit()]
            at = rng.choice(places[-4:])
            wrong = text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1 :]
            if not valid(wrong):
                return rng.choice(("{v}", name + " {v}", "it says {v} here")).format(v=wrong)

    return sentence


def _ean(rng: Random) -> str:
    body = rng.choice(("400", "500", "640", "731", "978")) + digits(rng, 9)
    code = body + ean.calc_check_digit(body)
    if code.startswith("978"):
        return f"ISBN {rng.choice([code, isbn.format(code)])}"
    return f"EAN {code} is out of stock"


def _one(*forms: Make) -> Make:
    return lambda rng: rng.choice(forms)(rng)


KINDS: dict[str, Make] = {
    "order": lambda r: r.choice(("Order {}", "Your order number is {}.", "Purchase order {} has shipped", "Tilausnumero {}", "Bestellung {} ist da")).format(digits(r, r.randint(6, 11))),
    "near-miss card": _bad(numbers.card, lambda text: luhn.is_valid("".join(c for c in text if c.isdigit())), "card"),
    "uuid": lambda r: r.choice(("id {}", "{}", "request {} failed")).format(uuid.UUID(bytes=r.randbytes(16), version=4)),
    "bad hetu": _bad(numbers.finnish, hetu.is_valid, "hetu"),
    "bad iban": _bad(numbers.iban, lambda text: False, "IBAN"),
    "timestamp": _one(lambda r: f"timestamp {r.randint(1_600_000_000, 1_800_000_000)}", lambda r: f"at {r.randint(1_600_000_000_000, 1_800_000_000_000)} ms", lambda r: f"2025-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}T{r.randint(0, 23):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}Z done"),
    "ean": _ean,
    "dotted name": lambda r: r.choice(("os.path.join", "com.example.app.Main", "rpc.py", "self.config.items", "numpy.linalg.norm", "System.out.println")) + r.choice((" fails", " is slow today", "")),
    "version": lambda r: f"{r.choice(('Version', 'v', 'upgrade to', 'Release'))} {r.randint(1, 20)}.{r.randint(0, 30)}.{r.randint(0, 50)}{r.choice(('', '.' + str(r.randint(0, 9999)), '-rc1'))}",
    "meeting id": lambda r: f"{r.choice(('Meeting ID:', 'Zoom meeting', 'Webinar ID', 'Join with meeting id'))} {r.randint(800, 999)} {digits(r, 4)} {digits(r, 4)}",
    "tracking": lambda r: r.choice((f"Tracking number 1Z999AA1{digits(r, 10)}", f"UPS {'1Z'}{digits(r, 6)}{digits(r, 10)}", f"DHL tracking {digits(r, 10)}", f"your parcel JJFI{digits(r, 17)}", f"Sendungsnummer {digits(r, 14)}")),
    "file name": lambda r: f"see {r.choice(('report', 'IMG', 'scan', 'DSC', 'invoice'))}_{digits(r, 8)}{r.choice(('', '_' + digits(r, 6)))}.{r.choice(('pdf', 'jpg', 'docx', 'py', 'txt'))}",
    "git sha": lambda r: f"commit {r.randbytes(20).hex()[: r.choice((7, 12, 40))]}",
    "price": lambda r: f"The total is {r.choice(('EUR', '$', '€', 'SEK'))} {r.randint(1, 999)},{digits(r, 3)}.{digits(r, 2)}",
    "ticket": lambda r: f"{r.choice(('JIRA', 'PROJ', 'ABC', 'INC', 'CVE-2024'))}-{digits(r, r.randint(4, 7))} is fixed",
    "invoice": lambda r: f"{r.choice(('Invoice', 'Rechnung', 'Lasku', 'Faktura', 'Facture'))} {r.choice(('no. ', 'nr ', '', '#'))}{r.choice(('', 'INV-', '2025-'))}{digits(r, r.randint(5, 9))}",
    "part number": lambda r: f"part {r.choice('ABCX')}{r.choice('KLMN')}-{digits(r, 4)}-{digits(r, 3)}",
    "score": lambda r: f"They won {r.randint(0, 9)}-{r.randint(0, 9)}, a ratio of {r.randint(1, 99)}:{r.randint(1, 99)}:{r.randint(1, 99)}",
    "log line": lambda r: f"[{r.randint(1000, 99999)}] INFO worker-{r.randint(1, 64)} took {r.randint(100, 99999)} ms, {r.randint(10**6, 10**9)} bytes",
    "flight": lambda r: f"Flight AY{digits(r, 4)} seat {r.randint(1, 40)}{r.choice('ABCDEF')} gate {r.randint(1, 60)}",
    "statistic": lambda r: f"Turnover grew {r.randint(1, 99)}.{digits(r, 1)}% to {r.randint(1, 99)} {digits(r, 3)} {digits(r, 3)} units",
    "serial": lambda r: f"serial number {r.choice(('SN', 'C02', 'FXQ'))}{digits(r, 4)}{r.choice('ABCDEFG')}{digits(r, 4)}",
    "booking": lambda r: f"Booking reference {''.join(r.choice('ABCDEFGHJKLMNPQRSTUVWXYZ23456789') for _ in range(6))}, confirmation {digits(r, 9)}",
    "policy text": lambda r: r.choice(("Your password must have 12 characters.", "A talk on cancer and diabetes research.", "The API key is shown once.", "Reset your password here.", "The union of two sets is a set.", "What is your date of birth?", "Bitte geben Sie Ihre IBAN an.", "The company is 45 years old.")),
    "phone-like": lambda r: f"{r.choice(('Article', 'Item', 'SKU', 'Case', 'Ticket'))} {digits(r, 3)}-{digits(r, 3)}-{digits(r, 4)}",
    "plain url": lambda r: f"https://www.example.org/{r.choice(('news', 'docs', 'shop'))}/{digits(r, 8)}?page={digits(r, 2)}&lang=fi",
    "code": lambda r: r.choice(("x = arr[i:i+{n}]", "sleep({n})", "0x{h}", "malloc({n});", "color: #{h6};", "port {p} is open")).format(n=digits(r, 5), h=r.randbytes(4).hex(), h6=r.randbytes(3).hex(), p=r.randint(1024, 65000)),
    "date": lambda r: f"{r.choice(('The meeting is on', 'Due', 'Kokous', 'Frist:'))} {r.randint(1, 28)}.{r.randint(1, 12)}.202{r.randint(3, 7)} {r.choice(('at 10:30', 'klo 14', ''))}",
}  # fmt: skip
