"""Sealing what is at rest: AES-256-GCM (NIST SP 800-38D), one random 96-bit nonce a seal.

The additional data binds a sealed text to its row (``evidence:D7K2-…``), so that rows cannot be
swapped. 2**32 seals under one key are the bound for random nonces (SP 800-38D §8.3): rotate before.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dlp import config
from dlp.errors import ConfigError, DlpError

_KEY = 32
_NONCE = 12


class CannotOpen(DlpError):
    """A sealed text has no key here, or is not what was sealed for that row."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text as it stands in a row."""

    key_id: str
    nonce: bytes
    data: bytes


class KeyRing:
    """The key that seals, and the older ones that still open. Never prints a key."""

    def __init__(self, current: bytes, previous: Sequence[bytes] = ()) -> None:
        keys = {key_id(key): AESGCM(key) for key in (*previous, current)}
        self._keys = keys
        self.current = key_id(current)
        self.known = frozenset(keys)

    @classmethod
    def read(cls, options: config.StoreSettings) -> KeyRing:
        """The keys that the configuration names; ConfigError where one is missing or no key."""
        return cls(
            _decode(options.evidence_key, "store.evidence_key"),
            [
                _decode(secret, f"store.previous_keys.{at}")
                for at, secret in enumerate(options.previous_keys)
            ],
        )

    def __repr__(self) -> str:
        return f"KeyRing({self.current}, {len(self.known) - 1} older)"

    def seal(self, data: bytes, row: str) -> Sealed:
        """`data` sealed under the current key for the row named `row`."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self.current].encrypt(nonce, data, row.encode())
        return Sealed(self.current, nonce, sealed)

    def open(self, sealed: Sealed, row: str) -> bytes:
        """What was sealed for `row`; CannotOpen names the key's id, never more."""
        cipher = self._keys.get(sealed.key_id)
        if cipher is None:
            raise CannotOpen(
                f"sealed with evidence key {sealed.key_id}, which is not given here: "
                "add it under store.previous_keys"
            )
        try:
            return cipher.decrypt(sealed.nonce, sealed.data, row.encode())
        except InvalidTag:
            raise CannotOpen(
                f"does not open with evidence key {sealed.key_id}: the row was changed"
            ) from None


def key_id(key: bytes) -> str:
    """Sixteen hex digits that name a key without telling it."""
    return hashlib.sha256(b"dlp evidence key" + key).hexdigest()[:16]


def new_key() -> str:
    """A fresh key as it stands in a key file: 32 random bytes in base64."""
    return base64.b64encode(os.urandom(_KEY)).decode("ascii")


def write_key(path: Path) -> bool:
    """Writes a new key, readable by its owner only; False if a file is there.

    An existing key is never overwritten: what it sealed could not be opened any more.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(new_key() + "\n")
    return True


def _decode(secret: config.Secret, place: str) -> bytes:
    text = secret.read(place).get_secret_value()
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY:
        raise ConfigError(place, "is not 32 bytes in base64", "`dlp init` writes one")
    return key
