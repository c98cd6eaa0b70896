"""What the gateway asks of others: the one interface of whoever reads, detects and redacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dlp.model import Examination, Finding, Message


class Inspection(Protocol):
    """Who examines and redacts messages, for the gateway, a review and the command line alike."""

    async def examine(self, message: Message) -> Examination:
        """What reading and detecting say of it. What cannot be read is a finding; raises
        Unavailable where nobody is there to look."""
        ...

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding]
    ) -> bytes:
        """The message without what `findings` say. A file that cannot be cut goes as a whole where
        all findings in it are in `drop`. Raises CannotRedact, and Unavailable as above."""
        ...
