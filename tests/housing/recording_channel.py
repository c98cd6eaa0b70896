"""A channel that takes everything, or answers `status` to everybody."""

from __future__ import annotations

from dlp.model import Channel, Copy, Destination, Level, Receipt, Status
from dlp.plugins import Options


class Settings(Options):
    trusted: bool = False
    clearance: str = "public"


class RecordingChannel:
    def __init__(self, name: str, options: Settings) -> None:
        self.name, self.trusted = name, options.trusted
        self.clearance = Level.parse(options.clearance)
        self.status = Status.DELIVERED
        self.copies: list[Copy] = []

    def reaches(self, destination: Destination) -> bool:
        return True

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        self.copies.append(copy)
        return tuple(Receipt(each, self.status, "") for each in copy.destinations)

    async def aclose(self) -> None: ...


channel: type[Channel] = RecordingChannel
