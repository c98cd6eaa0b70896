"""Makes an example of each vendor's form from what vendors.yaml says of it, so that none is stored."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Callable
from hashlib import sha256
from random import Random

from dlp.detect.secrets import checksums
from dlp.detect.secrets.forms import Drawn, Form, Literal

#: name of an alphabet → its characters, written out apart from the patterns that are tested
_DIGITS, _LOW = "0123456789", "abcdefghijklmnopqrstuvwxyz"
_UP = _LOW.upper()
CHARACTERS = {
    "an": _UP + _LOW + _DIGITS,
    "lower": _LOW + _DIGITS,
    "upper": _UP + _DIGITS,
    "alpha": _UP + _LOW,
    "num": _DIGITS,
    "hex": _DIGITS + "abcdef",
    "HEX": _DIGITS + "ABCDEF",
    "xdigit": _DIGITS + "abcdef",
    "word": _UP + _LOW + _DIGITS + "_",
    "url": _UP + _LOW + _DIGITS + "_-",
    "dotted": _UP + _LOW + _DIGITS + "_-",
    "tilde": _UP + _LOW + _DIGITS + "_-.~",
    "b64url": _UP + _LOW + _DIGITS + "_-+/",
    "b64": _UP + _LOW + _DIGITS + "+/",
    "b32": _UP + "234567",
    "b58": checksums.BASE58,
    "bech": checksums.BECH32,
    "BECH": checksums.BECH32.upper(),
}


def example(form: Form, rng: Random) -> str:
    """A token of `form` as its vendor would issue it, its checksum right."""
    rule = form.must or form.check
    return _SUMMED[rule](form, rng) if rule else _plain(form, rng)


def _plain(form: Form, rng: Random) -> str:
    return "".join(_part(part, rng) for part in form.parts)


def _part(part: Literal | Drawn, rng: Random) -> str:
    if isinstance(part, Literal):
        return rng.choice(part.texts)
    if part.alphabet == "uuid":
        return str(uuid.UUID(bytes=rng.randbytes(16), version=4))
    characters = CHARACTERS[part.alphabet]
    count = rng.randint(part.least, part.most or part.least + 40)
    # neither end is a mark, which the end of a sentence or of a word would swallow
    ends = "".join(filter(str.isalnum, characters))
    middle = "".join(rng.choice(characters) for _ in range(max(0, count - 2)))
    return (rng.choice(ends) + middle + rng.choice(ends))[:count]


def _crc32(form: Form, rng: Random) -> str:
    prefix, _, body = _plain(form, rng).partition("_")
    return f"{prefix}_{body[:-6]}{checksums.base62(zlib.crc32(body[:-6].encode()), 6)}"


def _crc32_whole(form: Form, rng: Random) -> str:
    body = _plain(form, rng).rpartition("_")[0]
    return f"{body}_{checksums.base62(zlib.crc32(body.encode()), 6)}"


#: version bytes and length of what follows (Bitcoin's and Tezos' own tables)
_BASE58 = {
    "Bitcoin private key (WIF)": (b"\x80", 32, b""),
    "Bitcoin extended private key": (b"\x04\x88\xad\xe4", 74, b""),
    "Tezos private key": (b"\x0d\x0f\x3a\x07", 32, b""),
}


def _base58check(form: Form, rng: Random) -> str:
    version, length, end = _BASE58[f"{form.vendor} {form.name}"]
    data = version + rng.randbytes(length) + end
    data += sha256(sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = checksums.BASE58[rest] + text
    return text


def _bech32(form: Form, rng: Random) -> str:
    prefix, _, body = _plain(form, rng).lower().rpartition("1")
    values = [checksums.BECH32.index(char) for char in body[:-6]]
    rest = checksums.bech32_polymod(checksums.bech32_expand(prefix) + values + [0] * 6) ^ 1
    values += [rest >> 5 * (5 - at) & 31 for at in range(6)]
    text = f"{prefix}1{''.join(checksums.BECH32[value] for value in values)}"
    return text.upper() if form.form.isupper() or "BECH" in form.form else text


def _stellar(form: Form, rng: Random) -> str:
    data = bytes([18 << 3]) + rng.randbytes(32)
    number = int.from_bytes(data + checksums.crc16_xmodem(data).to_bytes(2, "little"), "big")
    return "".join(checksums.BASE32[number >> 5 * at & 31] for at in range(55, -1, -1))


_SUMMED: dict[str, Callable[[Form, Random], str]] = {
    "crc32_base62": _crc32,
    "crc32_base62_whole": _crc32_whole,
    "base58check": _base58check,
    "bech32": _bech32,
    "stellar": _stellar,
}
