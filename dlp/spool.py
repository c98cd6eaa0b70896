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

from dlp.model import Held


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


class SpoolWriter:
    """Takes the blocks of a message as they come; in memory up to `spill_above`, then on disk.

    Blocks are handed to the page cache, which does not wait for the disk, so writing on the event
    loop is right. OSError where there is no room.
    """

    __slots__ = ("_blocks", "_descriptor", "_folder", "_spill_above", "size")

    def __init__(self, folder: Path, spill_above: int) -> None:
        self._folder = folder
        self._spill_above = spill_above
        self._blocks: list[bytes] = []
        self._descriptor = -1
        self.size = 0

    def write(self, block: bytes) -> None:
        self.size += len(block)
        if self._descriptor < 0:
            self._blocks.append(block)
            if self.size <= self._spill_above:
                return
            self._descriptor = open_spill(self._folder)
            block, self._blocks = b"".join(self._blocks), []
        view = memoryview(block)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def finish(self) -> Held | Spilled:
        """What was written, as a payload. The writer is empty afterwards."""
        if self._descriptor < 0:
            data = self._blocks[0] if len(self._blocks) == 1 else b"".join(self._blocks)
            self._blocks = []
            return Held(data)
        payload = Spilled(self._descriptor, self.size)
        self._descriptor = -1
        return payload

    def discard(self) -> None:
        """Forgets what was written and gives back memory and disk."""
        self._blocks = []
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.discard()
