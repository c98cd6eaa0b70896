"""Pieces of text and the vectors of the words in them, each worked out once. Pure.

spaCy's tokenizer treats each piece (see `windows`) by itself, and the embedding of a word does
not depend on its neighbours, so both can be remembered: for good where they are shipped with the
model; under a salted hash where they come from messages, so that no text is kept, and only so many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy
from spacy import attrs
from spacy.strings import get_string_id
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

from dlp.detect.names import shipped_words
from dlp.detect.names.network import NerNetwork
from dlp.detect.names.windows import WordLists

#: pieces of messages whose kinds, and words whose vectors, are remembered; when there are more,
#: all of them are forgotten
_KINDS, _WORDS = 32_768, 16_384
#: room for those of one call beyond that
_SPARE = 4096
#: stands between two pieces while they are tokenized; in no piece, in no tokenizer's rules
SEPARATOR = "\ue000"
#: columns of a word beside those that the network reads
_ORTH, _LENGTH, _SPACY, _IS_SPACE = range(4)

#: the words of a piece, by number
Words = tuple[int, ...]


class Vocabulary:
    """For each piece its kind (see `WordLists.kind`) and its words; by number what a word is.

    Number 0 is no word: a row of zeros.
    """

    def __init__(
        self, nlp: Any, network: NerNetwork, lists: WordLists, shipped: Iterable[str]
    ) -> None:
        """`shipped` pieces are known from the start. ValueError for a tokenizer that is not
        spaCy's own."""
        if type(nlp.tokenizer) is not Tokenizer:
            raise ValueError("tokenizer")
        self._nlp, self._network, self._lists = nlp, network, lists
        names = ["ORTH", "LENGTH", "SPACY", "IS_SPACE", *network.columns]
        self._columns = [attrs.IDS[each] if isinstance(each, str) else each for each in names]
        self._spacies = [at for at, each in enumerate(self._columns) if each == attrs.SPACY]
        (self._separator,) = nlp.make_doc(SEPARATOR).to_array(attrs.ORTH)
        self._simply = _simple_columns(nlp, self._columns)
        #: what is a word of its own behind any word
        self._signs = tuple(sign for sign in ",;:!?" if len(nlp.make_doc(f"Xyxy{sign}")) == 2)
        self._salt = os.urandom(16).hex()
        #: vector, characters with the space behind, whether there is one, whether white space
        self.vectors: Any = numpy.zeros((1, network.width), dtype="f")
        self.widths: Any = numpy.zeros(1, dtype=numpy.int64)
        self.spaced: Any = numpy.zeros(1, dtype=numpy.int64)
        self.spaces: Any = numpy.ones(1, dtype=bool)
        self._count = 1
        #: the columns of a shipped word, as bytes → its number
        self._numbers: dict[bytes, int] = {}
        every = list(dict.fromkeys(shipped))
        self._words = dict(zip(every, self._know(every), strict=True))
        self._kinds = {piece: lists.kind(piece) for piece in every}
        self._first = self._count
        self._resize(self._first + _WORDS + _SPARE)
        #: by salted hash
        self._seen_words: dict[int, Words] = {}
        self._seen_kinds: dict[int, str] = {}

    def kinds(self, pieces: Sequence[str]) -> str:
        """The kinds of some pieces, a letter each."""
        shipped, salt, seen = self._kinds.get, self._salt, self._seen_kinds
        found = [shipped(piece) for piece in pieces]
        if None in found:
            if len(seen) > _KINDS:
                seen.clear()
            for at, known in enumerate(found):
                if known is None:
                    key = hash(salt + pieces[at])
                    kind = seen.get(key)
                    if kind is None:
                        kind = seen[key] = self._lists.kind(pieces[at])
                    found[at] = kind
        return "".join(found)  # type: ignore[arg-type]

    def words(self, pieces: Iterable[str]) -> dict[str, Words]:
        """The words of some pieces. Numbers that an earlier call gave are void."""
        if self._count - self._first > _WORDS:
            self._seen_words.clear()
            self._count = self._first
            self._resize(self._first + _WORDS + _SPARE)
        shipped, salt, seen = self._words.get, self._salt, self._seen_words
        found: dict[str, Words] = {}
        new: dict[str, int] = {}
        for piece in pieces:
            words = shipped(piece)
            if words is None:
                key = hash(salt + piece)
                words = seen.get(key)
                if words is None:
                    new[piece] = key
                    continue
            found[piece] = words
        if new:
            for (piece, key), words in zip(new.items(), self._learn(list(new))[0], strict=True):
                found[piece] = seen[key] = words
        return found

    def _know(self, pieces: Sequence[str]) -> list[Words]:
        """The words of the shipped pieces, from an earlier start where they are kept."""
        name = shipped_words.key(self._nlp, self._columns, pieces)
        known = shipped_words.load(name, len(self._columns))
        if known is None:
            words, self._numbers = self._learn(pieces)
            rows = numpy.array([numpy.frombuffer(each, numpy.uint64) for each in self._numbers])
            shipped_words.save(name, words, rows)
            return words
        words, rows = known
        self._numbers = {row.tobytes(): at for at, row in enumerate(rows, self._count)}
        self._add(rows)
        return words

    def _learn(self, pieces: Sequence[str]) -> tuple[list[Words], dict[bytes, int]]:
        """The words of each piece, and the new ones of them."""
        new: dict[bytes, int] = {}
        found: list[Words] = []
        rows: list[Any] = []
        for words in self._tokenized(pieces):
            numbers = []
            for word in words:
                key = word.tobytes()
                number = self._numbers.get(key) or new.get(key)
                if number is None:
                    number = new[key] = self._count + len(rows)
                    rows.append(word)
                numbers.append(number)
            found.append(tuple(numbers))
        if rows:
            self._add(numpy.stack(rows))
        return found, new

    def _add(self, words: Any) -> None:
        first, last = self._count, self._count + len(words)
        if last > len(self.vectors):
            self._resize(last + _SPARE)
        spaced = words[:, _SPACY].astype(numpy.int64)
        self.vectors[first:last] = self._network.embed(words[:, _IS_SPACE + 1 :])
        self.widths[first:last] = words[:, _LENGTH].astype(numpy.int64) + spaced
        self.spaced[first:last] = spaced
        self.spaces[first:last] = words[:, _IS_SPACE] != 0
        self._count = last

    def _resize(self, room: int) -> None:
        for name in ("vectors", "widths", "spaced", "spaces"):
            old = getattr(self, name)
            if len(old) != room:
                new = numpy.empty((room, *old.shape[1:]), dtype=old.dtype)
                new[: self._count] = old[: self._count]
                setattr(self, name, new)

    def _tokenized(self, pieces: Sequence[str]) -> list[Any]:
        """For each piece the columns of its words."""
        found: list[Any] = [None] * len(pieces)
        if self._simply:
            found = [self._simple(piece) for piece in pieces]
        rest = [at for at, words in enumerate(found) if words is None]
        gaps = [at for at in rest if pieces[at].isspace()]
        solid = [at for at in rest if not pieces[at].isspace()]
        # words seen here are forgotten with the zone: the vocabulary never grows
        with self._nlp.memory_zone():
            if gaps:
                spaces = [pieces[at] for at in gaps]
                doc = Doc(self._nlp.vocab, words=spaces, spaces=[False] * len(gaps))
                for at, word in zip(gaps, self._array(doc), strict=True):
                    found[at] = word[None]
            if solid:
                text = f" {SEPARATOR} ".join(pieces[at].removesuffix(" ") for at in solid)
                words = self._array(self._nlp.make_doc(text))
                words[:, self._spacies] = 0
                ends = numpy.flatnonzero(words[:, _ORTH] == self._separator).tolist()
                first = 0
                for at, last in zip(solid, [*ends, len(words)], strict=True):
                    if pieces[at].endswith(" "):
                        words[last - 1, self._spacies] = 1
                    found[at] = words[first:last]
                    first = last + 1
        return found

    def _simple(self, piece: str) -> Any:
        """The columns of a word of letters alone, which no tokenizer cuts, and of the sign behind
        it if there is one; None for other pieces."""
        text = piece.removesuffix(" ")
        word = text[:-1] if text[-1:] in self._signs else text
        if not word.isalpha() or word in self._nlp.tokenizer.rules:
            return None
        words = [word, text[-1]] if len(word) < len(text) else [word]
        if len(words) > 1 and text in self._nlp.tokenizer.rules:
            return None
        columns = [[get(each) for get in self._simply] for each in words]
        rows = numpy.array(
            [[get_string_id(v) if isinstance(v, str) else int(v) for v in row] for row in columns],
            dtype=numpy.uint64,
        )
        if len(text) < len(piece):
            rows[-1, self._spacies] = 1
        return rows

    def _array(self, doc: Any) -> Any:
        return doc.to_array(self._columns).reshape((len(doc), len(self._columns)))


def _simple_columns(nlp: Any, columns: Sequence[int]) -> list[Callable[[str], Any]]:
    """How each column is made of a word alone; nothing if that cannot be said of all."""
    getters: dict[int, Callable[[str], Any]] = {
        **nlp.vocab.lex_attr_getters,
        attrs.ORTH: str,
        attrs.LENGTH: len,
        attrs.SPACY: lambda word: 0,
    }
    if any(column not in getters for column in columns):
        return []
    return [getters[column] for column in columns]
