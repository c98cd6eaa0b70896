"""No way past: every one of bypass.yaml, tried on a real homeserver from a client."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from matrix.bypass import Tried, tried, ways
from matrix.world import World
from peers import synapse

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Tried]]:
    synapse.install()
    world = World(tmp_path_factory.mktemp("matrix"))
    try:
        yield tried(world)
    finally:
        world.stop()


def test_nothing_arrives_at_the_outsider(found: list[Tried]) -> None:
    assert [each.name for each in found if each.through_arrived] == []


def test_what_has_to_be_refused_is_and_no_answer_repeats_it(found: list[Tried]) -> None:
    assert [(each.name, each.through) for each in found if each.open] == []
    assert not any(each.quoted for each in found)


def test_what_stays_here_is_answered_by_the_homeserver(found: list[Tried]) -> None:
    here = [each for each in found if each.row.get("here")]
    assert len(here) > 60
    # both got the same answer, but for the few that depend on what was done before
    differ = [each.name for each in here if each.direct != each.through]
    assert len(differ) < 8, differ  # keys of devices: the proxy takes and drops them


def test_the_search_at_the_outsiders_server_finds_what_arrives(found: list[Tried]) -> None:
    assert [each.name for each in found if each.blind] == []
    assert sum(each.direct_arrived for each in found) > 150


def test_the_list_has_every_operation_that_is_no_get() -> None:
    listed = [(each.method, each.path.partition("?")[0]) for each in ways()]
    assert len(listed) > 400
    missing = []
    for line in Path(__file__).with_name("operations.txt").read_text().splitlines():
        method, _, path = line.partition(" ")
        if method in ("#", "GET"):
            continue
        # any segment of ours stands for a parameter of theirs; {media} stands for two of them
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
        if not any(each == method and re.fullmatch(pattern, _two(way)) for each, way in listed):
            missing.append(line)
    assert missing == []


def _two(path: str) -> str:
    return path.replace("{media}", "server/media")
