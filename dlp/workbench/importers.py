"""Other formats of labelled text as samples: CoNLL columns, presidio-research JSON, BRAT standoff.

Each importer takes a path and gives samples whose spans were checked against the text; ConfigError
names file and line of what it cannot read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from dlp.errors import ConfigError, did_you_mean
from dlp.workbench.dataset import ALIASES, LabelledSample, LabelledSpan

_CLOSE = frozenset(".,;:!?)]}%'’”»")
_OPEN = frozenset("([{«„“")
#: presidio-research's words that differ from Presidio's own
_RESEARCH = {
    "STREET_ADDRESS": "LOCATION",
    "GPE": "LOCATION",
    "DOMAIN_NAME": "URL",
}


def conll(path: Path, aliases: Mapping[str, str] = ALIASES) -> Iterator[LabelledSample]:
    """CoNLL-like columns: word first, IOB, IOB2 or bare label last; a blank line ends a sentence.

    Words are put together as one would type them, since the columns do not say. ``-DOCSTART-``
    and lines that start with ``# `` are skipped.
    """
    words: list[str] = []
    labels: list[str] = []
    number = 0
    for line in [*_text(path).splitlines(), ""]:
        cells = line.split("\t") if "\t" in line else line.split()
        if not line.strip() or cells[0] == "-DOCSTART-":
            if words:
                number += 1
                yield _sentence(f"{path.stem}-{number}", words, labels, aliases)
            words, labels = [], []
        elif not line.startswith("# ") and cells[0].strip():
            words.append(cells[0].strip())
            labels.append(cells[-1].strip() if len(cells) > 1 else "O")


def _sentence(
    name: str, words: list[str], labels: list[str], aliases: Mapping[str, str]
) -> LabelledSample:
    text, places = "", []
    for at, word in enumerate(words):
        if at and word not in _CLOSE and words[at - 1] not in _OPEN:
            text += " "
        places.append((len(text), len(text) + len(word)))
        text += word
    spans = [
        LabelledSpan(places[first][0], places[last][1], aliases.get(kind, kind))
        for first, last, kind in _chunks(labels)
    ]
    return LabelledSample(name, text, tuple(spans))


def _chunks(labels: list[str]) -> Iterator[tuple[int, int, str]]:
    """(first word, last word, kind) of each entity; B- always starts a new one."""
    first, kind = -1, ""
    for at, label in enumerate([*labels, "O"]):
        prefix, dash, name = label.partition("-")
        here = "" if label in ("O", "0", "_") else (name if dash else prefix).upper()
        if first >= 0 and (here != kind or prefix in ("B", "U", "S")):
            yield first, at - 1, kind
            first, kind = -1, ""
        if here and first < 0:
            first, kind = at, here


def presidio_research(path: Path, aliases: Mapping[str, str] = ALIASES) -> Iterator[LabelledSample]:
    """The JSON of presidio-research: a list of ``full_text`` with ``spans``."""
    try:
        rows = json.loads(_text(path))
    except ValueError:
        raise ConfigError(str(path), "is not JSON") from None
    if not isinstance(rows, list):
        raise ConfigError(str(path), "is not a list of samples")
    for number, row in enumerate(rows, 1):
        try:
            text = row["full_text"]
            spans = [
                (int(s["start_position"]), int(s["end_position"]), str(s["entity_type"]))
                for s in row.get("spans") or ()
            ]
        except (KeyError, TypeError, ValueError):
            raise ConfigError(
                f"{path}: sample {number}", "lacks full_text or a span's place"
            ) from None
        named = [(a, b, aliases.get(k, _RESEARCH.get(k, k))) for a, b, k in spans]
        yield _checked(f"{path.stem}-{number}", text, named, f"{path}: sample {number}")


_ANNOTATION = re.compile(r"(T\S*)\t(\S+) ([0-9;\s]+)\t")


def brat(path: Path, aliases: Mapping[str, str] = ALIASES) -> Iterator[LabelledSample]:
    """BRAT standoff: a ``.txt`` with its ``.ann`` beside it, or a folder of such pairs.

    A discontinuous annotation becomes one span for each of its fragments.
    """
    texts = sorted(path.rglob("*.txt")) if path.is_dir() else [path.with_suffix(".txt")]
    if not texts:
        raise ConfigError(str(path), "holds no .txt files")
    for each in texts:
        notes = each.with_suffix(".ann")
        # BRAT counts characters with line ends as they stand in the file
        text = _text(each)
        spans = []
        for number, line in enumerate(_text(notes).splitlines(), 1):
            if not line.startswith("T"):
                continue
            match = _ANNOTATION.match(line)
            if match is None:
                raise ConfigError(f"{notes}:{number}", "is no text-bound annotation")
            for fragment in match[3].split(";"):
                start, _, end = fragment.strip().partition(" ")
                spans.append((int(start), int(end), aliases.get(match[2], match[2])))
        yield _checked(each.stem, text, spans, str(notes))


def _checked(name: str, text: str, spans: list[tuple[int, int, str]], place: str) -> LabelledSample:
    for start, end, _ in spans:
        if not 0 <= start < end <= len(text):
            raise ConfigError(place, f"span {start} to {end} is not inside the text")
    return LabelledSample(name, text, tuple(LabelledSpan(*span) for span in sorted(spans)))


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "is not UTF-8 text") from None


FORMATS: dict[str, Callable[[Path], Iterator[LabelledSample]]] = {
    "conll": conll,
    "presidio-research": presidio_research,
    "brat": brat,
}


def importer(name: str) -> Callable[[Path], Iterator[LabelledSample]]:
    """The importer of that format; ConfigError names the known ones."""
    try:
        return FORMATS[name]
    except KeyError:
        raise ConfigError("--format", f"no format {name!r}", did_you_mean(name, FORMATS)) from None
