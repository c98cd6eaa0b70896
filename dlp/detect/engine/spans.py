"""A set of spans that answers quickly whether another one overlaps any of them."""

from __future__ import annotations

from collections.abc import Iterable

#: spans are kept by the 256 characters that they stand in
_BITS = 8


class SpanSet:
    """Spans (start, end) of a text. Adding and asking take time with a span's length alone."""

    def __init__(self, spans: Iterable[tuple[int, int]] = ()) -> None:
        self._buckets: dict[int, list[tuple[int, int]]] = {}
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        for bucket in range(start >> _BITS, (max(end - 1, start) >> _BITS) + 1):
            self._buckets.setdefault(bucket, []).append((start, end))

    def overlaps(self, start: int, end: int) -> bool:
        """Whether ``start:end`` shares a character with a span of the set."""
        for bucket in range(start >> _BITS, (max(end - 1, start) >> _BITS) + 1):
            for begin, stop in self._buckets.get(bucket, ()):
                if start < stop and begin < end:
                    return True
        return False
