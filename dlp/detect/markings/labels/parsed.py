"""A machine-readable label as it was parsed, before it is looked up in the schemes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParsedLabel:
    """A label in its own words; what is not given is empty."""

    #: the format it was read from: ``msip``, ``epms``, ``sio``, ``ess``, ``stanag-4774``, …
    format: str
    #: a marking as text, e.g. ``SECRET//NOFORN``
    text: str = ""
    #: scheme, policy or nation as the label names it
    policy: str = ""
    #: X.411 / ESS number: 0 unmarked … 5 top secret
    number: int | None = None
    #: further caveats, e.g. ``REL TO USA, GBR``
    caveats: tuple[str, ...] = ()
    #: an identifier that only configuration can rank (a label's GUID, ``site/guid``)
    identifier: str = ""
    #: what the label says of itself besides: ``expires``, ``downto``
    status: str = ""
    score: float = 0.95
