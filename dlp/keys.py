"""Fresh keys for a new gateway."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def write_key(path: Path) -> bool:
    """Writes a new 256-bit key, base64, readable by its owner only; False if one is there.

    An existing key is never overwritten: what it sealed could not be opened any more.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(32)) + b"\n")
    return True
