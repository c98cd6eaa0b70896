"""Secrets in the places where tools keep them, and their look-alikes: pairs, a line each.

A line of secrets-found.txt is a kind and a text with the secret between ⟦ and ⟧; `\\n` is the end of
a line. A line of secrets-none.txt is a text without any.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detect.test_secrets import SECRETS, find

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


def spans(marked: str) -> Iterator[tuple[int, int]]:
    """Where the secrets stand in `marked` without its marks."""
    for number, piece in enumerate(marked.split("⟦")[1:]):
        start = marked.index(piece) - 2 * number - 1
        yield start, start + piece.index("⟧")


@pytest.mark.parametrize("line", lines("secrets-found.txt"))
def test_a_secret_is_found_where_tools_keep_it(line: str) -> None:
    kind, _, marked = line.partition(" ")
    marked = marked.replace("\\n", "\n")
    text = marked.replace("⟦", "").replace("⟧", "")
    found = find(text)
    for start, end in spans(marked):
        near = [each for each in found if each.start < end and each.end > start]
        assert [each.kind for each in near] == [kind], near
        common = min(near[0].end, end) - max(near[0].start, start)
        assert common >= 0.6 * (max(near[0].end, end) - min(near[0].start, start))


@pytest.mark.parametrize("line", lines("secrets-none.txt"))
def test_a_look_alike_is_none(line: str) -> None:
    found = find(line.replace("\\n", "\n"))
    assert not [each for each in found if each.kind in {*SECRETS, "ACCESS_LINK", "PASSPORT"}]
