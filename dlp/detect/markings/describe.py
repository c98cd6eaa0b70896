"""Every scheme with its levels, mapping and examples: `dlp describe markings`, docs/markings.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from dlp.detect.markings.schemes import LevelEntry, Scheme, load


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of one scheme."""

    scheme: str
    label: str
    #: ours
    level: str
    #: other spellings, the first few
    spellings: str
    abbreviations: str
    example: str


COLUMNS = ("scheme", "label", "level", "spellings", "abbreviations", "example")
_MOST_SPELLINGS = 4


def describe_markings(schemes: Iterable[Scheme] | None = None) -> list[LevelRow]:
    """The rows of all schemes, by scheme and falling level."""
    rows = []
    for scheme in sorted(schemes if schemes is not None else load(), key=lambda s: s.scheme):
        for entry in sorted(scheme.levels, key=lambda e: -e.level):
            rows.append(
                LevelRow(
                    scheme.scheme,
                    entry.label,
                    entry.level.label,
                    _some([p for p in entry.phrases if p != entry.label]),
                    ", ".join(entry.abbreviations),
                    _example(scheme, entry),
                )
            )
    return rows


def markdown(schemes: Sequence[Scheme] | None = None) -> str:
    """Titles, mappings and levels of all schemes as Markdown."""
    known = sorted(schemes if schemes is not None else load(), key=lambda s: s.scheme)
    out = []
    for scheme in known:
        out.append(f"### {scheme.scheme}: {scheme.title}\n")
        out.append(f"Sources: {'; '.join(scheme.sources)}.\n")
        out.append(f"Mapping: {scheme.mapping}.\n")
        out.append("| Label | Our level | Also written | Abbreviations | Example |")
        out.append("|---|---|---|---|---|")
        for row in describe_markings([scheme]):
            cells = [_cell(text) for text in astuple(row)[1:]]
            out.append(f"| {' | '.join(cells)} |")
        caveats = [_caveat(entry.label, entry.audience) for entry in scheme.caveats]
        if caveats:
            out.append(f"\nCaveats: {', '.join(caveats)}.")
        out.append("")
    return "\n".join(out).rstrip() + "\n"


def _caveat(label: str, audience: Sequence[str]) -> str:
    if not audience or tuple(audience) == ("*",):
        return label
    return f"{label} (to {', '.join(audience)})"


def _some(phrases: Sequence[str]) -> str:
    more = len(phrases) - _MOST_SPELLINGS
    return ", ".join(phrases[:_MOST_SPELLINGS]) + (f" and {more} more" if more > 0 else "")


def _example(scheme: Scheme, entry: LevelEntry) -> str:
    return next((found.text for found in scheme.finds if found.label == entry.label), "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ⏎ ")
