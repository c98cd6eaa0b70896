"""The tables of formats in docs/attachments.md."""

from __future__ import annotations

from collections.abc import Iterable

from dlp.read.formats.record import Format


def markdown(formats: Iterable[Format]) -> str:
    """A table: a row for all formats that are read alike."""
    rows: dict[str, list[Format]] = {}
    for each in formats:
        rows.setdefault(each.contents, []).append(each)
    lines = ["| Format | Endings | Read | Redacted |", "|---|---|---|---|"]
    for contents, alike in rows.items():
        titles = ", ".join(each.title for each in alike)
        endings = " ".join(f"`{ending}`" for each in alike for ending in each.endings)
        lines.append(f"| {titles} | {endings} | {contents} | {_redacted(alike)} |")
    return "\n".join(lines) + "\n"


def _redacted(alike: list[Format]) -> str:
    able = [each for each in alike if each.redact]
    if not able:
        return "no"
    said = "yes" if able == alike else ", ".join(each.title for each in able)
    notes = dict.fromkeys(each.redaction_note for each in able if each.redaction_note)
    return "; ".join((said, *notes))
