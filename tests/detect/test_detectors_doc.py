"""docs/detectors.md lists every kind that the rule detectors report, and none that they do not."""

from __future__ import annotations

import re
from pathlib import Path

from dlp import plugins

PAGE = Path(__file__).parents[2] / "docs" / "detectors.md"
NAMES = ("identifiers", "payment", "contact", "personal", "secrets")


def test_every_kind_is_listed_once() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("## Kinds")[2].partition("## Exact")[0]
    listed = [
        kind
        for line in table.splitlines()
        if line.startswith("| `")
        for kind in re.findall("`([A-Z0-9_]+)`", line.split("|")[1])
    ]
    built = [plugins.build("dlp.detect", name, name, {}, name) for name in NAMES]
    kinds = sorted({kind for each in built for kind in each.kinds})
    assert sorted(listed) == kinds
