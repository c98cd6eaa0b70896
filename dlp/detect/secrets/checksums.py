"""Checksums that tokens and keys carry.

Each function takes the whole token and says whether its checksum holds.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from hashlib import sha256

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def base62(number: int, width: int) -> str:
    """`number` in base 62, filled up with zeros to `width`."""
    text = ""
    while number:
        number, rest = divmod(number, 62)
        text = BASE62[rest] + text
    return text.rjust(width, "0")


def crc32_base62(token: str) -> bool:
    """CRC-32 of what stands between prefix and checksum: GitHub (2021), npm.

    https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
    """
    body = token.partition("_")[2]
    return base62(zlib.crc32(body[:-6].encode()), 6) == body[-6:]


def crc32_base62_whole(token: str) -> bool:
    """CRC-32 of all that stands before the last underscore: Matrix Authentication Service."""
    body, _, end = token.rpartition("_")
    return base62(zlib.crc32(body.encode()), 6) == end


def base58check(token: str) -> bool:
    """The last four bytes are the start of a double SHA-256 (Bitcoin: WIF, BIP 32; Tezos)."""
    number = 0
    for char in token:
        digit = BASE58.find(char)
        if digit < 0:
            return False
        number = number * 58 + digit
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return sha256(sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def bech32_polymod(values: list[int]) -> int:
    """The BCH checksum of BIP 173 over five-bit values."""
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check


def bech32_expand(prefix: str) -> list[int]:
    """The human-readable part as BIP 173 puts it into the checksum."""
    return [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]


def bech32(token: str) -> bool:
    """Bech32 (BIP 173): age identities, Nostr and Sui private keys."""
    prefix, _, body = token.lower().rpartition("1")
    if not prefix or any(char not in BECH32 for char in body):
        return False
    return bech32_polymod(bech32_expand(prefix) + [BECH32.index(char) for char in body]) == 1


def crc16_xmodem(data: bytes) -> int:
    """CRC-16/XMODEM, as Stellar's strkey has it."""
    check = 0
    for byte in data:
        check ^= byte << 8
        for _ in range(8):
            check = (check << 1 ^ 0x1021 if check & 0x8000 else check << 1) & 0xFFFF
    return check


def stellar(token: str) -> bool:
    """Stellar's secret seed: version byte, 32 bytes, CRC-16, in base 32 (SEP 23)."""
    number = 0
    for char in token:
        digit = BASE32.find(char)
        if digit < 0:
            return False
        number = number << 5 | digit
    data = number.to_bytes(35, "big")
    return int.from_bytes(data[-2:], "little") == crc16_xmodem(data[:-2])


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "crc32_base62": crc32_base62,
    "crc32_base62_whole": crc32_base62_whole,
    "base58check": base58check,
    "bech32": bech32,
    "stellar": stellar,
}
