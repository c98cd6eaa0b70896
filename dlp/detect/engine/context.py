"""What stands around a value: labels that name it, words that name something else, its line.

A word *names* a value when it stands right before it, with no more between them than a number sign,
a colon or "is"; alone in the line above; or in the header of the value's own column. A word that is
merely near by names nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from dlp.detect.engine.cues import cues
from dlp.detect.engine.labels import NUMBER_SIGNS
from dlp.detect.engine.text import fold

#: characters looked at before and after a value
BEFORE, AFTER = 90, 45
#: a label this near stands right before its value
_DIRECT = 4

_BREAK = re.compile(r"\n[ \t]*\n")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
#: right behind a value: what follows belongs to the next value
_NEXT = re.compile(r"[^\n]{0,12}?[:=#]")
#: between a word and the value that it names, in one line
_NAMING = re.compile(
    r"(?:(?<=\bno)\.|(?<=\bnr)\.|(?<=ref)\.|(?<=\binv)\.)?[ ]{0,2}(?:n[°ºr]?\.?(?!\w)|№|#)?[ ]?"
    r"(?:(?:is|was|are|ist|war|lautet|on|oli|ar|var|er|est|es|era|jest|to|e|was|luidt|of|von|de|du|di|av"
    r"|from|by|at)[ :])?"
    r"[ :=#\"'(\[<>*_\-\u2013/`]{0,5}\Z"
)
#: a word that says itself that a number follows
_NUMBER = re.compile(rf"(?:{NUMBER_SIGNS}|nummer\w{{0,2}}|numero\w{{0,4}})\Z")
#: the same where cells stand side by side
_NEXT_CELL = re.compile(r"[ :]{0,3}[\t|;][ ]{0,20}\Z")
#: the same where the word has the line above to itself
_ABOVE = re.compile(r"[ \t:#]{0,4}\n[ \t>]{0,8}\Z")
_MONEY_BEFORE = re.compile(r"[$€£¥][ ]?\Z")
_MONEY_AFTER = re.compile(r"[ ]?[$€£¥%]|,-")
#: how logs and code begin a line, or go on
_MACHINE = re.compile(
    r"\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[\d+\]|<\d{1,3}>|[#/]{2}|[{}\[]|"
    r"(?:at|File|from|import|def|var|let|const) \S|"
    r"(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b)|"
    r".{0,80}(?:[;{]\s*$|\w\(\S|\b[a-z_]+=\S)"
)


class Where(Enum):
    """Where a label stands."""

    HEADER = "label_header"
    DIRECT = "label_direct"
    NEAR = "label_near"
    AFTER = "label_after"


class Naming(Enum):
    """How a word names a value: with a number sign, a colon or "is"; or merely by its place."""

    SAID = "said"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class Label:
    """The nearest label of a value: where it stands, and how many characters away."""

    where: Where
    distance: int


def names_something_else(text: str) -> bool:
    """Whether `text` is a word such as "order number", and nothing more."""
    folded = fold(text)
    return any(
        words.all.fullmatch(folded) is not None for words in (cues().reference, cues().quantity)
    )


def split_words(text: str) -> str:
    """`text` with a space where camel case begins a word."""
    return _CAMEL.sub(" ", text)


class Neighbourhood:
    """The neighbourhood of one value, folded once for all that is asked of it."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        header: str = "",
        low: int = 0,
        high: int | None = None,
    ) -> None:
        """The value ``text[start:end]`` under a `header`; nothing beyond ``text[low:high]`` speaks
        of it (see `Tables.scope`)."""
        before = text[max(low, start - BEFORE) : start]
        cut = 0
        for match in _BREAK.finditer(before):
            cut = match.end()
        before = before[cut:]
        after = text[end : min(end + AFTER, len(text) if high is None else max(high, end))]
        broken = after.find("\n")
        self.before = fold(split_words(before))
        self.after = fold(after if broken < 0 else after[:broken])
        self.header = fold(split_words(header)) if header else ""
        self._text, self._start, self._end = text, start, end

    def label(self, labels: re.Pattern[str]) -> Label | None:
        """The nearest label; None without one. A header counts as adjacent."""
        if self.header and labels.search(self.header):
            return Label(Where.HEADER, 0)
        nearest: int | None = None
        for match in labels.finditer(self.before):
            nearest = len(self.before) - match.end()
        match_after = labels.search(self.after)
        if match_after and not _NEXT.match(self.after, match_after.end()):
            behind = match_after.start() + 8
            if nearest is None or behind < nearest:
                return Label(Where.AFTER, behind)
        if nearest is None:
            return None
        return Label(Where.DIRECT if nearest <= _DIRECT else Where.NEAR, nearest)

    def distance(self, labels: re.Pattern[str]) -> int | None:
        """Characters to the nearest label; None without one."""
        label = self.label(labels)
        return None if label is None else label.distance

    def named(self, words: re.Pattern[str]) -> Naming | None:
        """How one of `words` names the value: right before it, or alone in the line above."""
        found = list(words.finditer(self.before))
        if not found:
            return None
        last = found[-1]
        at = last.end()
        if _NAMING.match(self.before, at):
            beside = not self.before[at:].strip() and not _NUMBER.search(last[0])
            return Naming.BESIDE if beside else Naming.SAID
        if not self.header and _NEXT_CELL.match(self.before, at):
            return Naming.SAID
        line = self.before.rfind("\n", 0, last.start()) + 1
        alone = not self.before[line : last.start()].strip(" \t>*#-")
        return Naming.SAID if alone and _ABOVE.match(self.before, at) else None

    def headed(self, words: re.Pattern[str]) -> bool:
        """Whether the header of the value's column has one of `words`."""
        return bool(self.header) and words.search(self.header) is not None

    def measured(self, words: re.Pattern[str]) -> bool:
        """Whether the value is an amount: a unit, a currency or a counted thing beside it."""
        if _MONEY_BEFORE.search(self.before) or _MONEY_AFTER.match(self.after):
            return True
        unit = words.search(self.after)
        if unit is not None and not self.after[: unit.start()].strip(" -"):
            return True
        return self.named(words) is not None

    @property
    def alone(self) -> bool:
        """Whether the value has its line to itself."""
        return not self._line()[0].strip() and not self._line()[1].strip()

    @property
    def machine(self) -> bool:
        """Whether a program wrote the line: a log, code, a record of keys and values."""
        before, after = self._line()
        return (
            _MACHINE.match(before[:120] + self._text[self._start : self._end] + after[:40])
            is not None
        )

    def _line(self) -> tuple[str, str]:
        first = self._text.rfind("\n", max(0, self._start - 200), self._start) + 1
        first = max(first, self._start - 200)
        last = self._text.find("\n", self._end, self._end + 200)
        return (
            self._text[first : self._start],
            self._text[self._end : last if last >= 0 else self._end + 200],
        )
