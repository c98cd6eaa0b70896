"""What is written down before the client hears a word, and what it then hears.

Three ways: a redacted copy in the client's own session, a refusal, or everything kept: incident,
evidence, one copy for each decision (Bcc recipients of different decisions never meet), reports.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from dlp import metrics
from dlp.config import Config
from dlp.delivery.notices import Reporter, dispatch_id, sentence
from dlp.delivery.tickets import MOST_HEADER
from dlp.errors import Unavailable
from dlp.gateway.preparation import Plan
from dlp.model import (
    Action,
    CutThrough,
    Decision,
    Destination,
    Examination,
    Message,
    Outcome,
    Payload,
    Receipt,
    Status,
    Verdict,
)
from dlp.protocols import DestinationStatus, ProtocolProfile, Protocols
from dlp.references import new_reference
from dlp.store import Already, Entry, Evidence, NewDispatch, NewIncident, State, Store, new_incident

log = logging.getLogger("dlp.gateway")

#: `Message.facts` has this key where the reference is made from the request itself
REQUEST = "request"
#: what the sender hears who sends a request again that was held and is no more
_AGAIN = {
    State.RELEASED: (Status.REFUSED, "This message was released and has been sent."),
    State.REJECTED: (Status.REFUSED, "This message was held and, after review, not sent."),
    State.EXPIRED: (Status.REFUSED, "This message was held; nobody released it in time."),
}

Clock = Callable[[], float]


class Acceptance:
    """Writes down what became of messages that were not simply allowed."""

    def __init__(
        self,
        settings: Config,
        store: Store,
        protocols: Protocols,
        reporter: Reporter,
        clock: Clock = time.time,
    ) -> None:
        self._settings, self._store, self._clock = settings, store, clock
        self._protocols, self._reporter = protocols, reporter

    async def relay(self, message: Message, plan: Plan, cut_through: CutThrough) -> Outcome:
        """One redacted copy for everybody, in the client's own session."""
        try:
            await self._accept(message, plan, State.RELAYING)
        except Already:  # what became of the first try nobody knows; the far side knows it again
            message = replace(message, id=new_reference(), facts={**message.facts, REQUEST: False})
            await self._accept(message, plan, State.RELAYING)
        state, event = State.UNDELIVERED, "not confirmed by the far side"
        try:
            with metrics.stage_duration.labels("relay").time():
                receipts = await cut_through(plan.copies[0][1])
            if any(receipt.status is Status.DELIVERED for receipt in receipts):
                state, event = State.PASSED, "relayed redacted"
        finally:
            entry = Entry(self._clock(), "gateway", event, "", state.value, plan.policy.version)
            try:
                await self._store.relayed(message.id, state, entry)
                if state is State.PASSED and (told := self._told(message, plan)):
                    await self._store.put(told)
            except Exception:  # the far side's answer stands all the same
                log.exception("%s: the outcome of a relay was not written", message.id)
        return mirrored(message, receipts, Action.REDACT)

    async def refuse(self, message: Message, plan: Plan) -> Outcome:
        """Blocked for everybody: the client hears no, and why."""
        silent = Action.BLOCK not in self._protocols.of(message.protocol).told
        told = None if silent else self._told(message, plan)
        dispatches = [told] if told else []
        with suppress(Already):
            await self._accept(message, plan, State.BLOCKED, dispatches)
        return self._answer(message, plan, blocked=Status.REFUSED)

    async def keep(self, message: Message, plan: Plan) -> Outcome:
        """Everything on disk in one transaction; from then on we answer for it."""
        held = any(decision.action is Action.HOLD for decision in plan.decisions)
        now = self._clock()
        dispatches = [
            self._copy(message, decision, payload, now)
            for decision, payload in plan.copies
            if decision.action in (Action.ALLOW, Action.REDACT, Action.REDIRECT)
        ]
        told = self._told(message, plan)
        try:
            await self._accept(
                message,
                plan,
                State.HELD if held else State.PASSED,
                [*dispatches, told] if told else dispatches,
            )
        except Already:
            incident = await self._store.incident(message.id)
            if (said := _AGAIN.get(incident.state)) is not None:
                return self._over(message, plan, *said)
        # a protocol with one answer for all hears yes; the blocked ones are in the report
        return self._answer(message, plan, Status.REFUSED if message.answers_each else Status.KEPT)

    def _told(self, message: Message, plan: Plan) -> NewDispatch | None:
        """The report to the sender, if there is anything to tell and a way."""
        return self._reporter.report(
            reference=message.id,
            protocol=message.protocol,
            sender=message.sender,
            original=head(message.payload),
            statuses=self._statuses(message, plan.examination, plan.decisions),
            now=self._clock(),
        )

    async def _accept(
        self, message: Message, plan: Plan, state: State, dispatches: Sequence[NewDispatch] = ()
    ) -> None:
        now = self._clock()
        incident: NewIncident = new_incident(
            message,
            plan.examination,
            plan.decisions,
            state=state,
            policy_version=plan.policy.version,
            now=now,
            hold_until=now + self._settings.courier.hold_expire if state is State.HELD else None,
        )
        evidence = Evidence(message.payload, plan.examination.findings)
        why = "; ".join(_why(decision) for decision in plan.decisions)
        try:
            with metrics.stage_duration.labels("store").time():
                await self._store.accept(incident, evidence, dispatches, why=why)
        except Already:
            if not message.facts.get(REQUEST):
                raise Unavailable("a reference was drawn twice") from None
            raise

    def _copy(
        self, message: Message, decision: Decision, payload: Payload, now: float
    ) -> NewDispatch:
        redirected = decision.action is Action.REDIRECT
        profile = self._protocols.of(message.protocol)
        headers = trace(profile, message.facts)
        if redirected and profile.headers:
            headers = b"X-DLP-Redirected: %s\r\n" % message.id.encode() + headers
        return NewDispatch(
            id=dispatch_id(message.id),
            incident=message.id,
            protocol=message.protocol,
            channel=decision.channel if redirected else profile.channel,
            sender=message.sender,
            destinations=decision.destinations,
            media_type=message.media_type,
            payload=payload,
            created=now,
            expires=now + self._settings.courier.expire,
            headers=headers,
        )

    def _statuses(
        self, message: Message, examination: Examination, decisions: Sequence[Decision]
    ) -> list[DestinationStatus]:
        """What the sender is told by a notice, where its protocol's answer does not say it."""
        told = self._protocols.of(message.protocol).told
        notices = self._settings.notices.held and not examination.automatic
        statuses = []
        for decision in decisions:
            match decision.action:
                case Action.BLOCK if not message.answers_each:
                    word, code, courtesy = "failed", "5.7.1", False
                case Action.REDIRECT if Action.REDIRECT in told:
                    word, code, courtesy = "relayed", "2.0.0", notices
                case Action.HOLD if notices and Action.HOLD in told:
                    word, code, courtesy = "delayed", "4.7.1", True
                case Action.REDACT if notices and Action.REDACT in told:
                    word, code, courtesy = "relayed", "2.0.0", True
                case _:
                    continue
            text = sentence(decision.action, decision.public)
            statuses += [
                DestinationStatus(each, word, code, text, "", courtesy, decision.rule)
                for each in decision.destinations
            ]
        return statuses

    def _over(self, message: Message, plan: Plan, status: Status, text: str) -> Outcome:
        """The same request again, after it came to its end."""
        action = plan.decisions[0].action
        return Outcome(
            message.id,
            tuple(Verdict(each, status, action, text=text) for each in message.destinations),
        )

    def _answer(self, message: Message, plan: Plan, blocked: Status) -> Outcome:
        decisions = {
            (each.network, each.address): decision
            for decision in plan.decisions
            for each in decision.destinations
        }
        return Outcome(
            message.id,
            tuple(
                self._verdict(message, each, decisions[each.network, each.address], blocked)
                for each in message.destinations
            ),
        )

    def _verdict(
        self, message: Message, destination: Destination, decision: Decision, blocked: Status
    ) -> Verdict:
        spoken = decision.action not in (Action.ALLOW, Action.REDACT)
        return Verdict(
            destination,
            blocked if decision.action is Action.BLOCK else Status.KEPT,
            decision.action,
            text=sentence(decision.action, decision.public) if spoken else "",
        )


def _why(decision: Decision) -> str:
    """What the history says of a decision: no address, no content."""
    reason = f" ({decision.reason})" if decision.reason else ""
    return f"{decision.action.value} by {decision.rule}{reason}: {decision.why}"


def mirrored(message: Message, receipts: Sequence[Receipt], action: Action) -> Outcome:
    """The far side's answers as ours; a destination without an answer is LATER."""
    answers = {(r.destination.network, r.destination.address): r for r in receipts}
    verdicts = []
    for each in message.destinations:
        receipt = answers.get((each.network, each.address), Receipt(each, Status.LATER))
        verdicts.append(Verdict(each, receipt.status, action, receipt.reply))
    return Outcome(message.id, tuple(verdicts))


def later(message: Message) -> Outcome:
    """Nothing happened: the sender keeps the message for all destinations."""
    text = "Temporary failure, please try again later."
    return Outcome(
        message.id,
        tuple(Verdict(each, Status.LATER, Action.HOLD, text=text) for each in message.destinations),
    )


def trace(profile: ProtocolProfile, facts: Mapping[str, Any]) -> bytes:
    """The trace header lines that a proxy wants on every copy (RFC 5321 §4.4)."""
    return str(facts.get("trace", "")).encode("ascii", "replace") if profile.headers else b""


def head(payload: Payload) -> bytes:
    """The beginning of a payload, long enough to hold the header section that we look at."""
    return next(iter(payload.chunks(MOST_HEADER)), b"")
