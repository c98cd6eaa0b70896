"""What becomes of a message, given what was decided for each destination. Pure.

`settle` makes decisions that can be carried out of those that cannot; `handling` says how they
are carried out together. Whatever does not fit ends in a hold, never in a pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from dlp.model import Action, Channel, Decision, Destination, Level, Message, Outcome
from dlp.policy.deciding import NO_CLEARED_CHANNEL, PUBLIC

#: `Decision.reason` of a fallback
CANNOT_REDACT = "cannot-redact"

#: what a decision may fall back to where a redaction cannot be done
_SAFE = (Action.REDIRECT, Action.HOLD, Action.BLOCK)


class Handling(StrEnum):
    """How all decisions of one message are carried out."""

    UNCHANGED = "unchanged"  # cut through as it came
    REDACTED = "redacted"  # one redacted copy for everybody, cut through
    REFUSED = "refused"  # blocked for everybody: the client hears no
    KEPT = "kept"  # anything else: incident, evidence and outbox first, then yes


def handling(decisions: Sequence[Decision]) -> Handling:
    """The handling of settled decisions."""
    actions = {decision.action for decision in decisions}
    if actions == {Action.ALLOW}:
        return Handling.UNCHANGED
    if actions == {Action.BLOCK}:
        return Handling.REFUSED
    if actions == {Action.REDACT} and len({_cut(decision) for decision in decisions}) == 1:
        return Handling.REDACTED
    return Handling.KEPT


def settle(
    decisions: Sequence[Decision], channels: Mapping[str, Channel], level: Level
) -> tuple[Decision, ...]:
    """`decisions`, with a hold for each redirect that no usable channel can carry."""
    return tuple(_settled(decision, channels, level) for decision in decisions)


def fall_back(decision: Decision, channels: Mapping[str, Channel], level: Level) -> Decision:
    """The decision instead of a redaction that cannot be done: its fallback, a hold at least."""
    action = decision.fallback if decision.fallback in _SAFE else Action.HOLD
    public = PUBLIC[action]
    instead = replace(
        decision, action=action, redact=(), drop=(), public=public, reason=CANNOT_REDACT
    )
    return _settled(instead, channels, level)


def usable(channel: Channel, destinations: Sequence[Destination], level: Level) -> bool:
    """Whether a redirect at that level may and can use the channel for all of these."""
    return (
        channel.trusted
        and channel.clearance >= level
        and all(channel.reaches(destination) for destination in destinations)
    )


def summary(decisions: Sequence[Decision]) -> str:
    """For the log, without addresses: ``1 allow by default; 2 redact by cards-stay-inside``."""
    return "; ".join(
        f"{len(each.destinations)} {each.action.value} by {each.rule}"
        + (f" ({each.reason})" if each.reason else "")
        for each in decisions
    )


def became(outcome: Outcome) -> str:
    """For the log, without addresses: ``1 delivered, 2 kept``."""
    counted = Counter(verdict.status.value for verdict in outcome.verdicts)
    return ", ".join(f"{count} {status}" for status, count in counted.items())


def covers(decisions: Sequence[Decision], message: Message) -> bool:
    """Whether the decisions partition the destinations of the message."""
    decided = Counter(_key(each) for decision in decisions for each in decision.destinations)
    return bool(decided) and decided == Counter(_key(each) for each in message.destinations)


def _settled(decision: Decision, channels: Mapping[str, Channel], level: Level) -> Decision:
    if decision.action is not Action.REDIRECT:
        return decision
    channel = channels.get(decision.channel)
    if channel is not None and usable(channel, decision.destinations, level):
        return decision
    return replace(
        decision,
        action=Action.HOLD,
        channel="",
        public=PUBLIC[Action.HOLD],
        reason=NO_CLEARED_CHANNEL,
    )


def _cut(decision: Decision) -> tuple[frozenset[tuple[str, int, int]], ...]:
    """What a redaction cuts out, comparable: where, not what."""
    return tuple(
        frozenset((each.part, each.start, each.end) for each in some)
        for some in (decision.redact, decision.drop)
    )


def _key(destination: Destination) -> tuple[str, str]:
    return destination.network, destination.address
