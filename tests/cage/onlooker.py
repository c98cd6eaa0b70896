"""Another process of the same user, which tries to look into one of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest


def onlooker(patch: pytest.MonkeyPatch, folder: Path) -> Callable[[psutil.Process], bool]:
    """Whether the memory of a process lies open. Processes that are started from now on have no
    privilege, like those of any user: root's own would look into everything."""
    drop: list[str] = []
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("no setpriv (util-linux) to take its privileges from root")
        drop = [setpriv, "--bounding-set", "-all"]
    python = folder / "python"
    python.write_text("#!/bin/sh\nexec " + " ".join([*drop, sys.executable]) + ' "$@"\n')
    python.chmod(0o700)
    patch.setattr(sys, "executable", str(python))

    def look(process: psutil.Process) -> bool:
        command = [*drop, "cat", f"/proc/{process.pid}/maps"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    return look
