"""Marks mail that leaves the ordinary way with its level, off the event loop."""

from __future__ import annotations

import asyncio

from dlp.config import Stamping
from dlp.detect.markings.stamp import Stamper
from dlp.keeping import Prepared
from dlp.model import Action, Examination, Held, Message


class Stamps:
    """Stamps the copies of one message; leaves alone what is signed, encrypted or no mail."""

    def __init__(self, settings: Stamping) -> None:
        """ConfigError where there is no such scheme."""
        self._stamper = Stamper(settings)

    async def __call__(
        self, message: Message, examination: Examination, prepared: list[Prepared]
    ) -> list[Prepared]:
        """`prepared` with a marking on allowed and redacted copies."""
        if examination.sealed or message.media_type != "message/rfc822":
            return prepared
        stamped: list[Prepared] = []
        for decision, payload in prepared:
            if decision.action in (Action.ALLOW, Action.REDACT):
                data = await asyncio.to_thread(payload.read)
                payload = Held(await asyncio.to_thread(self._stamper, data, examination.level))
            stamped.append((decision, payload))
        return stamped
