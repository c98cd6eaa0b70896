"""Why a message could not be redacted."""

from __future__ import annotations

from dlp.errors import Refused


class CannotRedact(Refused):
    """The message stays as it was; the rule's fallback applies.

    `reason` is one of ``signed``, ``encrypted``, ``no-span``, ``unknown-part``, ``no-map``,
    ``charset``, ``encoding``, ``unreadable``, ``left``, ``too-many``, ``format`` (no redactor for
    this kind of file), ``crashed``.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"cannot redact: {reason}")
