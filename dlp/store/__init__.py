"""Incidents, outbox, evidence, audit: what was accepted is on disk before anybody hears yes.

`Store` is the only door. Everything below it is plain functions on one SQLAlchemy connection:
`incidents`, `outbox`, `retention`; `schema` holds the tables, `migrations/` how they came to be,
`keys` the sealing, `records` the frozen values that go in and out. docs/store.md tells the whole.
"""

from dlp.store.facade import Store
from dlp.store.keys import KeyRing
from dlp.store.records import (
    Already,
    Attempt,
    Conflict,
    Dispatch,
    DispatchState,
    Entry,
    Evidence,
    Group,
    Incident,
    NewDispatch,
    NewIncident,
    Queue,
    State,
    Unknown,
    new_incident,
)
from dlp.store.rooms import RoomLevel
from dlp.store.statistics import EndedHold, Usage

__all__ = [
    "Already",
    "Attempt",
    "Conflict",
    "Dispatch",
    "DispatchState",
    "EndedHold",
    "Entry",
    "Evidence",
    "Group",
    "Incident",
    "KeyRing",
    "NewDispatch",
    "NewIncident",
    "Queue",
    "RoomLevel",
    "State",
    "Store",
    "Unknown",
    "Usage",
    "new_incident",
]
