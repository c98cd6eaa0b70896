"""Keyed hashes of values, and sorted tables of them on disk: what exact match is made of.

A table holds 64-bit BLAKE2b hashes under a secret key (RFC 7693 §2.1, keyed mode) and no value in
clear: without the key a list of all customer numbers in the world cannot be tried against it.
A file is one JSON line and then the arrays that it describes, little-endian.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dlp.errors import ConfigError

Array = npt.NDArray[Any]


def plain(text: str) -> str:
    """Letters and digits of `text` alone, compatibility forms and case undone."""
    return "".join(
        char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum()
    )


class Hasher:
    """Keyed 64-bit hashes. `purpose` keeps equal values of different tables apart."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._base = blake2b(key=blake2b(key).digest(), digest_size=8, person=purpose.encode()[:16])

    def __call__(self, text: str) -> int:
        copy = self._base.copy()
        copy.update(text.encode("utf-8", "replace"))
        return int.from_bytes(copy.digest(), "little")


def check(key: bytes) -> str:
    """A value that tells a wrong key from the right one without telling the key."""
    return f"{Hasher(key, 'key-check')(''):016x}"


def write(path: Path, header: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Writes a table next to `path` and moves it into place, readable by its owner alone."""
    described = {
        **header,
        "arrays": [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()],
    }
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as file:
        file.write(json.dumps(described, separators=(",", ":")).encode() + b"\n")
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).tobytes())
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read(
    path: Path, file_format: str, key: bytes, place: str
) -> tuple[dict[str, Any], dict[str, Array]]:
    """Header and arrays of a table; ConfigError if it is none, damaged, or of another key."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(place, f"cannot read {path}: {error.strerror}") from None
    line, _, body = data.partition(b"\n")
    try:
        header = json.loads(line)
        if header["form"] != file_format:
            raise ValueError
        arrays: dict[str, Array] = {}
        at = 0
        for name, kind, shape in header["arrays"]:
            count = int(np.prod(shape, dtype=np.int64))
            size = count * np.dtype(kind).itemsize
            if len(body) < at + size:
                raise ValueError
            arrays[name] = np.frombuffer(body, kind, count, at).reshape(shape)
            at += size
    except (ValueError, KeyError, TypeError):
        raise ConfigError(place, f"{path} is no {file_format} file or is damaged") from None
    if header.get("check") != check(key):
        raise ConfigError(place, f"{path} was made with another key")
    return header, arrays
