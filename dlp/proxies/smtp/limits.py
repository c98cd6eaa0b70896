"""Bounds that all sessions share (T21): connections, bytes of messages, messages a minute."""

from __future__ import annotations

import time
from collections import Counter

from dlp import metrics


class BufferBudget:
    """Bytes of messages that may be in memory or in spill files, over all sessions."""

    __slots__ = ("_limit", "reserved")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.reserved = 0
        metrics.buffered_bytes.set_function(lambda: self.reserved)

    def reserve(self, size: int) -> bool:
        """Reserves `size` more bytes; False where there are not so many."""
        if self._limit and self.reserved + size > self._limit:
            return False
        self.reserved += size
        return True

    def has(self, size: int) -> bool:
        """Whether a message of `size` bytes would fit now."""
        return not self._limit or self.reserved + size <= self._limit

    def release(self, size: int) -> None:
        self.reserved -= size


class ConnectionLimit:
    """Open connections, in all and by peer."""

    __slots__ = ("_limit", "_limit_per_peer", "_peers", "open")

    def __init__(self, limit: int, limit_per_peer: int) -> None:
        self._limit = limit
        self._limit_per_peer = limit_per_peer
        self._peers: Counter[str] = Counter()
        self.open = 0

    def acquire(self, peer: str, trusted: bool) -> bool:
        """Lets one more connection in, or not. Every True needs a `release` later."""
        if self._limit and self.open >= self._limit:
            return False
        if not trusted and self._limit_per_peer and self._peers[peer] >= self._limit_per_peer:
            return False
        self.open += 1
        self._peers[peer] += 1
        return True

    def release(self, peer: str) -> None:
        self.open -= 1
        self._peers[peer] -= 1
        if self._peers[peer] <= 0:
            del self._peers[peer]


class MessageRateLimit:
    """Messages of each peer in the current minute."""

    __slots__ = ("_limit", "_minute", "_peers")

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._minute = 0
        self._peers: Counter[str] = Counter()

    def exceeded(self, peer: str) -> bool:
        """Counts one more message; True where it is one too many."""
        if not self._limit:
            return False
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._peers = minute, Counter()
        self._peers[peer] += 1
        return self._peers[peer] > self._limit
