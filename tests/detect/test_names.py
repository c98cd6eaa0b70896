"""The names detector: spans, pieces, memory."""

from __future__ import annotations

import gc
import random
import shutil
import string
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dlp.config.shipped import shipped
from dlp.detect.names import NamesDetector, Settings
from dlp.detect.names.detector import _lines
from dlp.errors import ConfigError
from dlp.model import Passage


@cache
def detector() -> NamesDetector:
    return NamesDetector("names", Settings())


def spans(text: str, **options: object) -> set[tuple[str, str]]:
    each = NamesDetector("names", Settings.model_validate(options)) if options else detector()
    return {(f.kind, text[f.start : f.end]) for f in each.detect((Passage("body", text),))}


def test_names_stand_where_they_are_reported() -> None:
    text = "🙂 Yesterday John Smith flew from London to Berlin for Berg Holdings."
    assert spans(text) >= {
        ("PERSON", "John Smith"),
        ("LOCATION", "London"),
        ("LOCATION", "Berlin"),
        ("ORGANIZATION", "Berg Holdings"),
    }


def test_an_organisation_needs_more_than_a_capital() -> None:
    """A brand that is only named tells nothing of anybody; an employer does."""
    for text in ("Microsoft Teams meeting ID: 674 208", "Article 12 from IKEA.", "NASA says so."):
        assert not {kind for kind, _ in spans(text)} & {"ORGANIZATION", "PERSON"}, text
    assert ("ORGANIZATION", "Microsoft") in spans("She works for Microsoft now.")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Mr Vance flew to Loeches on Friday.", "LOCATION", "Loeches"),
        ("They moved to Southern Italy last year.", "LOCATION", "Italy"),
        ("He has a job at Wolters Kluwer in town.", "ORGANIZATION", "Wolters Kluwer"),
    ],
)
def test_what_stands_around_a_name_says_its_kind(text: str, kind: str, value: str) -> None:
    assert (kind, value) in spans(text)


def test_the_comment_of_a_key_names_nobody() -> None:
    key = "AAAAC3NzaC1lZDI1NTE5AAAAIHlR2m0cVq5d8tXo3pQnB7"
    assert not spans(f"ssh-ed25519 {key} anna")
    assert not spans(f"ssh-ed25519 {key} anna@laptop")


def test_only_the_kinds_that_are_asked_for() -> None:
    text = "John Smith flew from London to Berlin."
    assert {kind for kind, _ in spans(text, kinds=("LOCATION",))} == {"LOCATION"}
    with pytest.raises(ConfigError, match="no kind 'NORP'"):
        NamesDetector("names", Settings(kinds=("NORP",)))


def test_no_name_runs_over_a_line_break() -> None:
    text = "Regards,\nMary Jones\nPam Butler\nRenee Ratcliff\nJohn Smith\n"
    assert all("\n" not in name for _, name in spans(text))


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match="no spaCy model"):
        NamesDetector("names", Settings(model="en_core_web_nowhere"))
    with pytest.raises(ValidationError):
        Settings.model_validate({"modle": "x"})


def test_a_model_from_a_folder(tmp_path: Path) -> None:
    shutil.copytree(shipped("models", "names", "model"), tmp_path / "model")
    text = "Yesterday John Smith flew from London to Berlin."
    assert spans(text, model=str(tmp_path / "model")) == spans(text)


def test_only_ner_runs() -> None:
    assert detector()._main._model._nlp.pipe_names == ["ner"]


@given(st.text(alphabet="ab \n\r\u2028\t", max_size=50))
def test_lines_are_trimmed_and_in_place(text: str) -> None:
    found = [text[start:end] for start, end in _lines(text, 0, len(text))]
    assert found == [line.strip() for line in text.splitlines() if line.strip()]


def test_findings_do_not_depend_on_what_is_in_the_batch() -> None:
    texts = [f"Dear John Smith, visit {city} soon." for city in ("London", "Paris", "Rome")] * 20
    together = detector().detect(tuple(Passage(str(n), text) for n, text in enumerate(texts)))
    alone = [f for n, t in enumerate(texts) for f in detector().detect((Passage(str(n), t),))]
    assert together == alone


def test_the_vocabulary_does_not_grow() -> None:
    vocab = detector()._main._model._nlp.vocab
    random.seed(7)

    def noise() -> str:
        return " ".join("".join(random.choices(string.ascii_letters, k=8)) for _ in range(200))

    detector().detect((Passage("body", noise()),))
    gc.collect()
    strings, lexemes = len(vocab.strings), sum(1 for _ in vocab)
    for _ in range(40):
        detector().detect((Passage("body", noise()),))
    assert len(vocab.strings) == strings
    assert sum(1 for _ in vocab) == lexemes


@pytest.mark.parametrize("unit", ["(", "a", ".", "http://", "'s", "\u0301"])
def test_hostile_runs_without_a_space_end(unit: str) -> None:
    detector().detect((Passage("body", unit * (20_000 // len(unit))),))


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Please ask Ms. Roefs about it.", "PERSON", "Roefs"),
        ("my name is vitoria", "PERSON", "vitoria"),
        ("Name: ilmari vuorela\nRoom: 12", "PERSON", "ilmari vuorela"),
        ("She lives in Harburg with a dog.", "LOCATION", "Harburg"),
        ("I used to work for Quarzwerk AG.", "ORGANIZATION", "Quarzwerk AG"),
    ],
)
def test_what_a_sentence_says_outright_needs_no_model(text: str, kind: str, value: str) -> None:
    assert (kind, value) in spans(text)


def test_a_statement_of_something_else_is_none() -> None:
    for text in (
        "My name is on the list.",
        "We moved to Monday.",
        "Name: default",
        "lives in peace",
    ):
        assert not spans(text), text
