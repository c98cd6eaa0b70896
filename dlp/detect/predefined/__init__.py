"""Identifiers of further countries, in the forms of Presidio's predefined recognizers.

Each form is a rule like ours: it stands in the scanner's one pass, so it costs nothing where
nothing matches; its score comes from the labels near by, and a recognizer's own check (Presidio's
`validate_result`) has the last word. What some digits alone could be needs a label.
`entities` says which entities these are, `facts` gets their forms from the installed Presidio.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dlp.detect.engine.base import RuleDetector, RuleSettings
from dlp.detect.engine.rule import PatternRule
from dlp.detect.engine.text import fold
from dlp.detect.predefined.entities import ENTITIES, Entity
from dlp.detect.predefined.examples import EXAMPLES, PASSED_OVER
from dlp.detect.predefined.facts import Facts, facts, holds
from dlp.model import Detector, Example

#: score of a labelled value whose form its check proves, and of another
_CHECKED, _LABELLED = 0.95, 0.8
#: a label names a value this near; most values are but digits
_REACH = 30


class Settings(RuleSettings):
    """Settings of the predefined detector."""


def _proven(entity: Entity, checks: bool, value: str) -> bool:
    """Whether a value without a label is one: its own form says so, and the check confirms it."""
    assert entity.strict is not None
    return entity.strict(value) and (not checks or holds(entity.recognizer, value, proven=True))


def _rules(entity: Entity, known: Facts) -> Iterator[PatternRule]:
    forms = [pattern for pattern, score in known.forms if score >= entity.least]
    pattern = "|".join(f"(?:{each})" for each in dict.fromkeys(forms))
    yield PatternRule(
        kind=entity.kind,
        pattern=pattern,
        labels=fold(entity.labels),
        labelled=_CHECKED if known.checks else _LABELLED,
        check=partial(holds, entity.recognizer),
        reach=_REACH,
        ignore_case=True,
        why="form and check of Presidio" if known.checks else "form of Presidio",
    )
    if entity.strict is not None:
        yield PatternRule(
            kind=entity.kind,
            pattern=pattern,
            bare=entity.bare,
            check=partial(_proven, entity, known.checks),
            why="form and checksum",
        )


def _all_rules() -> tuple[PatternRule, ...]:
    known = facts(each.recognizer for each in ENTITIES)
    return tuple(rule for each in ENTITIES for rule in _rules(each, known[each.recognizer]))


class Predefined(RuleDetector):
    """What Presidio's predefined recognizers find and no other detector here does."""

    all_rules: tuple[PatternRule, ...] = _all_rules()
    finds: tuple[Example, ...] = EXAMPLES
    passes_over: tuple[str, ...] = PASSED_OVER


detector: type[Detector] = Predefined
