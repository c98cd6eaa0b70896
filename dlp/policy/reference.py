"""The reference part of docs/policy.md, written from the types so that it cannot be wrong."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from dlp.policy.kinds import CATEGORIES
from dlp.policy.schema import (
    ChannelPolicy,
    LevelRange,
    NetworkPolicy,
    PolicyFile,
    PolicyRule,
    When,
    ZonePolicy,
)

_TABLES: Mapping[str, type[BaseModel]] = {
    "The file": PolicyFile,
    "`zones.NAME`": ZonePolicy,
    "`networks.NAME`": NetworkPolicy,
    "`channels.NAME`": ChannelPolicy,
    "`rules`": PolicyRule,
    "`when`": When,
    "`level`, as a range": LevelRange,
}


def reference() -> str:
    """Markdown: a table of keys for each part of a policy, and the built-in categories."""
    parts = []
    for title, model in _TABLES.items():
        rows = [
            f"| `{info.alias or name}` | {' '.join((info.description or '').split())} |"
            for name, info in model.model_fields.items()
        ]
        parts.append("\n".join([f"### {title}", "", "| Key | Meaning |", "|---|---|", *rows]))
    rows = [
        f"| `{name}` | {', '.join(f'`{kind}`' for kind in kinds)} |"
        for name, kinds in CATEGORIES.items()
    ]
    parts.append("\n".join(["### Categories", "", "| Category | Kinds |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"
