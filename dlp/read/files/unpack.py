"""libarchive over bytes in memory: entries in order, with the formats and filters we name.

Its "all" filters would start other programs. Its messages and its log may quote names, so neither
goes any further.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from ctypes import c_char_p, c_void_p, cast

from libarchive import ffi
from libarchive.entry import ArchiveEntry
from libarchive.exception import ArchiveError
from libarchive.read import ArchiveRead

from dlp.model import Unread
from dlp.read.files.base import CannotRead

__all__ = ["ArchiveEntry", "BrokenArchive", "content", "entries", "names", "opened"]

logging.getLogger("libarchive").addHandler(logging.NullHandler())
logging.getLogger("libarchive").propagate = False
warnings.filterwarnings("ignore", module="libarchive")

_PIECE = 1 << 18
#: what libarchive's messages hold where a password is missing or wrong
_LOCKED = ("ncrypt", "assphrase", "assword")


class BrokenArchive(Exception):
    """An archive that does not go on. `locked` where a password is missing."""

    def __init__(self, error: ArchiveError) -> None:
        super().__init__("broken archive")
        self.locked = any(word in str(error.msg or "") for word in _LOCKED)


@contextmanager
def opened(
    data: bytes, formats: Sequence[str], filters: Sequence[str] = (), password: str = ""
) -> Iterator[ArchiveRead]:
    """The archive in `data`. Raises `BrokenArchive`."""
    archive = ffi.read_new()
    try:
        if password:
            ffi.read_add_passphrase(archive, password.encode())
        for name in filters:
            ffi.get_read_filter_function(name)(archive)
        for name in formats:
            ffi.get_read_format_function(name)(archive)
        ffi.read_open_memory(archive, cast(c_char_p(data), c_void_p), len(data))
        yield ArchiveRead(archive)
    except ArchiveError as error:
        raise BrokenArchive(error) from None
    finally:
        ffi.read_free(archive)


def entries(archive: ArchiveRead) -> Iterator[ArchiveEntry]:
    """The entries, each good until the next one is asked for. Raises `BrokenArchive`."""
    try:
        yield from archive
    except ArchiveError as error:
        raise BrokenArchive(error) from None


def names(entry: ArchiveEntry) -> tuple[str, str]:
    """What the entry is called and what it points to, "" for nothing; in any charset."""
    return _text(entry.pathname), _text(entry.linkpath)


def _text(name: str | bytes | None) -> str:
    return name.decode("cp437") if isinstance(name, bytes) else name or ""


def content(entry: ArchiveEntry, packed: int, afford: Callable[[int], None]) -> bytes:
    """What the entry holds; `packed` bytes are the whole archive. Raises `BrokenArchive` and
    `CannotRead`."""
    pieces: list[bytes] = []
    total = 0
    try:
        for piece in entry.get_blocks(_PIECE):
            total += len(piece)
            afford(len(piece))
            if total > 8 * 1024**2 and total > 1000 * packed:
                raise CannotRead(Unread.TOO_LARGE, "expands out of all proportion")
            pieces.append(piece)
    except ArchiveError as error:
        raise BrokenArchive(error) from None
    return b"".join(pieces)
