"""What the metrics ask the store, on one connection: reads only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from dlp.model import Action
from dlp.store import schema
from dlp.store.records import State

_incidents, _history = schema.incidents, schema.history
_ENDS = (State.RELEASED.value, State.REJECTED.value, State.EXPIRED.value)


@dataclass(frozen=True, slots=True)
class EndedHold:
    """One hold that somebody decided on, or that ran out. No address, no content."""

    #: of its line of history; rises
    number: int
    reference: str
    created: float
    at: float
    rule: str
    #: released, redacted (released without some findings), rejected or expired
    decision: str
    #: kind → count
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of the store's file with its log, and bytes that the disk has left."""

    taken: int
    free: int


def last_entry(connection: sa.Connection) -> int:
    """The number of the newest line of history; 0 if there is none."""
    return connection.scalar(sa.select(sa.func.max(_history.c.id))) or 0


def ended_holds(connection: sa.Connection, after: int) -> list[EndedHold]:
    """Holds whose end stands in a line of history after that one, in order."""
    rows = connection.execute(
        sa.select(
            _history.c.id,
            _history.c.incident,
            _history.c.at,
            _history.c.event,
            _history.c.state,
            _incidents.c.created,
            _incidents.c.rule,
            _incidents.c.summary,
        )
        .join(_incidents, _incidents.c.reference == _history.c.incident)
        .where(_history.c.id > after, _history.c.state.in_(_ENDS))
        .order_by(_history.c.id)
    )
    return [
        EndedHold(
            row.id,
            row.incident,
            row.created,
            row.at,
            row.rule,
            "redacted" if row.event.startswith("released without") else row.state,
            dict(row.summary.get("kinds", {})),
        )
        for row in rows
    ]


def actions_for(connection: sa.Connection, sender: str, since: float) -> list[Action]:
    """The strictest actions of the incidents that this sender caused since then."""
    found = connection.scalars(
        sa.select(_incidents.c.action).where(
            _incidents.c.sender == sender, _incidents.c.created >= since
        )
    )
    return [Action(each) for each in found]
