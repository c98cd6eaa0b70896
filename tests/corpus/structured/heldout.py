"""A third of the generators, kept aside. Evaluated to report; never looked at while tuning.

Other forms of the same kinds, other carriers and languages, other negatives, other secrets.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

from stdnum import luhn
from stdnum.at import vnr
from stdnum.bg import egn
from stdnum.is_ import kennitala
from stdnum.lv import pvn
from stdnum.sk import rc

from .numbers import (
    american,
    baltic,
    belgian,
    card,
    czech,
    danish,
    day,
    digits,
    dutch,
    finnish,
    french,
    german_tax,
    irish,
    italian,
    norwegian,
    polish,
    portuguese,
    romanian,
    spanish,
    swedish,
    swiss,
    until,
    vat,
)
from .numbers import iban as _iban
from .secret import chars, jwt

Make = Callable[[Random], str]


def _undashed(make: Make, mark: str = "", *, put: str = "") -> Make:
    return lambda rng: make(rng).replace(mark, put)


def _card(rng: Random) -> str:
    prefix, length = rng.choice(
        [
            ("2300", 16),
            ("2699", 16),
            ("4", 16),
            ("5434", 16),
            ("3742", 15),
            ("6445", 16),
            ("6221", 16),
            ("3566", 16),
            ("5612", 14),
            ("676770", 19),
        ]
    )
    body = prefix + digits(rng, length - len(prefix) - 1)
    text = body + luhn.calc_check_digit(body)
    return (
        f"{text[:4]}.{text[4:8]}.{text[8:12]}.{text[12:]}"
        if length == 16 and rng.random() < 0.3
        else text
    )


def _phone(rng: Random) -> str:
    return rng.choice(
        [
            f"+353 86 {digits(rng, 3)} {digits(rng, 4)}",
            f"+41 79 {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
            f"+31 6 {rng.randint(10, 59)}{digits(rng, 6)}",
            f"+45 {rng.randint(20, 31)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
            f"0171 {digits(rng, 7)}",
            f"0171/{digits(rng, 7)}",
            f"08-{rng.randint(100, 999)} {digits(rng, 3)} {digits(rng, 2)}",
            f"050-{digits(rng, 7)}",
            f"079 {digits(rng, 3)} {digits(rng, 2)} {digits(rng, 2)}",
            f"(0)20 7946 0{digits(rng, 3)}".replace("(0)", "0"),
            f"06-{rng.randint(10, 59)}{digits(rng, 6)}",
            f"+1 (617) {rng.randint(220, 999)}-{digits(rng, 4)}",
        ]
    )


def _latvian(rng: Random) -> str:
    def make(_: Random) -> str:
        year, month, date = day(rng)
        return f"{date:02d}{month:02d}{year % 100:02d}-1{digits(rng, 4)}"

    return until(rng, make, pvn.is_valid)


def _dated(valid: Callable[[str], bool], form: str) -> Make:
    def number(rng: Random) -> str:
        def make(_: Random) -> str:
            year, month, date = day(rng)
            return form.format(
                d=f"{date:02d}",
                m=f"{month:02d}",
                y=f"{year % 100:02d}",
                n3=digits(rng, 3),
                n4=digits(rng, 4),
                s=rng.choice("123456789"),
            )

        return until(rng, make, valid)

    return number


KINDS: dict[str, tuple[str, Make]] = {
    "CARD": ("CREDIT_CARD", _card),
    "IBAN": ("IBAN_CODE", lambda r: _iban(r).lower() if r.random() < 0.2 else _iban(r)),
    "PHONE": ("PHONE_NUMBER", _phone),
    "FI": ("FI_PERSONAL_IDENTITY_CODE", lambda r: finnish(r).lower()),
    "SE": ("SE_PERSONNUMMER", swedish),
    "NO": ("NO_FODSELSNUMMER", norwegian),
    "DK": ("DK_CPR", danish),
    "NL": ("NL_BSN", dutch),
    "BE": ("BE_NATIONAL_NUMBER", belgian),
    "FR": ("FR_NIR", _undashed(french, " ")),
    "DE": ("DE_TAX_ID", german_tax),
    "IT": ("IT_FISCAL_CODE", lambda r: italian(r).lower()),
    "ES": ("ES_NIF", _undashed(spanish, "-", put=" ")),
    "PL": ("PL_PESEL", polish),
    "PT": ("PT_NIF", portuguese),
    "RO": ("RO_CNP", romanian),
    "EE": ("EE_ISIKUKOOD", baltic(__import__("stdnum.ee.ik", fromlist=["ik"]).is_valid)),
    "CZ": ("CZ_RODNE_CISLO", czech),
    "CH": ("CH_AHV", _undashed(swiss, ".", put=" ")),
    "IE": ("IE_PPS", irish),
    "VAT": ("VAT", vat),
    "SSN": ("US_SSN", _undashed(american, "-", put=" ")),
    "LV": ("LV_PERSONAS_KODS", _latvian),
    "IS": ("IS_KENNITALA", _dated(kennitala.is_valid, "{d}{m}{y}-{n4}")),
    "AT": ("AT_SOZIALVERSICHERUNG", _dated(vnr.is_valid, "{s}{n3} {d}{m}{y}")),
    "BG": ("BG_EGN", _dated(egn.is_valid, "{y}{m}{d}{n4}")),
    "SK": ("CZ_RODNE_CISLO", _dated(rc.is_valid, "{y}{m}{d}/{n4}")),
}

LABELS: dict[str, tuple[str, ...]] = {
    "CARD": ("Visa", "debit card no", "kortnummer", "tarjeta", "numer karty"),
    "IBAN": ("bank account", "rekeningnummer", "conto"),
    "PHONE": ("call me at", "Handynummer", "puhelinnumero", "téléphone", "móvil", "Tlf"),
    "FI": ("HETU", "Henkilötunnus", "identity number"),
    "SE": ("personnr", "Personnummer"), "NO": ("fnr", "personal number"),
    "DK": ("cpr nr", "personnummer"), "NL": ("BSN-nummer", "sofinummer"),
    "BE": ("NISS", "INSZ"), "FR": ("n° sécu", "numéro INSEE"), "DE": ("Steuer-IdNr", "steuerliche ID"),
    "IT": ("CF", "cod. fiscale"), "ES": ("dni", "documento nacional de identidad"),
    "PL": ("pesel", "nr PESEL"), "PT": ("número de contribuinte", "NIF"), "RO": ("CNP-ul", "cnp"),
    "EE": ("Isikukood", "personal id"), "CZ": ("rodne cislo", "RČ"), "CH": ("AVS", "AHV-Nr."),
    "IE": ("PPSN", "pps"), "VAT": ("VAT ID", "TVA", "btw-nummer", "moms nr"),
    "SSN": ("Social Security", "ssn"), "LV": ("personas kods",), "IS": ("kennitala",),
    "AT": ("SV-Nummer", "Sozialversicherungsnummer"), "BG": ("ЕГН", "EGN"), "SK": ("rodné číslo",),
}  # fmt: skip

LABELLED = (
    "For the file, {label} is {value}.",
    "{label}\n{value}",
    "Bonjour, mon {label} est le {value}, merci",
    "Hej, mitt {label} är {value}",
    "Hola, mi {label}: {value}. Saludos",
    "id,{label},note\n1,{value},ok\n2,,x",
    "{value} ({label})",
    "* {label} ....... {value}",
)
BARE = (
    "The form says {value} and that is correct.",
    "Kan du kolla {value} åt mig?",
    "Mi dispiace, era {value}!",
    "- {value}\n- see above",
    "Voilà, c'est {value} ; merci",
    "She wrote {value} on the back.",
)

NEGATIVES: dict[str, Make] = {
    "purchase": lambda r: f"Your purchase {digits(r, 9)} is on its way, order ref {digits(r, 10)}",
    "bestelling": lambda r: f"Uw bestelnummer is {digits(r, 10)}",
    "expense": lambda r: f"Expense report ER-{digits(r, 8)} for {r.randint(10, 999)}.{digits(r, 2)} EUR",
    "teams": lambda r: f"Microsoft Teams meeting ID: {digits(r, 3)} {digits(r, 3)} {digits(r, 3)} {digits(r, 3)}",
    "isbn": lambda r: f"ISBN 978-{digits(r, 1)}-{digits(r, 4)}-{digits(r, 4)}-{digits(r, 1)} in paperback",
    "luggage": lambda r: f"baggage tag {digits(r, 10)}, flight SK{digits(r, 4)}",
    "lottery": lambda r: "numbers " + ", ".join(str(r.randint(1, 49)) for _ in range(7)),
    "docker": lambda r: f"image nginx:1.{r.randint(10, 30)}.{r.randint(0, 9)}@sha256:{r.randbytes(32).hex()}",
    "ipv4 version": lambda r: f"firmware version {r.randint(1, 9)}.{r.randint(0, 9)}.{r.randint(0, 9)}.{r.randint(0, 99)}",
    "date time": lambda r: f"backup_{r.randint(2015, 2026)}{r.randint(10, 12)}{r.randint(10, 28)}_{digits(r, 6)}.tar.gz written",
    "sum": lambda r: f"{r.randint(100, 999)} {digits(r, 3)} {digits(r, 3)} euros in total",
    "bad card": lambda r: f"card {int(card(r).replace(' ', '').replace('-', '')) + 1}",
    "bad fi": lambda r: f"tunnus {finnish(r)[:-1]}{'O'}",
    "epoch": lambda r: f"epoch={r.randint(1_500_000_000, 1_900_000_000)}.{digits(r, 6)}",
    "product": lambda r: f"Produkt-Nr. {digits(r, 3)}.{digits(r, 3)}.{digits(r, 2)} von IKEA",
    "song": lambda r: f"track {r.randint(1, 20)} of {r.randint(20, 40)}, {r.randint(2, 6)}:{r.randint(10, 59)}",
    "package": lambda r: f"pip install requests=={r.randint(1, 3)}.{r.randint(0, 40)}.{r.randint(0, 9)}",
    "hex": lambda r: f"address 0x{r.randbytes(8).hex()} in frame #{r.randint(0, 30)}",
    "room": lambda r: f"Room {r.choice('ABC')}{digits(r, 3)}, building {r.randint(1, 9)}, extension {digits(r, 4)}",
}  # fmt: skip

SECRETS: dict[str, tuple[tuple[str, ...], Make]] = {
    "gitlab": (("GITLAB_TOKEN={s}",), lambda r: "glpat-" + chars(r, 20)),
    "pypi": (("pypi: {s}",), lambda r: "pypi-AgEIcHlwaS5vcmc" + chars(r, 70)),
    "azure client": (("AZURE_CLIENT_SECRET={s}",), lambda r: chars(r, 3) + "8Q~" + chars(r, 34)),
    "twilio": (("auth token: {s}",), lambda r: r.randbytes(16).hex()),
    "redis": (("redis://:{s}@cache:6379/0",), lambda r: chars(r, 16)),
    "basic": (("Authorization: Basic {s}",), lambda r: base64.b64encode(f"admin:{chars(r, 10)}".encode()).decode()),
    "hf": (("{s} for the hub",), lambda r: "hf_" + chars(r, 34, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    "anthropic": (("key {s}",), lambda r: "sk-ant-api03-" + chars(r, 80)),
    "wachtwoord": (("wachtwoord: {s}", "contraseña: {s}", "hasło to: {s}", "my pw is: password {s}"), lambda r: chars(r, 6) + r.choice("!#") + digits(r, 2)),
    "jwt": (("id_token={s}&state=1",), jwt),
    "slack hook": (("{s}",), lambda r: f"https://hooks.slack.com/services/T{chars(r, 8, 'ABCDEFGH0123')}/B{chars(r, 8, 'ABCDEFGH0123')}/{chars(r, 24)}"),
}  # fmt: skip

LOOK_ALIKES: dict[str, Make] = {
    "etag": lambda r: f'ETag: "{r.randbytes(16).hex()}"',
    "gravatar": lambda r: f"https://www.gravatar.com/avatar/{r.randbytes(16).hex()}",
    "advice": lambda r: r.choice(("Choose a password: at least 10 characters", "Ihr Passwort ist abgelaufen.", "Salasana vanhenee huomenna", "The token is invalid.", "mot de passe oublié ?", "secret santa is on Friday", "Key: value pairs")),
    "fingerprint": lambda r: f"SHA256:{base64.b64encode(r.randbytes(32)).decode().rstrip('=')} anna@host (ED25519)".replace("anna@host", "host"),
    "integrity": lambda r: f'integrity="sha384-{base64.b64encode(r.randbytes(48)).decode()}"',
    "template": lambda r: r.choice(("password: {{ vault_password }}", "token: $TOKEN", "api_key=<insert key>", "pwd: %PASSWORD%")),
}  # fmt: skip
