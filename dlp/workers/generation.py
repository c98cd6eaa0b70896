"""What the pool keeps of a message in hand, and of a group at work."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from dlp.config import Config
from dlp.model import Payload, Unread
from dlp.workers import wire
from dlp.workers.group import Worker, WorkerGroup

#: From this size on a message counts as large.
LARGE = 256 * 1024


@dataclass(eq=False, slots=True)
class Job:
    """A message in hand, and who waits for its answer."""

    request: wire.WorkerRequest
    payload: Payload
    number: int
    since: float
    answer: asyncio.Future[tuple[wire.WorkerReply, bytes]]
    #: its worker waits for a file, or did
    waits: bool = False

    @property
    def large(self) -> bool:
        return self.payload.size >= LARGE

    def fail(self, error: Exception) -> None:
        """Answers with an error, unless there is an answer."""
        if not self.answer.done():
            self.answer.set_exception(error)


@dataclass(eq=False, slots=True)
class Generation:
    """A group at work under one configuration."""

    group: WorkerGroup
    config: Config
    idle: list[Worker] = field(default_factory=list)
    workers: int = 0
    over: bool = False
    #: workers with a message, those of them that wait for a file, and those on their way
    busy: int = 0
    waiting: int = 0
    coming: int = 0
    #: a look at workers that are too many is on its way
    trimming: bool = False

    @property
    def wanted(self) -> int:
        """Workers as configured."""
        return self.config.inspection.workers

    @property
    def free(self) -> bool:
        """Whether one more may compute."""
        return bool(self.idle) and self.busy - self.waiting < self.wanted


class Failed(Exception):
    """What became of a message that got no answer."""

    def __init__(self, reason: Unread, why: str) -> None:
        self.reason, self.why = reason, why
        super().__init__(why)
