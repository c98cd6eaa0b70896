"""Exact data match: the organisation's own records, recognised in a message.

A primary value (customer number, e-mail address) of a row counts when enough corroborating values
of the same row (name, town) stand within `proximity` characters. `dlp edm build` makes the file:
keyed hashes, no value in clear. Without corroborating columns the primary value is enough.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from dlp.config import Secret
from dlp.detect.edm.build import FORMAT, BuildSummary, build
from dlp.detect.edm.match import RecordTable
from dlp.detect.engine.text import views
from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options

__all__ = ["FORMAT", "BuildSummary", "ExactData", "Settings", "build", "detector"]


class Settings(Options):
    """Settings of the exact data match."""

    file: Path
    """What `dlp edm build` wrote."""
    key: Secret
    """The key it was made with."""
    kind: str = Field("CUSTOMER_DATA", pattern="^[A-Z][A-Z0-9_]+$")
    """The kind that is reported."""
    corroborating: int = Field(1, ge=0)
    """Other columns of the same row that must stand near by, as far as the row has so many."""
    proximity: int = Field(300, ge=20, le=5000)
    """How near, in characters."""
    score: float = Field(0.97, gt=0, le=1)


class ExactData:
    """Finds rows of a table of the organisation's own."""

    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ("The quick brown fox jumps over the lazy dog.",)

    def __init__(self, name: str, options: Settings) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = (options.kind,)
        self._options = options
        place = f"detectors.{name}"
        key = options.key.read(f"{place}.key").get_secret_value().encode()
        self._table = RecordTable.load(options.file, key, place)

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        found: dict[tuple[str, int, int], Finding] = {}
        for passage in passages:
            for view in views(passage.text):
                for match in self._table.matches(
                    view.text, self._options.corroborating, self._options.proximity
                ):
                    start, end = view.span(match.start, match.end)
                    found[passage.part, start, end] = Finding(
                        self._options.kind,
                        passage.part,
                        start,
                        end,
                        self._options.score,
                        self.name,
                        f"row of {self._table.name}: {match.column} and {match.others} more",
                        None,
                        {"table": self._table.name, "column": match.column},
                    )
        return list(found.values())


detector: type[Detector] = ExactData
