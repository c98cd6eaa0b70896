"""`Store`: the store as asyncio sees it. Every method is one transaction, or one snapshot."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from dlp import config
from dlp.errors import ConfigError
from dlp.model import Action, Finding, Level
from dlp.store import incidents, outbox, retention, rooms, schema, statistics
from dlp.store.database import Database
from dlp.store.keys import KeyRing
from dlp.store.records import (
    Already,
    Attempt,
    Dispatch,
    Entry,
    Evidence,
    Incident,
    NewDispatch,
    NewIncident,
    Queue,
    State,
)


class Store:
    """Incidents, outbox, evidence and used tickets.

    Every method raises `errors.Unavailable` where the database is locked, full or away: nothing
    is written then, and the sender keeps the message.
    """

    def __init__(self, options: config.StoreSettings, keys: KeyRing | None = None) -> None:
        """ConfigError where the URL or an evidence key is none."""
        self._options = options
        self._keys = keys or KeyRing.read(options)
        self._database = Database(options.url)

    async def open(self) -> None:
        """Opens, migrates, and proves that what waits can be opened with the keys given."""
        await self._database.open()
        missing = await self._database.read(self._missing_keys)
        if missing:
            await self._database.aclose()
            raise ConfigError(
                "store.evidence_key",
                f"messages wait that were sealed with evidence key {', '.join(missing)}",
                "give that key, as evidence_key or under previous_keys",
            )

    async def aclose(self) -> None:
        """Finishes what is under way and closes."""
        await self._database.aclose()

    def has_room(self) -> bool:
        """Whether a new message may be read at all (452 if not). A look at the file system."""
        path = self._database.path
        if path is None:
            return True
        try:
            place = os.statvfs(path.parent)
        except OSError:
            return False
        return place.f_bavail * place.f_frsize >= self._options.free_space

    def usage(self) -> statistics.Usage | None:
        """What the store takes and what its disk has left; None where it is a server's."""
        path = self._database.path
        if path is None:
            return None
        files = (path, path.with_name(f"{path.name}-wal"))
        taken = sum(file.stat().st_size for file in files if file.exists())
        place = os.statvfs(path.parent)
        return statistics.Usage(taken, place.f_bavail * place.f_frsize)

    # ------------------------------------------------------------------ accepting

    async def accept(
        self,
        incident: NewIncident,
        evidence: Evidence | None,
        dispatches: Sequence[NewDispatch] = (),
        *,
        why: str = "",
    ) -> None:
        """Commits incident, evidence and outbox in ONE transaction. When this returns, all of it
        is on disk; when it raises, none of it is. Already where its reference is taken."""

        entry = Entry(
            incident.created,
            "policy",
            incident.action.value,
            why,
            incident.state.value,
            incident.policy_version,
        )

        def prepare() -> Callable[[sa.Connection], None]:
            reference = incident.reference
            sealed = None
            if evidence is not None:
                sealed = incidents.seal(self._keys, reference, evidence)
            put = self._sealed(dispatches)

            def work(connection: sa.Connection) -> None:
                try:
                    incidents.insert(connection, incident, entry)
                except IntegrityError:  # nothing else was written: the transaction ends here
                    raise Already(f"{reference} is kept already") from None
                if sealed is not None:
                    incidents.insert_evidence(connection, reference, incident.created, sealed)
                put(connection)

            return work

        await self._database.write_prepared(prepare)

    async def relayed(self, reference: str, state: State, entry: Entry) -> None:
        """Writes the end of a relay in the client's own session. Where the client keeps the
        message (`UNDELIVERED`), its evidence goes: the next try brings it again."""

        def work(connection: sa.Connection) -> None:
            incidents.move(connection, reference, 1, State.RELAYING, state, entry)
            if state is State.UNDELIVERED:
                incidents.erase_evidence(connection, reference)

        await self._database.write(work)

    # ------------------------------------------------------------------ reviewing

    async def incidents(
        self, state: State | None = None, limit: int = 100, before: float | None = None
    ) -> list[Incident]:
        """The newest first, without history; `before` (a `created`) pages on."""
        return await self._database.read(
            lambda connection: incidents.find(connection, state, limit, before=before)
        )

    async def overdue(self, now: float, limit: int = 100) -> list[Incident]:
        """Holds whose time is over, without those under a legal hold."""
        return await self._database.read(
            lambda connection: incidents.find(connection, State.HELD, limit, held_until=now)
        )

    async def incident(self, reference: str) -> Incident:
        """One, with its history. Unknown if there is none."""
        return await self._database.read(lambda connection: incidents.get(connection, reference))

    async def dispatches(self, reference: str) -> list[tuple[str, str, int]]:
        """(channel, state, attempts) of an incident's dispatches."""
        return await self._database.read(
            lambda connection: outbox.of_incident(connection, reference)
        )

    async def evidence(self, reference: str, entry: Entry | None = None) -> Evidence:
        """The original in clear; `entry` tells the history who looked. Unknown where there is none
        (any more), CannotOpen without its key."""

        def work(connection: sa.Connection) -> Evidence:
            if entry is not None:
                incidents.append(connection, reference, entry)
            return incidents.open_evidence(connection, self._keys, reference)

        return await (self._database.write(work) if entry else self._database.read(work))

    async def findings(self, reference: str, entry: Entry) -> tuple[Finding, ...] | None:
        """The findings in full, None where evidence is gone; `entry` says who looked."""

        def work(connection: sa.Connection) -> tuple[Finding, ...] | None:
            incidents.append(connection, reference, entry)
            return incidents.open_findings(connection, self._keys, reference)

        return await self._database.write(work)

    async def move(
        self,
        incident: Incident,
        state: State,
        entry: Entry,
        dispatches: Sequence[NewDispatch] = (),
    ) -> None:
        """Takes `incident`, as it was read, to `state`, with what then goes out, in one
        transaction. Conflict if anybody acted on it since."""

        def prepare() -> Callable[[sa.Connection], None]:
            put = self._sealed(dispatches)

            def work(connection: sa.Connection) -> None:
                incidents.move(
                    connection, incident.reference, incident.revision, incident.state, state, entry
                )
                put(connection)

            return work

        await self._database.write_prepared(prepare)

    async def legal_hold(self, reference: str, on: bool, entry: Entry) -> None:
        """Sets or lifts a legal hold: retention passes over the incident."""
        await self._database.write(
            lambda connection: incidents.mark_legal_hold(connection, reference, on, entry)
        )

    async def history(self, reference: str) -> tuple[Entry, ...]:
        """Every line of history under a reference, also after its incident is gone."""
        table = schema.history
        query = sa.select(table).where(table.c.incident == reference).order_by(table.c.id)
        return await self._database.read(lambda c: incidents.history(c.execute(query)))

    async def last_entry(self) -> int:
        """The number of the newest line of history."""
        return await self._database.read(statistics.last_entry)

    async def ended_holds(self, after: int) -> list[statistics.EndedHold]:
        """Holds that ended after that line of history, by whichever process."""
        return await self._database.read(lambda c: statistics.ended_holds(c, after))

    async def actions_for(self, sender: str, since: float) -> list[Action]:
        """What was done with the messages of this sender that were not simply allowed."""
        return await self._database.read(lambda c: statistics.actions_for(c, sender, since))

    async def incidents_of(self, sender: str, limit: int = 100) -> list[Incident]:
        """Those that this sender (an address) caused, the newest first, without history."""
        return await self._database.read(
            lambda connection: incidents.find(connection, None, limit, sender=sender)
        )

    async def note(self, reference: str, entry: Entry) -> None:
        """One more line of history, which changes nothing."""
        await self._database.write(lambda c: incidents.append(c, reference, entry))

    # ------------------------------------------------------------------ rooms

    async def heard(self, room: str) -> rooms.RoomLevel | None:
        """The highest level that went into a chat room; None for one that is not known."""
        return await self._database.read(lambda connection: rooms.heard(connection, room))

    async def raise_room(self, room: str, level: Level, now: float, *, new: bool = False) -> None:
        """Notes that something of that level goes into a room; `new` for one just made."""
        await self._database.write(
            lambda connection: rooms.raise_to(connection, room, level, new, now)
        )

    # ------------------------------------------------------------------ delivering

    async def put(self, *dispatches: NewDispatch) -> None:
        """Further dispatches of an incident that is already there."""
        await self._database.write_prepared(lambda: self._sealed(dispatches))

    async def claim(self, owner: str, now: float, lease: float, limit: int) -> list[str]:
        """Up to `limit` due dispatches, now `owner`'s for `lease` seconds; their ids."""
        return await self._database.write(
            lambda connection: outbox.claim(connection, owner, now, lease, limit)
        )

    async def load(self, identity: str) -> Dispatch | None:
        """A claimed dispatch in clear; None if it is finished. CannotOpen without its key."""
        return await self._database.read(
            lambda connection: outbox.load(connection, self._keys, identity)
        )

    async def record(self, owner: str, attempt: Attempt) -> None:
        """What one try brought, with its reports, in one transaction."""

        def prepare() -> Callable[[sa.Connection], None]:
            put = self._sealed(attempt.reports)

            def work(connection: sa.Connection) -> None:
                outbox.record(connection, owner, attempt)
                put(connection)

            return work

        await self._database.write_prepared(prepare)

    async def renew(self, owner: str, until: float) -> None:
        """Moves the end of all of `owner`'s claims."""
        await self._database.write(lambda connection: outbox.renew(connection, owner, until))

    async def give_back(self, owner: str, identity: str | None = None) -> None:
        """Claims of `owner`, or the one named, wait again as before."""
        await self._database.write(lambda connection: outbox.give_back(connection, owner, identity))

    async def postpone(self, owner: str, identity: str, until: float) -> None:
        """A claim that could not be tried waits until `until`."""
        await self._database.write(
            lambda connection: outbox.postpone(connection, owner, identity, until)
        )

    async def queue(self, now: float | None = None) -> Queue:
        """Outbox and holds in numbers."""
        at = time.time() if now is None else now
        return await self._database.read(lambda connection: outbox.queue(connection, at))

    # ------------------------------------------------------------------ tickets, retention

    async def use_ticket(self, identity: str, now: float, expires: float) -> bool:
        """Whether this is the first use of a ticket; it is the last one then."""

        def work(connection: sa.Connection) -> bool:
            row = {"id": identity, "used": now, "expires": expires}
            try:
                with connection.begin_nested():
                    connection.execute(schema.used_tickets.insert().values(row))
            except IntegrityError:
                return False
            return True

        return await self._database.write(work)

    async def forget_ticket(self, identity: str) -> None:
        """The message did not go through: its ticket counts as unused again."""
        table = schema.used_tickets
        await self._database.write(
            lambda c: c.execute(table.delete().where(table.c.id == identity))
        )

    async def tidy(self, now: float) -> tuple[int, int]:
        """Applies retention, a batch at a time; evidence erased, incidents deleted."""

        def work(connection: sa.Connection) -> tuple[int, int]:
            retention.lost_relays(connection, now)
            retention.old_tickets(connection, now)
            return (
                retention.old_evidence(connection, now, self._options.keep_evidence),
                retention.old_incidents(connection, now, self._options.keep_incidents),
            )

        return await self._database.write(work)

    def _sealed(self, dispatches: Sequence[NewDispatch]) -> Callable[[sa.Connection], None]:
        """Seals the copies; what it returns puts them into the outbox."""
        sealed = [(new, outbox.seal(self._keys, new)) for new in dispatches]

        def put(connection: sa.Connection) -> None:
            for new, copy in sealed:
                outbox.insert(connection, new, copy)

        return put

    def _missing_keys(self, connection: sa.Connection) -> list[str]:
        waiting = sa.select(schema.dispatches.c.key_id).where(
            schema.dispatches.c.finished.is_(None)
        )
        held = (
            sa.select(schema.evidence.c.key_id)
            .join(schema.incidents, schema.incidents.c.reference == schema.evidence.c.incident)
            .where(schema.incidents.c.state == State.HELD.value)
        )
        used = set(connection.scalars(waiting.union(held)))
        return sorted(used - self._keys.known)
