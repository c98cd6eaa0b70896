"""The built-in mailbox: a small mail server that stands for the far side in the demo."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP


@dataclass
class Arrived:
    """One mail as the far side got it."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class Mailbox:
    """Listens on a free loopback port and keeps what it gets, in memory."""

    mails: list[Arrived] = field(default_factory=list)
    port: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: SMTP(
                self, enable_SMTPUTF8=True, hostname="mailbox.demo", data_size_limit=2**26
            ),
            "127.0.0.1",
            0,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def aclose(self) -> None:
        if self._server is not None:
            self._server.close()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """aiosmtpd's hook."""
        self.mails.append(Arrived(envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 2.0.0 in the demo's mailbox"
