"""A detector that does not do what its examples say."""

from __future__ import annotations

from dlp.model import Detector, Example, Finding, Passage
from dlp.plugins import Options


class Boaster:
    """Claims to find words."""

    def __init__(self, name: str, options: Options) -> None:
        self.name = name
        self.kinds: tuple[str, ...] = ("WORD",)
        self.finds = (Example("the word xylophone", ("xylophone",), "WORD"),)
        self.passes_over: tuple[str, ...] = ()

    def detect(self, passages: tuple[Passage, ...]) -> list[Finding]:
        return []


detector: type[Detector] = Boaster
