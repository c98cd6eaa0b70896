"""A changed text and where each of its characters stood before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MappedText:
    """`text`, and the runs that lead from it back to the text it was made from.

    A run starts at `starts[i]` of `text` and stands for the `widths[i]` characters at
    `sources[i]` of the source. In an `equal` run characters correspond one to one; any other run
    stands as a whole for its whole source range. No runs at all: the text is unchanged.
    """

    text: str
    starts: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    equal: tuple[bool, ...] = field(default=())

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` (not empty) stood in the source."""
        if not self.starts:
            return start, end
        first, last = self._place(start), self._place(end - 1)
        # of a text that was turned round, what comes last stood first
        return min(first[0], last[0]), max(first[1], last[1])

    def _place(self, at: int) -> tuple[int, int]:
        """Where the character at `at` stood, or the whole source that its run stands for."""
        run = bisect_right(self.starts, at) - 1
        if self.equal[run]:
            begin = self.sources[run] + at - self.starts[run]
            return begin, begin + 1
        return self.sources[run], self.sources[run] + self.widths[run]

    def after(self, earlier: MappedText) -> MappedText:
        """The map from this text through `earlier`, whose text is this one's source."""
        if not earlier.starts:
            return self
        if not self.starts:
            return MappedText(
                self.text, earlier.starts, earlier.sources, earlier.widths, earlier.equal
            )
        maker = MappedTextBuilder()
        starts, last = earlier.starts, len(earlier.starts) - 1
        at = 0
        for text, source, width, equal in self._runs():
            # both go on in order, so the run that `source` stands in is this one or a later one
            if starts[at] > source:
                at = 0
            while at < last and starts[at + 1] <= source:
                at += 1
            if not equal:
                origin, stop = earlier.span(source, source + max(width, 1))
                maker.add(text, origin, stop - origin, False)
                continue
            begin, end = source, source + width
            while begin < end:
                stop = min(end, starts[at + 1]) if at < last else end
                piece = text[begin - source : stop - source]
                if earlier.equal[at]:
                    maker.keep(piece, earlier.sources[at] + begin - starts[at])
                else:
                    maker.add(piece, earlier.sources[at], earlier.widths[at], False)
                begin = stop
                if begin < end:
                    at += 1
        return maker.done()

    def _runs(self) -> Iterator[tuple[str, int, int, bool]]:
        for at, start in enumerate(self.starts):
            end = self.starts[at + 1] if at + 1 < len(self.starts) else len(self.text)
            yield self.text[start:end], self.sources[at], self.widths[at], self.equal[at]


class MappedTextBuilder:
    """Collects pieces of a changed text in order."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._sources: list[int] = []
        self._widths: list[int] = []
        self._equal: list[bool] = []
        self._length = 0

    def keep(self, text: str, source: int) -> None:
        """`text` stood at `source` just so."""
        self.add(text, source, len(text), True)

    def add(self, text: str, source: int, width: int, equal: bool = False) -> None:
        """`text` stands for the `width` characters at `source`."""
        if not text:
            return
        if (
            equal
            and self._equal
            and self._equal[-1]
            and self._sources[-1] + self._widths[-1] == source
        ):
            self._widths[-1] += width
        else:
            self._starts.append(self._length)
            self._sources.append(source)
            self._widths.append(width)
            self._equal.append(equal)
        self._texts.append(text)
        self._length += len(text)

    def done(self) -> MappedText:
        return MappedText(
            "".join(self._texts),
            tuple(self._starts),
            tuple(self._sources),
            tuple(self._widths),
            tuple(self._equal),
        )
