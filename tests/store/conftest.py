from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from peers.postgresql import PostgreSql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSql]:
    server = PostgreSql()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.peer)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same tests on both databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'dlp.sqlite'}"
    server: PostgreSql = request.getfixturevalue("postgresql")
    return server.new_database()
