"""Classification markings on our corpus beside two simple baselines, and what they cost on mail.

    python bench/markings.py [FOLDER OF MAILS]   (or set MAILS; never part of the repository)

A passage counts as found where any marking above public is reported, as touched where one is
reported and none stands there. The set that was set aside was not looked at in the first tuning; it
has been since. The baselines are a search for the schemes' words in any case, and lines
that are nothing but such a word in capitals. The papers are of four looks, and any marking
counts in them, public ones too. A mail folder holds one RFC 5322 message a file.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dlp.config import Config, InspectionSettings
from dlp.detect.markings import CONFIDENTIALITY_NOTICE, Markings, Settings
from dlp.detect.markings.fold import fold
from dlp.detect.markings.lexicon import upper
from dlp.inspection import Inspector, build_detectors
from dlp.model import CLASSIFICATION_MARKING, Level, Passage, Reading, Role
from dlp.read import read

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "markings" / "make.py"

#: papers of four looks: written before the detector was run on them, then tuned on
PAPERS = CORPUS.with_name("papers.jsonl")

#: how the files of messages end
_MAILS = frozenset({"", ".txt", ".eml"})

#: text and role → the level that is claimed, None where nothing is found
System = Callable[[str, str], Level | None]


def passages(name: str) -> list[dict[str, Any]]:
    spec = importlib.util.spec_from_file_location("make_markings", CORPUS)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: list[dict[str, Any]] = module.passages(name)
    return made


def ours(detector: Markings) -> System:
    def system(text: str, role: str) -> Level | None:
        found = detector.detect((Passage("part", text, Role(role)),))
        return max(
            (f.level for f in found if f.kind == CLASSIFICATION_MARKING and f.level), default=None
        )

    return system


def words(detector: Markings) -> dict[str, Level]:
    """Every spelling of every level above public, folded, in capitals."""
    out: dict[str, Level] = {}
    for scheme in detector.schemes:
        for entry in scheme.levels:
            for phrase in (entry.label, *entry.phrases):
                if entry.level and len(phrase) > 2:
                    key = upper(fold(phrase).text)
                    out[key] = max(entry.level, out.get(key, entry.level))
    return out


def substring(detector: Markings) -> System:
    known = words(detector)

    def system(text: str, _role: str) -> Level | None:
        folded = upper(fold(text).text)
        return max((level for word, level in known.items() if word in folded), default=None)

    return system


def capital_lines(detector: Markings) -> System:
    known = words(detector)

    def system(text: str, _role: str) -> Level | None:
        lines = (line.strip(" \t-*[]()>.") for line in fold(text).text.splitlines())
        return max((known[line] for line in lines if line in known), default=None)

    return system


def score(system: System, name: str) -> dict[str, float]:
    found = missed = touched = clean = right = 0
    for each in passages(name):
        level = system(each["text"], each["role"])
        if not each["markings"]:
            touched += level is not None
            clean += level is None
        elif level is None:
            missed += 1
        else:
            found += 1
            right += level.label == each["markings"][0]["level"]
    return {
        "recall": found / (found + missed),
        "precision": found / max(1, found + touched),
        "hard negatives touched": touched / (touched + clean),
        "level right": right / max(1, found),
    }


def run() -> dict[str, dict[str, float]]:
    """``set/system`` → measures."""
    detector = Markings("markings", Settings())
    systems = {
        "ours": ours(detector),
        "substring search": substring(detector),
        "capitals alone on a line": capital_lines(detector),
    }
    out = {
        f"{name}/{title}": score(system, name)
        for name in ("seen", "set_aside")
        for title, system in systems.items()
    }
    return out | {f"papers, {name}/ours": found for name, found in papers(detector).items()}


def papers(detector: Markings) -> dict[str, dict[str, float]]:
    """``look n`` → measures on the papers written for that look; any level counts, public too."""
    out: dict[str, Counter[str]] = {}
    for line in PAPERS.read_text(encoding="utf-8").splitlines():
        each = json.loads(line)
        passage = Passage("part", each["text"], Role(each["role"]))
        levels = [
            f.level
            for f in detector.detect((passage,))
            if f.kind == CLASSIFICATION_MARKING and f.level is not None
        ]
        seen = out.setdefault(f"look {each['look']}", Counter())
        marked = each["level"] is not None
        seen["found" if marked and levels else "missed" if marked else "empty"] += 1
        seen["touched"] += bool(levels) and not marked
        seen["right"] += marked and bool(levels) and max(levels).label == each["level"]
    return {
        name: {
            "recall": seen["found"] / (seen["found"] + seen["missed"]),
            "precision": seen["found"] / max(1, seen["found"] + seen["touched"]),
            "hard negatives touched": seen["touched"] / seen["empty"],
            "level right": seen["right"] / max(1, seen["found"]),
        }
        for name, seen in sorted(out.items())
    }


def cost(folder: Path) -> dict[str, float]:
    """False markings on ordinary mail, and what a mail costs (processor time).

    The share is of a whole inspection with the detectors that are on by default, each mail seen
    once, so that nothing is remembered of it.
    """
    limits = InspectionSettings()
    detectors = build_detectors(Config().detectors)
    detector = next(each for each in detectors if isinstance(each, Markings))
    inspector = Inspector(detectors, limits)
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in _MAILS and "ham" in str(path)
    )
    read_in = detect_in = whole = 0.0
    marked = noticed = count = 0
    for path in files:
        data = re.sub(rb"\r?\n", b"\r\n", path.read_bytes())
        began = time.process_time()
        reading: Reading = read("message/rfc822", data, limits)
        middle = time.process_time()
        found = detector.detect(reading.passages)
        ended = time.process_time()
        inspector.examine("message/rfc822", data)
        whole += time.process_time() - ended
        read_in, detect_in = read_in + middle - began, detect_in + ended - middle
        marked += any(f.kind == CLASSIFICATION_MARKING for f in found)
        noticed += any(f.kind == CONFIDENTIALITY_NOTICE for f in found)
        count += 1
    return {
        "mails": count,
        "false markings per 1,000": 1000 * marked / max(1, count),
        "confidentiality notices": noticed,
        "milliseconds to read one": 1000 * read_in / max(1, count),
        "milliseconds to look for markings": 1000 * detect_in / max(1, count),
        "milliseconds to inspect it": 1000 * whole / max(1, count),
        "markings, per cent of inspection": 100 * detect_in / max(1e-9, whole),
    }


def main() -> None:
    columns = ("recall", "precision", "hard negatives touched", "level right")
    print("| Set / system | " + " | ".join(columns) + " |")
    print("|---|" + "---:|" * len(columns))
    for name, measures in run().items():
        print(f"| {name} | " + " | ".join(f"{measures[c]:.3f}" for c in columns) + " |")
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("MAILS", "")
    if folder:
        print("\n| Ordinary mail | |\n|---|---:|")
        for name, value in cost(Path(folder)).items():
            print(f"| {name} | {value:g} |")


if __name__ == "__main__":
    main()
