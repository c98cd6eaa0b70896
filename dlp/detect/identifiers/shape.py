"""The one way in which identifier rules are written: a body between number boundaries."""

from __future__ import annotations

from typing import Any

from dlp.detect.engine.rule import LEFT, LEFT_OPEN, RIGHT, RIGHT_OPEN, PatternRule

#: a date's month and day, in digits
MM = r"(?:0[1-9]|1[0-2])"
DD = r"(?:0[1-9]|[12][0-9]|3[01])"
#: a gap between groups; at most one character
G = r"[ \-.\n]?"
#: general words for a person's number, in the languages of those who write them
ID_WORDS = (
    "national id*, identity number*, id number*, personal number*, personal id*, personal code*, "
    "identification number*, citizen*, tax id*, tin, taxpayer*, tax number*"
)


def number(
    kind: str, body: str, labels: str = "", *, general: bool = True, **more: Any
) -> PatternRule:
    """A rule for `body` between boundaries. `general`: an "ID number" label will do too.

    A form that is `sure` or `strong` is found in file names and links, too.
    """
    proven = more.get("sure") or more.get("strong") is not None
    left, right = (LEFT_OPEN, RIGHT_OPEN) if proven else (LEFT, RIGHT)
    return PatternRule(
        kind=kind,
        pattern=f"{left}(?P<v>{body}){right}",
        labels=labels,
        general=ID_WORDS if general and labels else "",
        **more,
    )
