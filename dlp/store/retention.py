"""What is forgotten, and when, on one connection. A legal hold beats everything here."""

from __future__ import annotations

import sqlalchemy as sa

from dlp.store import incidents, schema
from dlp.store.records import Entry, State

_incidents, _evidence, _dispatches = schema.incidents, schema.evidence, schema.dispatches

#: most rows of a kind in one transaction: nobody waits long for the store because of us
_BATCH = 200
#: how long a client's own session can last at most; a relay that is older has lost its process
_RELAY_LOST = 86400.0


def lost_relays(connection: sa.Connection, now: float) -> int:
    """Closes incidents whose process died while it relayed: nobody knows what became of them."""
    lost = connection.execute(
        sa.select(_incidents.c.reference, _incidents.c.revision).where(
            _incidents.c.state == State.RELAYING.value, _incidents.c.created < now - _RELAY_LOST
        )
    ).all()
    for row in lost:
        entry = Entry(now, "gateway", "relay outcome unknown", state=State.UNDELIVERED.value)
        incidents.move(
            connection, row.reference, row.revision, State.RELAYING, State.UNDELIVERED, entry
        )
    return len(lost)


def old_evidence(connection: sa.Connection, now: float, keep: float) -> int:
    """Erases evidence of incidents that closed more than `keep` seconds ago; how many."""
    old = connection.scalars(
        sa.select(_incidents.c.reference)
        .join(_evidence, _evidence.c.incident == _incidents.c.reference)
        .where(_incidents.c.closed < now - keep, _incidents.c.legal_hold.is_(False))
        .limit(_BATCH)
    ).all()
    for reference in old:
        incidents.erase_evidence(connection, reference)
        incidents.append(connection, reference, Entry(now, "retention", "evidence erased"))
    return len(old)


def old_incidents(connection: sa.Connection, now: float, keep: float) -> int:
    """Deletes incidents that closed more than `keep` seconds ago, with their dispatches; how many.
    Their history stays: it names nobody but reviewers."""
    busy = (
        sa.select(_dispatches.c.id)
        .where(_dispatches.c.incident == _incidents.c.reference, _dispatches.c.finished.is_(None))
        .exists()
    )
    old = connection.scalars(
        sa.select(_incidents.c.reference)
        .where(_incidents.c.closed < now - keep, _incidents.c.legal_hold.is_(False), ~busy)
        .limit(_BATCH)
    ).all()
    for reference in old:
        connection.execute(_dispatches.delete().where(_dispatches.c.incident == reference))
        connection.execute(_incidents.delete().where(_incidents.c.reference == reference))
        incidents.append(connection, reference, Entry(now, "retention", "incident deleted"))
    return len(old)


def old_tickets(connection: sa.Connection, now: float) -> None:
    """Forgets used tickets that would not be taken any more anyhow."""
    tickets = schema.used_tickets
    connection.execute(tickets.delete().where(tickets.c.expires < now))
