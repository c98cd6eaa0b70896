"""Incidents, their history and their evidence, on one connection."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dlp.model import Action, Finding, Held, Level, Sender
from dlp.store import schema
from dlp.store.keys import KeyRing, Sealed
from dlp.store.records import (
    Conflict,
    Entry,
    Evidence,
    Incident,
    NewIncident,
    State,
    Unknown,
    findings_from_json,
    findings_to_json,
    group_from_json,
    group_to_json,
)

_incidents, _history, _evidence = schema.incidents, schema.history, schema.evidence


def insert(connection: sa.Connection, new: NewIncident, entry: Entry) -> None:
    """Writes an incident and the first line of its history."""
    connection.execute(
        _incidents.insert(),
        {
            "reference": new.reference,
            "protocol": new.protocol,
            "media_type": new.media_type,
            "created": new.created,
            "state": new.state.value,
            "revision": 1,
            "sender": new.sender.address,
            "authenticated": new.sender.authenticated,
            "sender_facts": dict(new.sender.facts),
            "groups": [group_to_json(group) for group in new.groups],
            "level": int(new.level),
            "action": new.action.value,
            "rule": new.rule,
            "summary": dict(new.summary),
            "policy_version": new.policy_version,
            "size": new.size,
            "automatic": new.automatic,
            "hold_until": new.hold_until,
            "closed": new.created if new.state.closed else None,
            "legal_hold": False,
        },
    )
    append(connection, new.reference, entry)


def insert_evidence(
    connection: sa.Connection, reference: str, created: float, sealed: tuple[Sealed, Sealed]
) -> None:
    """Writes sealed payload and findings."""
    payload, findings = sealed
    connection.execute(
        _evidence.insert(),
        {
            "incident": reference,
            "created": created,
            "key_id": payload.key_id,
            "nonce": payload.nonce,
            "payload": payload.data,
            "findings_nonce": findings.nonce,
            "findings": findings.data,
        },
    )


def seal(keys: KeyRing, reference: str, evidence: Evidence) -> tuple[Sealed, Sealed]:
    """Evidence sealed for its incident: payload and findings."""
    return (
        keys.seal(evidence.payload.read(), f"evidence:{reference}"),
        keys.seal(findings_to_json(evidence.findings), f"findings:{reference}"),
    )


def open_evidence(connection: sa.Connection, keys: KeyRing, reference: str) -> Evidence:
    """The original in clear. Unknown where there is none (any more), CannotOpen without its key."""
    row = connection.execute(
        sa.select(_evidence).where(_evidence.c.incident == reference)
    ).one_or_none()
    if row is None:
        raise Unknown(f"no evidence is kept for {reference}")
    payload = keys.open(Sealed(row.key_id, row.nonce, row.payload), f"evidence:{reference}")
    findings = keys.open(
        Sealed(row.key_id, row.findings_nonce, row.findings), f"findings:{reference}"
    )
    return Evidence(Held(payload), findings_from_json(findings))


def open_findings(
    connection: sa.Connection, keys: KeyRing, reference: str
) -> tuple[Finding, ...] | None:
    """Only the findings, which are small; None where there is no evidence (any more)."""
    row = connection.execute(
        sa.select(_evidence.c.key_id, _evidence.c.findings_nonce, _evidence.c.findings).where(
            _evidence.c.incident == reference
        )
    ).one_or_none()
    if row is None:
        return None
    sealed = Sealed(row.key_id, row.findings_nonce, row.findings)
    return findings_from_json(keys.open(sealed, f"findings:{reference}"))


def erase_evidence(connection: sa.Connection, reference: str) -> bool:
    """Deletes evidence; whether there was any."""
    return bool(
        connection.execute(_evidence.delete().where(_evidence.c.incident == reference)).rowcount
    )


def append(connection: sa.Connection, reference: str, entry: Entry) -> None:
    """One more line of history."""
    connection.execute(
        _history.insert(),
        {
            "incident": reference,
            "at": entry.at,
            "actor": entry.actor,
            "event": entry.event,
            "state": entry.state,
            "why": entry.why,
            "policy_version": entry.policy_version,
        },
    )


def move(
    connection: sa.Connection, reference: str, revision: int, old: State, new: State, entry: Entry
) -> None:
    """From `old` to `new`, if nobody was faster: Conflict else."""
    moved = connection.execute(
        _incidents.update()
        .where(
            _incidents.c.reference == reference,
            _incidents.c.state == old.value,
            _incidents.c.revision == revision,
        )
        .values(
            state=new.value,
            revision=revision + 1,
            closed=entry.at if new.closed else None,
            hold_until=None,
        )
    )
    if moved.rowcount != 1:
        raise Conflict(f"{reference} is not {old.value} any more: somebody else acted on it")
    append(connection, reference, entry)


def mark_legal_hold(connection: sa.Connection, reference: str, on: bool, entry: Entry) -> None:
    """Sets or lifts a legal hold."""
    changed = connection.execute(
        _incidents.update().where(_incidents.c.reference == reference).values(legal_hold=on)
    )
    if changed.rowcount != 1:
        raise Unknown(f"no incident {reference}")
    append(connection, reference, entry)


def get(connection: sa.Connection, reference: str) -> Incident:
    """One incident with its history; Unknown if there is none."""
    row = connection.execute(
        sa.select(_incidents).where(_incidents.c.reference == reference)
    ).one_or_none()
    if row is None:
        raise Unknown(f"no incident {reference}")
    lines = connection.execute(
        sa.select(_history).where(_history.c.incident == reference).order_by(_history.c.id)
    )
    return _incident(row, history(lines))


def history(rows: Any) -> tuple[Entry, ...]:
    """Rows of history as entries."""
    return tuple(
        Entry(row.at, row.actor, row.event, row.why, row.state, row.policy_version) for row in rows
    )


def find(
    connection: sa.Connection,
    state: State | None,
    limit: int,
    *,
    before: float | None = None,
    held_until: float | None = None,
    sender: str | None = None,
) -> list[Incident]:
    """The newest first, without history; `before` pages on, `held_until` gives overdue holds."""
    query = sa.select(_incidents).order_by(_incidents.c.created.desc()).limit(limit)
    if state is not None:
        query = query.where(_incidents.c.state == state.value)
    if before is not None:
        query = query.where(_incidents.c.created < before)
    if held_until is not None:
        query = query.where(
            _incidents.c.hold_until <= held_until, _incidents.c.legal_hold.is_(False)
        )
    if sender is not None:
        query = query.where(_incidents.c.sender == sender)
    return [_incident(row, ()) for row in connection.execute(query)]


def _incident(row: Any, history: tuple[Entry, ...]) -> Incident:
    return Incident(
        reference=row.reference,
        protocol=row.protocol,
        media_type=row.media_type,
        created=row.created,
        state=State(row.state),
        sender=Sender(row.sender, row.authenticated, row.sender_facts),
        groups=tuple(group_from_json(group) for group in row.groups),
        level=Level(row.level),
        action=Action(row.action),
        rule=row.rule,
        summary=row.summary,
        policy_version=row.policy_version,
        size=row.size,
        automatic=row.automatic,
        hold_until=row.hold_until,
        revision=row.revision,
        closed=row.closed,
        legal_hold=row.legal_hold,
        history=history,
    )
