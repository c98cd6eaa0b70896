"""The structured set: recall, false alarms, secrets and evasions stay where they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from dlp import plugins
from dlp.detect.engine.engine import Engine
from dlp.model import Passage

sys.path.insert(0, str(Path(__file__).parents[1]))
from corpus.structured import cases
from corpus.structured.numbers import NEED_LABEL

NAMES = ("identifiers", "payment", "contact", "personal", "secrets")
#: two states number their people alike: a bare number may be either's
ALIKE = frozenset({"LT"})


@cache
def engine() -> Engine:
    return Engine([plugins.build("dlp.detect", name, name, {}, name) for name in NAMES])


def right(case: cases.Case) -> bool:
    findings = engine().detect((Passage("body", case.text),))
    if not case.kinds:
        return not findings
    for each in findings:
        both = min(each.end, case.end) - max(each.start, case.start)
        either = max(each.end, case.end) - min(each.start, case.start)
        if each.kind in case.kinds and both >= 0.5 * either:
            return True
    return False


def share(some: Iterable[cases.Case]) -> float:
    results = [right(case) for case in some]
    assert len(results) > 100
    return sum(results) / len(results)


def test_labelled_and_bare_recall() -> None:
    some = list(cases.structured(7, each=8))
    assert len({case.name for case in some}) >= 31
    assert share(case for case in some if case.group == "labelled") >= 0.99
    bare = [case for case in some if case.group == "bare" and case.name not in NEED_LABEL | ALIKE]
    assert share(bare) >= 0.93


def test_hard_negatives_pass() -> None:
    some = list(cases.hard_negatives(7, each=40))
    assert len(some) >= 1000 and len({case.name for case in some}) >= 22
    assert share(some) >= 0.98


def test_secrets_and_their_look_alikes() -> None:
    some = list(cases.secrets(7, each=12))
    assert share(case for case in some if case.group == "secret") >= 0.99
    assert share(case for case in some if case.group == "look-alike") >= 0.99


def test_evasions_are_undone() -> None:
    assert share(cases.hidden(7, each=2)) >= 0.97
