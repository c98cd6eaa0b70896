"""The score of a candidate: the log-odds of its form, and of the cues around it.

A value whose form speaks for itself (a card in groups, a telephone number with its country's code)
is not moved by anything that stands around: what people write beside it cannot hide it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from dlp.detect.engine.context import Naming, Neighbourhood, Where
from dlp.detect.engine.cues import Language, chance, cues, log_odds
from dlp.detect.engine.rule import PatternRule

#: the score of a value that only a label of many kinds names
_GENERAL = 0.7
#: chance that a value is one whose rule says nothing without a label
_UNNAMED = 0.02

#: labels that stand where no other word is nearer
_RIGHT_THERE = frozenset({Where.HEADER.value, Where.DIRECT.value})
#: labels that a word right before the value outdoes
_FAR = frozenset({Where.NEAR.value, Where.AFTER.value})

#: a cue's name, and what it added to the log-odds
Contribution = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels of a rule as patterns: its own, and those of many kinds."""

    own: re.Pattern[str] | None
    general: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """A score (0 to 1), and what each cue added."""

    score: float
    cues: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Features:
    """What a score is made of, for one candidate: how much of each cue there is.

    `base` is the log-odds of the form alone; a label's cue counts what the rule gains from it.
    """

    base: float
    strong: bool
    labelled: bool
    values: tuple[Contribution, ...]


def features(
    rule: PatternRule,
    labels: Labels,
    around: Neighbourhood,
    value: str,
    *,
    every: re.Pattern[str],
    language: Callable[[], Language],
    row: bool,
) -> Features:
    """The cues of a candidate. `every` are the labels of all rules; `language` is asked when a
    cue's words depend on it; `row` says that groups of digits stand in a row of the like."""
    form = log_odds(rule.bare or _UNNAMED)
    strong = rule.sure or (rule.strong is not None and rule.strong(value))
    base = form if strong else form + cues().form(rule.form)
    found: list[Contribution] = []
    for pattern, score in ((labels.own, rule.labelled), (labels.general, max(rule.bare, _GENERAL))):
        if pattern is None:
            continue
        label = around.label(pattern)
        if label is not None and label.distance <= rule.reach:
            own = pattern is labels.own
            name = label.where.value if own or label.where is Where.HEADER else "label_general"
            found.append((name, log_odds(score) - form))
            break
    labelled = bool(found)
    if strong or not (labelled or rule.bare):
        return Features(base, strong, labelled, tuple(found))
    spoken = language()
    direct = labelled and found[0][0] in _RIGHT_THERE
    against = _against(around, labelled, direct, every, spoken)
    if not labelled and spoken.told and _at_home(rule, value, spoken.code):
        found.append(("home", 1.0))
    if found and found[0][0] in _FAR and any(name.startswith("reference_") for name in against):
        # two names: the one right before the value says more than one farther off
        found = [("label_outdone", found[0][1])]
    found += ((name, 1.0) for name in against)
    if row and not labelled:
        found.append(("row", 1.0))
    if not labelled:
        found += ((name, 1.0) for name in ("machine", "alone") if getattr(around, name))
    return Features(base, strong, labelled, tuple(found))


def _at_home(rule: PatternRule, value: str, language: str) -> bool:
    if rule.home is not None:
        return rule.home(value, language)
    return cues().at_home(rule.kind, language)


def _against(
    around: Neighbourhood, labelled: bool, direct: bool, every: re.Pattern[str], language: Language
) -> list[str]:
    """The cues of words for something else."""
    known = cues()
    reference, quantity = (each.in_language(language) for each in (known.reference, known.quantity))
    found = []
    # "claim number" may be a label itself: what right before the value names it is heard once
    ways = set() if direct else {around.named(each) for each in reference}
    if Naming.SAID in ways:
        found.append("reference_names")
    elif Naming.BESIDE in ways:
        found.append("reference_beside")
    if any(map(around.measured, quantity)):
        found.append("quantity")
    if labelled:
        return found
    if any(map(around.headed, reference)) or any(map(around.headed, quantity)):
        found.append("reference_header")
    if not found:
        if any(map(around.named, known.identity.in_language(language))):
            found.append("identity_names")
        elif around.named(every) or around.headed(every):
            found.append("other_kind")
    return found


def weigh(some: Features) -> Weighed:
    """The score that cues make of a form's own."""
    known = cues()
    added = tuple((name, round(known.weight(name) * much, 2)) for name, much in some.values)
    score = chance(some.base + sum(weight for _, weight in added))
    if some.strong:
        score = max(score, min(known.strong, chance(some.base)))
    return Weighed(round(score, 3), added)
