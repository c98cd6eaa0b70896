"""Runs the benchmarks and writes docs/benchmarks.md: `make bench`, or with ONLY=smtp_passthrough.

A benchmark is a script beside this one that measures two things side by side in one run and prints
what it found; the ratios are the result, for absolute figures depend on the machine.
"""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
_INTRO = """\
# Benchmarks

Made by `make bench`. Every table compares things measured side by side in one run on the same
machine; the ratios are what counts. A section is replaced when its benchmark runs again.
"""


def main(names: list[str]) -> int:
    """Runs the named benchmarks, all without names; the worst exit status."""
    scripts = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("_"))
    status = 0
    for script in scripts:
        if names and script.stem not in names:
            continue
        print(f"== {script.stem}", flush=True)
        done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        status = max(status, done.returncode)
        if done.returncode == 0 or _has_bar(done.stdout):
            _write(script, done.stdout, met=done.returncode == 0)
    return status


def _has_bar(printed: str) -> bool:
    """Whether a benchmark got as far as its bar: what is below it is published, too."""
    return "the bar is" in printed


def _write(script: Path, printed: str, met: bool) -> None:
    doc = re.search(r'"""(.*?)(?:\n\n|""")', script.read_text(), re.S)
    said = " ".join(doc[1].split()) if doc else ""
    packages = ("dlp-gateway", "spacy", "presidio-analyzer", "uvloop")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    section = (
        f"## {script.stem}\n\n{said}\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {versions},"
        f" {os.cpu_count()} cores; `python bench/{script.name}`\n\n"
        f"{'' if met else '**Its bar is not met.**' + chr(10) * 2}"
        f"```\n{printed.strip()}\n```\n"
    )
    page = PAGE.read_text() if PAGE.exists() else _INTRO
    parts = re.split(r"(?m)^(?=## )", page)
    others = [part.strip() for part in parts[1:] if not part.startswith(f"## {script.stem}\n")]
    sections = sorted([*others, section.strip()])
    PAGE.write_text("\n\n".join([parts[0].strip(), *sections]) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
