"""A scheme's own examples, run: what `dlp markings check` says of an organisation's file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from dlp.detect.markings.schemes import FoundExample, PassedExample, Scheme
from dlp.model import CLASSIFICATION_MARKING, Finding, Level, Passage, Role


class Detects(Protocol):
    """The markings detector, as far as examples need it."""

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]: ...


def failures(scheme: Scheme, detector: Detects) -> Iterator[str]:
    """Each example of `scheme` that does not hold with `detector`, in a line."""
    for number, example in enumerate(scheme.finds, 1):
        if why := _finds(example, detector):
            yield f"finds {number}: {why}"
    for number, passed in enumerate(scheme.passes_over, 1):
        if why := _passes(passed, detector):
            yield f"passes_over {number}: {why}"


def _finds(example: FoundExample, detector: Detects) -> str:
    found = _markings(example.text, example.role, detector)
    if isinstance(found, str):
        return found
    if not found:
        return "nothing is found"
    wanted: dict[str, object] = {"label": example.label, "form": example.form}
    if example.caveats is not None:
        wanted["caveats"] = list(example.caveats)
    said = [{key: each.detail.get(key) for key in wanted} for each in found]
    if wanted not in said:
        return f"finds {_words(said[0])}, and not {_words(wanted)}"
    highest = max(each.level or Level.PUBLIC for each in found)
    if example.level is not None and highest != example.level:
        return f"is {highest.label}, and not {Level(example.level).label}"
    return ""


def _passes(example: PassedExample, detector: Detects) -> str:
    found = _markings(example.text, example.role, detector)
    if isinstance(found, str):
        return found
    if not found:
        return ""
    return f"finds {found[0].detail.get('canonical')} of {found[0].detail.get('scheme')}"


def _markings(text: str, role: str, detector: Detects) -> list[Finding] | str:
    try:
        passage = Passage("example", text, Role(role))
    except ValueError:
        return f"no role {role!r}; known are {', '.join(each.value for each in Role)}"
    return [each for each in detector.detect((passage,)) if each.kind == CLASSIFICATION_MARKING]


def _words(said: dict[str, object]) -> str:
    return ", ".join(f"{key} {value}" for key, value in said.items())
