"""Names of persons, places and organisations, by the model in models/names and the mail's layout.

Only a spaCy pipeline's `ner` runs. A passage is unwrapped (hard line breaks and quoting marks
off), cut at blank lines into blocks of bounded length, and each block is read once, where it can
hold a name at all: what a block said is remembered under a keyed hash, so quoted threads and
signatures cost nothing twice and no text is kept. Then the rules of `layout` have their say.
No name runs over a line break.
"""

from __future__ import annotations

import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import Field

from dlp.config.shipped import shipped
from dlp.detect.engine.tables import IN_COLUMN
from dlp.detect.engine.text import unwrap
from dlp.detect.engine.text.language import identify
from dlp.detect.names.casing import Casing
from dlp.detect.names.columns import ColumnNames
from dlp.detect.names.layout import LayoutRules
from dlp.detect.names.likely import PERSON, Name
from dlp.detect.names.recognizer import Recognizer
from dlp.detect.names.rules import applied
from dlp.detect.names.windows import WordLists, blocks
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


#: a language named with less is not believed; short lines seldom get more than a half
_SURE = 0.35


class Settings(Options):
    """Settings of the names detector."""

    model: str = ""
    """A spaCy pipeline: an installed package or a folder; empty for the one that ships with the
    gateway. Nothing is ever downloaded."""
    languages: dict[str, str] = Field(default_factory=dict)
    """Other pipelines for passages in these languages (ISO 639-1), e.g. fi:
    spacy_fi_experimental_web_md; they must be installed."""
    kinds: tuple[str, ...] = ("PERSON", "LOCATION", "ORGANIZATION")
    score: float = Field(0.85, gt=0, le=1)
    """NER gives no probability; this stands in its place (the figure that Presidio uses). Rules
    lower it for a name that nothing else speaks for."""
    batch: int = Field(32, ge=1)
    """Blocks of text that go through the network together."""
    without: tuple[str, ...] = ()
    """Rules beside the network that are left out, by the ids of dlp/detect/names/rules.py."""
    remember: int = Field(20_000, ge=0)
    """Blocks whose names are remembered, by a keyed hash of their text."""


class NamesDetector:
    """A spaCy entity recognizer and the rules of mail's layout as a detector."""

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
        own = shipped("models", "names")
        lists = WordLists.load(own)
        model = options.model or str(own / "model")
        self._main = _CachedModel(model, options, lists, place)
        self._readers = {
            language: _CachedModel(other, options, lists, place)
            for language, other in options.languages.items()
        }
        self._known = (lists.given, lists.common, lists.places)
        rules = applied(options.without, place)
        self._rules = LayoutRules(lists, rules)
        self._casing = Casing(lists, rules)
        self.finds = tuple(example for example in _EXAMPLES if example.kind in self.kinds)
        self.passes_over = _PASSES_OVER

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: list[Finding] = []
        for passage in passages:
            view = unwrap(passage.text)
            reader = self._reader(view.text)
            columns = ColumnNames(passage.text, *self._known)
            if PERSON in self.kinds:
                found.extend(
                    replace(self._finding(passage, name), detail=IN_COLUMN)
                    for name in columns.names()
                )
            seen = reader.read(self._casing(view.text))
            for name in self._rules.apply(view.text, seen):
                if name.kind not in self.kinds:
                    continue
                start, end = view.span(name.start, name.end)
                for first, last in _lines(passage.text, start, end):
                    heard = columns.heard(Name(first, last, name.kind, name.score, name.why))
                    if heard is not None:
                        found.append(self._finding(passage, heard))
        return found

    def _finding(self, passage: Passage, name: Name) -> Finding:
        return Finding(
            name.kind, passage.part, name.start, name.end, name.score, self.name, name.why
        )

    def _reader(self, text: str) -> _CachedModel:
        if not self._readers:
            return self._main
        language, sure = identify(text)
        return self._readers.get(language, self._main) if sure >= _SURE else self._main


class _CachedModel:
    """One model, its blocks and what it remembers of them."""

    def __init__(self, model: str, options: Settings, lists: WordLists, place: str) -> None:
        self._model = Recognizer(model, place, lists)
        self._why = Path(model).name
        if self._why == "model":
            self._why = "names"
        self._options = options
        self._key = os.urandom(32)
        self._memory: OrderedDict[bytes, tuple[Name, ...]] = OrderedDict()

    def read(self, text: str) -> Iterator[Name]:
        """The names the model sees in `text`, in order."""
        pieces = list(blocks(text))
        known = self._known(block for _, block in pieces)
        for at, block in pieces:
            for name in known[block]:
                yield Name(at + name.start, at + name.end, name.kind, name.score, name.why)

    def _known(self, texts: Iterable[str]) -> dict[str, tuple[Name, ...]]:
        """The names in each block, remembered or read now."""
        found: dict[str, tuple[Name, ...]] = {}
        new: dict[str, bytes] = {}
        for block in texts:
            if block in found or block in new:
                continue
            key = hashlib.blake2b(
                block.encode("utf-8", "surrogatepass"), key=self._key, digest_size=16
            ).digest()
            remembered = self._memory.get(key)
            if remembered is None:
                new[block] = key
            else:
                self._memory.move_to_end(key)
                found[block] = remembered
        read = self._read_now(list(new))
        for block, key in new.items():
            found[block] = self._memory[key] = tuple(read.get(block, ()))
        while len(self._memory) > self._options.remember:
            self._memory.popitem(last=False)
        return found

    def _read_now(self, texts: list[str]) -> dict[str, list[Name]]:
        found = self._model.entities(texts, self._options.batch)
        return {
            block: list(self._named(block, entities))
            for block, entities in zip(texts, found, strict=True)
        }

    def _named(self, block: str, entities: Iterable[tuple[int, int, str]]) -> Iterator[Name]:
        for first, last, label in entities:
            kind = _KINDS.get(label)
            if kind is not None:
                for start, end in _lines(block, first, last):
                    yield Name(start, end, kind, self._options.score, f"{self._why}: {label}")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of ``text[start:end]``, without white space and quoting marks around."""
    at = start
    for line in text[start:end].splitlines(keepends=True):
        bare = line.rstrip()
        skip = (
            len(bare) - len(bare.lstrip(" \t>|")) if at > start else len(bare) - len(bare.lstrip())
        )
        if skip < len(bare):
            yield at + skip, at + len(bare)
        at += len(line)


_EXAMPLES = (
    Example("I spoke with John Smith about it.", ("John Smith",), "PERSON"),
    Example("Hi Traci,\n\nSee below.\n\nThanks,\nvince", ("Traci", "vince"), "PERSON"),
    Example("From: Berg, Anna\nTo: Kofi Mensah", ("Berg, Anna", "Kofi Mensah"), "PERSON"),
    Example("She flew from London to Berlin.", ("London", "Berlin"), "LOCATION"),
    Example("He works for Microsoft now.", ("Microsoft",), "ORGANIZATION"),
)
_PASSES_OVER = (
    "The quick brown fox jumps over the lazy dog.",
    "Thanks,\nThe Team",
    "Run make install, then restart the server on Monday.",
)

detector: type[Detector] = NamesDetector
