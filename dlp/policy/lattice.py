"""The proof that a policy declassifies nothing by accident.

Level and clearance form a lattice; information may only flow upwards (Bell and LaPadula, Secure
Computer Systems, 1973: no write-down). A policy is safe if no message above a destination's
clearance can reach an `allow` without a rule that says `declassify`. Redaction does not lower a
level, so a redacted message still has to come past the same `allow`.

For each level and zone, every message over the clearance is taken at once (an `UnclearedFlow`):
conditions on level, zone and clearance are known there, all others are open. Rules are tried in
order: one that certainly holds and stops ends the flow; an `allow` that does not certainly fail
violates the property. Treating what is open as possible for `allow` and as impossible for a stop
makes the proof sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlp.model import Action, Level
from dlp.policy.conditions import UnclearedFlow
from dlp.policy.deciding import CompiledRule
from dlp.policy.schema import RuleMode


def first_violation(
    rules: Sequence[CompiledRule], zones: Iterable[str]
) -> tuple[CompiledRule, UnclearedFlow] | None:
    """The first rule that could let something pass above a clearance, and where; None if safe."""
    for zone in zones:
        for level in Level:
            flow = UnclearedFlow(level, zone)
            found = _violation_of(rules, flow)
            if found is not None:
                return found, flow
    return None


def _violation_of(rules: Sequence[CompiledRule], flow: UnclearedFlow) -> CompiledRule | None:
    for rule in rules:
        if rule.mode is RuleMode.MONITOR or rule.action is Action.REDACT or rule.declassify:
            continue
        holds = rule.condition.certain(flow)
        if rule.action is Action.ALLOW and holds is not False:
            return rule
        if rule.action is not Action.ALLOW and holds:
            return None
    return None
