"""Where text hides in files: the markers of tests/files found by our readers, and by xberg,
kreuzberg, Tika (as a native library, all options on) and markitdown, in the same run.

    python bench/places.py [--missed]

The others are installed into var/extractors (three quarters of a gigabyte) when they are not there.
A place counts as found where its marker stands in anything an extractor returns, metadata included;
for ours it also has to be named: the last column counts the markers whose place was said right.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from dlp.cage.launch import launched  # noqa: E402
from dlp.config import InspectionSettings  # noqa: E402
from dlp.read.base import PartContent  # noqa: E402
from dlp.read.paths import in_words  # noqa: E402
from files import Made  # noqa: E402

VENV = ROOT / "var" / "extractors"
OTHERS = ("xberg", "kreuzberg", "tika", "markitdown")


def main() -> int:
    """Prints the table; 1 where one of our own markers was missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--missed", action="store_true", help="say which places each one missed")
    arguments = options.parse_args()
    made = {one.name: one for one in _made()}
    found: dict[str, dict[str, set[str]]] = {who: {} for who in ("ours", *OTHERS)}
    named: dict[str, int] = {}
    limits = InspectionSettings()
    with launched(limits) as (client, _):
        for name, one in made.items():
            reading = client.read(PartContent(name, "", one.data, name=name), limits)
            texts = [(in_words(text.part), text) for text in reading.passages]
            labels = "\n".join(value for each in reading.labels.values() for value in each)
            said = "\n".join([*(text.text for _, text in texts), labels])
            found["ours"][name] = {marker for marker in one.markers if marker in said}
            named[name] = sum(
                any(_place(text, words, marker, place) for words, text in texts)
                for marker, place in one.markers.items()
            )
    with tempfile.TemporaryDirectory() as folder:
        for name, one in made.items():
            (Path(folder) / name).write_bytes(one.data)
        for who in OTHERS:
            for name, said in _asked(who, folder):
                found[who][name] = {marker for marker in made[name].markers if marker in said}
    _table(made, found, named)
    if arguments.missed:
        for name, one in made.items():
            for who in found:
                missed = [one.markers[m] for m in one.markers if m not in found[who].get(name, ())]
                if missed:
                    print(f"{name}: {who} missed {'; '.join(missed)}")
    return int(any(len(found["ours"][name]) < len(one.markers) for name, one in made.items()))


def _place(text: object, words: str, marker: str, place: str) -> bool:
    """Whether `text` holds the marker at a place that is called so."""
    at = ""
    where = text.text.find(marker)  # type: ignore[attr-defined]
    if where < 0:
        return False
    for spot in text.spots:  # type: ignore[attr-defined]
        if spot.start > where:
            break
        at = spot.place
    # the tests say some places by the words of the path
    plain = text.part.partition("/")[2].replace("/", ", ").replace(":", " ")  # type: ignore[attr-defined]
    said = f"{words}, {at} {plain}, {at} {'main text' if not plain else ''}".replace('"', "")
    return place.replace(", main text", "").replace('"', "").lower() in said.lower()


def _made() -> list[Made]:
    files = []
    for path in sorted((ROOT / "tests" / "files").glob("[a-z]*.py")):
        module = importlib.import_module(f"files.{path.stem}")
        files += module.made() if hasattr(module, "made") else []
    return [one for one in files if one.markers]


def installed() -> Path:
    """The Python of the others' environment, which is made where it is not there yet."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run(
            [
                str(python),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-deps",
                "--require-hashes",
                "-r",
                str(ROOT / "bench" / "extract" / "requirements.txt"),
            ],
            check=True,
        )
    return python


def _asked(who: str, folder: str) -> list[tuple[str, str]]:
    python = installed()
    done = subprocess.run(
        [str(python), str(ROOT / "bench" / "extract" / "run.py"), who, folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=900,
    )
    records = [json.loads(line) for line in done.stdout.splitlines()]
    return [(record["name"], record["said"]) for record in records]


def _table(
    made: dict[str, Made], found: dict[str, dict[str, set[str]]], named: dict[str, int]
) -> None:
    print(f"{'file':<26}{'places':>7}" + "".join(f"{who:>12}" for who in found) + f"{'named':>8}")
    totals: dict[str, int] = defaultdict(int)
    for name, one in made.items():
        counts = {who: len(found[who].get(name, ())) for who in found}
        for who, count in counts.items():
            totals[who] += count
        print(
            f"{name[:25]:<26}{len(one.markers):>7}"
            + "".join(f"{counts[who]:>12}" for who in found)
            + f"{named[name]:>8}"
        )
    places = sum(len(one.markers) for one in made.values())
    print(
        f"{'all':<26}{places:>7}"
        + "".join(f"{totals[who]:>12}" for who in found)
        + f"{sum(named.values()):>8}"
    )


if __name__ == "__main__":
    sys.exit(main())
