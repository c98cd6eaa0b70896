"""An organisation's own patterns, from YAML: staff numbers, project names, document ids.

The pattern is an RE2 expression, so it runs in linear time whatever it says and whatever text it
meets (https://github.com/google/re2/wiki/Syntax). `labels`, `bare` and `labelled` mean what they
mean in our own rules; `check` is a check of python-stdnum by module name, such as ``luhn``.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any

import re2
import yaml
from pydantic import Field, ValidationError

from dlp.config import Section, from_validation, parse_yaml
from dlp.detect.engine.context import Neighbourhood
from dlp.detect.engine.labels import words
from dlp.detect.engine.tables import Tables
from dlp.detect.engine.text import views
from dlp.errors import ConfigError
from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options


class CustomPattern(Section):
    """One kind of value."""

    kind: str = Field(pattern="^[A-Z][A-Z0-9_]+$")
    pattern: str
    """RE2; a group named `v` is the value, else the whole match."""
    bare: float = Field(0.6, ge=0, le=1)
    """Score without a label; 0: it needs one."""
    labelled: float = Field(0.9, ge=0, le=1)
    labels: tuple[str, ...] = ()
    """Words that name it, lower case; `*` at the end for inflections."""
    check: str = ""
    """A module of python-stdnum whose `is_valid` the value must pass."""
    ignore_case: bool = False
    finds: tuple[str, ...] = ()
    """Texts in which it must be found; they are tried when it is loaded."""
    passes_over: tuple[str, ...] = ()


class Settings(Options):
    """Settings of the patterns detector."""

    patterns: tuple[CustomPattern, ...] = ()
    file: Path | None = None
    """A YAML file with the same list under `patterns:`."""
    threshold: float = Field(0.4, ge=0, le=1)


_REACH = 60


class PatternsDetector:
    """Finds what an organisation's own patterns describe."""

    finds: tuple[Example, ...] = ()

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        place = f"detectors.{name}"
        self._options = options
        self._all = [
            _CompiledPattern(each, f"{place}.{each.kind}")
            for each in (*options.patterns, *_from_file(options.file, place))
        ]
        self.kinds: tuple[str, ...] = tuple(sorted({each.pattern.kind for each in self._all}))
        self.passes_over: tuple[str, ...] = tuple(
            text for each in self._all for text in each.pattern.passes_over
        )
        for each in self._all:
            for text in each.pattern.finds:
                if not any(
                    finding.kind == each.pattern.kind
                    for finding in self.detect((Passage("example", text),))
                ):
                    raise ConfigError(f"{place}.{each.pattern.kind}", "is not found in its example")

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: dict[tuple[str, int, int, str], Finding] = {}
        for passage in passages:
            for view in views(passage.text):
                tables = Tables(view.text)
                for each in self._all:
                    for start, end in each.spans(view.text):
                        around = Neighbourhood(view.text, start, end, *tables.scope(start))
                        score, why = each.score(around)
                        if score < self._options.threshold:
                            continue
                        begin, stop = view.span(start, end)
                        found[passage.part, begin, stop, each.pattern.kind] = Finding(
                            each.pattern.kind, passage.part, begin, stop, score, self.name, why
                        )
        return list(found.values())


class _CompiledPattern:
    def __init__(self, pattern: CustomPattern, place: str) -> None:
        self.pattern = pattern
        options = re2.Options()
        options.case_sensitive = not pattern.ignore_case
        options.log_errors = False
        try:
            self._expression = re2.compile(pattern.pattern, options)
        except re2.error:
            raise ConfigError(place, "is not an RE2 expression") from None
        if self._expression.match("") is not None:
            raise ConfigError(place, "matches nothing at all, so it would match everywhere")
        self._labels = words(",".join(pattern.labels).lower()) if pattern.labels else None
        self._check = _checked(pattern.check, place)

    def spans(self, text: str) -> list[tuple[int, int]]:
        found = []
        group = int(self._expression.groupindex.get("v", 0))
        for match in self._expression.finditer(text):
            start, end = match.span(group)
            if start < end and (self._check is None or self._check(text[start:end])):
                found.append((start, end))
        return found

    def score(self, around: Neighbourhood) -> tuple[float, str]:
        if self._labels is not None:
            near = around.distance(self._labels)
            if near is not None and near <= _REACH:
                return self.pattern.labelled, "pattern, label"
        return self.pattern.bare, "pattern"


def _checked(name: str, place: str) -> Any:
    if not name:
        return None
    if not re.fullmatch(r"[a-z_0-9]+(\.[a-z_0-9]+)?", name):
        raise ConfigError(place, f"{name!r} is no module of python-stdnum")
    try:
        return importlib.import_module(f"stdnum.{name}").is_valid
    except (ImportError, AttributeError):
        raise ConfigError(place, f"{name!r} is no module of python-stdnum") from None


def _from_file(path: Path | None, place: str) -> tuple[CustomPattern, ...]:
    if path is None:
        return ()
    try:
        raw = parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise ConfigError(place, f"{path} cannot be read as YAML") from None
    try:
        return Settings.model_validate(raw or {}).patterns
    except ValidationError as error:
        raise from_validation(error, str(path), Settings) from None


detector: type[Detector] = PatternsDetector
