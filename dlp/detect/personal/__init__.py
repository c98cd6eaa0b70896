"""Dates of birth, ages, and the special categories of GDPR Art. 9 and 10, in context of a person.

A bare date is nobody's; "born on", a column "DOB" or "geb." before it makes it one. A condition,
a faith or a conviction counts where somebody is said to have it, not where it is talked about.
"""

from __future__ import annotations

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.detect.personal import categories, dates, statements
from dlp.model import Detector, Example


class Settings(RuleSettings):
    """Settings of the personal detector."""


class Personal(RuleDetector):
    """What is said about a person: birth, age, health, faith, views, union, sexuality, record."""

    all_rules: tuple[PatternRule, ...] = (
        *dates.RULES,
        *categories.RULES,
        *statements.RULES,
    )
    finds: tuple[Example, ...] = (
        Example("born on 12 March 1985 in Turku", ("12 March 1985",), "DATE_OF_BIRTH"),
        Example("DOB: 1985-03-12", ("1985-03-12",), "DATE_OF_BIRTH"),
        Example("syntymäaika 12.3.1985", ("12.3.1985",), "DATE_OF_BIRTH"),
        Example("a 45-year-old woman", ("45",), "AGE"),
        Example("she was diagnosed with breast cancer", ("breast cancer",), "HEALTH"),
        Example("He is a practising Muslim.", ("Muslim",), "RELIGION"),
        Example("my husband came out as gay", ("gay",), "SEXUAL_ORIENTATION"),
    )
    passes_over: tuple[str, ...] = (
        "The meeting is on 12 March 2026.",
        "The company is 45 years old.",
        "A talk about cancer research.",
        "The Muslim calendar and the Labour market.",
        "Released 2024-01-15.",
    )


detector: type[Detector] = Personal
