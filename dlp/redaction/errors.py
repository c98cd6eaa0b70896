"""Why a message could not be redacted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dlp.errors import Refused

#: reason → what stands in the way, for people
_WHY = {
    "unreadable": "a part of it cannot be read",
    "signed": "it is signed, and a cut would break the signature",
    "encrypted": "it is encrypted",
    "format": "values cannot be cut out of this kind of file",
    "macros": "it has macros, out of which nothing can be cut",
    "left": "a value was still there after cutting",
    "too-many": "more different values than can be cut out at once",
    "too-large": "it is too large",
    "too-deep": "it is nested too deeply",
    "timed-out": "cutting took too long",
    "crashed": "cutting failed",
}


class CannotRedact(Refused):
    """The message stays as it was; the rule's fallback applies.

    `reason` is one of ``signed``, ``encrypted``, ``no-span``, ``unknown-part``, ``no-map``,
    ``charset``, ``encoding``, ``unreadable``, ``left``, ``too-many``, ``format`` (no redactor for
    this kind of file), ``crashed``. `part` is the path of the place, "" where there is none in
    particular: it may hold a file name, so it stands in no text of the exception, which is logged.
    """

    def __init__(self, reason: str, part: str = "") -> None:
        self.reason, self.part = reason, part
        super().__init__(f"cannot redact: {reason}")

    @property
    def why(self) -> str:
        """The reason in words."""
        return _WHY.get(
            self.reason, f"there is no way to write it without the value ({self.reason})"
        )


@contextmanager
def at(part: str) -> Iterator[None]:
    """Gives `part` to a refusal that comes out of the block and names no place."""
    try:
        yield
    except CannotRedact as refusal:
        refusal.part = refusal.part or part
        raise
