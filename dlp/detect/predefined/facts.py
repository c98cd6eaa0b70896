"""The forms of Presidio's predefined recognizers, as its installed version has them.

Loading Presidio takes a third of a second, so its patterns are kept between starts under its
version, and a recognizer is built when its check is first asked for.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dlp.detect.engine import kept

_BEHIND = "(?<="


@dataclass(frozen=True, slots=True)
class Facts:
    """What a recognizer looks for."""

    #: patterns in the syntax of `re`, and the score that Presidio gives each
    forms: tuple[tuple[str, float], ...]
    #: whether it has a check of its own (digits, dates, registered prefixes)
    checks: bool


def facts(names: Iterable[str]) -> dict[str, Facts]:
    """What the recognizer classes of these names look for."""
    wanted = sorted(set(names))
    version = importlib.metadata.version("presidio-analyzer")
    name = kept.key(Path(__file__).read_bytes(), version.encode(), " ".join(wanted).encode())
    data = kept.load(name)
    if data is None:
        data = json.dumps([_facts_of(each) for each in wanted]).encode()
        kept.save(name, data)
    return {
        each: Facts(tuple((pattern, score) for pattern, score in forms), checks)
        for each, (forms, checks) in zip(wanted, json.loads(data), strict=True)
    }


def holds(name: str, value: str, *, proven: bool = False) -> bool:
    """Whether the recognizer's check does not refuse `value`; `proven`: whether it confirms it."""
    recognizer = _recognizer(name)
    said = recognizer.validate_result(value)
    return (said is True if proven else said is not False) and not recognizer.invalidate_result(
        value
    )


@cache
def _recognizer(name: str) -> Any:
    from presidio_analyzer import predefined_recognizers

    return getattr(predefined_recognizers, name)()


def _facts_of(name: str) -> tuple[list[tuple[str, float]], bool]:
    from presidio_analyzer import PatternRecognizer

    recognizer = _recognizer(name)
    forms = []
    for each in recognizer.patterns:
        pattern = _bounded(_without_label(each.regex.removeprefix("(?i)")))
        if "*" not in pattern and "+" not in pattern:
            re.compile(pattern)
            forms.append((pattern, float(each.score)))
    checks = type(recognizer).validate_result is not PatternRecognizer.validate_result
    return forms, checks


def _bounded(pattern: str) -> str:
    """The same pattern with room for a few blanks where it takes any number: ours are bounded."""
    return pattern.replace(r"\s*", r"\s{0,3}")


def _without_label(pattern: str) -> str:
    """A pattern without the look-behind for a label that it begins with: the labels are ours."""
    if not pattern.startswith(_BEHIND):
        return pattern
    depth = 0
    for at, letter in enumerate(pattern):
        if letter in "()" and pattern[at - 1 : at] != "\\":
            depth += 1 if letter == "(" else -1
            if not depth:
                return rf"\b{pattern[at + 1 :]}"
    return pattern
