"""Health data that its form gives away; what is said of a person stands in statements/."""

from __future__ import annotations

from dlp.detect.engine.rule import PatternRule

RULES = (
    PatternRule(
        kind="HEALTH",
        pattern=r"(?<!\w)(?:hiv|std|sti|covid(?:-19)?)[ \-]positive(?!\w)",
        bare=0.6,
        sure=True,
        ignore_case=True,
        why="form",
    ),
    PatternRule(
        kind="HEALTH",
        pattern=r"(?<!\w)(?:icd(?:-?10)?(?: code)?|diagnosis(?: code)?|dx)\s{0,2}[:=]?\s{0,2}"
        r"(?P<v>[A-TV-Z][0-9][0-9AB](?:\.[0-9A-Z]{1,4})?)(?!\w)",
        bare=0.75,
        sure=True,
        ignore_case=True,
        why="ICD-10 code",
    ),
)
