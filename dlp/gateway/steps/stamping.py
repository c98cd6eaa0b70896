"""Marks mail that leaves the ordinary way with its level, off the event loop."""

from __future__ import annotations

import asyncio

from dlp.config import Stamping
from dlp.detect.markings.stamp import Stamper
from dlp.gateway.ports import Prepared, Step
from dlp.model import UNREAD, Action, Examination, Held, Message


class Stamps(Step):
    """Stamps the copies of one message; leaves alone what is signed, encrypted, no mail, or not
    read in full: no level can be vouched for then."""

    def __init__(self, settings: Stamping) -> None:
        """ConfigError where there is no such scheme."""
        self._stamper = Stamper(settings)

    async def prepared(
        self, message: Message, examination: Examination, copies: list[Prepared]
    ) -> list[Prepared]:
        """A marking on allowed and redacted copies."""
        unread = any(finding.kind in UNREAD for finding in examination.findings)
        if examination.sealed or unread or message.media_type != "message/rfc822":
            return copies
        stamped: list[Prepared] = []
        for decision, payload in copies:
            if decision.action in (Action.ALLOW, Action.REDACT):
                data = await asyncio.to_thread(payload.read)
                payload = Held(await asyncio.to_thread(self._stamper, data, examination.level))
            stamped.append((decision, payload))
        return stamped
