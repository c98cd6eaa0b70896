"""The ways out, one file each: a plugin that ends in `channel: type[Channel] = …`.

A channel's settings are a class `Settings(ChannelSettings)` in its file. What a channel promises is
in `dlp.model.Channel`: no exception leaves `deliver`, a failure is a receipt.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Annotated, Any

from pydantic import BeforeValidator

from dlp.model import Copy, Destination, Level, Receipt, Status
from dlp.plugins import Options


def _level(value: Any) -> Any:
    return Level.parse(value) if isinstance(value, str) else value


class ChannelSettings(Options):
    """What every channel can be told."""

    trusted: bool = False
    """A redirect may use it."""
    clearance: Annotated[Level, BeforeValidator(_level)] = Level.PUBLIC
    """The highest level it may carry."""


class MailSettings(ChannelSettings):
    """What every channel for mail can be told."""

    domains: tuple[str, ...] = ("*",)
    """Recipient domains that it reaches, e.g. ``example.org`` or ``*.example.org``."""

    def reaches(self, destination: Destination) -> bool:
        """Whether the destination is a mailbox in one of `domains`."""
        domain = destination.address.rpartition("@")[2].lower().rstrip(".")
        return destination.network == "smtp" and any(
            fnmatchcase(domain, pattern.lower()) for pattern in self.domains
        )


def all_of(copy: Copy, status: Status, reply: str) -> tuple[Receipt, ...]:
    """The same receipt for every destination."""
    return tuple(Receipt(destination, status, reply) for destination in copy.destinations)
