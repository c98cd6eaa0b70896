"""What is compiled once is kept, and only what can be trusted is taken from there."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import hyperscan
import pytest

from dlp.detect.engine import databases, kept

PATTERNS = [(rb"kl[a-z]{2}t", hyperscan.HS_FLAG_CASELESS), (b"\xc3\xa4[0-9]+", 32), (b"ab+c", 0)]
TEXT = "KLirt klart ä17 abbbc klänt ABC".encode()


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(kept, "_told", set())
    return tmp_path / "kept"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many patterns each compilation had, in order."""
    databases._platform()  # its small pattern is no compilation that is counted
    sizes: list[int] = []
    real = databases._compiled

    def counting(patterns: Any) -> Any:
        sizes.append(len(patterns))
        return real(patterns)

    monkeypatch.setattr(databases, "_compiled", counting)
    return sizes


def hits(database: Any) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []

    def note(number: int, start: int, end: int, _flags: int, context: int) -> None:
        found.append((number, start, end, context))

    database.scan(TEXT, match_event_handler=note, context=7)
    return found


def test_a_loaded_database_scans_as_the_compiled_one(place: Path, compiled: list[int]) -> None:
    first = hits(databases.block_database(PATTERNS))
    assert {number for number, *_ in first} == {0, 1, 2}
    assert hits(databases.block_database(PATTERNS)) == first
    assert compiled == [3]


def test_other_patterns_and_flags_are_other_databases(place: Path, compiled: list[int]) -> None:
    databases.block_database(PATTERNS)
    databases.block_database(PATTERNS[:2])
    databases.block_database([*PATTERNS[:2], (b"ab+c", hyperscan.HS_FLAG_CASELESS)])
    databases.block_database(PATTERNS[::-1])
    assert compiled == [3, 2, 3, 3]


def test_files_are_closed_to_others(place: Path) -> None:
    databases.block_database(PATTERNS)
    (file,) = place.iterdir()
    assert (place.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.parametrize("how", ["cut", "changed", "empty"])
def test_what_is_damaged_is_compiled_and_written_again(
    place: Path, compiled: list[int], caplog: pytest.LogCaptureFixture, how: str
) -> None:
    first = hits(databases.block_database(PATTERNS))
    (file,) = place.iterdir()
    whole = file.read_bytes()
    changed = whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]
    file.write_bytes({"cut": whole[: len(whole) // 2], "changed": changed, "empty": b""}[how])
    assert hits(databases.block_database(PATTERNS)) == first
    assert "damaged" in caplog.text
    assert file.read_bytes() == whole
    databases.block_database(PATTERNS)
    assert compiled == [3, 3]


def test_what_has_a_good_hash_and_is_no_database_is_compiled_again(
    place: Path, compiled: list[int]
) -> None:
    first = hits(databases.block_database(PATTERNS))
    (file,) = place.iterdir()
    kept.save(file.name, b"not a database")
    assert hits(databases.block_database(PATTERNS)) == first
    assert compiled == [3, 3]


def test_what_others_could_have_written_is_not_loaded(
    place: Path, compiled: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    databases.block_database(PATTERNS)
    (file,) = place.iterdir()
    file.chmod(0o666)
    databases.block_database(PATTERNS)
    assert "a file in it is open to others" in caplog.text
    place.chmod(0o777)
    databases.block_database(PATTERNS)
    assert "the folder is open to others" in caplog.text
    assert compiled == [3, 3, 3]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_another_users_folder_is_not_used(
    place: Path, compiled: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    databases.block_database(PATTERNS)
    os.chown(place, 65534, 65534)
    databases.block_database(PATTERNS)
    assert compiled == [3, 3]
    assert "the folder belongs to another user" in caplog.text


def test_a_link_in_the_place_of_folder_or_file_is_not_followed(
    place: Path, tmp_path: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.block_database(PATTERNS)
    (file,) = place.iterdir()
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    databases.block_database(PATTERNS)
    (tmp_path / "link").symlink_to(place)
    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "link"))
    databases.block_database(PATTERNS)
    assert compiled == [3, 3, 3]


def test_where_nothing_can_be_written_it_compiles_and_says_so_once(
    tmp_path: Path,
    compiled: list[int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DLP_CACHE", str(tmp_path / "file" / "kept"))
    monkeypatch.setattr(kept, "_told", set())
    for _ in range(3):
        assert hits(databases.block_database(PATTERNS))
    assert compiled == [3, 3, 3]
    (told,) = caplog.records
    assert told.levelno == logging.WARNING
    assert "DLP_CACHE names another folder" in told.getMessage()


def test_none_keeps_nothing(
    tmp_path: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DLP_CACHE", "none")
    monkeypatch.setenv("HOME", str(tmp_path))
    databases.block_database(PATTERNS)
    databases.block_database(PATTERNS)
    assert compiled == [3, 3]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"DLP_CACHE": "/a/b", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/a/b"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/dlp"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/dlp"),
        ({}, None),
    ],
)
def test_where_it_is_kept(
    variables: dict[str, str], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in kept.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert kept.folder() == (Path(expected) if expected else None)


def test_what_was_used_longest_ago_goes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_ENTRIES", 3)
    for number in range(4):
        kept.save(f"entry{number}", b"x" * 100)
        os.utime(place / f"entry{number}", (number + 1, number + 1))
    assert kept.load("entry1") == b"x" * 100  # used now
    kept.save("entry4", b"x")
    assert sorted(each.name for each in place.iterdir()) == ["entry1", "entry3", "entry4"]
    monkeypatch.setattr(kept, "_BYTES", 250)
    kept.save("entry5", b"x")
    assert "entry5" in {each.name for each in place.iterdir()}
    assert sum(each.stat().st_size for each in place.iterdir()) <= 250


_WRITER = """
import sys
from dlp.detect.engine import kept
for _ in range(300):
    kept.save("same", bytes([int(sys.argv[1])]) * 20_000)
    got = kept.load("same")
    assert got is not None and len(set(got)) == 1 and len(got) == 20_000
"""


def test_writers_at_the_same_time_never_leave_half_a_file(place: Path) -> None:
    runs = [subprocess.Popen([sys.executable, "-c", _WRITER, str(one)]) for one in (1, 2, 3)]
    assert [each.wait(60) for each in runs] == [0, 0, 0]
    assert [each.name for each in place.iterdir()] == ["same"]
