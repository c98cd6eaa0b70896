"""Holds new commits to CONTRIBUTING.md: a subject of at most 72 characters, a body that says why.

    python tests/commits.py [--base COMMIT] [--repository FOLDER]

Looks at every commit since `BASE` that is no merge. Where that cannot be told (no git, an unpacked
release, a shallow clone) it says so and passes: there is nothing that could be held to the rule.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from pathlib import Path

#: the last commit from before the rule
BASE = "e1bbd28b22baf25e583795197790b44f9e76cb1a"
LONGEST_SUBJECT = 72
#: what is shorter cannot hold a reason
FEWEST_WORDS = 5
_TRAILER = re.compile(r"[A-Z][A-Za-z-]+: \S.*")


class NotThere(Exception):
    """The history since the base cannot be read."""


def complaints(message: str) -> list[str]:
    """What is wrong with a commit's message."""
    subject, *rest = message.rstrip().split("\n")
    wrong = []
    if len(subject) > LONGEST_SUBJECT:
        wrong.append(f"the subject has {len(subject)} characters, {LONGEST_SUBJECT} is the most")
    if rest and rest[0].strip():
        wrong.append("the second line is not empty, so the subject goes on there")
    said = [line for line in rest if not _TRAILER.fullmatch(line.strip())]
    if len(" ".join(said).split()) < FEWEST_WORDS:
        wrong.append("no body says why")
    return wrong


def messages(base: str, repository: Path) -> list[tuple[str, str]]:
    """(short id, message) of each commit since `base` that is no merge, newest first.

    Raises:
        NotThere: no git, no repository, or one without `base`.
    """
    if shutil.which("git") is None:
        raise NotThere("git is not installed")
    if _git(repository, "rev-parse", "--git-dir").returncode:
        raise NotThere("this is no git repository")
    if _git(repository, "cat-file", "-e", f"{base}^{{commit}}").returncode:
        raise NotThere(f"commit {base[:9]} is not in this clone (git fetch --unshallow brings it)")
    log = _git(repository, "log", "-z", "--no-merges", "--format=%h%n%B", f"{base}..HEAD")
    if log.returncode:
        raise NotThere(f"git log failed: {log.stderr.strip()}")
    found = []
    for each in filter(None, log.stdout.split("\0")):
        short, _, message = each.partition("\n")
        found.append((short, message))
    return found


def _git(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(repository), *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--base", default=BASE)
    parser.add_argument("--repository", type=Path, default=Path(__file__).parents[1])
    asked = parser.parse_args()
    try:
        new = messages(asked.base, asked.repository)
    except NotThere as why:
        print(f"commits: not checked: {why}")
        return 0
    wrong = [(short, message, each) for short, message in new for each in complaints(message)]
    for short, message, each in wrong:
        print(f"commit {short}: {each}: {message.splitlines()[0] if message else ''!r}")
    if wrong:
        print("CONTRIBUTING.md says how; git commit --amend or git rebase --interactive mends it")
        return 1
    print(f"commits: {len(new)} since {asked.base[:9]}, all say what and why")
    return 0


if __name__ == "__main__":
    sys.exit(main())
