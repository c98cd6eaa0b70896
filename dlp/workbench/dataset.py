"""Labelled text as JSON lines: ``{"id", "text", "spans": [{"start", "end", "kind"}]}``.

Offsets are Python str indices, ends are exclusive. A span of kind CLASSIFICATION_MARKING may also
say `scheme`, `level` (a label such as ``top-secret``) and `form`; what it says must be found, too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp.errors import ConfigError

#: other people's words for our kinds
ALIASES = {
    "PER": "PERSON",
    "LOC": "LOCATION",
    "GPE": "LOCATION",
    "ORG": "ORGANIZATION",
    "ORGANISATION": "ORGANIZATION",
    "CORPORATION": "ORGANIZATION",
    "GROUP": "ORGANIZATION",
    "EMAIL": "EMAIL_ADDRESS",
    "PHONE": "PHONE_NUMBER",
    "IBAN": "IBAN_CODE",
    "MARKING": "CLASSIFICATION_MARKING",
}
#: optional fields of a span that narrow what counts as found
DETAILS = ("scheme", "level", "form")


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """``text[start:end]`` is of this kind."""

    start: int
    end: int
    kind: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelledSample:
    """One labelled text. To `tune`, one sample is one message."""

    id: str
    text: str
    spans: tuple[LabelledSpan, ...] = ()


def load(path: Path, aliases: Mapping[str, str] = ALIASES) -> list[LabelledSample]:
    """The samples of a file; ConfigError with file and line for the first bad one."""
    samples = []
    for number, line in _lines(path):
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError:
            raise ConfigError(place, "is not JSON") from None
        samples.append(_sample(row, place, str(number), aliases))
    if not samples:
        raise ConfigError(str(path), "holds no samples")
    return samples


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(str(path), "is not UTF-8 text") from None


def _sample(row: Any, place: str, number: str, aliases: Mapping[str, str]) -> LabelledSample:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise ConfigError(place, "has no `text`", 'write {"id", "text", "spans"}')
    spans = row.get("spans", [])
    if not isinstance(spans, list):
        raise ConfigError(place, "`spans` is not a list")
    text = row["text"]
    return LabelledSample(
        str(row.get("id", number)),
        text,
        tuple(sorted((_span(each, text, place, aliases) for each in spans), key=_order)),
    )


def _span(row: Any, text: str, place: str, aliases: Mapping[str, str]) -> LabelledSpan:
    try:
        start, end, kind = int(row["start"]), int(row["end"]), str(row["kind"])
    except (KeyError, TypeError, ValueError):
        raise ConfigError(place, "a span lacks `start`, `end` or `kind`") from None
    if not 0 <= start < end <= len(text):
        raise ConfigError(place, f"span {start} to {end} is not inside the text")
    detail = {name: str(row[name]) for name in DETAILS if row.get(name) is not None}
    return LabelledSpan(start, end, aliases.get(kind, kind), detail)


def _order(span: LabelledSpan) -> tuple[int, int, str]:
    return span.start, span.end, span.kind


def dump(samples: Iterable[LabelledSample], path: Path) -> int:
    """Writes samples as JSON lines, readable for their owner only; how many there were."""
    count = 0
    with private(path) as file:
        for sample in samples:
            spans = [
                {"start": each.start, "end": each.end, "kind": each.kind, **each.detail}
                for each in sample.spans
            ]
            row = {"id": sample.id, "text": sample.text, "spans": spans}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def private(path: Path) -> Any:
    """A text file for writing that nobody but its owner can read: it will hold message text."""

    def opener(name: str, flags: int) -> int:
        descriptor = os.open(name, flags, 0o600)
        os.fchmod(descriptor, 0o600)  # also where the file was there before
        return descriptor

    try:
        return open(path, "w", encoding="utf-8", opener=opener)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be written: {error.strerror}") from None
