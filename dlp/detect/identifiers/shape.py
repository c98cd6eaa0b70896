"""The one way in which identifier rules are written: a body between number boundaries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlp.detect.engine.rule import LEFT, RIGHT, Rule

#: a date's month and day, in digits
MM = r"(?:0[1-9]|1[0-2])"
DD = r"(?:0[1-9]|[12][0-9]|3[01])"
#: a gap between groups; at most one character
G = r"[ \-.\n]?"
#: general words for a person's number, in the languages of those who write them
ID_WORDS = (
    "national id*, identity number*, id number*, personal number*, personal id*, personal code*, "
    "identification number*, citizen*, tax id*, tin, taxpayer*, tax number*"
)


def number(kind: str, body: str, labels: str = "", *, general: bool = True, **more: Any) -> Rule:
    """A rule for `body` between boundaries. `general`: an "ID number" label will do too."""
    return Rule(
        kind=kind,
        pattern=f"{LEFT}(?P<v>{body}){RIGHT}",
        labels=labels,
        general=ID_WORDS if general and labels else "",
        **more,
    )


def digits(text: str) -> str:
    """Only the digits of `text`."""
    return "".join(filter(str.isdecimal, text))


def compact(text: str) -> str:
    """Only the letters and digits of `text`, letters in upper case."""
    return "".join(filter(str.isalnum, text.upper()))


def compacted(check: Callable[[str], Any]) -> Callable[[str], bool]:
    """`check` on the letters and digits alone, whatever stood between them."""
    return lambda text: bool(check(compact(text)))


def varied(check: Callable[[str], Any]) -> Callable[[str], bool]:
    """`check`, and not the same digit all along nor a plain run: those are placeholders."""

    def checked(text: str) -> bool:
        plain = compact(text)
        if len(set(plain)) < 3 or plain in "01234567890123456789":
            return False
        return bool(check(plain))

    return checked


def weighted(weights: tuple[int, ...], modulus: int) -> Callable[[str], int]:
    """The weighted sum of the first digits of a number, modulo `modulus`."""
    return lambda text: (
        sum(weight * int(char) for weight, char in zip(weights, text, strict=False)) % modulus
    )
