"""The check of commit messages, on real repositories with good and bad ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import commits

GOOD = "Say why\n\nNobody could know it from the change alone."


class Repository:
    """A scratch repository whose first commit is the base."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.commit("before the rule")
        self.base = self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.test"]
        command = ["git", *who, "-C", str(self.folder), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def commit(self, message: str) -> None:
        self.git("commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message)

    def check(self) -> tuple[int, str]:
        return check("--base", self.base, "--repository", str(self.folder))


def check(*arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, commits.__file__, *arguments], capture_output=True, text=True
    )
    assert not done.stderr
    return done.returncode, done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "repository"
    folder.mkdir()
    return Repository(folder)


def test_nothing_new_and_good_commits_pass(repository: Repository) -> None:
    assert repository.check()[0] == 0
    repository.commit(GOOD)
    repository.commit(
        f"{'ä' * 72}\n\nSeventy-two characters, although not bytes: as long as may be."
    )
    status, said = repository.check()
    assert status == 0 and "2 since" in said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("x" * 73 + "\n\nThe body is as long as it must be.", "73 characters"),
        ("A subject alone", "no body"),
        ("A subject\n\nToo short.", "no body"),
        (
            "A subject\n\nSigned-off-by: Anna Berg of the Example Trust <anna@example.test>",
            "no body",
        ),
        ("A subject\nthat goes on in the next line of it", "second line"),
        ("", "no body"),
    ],
)
def test_bad_commits_are_named_wherever_they_stand(
    repository: Repository, message: str, said: str
) -> None:
    repository.commit(GOOD)
    repository.commit(message)
    bad = repository.git("rev-parse", "--short", "HEAD")
    repository.commit(GOOD)
    status, output = repository.check()
    assert status == 1
    *named, remedy = output.splitlines()
    assert all(line.startswith(f"commit {bad}: ") for line in named)
    assert any(said in line for line in named)
    assert "CONTRIBUTING.md" in remedy


def test_merges_may_be_short_but_what_they_bring_may_not(repository: Repository) -> None:
    for message, expected in ((GOOD, 0), ("bad", 1)):
        repository.git("checkout", "-q", "-b", f"side-{expected}")
        repository.commit(message)
        repository.git("checkout", "-q", "main")
        repository.git("merge", "-q", "--no-ff", "-m", "merge", f"side-{expected}")
        assert repository.check()[0] == expected


def test_what_cannot_be_known_is_said(repository: Repository, tmp_path: Path) -> None:
    repository.commit("bad")
    repository.commit(GOOD)
    shallow = tmp_path / "shallow"
    repository.git("clone", "-q", "--depth", "1", repository.folder.as_uri(), str(shallow))
    status, said = check("--base", repository.base, "--repository", str(shallow))
    assert status == 0 and "not checked: commit" in said and "--unshallow" in said
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    status, said = check("--repository", str(unpacked))
    assert status == 0 and "not checked: this is no git repository" in said


def test_make_check_runs_it() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text()
    recipe = makefile.partition("\ncheck:")[2].partition("\n\n")[0]
    assert "python tests/commits.py" in recipe
