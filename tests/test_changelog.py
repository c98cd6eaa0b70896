"""CHANGELOG.md keeps the form of Keep a Changelog 1.1.0 and knows the version of the code."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import dlp

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CHANGELOG.md").read_text()
KINDS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_versions_stand_newest_first_with_their_dates() -> None:
    first, *released = re.findall(r"(?m)^## (.*)$", PAGE)
    assert first == "[Unreleased]"
    found = [re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)", each) for each in released]
    assert found and all(found)
    pairs = [(_number(each[1]), date.fromisoformat(each[2])) for each in found if each]
    assert pairs == sorted(pairs, reverse=True)


def test_the_version_of_the_code_is_the_newest_or_the_next() -> None:
    newest = re.findall(r"(?m)^## \[(\d\S*)\]", PAGE)[0]
    unreleased = PAGE.partition("## [Unreleased]")[2].partition("\n## ")[0]
    if dlp.__version__ != newest:
        assert _number(dlp.__version__) > _number(newest)
        assert f"Becomes {dlp.__version__}." in unreleased


def test_changes_stand_under_the_six_kinds_and_none_is_empty() -> None:
    for section in re.split(r"(?m)^## ", PAGE)[1:]:
        kinds = re.findall(r"(?m)^### (.*)\n\n- ", section)
        assert kinds == re.findall(r"(?m)^### (.*)$", section), "a kind without a change"
        assert set(kinds) <= KINDS and len(set(kinds)) == len(kinds)
