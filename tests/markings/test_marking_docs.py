"""docs/markings.md says what the schemes say; `dlp describe markings` prints the same."""

from __future__ import annotations

from pathlib import Path

from dlp.detect.markings.describe import describe_markings, markdown
from dlp.detect.markings.schemes import load

PAGE = (Path(__file__).parents[2] / "docs" / "markings.md").read_text(encoding="utf-8")


def test_the_table_of_schemes_is_current() -> None:
    _, marker, made = PAGE.partition("do not edit below -->\n\n")
    assert marker
    assert made == markdown(), "run `make docs`"


def test_every_level_of_every_scheme_is_a_row() -> None:
    rows = describe_markings()
    assert len(rows) == sum(len(scheme.levels) for scheme in load())
    assert {row.scheme for row in rows} == {scheme.scheme for scheme in load()}


def test_all_sixty_evasions_have_a_row() -> None:
    for number in range(1, 61):
        assert f"\n| {number} | " in PAGE
