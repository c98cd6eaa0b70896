"""Bytes of a message while it is on its way: in memory while small, on disk above a size.

A spilled payload lives in an unlinked file (O_TMPFILE), so that a killed process leaves no content
behind. Until the last word is said it is only ours: nothing here is durable, `store` is.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


class Spilled:
    """A payload in an unlinked file. `fileno()` may be handed to a worker process."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._size = size

    @property
    def size(self) -> int:
        return self._size

    def fileno(self) -> int:
        return self._descriptor

    def read(self) -> bytes:
        if not self._size:
            return b""
        with mmap.mmap(self._descriptor, self._size, prot=mmap.PROT_READ) as view:
            return view[:]

    def chunks(self, size: int = 262_144) -> Iterator[bytes]:
        for at in range(0, self._size, size):
            yield os.pread(self._descriptor, min(size, self._size - at), at)

    def __del__(self) -> None:
        os.close(self._descriptor)


def open_spill(folder: Path) -> int:
    """A descriptor of a new unlinked file in `folder`, mode 0600. OSError if there is no room."""
    flags = os.O_RDWR | os.O_CLOEXEC
    try:
        return os.open(folder, flags | os.O_TMPFILE, 0o600)
    except OSError:  # not every filesystem has O_TMPFILE
        descriptor, name = tempfile.mkstemp(dir=folder)
        Path(name).unlink()
        return descriptor
