"""The words of the pieces that ship with the model, kept between starts.

Tokenizing them is half a second of every start; what comes out depends on the pieces, the tokenizer
and spaCy's version alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy
import spacy

from dlp.detect.engine import kept

#: this code and that of the vocabulary: what they make of a piece may change with them
_CODE = (Path(__file__), Path(__file__).with_name("vocabulary.py"))


def key(nlp: Any, columns: Sequence[int], pieces: Sequence[str]) -> str:
    """Under which name the words of these pieces are kept."""
    return kept.key(
        *(path.read_bytes() for path in _CODE),
        spacy.__version__.encode(),
        str(nlp.lang).encode(),
        nlp.tokenizer.to_bytes(exclude=["vocab"]),
        " ".join(map(str, columns)).encode(),
        "\0".join(pieces).encode(),
    )


def load(name: str, width: int) -> tuple[list[tuple[int, ...]], Any] | None:
    """For each piece the numbers of its words, from 1 on, and for each number a row of `width`
    columns; None where they are not kept."""
    data = kept.load(name)
    if data is None:
        return None
    sizes = numpy.frombuffer(data, "<u4", 2)
    lengths = numpy.frombuffer(data, "<u4", sizes[0], 8)
    numbers = numpy.frombuffer(data, "<u4", sizes[1], 8 + lengths.nbytes).tolist()
    rows = numpy.frombuffer(data, "<u8", -1, 8 + lengths.nbytes + 4 * len(numbers))
    found: list[tuple[int, ...]] = []
    at = 0
    for length in lengths.tolist():
        found.append(tuple(numbers[at : at + length]))
        at += length
    return found, rows.reshape(-1, width)


def save(name: str, words: Sequence[tuple[int, ...]], rows: Any) -> None:
    """Keeps what `load` answers."""
    lengths = numpy.array([len(each) for each in words], "<u4")
    numbers = numpy.array([number for each in words for number in each], "<u4")
    sizes = numpy.array([len(lengths), len(numbers)], "<u4")
    parts = (sizes, lengths, numbers, numpy.ascontiguousarray(rows, "<u8"))
    kept.save(name, b"".join(each.tobytes() for each in parts))
