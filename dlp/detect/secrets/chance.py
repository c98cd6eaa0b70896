"""Whether a string was drawn at random, as keys are, or written, as placeholders are."""

from __future__ import annotations

import math
import re
from collections import Counter
from hashlib import sha256

_PLACEHOLDER = re.compile(
    r"x{5}|\*{3}|\.{3}|your|example|sample|dummy|placeholder|changeme|redacted|insert|replace|"
    r"0{8}|1234567890?$|abcdefgh|(?<!a)a{6,9}(?!a)|<|>|\$\{|\{\{|notareal|fake|todo|"
    r"01234567-?89ab|0123456789|123456789|abcdef0123|abc123|abcd1234|qwerty|foobar|"
    r"test[_\-]?(?:key|token|secret)|(.{4,8})\1\1|12345678-?1234|deadbeef|123e4567-e89b|c0ffee",
    re.IGNORECASE,
)
_LONGEST_RUN = re.compile(r"(.)\1{6,}")
#: sha256 of keys that documentation prints: they look live and open nothing
_DOCUMENTED = frozenset(
    {
        "78314b11be2e5815",  # AWS, IAM user guide
        "2cafc0970149a84f",  # Stripe, API reference
        "b1471f544ceeea31",  # Stripe, API reference
        "f2d6ca16515033e5",  # Stripe, older guides
        "5895b89c8fb33402",  # Stripe, older guides
        "7e8de44ea9ecf6d5",  # Stripe, older guides
        "3543c50b0cb9cea8",  # GitHub, REST reference
        "bc3ae723f57c6b9e",  # GitHub, OAuth guide
        "976b57ee8acdfcf4",  # GitHub, engineering blog
        "0011cc25eb432071",  # Azure, storage emulator
        "aa6547439583c3a2",  # Azure, Cosmos emulator
        "cf4d418ed3de92d7",  # RFC 7617 (Basic)
        "73f71af093fdf154",  # MDN (Basic)
        "e4da07ad200089ce",  # user name and password
        "bdfeaef44475711c",  # user and password
        "ca7459e2b26776de",  # RFC 6749
        "584b27d64ebc1b33",  # RFC 6749
        "e9974c507d2a8021",  # RFC 6749
        "53f5da0aaa93d64c",  # RFC 6749
        "6c96130f130ab0d6",  # RFC 6749
        "00cf4c781dc37003",  # RFC 6749
        "b8e148545b13c78b",  # RFC 6750
        "2ddc147f3a3b5a17",  # Slack, API reference
        "731fa294d036e54f",  # Telegram, bot API
        "0b5dd075ccdd03c4",  # Telegram, bot API
        "9c846fdf0fa8955c",  # Mailgun, API reference
        "789eb04ae4c00984",  # age, test key
        "9d6a2b9d1f01d457",  # Bitcoin wiki, WIF
        "cdfce49713b0b848",  # Bitcoin wiki, WIF
        "2577aeb4360fd7f0",  # Bitcoin, private key one
        "2243ae4c73014469",  # BIP 32, test vector 1
        "ecb0e7ba498c5920",  # BIP 39, test vector
        "3a64bcd9cea43c0a",  # BIP 39, test vector
    }
)


def entropy(text: str) -> float:
    """Shannon entropy in bits a character."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values())


def documented(text: str) -> bool:
    """Whether `text` is a key that public documentation uses as its example."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:16] in _DOCUMENTED


def random_like(text: str) -> bool:
    """No placeholder, and as mixed as a random string of its length would be."""
    plain = re.sub(r"[^A-Za-z0-9]", "", text)
    if len(plain) < 8 or _PLACEHOLDER.search(text) or documented(text):
        return False
    return entropy(plain) >= min(3.0, 0.72 * math.log2(len(plain)))


def classes(text: str) -> int:
    """How many of lower case, upper case, digits and marks stand in `text`."""
    return sum(bool(re.search(kind, text)) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^A-Za-z0-9]"))


def drawn(text: str) -> bool:
    """Whether `text`, the random part of a token, can have been drawn at random.

    Longer stretches than a word have letters and digits, or letters of both cases in no order that
    words have: a name of a variable has neither.
    """
    if not random_like(text):
        return False
    plain = re.sub(r"[^A-Za-z0-9]", "", text)
    if _LONGEST_RUN.search(plain):
        return False
    if re.search("[0-9]", plain):
        return bool(re.search("[A-Za-z]", plain)) or len(plain) < 16
    if plain.isupper() and len(plain) >= 12:
        # base 32 has few digits; words have more vowels than chance
        return len(re.findall("[AEIOU]", plain)) < len(plain) / 3
    # no digit at all: by chance only where both cases are mixed, not Capital after capital
    turns = len(re.findall("[a-z][A-Z]|[A-Z][a-z]", plain))
    return turns >= len(plain) / 4 if len(plain) >= 12 else turns >= 2
