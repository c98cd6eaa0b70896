"""What the gateway would do, from the objects it is made of: for every command that only asks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dlp.app import build_channels, build_protocols, load_policy, prepare
from dlp.cli._common import err
from dlp.config import Config
from dlp.gateway.preparation import Plan, Preparation
from dlp.model import Channel, Decision, Examination, Message
from dlp.policy import Policy
from dlp.protocols import Protocols
from dlp.workers import Disabled, Local, local


@dataclass(frozen=True, slots=True)
class Simulation:
    """The gateway's thinking without its doors: nothing is sent or written."""

    inspection: Local
    policy: Policy
    channels: tuple[Channel, ...]
    protocols: Protocols
    _preparation: Preparation

    def plan(self, message: Message) -> Plan:
        """What would become of a message."""
        return asyncio.run(self._preparation.plan(message))

    def decide(self, message: Message) -> tuple[Examination, Sequence[Decision]]:
        """The same in the words of a policy's case."""
        plan = self.plan(message)
        return plan.examination, plan.decisions


@contextmanager
def simulation(config: Config, policy: Path | None = None) -> Iterator[Simulation]:
    """The gateway as configured, or with another policy; ConfigError where it would not start.
    Files are read in processes of their own, as long as the block lasts."""
    if not config.inspection.enabled:
        err.print("note: inspection.enabled is false: everything passes unread")
    channels = build_channels(config)
    protocols, _ = build_protocols(config)
    loaded = load_policy(config, channels, protocols, policy)
    with local(config) as inspection:
        by_name = {channel.name: channel for channel in channels}
        looks = inspection if config.inspection.enabled else Disabled()
        preparation, _ = prepare(config, looks, loaded, by_name, protocols=protocols)
        yield Simulation(inspection, loaded, tuple(channels), protocols, preparation)
