"""The proof that a policy declassifies nothing by accident.

Level and clearance form a lattice; information may only flow upwards (Bell and LaPadula, Secure
Computer Systems, 1973: no write-down). A policy is safe if no message above a destination's
clearance can reach an `allow` without a rule that says `declassify`. Redaction does not lower a
level, so a redacted message still has to come past the same `allow`.

For each level and zone, every message over the clearance is taken at once (a `Corner`): conditions
on level, zone and clearance are known there, all others are open. Rules are tried in order: one
that certainly stops ends the corner; an `allow` that does not certainly fail is a hole.
Treating what is open as possible for `allow` and as impossible for a stop makes the proof sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dlp.model import Action, Level
from dlp.policy.conditions import Corner
from dlp.policy.deciding import Rule
from dlp.policy.schema import Mode


def hole(rules: Sequence[Rule], zones: Iterable[str]) -> tuple[Rule, Corner] | None:
    """The first rule that could let something pass above a clearance, and where; None if safe."""
    for zone in zones:
        for level in Level:
            corner = Corner(level, zone)
            found = _hole_at(rules, corner)
            if found is not None:
                return found, corner
    return None


def _hole_at(rules: Sequence[Rule], corner: Corner) -> Rule | None:
    for rule in rules:
        if rule.mode is Mode.MONITOR or rule.action is Action.REDACT or rule.declassify:
            continue
        holds = rule.condition.certain(corner)
        if rule.action is Action.ALLOW and holds is not False:
            return rule
        if rule.action is not Action.ALLOW and holds:
            return None
    return None
