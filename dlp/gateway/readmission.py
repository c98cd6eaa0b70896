"""Released copies that come by once more: a good ticket lets one through, any other is cut off."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from dlp.config import Config
from dlp.delivery.tickets import Ticket, Tickets, present, take
from dlp.gateway.acceptance import Clock, head, mirrored
from dlp.mime import content_digest
from dlp.model import Action, CutThrough, Held, Message, Outcome, Status
from dlp.protocols import Protocols
from dlp.store import Store


class Readmission:
    """Looks for tickets, and sees to it that each is used once."""

    def __init__(
        self,
        settings: Config,
        store: Store,
        protocols: Protocols,
        tickets: Tickets,
        clock: Clock = time.time,
    ) -> None:
        self._limits, self._store, self._protocols = settings.inspection, store, protocols
        self._tickets, self._clock = tickets, clock

    async def look(self, message: Message) -> tuple[Message, Ticket | None]:
        """The message without ticket headers, and a ticket if it is good for it and now used.

        Forged, expired, used, or made for other content or recipients: it is simply no ticket.
        """
        carried = self._protocols.of(message.protocol).tickets
        if not carried or not present(head(message.payload)):
            return message, None
        message, ticket = await asyncio.to_thread(self._check, message)
        if ticket is None:
            return message, None
        first = await self._store.use_ticket(ticket.id, self._clock(), ticket.expires)
        return message, ticket if first else None

    async def passed(self, message: Message, ticket: Ticket, cut_through: CutThrough) -> Outcome:
        """Cuts a released copy through; its ticket counts as unused if the far side did not take
        the copy, so that the client's next try passes too."""
        outcome = mirrored(message, (), Action.ALLOW)
        try:
            outcome = mirrored(message, await cut_through(message.payload), Action.ALLOW)
        finally:
            if all(verdict.status is not Status.DELIVERED for verdict in outcome.verdicts):
                await self._store.forget_ticket(ticket.id)
        return outcome

    def _check(self, message: Message) -> tuple[Message, Ticket | None]:
        values, data = take(message.payload.read())
        digest, now = content_digest(data, self._limits), self._clock()
        recipients = [each.address for each in message.destinations]
        found = (self._tickets.check(value, digest, recipients, now) for value in values)
        return replace(message, payload=Held(data)), next((one for one in found if one), None)
