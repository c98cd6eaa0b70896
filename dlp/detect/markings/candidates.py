"""Candidates: places where a marking may stand, accepted or rejected, with the reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from dlp.detect.markings.grammar import Expression


class MarkingForm(StrEnum):
    """How a marking stands in its message."""

    BANNER = "banner"
    PORTION = "portion"
    SUBJECT = "subject"
    HEADER = "header"
    PROPERTY = "property"
    LABEL = "label"


class Position(StrEnum):
    """Where in its line a candidate stands, as far as its neighbours mean something else there."""

    LINE = "line"
    """On its own, or nothing that needs telling apart."""
    SENTENCE = "sentence"
    """A sentence says what the text is."""
    TICKED = "ticked"
    """The ticked box of a form."""
    VALUE = "value"
    """A formal banner in a link, a name or a machine's value: what stands around is the sender's
    choice and decides nothing."""
    PARAGRAPH = "paragraph"
    """In brackets where a paragraph opens."""


class Rejection(StrEnum):
    """Why something that looks like a marking is none."""

    NONE = ""
    PROSE = "part of a sentence"
    MENTION = "talk about a marking"
    CASE = "an ordinary word that is not in capitals"
    PLACE = "an everyday word away from head and foot"
    LIST = "one of a list of levels"
    ITEM = "an item of a list"
    CODE = "program text"
    SAMPLE = "a specimen"
    FORM = "a form that is not filled in"
    DISCLAIMER = "a confidentiality notice"
    ALONE = "a single letter in brackets without siblings"
    QUOTED = "in quotation marks"
    TEACHING = "a text that explains markings"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place in a text; offsets are into its folded text (`TextPage.text`)."""

    line: int
    start: int
    end: int
    expression: Expression | None
    form: MarkingForm
    score: float
    #: for people alone; no code reads it
    why: str
    rejection: Rejection = Rejection.NONE
    position: Position = Position.LINE
    #: a single letter in brackets: counts only beside others like it, or under a banner
    needs_sibling: bool = False
    #: says that the text is classified and not how high (an authority line)
    unleveled: bool = False
    #: quote depth of its line
    depth: int = 0
    #: ``declassified`` … where the text says so
    status: str = ""
    #: how the letters were disguised, where they were; in words for people
    obfuscation: str = ""
    #: the schemes that its field's name belongs to
    schemes: frozenset[str] = frozenset()

    def rejected(self, reason: Rejection) -> Candidate:
        """The same, rejected."""
        return replace(self, rejection=reason)

    @property
    def accepted(self) -> bool:
        return self.rejection is Rejection.NONE
