"""Cues: what stands around a value, and how much each says for it or against it.

A rule's score alone is the chance that a value of its form is what it looks like. Cues move its
log-odds by weights that a logistic regression found (`models/scores`); each weight is bounded, so
none of them decides alone. Words and weights are in `cues.yaml`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NamedTuple

import yaml

from dlp.detect.engine.labels import words

#: log-odds beyond which nothing can be said any more
_LIMIT = 6.0
#: letters of a word that no other language has with another meaning
_LONG = 7


def log_odds(probability: float) -> float:
    """The log-odds of a probability, kept within what can be told apart."""
    least = 1 / (1 + math.exp(_LIMIT))
    kept = min(max(probability, least), 1 - least)
    return math.log(kept / (1 - kept))


def chance(odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-odds))


@dataclass(frozen=True, slots=True)
class Cue:
    """One kind of evidence: what it adds to the log-odds, the most it may add, and its words for
    people."""

    name: str
    weight: float
    bound: float
    says: str


class Language(NamedTuple):
    """The likeliest language of a passage (ISO 639-1), and whether it is told for certain."""

    code: str
    told: bool


class CueWords:
    """Words of one sense, by language.

    A long word means the same wherever it is read; a short one may be a word of another language
    ("era", "tag", "lat"), so it speaks only in a passage that is told to be in its own.
    """

    def __init__(self, by_language: Mapping[str, str], kin: Mapping[str, str]) -> None:
        self._kin = kin
        listed = {
            language: [word.strip() for word in words_.split(",")]
            for language, words_ in by_language.items()
        }
        self.any = _pattern(listed, _LONG)
        self._untold = _pattern(listed, _LONG - 2)
        self.languages = {
            language: words(",".join(some))
            for language, some in listed.items()
            if language != "any"
        }
        #: all words, as they are listed
        self.spoken = tuple(by_language.values())
        self.all = words(",".join(self.spoken))

    def in_language(self, language: Language) -> tuple[re.Pattern[str], ...]:
        """What to look for in a passage of a language."""
        some = [
            self.languages[code]
            for code in (language.code, self._kin.get(language.code, ""))
            if code in self.languages
        ]
        if not some and not language.told:
            # a few words of nobody knows what are English more often than not
            some.append(self.languages["en"])
        return (self.any if language.told and some else self._untold, *some)


def _pattern(listed: Mapping[str, list[str]], least: int) -> re.Pattern[str]:
    """The words of any language, and those of `least` letters and more of each."""
    return words(
        ",".join(
            word
            for language, some in listed.items()
            for word in some
            if language == "any" or len(word.rstrip("*")) >= least
        )
    )


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues, as `cues.yaml` has them."""

    strong: float
    weights: Mapping[str, Cue]
    forms: Mapping[str, float]
    form_bound: float
    homes: Mapping[str, frozenset[str]]
    reference: CueWords
    quantity: CueWords
    identity: CueWords

    def weight(self, name: str) -> float:
        """What a cue adds to the log-odds."""
        return self.weights[name].weight

    def at_home(self, kind: str, language: str) -> bool:
        """Whether a language is one of the country whose number `kind` is."""
        return language in self.homes.get(kind.partition("_")[0], ())

    def form(self, name: str) -> float:
        """What the texts said of a form (`PatternRule.form`) beyond the rule's own estimate."""
        return self.forms.get(name, 0.0)


@cache
def cues() -> Cues:
    """The shipped cues."""
    text = resources.files("dlp.detect.engine").joinpath("cues.yaml").read_text(encoding="utf-8")
    read = yaml.safe_load(text)
    weights = {
        name: Cue(name, _bounded(entry["weight"], entry["bound"]), entry["bound"], entry["says"])
        for name, entry in read["weights"].items()
    }
    sorts = {
        name: CueWords(by_language, read["kin"]) for name, by_language in read["words"].items()
    }
    bound = read["form_bound"]
    return Cues(
        strong=read["strong"],
        weights=weights,
        forms={form: _bounded(shift, bound) for form, shift in read["forms"].items()},
        form_bound=bound,
        homes={country: frozenset(spoken) for country, spoken in read["homes"].items()},
        reference=sorts["reference"],
        quantity=sorts["quantity"],
        identity=sorts["identity"],
    )


def _bounded(weight: float, bound: float) -> float:
    return max(-bound, min(bound, weight))
