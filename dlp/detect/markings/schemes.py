"""Marking schemes as data: config/markings/*.yaml, one file a scheme.

An organisation adds its own scheme with a file of the same shape in its own folder (see
docs/markings.md); a scheme of the same name replaces ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from dlp.config import Section, from_validation, read_yaml
from dlp.config.shipped import shipped
from dlp.errors import ConfigError
from dlp.model import Level


def _level(value: Any) -> Any:
    return Level.parse(value) if isinstance(value, str) else value


LevelName = Annotated[Level, BeforeValidator(_level)]


class Strength(StrEnum):
    """How much a phrase says by itself."""

    DISTINCT = "distinct"
    """Nobody writes it alone on a line but as a marking (``NATO SECRET``)."""
    WORD = "word"
    """A marking in capitals, else an ordinary word (``SECRET``)."""
    WEAK = "weak"
    """An everyday word: counts at the head or the foot, in brackets or in a field (``PUBLIC``)."""


class ArgumentKind(StrEnum):
    """What follows a caveat and belongs to it."""

    NOTHING = "nothing"
    NATIONS = "nations"
    """``REL TO USA, GBR``"""
    NATIONS_SPACED = "nations-spaced"
    """``FGI GBR JPN``"""
    NATIONS_BEFORE = "nations-before"
    """``USA/GBR EYES ONLY``"""
    COMPARTMENTS = "compartments"
    """``SI-G ABCD``"""
    NAMES = "names"
    """``SAR-BUTTER POPCORN``, ``EXCLUSIVE-FOR Name``"""
    NUMBERS = "numbers"
    """``SIGMA 14 18``"""


class LevelEntry(Section):
    """One level of a scheme."""

    level: LevelName
    """Ours: public, internal, restricted, confidential, secret or top-secret."""
    label: str
    """The canonical form."""
    phrases: tuple[str, ...] = ()
    """Other spellings and languages; accents and case are folded away."""
    abbreviations: tuple[str, ...] = ()
    """Short forms: only in portion marks, brackets, subjects, fields and file names."""
    audience: tuple[str, ...] = ()
    """Who may get it, where the level itself says so: the label is then a caveat, too."""
    evidence: Strength | None = None
    """By default `distinct` for several words and `word` for one."""

    def strength(self, phrase: str) -> Strength:
        """How much `phrase` says by itself."""
        if self.evidence is not None:
            return self.evidence
        return Strength.DISTINCT if len(phrase.split()) > 1 else Strength.WORD


class CaveatEntry(Section):
    """One caveat: a handling rule, compartment, descriptor or release list."""

    label: str
    phrases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    """Short forms, as in portion marks."""
    category: str = ""
    """One of the scheme's `categories`; orders the canonical form."""
    takes: ArgumentKind = ArgumentKind.NOTHING
    audience: tuple[str, ...] = ()
    """Who may get it: nations, groups of audiences.yaml, or the organisation's own words."""
    alone: LevelName | None = None
    """The least level it means where it stands without one; none: it is no marking alone."""


class Category(Section):
    """A group of caveats in the canonical form, in order."""

    name: str
    joiner: str = "/"
    separator: str | None = None
    """What stands before the group; the scheme's separator if not given."""


class FoundExample(Section):
    """An example that must be found."""

    text: str
    label: str
    level: LevelName | None = None
    form: str = "banner"
    caveats: tuple[str, ...] | None = None
    role: str = "body"


class PassedExample(Section):
    """An example in which nothing may be found."""

    text: str
    role: str = "body"
    notice: bool = False
    """Told as a lawyer's notice (`CONFIDENTIALITY_NOTICE`), which claims no level."""


def _passed(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class Scheme(Section):
    """One marking scheme."""

    scheme: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    sources: tuple[str, ...]
    """The law, manual or standard that the words come from."""
    mapping: str
    """The published equivalence table that the levels follow, or the judgement made."""
    languages: tuple[str, ...] = ()
    """Two-letter codes; a cue where a word means different levels in different schemes."""
    portions: bool = False
    """Paragraphs are marked with short forms of two letters, too."""
    corporate: bool = False
    """The words of companies: give way to a nation's where the author writes as one."""
    formal: bool = False
    """Labels of several words name their owner (``NATO SECRET``): markings as the whole of any
    value, whatever its key, and in any name or link."""
    separator: str = "//"
    """Between level and caveats in the canonical form."""
    levels: tuple[LevelEntry, ...]
    categories: tuple[Category, ...] = (Category(name=""),)
    caveats: tuple[CaveatEntry, ...] = ()
    fields: tuple[str, ...] = ()
    """Names before a colon whose value is a marking, e.g. ``Einstufung``."""
    hints: tuple[str, ...] = ()
    """Words that are a cue for this scheme when they stand in the same message."""
    finds: tuple[FoundExample, ...] = ()
    passes_over: tuple[Annotated[PassedExample, BeforeValidator(_passed)], ...] = ()

    @model_validator(mode="after")
    def _agree(self) -> Scheme:
        known = {category.name for category in self.categories}
        for caveat in self.caveats:
            if caveat.category not in known:
                raise ValueError(
                    f"caveat {caveat.label!r} has category {caveat.category!r}; "
                    f"known are {', '.join(sorted(known))}"
                )
        labels = [entry.label for entry in self.levels] + [entry.label for entry in self.caveats]
        double = {label for label in labels if labels.count(label) > 1}
        if double:
            raise ValueError(f"given twice: {', '.join(sorted(double))}")
        return self


def read(path: Path) -> Scheme:
    """One scheme's file; ConfigError says what is wrong with it."""
    try:
        return Scheme.model_validate(read_yaml(path))
    except ValidationError as error:
        raise from_validation(error, str(path), Scheme) from None


def load(folders: Iterable[Path] = ()) -> tuple[Scheme, ...]:
    """Our schemes and those in `folders` (or single files); a later scheme replaces an earlier of
    the same name."""
    by_name = {scheme.scheme: scheme for scheme in shipped_schemes()}
    for folder in folders:
        files = [folder] if folder.is_file() else sorted(folder.glob("*.yaml"))
        if not files:
            raise ConfigError(str(folder), "holds no schemes", "a scheme is a file *.yaml")
        for path in files:
            scheme = read(path)
            by_name[scheme.scheme] = scheme
    return tuple(by_name.values())


#: files in config/markings/ that are no schemes
NOT_SCHEMES = ("audiences.yaml", "context.yaml")


@cache
def shipped_schemes() -> tuple[Scheme, ...]:
    """The schemes in config/markings/."""
    folder = shipped("config", "markings")
    return tuple(
        read(path) for path in sorted(folder.glob("*.yaml")) if path.name not in NOT_SCHEMES
    )
