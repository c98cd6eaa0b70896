"""A spaCy entity recognizer's network, run by numpy alone. Pure.

Read once from a trained pipeline: MultiHashEmbed, MaxoutWindowEncoder and the transition parser of
https://spacy.io/api/architectures (Tok2Vec.v2, TransitionBasedParser.v2 with three features). spaCy
walks word by word with a parser state for each text; a state of NER is only "outside of a name" or
"in one that began there", so here all words are judged at once for the first, and only names that
begin are followed word by word. The decisions are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy

#: words for which every name that begins is followed; longer ones go on one at a time, so that the
#: work stays linear in the text
_AHEAD = 8
#: words that are added up together: each takes some 30 kB meanwhile
_TOGETHER = 256
_NEVER = numpy.float32(-1e30)

#: (first word, word behind the last, label)
Entity = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Maxout:
    """The largest of some linear maps for each output, then layer normalisation."""

    weights: Any
    bias: Any
    pieces: int
    scale: Any
    shift: Any

    @classmethod
    def of(cls, maxout: Any, norm: Any) -> _Maxout:
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        width, pieces, given = weights.shape
        # each piece in columns of its own: the largest of three is then a plain comparison
        return cls(
            numpy.ascontiguousarray(weights.transpose(2, 1, 0).reshape(given, pieces * width)),
            numpy.ascontiguousarray(bias.T.reshape(-1)),
            pieces,
            norm.get_param("G").copy(),
            norm.get_param("b").copy(),
        )

    def __call__(self, rows: Any) -> Any:
        return self.settle(rows @ self.weights)

    def settle(self, values: Any) -> Any:
        """The rest, for what the linear maps without their bias gave. Overwrites `values`."""
        values += self.bias
        best = _largest(values, self.pieces)
        width = numpy.float32(best.shape[1])
        best -= best.sum(axis=1, keepdims=True) / width
        spread = numpy.einsum("ij,ij->i", best, best) / width
        best *= (1 / numpy.sqrt(spread + numpy.float32(1e-8)))[:, None]
        best *= self.scale
        best += self.shift
        return best


class NerNetwork:
    """Embeds words, encodes texts of embedded words, and finds the names in them."""

    def __init__(self, ner: Any, vectors: Any) -> None:
        """ValueError for a network of another build than the one described above."""
        model = ner.model
        tok2vec = model.get_ref("tok2vec")
        embed, encode = _halves(tok2vec)
        self._embedding = _Embedding(embed, vectors)
        self.columns = self._embedding.columns
        self._layers = _convolutions(encode)
        self.width = self._layers[0].scale.shape[0]
        #: a word sees as many words to each side
        self.sight = len(self._layers)
        self._head = _Head(model, ner.moves)

    def embed(self, features: Any) -> Any:
        """Vectors (n by `width`) of words, given their `columns` (n by k, spaCy's uint64)."""
        return self._embedding(features)

    def entities(self, rows: Any, spaces: Any, gaps: Any) -> list[Entity]:
        """The names in some texts: vectors of their words, which of them are white space, and
        which are none. Before, between and after texts stand `sight` rows of zeros, no words."""
        count, width = len(rows), self.width
        for layer in self._layers:
            window = numpy.empty((count, 3 * width), dtype="f")
            window[0, :width] = 0
            window[1:, :width] = rows[:-1]
            window[:, width : 2 * width] = rows
            window[:-1, 2 * width :] = rows[1:]
            window[-1, 2 * width :] = 0
            rows = rows + layer(window)
        return self._head(rows, spaces, gaps)


class _Embedding:
    """spaCy's MultiHashEmbed: hashed rows of each feature, static vectors, mixed."""

    def __init__(self, embed: Any, vectors: Any) -> None:
        nodes = list(embed.walk())
        (extract,) = (node for node in nodes if node.name == "extract_features")
        self.columns = tuple(extract.attrs["columns"])
        tables = [node for node in nodes if node.name == "hashembed"]
        if [node.attrs["column"] for node in tables] != list(range(len(self.columns))):
            raise ValueError("features")
        (maxout,) = (node for node in nodes if node.name == "maxout")
        (norm,) = (node for node in nodes if node.name == "layernorm")
        self._mix = _Maxout.of(maxout, norm)
        self._ops = embed.ops
        # What is looked up is mixed beforehand: for each word some rows are added up. That is less
        # work than a product of matrices, which rounds a row by where it stands, too.
        weights = self._mix.weights
        mixed = [numpy.zeros((1, weights.shape[1]), dtype="f")]
        #: for each table its first row, its rows and the seed of its hashes
        self._tables = []
        first = 1
        for node in tables:
            rows = node.get_param("E")
            mixed.append(rows @ weights[: rows.shape[1]])
            self._tables.append((first, len(rows), node.attrs["seed"]))
            weights, first = weights[rows.shape[1] :], first + len(rows)
        static = [node for node in nodes if node.name == "static_vectors"]
        self._vectors, self._static = None, first
        if static:
            if str(vectors.mode) != "default":
                raise ValueError("vectors")
            self._vectors = vectors
            mixed.append(vectors.data @ (static[0].get_param("W").T @ weights))
            self.columns += (vectors.attr,)
        self._rows = numpy.concatenate(mixed)

    def __call__(self, features: Any) -> Any:
        places = []
        for column, (first, count, seed) in enumerate(self._tables):
            ids = numpy.ascontiguousarray(features[:, column])
            places.append(self._ops.hash(ids, seed) % count + first)
        if self._vectors is not None:
            found = self._vectors.find(keys=numpy.ascontiguousarray(features[:, -1]))
            places.append(numpy.where(found < 0, 0, found + self._static)[:, None])
        rows = numpy.concatenate(places, axis=1).astype(numpy.intp)
        mixed = [self._rows[rows[at : at + _TOGETHER]].sum(axis=1) for at in _steps(len(rows))]
        return self._mix.settle(numpy.concatenate(mixed))


class _Head:
    """The transition parser's lower and upper layers, and its moves."""

    def __init__(self, model: Any, moves: Any) -> None:
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        linear = model.get_ref("tok2vec").layers[-1]
        if linear.name != "linear" or lower.get_dim("nF") != 3 or not model.attrs["has_upper"]:
            raise ValueError("parser")
        if model.attrs["unseen_classes"]:
            raise ValueError("classes")
        weights = lower.get_param("W")  # feature, hidden, piece, input
        _, _, self._pieces, given = weights.shape
        pad = lower.get_param("pad")[0].transpose(0, 2, 1).reshape(3, -1)
        self._features = [
            numpy.ascontiguousarray(each.transpose(2, 1, 0).reshape(given, -1)) for each in weights
        ]
        self._bias = lower.get_param("b").T.reshape(-1)
        #: the state outside of a name: neither its first nor its last word is there
        self._outside = self._bias + pad[1] + pad[2]
        self._linear = numpy.ascontiguousarray(linear.get_param("W").T), linear.get_param("b")
        self._upper = numpy.ascontiguousarray(upper.get_param("W").T), upper.get_param("b")
        names = [moves.get_class_name(at) for at in range(moves.n_moves)]
        self._labels = sorted({name[2:] for name in names if name[:2] == "B-"})
        number = {label: at for at, label in enumerate(self._labels)}
        if any(f"{kind}-{label}" not in names for kind in "BILU" for label in self._labels):
            raise ValueError("moves")
        #: kind of each move, and its label's number
        self._kinds = numpy.array([ord(name[0]) for name in names])
        self._label = numpy.array([number.get(name[2:], -1) for name in names])
        self._inside = numpy.array([names.index(f"I-{label}") for label in self._labels])
        self._last = numpy.array([names.index(f"L-{label}") for label in self._labels])
        barred = numpy.isin(self._kinds, [ord("I"), ord("L")]) | (
            (self._kinds != ord("O")) & (self._label < 0)
        )
        self._barred = numpy.where(barred, _NEVER, numpy.float32(0))
        self._opening = numpy.where(self._kinds == ord("O"), numpy.float32(0), _NEVER)
        self._beginning = numpy.where(self._kinds == ord("B"), _NEVER, numpy.float32(0))

    def __call__(self, rows: Any, spaces: Any, gaps: Any) -> list[Entity]:
        weights, bias = self._linear
        rows = rows @ weights + bias
        first = rows @ self._features[0]
        scores = self._scores(first + self._outside)
        scores += self._barred
        scores[spaces] += self._opening  # no name starts with white space
        closing = numpy.empty(len(gaps), dtype=bool)  # the last words: no longer name begins there
        closing[:-1], closing[-1] = gaps[1:], True
        scores[closing] += self._beginning
        moves = scores.argmax(axis=1)
        starts = numpy.flatnonzero((self._kinds[moves] != ord("O")) & ~gaps)
        if not len(starts):
            return []
        labels = self._label[moves[starts]]
        ends = numpy.where(self._kinds[moves[starts]] == ord("U"), starts + 1, 0)
        self._follow(rows, first, closing, starts, labels, ends)
        found: list[Entity] = []
        upto = 0
        for number, start in enumerate(starts.tolist()):
            if start < upto:
                continue
            upto = int(ends[number])
            if not upto:
                at = slice(number, number + 1)
                self._follow(
                    rows, first, closing, starts[at], labels[at], ends[at], _AHEAD, len(rows)
                )
                upto = int(ends[number])
            found.append((start, upto, self._labels[labels[number]]))
        return found

    def _follow(
        self,
        rows: Any,
        first: Any,
        closing: Any,
        starts: Any,
        labels: Any,
        ends: Any,
        begin: int = 1,
        stop: int = _AHEAD,
    ) -> None:
        """Sets in `ends` where names end that are `begin` to `stop` words long so far."""
        opened = numpy.flatnonzero(ends == 0)
        entered = self._bias + rows[starts[opened]] @ self._features[1]
        for length in range(begin, stop):
            if not len(opened):
                return
            here = starts[opened] + length
            scores = self._scores(first[here] + entered + rows[here - 1] @ self._features[2])
            which = numpy.arange(len(opened))
            inside = scores[which, self._inside[labels[opened]]]
            last = scores[which, self._last[labels[opened]]]
            goes_on = (
                (inside > last) | ((inside == last) & (self._inside < self._last)[labels[opened]])
            ) & ~closing[here]
            ends[opened[~goes_on]] = here[~goes_on] + 1
            opened, entered = opened[goes_on], entered[goes_on]

    def _scores(self, states: Any) -> Any:
        weights, bias = self._upper
        return _largest(states, self._pieces) @ weights + bias


def _steps(count: int) -> range:
    return range(0, max(count, 1), _TOGETHER)


def _largest(values: Any, pieces: int) -> Any:
    """For each output the largest of its pieces, which stand in blocks of columns."""
    width = values.shape[1] // pieces
    best = values[:, :width].copy()
    for piece in range(1, pieces):
        numpy.maximum(best, values[:, piece * width : (piece + 1) * width], out=best)
    return best


def _halves(tok2vec: Any) -> tuple[Any, Any]:
    """The embedding and the encoding layer of a Tok2Vec."""
    for node in tok2vec.walk():
        if len(node.layers) == 2:
            names = [{each.name for each in layer.walk()} for layer in node.layers]
            if "hashembed" in names[0] and "expand_window" in names[1]:
                return node.layers[0], node.layers[1]
    raise ValueError("tok2vec")


def _convolutions(encode: Any) -> list[_Maxout]:
    windows = [node for node in encode.walk() if node.name == "expand_window"]
    maxouts = [node for node in encode.walk() if node.name == "maxout"]
    norms = [node for node in encode.walk() if node.name == "layernorm"]
    if not (len(windows) == len(maxouts) == len(norms) > 0):
        raise ValueError("layers")
    if any(node.attrs["window_size"] != 1 for node in windows) or any(
        node.get_dim("nI") != 3 * node.get_dim("nO") for node in maxouts
    ):
        raise ValueError("windows")
    return [_Maxout.of(*pair) for pair in zip(maxouts, norms, strict=True)]
