"""Every detector that we ship keeps its own promises: what it finds and what it passes over."""

from __future__ import annotations

from functools import cache

import pytest

from dlp import plugins
from dlp.inspection import broken_example
from dlp.model import Detector, Passage

#: these cannot be built without a file of the operator's; test_edm.py and test_patterns.py test them
NEED_A_FILE = {"edm", "fingerprint", "patterns"}
NAMES = [name for name in plugins.names("dlp.detect") if name not in NEED_A_FILE]


@cache
def built(name: str) -> Detector:
    detector: Detector = plugins.build("dlp.detect", name, name, {}, f"detectors.{name}")
    return detector


def test_there_are_detectors() -> None:
    assert {"presidio", "names", "markings"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_examples_hold(name: str) -> None:
    assert broken_example(built(name)) is None


@pytest.mark.parametrize("name", NAMES)
def test_a_detector_says_what_it_finds(name: str) -> None:
    detector = built(name)
    assert detector.name == name
    assert detector.kinds and len(set(detector.kinds)) == len(detector.kinds)
    assert detector.finds and detector.passes_over, "examples are the documentation"
    assert {example.kind for example in detector.finds} <= set(detector.kinds)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\n", "\x00", "\ud800", "a\u0301" * 2000, "🙂" * 500, "x" * 50_000, "1" * 20_000],
    ids=repr,
)
def test_odd_texts_are_read_without_an_exception(name: str, text: str) -> None:
    for finding in built(name).detect((Passage("body", text),)):
        assert 0 <= finding.start <= finding.end <= len(text)
        assert finding.kind != "UNREADABLE"


@pytest.mark.parametrize("name", NAMES)
def test_same_text_same_findings(name: str) -> None:
    detector = built(name)
    text = "\n".join(example.text for example in detector.finds)
    passages = (Passage("a", text), Passage("b", "nothing"), Passage("c", text))
    first = detector.detect(passages)
    assert first == detector.detect(passages)
    in_a = [(f.kind, f.start, f.end, f.score) for f in first if f.part == "a"]
    in_c = [(f.kind, f.start, f.end, f.score) for f in first if f.part == "c"]
    assert sorted(in_a) == sorted(in_c) != []
