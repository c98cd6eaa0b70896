"""The only way through: examine, decide, then cut through, refuse, or accept and answer for it.

A yes is the far side's yes for those bytes, or comes after our commit. Anything that goes wrong
on the way is LATER for every destination: the sender keeps the message. Never a pass.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from dlp import metrics
from dlp.errors import Unavailable
from dlp.gateway import planning
from dlp.gateway.acceptance import Acceptance, later, mirrored
from dlp.gateway.planning import Handling
from dlp.gateway.ports import Step
from dlp.gateway.preparation import Plan, Preparation
from dlp.gateway.readmission import Readmission
from dlp.metrics import counting
from dlp.model import Action, CutThrough, Message, Outcome, Payload
from dlp.store.records import strictest

log = logging.getLogger("dlp.gateway")


class Gateway:
    """`handle` is `model.Handle`."""

    def __init__(
        self,
        *,
        preparation: Preparation,
        acceptance: Acceptance,
        readmission: Readmission,
        wake: Callable[[], None],
        steps: Sequence[Step],
    ) -> None:
        """`wake` tells the courier; `steps` are those of `preparation`, too."""
        self._preparation, self._acceptance = preparation, acceptance
        self._readmission, self._wake, self._steps = readmission, wake, steps

    async def handle(self, message: Message, cut_through: CutThrough) -> Outcome:
        """What becomes of a message. Raises nothing but cancellation."""
        began = time.perf_counter()
        try:
            for step in self._steps:
                message = step.received(message)
            outcome = await self._handle(message, cut_through)
            action = strictest([verdict.action for verdict in outcome.verdicts]).value
        except Unavailable as error:
            log.warning("%s: left with its sender: %s", message.id, error)
            outcome, action = later(message), "other"
        except Exception:
            log.exception("%s: left with its sender", message.id)
            outcome, action = later(message), "other"
        self._answered(message, outcome)
        seconds = time.perf_counter() - began
        counting.answered(message, outcome, action, seconds)
        log.info("%s: %s in %.3f s", message.id, planning.became(outcome), seconds)
        return outcome

    async def _handle(self, message: Message, cut_through: CutThrough) -> Outcome:
        message, ticket = await self._readmission.look(message)
        if ticket is not None:
            return await self._readmission.passed(message, ticket, cut_through)
        plan = await self._preparation.plan(message)
        counting.decided(message, plan.decisions)
        log.info(
            "%s: %s, %d bytes, level %s: %s",
            message.id,
            message.protocol,
            message.payload.size,
            plan.examination.level.label,
            planning.summary(plan.decisions),
        )
        for step in self._steps:
            await step.leaving(message, plan.examination, plan.copies)
        outcome = await self._carry_out(message, plan, cut_through)
        if plan.handling is not Handling.UNCHANGED:
            self._wake()
        try:
            counting.carried_out(message, plan.examination, plan.decisions, outcome, plan.policy)
        except Exception:  # the answer stands: what was done must not be done again
            log.exception("%s: was not counted", message.id)
        return outcome

    async def _carry_out(self, message: Message, plan: Plan, cut_through: CutThrough) -> Outcome:
        match plan.handling:
            case Handling.UNCHANGED:
                return await self._through(message, plan.copies[0][1], cut_through)
            case Handling.REDACTED:
                return await self._acceptance.relay(message, plan, cut_through)
            case Handling.REFUSED:
                return await self._acceptance.refuse(message, plan)
            case Handling.KEPT:
                return await self._acceptance.keep(message, plan)

    async def _through(self, message: Message, payload: Payload, cut: CutThrough) -> Outcome:
        with metrics.stage_duration.labels("relay").time():
            return mirrored(message, await cut(payload), Action.ALLOW)

    def _answered(self, message: Message, outcome: Outcome) -> None:
        for step in self._steps:
            try:
                step.answered(message, outcome)
            except Exception:  # the answer stands
                log.exception("%s: a step failed after the answer", message.id)
