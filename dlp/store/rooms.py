"""The highest level that went into each chat room, on one connection. It never goes down."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from dlp.model import Level
from dlp.store import schema

_rooms = schema.rooms


@dataclass(frozen=True, slots=True)
class RoomLevel:
    """The highest level that went into a room."""

    level: Level
    #: the gateway has seen everything that was sent since the room was made
    whole: bool


def heard(connection: sa.Connection, room: str) -> RoomLevel | None:
    """What went into a room; None for a room that nothing is known of."""
    row = connection.execute(sa.select(_rooms).where(_rooms.c.room == room)).one_or_none()
    return None if row is None else RoomLevel(Level(row.level), row.whole)


def raise_to(connection: sa.Connection, room: str, level: Level, whole: bool, now: float) -> None:
    """Notes that something of `level` goes in; `whole` for a room that is new."""
    changed = connection.execute(
        _rooms.update()
        .where(_rooms.c.room == room)
        .values(
            level=sa.case((_rooms.c.level < level, int(level)), else_=_rooms.c.level), changed=now
        )
    )
    if changed.rowcount == 0:
        connection.execute(
            _rooms.insert(), {"room": room, "level": int(level), "whole": whole, "changed": now}
        )
