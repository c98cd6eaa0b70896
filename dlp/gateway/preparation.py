"""Examine, decide, redact: all that is thought about a message before anything is done.

The running gateway, `dlp inspect`, `dlp policy explain` and the policy's cases call this one
function on the same objects (`dlp.app.prepare`), so they cannot disagree. Nothing is sent or
written here.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dlp import metrics
from dlp.gateway import planning
from dlp.gateway.planning import Handling
from dlp.gateway.ports import Inspection, Prepared, Step
from dlp.metrics import counting
from dlp.model import Action, Channel, Decision, Examination, Held, Message
from dlp.policy import Policy
from dlp.redaction import CannotRedact

log = logging.getLogger("dlp.gateway")


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a message: nothing of it has happened yet."""

    examination: Examination
    #: each decision with the bytes that go out by it; they partition the destinations
    copies: tuple[Prepared, ...]
    #: the policy that decided
    policy: Policy

    @property
    def decisions(self) -> list[Decision]:
        return [decision for decision, _ in self.copies]

    @property
    def handling(self) -> Handling:
        """How all decisions are carried out together."""
        return planning.handling(self.decisions)


class Preparation:
    """Makes plans. `policy` and `channels` may be replaced between two messages."""

    def __init__(
        self,
        *,
        inspection: Inspection,
        policy: Policy,
        channels: Mapping[str, Channel],
        steps: Sequence[Step],
    ) -> None:
        self.policy, self.channels = policy, channels
        self._inspection, self._steps = inspection, steps

    async def plan(self, message: Message) -> Plan:
        """Raises Unavailable where nobody can look at the message."""
        examination = await self._inspection.examine(message)
        for step in self._steps:
            examination = step.examined(message, examination)
        counting.examined(message, examination)
        policy = self.policy  # the one version that decides, whatever is reloaded meanwhile
        with metrics.stage_duration.labels("decide").time():
            decided = policy.decide(message, examination)
            if not planning.covers(decided, message):
                raise RuntimeError("the decisions do not partition the destinations")
            settled = planning.settle(decided, self.channels, examination.level)
        copies = await self._redacted(message, settled, examination)
        for step in self._steps:
            copies = await step.prepared(message, examination, copies)
        return Plan(examination, tuple(copies), policy)

    async def _redacted(
        self, message: Message, decisions: Sequence[Decision], examination: Examination
    ) -> list[Prepared]:
        """Each decision with its bytes; one that cannot be redacted with its fallback instead."""
        copies: list[Prepared] = []
        for decision in decisions:
            if decision.action is not Action.REDACT:
                copies.append((decision, message.payload))
                continue
            try:
                with metrics.stage_duration.labels("redact").time():
                    data = await self._inspection.redact(message, decision.redact, decision.drop)
                copies.append((decision, Held(data)))
            except CannotRedact as reason:
                log.info("%s: %s instead of redact: %s", message.id, decision.fallback, reason)
                instead = planning.fall_back(decision, self.channels, examination.level)
                copies.append((instead, message.payload))
        return copies
