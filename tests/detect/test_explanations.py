"""A finding's `why` is for people: whatever it says, the same things are found."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dlp import plugins
from dlp.detect.engine.base import RuleFinding
from dlp.detect.engine.engine import Engine
from dlp.detect.engine.scan import RuleMatch
from dlp.detect.markings.candidates import Candidate
from dlp.detect.names.likely import Name
from dlp.detect.names.statements import StatedName
from dlp.model import Detector, Finding, Passage, Role

sys.path.insert(0, str(Path(__file__).parents[1]))
from corpus.structured import cases

TESTS = Path(__file__).parents[1]
#: these cannot be built without a file of the operator's
NEED_A_FILE = {"edm", "fingerprint", "patterns"}

#: every class that carries an explanation
EXPLAINED = (Finding, RuleFinding, Candidate, Name, StatedName)

#: nothing; words that no explanation has; and words that some explanation has, on everything
OTHER_WORDS = (
    "",
    "zebra",
    "label, a sentence, opens a paragraph, ticked in a form, signed, rot13, found in this message",
)


def texts() -> Iterator[str]:
    """What the tests of detectors and markings read, and every example of a detector."""
    for folder in ("detect", "markings"):
        for path in sorted((TESTS / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    text = node.value.encode("utf-8", "replace").decode()
                    if 4 < len(text) < 5000:
                        yield text
    for detector in detectors():
        yield from (example.text for example in detector.finds)
        yield from detector.passes_over
    yield from (case.text for case in cases.structured(7, each=1))
    yield from (case.text for case in cases.hard_negatives(7, each=2))
    seen = (TESTS / "corpus" / "markings" / "seen.jsonl").read_text(encoding="utf-8").splitlines()
    yield from (json.loads(line)["text"] for line in seen[::4])
    yield from LINES


#: where code once took its turn by the words of an explanation
LINES = (
    "[ ] CONFIDENTIAL  [x] SECRET  [ ] TOP SECRET",
    "Delete this mail if you are not the intended recipient.\nThis document is CONFIDENTIAL.\n",
    "(S) The first of two paragraphs is long enough.\n\n(S) And so is the second one here.\n",
    "Reisepass: C01X00T47",
    "- anna\n\nmark\n\nand more follows",
    "ETERCES\n\nFRPERG",
)


@cache
def detectors() -> tuple[Detector, ...]:
    names = [name for name in plugins.names("dlp.detect") if name not in NEED_A_FILE]
    return tuple(plugins.build("dlp.detect", name, name, {}, name) for name in names)


def found() -> list[tuple[Any, ...]]:
    """All that is found in the texts, without what it says for people."""
    engine = Engine(detectors())
    names = [field.name for field in fields(Finding) if field.name != "why"]
    return [
        (number, *(getattr(each, name) for name in names))
        for number, text in enumerate(dict.fromkeys(texts()))
        for each in engine.detect((Passage("text", text), Passage("subject", text, Role.SUBJECT)))
    ]


@pytest.fixture(scope="module")
def plain() -> list[tuple[Any, ...]]:
    return found()


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    OTHER_WORDS,
    ids=["empty", "other", "misleading"],
)
def test_other_words_find_the_same(
    words: str, plain: list[tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in EXPLAINED:
        monkeypatch.setattr(kind, "__init__", _saying(kind.__init__, words))
    monkeypatch.setattr(RuleMatch, "why", words)
    engine = Engine(detectors())
    (one,) = engine.detect((Passage("text", "hetu 131052-308T"),))
    assert one.why == words
    assert found() == plain


def _saying(make: Callable[..., None], words: str) -> Callable[..., None]:
    def made(self: object, *arguments: Any, **more: Any) -> None:
        make(self, *arguments, **more)
        object.__setattr__(self, "why", words)

    return made


@pytest.mark.slow
def test_the_texts_hold_something_of_most_kinds(plain: list[tuple[Any, ...]]) -> None:
    """Else the test above says little."""
    assert len(plain) > 2000
    assert len({each[1] for each in plain}) > 50
