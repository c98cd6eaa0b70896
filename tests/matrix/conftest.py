"""One estate for each module that asks for it: two homeservers and `dlp serve` in front of one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from matrix.house import KEY, Estate
from peers import synapse


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    synapse.install()
    made = Estate(tmp_path_factory.mktemp("estate"))
    yield made
    made.stop()


@pytest.fixture(scope="module")
def room(estate: Estate) -> str:
    return estate.shared(name="with eve")


@pytest.fixture(scope="module")
def bot(estate: Estate, room: str) -> str:
    """Alice's room with the bot, after a first refusal."""
    status, _ = estate.alice.say(room, KEY)
    assert status == 403
    return estate.bot_room(estate.alice)
