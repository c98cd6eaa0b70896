"""What a command to the bot does, and the answer. Knows no chat."""

from __future__ import annotations

import logging
from collections.abc import Callable

from dlp import metrics
from dlp.bot import messages
from dlp.bot.messages import Command, CommandName
from dlp.errors import Refused, Unavailable
from dlp.gateway.ports import Inspection
from dlp.model import Sender
from dlp.protocols import Draft, ProtocolProfile
from dlp.review import Review

log = logging.getLogger("dlp.bot")

#: longest reason that is kept
_REASON = 500


class CommandHandler:
    """Does what users ask the bot for, with their own messages only."""

    def __init__(
        self,
        review: Review,
        inspection: Inspection,
        protocol: ProtocolProfile,
        justifiable: Callable[[str], bool],
    ) -> None:
        """`protocol` is the chat's; `justifiable`: whether a sender may release what the rule of
        that name held."""
        self._review, self._inspection = review, inspection
        self._protocol, self.justifiable = protocol, justifiable

    async def answer(self, user: Sender, text: str) -> str:
        """The answer to what `user` wrote. Never raises, never repeats."""
        command = messages.parse_command(text)
        try:
            return await self._do(user, command)
        except Refused as reason:
            return f"{reason}."
        except Unavailable:
            return messages.LATER
        except Exception:
            log.exception("a command to the bot failed")
            return messages.LATER

    async def _do(self, user: Sender, command: Command) -> str:
        match command.name:
            case CommandName.STATUS:
                found = await self._review.own(user)
                return messages.status_reply(
                    [(i.reference, i.state.value, i.created) for i in found]
                )
            case CommandName.CONTEST:
                await self._review.contest(command.reference, user)
                metrics.sender_reports.labels("false-positive").inc()
                return messages.NOTED
            case CommandName.JUSTIFY:
                if await self._reveals(user, command.reason):
                    return messages.CONTENT
                await self._review.justify(
                    command.reference, user, command.reason, self.justifiable
                )
                metrics.sender_reports.labels("justified").inc()
                return messages.SENDING
            case CommandName.HELP:
                return messages.HELP

    async def _reveals(self, user: Sender, reason: str) -> bool:
        """Whether a reason holds what must not be kept: the history outlives the message."""
        if len(reason) > _REASON:
            return True
        message = self._protocol.compose(Draft(data=reason.encode(), sender=user))
        examination = await self._inspection.examine(message)
        # a reason may well name somebody; what was not read counts as found
        return any(each.kind != "PERSON" for each in examination.findings)
