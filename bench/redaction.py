"""Values cut out of generated files and of LibreOffice's, then looked for by others: three other
extractors, the inflated bytes, LibreOffice.

Each file goes through the caged client as a message's attachment does: read, the known values
marked as findings, redacted. A leak is a value that any of the four finds afterwards, or, in a
picture, one that is not covered by black.

    python bench/redaction.py [--keep FOLDER] [--only FORMAT]
"""

from __future__ import annotations

import argparse
import io
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf

ROOT = Path(__file__).parents[1]
# first, as a benchmark beside this one is called files, too
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))

import _leaks  # noqa: E402
import _planted  # noqa: E402
from _planted import Planted  # noqa: E402

from dlp.cage.launch import launched  # noqa: E402
from dlp.config import InspectionSettings  # noqa: E402
from dlp.model import Finding, Passage  # noqa: E402
from dlp.read import collect  # noqa: E402
from dlp.redaction import CannotRedact, FileEditor, redact  # noqa: E402
from peers import libreoffice  # noqa: E402

RUN = ROOT / "bench" / "extract" / "run.py"
PYTHON = ROOT / "var" / "extractors" / "bin" / "python"
OTHERS = ("xberg", "tika", "markitdown")
OFFICE = ("docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf", "pdf")
TYPES = {"eml": "message/rfc822"}
SEED = 20261122
#: files for one start of LibreOffice
_BATCH = 40


@dataclass
class Outcome:
    """What became of one file."""

    planted: Planted
    #: the file without the values, or why it was refused
    result: bytes | None = None
    refused: str = ""
    #: who still finds how many values: an extractor, ``bytes``, ``pixels``
    leaks: Counter[str] | None = None
    #: values that no passage of ours says: in a picture, misread
    unread: frozenset[str] = frozenset()
    #: values drawn in a picture that stayed because OCR had not read them
    misread: int = 0
    #: LibreOffice's pages before and after; 0 where it could not open the file
    pages: tuple[int, int] = (0, 0)


def main() -> int:
    """Prints the table; 1 where anything leaked or a result does not open any more."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--keep", type=Path, help="a folder for the files before and after")
    options.add_argument("--only", help="this format only")
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        files = [*_planted.made(random.Random(SEED)), *_converted(folder)]
        if arguments.only:
            files = [one for one in files if one.format == arguments.only]
        began = time.monotonic()
        outcomes = _redacted(files)
        _say(f"{len(outcomes)} files redacted or refused", began)
        _write(folder, outcomes)
        seen = _looked_for(folder, outcomes)
        _say("looked for by others", began)
        _opened(folder, outcomes)
        _say("opened by LibreOffice", began)
    return _report(outcomes, seen)


def _say(what: str, began: float) -> None:
    print(f"{what} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _converted(folder: Path) -> list[Planted]:
    """What LibreOffice makes of our sources."""
    wanted: dict[str, list[Planted]] = defaultdict(list)
    for source, formats in _planted.sources(random.Random(SEED + 1)):
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "sources" / source.name).write_bytes(source.data)
        for each in formats:
            wanted[each].append(source)
    made = []
    for format, given in wanted.items():
        paths = [folder / "sources" / one.name for one in given]
        done = libreoffice.convert(paths, format, folder / f"as-{format}")
        for one in given:
            stem = one.name.rpartition(".")[0]
            data = done[stem].read_bytes()
            made.append(
                replace(
                    one,
                    format=format,
                    name=f"lo-{format}-{stem}.{format}",
                    data=data,
                    maker="LibreOffice",
                )
            )
    return made


# ------------------------------------------------------------------------ redaction


def _redacted(files: Sequence[Planted]) -> list[Outcome]:
    limits = InspectionSettings()
    with launched(limits) as (client, _):
        return [_one(each, client, limits) for each in files]


def _one(planted: Planted, client: FileEditor, limits: InspectionSettings) -> Outcome:
    media_type = TYPES.get(planted.format, "application/octet-stream")
    name = "" if planted.format == "eml" else planted.name
    before = collect(media_type, planted.data, limits, client, name)
    findings = list(_found(before.passages, planted.values))
    drawn = [one for one in before.passages if not planted.boxes or one.part.endswith("/ocr")]
    read = _leaks.key("\n".join(one.text for one in drawn))
    unread = frozenset(value for value in planted.values if _leaks.key(value) not in read)
    outcome = Outcome(planted, unread=unread)
    try:
        outcome.result = redact(media_type, planted.data, findings, limits, files=client, name=name)
    except CannotRedact as refusal:
        outcome.refused = refusal.reason
    return outcome


def _found(passages: Iterable[Passage], values: dict[str, str]) -> Iterable[Finding]:
    """A detector that knows the values, in any spacing."""
    patterns = [
        (re.compile(r"[\W_]*".join(filter(str.isalnum, value)), re.IGNORECASE), kind)
        for value, kind in values.items()
    ]
    for passage in passages:
        for pattern, kind in patterns:
            for match in pattern.finditer(passage.text):
                yield Finding(kind, passage.part, *match.span(), 1.0, "known")


# ------------------------------------------------------------------------ proof


def _write(folder: Path, outcomes: Sequence[Outcome]) -> None:
    for side in ("before", "after"):
        (folder / side).mkdir(parents=True, exist_ok=True)
    for one in outcomes:
        if one.result is not None:
            (folder / "before" / one.planted.name).write_bytes(one.planted.data)
            (folder / "after" / one.planted.name).write_bytes(one.result)


def _looked_for(folder: Path, outcomes: Sequence[Outcome]) -> dict[str, Counter[str]]:
    """Fills in the leaks; how many values each one sees in the files before, and after."""
    by_name = {one.planted.name: one for one in outcomes if one.result is not None}
    seen: dict[str, Counter[str]] = {who: Counter() for who in (*OTHERS, "bytes")}
    for one in by_name.values():
        assert one.result is not None
        one.leaks = Counter(bytes=len(_leaks.left(one.result, one.planted.values)))
        seen["bytes"]["before"] += len(_leaks.left(one.planted.data, one.planted.values))
        seen["bytes"]["after"] += one.leaks["bytes"]
        if one.planted.boxes:
            drawn = list(one.planted.values)
            bare = _leaks.uncovered(one.planted.data, one.result, one.planted.boxes)
            one.misread = sum(drawn[number] in one.unread for number in bare)
            one.leaks["pixels"] = len(bare) - one.misread
    for who in OTHERS:
        for side in ("before", "after"):
            for name, said in _asked(who, folder / side):
                outcome = by_name[name]
                assert outcome.leaks is not None
                count = len(_leaks.said(said, outcome.planted.values))
                seen[who][side] += count
                if side == "after":
                    outcome.leaks[who] += count
    return seen


def _asked(who: str, folder: Path) -> Iterable[tuple[str, str]]:
    done = subprocess.run(
        [str(PYTHON), str(RUN), who, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=900,
        check=True,
    )
    for line in done.stdout.splitlines():
        record = json.loads(line)
        yield record["name"], record["said"]


def _opened(folder: Path, outcomes: Sequence[Outcome]) -> None:
    """Fills in the pages that LibreOffice makes of office files and PDFs, before and after."""
    chosen = [one for one in outcomes if one.result is not None and one.planted.format in OFFICE]
    counts: dict[str, dict[str, int]] = {}
    for side in ("before", "after"):
        paths = [folder / side / one.planted.name for one in chosen]
        counts[side] = {path.name: 0 for path in paths}
        done: dict[str, Path] = {}
        for at in range(0, len(paths), _BATCH):
            done |= _as_pdf(paths[at : at + _BATCH], folder / f"{side}-pdf")
        for path in paths:
            if path.stem in done:
                counts[side][path.name] = _pages(done[path.stem].read_bytes())
    for one in chosen:
        one.pages = (counts["before"][one.planted.name], counts["after"][one.planted.name])


def _as_pdf(paths: Sequence[Path], folder: Path) -> dict[str, Path]:
    """What LibreOffice could open. A file at which it ends takes no other with it."""
    try:
        return libreoffice.convert(paths, "pdf", folder)
    except subprocess.SubprocessError:
        if len(paths) == 1:
            return {}
    left = [path for path in paths if not (folder / f"{path.stem}.pdf").exists()]
    for half in (left[: len(left) // 2], left[len(left) // 2 :]):
        if half:
            _as_pdf(half, folder)
    return {path.stem: path for path in folder.glob("*.pdf")}


def _pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


# ------------------------------------------------------------------------ table


def _report(outcomes: Sequence[Outcome], seen: dict[str, Counter[str]]) -> int:
    print(
        f"{'format':<18}{'files':>6}{'redacted':>10}{'refused':>9}{'leaked':>8}"
        f"{'opened':>8}{'pages same':>12}  refused because"
    )
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for one in outcomes:
        groups[one.planted.maker, one.planted.format].append(one)
    groups["all", "files"] = list(outcomes)
    for (maker, format), group in groups.items():
        done = [one for one in group if one.result is not None]
        office = [one for one in done if one.planted.format in OFFICE]
        why = Counter(one.refused for one in group if one.refused)
        opened = [one for one in office if one.pages[1]]
        print(
            f"{format + (', ' + maker if maker == 'LibreOffice' else ''):<18}"
            f"{len(group):>6}{len(done):>10}{len(group) - len(done):>9}"
            f"{sum(1 for one in done if one.leaks and one.leaks.total()):>8}"
            + (f"{len(opened):>8}" if office else f"{'':>8}")
            + (f"{sum(one.pages[0] == one.pages[1] for one in opened):>12}" if office else "")
            + "".join(f"  {reason} {count}" for reason, count in why.most_common())
        )
    print("\nvalues in the redacted files, as seen by    before   after")
    for who, counted in seen.items():
        print(f"{who:<41}{counted['before']:>9}{counted['after']:>8}")
    boxes = sum(len(one.planted.boxes) for one in outcomes if one.result is not None)
    bare = sum((one.leaks or Counter())["pixels"] for one in outcomes)
    print(f"{'pixels of pictures and scans':<41}{boxes:>9}{bare:>8}")
    misread = sum(one.misread for one in outcomes)
    print(f"\nleft in pictures because OCR had not read them so: {misread} of {boxes} values drawn")
    bad = 0
    for one in outcomes:
        if one.leaks and one.leaks.total():
            bad += 1
            print(f"LEAK {one.planted.name}: {dict(one.leaks)}", file=sys.stderr)
        if one.pages[0] and one.pages[0] != one.pages[1]:
            print(f"pages {one.planted.name}: {one.pages}", file=sys.stderr)
            bad += not one.pages[1]
        if one.refused:
            print(f"refused {one.planted.name}: {one.refused}", file=sys.stderr)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
