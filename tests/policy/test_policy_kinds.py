"""Categories hold what the detectors report: a kind in none would slip past `secrets` and the like."""

from __future__ import annotations

import pytest

from dlp import config
from dlp.inspection import build_detectors
from dlp.policy.conditions import Glob
from dlp.policy.kinds import CATEGORIES


@pytest.mark.parametrize(
    ("plugin", "categories", "elsewhere"),
    [
        # a link lets in, but everybody sends some: a rule of its own asks for its sub-kind
        ("secrets", ("secrets",), ("ACCESS_LINK",)),
        # licences of a profession, public registers
        ("identifiers", ("identifiers", "companies", "financial"), ("MEDICAL_LICENSE", "US_NPI")),
        ("payment", ("financial",), ()),
    ],
)
def test_every_kind_of_a_detector_is_in_a_category(
    plugin: str, categories: tuple[str, ...], elsewhere: tuple[str, ...]
) -> None:
    (detector,) = build_detectors((config.PluginSettings(use=plugin),))
    held = Glob(tuple(kind for name in categories for kind in CATEGORIES[name]))
    missing = {kind for kind in detector.kinds if not held.matches(kind)} - set(elsewhere)
    assert missing == set(), "add these kinds to a category in dlp/policy/kinds.py"


def test_categories_are_written_small_and_kinds_in_capitals() -> None:
    assert all(name == name.lower() for name in CATEGORIES)
    assert all(kind == kind.upper() for kinds in CATEGORIES.values() for kind in kinds)
    assert all(len(set(kinds)) == len(kinds) for kinds in CATEGORIES.values())
