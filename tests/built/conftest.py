"""One gateway for all tests of this folder: it takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from built import SAFE, Built
from matrix.benching import ME


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    with Built(tmp_path_factory.mktemp("built")) as running:
        running.home.rooms[SAFE] = {ME: "join", "@carol:example.org": "join"}
        yield running
