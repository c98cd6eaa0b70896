"""What was read lately, by keyed hash of the content, so that the same file is read once.

The key is drawn when the server starts and never leaves it: nobody outside can tell from a hash,
or from a hit, which file it was.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from mmap import mmap

#: what an entry takes beside its bytes
_OVERHEAD = 200


class Cache:
    """Results in memory, the latest used ones, at most `most` bytes together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._key = os.urandom(32)
        self._results: OrderedDict[bytes, bytes] = OrderedDict()
        #: bytes taken
        self.size = 0

    def digest(self, content: bytes | mmap) -> bytes:
        """The name of this content in this cache, and in no other."""
        return hashlib.blake2b(content, digest_size=32, key=self._key).digest()

    def get(self, digest: bytes) -> bytes | None:
        """The result, if it is still there."""
        result = self._results.get(digest)
        if result is not None:
            self._results.move_to_end(digest)
        return result

    def put(self, digest: bytes, result: bytes) -> None:
        """Keeps a result; older ones go. One that would take a quarter of the room is not kept."""
        if digest in self._results or 4 * len(result) > self._most:
            return
        self._results[digest] = result
        self.size += len(result) + _OVERHEAD
        while self.size > self._most:
            _, old = self._results.popitem(last=False)
            self.size -= len(old) + _OVERHEAD
