"""The terms and the grammar of one language, read from its YAML file.

Notation (en.yaml explains it by examples): entries are parted by ``;``. ``(a|b)`` are alternatives
of which one stands there, ``(a|)`` of which none need. In terms ``word*`` may carry one of the
language's endings, and ``*word`` is the head of a compound (Brustkrebs). In ways of saying, ``_``
is the term; without one it stands at the end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from dlp.detect.personal.statements.tokens import tokens
from dlp.errors import ConfigError

LANGUAGES = ("en", "fi", "sv", "de", "fr", "es", "it", "pl", "nl")
#: how a class of terms is spoken of: one has a condition, is in a state, undergoes a treatment …
CLASSES = ("condition", "state", "treatment", "medicine", "faith", "group", "record")
#: accents that a hasty writer leaves out are left out of words at least this long
_PLAIN = 5
_CHOICE = re.compile(r"\(([^()]*)\)")
#: marks within words that are tokens of their own in a text: ver.di, SDP:n, d'asthme
_MARK = re.compile(r"[.:&/+']")
_JOINED = re.compile(r"[(.:&/+']")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its words, each with whether endings may follow."""

    language: str
    kind: str
    of: str
    words: tuple[tuple[str, bool], ...]
    #: which of the words is looked for: the longest, as it is the rarest
    anchor: int
    #: the word means other things as well: only a plain way of saying counts, not "her stroke"
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A way of saying: the words before the term, and those behind it."""

    before: tuple[str, ...]
    behind: tuple[str, ...]


@dataclass(slots=True)
class Language:
    """One language's grammar; all words in lower case."""

    code: str
    #: class of terms → ways of saying, by the word right before the term ("" where there is none)
    ways: dict[str, dict[str, list[Way]]] = field(default_factory=dict)
    #: the same for the order verb, person, rest, term; the first word of `before` is the verb
    turned: dict[str, dict[str, list[Way]]] = field(default_factory=dict)
    #: and for the order person, rest, term, verb
    final: dict[str, dict[str, list[Way]]] = field(default_factory=dict)
    #: and those that need no person: a label of a file on somebody
    alone: dict[str, dict[str, list[Way]]] = field(default_factory=dict)
    words: dict[str, frozenset[str]] = field(default_factory=dict)
    #: endings of terms, and what becomes of names: ending → None, tail of the stem → full tail
    #: all words of ways of saying: none is part of a name before one
    spoken: frozenset[str] = frozenset()
    endings: frozenset[str] = frozenset()
    name_endings: tuple[str, ...] = ()
    name_stems: Mapping[str, str] = field(default_factory=dict)

    def has(self, what: str, word: str) -> bool:
        """Whether `word` is in the language's list `what`."""
        return word in self.words[what]

    def lists(self, what: str, word: str) -> bool:
        """The same, where ``stem*`` stands for the stem with an ending."""
        listed = self.words[what]
        if word in listed or f"{word}*" in listed:
            return True
        return any(
            word[cut:] in self.endings and f"{word[:cut]}*" in listed for cut in range(2, len(word))
        )


#: lists of words that a language may give
_LISTS = (
    "pronouns",
    "owners",
    "possessives",
    "relations",
    "titles",
    "articles",
    "roles",
    "fill",
    "who",
    "and",
    "prepositions",
    "of",
    "at",
    "topics",
    "nobody",
    "genitives",
    "speakers",
)
_KEYS = (*_LISTS, "language", "endings", "names", "says", "alone", "order", "terms")


def spelt(entry: str) -> Iterator[str]:
    """The spellings that an entry with ``(a|b)`` stands for."""
    if _JOINED.search(entry) is None:
        yield " ".join(entry.split())
        return
    pieces = _CHOICE.split(entry)
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield " ".join(_apart("".join(chosen)))


def _apart(entry: str) -> Iterator[str]:
    """The words of an entry as they stand in a text's tokens: "d'asthme" are two."""
    for word in entry.split():
        if len(word) > 1 and _MARK.search(word) and not word.endswith("'"):
            yield from (token.low for token in tokens(word, 0, len(word)))
        else:
            yield word


def entries(text: str) -> Iterator[str]:
    """The entries of a list that ``;`` parts, spelt out."""
    for entry in text.split(";"):
        if entry.strip():
            yield from spelt(entry)


def plain(word: str) -> str:
    """`word` without accents, as one types in haste."""
    if word.isascii():
        return word
    parts = unicodedata.normalize("NFD", word.replace("ł", "l").replace("ø", "o"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def read(path: Path) -> tuple[Language, list[Term]]:
    """The language of a file, and its terms.

    ConfigError names the file and the key that is none.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 -- safe
    unknown = set(data).difference(_KEYS)
    if unknown:
        raise ConfigError(str(path), f"no key {min(unknown)!r}", f"known: {', '.join(_KEYS)}")
    language = Language(data["language"])
    for name in _LISTS:
        language.words[name] = frozenset(entries(data.get(name) or ""))
    language.endings = frozenset(str(data.get("endings") or "").split())
    names = data.get("names") or {}
    language.name_endings = ("", *str(names.get("endings") or "").split())
    language.name_stems = dict(names.get("stems") or {})
    _read_ways(language, data, path)
    return language, list(_read_terms(language.code, data["terms"], path))


def _read_ways(language: Language, data: Mapping[str, Any], path: Path) -> None:
    order = str(data.get("order") or "").split()
    for of, way in _ways(data["says"], path):
        _add(language.ways, of, way.before, way)
        if way.before and "turned" in order:
            _add(language.turned, of, way.before[1:], way)
        if way.before and "final" in order:
            rest = way.before[1:]
            _add(language.final, of, rest, Way(rest, (*way.behind, way.before[0])))
    language.spoken = frozenset(
        word
        for by_last in language.ways.values()
        for ways in by_last.values()
        for way in ways
        for word in way.before
    )
    for of, way in _ways(data.get("alone") or {}, path):
        _add(language.alone, of, way.before, way)


def _ways(data: Mapping[str, str], path: Path) -> Iterator[tuple[str, Way]]:
    for classes, text in data.items():
        ways = []
        for entry in entries(text):
            before, _, behind = entry.partition("_")
            ways.append(Way(tuple(before.split()), tuple(behind.split())))
        for of in classes.split():
            if of not in CLASSES:
                raise ConfigError(f"{path}: says", f"no class {of!r}", f"known: {CLASSES}")
            for way in ways:
                yield of, way


def _add(order: dict[str, dict[str, list[Way]]], of: str, words: tuple[str, ...], way: Way) -> None:
    by_last = order.setdefault(of, {})
    by_last.setdefault(words[-1] if words else "", []).append(way)


def _read_terms(code: str, data: Mapping[str, Any], path: Path) -> Iterator[Term]:
    for kind, classes in data.items():
        for of, text in classes.items():
            if of not in CLASSES:
                raise ConfigError(f"{path}: terms", f"no class {of!r}", f"known: {CLASSES}")
            seen: set[str] = set()
            for entry in entries(text):
                low = entry.lower()
                for each in (low,) if low.isascii() else (low, _hasty(low)):
                    if each not in seen:
                        seen.add(each)
                        yield _term(code, kind, of, each)


def _hasty(entry: str) -> str:
    """An entry as somebody writes it who leaves accents out."""
    return " ".join(plain(word) if len(word) >= _PLAIN else word for word in entry.split())


def _term(code: str, kind: str, of: str, entry: str) -> Term:
    words = tuple(
        (word.removesuffix("*"), word.endswith("*")) for word in entry.removesuffix("!").split()
    )
    anchor = max(range(len(words)), key=lambda at: (len(words[at][0]), at))
    return Term(code, kind, of, words, anchor, entry.endswith("!"))
