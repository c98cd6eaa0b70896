"""Runs a spaCy pipeline's entity recognizer fast on one core, and only that.

Four habits: numpy's own BLAS instead of blis' generic kernels; words that everybody uses are
tokenized and embedded once, when the model is loaded; the convolutions run over all texts of a
message as one matrix; what spaCy works out for a new word and no recognizer reads is not worked
out. The entities stay the same (a test holds both ways side by side).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import spacy
from spacy import attrs
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps

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
_SURROGATE = re.compile("[\ud800-\udfff]")
_SIGNS = ("\n", "\n\n", ".", ",", ":", ";", "!", "?", "-", "--", "'s", "(", ")", '"', "'", "/")


class Recognizer:
    """A pipeline's `ner`. Texts in, entities out; keeps nothing of a text."""

    def __init__(self, model: str, place: str, familiar: Sequence[str] = ()) -> None:
        """`familiar` are words in lower case, the most frequent first, to have ready."""
        self._nlp = _load(model, place)
        self._pipes = [pipe for _, pipe in self._nlp.pipeline]
        self._prepare(familiar)

    def entities(self, texts: Sequence[str], batch: int) -> Iterable[list[tuple[int, int, str]]]:
        """For each text its entities as (start, end, label), in order."""
        found: list[list[tuple[int, int, str]]] = []
        # words seen here are forgotten with the zone: the vocabulary never grows
        with self._nlp.memory_zone():
            for at in range(0, len(texts), batch):
                docs = [self._nlp.make_doc(_plain(text)) for text in texts[at : at + batch]]
                for pipe in self._pipes:
                    pipe.set_annotations(docs, pipe.predict(docs))
                found += [
                    [(e.start_char, e.end_char, str(e.label_)) for e in doc.ents] for doc in docs
                ]
        return found

    def _prepare(self, familiar: Sequence[str]) -> None:
        words = [*familiar, *(word.capitalize() for word in familiar[: len(familiar) // 2])]
        # made outside a zone, these stay in the vocabulary and in the tokenizer's memory
        for word in words:
            self._nlp.make_doc(f"{word} {word}, {word}.")
        for pipe in self._pipes:
            for node in pipe.model.walk():
                node.ops = _OPS
            _remember(pipe.model, self._nlp, [*words, *_SIGNS])


def _plain(text: str) -> str:
    """`text`, letter for letter, as spaCy can bear it."""
    return _RUN.sub(lambda run: run[0][:-1] + " ", _SURROGATE.sub("\ufffd", text))


#: blis comes built for any CPU; numpy's own BLAS is 1.3 to 1.7 times as fast, same entities
_OPS = NumpyOps(use_blis=False)


def _load(model: str, place: str) -> Any:
    try:
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


def _remember(model: Any, nlp: Any, words: Sequence[str]) -> None:
    """Puts one layer of ours in the place of a tok2vec's embedding and encoding layers.

    The embedding of a word does not depend on the words around it, so that of a familiar word is
    looked up, and each other word of a batch is embedded once. A network of another build is left
    as it is.
    """
    for parent in model.walk():
        if len(parent.layers) == 2 and _embeds(parent.layers[0]):
            embed, encode = parent.layers
            layers = _convolutions(encode)
            if layers is None:
                return
            table, index = _table(embed, nlp, words)
            whole = Model(
                "familiar",
                _forward,
                layers=[embed],
                attrs={"table": table, "index": index, "convolutions": layers},
            )
            parent.layers[:] = [whole, Model("as-is", _as_is)]
            return


@dataclass(frozen=True, slots=True)
class _Convolution:
    """The weights of one residual layer: window of three words, maxout, layer norm."""

    weights: Any
    bias: Any
    scale: Any
    shift: Any

    def __call__(self, rows: Any) -> Any:
        """The layer over one padded matrix (words by width), residual connection included."""
        count, width = rows.shape
        window = numpy.zeros((count, 3 * width), dtype="f")
        window[1:, :width] = rows[:-1]
        window[:, width : 2 * width] = rows
        window[:-1, 2 * width :] = rows[1:]
        pieces = (window @ self.weights + self.bias).reshape((count, width, -1))
        best = numpy.maximum(numpy.maximum(pieces[:, :, 0], pieces[:, :, 1]), pieces[:, :, 2])
        best -= best.mean(axis=1, keepdims=True)
        spread = numpy.square(best).mean(axis=1, keepdims=True) + 1e-8
        return rows + best / numpy.sqrt(spread) * self.scale + self.shift


def _convolutions(encode: Any) -> list[_Convolution] | None:
    """The layers of a spaCy MaxoutWindowEncoder with windows of three and three pieces."""
    windows = [node for node in encode.walk() if node.name == "expand_window"]
    maxouts = [node for node in encode.walk() if node.name == "maxout"]
    norms = [node for node in encode.walk() if node.name == "layernorm"]
    if not (len(windows) == len(maxouts) == len(norms) > 0):
        return None
    if any(window.attrs["window_size"] != 1 for window in windows):
        return None
    found = []
    for maxout, norm in zip(maxouts, norms, strict=True):
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        if weights.shape[1] != 3 or weights.shape[2] != 3 * weights.shape[0]:
            return None
        found.append(
            _Convolution(
                numpy.ascontiguousarray(weights.reshape((-1, weights.shape[2])).T),
                bias.reshape(-1),
                norm.get_param("G"),
                norm.get_param("b"),
            )
        )
    return found


def _embeds(layer: Any) -> bool:
    """Whether this is spaCy's MultiHashEmbed: features in, mixed vectors out, a list of arrays."""
    names = [each.name for each in layer.layers]
    return (
        bool(names)
        and names[-1] == "ragged2list"
        and any(node.name == "hashembed" for node in layer.walk())
    )


def _key(doc: Any) -> list[int]:
    """One number for each token: the word, and in its lowest bit the space behind it."""
    values = doc.to_array([attrs.ORTH, attrs.SPACY]).reshape((-1, 2))
    keys: list[int] = ((values[:, 0] & ~numpy.uint64(1)) | values[:, 1]).tolist()
    return keys


def _table(embed: Any, nlp: Any, words: Sequence[str]) -> tuple[Any, dict[int, int]]:
    index: dict[int, int] = {}
    rows: list[Any] = []
    for space in (True, False):
        doc = Doc(nlp.vocab, words=list(words), spaces=[space] * len(words))
        (vectors,) = embed.predict([doc])
        for key, vector in zip(_key(doc), vectors, strict=True):
            if key not in index:
                index[key] = len(rows)
                rows.append(vector)
    width = embed.get_dim("nO") if embed.has_dim("nO") else 0
    return numpy.asarray(rows, dtype="f").reshape((len(rows), -1 if rows else width)), index


def _forward(model: Any, docs: Sequence[Any], is_train: bool) -> tuple[list[Any], Any]:
    """The encoded words of each doc: embeddings from the table or the layer, then convolutions."""
    layers: list[_Convolution] = model.attrs["convolutions"]
    table, rows = _rows(model, docs)
    # as many empty rows between two texts as words can see, as thinc pads them
    gap = len(layers)
    lengths = [len(doc) for doc in docs]
    width = table.shape[1]
    padded = numpy.zeros((sum(lengths) + gap * (len(docs) + 1), width), dtype="f")
    starts, at, done = [], gap, 0
    for length in lengths:
        padded[at : at + length] = table[rows[done : done + length]]
        starts.append(at)
        at, done = at + length + gap, done + length
    for layer in layers:
        padded = layer(padded)
    found = [padded[at : at + size] for at, size in zip(starts, lengths, strict=True)]
    return found, _no_training


def _rows(model: Any, docs: Sequence[Any]) -> tuple[Any, list[int]]:
    """A table of embeddings, and for each word of all docs its row."""
    index, table, embed = model.attrs["index"], model.attrs["table"], model.layers[0]
    keys = [key for doc in docs for key in _key(doc)]
    rows = [index.get(key, -1) for key in keys]
    missing = [at for at, row in enumerate(rows) if row < 0]
    if not missing:
        return table, rows
    first: dict[int, int] = {}
    for at in missing:
        first.setdefault(keys[at], at)
    tokens = [token for doc in docs for token in doc]
    fresh = Doc(
        docs[0].vocab,
        words=[tokens[at].text for at in first.values()],
        spaces=[bool(tokens[at].whitespace_) for at in first.values()],
    )
    (vectors,) = embed.predict([fresh])
    place = {key: len(table) + number for number, key in enumerate(first)}
    for at in missing:
        rows[at] = place[keys[at]]
    return numpy.concatenate((table, vectors)), rows


def _as_is(model: Any, rows: Any, is_train: bool) -> tuple[Any, Any]:
    return rows, _no_training


def _no_training(gradient: Any) -> Any:
    raise NotImplementedError("this layer only predicts")
