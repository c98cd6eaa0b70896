"""The zone of a destination, and what may go there.

Unknown is never trusted: what cannot be parsed, or whose audience is not known, is `external`
with the lowest clearance and no audience.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from dlp import releasability
from dlp.model import Destination, Level
from dlp.policy import addresses
from dlp.policy.schema import EXTERNAL, INTERNAL, NetworkPolicy, PolicyFile
from dlp.releasability import EVERYBODY, canonical

SMTP = "smtp"
T = TypeVar("T")

#: caveat (in normal form) → the audiences it releases to
Caveats = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class DestinationProfile:
    """What policy knows of a destination. Equal profiles are decided alike."""

    zone: str
    network: str
    clearance: Level
    #: the nations and groups that its people stand for, as codes; nobody knows who if empty
    audiences: frozenset[str] = frozenset()
    #: numbers of the recipient conditions that match the destination
    hits: frozenset[int] = frozenset()


def audiences(words: Iterable[str]) -> frozenset[str]:
    """Nations and groups as their codes; other words as they are, in capitals."""
    known = releasability.shipped_audiences()
    return frozenset(known.known(word) or canonical(word) for word in words)


def released(caveats: Iterable[str], people: frozenset[str], table: Caveats) -> bool:
    """Whether each caveat releases to everybody in `people` (nations and groups, as codes).

    A group is let in only as a whole. The policy's own table comes before the published ones; a
    caveat that neither knows releases to nobody but `EVERYBODY`, who are our own.
    """
    if EVERYBODY in people:
        return True
    known = releasability.shipped_audiences()
    for one in map(canonical, caveats):
        allowed = table[one] if one in table else releasability.audience(one) or frozenset()
        if EVERYBODY in allowed:
            continue
        allowed = known.expand(allowed)
        if not people or not all(
            who in allowed or (known.groups.get(who) and known.groups[who] <= allowed)
            for who in people
        ):
            return False
    return True


class ZoneMap:
    """Finds zone and clearance of destinations. Built once from a policy; answers without I/O."""

    def __init__(
        self, policy: PolicyFile, recipients: tuple[addresses.AddressPatterns, ...]
    ) -> None:
        """`recipients` are the policy's recipient conditions, in the order of their numbers."""
        self._recipients = recipients
        self._networks: Mapping[str, NetworkPolicy] = policy.networks
        self._zones: dict[str, DestinationProfile] = {}
        #: exact domain, or ``.example.org`` for all below it → zone
        self._domains: dict[str, str] = {}
        for name, zone in policy.zones.items():
            ours = name == INTERNAL and "audiences" not in zone.model_fields_set
            people = audiences((EVERYBODY,) if ours else zone.audiences)
            self._zones[name] = DestinationProfile(name, SMTP, zone.clearance, people)
            for text in zone.domains:
                self._domains[addresses.domain_pattern(text)] = name
        self._outside = self._zones.setdefault(
            EXTERNAL, DestinationProfile(EXTERNAL, SMTP, Level.PUBLIC)
        )
        #: clearances of single domains (as in `_domains`) and of single addresses
        self._cleared: dict[str, Level] = {}
        self._persons: dict[addresses.NormalAddress, Level] = {}
        for text, level in policy.clearances.items():
            person = addresses.parse(text) if "@" in text else None
            if person is not None:
                self._persons[person] = level
            else:
                self._cleared[addresses.domain_pattern(text)] = level
        self._known: dict[str, DestinationProfile] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all zones, `external` among them."""
        return tuple(self._zones)

    @property
    def cached(self) -> int:
        """How many addresses have a profile in the cache."""
        return len(self._known)

    def profile(self, destination: Destination) -> DestinationProfile:
        """Zone, network, clearance and audiences of this destination."""
        if destination.network == SMTP:
            found = self._known.get(destination.address)
            if found is None:
                if len(self._known) > 20_000:
                    self._known.clear()
                found = self._known[destination.address] = self.address_profile(
                    destination.address, SMTP
                )
            return found
        return self._room(destination)

    def _room(self, destination: Destination) -> DestinationProfile:
        """Of a room: the meet of everybody in it, as little as the least trusted of them may see.

        ``facts["audience"]`` lists their addresses or domains.
        """
        people = destination.facts.get("audience")
        if not isinstance(people, list | tuple | set | frozenset) or not people:
            return self._limited(self._unknown(self._matching(None)), destination.network)
        profiles = [
            self.address_profile(one if "@" in one else f"x@{one}", destination.network)
            for one in sorted(map(str, people))
        ]
        least = min(profiles, key=lambda one: (_TRUST.get(one.zone, 1), one.clearance, one.zone))
        return replace(
            least,
            clearance=min(one.clearance for one in profiles),
            audiences=_everybody(one.audiences for one in profiles),
            hits=frozenset().union(*(one.hits for one in profiles)),
        )

    def address_profile(self, text: str, network: str) -> DestinationProfile:
        """The profile of one address, reached over that network."""
        address = addresses.parse(text)
        hits = self._matching(address)
        if address is None:
            return self._limited(self._unknown(hits), network)
        zone = self._zones[_nearest(self._domains, address.domain) or EXTERNAL]
        clearance = _nearest(self._cleared, address.domain)
        found = zone.clearance if clearance is None else clearance
        if address in self._persons:
            found = self._persons[address]
        else:
            # what a person may not see, their subaddresses may not; what they may see is theirs
            base = addresses.NormalAddress(address.base, address.domain)
            found = min(found, self._persons.get(base, found))
        return self._limited(replace(zone, clearance=found, hits=hits), network)

    def _matching(self, address: addresses.NormalAddress | None) -> frozenset[int]:
        return frozenset(n for n, one in enumerate(self._recipients) if one.matches(address))

    def _unknown(self, hits: frozenset[int]) -> DestinationProfile:
        return DestinationProfile(EXTERNAL, SMTP, Level.PUBLIC, frozenset(), hits)

    def _limited(self, profile: DestinationProfile, network: str) -> DestinationProfile:
        known = self._networks.get(network)
        most = known.clearance if known else Level.TOP_SECRET if network == SMTP else Level.PUBLIC
        return replace(profile, network=network, clearance=min(profile.clearance, most))


def _everybody(people: Iterable[frozenset[str]]) -> frozenset[str]:
    """The audiences of people together: nobody knows who, if that is so of one of them."""
    others = [one for one in people if EVERYBODY not in one]
    if not others:
        return frozenset({EVERYBODY})
    return frozenset().union(*others) if all(others) else frozenset()


#: in a mixed room outsiders count first, our own last
_TRUST = {EXTERNAL: 0, INTERNAL: 2}


def _nearest(table: Mapping[str, T], domain: str) -> T | None:
    """The entry for this domain, or for the longest suffix that has one."""
    if domain in table:
        return table[domain]
    at = domain.find(".")
    while at >= 0:
        if domain[at:] in table:
            return table[domain[at:]]
        at = domain.find(".", at + 1)
    return None
