"""Marks what leaves the ordinary way with its level, off the event loop."""

from __future__ import annotations

import asyncio

from dlp.config import StampSettings
from dlp.detect.markings.stamp import Stamper
from dlp.gateway.ports import Prepared, Step
from dlp.model import UNREAD, Action, Examination, Held, Message
from dlp.protocols import Protocols


class Stamps(Step):
    """Stamps the copies of one message, as its protocol does. Leaves alone what is signed,
    encrypted, or not read in full, as no level can be vouched for then, and bare files."""

    def __init__(self, settings: StampSettings, protocols: Protocols) -> None:
        """ConfigError where there is no such scheme."""
        self._stamper, self._protocols = Stamper(settings), protocols

    async def prepared(
        self, message: Message, examination: Examination, copies: list[Prepared]
    ) -> list[Prepared]:
        """A marking on allowed and redacted copies."""
        unread = any(finding.kind in UNREAD for finding in examination.findings)
        profile = self._protocols.get(message.protocol)
        stamp = profile.stamp if profile is not None else None
        if stamp is None or examination.sealed or unread or message.name:
            return copies
        stamped: list[Prepared] = []
        for decision, payload in copies:
            if decision.action in (Action.ALLOW, Action.REDACT):
                data = await asyncio.to_thread(payload.read)
                level = examination.level
                payload = Held(await asyncio.to_thread(stamp, self._stamper, data, level))
            stamped.append((decision, payload))
        return stamped
