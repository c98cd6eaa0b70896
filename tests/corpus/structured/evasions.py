"""Ways in which people hide a value that the normaliser must undo. Each takes a value."""

from __future__ import annotations

import base64
from collections.abc import Callable
from random import Random

Hide = Callable[[Random, str], str]

_LOOK = str.maketrans("aeopcxyABEHKMOPCTX", "аеорсхуАВЕНКМОРСТХ")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_DEVANAGARI = str.maketrans("0123456789", "०१२३४५६७८९")
_BOLD = {ord(str(n)): chr(0x1D7CE + n) for n in range(10)}
_CIRCLED = {ord("0"): "⓪", **{ord(str(n)): chr(0x2460 + n - 1) for n in range(1, 10)}}


def _between(mark: str) -> Hide:
    return lambda rng, text: mark.join(text)


def _some(mark: str) -> Hide:
    return lambda rng, text: (
        "".join(char + (mark if rng.random() < 0.4 else "") for char in text[:-1]) + text[-1]
    )


def _wide(rng: Random, text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _broken(rng: Random, text: str) -> str:
    at = len(text) // 2
    return text[:at] + "\n" + text[at:]


def _quoted(rng: Random, text: str) -> str:
    at = text.find(" ", len(text) // 3)
    at = at if at > 0 else len(text) // 2
    return "> " + text[:at] + "\n> " + text[at:].lstrip()


#: name → (how, kinds of numbers it is used on; () for all)
NUMBERS = ("CARD", "IBAN", "FI", "US_SSN", "IT", "BE")
EVASIONS: dict[str, tuple[Hide, tuple[str, ...]]] = {
    "zero-width space": (_between("\u200b"), (*NUMBERS, "EMAIL")),
    "zero-width joiner": (_some("\u200d"), (*NUMBERS, "EMAIL")),
    "byte order mark": (_some("\ufeff"), (*NUMBERS, "EMAIL")),
    "bidi controls": (lambda r, t: "\u202a" + t + "\u202c", (*NUMBERS, "EMAIL")),
    "bidi isolates": (_some("\u2067"), NUMBERS),
    "soft hyphen": (_some("\u00ad"), (*NUMBERS, "EMAIL")),
    "combining flood": (_between("\u0336"), (*NUMBERS, "EMAIL")),
    "mark flood": (lambda r, t: "".join(c + "\u0301\u0325\u0353\u0346" for c in t), NUMBERS),
    "word joiner": (_some("\u2060"), NUMBERS),
    "variation selector": (_some("\ufe0f"), NUMBERS),
    "tag characters": (_some("\U000e0041"), NUMBERS),
    "full width": (_wide, (*NUMBERS, "EMAIL")),
    "arabic digits": (lambda r, t: t.translate(_ARABIC), ("CARD", "US_SSN")),
    "devanagari digits": (lambda r, t: t.translate(_DEVANAGARI), ("CARD", "US_SSN", "BE")),
    "bold digits": (lambda r, t: t.translate(_BOLD), NUMBERS),
    "circled digits": (lambda r, t: t.translate(_CIRCLED), ("CARD", "US_SSN")),
    "look-alike letters": (lambda r, t: t.translate(_LOOK), ("EMAIL", "IBAN", "IT")),
    "spaced out": (_between(" "), ("CARD", "IBAN", "IT")),
    "dotted out": (_between("."), ("CARD",)),
    "dashed out": (_between("-"), ("CARD", "IT")),
    "no-break spaces": (lambda r, t: t.replace(" ", "\u00a0").replace("-", "\u2011"), NUMBERS),
    "thin spaces": (lambda r, t: t.replace(" ", "\u2009"), NUMBERS),
    "en dashes": (lambda r, t: t.replace("-", "\u2013"), ("US_SSN", "FI", "CARD")),
    "line broken": (_broken, ("CARD", "IBAN")),
    "quoted and broken": (_quoted, ("CARD", "IBAN")),
    "decimal entities": (lambda r, t: "".join(f"&#{ord(c)};" for c in t), (*NUMBERS, "EMAIL")),
    "hex entities": (lambda r, t: "".join(f"&#x{ord(c):x};" for c in t), (*NUMBERS, "EMAIL")),
    "some entities": (lambda r, t: t.replace("@", "&commat;").replace(" ", "&nbsp;"), ("EMAIL", "CARD")),
    "percent": (lambda r, t: "".join(f"%{b:02X}" for b in t.encode()), (*NUMBERS, "EMAIL")),
    "some percent": (lambda r, t: t.replace("@", "%40").replace(" ", "%20"), ("EMAIL", "CARD")),
    "quoted-printable": (lambda r, t: "".join(f"={b:02X}" for b in t.encode()), (*NUMBERS, "EMAIL")),
    "soft line break": (lambda r, t: t[: len(t) // 2] + "=\n" + t[len(t) // 2 :], (*NUMBERS, "EMAIL")),
    "base64": (lambda r, t: base64.b64encode(f"number {t} ok".encode()).decode(), (*NUMBERS, "EMAIL")),
    "base64 url": (lambda r, t: base64.urlsafe_b64encode(f"it is {t} ?".encode()).decode(), NUMBERS),
    "unicode escapes": (lambda r, t: "".join(f"\\u{ord(c):04x}" for c in t), ("CARD", "EMAIL")),
    "letters for digits": (lambda r, t: t.replace("0", "O").replace("1", "l"), ("CARD",)),
    "slashes": (lambda r, t: t.replace(" ", "/"), ("CARD",)),
    "double spaces": (lambda r, t: t.replace(" ", "  "), ("CARD", "IBAN")),
    "at and dot": (lambda r, t: t.replace("@", " (at) ").replace(".", " (dot) "), ("EMAIL",)),
}  # fmt: skip
