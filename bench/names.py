"""Names: our detector beside stock Presidio on the same texts in the same run.

`python bench/names.py --data DIR [--mail FILE.jsonl …]` prints a table. DIR holds the corpora that
models/names/README.md describes (wnut17/, wikigold/, swedish/, turku/, synth/); `DLP_BENCH_DATA`
stands in for it. A set that is not there is left out, and the table says so. It fails unless our
F1 for the persons in office mail is well above stock's. `make bench` installs stock's model.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dlp import config
from dlp.inspection import Inspector, build_detectors
from dlp.workbench import dataset, importers
from dlp.workbench.evaluation import score_run
from dlp.workbench.scoring import KindScores
from dlp.workbench.systems import STOCK_MODEL, GatewaySystem, PresidioSystem, System
from dlp.workbench.systems import run as run_system

HERE = Path(__file__).parent
KINDS = ("PERSON", "LOCATION")
#: the one set that is always here, and by how much our F1 on its persons must exceed stock's
OFFICE, _AHEAD = "office mail", 0.1
#: by position every tenth sentence is held out from training (models/names/corpora.py)
_TENTH = 9

Samples = list[dataset.LabelledSample]


@dataclass(frozen=True)
class Row:
    """One line: a set, a kind, a system, its figures, and texts a second of CPU."""

    set: str
    kind: str
    system: str
    figures: KindScores
    speed: float


def run(
    data: Path | None = None,
    mails: Sequence[Path] = (),
    stock_model: str | None = STOCK_MODEL,
    languages: dict[str, str] | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> list[Row]:
    """The rows of the table; ours only without a `stock_model`. `say` hears what is left out."""
    folder = data or Path(os.environ.get("DLP_BENCH_DATA", ""))
    detector = config.PluginSettings.model_validate({"use": "names", "languages": languages or {}})
    ours = GatewaySystem(Inspector(build_detectors((detector,)), config.InspectionSettings()))
    systems: list[System] = [ours, *([PresidioSystem(stock_model)] if stock_model else [])]
    rows = []
    for name, samples in sets(folder, mails, say):
        labelled = {span.kind for sample in samples for span in sample.spans}
        for system in systems:
            ran = run_system(system, samples)
            lines = score_run(ran, samples, [kind for kind in KINDS if kind in labelled]).kinds
            speed = len(samples) / ran.seconds if ran.seconds else 0.0
            rows += [Row(name, line.kind, system.name, line, speed) for line in lines]
    return rows


def sets(
    folder: Path, mails: Sequence[Path], say: Callable[[str], None]
) -> list[tuple[str, Samples]]:
    """The sets that are there, by name; `say` hears what is left out."""
    found: list[tuple[str, Samples]] = [(OFFICE, office_mails())]
    for mail in mails:
        found.append((mail.stem, dataset.load(mail)))
    for name, path, importer, tenth in (
        ("WNUT-17 dev", "wnut17/dev.conll", importers.conll, False),
        ("wikigold, a tenth", "wikigold/wikigold.conll.txt", importers.conll, True),
        ("Swedish, a tenth", "swedish/train.txt", importers.conll, True),
        ("Turku dev", "turku/dev.tsv", importers.conll, False),
        ("synth_v2", "synth/synth_dataset_v2.json", importers.presidio_research, False),
    ):
        if not folder.is_dir() or not (folder / path).is_file():
            say(f"left out: {name} (no {path})")
            continue
        samples = [_plain(sample) for sample in importer(folder / path)]
        if tenth:
            samples = [each for at, each in enumerate(samples) if at % 10 == _TENTH]
        found.append((name, samples))
    return found


def office_mails(path: Path = HERE / "data" / "office_mails.txt") -> Samples:
    """The mails that stand beside this file, with their persons."""
    text = "".join(
        line for line in path.read_text("utf-8").splitlines(True) if not line.startswith("# ")
    )
    samples = []
    for number, text_of in enumerate(re.split(r"^====\n", text, flags=re.MULTILINE)):
        plain, spans = marked(text_of)
        samples.append(dataset.LabelledSample(str(number), plain, spans))
    return samples


def marked(text: str) -> tuple[str, tuple[dataset.LabelledSpan, ...]]:
    """A text without its double brackets, and as persons what stood in them."""
    plain, spans, at = "", [], 0
    for match in re.finditer(r"\[\[(.*?)\]\]", text):
        plain += text[at : match.start()]
        spans.append(dataset.LabelledSpan(len(plain), len(plain) + len(match[1]), "PERSON"))
        plain += match[1]
        at = match.end()
    return plain + text[at:], tuple(spans)


def _plain(sample: dataset.LabelledSample) -> dataset.LabelledSample:
    """Only the kinds that are compared: a street address is no name of a place."""
    return dataset.LabelledSample(
        sample.id, sample.text, tuple(span for span in sample.spans if span.kind in KINDS)
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| set | kind | system | n | P | R | F1 | F2 | texts/s |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        f = row.figures
        lines.append(
            f"| {row.set} | {row.kind} | {row.system} | {f.labelled} | {f.precision:.3f} | "
            f"{f.recall:.3f} | {f.f1:.3f} | {f.f2:.3f} | {row.speed:.0f} |"
        )
    return "\n".join(lines)


def clearly_ahead(rows: Sequence[Row]) -> bool:
    """Whether our F1 for persons in office mail is above stock's by what is asked."""
    f1 = {row.system: row.figures.f1 for row in rows if (row.set, row.kind) == (OFFICE, "PERSON")}
    return f1["dlp"] > f1["stock"] + _AHEAD


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--mail", type=Path, nargs="*", default=[], help="labelled JSON lines")
    parser.add_argument("--stock-model", default=STOCK_MODEL)
    parser.add_argument("--language", nargs="*", default=[], help="e.g. fi=spacy_fi_experimental…")
    options = parser.parse_args()
    languages = dict(each.split("=", 1) for each in options.language)
    say = lambda line: print(line, file=sys.stderr)  # noqa: E731
    rows = run(options.data, options.mail, options.stock_model, languages, say)
    print(table(rows))
    if clearly_ahead(rows):
        return 0
    say(f"F1 for persons in {OFFICE} is not {_AHEAD} above stock's")
    return 1


if __name__ == "__main__":
    sys.exit(main())
