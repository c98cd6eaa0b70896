"""All rules over a text in one pass: Hyperscan says which can match where, then they look.

A text is scanned in pieces of a few hundred characters with `HS_FLAG_PREFILTER` (a hit may be
false, a miss never is) and `HS_FLAG_SINGLEMATCH` (one report a rule and piece), so the number of
reports is bounded whatever stands in the text. A rule runs only over a piece that it can match
in, and its own pattern has bounded width, so the whole is linear in the text.
https://intel.github.io/hyperscan/dev-reference/compilation.html
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import hyperscan

from dlp.detect.engine.context import AFTER, BEFORE, Neighbourhood, split_words
from dlp.detect.engine.cues import Language, cues
from dlp.detect.engine.databases import block_database
from dlp.detect.engine.labels import stems, words
from dlp.detect.engine.rule import LEFT, LEFT_OPEN, MOST, RIGHT, RIGHT_OPEN, PatternRule
from dlp.detect.engine.tables import Tables
from dlp.detect.engine.text import fold
from dlp.detect.engine.text.language import identify
from dlp.detect.engine.weighing import Contribution, Features, Labels, features, weigh

#: groups of two to four digits with a space between, as a table and many numbers have them
_GROUPS = re.compile(r"[0-9]{2,4}(?: [0-9]{2,4}){1,6}")
_GROUP_BEFORE = re.compile(r"(?<![\w.,+(\-])[0-9]{2,4} \Z")
_GROUP_BEHIND = re.compile(r" [0-9]{2,4}(?![\w.,:/\-])")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_REPEAT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")
_COUNTED = 10
_PIECE = 600
_GROUP = 24
#: a pattern that matches nothing but itself; alternatives stand in groups only
_LITERAL = re.compile(r"(?:[\w \-:!~@#%&=;,<>\"'/]|\\[^\w\s]|\\[ ]|\(\?:(?:\w|\\\W|[|/:.])+\))+")
_OVERLAP = MOST + 16

#: a score below this is never reported, whatever stands near by
LEAST = 0.25
#: how sure a language must be for words to depend on it; and how sure in a text of few letters
_TOLD, _TOLD_FEW = 0.5, 0.85
_FEW_LETTERS = 25


class RuleMatch:
    """A value that a rule found: ``text[start:end]`` of the normalised text, and its score.

    `detector` is the name of the detector whose rule it is; `labelled` says that a label near by
    named the value, `strong` that its form speaks for itself; `cues` are what stood around and
    what each added to the log-odds.
    """

    __slots__ = ("cues", "detector", "end", "labelled", "rule", "score", "start", "strong")

    def __init__(
        self,
        rule: PatternRule,
        detector: str,
        start: int,
        end: int,
        score: float,
        labelled: bool,
        added: tuple[Contribution, ...] = (),
        strong: bool = False,
    ) -> None:
        self.rule, self.detector = rule, detector
        self.start, self.end = start, end
        self.score, self.labelled = score, labelled
        self.cues, self.strong = added, strong

    @property
    def why(self) -> str:
        """What spoke for it and against it, in words for people; no code reads them."""
        proof = self.rule.why or ("checksum" if self.rule.check else "form")
        known = cues().weights
        said = (f"{known[name].says} {weight:+.1f}" for name, weight in self.cues)
        return "; ".join((proof, *said))


#: a candidate as the fit of the weights sees it: span, rule, and the cues around it
Candidate = tuple[int, int, PatternRule, Features]


class _Compiled(list[Any]):
    """Patterns that are compiled when they are first asked for; in one text, few are."""

    def __getitem__(self, number: Any) -> Any:
        found = super().__getitem__(number)
        if callable(found):
            found = self[number] = found()
        return found


def _labels_of(rule: PatternRule) -> Labels:
    return Labels(rule.named(), rule.hinted())


class Scanner:
    """Runs (owner, rule) pairs over texts. Safe in threads (a lock) and across a fork."""

    def __init__(self, rules: Sequence[tuple[str, PatternRule]]) -> None:
        self._rules = tuple(rules)
        self._patterns = _Compiled(rule.compiled for _, rule in rules)
        self._labels = _Compiled(partial(_labels_of, rule) for _, rule in rules)
        #: what names any kind: a bare value behind another kind's label is not ours
        self._names = {rule.labels for _, rule in rules if rule.labels}
        self._any = words(",".join(sorted(self._names)))
        #: rules that say nothing without a label → what to look for before they run
        self._wanted = {
            number: ",".join(filter(None, (rule.labels, rule.general)))
            for number, (_, rule) in enumerate(rules)
            if not rule.bare and rule.labels
        }
        self._label_base: tuple[Any, list[str]] | None = None
        self._lock = threading.Lock()
        #: each database, and the number of its first rule
        self._databases = [
            (_compile(self._rules[first:end]), first) for first, end in _groups(self._rules)
        ]

    @classmethod
    def of(cls, scanners: Sequence[Scanner]) -> Scanner:
        """One scanner for the rules of several; what was compiled is shared."""
        joined = cls(())
        for each in scanners:
            first = len(joined._rules)
            joined._rules += each._rules
            joined._patterns += each._patterns
            joined._labels += each._labels
            joined._wanted |= {first + at: wanted for at, wanted in each._wanted.items()}
            joined._names |= each._names
            joined._databases += [(database, first + at) for database, at in each._databases]
        joined._any = words(",".join(sorted(joined._names)))
        joined._label_base = _labels(sorted(set(joined._wanted.values())))
        return joined

    def prepare(self) -> None:
        """Compiles all that is otherwise compiled when it is first needed."""
        for number in range(len(self._rules)):
            self._patterns[number], self._labels[number]

    def names(self, text: str) -> bool:
        """Whether `text` is a label of some rule, and nothing more."""
        return self._any.fullmatch(fold(text)) is not None

    def scan(self, text: str, least: float = LEAST) -> list[RuleMatch]:
        """Every match of every rule in `text` (normalised) that scores `least`, in no special
        order."""
        found: list[RuleMatch] = []
        for owner, rule, start, end, some in self._candidates(text):
            weighed = weigh(some)
            if weighed.score >= least:
                for first, last in (
                    rule.pieces(text, start, end) if rule.pieces else ((start, end),)
                ):
                    found.append(
                        RuleMatch(
                            rule,
                            owner,
                            first,
                            last,
                            weighed.score,
                            some.labelled,
                            weighed.cues,
                            some.strong,
                        )
                    )
        return found

    def candidates(self, text: str) -> list[Candidate]:
        """All that any rule's form and check accept, with the cues around it, unweighed."""
        return [(start, end, rule, some) for _, rule, start, end, some in self._candidates(text)]

    def _candidates(self, text: str) -> Iterator[tuple[str, PatternRule, int, int, Features]]:
        neighbourhoods: dict[tuple[int, int], Neighbourhood] = {}
        tables = Tables(text)
        fenced = tables.fenced()
        language = _PassageLanguage(text)
        upto = [0] * len(self._rules)
        for low, high, hits in self._hits(text):
            top = min(len(text), high + _OVERLAP)
            for number in self._worthwhile(text, low, high, hits, tables):
                owner, rule = self._rules[number]
                at = max(low, upto[number])
                while (match := self._patterns[number].search(fenced, at, top)) is not None:
                    if match.start() >= high:
                        break
                    span = self._value(rule, fenced, match)
                    if span is None:
                        # what begins inside a match that was none may be one all the same
                        at = match.start() + 1 if rule.restart else max(match.end(), at + 1)
                        continue
                    # a match may run on into the next value: go on behind the value itself
                    at = (
                        max(span[1], match.start() + 1)
                        if rule.restart
                        else max(match.end(), at + 1)
                    )
                    upto[number] = max(upto[number], min(at, high))
                    around = neighbourhoods.get(span)
                    if around is None:
                        header, near, far = tables.scope(span[0])
                        around = Neighbourhood(text, *span, header, near, far)
                        neighbourhoods[span] = around
                    some = features(
                        rule,
                        self._labels[number],
                        around,
                        text[span[0] : span[1]],
                        every=self._any,
                        language=language,
                        row=self._in_row(text, *span),
                    )
                    yield owner, rule, *span, some

    def _worthwhile(
        self, text: str, at: int, end: int, hits: list[int], tables: Tables
    ) -> list[int]:
        """`hits` without the rules that need a label where none of theirs stands."""
        if self._label_base is None or not any(number in self._wanted for number in hits):
            return hits
        present: set[str] = set()
        database, groups = self._label_base
        near = text[max(0, at - BEFORE) : end + _OVERLAP + AFTER]
        if tables.some:
            near = "\n".join((near, split_words(tables.headers(at, end + _OVERLAP))))
        data = fold(near).encode("utf-8", "replace")

        def hit(number: int, start: int, stop: int, flags: int, context: object) -> None:
            present.add(groups[number])

        with self._lock:
            database.scan(data, match_event_handler=hit)
        return [
            number
            for number in hits
            if number not in self._wanted or self._wanted[number] in present
        ]

    def _value(self, rule: PatternRule, text: str, match: Any) -> tuple[int, int] | None:
        if rule.find is not None:
            return rule.find(text, match)
        group = "v" if "v" in match.re.groupindex else 0
        start, end = match.span(group)
        if rule.check is not None and not rule.check(text[start:end]):
            return None
        return start, end

    def _in_row(self, text: str, start: int, end: int) -> bool:
        """Whether groups of digits with spaces between stand in a row that goes on with the like:
        columns of a table, not one number."""
        if _GROUPS.fullmatch(text, start, end) is None:
            return False
        return bool(_GROUP_BEFORE.search(text[max(0, start - 8) : start])) or bool(
            _GROUP_BEHIND.match(text, end)
        )

    def _hits(self, text: str) -> Iterator[tuple[int, int, list[int]]]:
        """Pieces of `text` and the numbers of the rules that may match in each."""
        hits: list[int] = []

        def hit(number: int, start: int, end: int, flags: int, context: int) -> None:
            hits.append(context + number)

        at, length = 0, len(text)
        while at < length:
            end = min(length, at + _PIECE)
            if end < length:
                cut = text.rfind("\n", at + _PIECE // 2, end)
                if cut < 0:
                    cut = text.rfind(" ", at + _PIECE // 2, end)
                if cut > at:
                    end = cut + 1
            hits.clear()
            data = text[at : end + _OVERLAP].encode("utf-8", "replace")
            with self._lock:  # a database has one scratch space
                for database, first in self._databases:
                    database.scan(data, match_event_handler=hit, context=first)
            if hits:
                yield at, end, sorted(hits)
            at = end


class _PassageLanguage:
    """The language of a text, found when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: Language | None = None

    def __call__(self) -> Language:
        if self._known is None:
            code, sure = identify(self._text)
            few = sum(map(str.isalpha, self._text[: 4 * _FEW_LETTERS])) < _FEW_LETTERS
            self._known = Language(code, sure >= (_TOLD_FEW if few else _TOLD))
        return self._known


def _labels(groups: Sequence[str]) -> tuple[Any, list[str]]:
    """A database with one pattern for each group of labels, over folded text."""
    flags = (
        hyperscan.HS_FLAG_SINGLEMATCH
        | hyperscan.HS_FLAG_CASELESS
        | hyperscan.HS_FLAG_UTF8
        | hyperscan.HS_FLAG_PREFILTER
    )
    if not groups:
        return hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK), []
    return block_database([(stems(group).encode(), flags) for group in groups]), list(groups)


def _groups(rules: Sequence[tuple[str, PatternRule]]) -> Iterator[tuple[int, int]]:
    """Stretches of rules with a database each: a few patterns, or any number of literals, which
    compile at once and are scanned for in the time of one."""
    first = 0
    while first < len(rules):
        end = first
        while end < len(rules) and _LITERAL.fullmatch(rules[end][1].hint or rules[end][1].pattern):
            end += 1
        if end - first < _GROUP:
            end = min(len(rules), first + _GROUP)
        yield first, end
        first = end


def _compile(rules: Sequence[tuple[str, PatternRule]]) -> Any:
    """One database of some rules; compiling few at a time takes a quarter of all at once."""
    flags = (
        hyperscan.HS_FLAG_PREFILTER
        | hyperscan.HS_FLAG_SINGLEMATCH
        | hyperscan.HS_FLAG_UTF8
        | hyperscan.HS_FLAG_UCP
    )
    # without the boundaries: fewer states, and a false hit costs little
    patterns = [_pcre(_unbounded(rule.hint or rule.pattern)).encode() for _, rule in rules]
    loose = [hyperscan.HS_FLAG_CASELESS if rule.ignore_case else 0 for _, rule in rules]
    return block_database([(one, flags | more) for one, more in zip(patterns, loose, strict=True)])


def _unbounded(pattern: str) -> str:
    for left, right in ((LEFT, RIGHT), (LEFT_OPEN, RIGHT_OPEN)):
        pattern = pattern.removeprefix(left).removesuffix(right)
    return pattern


def _pcre(pattern: str) -> str:
    """Python's spelling in PCRE's; long repeats are let run on, which only adds false hits."""
    return _ESCAPE.sub(r"\\x{\1}", _REPEAT.sub(_shorter, pattern.replace("(?P<", "(?<")))


def _shorter(match: re.Match[str]) -> str:
    least = int(match[1])
    most = int(match[2] or 0) if match[2] is not None else least
    return match[0] if most <= _COUNTED else f"{{{min(least, _COUNTED)},}}"
