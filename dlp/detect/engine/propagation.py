"""A name found once is found everywhere in the same message.

A model that reads "Anna Berg" in one sentence misses "Anna" under the next; whoever redacts one
must redact the other. Whole names spread whatever their case; single parts of a full name spread
where they stand capitalised and alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from dlp.detect.engine.spans import SpanSet
from dlp.model import Finding

PROPAGATED = frozenset({"PERSON"})
_LEAST = 0.5
_SHORTEST = 3
_MOST_NAMES = 400
#: characters times words that are looked for one by one
_MOST_WORK = 2_000_000
_TOKEN = re.compile(r"(?<![\w@.])[^\s@,;:!?()<>\"]+(?<![.])(?![\w@])")
_WORD = re.compile(r"[^\W\d_][^\W\d_'’\-]+")
#: words that stand in names and mean something else on their own
_COMMON = frozenset(
    "may will mark grant rich bill april june august art hope faith joy grace rose dean frank "
    "sunny page young long short white black brown green grey gray king price best little wood "
    "stone street park church college lane hill ford day may van von der den del la los las san "
    "santa saint st mr mrs ms dr prof sir lady lord miss the and for with from team support "
    "office service services group manager director president chief head sales marketing".split()
)


def propagate(texts: Mapping[str, str], findings: list[Finding]) -> list[Finding]:
    """`findings`, and those for further places in `texts` (by part) where a found name stands."""
    whole: dict[str, Finding] = {}
    pieces: dict[str, Finding] = {}
    for each in findings:
        if each.kind not in PROPAGATED or each.score < _LEAST or each.part not in texts:
            continue
        name = " ".join(texts[each.part][each.start : each.end].split())
        parts = _WORD.findall(name)
        if len(parts) < 2 or len(parts) > 5 or len(name) > 60:
            continue
        whole.setdefault(name.lower(), each)
        for part in parts:
            if len(part) >= _SHORTEST and part[0].isupper() and part.lower() not in _COMMON:
                pieces.setdefault(part, each)
    if not whole:
        return findings
    #: first word → the names that start with it, longest first
    firsts: dict[str, list[list[str]]] = defaultdict(list)
    for name in sorted(list(whole)[:_MOST_NAMES], key=len, reverse=True):
        words = name.split()
        firsts[words[0]].append(words)
    taken = defaultdict(list)
    for each in findings:
        taken[each.part].append((each.start, each.end))
    more: list[Finding] = []
    sought = {*firsts, *(piece.lower() for piece in pieces)}
    for part, text in texts.items():
        mine = SpanSet(taken[part])
        if not _stands_free(text, sought, mine):
            continue
        spots: list[tuple[int, int, Finding | None]] = []
        tokens = [(match.start(), match.end()) for match in _TOKEN.finditer(text)]
        for at, (start, end) in enumerate(tokens):
            for words in firsts.get(text[start:end].lower(), ()):
                last = at + len(words) - 1
                if last < len(tokens) and all(
                    text[slice(*tokens[at + step])].lower() == word
                    for step, word in enumerate(words)
                ):
                    spots.append((start, tokens[last][1], whole[" ".join(words)]))
                    break
        spots += [
            (match.start(), match.end(), pieces.get(match[0]))
            for match in _WORD.finditer(text)
            if match[0] in pieces and not _joined(text, match.start(), match.end())
        ]
        for start, end, source in sorted(spots, key=lambda spot: (spot[0], -spot[1])):
            if source is not None and not mine.overlaps(start, end):
                mine.add(start, end)
                more.append(
                    replace(source, part=part, start=start, end=end, why="found in this message")
                )
    return findings + more


def _stands_free(text: str, sought: set[str], taken: SpanSet) -> bool:
    """Whether something of `sought` (lower case) may stand in `text` outside of what is taken."""
    low = text.lower()
    if len(low) != len(text) or len(low) * len(sought) > _MOST_WORK:
        return True
    for each in sought:
        at = low.find(each)
        while at >= 0:
            if not taken.overlaps(at, at + len(each)):
                return True
            at = low.find(each, at + len(each))
    return False


def _joined(text: str, start: int, end: int) -> bool:
    """Part of an address, a file name or a longer token."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return (
        before in ("@", ".", "_", "/", "-")
        or after[:1] in ("@", "_", "/")
        or (after[:1] == "." and after[1:2].isalnum())
    )
