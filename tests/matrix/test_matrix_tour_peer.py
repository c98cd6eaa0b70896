"""The tour of `make run-matrix`, as it is shown to people."""

from __future__ import annotations

from pathlib import Path

import pytest

from matrix.tour import tour
from peers import synapse

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(600)]


def test_all_is_as_it_should_be(tmp_path: Path) -> None:
    synapse.install()
    assert tour(tmp_path) == []
