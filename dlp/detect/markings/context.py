"""What stands around a marking: config/markings/context.yaml, folded and compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from dlp.config import Section, from_validation, read_yaml
from dlp.config.shipped import shipped
from dlp.detect.markings.fold import fold
from dlp.detect.markings.lexicon import fold_words


class ContextFile(Section):
    """The shape of context.yaml; the file says what each list is for."""

    fillers: tuple[str, ...]
    letterhead: tuple[str, ...]
    subjects: tuple[str, ...]
    replies: tuple[str, ...]
    fields: tuple[str, ...]
    mentions: tuple[str, ...]
    teaching: tuple[str, ...]
    samples: tuple[str, ...]
    choices: tuple[str, ...]
    disclaimers: tuple[str, ...]
    papers: tuple[str, ...]
    lowerings: tuple[str, ...]
    languages: dict[str, tuple[str, ...]]
    neighbours: tuple[str, ...]
    phrases: tuple[str, ...]
    introductions: tuple[str, ...]
    notional: tuple[str, ...]


class Context:
    """The lists as sets of capitals and as patterns over folded text."""

    def __init__(self, file: ContextFile) -> None:
        self.fillers = _words(file.fillers)
        self.letterhead = _words(file.letterhead)
        self.mentions = _words(file.mentions)
        self.neighbours = _words(file.neighbours)
        self.fields = frozenset(fold_words(name) for name in file.fields)
        self.teaching = _phrases(file.teaching)
        self.introductions = _phrases(file.introductions)
        self.notional = _phrases(file.notional)
        self.verbs = _phrases(word for word in file.mentions if len(word) > 3)
        self.phrases = _phrases(file.phrases)
        self.samples = _phrases(file.samples)
        self.choices = _phrases(file.choices)
        self.disclaimers = _phrases(file.disclaimers)
        self.lowerings = _phrases(file.lowerings)
        self.languages = {name: _words(words) for name, words in file.languages.items()}
        subjects, replies = _bars(file.subjects), _bars(file.replies)
        self.reply = re.compile(rf"\s*(?:(?:{replies})(?:\[\d+\])?\s*:\s*)*", re.IGNORECASE)
        self.replied = re.compile(rf"(?:(?:{replies})\s*:\s*)+(?=\S)", re.IGNORECASE)
        self.subject = re.compile(rf"[\W_]{{0,4}}(?:{subjects})\s*[:;.]\s*(?=\S)", re.IGNORECASE)
        papers = _bars(file.papers)
        self.declarations = re.compile(
            r"\b(?:this|these|the (?:attached|enclosed|following|above|entire)|tama|"
            r"liitteena oleva|detta|denna|diese[rs]?|dies|ce|cette|este|esta|questo|questa|dit|"
            rf"deze|dette|denne|see|niniejsz\w+)\s+(?:[\w-]+\s+){{0,2}}?(?:{papers})\s+(?:[\w-]+\s+){{0,3}}?"
            r"(?:is|are|contains?|remains?|has been|must be|should be|on|sisaltaa|ar|"
            r"innehaller|ist|enthalt|est|contient|es|contiene|contem|e|bevat|er|"
            r"indeholder|inneholder|jest|zawiera)\s+"
            r"(?:(?:overall|distributed|shared|released|published|issued|disseminated|rated|hereby|considered|to|be|handled|treated|protected|as|at|the|"
            r"information|material|currently|classified|marked|designated|luokiteltu|eingestuft|als|klassad|som|gradert|"
            r"klassificeret|classifie|classifiee|clasificado|como|classificato|come|classificado|"
            r"gerubriceerd|oznaczona|oznaczony|klauzula|tasolle|luokkaan|en|een|gemerkt|merkitty|"
            r"unclassified but|sensitive|and)[\s:]+){0,6}[\"'(\[]?",
            re.IGNORECASE,
        )
        self.herein = re.compile(
            r"\binformation\s+(?:contained|provided)\s+(?:herein|in\s+this\s+\w+)\s+(?:is|are)\s+$",
            re.IGNORECASE,
        )
        self.orders = re.compile(
            r"\b(?:treat|handle|protect|safeguard|consider|regard)(?:\s+[\w-]+){0,4}?\s+as\s+"
            r"[\"'(\[]?$",
            re.IGNORECASE,
        )


def _words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for entry in words for word in fold_words(entry))


def _bars(phrases: Iterable[str]) -> str:
    ordered = sorted({fold(phrase).text for phrase in phrases}, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


def _phrases(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_bars(phrases)})\b", re.IGNORECASE)


def read(path: Path) -> Context:
    """Reads a context file; ConfigError says what is wrong with it."""
    try:
        return Context(ContextFile.model_validate(read_yaml(path)))
    except ValidationError as error:
        raise from_validation(error, str(path), ContextFile) from None


@cache
def shipped_context() -> Context:
    """The context that ships with the gateway."""
    return read(shipped("config", "markings", "context.yaml"))
