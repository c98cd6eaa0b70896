"""The only way through: examine, decide, then cut through, refuse, or keep and answer for it.

A yes is the far side's yes for those bytes, or comes after our commit. Anything that goes wrong
on the way is LATER for every destination: the sender keeps the message. Never a pass.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from dlp import metrics
from dlp.errors import Unavailable
from dlp.gateway import planning
from dlp.gateway.acceptance import Keeper, Prepared, Step, later, mirrored
from dlp.gateway.planning import Way
from dlp.gateway.ports import Inspection
from dlp.gateway.readmission import Readmission
from dlp.metrics import counting
from dlp.model import (
    Action,
    Channel,
    CutThrough,
    Decision,
    Examination,
    Held,
    Message,
    Outcome,
    Payload,
)
from dlp.policy import Policy
from dlp.redaction import CannotRedact
from dlp.store.records import strictest

log = logging.getLogger("dlp.gateway.gateway")


class Gateway:
    """`handle` is `model.Handle`. `policy` and `channels` may be replaced between two messages."""

    def __init__(
        self,
        *,
        pool: Inspection,
        policy: Policy,
        channels: Mapping[str, Channel],
        keeper: Keeper,
        readmission: Readmission,
        wake: Callable[[], None],
        steps: Sequence[Step] = (),
    ) -> None:
        """`wake` tells the courier; `steps` come before anything goes out."""
        self.policy, self.channels = policy, channels
        self._pool, self._keeper, self._readmission = pool, keeper, readmission
        self._wake, self._steps = wake, steps

    async def handle(self, message: Message, cut_through: CutThrough) -> Outcome:
        """What becomes of a message. Raises nothing but cancellation."""
        began = time.perf_counter()
        try:
            outcome = await self._handle(message, cut_through)
            action = strictest([verdict.action for verdict in outcome.verdicts]).value
        except Unavailable as error:
            log.warning("%s: left with its sender: %s", message.id, error)
            outcome, action = later(message), "other"
        except Exception:
            log.exception("%s: left with its sender", message.id)
            outcome, action = later(message), "other"
        seconds = time.perf_counter() - began
        counting.answered(message, outcome, action, seconds)
        log.info("%s: %s in %.3f s", message.id, planning.became(outcome), seconds)
        return outcome

    async def _handle(self, message: Message, cut_through: CutThrough) -> Outcome:
        message, ticket = await self._readmission.look(message)
        if ticket is not None:
            return await self._readmission.passed(message, ticket, cut_through)
        examination = await self._pool.examine(message)
        counting.examined(message, examination)
        policy = self.policy  # the one version that decides, whatever is reloaded meanwhile
        with metrics.stage_duration.labels("decide").time():
            decided = policy.decide(message, examination)
            if not planning.covers(decided, message):
                raise RuntimeError("the decisions do not partition the destinations")
            settled = planning.settle(decided, self.channels, examination.level)
        prepared = await self._redacted(message, settled, examination)
        for step in self._steps:
            prepared = await step(message, examination, prepared)
        decisions = [decision for decision, _ in prepared]
        counting.decided(message, decisions)
        log.info(
            "%s: %s, %d bytes, level %s: %s", message.id, message.protocol, message.payload.size,
            examination.level.label, planning.summary(decisions),
        )  # fmt: skip
        way = planning.way(decisions)
        match way:
            case Way.UNCHANGED:
                keeping = self._through(message, prepared[0][1], cut_through)
            case Way.REDACTED:
                keeping = self._keeper.relay(
                    message, examination, prepared, policy.version, cut_through
                )
            case Way.REFUSED:
                keeping = self._keeper.refuse(message, examination, prepared, policy.version)
            case Way.KEPT:
                keeping = self._keeper.keep(message, examination, prepared, policy.version)
        outcome = await keeping
        if way is not Way.UNCHANGED:
            self._wake()
        try:
            counting.carried_out(message, examination, decisions, outcome, policy)
        except Exception:  # the answer stands: what was done must not be done again
            log.exception("%s: was not counted", message.id)
        return outcome

    async def _through(self, message: Message, payload: Payload, cut: CutThrough) -> Outcome:
        with metrics.stage_duration.labels("relay").time():
            return mirrored(message, await cut(payload), Action.ALLOW)

    async def _redacted(
        self, message: Message, decisions: Sequence[Decision], examination: Examination
    ) -> list[Prepared]:
        """Each decision with its bytes; one that cannot be redacted with its fallback instead."""
        prepared: list[Prepared] = []
        for decision in decisions:
            if decision.action is not Action.REDACT:
                prepared.append((decision, message.payload))
                continue
            try:
                with metrics.stage_duration.labels("redact").time():
                    data = await self._pool.redact(message, decision.redact, decision.drop)
                prepared.append((decision, Held(data)))
            except CannotRedact as reason:
                log.info("%s: %s instead of redact: %s", message.id, decision.fallback, reason)
                instead = planning.fall_back(decision, self.channels, examination.level)
                prepared.append((instead, message.payload))
        return prepared
