"""A folded text as lines: where each stands, how deep it is quoted, which are worth reading."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from dlp.detect.markings.fold import FoldedText
from dlp.detect.markings.prefilter import Hits

_QUOTE = re.compile(r"[ \t]{0,8}(?:[>|][ \t]?){1,30}")
_LONGEST = 400
_SHORT = 40
#: most hits and most lines of one passage that are read; a book has fewer
MOST_HITS, MOST_LINES = 30_000, 60_000
NO_HITS = Hits([], [])


class TextLine(NamedTuple):
    """`page.text[start:end]`, without its line end and its quote marks."""

    start: int
    end: int
    depth: int


def holds_nothing(text: str) -> bool:
    """Whether `text` is one line that is not in capitals: without hits there is nothing in it."""
    return "\n" not in text and not text.isupper() and not _nearly_upper(text[: 2 * _SHORT])


def _nearly_upper(text: str) -> bool:
    """Capitals but for a letter that a scanner took for a small one."""
    if text[-2:].islower() or text[1:4].islower():
        return False  # most lines, and cheaply
    small = sum(map(str.islower, text))
    return small < 4 and max(3, small * 5) <= sum(map(str.isupper, text))


class TextPage:
    """The lines of one reading of one passage."""

    def __init__(self, folded: FoldedText, hits: Hits = NO_HITS) -> None:
        self.folded = folded
        self.text = folded.text
        self.lines: list[TextLine] = []
        self._breaks = [0]
        self._said: dict[tuple[int, int], list[re.Match[str]]] = {}
        self._hits = sorted(hits.words)
        starts: list[int] = []
        capitals: list[int] = []
        at = 0
        for raw in self.text.splitlines(keepends=True):
            starts.append(at)
            stripped = raw.rstrip()
            depth, begin = 0, at
            if raw.lstrip()[:1] in (">", "|"):
                quote = _QUOTE.match(raw)
                if quote:
                    depth, begin = quote[0].count(">"), at + quote.end()
            if len(stripped) > 3 and (
                stripped.isupper() or (len(stripped) < _SHORT and _nearly_upper(stripped))
            ):
                capitals.append(len(self.lines))
            self.lines.append(TextLine(begin, max(begin, at + len(stripped)), depth))
            at += len(raw)
            if "\f" in raw:
                self._breaks.append(len(self.lines))
        self._filled = [i for i, line in enumerate(self.lines) if line.end > line.start]
        self._rank = {i: rank for rank, i in enumerate(self._filled)}
        wanted = set(capitals)
        for end in hits.words:
            index = bisect_right(starts, max(0, end - 1)) - 1
            wanted.add(index)
            if index and 0 < self.lines[index - 1].end - self.lines[index - 1].start < _SHORT:
                wanted.add(index - 1)  # a phrase may be broken over two lines
        self.wanted = sorted(i for i in wanted if i in self._rank)
        #: where reading stops for want of time; None where all is read
        self.stop = self._cut()
        #: lines that may hold something encoded
        self.encoded = sorted({bisect_right(starts, max(0, end - 1)) - 1 for end in hits.encoded})
        #: lines of one letter each, as a tall stamp gives them
        self.single = [i for i in self._filled if self.lines[i].end - self.lines[i].start == 1]

    def _cut(self) -> int | None:
        """Leaves out what is beyond the most that is read of one passage."""
        if len(self._hits) <= MOST_HITS and len(self.wanted) <= MOST_LINES:
            return None
        stops = [self._hits[at] for at in (MOST_HITS,) if at < len(self._hits)]
        stops += [self.lines[at].start for at in self.wanted[MOST_LINES : MOST_LINES + 1]]
        stop = min(stops)
        del self._hits[bisect_right(self._hits, stop - 1) :]
        self.wanted = [at for at in self.wanted if self.lines[at].start < stop]
        return stop

    def of(self, index: int) -> str:
        """The text of a line; a longer one than any banner is cut."""
        line = self.lines[index]
        return self.text[line.start : min(line.end, line.start + 20 * _LONGEST)]

    def says(self, pattern: re.Pattern[str], index: int) -> list[re.Match[str]]:
        """Where a pattern matches in a line: looked for once, however many candidates ask."""
        known = self._said.get((id(pattern), index))
        if known is None:
            known = list(pattern.finditer(self.of(index)))
            self._said[id(pattern), index] = known
        return known

    def windows(self, start: int, end: int) -> list[tuple[int, int]]:
        """What is worth reading of ``text[start:end]``: all of a short span; of a long one its
        beginning and what stands around hits. Whole words, disjoint, in order."""
        if end - start <= _LONGEST:
            return [(start, end)]
        spans = [(start, start + _LONGEST // 2)]
        low, high = bisect_right(self._hits, start), bisect_right(self._hits, end)
        for hit in self._hits[low:high]:
            spans.append((hit - _LONGEST // 2, hit + _LONGEST // 2))
        out: list[tuple[int, int]] = []
        for left, right in spans:
            left = max(start, self.text.rfind(" ", start, max(start, left)) + 1)
            right = self.text.find(" ", min(right, end), end)
            right = end if right < 0 else right
            if out and left <= out[-1][1]:
                out[-1] = (out[-1][0], max(right, out[-1][1]))
            else:
                out.append((left, right))
        return out

    def before(self, index: int, steps: int = 1) -> int | None:
        """The filled line `steps` before."""
        rank = self._rank[index] - steps
        return self._filled[rank] if rank >= 0 else None

    def after(self, index: int, steps: int = 1) -> int | None:
        """The filled line `steps` after."""
        rank = self._rank[index] + steps
        return self._filled[rank] if rank < len(self._filled) else None

    def adjacent(self, index: int, other: int | None) -> bool:
        """Whether no empty line stands between two filled lines."""
        return other is not None and abs(index - other) == 1

    def rank(self, index: int) -> int:
        """How many filled lines stand above a filled line."""
        return self._rank[index]

    def head(self, index: int) -> int:
        """How many filled lines stand above on the same page."""
        page = self._breaks[bisect_right(self._breaks, index) - 1]
        return self._rank[index] - bisect_right(self._filled, page - 1)

    def foot(self, index: int) -> int:
        """How many filled lines stand below on the same page."""
        at = bisect_right(self._breaks, index)
        last = self._breaks[at] if at < len(self._breaks) else len(self.lines)
        return bisect_right(self._filled, last - 1) - 1 - self._rank[index]

    def __len__(self) -> int:
        return len(self._filled)
