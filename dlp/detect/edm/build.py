"""A table of records made into keyed hashes. Streams the rows; keeps no value."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dlp.detect.engine.keyed import Hasher, check, plain, write
from dlp.errors import ConfigError, did_you_mean

FORMAT = "dlp-edm-1"

#: primary values shorter than this, or in more rows than that, say nothing of anybody
_SHORTEST = 5
_MOST_ROWS = 25
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What was built: rows read, primary values kept, values left out and why."""

    rows: int
    values: int
    too_short: int
    too_common: int


def build(
    source: Path,
    target: Path,
    *,
    key: bytes,
    primary: Sequence[str],
    corroborating: Sequence[str] = (),
    encoding: str = "utf-8-sig",
    progress: Callable[[int], None] | None = None,
) -> BuildSummary:
    """Makes `target` from the CSV `source` (with a header; any usual delimiter).

    `primary` and `corroborating` are column names. `progress` is called with the rows read so
    far, every thousand. ConfigError for unknown columns, an unreadable file, or no usable value.
    """
    hashes: list[int] = []
    owners: list[int] = []
    columns: list[int] = []
    others: list[list[int]] = []
    lengths: list[int] = []
    short = rows = 0
    digits = True
    primaries = [Hasher(key, f"p{number}") for number in range(len(primary))]
    seconds = [Hasher(key, f"c{number}") for number in range(len(corroborating))]
    try:
        with open(source, newline="", encoding=encoding) as file:
            reader = csv.DictReader(file, dialect=_dialect(file.read(_SAMPLE)), restkey="")
            file.seek(0)
            _known(source, reader.fieldnames or (), (*primary, *corroborating))
            for rows, row in enumerate(reader, 1):
                for number, column in enumerate(primary):
                    value = plain(row.get(column) or "")
                    if len(value) < _SHORTEST:
                        short += bool(value)
                        continue
                    hashes.append(primaries[number](value))
                    owners.append(rows - 1)
                    columns.append(number)
                    lengths.append(len(value))
                    digits = digits and any(char.isdigit() for char in value)
                others.append(
                    [
                        (hasher(value) & 0xFFFFFFFF or 1)
                        if len(value := plain(row.get(column) or "")) >= 2
                        else 0
                        for column, hasher in zip(corroborating, seconds, strict=True)
                    ]
                )
                if progress is not None and rows % 1000 == 0:
                    progress(rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(str(source), f"cannot be read: {type(error).__name__}") from None
    counts = Counter(hashes)
    kept = [at for at, value in enumerate(hashes) if counts[value] <= _MOST_ROWS]
    if not kept:
        raise ConfigError(str(source), "holds no value to match", "check the primary columns")
    kept.sort(key=hashes.__getitem__)
    header = {
        "form": FORMAT,
        "name": target.stem,
        "check": check(key),
        "rows": rows,
        "primary": list(primary),
        "corroborating": list(corroborating),
        "shortest": min(lengths[at] for at in kept),
        "longest": max(lengths[at] for at in kept),
        "digits": digits,
    }
    write(
        target,
        header,
        {
            "hashes": np.array([hashes[at] for at in kept], "<u8"),
            "rows": np.array([owners[at] for at in kept], "<u4"),
            "columns": np.array([columns[at] for at in kept], "<u1"),
            "others": np.array(others, "<u4").reshape(rows, len(corroborating)),
        },
    )
    return BuildSummary(rows, len(kept), short, len(hashes) - len(kept))


def _dialect(sample: str) -> type[csv.Dialect]:
    try:
        return csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        return csv.excel


def _known(source: Path, present: Sequence[str], asked: Sequence[str]) -> None:
    for column in asked:
        if column not in present:
            raise ConfigError(str(source), f"no column {column!r}", did_you_mean(column, present))
