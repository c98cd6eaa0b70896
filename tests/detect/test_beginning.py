"""A large message with more findings than are reported: its beginning is enough."""

from __future__ import annotations

import random
from functools import cache
from itertools import pairwise

import pytest

from dlp import plugins
from dlp.config import InspectionSettings
from dlp.detect.engine import beginning
from dlp.detect.engine.engine import Engine
from dlp.inspection import MOST_FINDINGS, Inspector
from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREADABLE,
    Detector,
    Example,
    Finding,
    Passage,
    Reading,
)

MOST = 200


class Watched:
    """A detector, and how many characters it was asked to look through."""

    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ()

    def __init__(self, kind: str, word: str) -> None:
        self.name, self.kinds, self.word, self.seen = kind.lower(), (kind,), word, 0

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        self.seen += sum(len(each.text) for each in passages)
        return [
            Finding(self.kinds[0], each.part, at, at + len(self.word), 0.9, self.name)
            for each in passages
            for at in range(len(each.text))
            if each.text.startswith(self.word, at)
        ]


@cache
def rules() -> tuple[Detector, ...]:
    return tuple(
        plugins.build("dlp.detect", name, name, {}, name) for name in ("contact", "payment")
    )


def rows(count: int, seed: int = 1) -> str:
    chance = random.Random(seed)
    lines = (f"{n};Kim Berg;kim{n}@example.org;{chance.random():.2f}" for n in range(count))
    return "no;name;mail;paid\n" + "\n".join(lines)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beginning, "FIRST", 2_000)


@pytest.mark.parametrize("parts", [1, 3])
def test_what_is_reported_is_what_the_whole_would_give(parts: int) -> None:
    passages = tuple(Passage(f"body:{9 - n}", rows(4000 // parts, n)) for n in range(parts))
    names, marks = Watched("PERSON", "Kim Berg"), Watched(CLASSIFICATION_MARKING, ";0.5")
    engine = Engine([*rules(), names, marks])
    full = engine.detect(passages)
    assert len(full) > 10 * MOST
    total, names.seen, marks.seen = names.seen, 0, 0
    short = engine.detect(passages, MOST)
    capped = [each for each in short if each.kind != CLASSIFICATION_MARKING]
    assert capped[:MOST] == [each for each in full if each.kind != CLASSIFICATION_MARKING][:MOST]
    assert len(capped) < len(full) / 5
    assert names.seen < total / 4
    assert [each for each in short if each.kind == CLASSIFICATION_MARKING] == [
        each for each in full if each.kind == CLASSIFICATION_MARKING
    ]


def test_where_only_the_beginning_is_dense_all_is_looked_through() -> None:
    text = rows(40) + "\n" + "Nothing stands here.\n" * 3000 + "mail last@example.org\n"
    engine = Engine(rules())
    passages = (Passage("text", text),)
    assert engine.detect(passages, MOST) == engine.detect(passages)
    assert engine.detect(passages, MOST)[-1].end == len(text) - 1


def test_a_message_of_usual_size_is_asked_for_once() -> None:
    names = Watched("PERSON", "Kim Berg")
    text = rows(60)
    Engine([names]).detect((Passage("text", text),), 10)
    assert names.seen == len(text)


def test_a_beginning_ends_with_a_line_and_a_part() -> None:
    passages = Passage("b", "eins\nzwei\ndrei\nvier"), Passage("a", "null"), Passage("c", "x" * 99)
    taken = beginning.beginning(passages, 15)
    assert [(each.part, each.text) for each in taken] == [("a", "null"), ("b", "eins\nzwei\n")]
    assert beginning.beginning(passages, 60)[-1] == Passage("c", "x" * 37)
    assert len(beginning.beginning(passages, 500)) == 3


def test_beginnings_grow_by_what_they_held_and_are_few() -> None:
    tries = beginning.lengths(10**9, MOST)
    seen = [next(tries)]
    with pytest.raises(StopIteration):
        for _ in range(9):
            seen.append(tries.send(1))
    assert seen[0] == 2_000
    assert len(seen) == 3
    assert all(later >= 2 * earlier for earlier, later in pairwise(seen))
    assert list(beginning.lengths(3_999, MOST)) == []


def test_the_message_says_that_there_is_more() -> None:
    text = rows(MOST_FINDINGS + 2000)
    inspector = Inspector(rules(), InspectionSettings())
    found = inspector.find(Reading((Passage("text", text),)))
    assert len(found) == MOST_FINDINGS
    assert [each.kind for each in found].count(UNREADABLE) == 1
