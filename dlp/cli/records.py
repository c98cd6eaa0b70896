"""A finding as the JSON of the command line has it: a contract (docs/cli.md)."""

from __future__ import annotations

from typing import Any

from dlp.model import CLASSIFICATION_MARKING, Finding
from dlp.read.paths import in_words


def finding_record(finding: Finding, *, part: bool = False, name: str = "") -> dict[str, Any]:
    """One finding; with `part` also where it stood, in a file called `name`."""
    record: dict[str, Any] = {"kind": finding.kind}
    if part:
        record["part"] = finding.part
        record["place"] = place_of(finding, name)
    record |= {
        "start": finding.start,
        "end": finding.end,
        "score": round(finding.score, 4),
        "detector": finding.detector,
    }
    if part and finding.why:
        record["why"] = finding.why
    if finding.level is not None:
        record["level"] = finding.level.label
    if finding.kind == CLASSIFICATION_MARKING or part:
        record |= {key: value for key, value in finding.detail.items() if key not in record}
    return record


def place_of(finding: Finding, name: str) -> str:
    """Where a finding stands, in words."""
    return in_words(finding.part, str(finding.detail.get("at", "")), name)
