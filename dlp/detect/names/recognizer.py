"""Runs a spaCy pipeline's entity recognizer fast on one core, and only that.

A pipeline whose network is of the usual build runs without spaCy: words come from the `Vocabulary`,
what they are is decided by `NerNetwork`, and only windows that can hold a name are read. Each text
goes through alone, so what is found in it is the same to the last bit, whatever stands beside it.
Any other pipeline runs as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy
import spacy
from spacy import attrs
from thinc.api import NumpyOps

from dlp.config.shipped import shipped
from dlp.detect.names.network import NerNetwork
from dlp.detect.names.vocabulary import SEPARATOR, Vocabulary, Words
from dlp.detect.names.windows import PIECE, WordLists, windows
from dlp.errors import ConfigError

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
#: what spaCy works out for each new word and no NER reads
_NOT_READ = (
    attrs.LIKE_URL,
    attrs.LIKE_NUM,
    attrs.LIKE_EMAIL,
    attrs.IS_CURRENCY,
    attrs.IS_STOP,
    attrs.IS_ASCII,
    attrs.IS_BRACKET,
    attrs.IS_QUOTE,
    attrs.IS_LEFT_PUNCT,
    attrs.IS_RIGHT_PUNCT,
)
#: spaCy's tokenizer takes time with the square of a word, e.g. a thousand brackets; cutting every
#: run there keeps it linear, and no name is that long
_RUN = re.compile(r"\S{100}")
#: half a character is no text to spaCy
_SURROGATE = re.compile(f"[\ud800-\udfff{SEPARATOR}]")
_SIGNS = ("\n", "\n\n", *".,:;!?-()\"'/", "--", "...", "'s")
#: pieces to each side of one that can be a name
_REACH = 3

#: (start, end, label) in a text
Span = tuple[int, int, str]


class Recognizer:
    """A pipeline's `ner`. Texts in, entities out; keeps nothing of a text."""

    def __init__(self, model: str, place: str, lists: WordLists) -> None:
        self._nlp = _load(model, place)
        self._vocabulary: Vocabulary | None = None
        try:
            self._network = NerNetwork(self._nlp.get_pipe("ner"), self._nlp.vocab.vectors)
            self._vocabulary = Vocabulary(self._nlp, self._network, lists, _shipped(lists))
            self._reach = max(_REACH, self._network.sight + 1)
        except ValueError:
            for _, pipe in self._nlp.pipeline:
                for node in pipe.model.walk():
                    # blis comes built for any CPU; numpy's BLAS is 1.3 to 1.7 times as fast
                    node.ops = _OPS

    def entities(self, texts: Sequence[str], batch: int) -> list[list[Span]]:
        """For each text its entities, in order; `batch` texts are prepared together."""
        plain = [_plain(text) for text in texts]
        found: list[list[Span]] = []
        for at in range(0, len(plain), batch):
            found += self._read(plain[at : at + batch])
        return found

    def _read(self, texts: list[str]) -> list[list[Span]]:
        if self._vocabulary is None:
            with self._nlp.memory_zone():
                docs = [self._nlp(text) for text in texts]
                return [[(e.start_char, e.end_char, str(e.label_)) for e in d.ents] for d in docs]
        parts = [self._windows(text, self._vocabulary) for text in texts]
        words = self._vocabulary.words(
            {piece for part in parts for _, some in part for piece in some}
        )
        return [list(self._entities(part, words, self._vocabulary)) for part in parts]

    def _windows(self, text: str, vocabulary: Vocabulary) -> list[tuple[int, list[str]]]:
        """The pieces to read, and where in the text they start."""
        pieces = PIECE.findall(text)
        found = []
        at = place = 0
        for first, last in windows(vocabulary.kinds(pieces), self._reach):
            place += sum(map(len, pieces[at:first]))
            found.append((place, pieces[first:last]))
            place, at = place + sum(map(len, pieces[first:last])), last
        return found

    def _entities(
        self, parts: list[tuple[int, list[str]]], words: dict[str, Words], vocabulary: Vocabulary
    ) -> Iterator[Span]:
        if not parts:
            return
        gap = (0,) * self._network.sight
        numbers = [*gap]
        #: row of each window's first word
        rows: list[int] = []
        for _, pieces in parts:
            rows.append(len(numbers))
            for piece in pieces:
                numbers += words[piece]
            numbers += gap
        index = numpy.array(numbers)
        entities = self._network.entities(
            vocabulary.vectors[index], vocabulary.spaces[index], index == 0
        )
        if not entities:
            return
        ends = vocabulary.widths[index].cumsum()
        for begin, end, label in entities:
            window = bisect_right(rows, begin) - 1
            origin = parts[window][0] - int(ends[rows[window] - 1])
            yield (
                origin + int(ends[begin - 1]),
                origin + int(ends[end - 1] - vocabulary.spaced[index[end - 1]]),
                label,
            )


def _plain(text: str) -> str:
    """`text`, letter for letter, as spaCy can bear it."""
    return _RUN.sub(lambda run: run[0][:-1] + " ", _SURROGATE.sub("\ufffd", text))


_OPS = NumpyOps(use_blis=False)


def _shipped(lists: WordLists) -> Iterator[str]:
    """Pieces to have ready: frequent words as they stand in sentences, and signs."""
    capitals = [word.capitalize() for word in lists.familiar[: len(lists.familiar) // 2]]
    for word in (*lists.familiar, *capitals, *_SIGNS):
        if word.isspace():
            yield word
            continue
        for behind in ("", ",", "."):
            yield f"{word}{behind}"
            yield f"{word}{behind} "


@contextmanager
def _own_factories() -> Iterator[None]:
    """spaCy's own components only: it imports those of all installed packages, to know them; that
    of Presidio alone, which nothing here uses, takes a third of a second."""
    factories = spacy.registry._entry_point_factories
    before, factories.entry_points = factories.entry_points, False
    try:
        yield
    finally:
        factories.entry_points = before


def _load(model: str, place: str) -> Any:
    own = Path(model) == shipped("models", "names", "model")
    try:
        with _own_factories() if own else nullcontext():
            nlp = spacy.load(model, exclude=list(_OTHERS))
    except OSError:
        raise ConfigError(
            place, f"no spaCy model {model!r}", "give an installed package or a folder"
        ) from None
    if "ner" not in nlp.pipe_names:
        raise ConfigError(place, f"the model {model!r} has no `ner`")
    if not any("listener" in node.name for node in nlp.get_pipe("ner").model.walk()):
        for other in set(nlp.pipe_names) - {"ner"}:
            nlp.remove_pipe(other)
    for attribute in _NOT_READ:
        nlp.vocab.lex_attr_getters.pop(attribute, None)
    return nlp
