"""What is counted of a message on its way: one call for each step. Probes are left out.

A probe (`dlp.status.probe`) is marked in `Message.facts`; it would be a leak prevented every hour
that nobody tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dlp import metrics
from dlp.metrics.bounded import OTHER, band
from dlp.model import (
    UNREAD,
    Action,
    Decision,
    Destination,
    Examination,
    Message,
    Outcome,
    Sender,
    Status,
)

#: `Message.facts` has this key where the message is our own test
PROBE = "probe"
#: the part that stands for a whole message that could not be read
_WHOLE = "message"


class PolicyNames(Protocol):
    """The names that statistics ask a policy for: zones, groups of senders, actions of rules."""

    def zone(self, destination: Destination) -> str:
        """The name of the zone that it is in."""
        ...

    def unit(self, sender: Sender) -> str:
        """The group that the sender is in, "" for none."""
        ...

    @property
    def actions(self) -> Mapping[str, Action]:
        """Rule → action, also of rules in monitor mode."""
        ...


def examined(message: Message, examination: Examination) -> None:
    """What inspection said: seconds, findings, what was not read."""
    for stage, seconds in examination.seconds.items():
        metrics.stage_duration.labels(stage).observe(seconds, _exemplar(message))
    if message.facts.get(PROBE):
        return
    result = "full"
    for finding in examination.findings:
        metrics.findings.labels(finding.kind, finding.detector, band(finding.score)).inc()
        if finding.kind in UNREAD:
            metrics.unreadable.labels(str(finding.detail.get("reason", OTHER))).inc()
            result = "none" if finding.part == _WHOLE or result == "none" else "partial"
    metrics.inspections.labels(message.protocol, result).inc()


def decided(message: Message, decisions: Sequence[Decision]) -> None:
    """What policy said, before anything was done."""
    if message.facts.get(PROBE):
        return
    for decision in decisions:
        metrics.decisions.labels(decision.rule, decision.action.value).inc()


def carried_out(
    message: Message,
    examination: Examination,
    decisions: Sequence[Decision],
    outcome: Outcome,
    lookup: PolicyNames,
) -> None:
    """What was prevented, and what a rule on trial would have, once nobody can undo it."""
    if message.facts.get(PROBE):
        return
    became = {
        (one.destination.network, one.destination.address): one.status for one in outcome.verdicts
    }
    unit = lookup.unit(message.sender) or "none"
    for decision in decisions:
        action = decision.action
        if action is Action.ALLOW and not decision.would:
            continue
        for destination in decision.destinations:
            status = became[destination.network, destination.address]
            # the far side's no, or a sender that tries again: neither was our doing
            if status is Status.LATER or (status is Status.REFUSED and action is not Action.BLOCK):
                continue
            zone = lookup.zone(destination)
            for rule in decision.would:
                metrics.leaks_monitored.labels(
                    message.protocol,
                    destination.network,
                    zone,
                    rule,
                    lookup.actions.get(rule, Action.HOLD).value,
                    action.value,
                ).inc()
            if action is not Action.ALLOW:
                metrics.leaks_prevented.labels(
                    message.protocol,
                    destination.network,
                    zone,
                    unit,
                    next(iter(decision.kinds), "none"),
                    examination.level.label,
                    decision.rule,
                    action.value,
                ).inc(exemplar=_exemplar(message))


def answered(message: Message, outcome: Outcome, action: str, seconds: float) -> None:
    """The answer to a client; `action` is ``other`` where the message could not be handled."""
    metrics.message_duration.labels(message.protocol).observe(seconds, _exemplar(message))
    metrics.message_bytes.labels(message.protocol).inc(message.payload.size)
    if message.facts.get(PROBE):
        return
    metrics.messages.labels(message.protocol, action).inc()
    for verdict in outcome.verdicts:
        metrics.destinations.labels(message.protocol, verdict.status.value).inc()


def _exemplar(message: Message) -> dict[str, str]:
    """Our own reference: it leads to the incident, and says nothing to anybody else."""
    return {"reference": message.id}
