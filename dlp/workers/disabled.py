"""No inspection: `inspection.enabled: false`, for measurements of the way alone."""

from __future__ import annotations

from collections.abc import Sequence

from dlp.errors import Unavailable
from dlp.model import Examination, Finding, Message


class Disabled:
    """`dlp.gateway.ports.Inspection` that reads nothing; readiness and the log say so."""

    async def examine(self, message: Message) -> Examination:
        return Examination(())

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding]
    ) -> bytes:
        raise Unavailable("inspection is turned off")
