"""The reference of a message: what a sender, a reviewer and a log call it. Says nothing of it."""

from __future__ import annotations

import hmac
import os

#: Crockford's base 32: no I, L, O or U to misread; by pairs, because one is made for every message
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _DIGITS for second in _DIGITS)


def new_reference() -> str:
    """A reference such as ``D7K2-QF4M-X9TB``: 60 random bits."""
    return _written(os.urandom(8))


def derived_reference(key: bytes, request: bytes) -> str:
    """The same for the same request, so that it is kept once however often it is sent. `key` is a
    secret: nobody can try out what stands behind a reference."""
    return _written(hmac.digest(key, request, "sha256"))


def _written(random: bytes) -> str:
    bits = int.from_bytes(random[:8], "big")
    a, b, c, d, e, f = (_PAIRS[(bits >> shift) & 1023] for shift in range(0, 60, 10))
    return f"{a}{b}-{c}{d}-{e}{f}"
