"""What checks of numbers share: a value without its separators, placeholders, weighted sums.

The checks themselves (Luhn, ISO 7064, national ones) are python-stdnum's wherever it has them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def digits(text: str) -> str:
    """Only the digits of `text`."""
    return "".join(filter(str.isdecimal, text))


def compact(text: str) -> str:
    """Only the letters and digits of `text`, letters in upper case."""
    return "".join(filter(str.isalnum, text.upper()))


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
