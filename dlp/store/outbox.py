"""The outbox, on one connection: a table is the queue, a lease is the claim.

A claim is a row marked with its owner and a time. Its owner renews it while it works; a claim whose
time has run out belongs to a dead process, and anybody else may take it over.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dlp.model import Destination, Sender
from dlp.store import incidents, schema
from dlp.store.keys import KeyRing, Sealed
from dlp.store.records import Attempt, Dispatch, DispatchState, NewDispatch, Queue, State

_dispatches, _targets = schema.dispatches, schema.dispatch_destinations
_WAITING, _CLAIMED = DispatchState.WAITING.value, DispatchState.CLAIMED.value


def seal(keys: KeyRing, new: NewDispatch) -> Sealed:
    """The copy, with its added header lines, sealed for its row."""
    return keys.seal(new.headers + new.payload.read(), f"dispatch:{new.id}")


def insert(connection: sa.Connection, new: NewDispatch, sealed: Sealed) -> None:
    """Writes one dispatch, due at once."""
    if not new.destinations:
        raise ValueError("a dispatch needs a destination")
    connection.execute(
        _dispatches.insert(),
        {
            "id": new.id,
            "incident": new.incident,
            "protocol": new.protocol,
            "channel": new.channel,
            "sender": new.sender.address,
            "authenticated": new.sender.authenticated,
            "sender_facts": dict(new.sender.facts),
            "media_type": new.media_type,
            "state": _WAITING,
            "attempts": 0,
            "next_try": new.created,
            "created": new.created,
            "expires": new.expires,
            "is_report": new.is_report,
            "ticket": new.ticket,
            "delay_told": False,
            "key_id": sealed.key_id,
            "nonce": sealed.nonce,
            "payload": sealed.data,
        },
    )
    connection.execute(
        _targets.insert(),
        [
            {
                "dispatch": new.id,
                "position": position,
                "address": destination.address,
                "network": destination.network,
                "facts": dict(destination.facts),
                "state": _WAITING,
                "reply": "",
            }
            for position, destination in enumerate(new.destinations)
        ],
    )


def claim(connection: sa.Connection, owner: str, now: float, lease: float, limit: int) -> list[str]:
    """Marks up to `limit` due dispatches as `owner`'s until `now + lease`; their ids."""
    due = (
        sa.select(_dispatches.c.id)
        .where(
            sa.or_(
                sa.and_(_dispatches.c.state == _WAITING, _dispatches.c.next_try <= now),
                # never take over our own: a slow delivery is not a dead one
                sa.and_(
                    _dispatches.c.state == _CLAIMED,
                    _dispatches.c.lease < now,
                    _dispatches.c.claimed_by != owner,
                ),
            )
        )
        .order_by(_dispatches.c.next_try)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has no such words, and one writer
    )
    found = list(connection.scalars(due))
    if found:
        connection.execute(
            _dispatches.update()
            .where(_dispatches.c.id.in_(found))
            .values(state=_CLAIMED, claimed_by=owner, lease=now + lease)
        )
    return found


def load(connection: sa.Connection, keys: KeyRing, identity: str) -> Dispatch | None:
    """A dispatch with the destinations that still wait; None if it is finished by now.
    CannotOpen where its key is not here."""
    row = connection.execute(
        sa.select(_dispatches).where(_dispatches.c.id == identity, _dispatches.c.finished.is_(None))
    ).one_or_none()
    if row is None:
        return None
    targets = connection.execute(
        sa.select(_targets)
        .where(_targets.c.dispatch == identity, _targets.c.state == _WAITING)
        .order_by(_targets.c.position)
    )
    return _dispatch(
        row,
        tuple(Destination(t.address, t.network, t.facts) for t in targets),
        keys.open(Sealed(row.key_id, row.nonce, row.payload), f"dispatch:{identity}"),
    )


def record(
    connection: sa.Connection,
    owner: str,
    attempt: Attempt,
) -> None:
    """Writes what a try brought: each destination's state, the next try or the end.

    What was delivered is recorded even if the claim was lost meanwhile; the next try is not ours
    to set then.
    """
    for destination, state, reply in attempt.results:
        connection.execute(
            _targets.update()
            .where(
                _targets.c.dispatch == attempt.dispatch,
                _targets.c.address == destination.address,
                _targets.c.network == destination.network,
                _targets.c.state == _WAITING,
            )
            .values(state=state.value, reply=reply)
        )
    states = set(
        connection.scalars(
            sa.select(_targets.c.state).where(_targets.c.dispatch == attempt.dispatch).distinct()
        )
    )
    ours = _dispatches.c.id == attempt.dispatch
    if _WAITING in states:
        connection.execute(
            _dispatches.update()
            .where(ours, _dispatches.c.claimed_by == owner)
            .values(
                state=_WAITING,
                claimed_by=None,
                lease=None,
                attempts=_dispatches.c.attempts + 1,
                next_try=attempt.next_try,
                **({"delay_told": True} if attempt.delay_told else {}),
            )
        )
    else:
        connection.execute(
            _dispatches.update()
            .where(ours)
            .values(
                state=_final(states),
                claimed_by=None,
                lease=None,
                attempts=_dispatches.c.attempts + 1,
                finished=attempt.at,
                payload=b"",
            )
        )
    if attempt.entry is not None:
        reference = connection.scalar(sa.select(_dispatches.c.incident).where(ours))
        incidents.append(connection, str(reference), attempt.entry)


def renew(connection: sa.Connection, owner: str, until: float) -> None:
    """Moves the end of all of `owner`'s claims."""
    connection.execute(
        _dispatches.update()
        .where(_dispatches.c.state == _CLAIMED, _dispatches.c.claimed_by == owner)
        .values(lease=until)
    )


def give_back(connection: sa.Connection, owner: str, identity: str | None = None) -> None:
    """Claims of `owner` (or the one named) wait again, as before."""
    query = _dispatches.update().where(
        _dispatches.c.state == _CLAIMED, _dispatches.c.claimed_by == owner
    )
    if identity is not None:
        query = query.where(_dispatches.c.id == identity)
    connection.execute(query.values(state=_WAITING, claimed_by=None, lease=None))


def postpone(connection: sa.Connection, owner: str, identity: str, until: float) -> None:
    """A claim that could not even be tried waits until `until`."""
    connection.execute(
        _dispatches.update()
        .where(_dispatches.c.id == identity, _dispatches.c.claimed_by == owner)
        .values(state=_WAITING, claimed_by=None, lease=None, next_try=until)
    )


def queue(connection: sa.Connection, now: float) -> Queue:
    """Numbers for the metrics."""
    depth = {
        row.state: row.number
        for row in connection.execute(
            sa.select(_dispatches.c.state, sa.func.count().label("number"))
            .where(_dispatches.c.finished.is_(None))
            .group_by(_dispatches.c.state)
        )
    }
    oldest = connection.scalar(
        sa.select(sa.func.min(_dispatches.c.created)).where(_dispatches.c.finished.is_(None))
    )
    held = connection.scalar(
        sa.select(sa.func.count())
        .select_from(schema.incidents)
        .where(schema.incidents.c.state == State.HELD.value)
    )
    return Queue(depth, max(0.0, now - oldest) if oldest is not None else 0.0, held or 0)


def of_incident(connection: sa.Connection, reference: str) -> list[tuple[str, str, int]]:
    """(channel, state, attempts) of an incident's dispatches, oldest first."""
    rows = connection.execute(
        sa.select(_dispatches.c.channel, _dispatches.c.state, _dispatches.c.attempts)
        .where(_dispatches.c.incident == reference)
        .order_by(_dispatches.c.created, _dispatches.c.id)
    )
    return [(row.channel, row.state, row.attempts) for row in rows]


def _final(states: set[str]) -> str:
    for state in (DispatchState.FAILED, DispatchState.EXPIRED):
        if state.value in states:
            return state.value
    return DispatchState.SENT.value


def _dispatch(row: Any, destinations: tuple[Destination, ...], payload: bytes) -> Dispatch:
    return Dispatch(
        id=row.id,
        incident=row.incident,
        protocol=row.protocol,
        channel=row.channel,
        sender=Sender(row.sender, row.authenticated, row.sender_facts),
        destinations=destinations,
        media_type=row.media_type,
        payload=payload,
        created=row.created,
        expires=row.expires,
        attempts=row.attempts,
        is_report=row.is_report,
        ticket=row.ticket,
        delay_told=row.delay_told,
    )
