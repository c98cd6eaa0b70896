"""Who finds each of Presidio's entities here: a part of docs/detectors.md, made by `make docs`.

Asked of the installed Presidio and of the detectors of the shipped configuration; the test of the
page fails where either changes.
"""

from __future__ import annotations

import inspect

from dlp import plugins
from dlp.config import Config
from dlp.detect.predefined.entities import ELSEWHERE, ENTITIES, NOT_RUN

#: recognizers that run somebody's model: what they find depends on the model
_MODELS = ("Transformers", "Stanza", "GLiNER", "HuggingFace", "LangExtract", "Azure", "MedicalNER")


def entities() -> dict[str, list[str]]:
    """Each entity of the installed Presidio, and the recognizers that report it."""
    from presidio_analyzer import EntityRecognizer, predefined_recognizers

    found: dict[str, list[str]] = {}
    for name, kind in sorted(vars(predefined_recognizers).items()):
        if not (inspect.isclass(kind) and issubclass(kind, EntityRecognizer)):
            continue
        if any(word in name for word in _MODELS):
            continue
        for entity in kind().supported_entities:
            found.setdefault(entity, []).append(name)
    return found


def finders() -> dict[str, str]:
    """Each kind of the shipped configuration, and the detector that reports it."""
    found: dict[str, str] = {}
    for each in Config().detectors:
        for kind in plugins.build("dlp.detect", each.use, each.use, {}, each.use).kinds:
            found.setdefault(kind, each.use)
    return found


def table() -> str:
    """The table in Markdown."""
    by_kind = finders()
    general = plugins.build("dlp.detect", "general", "general", {}, "general").kinds
    labelled = {each.kind for each in ENTITIES if not each.bare}
    rows = ["| Presidio's entity | Its recognizer | Found here by | |", "|---|---|---|---|"]
    for entity, recognizers in sorted(entities().items()):
        if entity in by_kind:
            note = "label" if by_kind[entity] == "predefined" and entity in labelled else ""
            finder = f"`{by_kind[entity]}`"
        elif entity in ELSEWHERE:
            finder, note = f"`{by_kind[ELSEWHERE[entity]]}`", f"as `{ELSEWHERE[entity]}`"
        elif entity in general:
            finder, note = "`general`", "not by default"
        elif entity in NOT_RUN:
            finder, note = "`presidio`", f"not by default: {NOT_RUN[entity]}"
        else:
            raise ValueError(f"nobody finds {entity}: add it to dlp/detect/predefined/entities.py")
        rows.append(f"| `{entity}` | {', '.join(recognizers)} | {finder} | {note} |")
    return "\n".join(rows) + "\n"
