"""The shape that the rules of commands, settings and hashes share."""

from __future__ import annotations

import re

from dlp.detect.engine.rule import Find, PatternRule
from dlp.detect.secrets.values import given


def named_rule(
    pattern: str,
    hint: str,
    why: str,
    find: Find = given,
    kind: str = "PASSWORD",
    *,
    case: bool = False,
    bare: float = 0.96,
) -> PatternRule:
    """A rule that its surroundings prove: `case` says that upper and lower case differ."""
    return PatternRule(
        kind=kind,
        pattern=pattern,
        hint=hint,
        find=find,
        bare=bare,
        sure=True,
        why=why,
        ignore_case=not case,
    )


def whole(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The whole of a match."""
    return match.span()
