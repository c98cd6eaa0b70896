"""Where a destination is, and what may go there. What is unknown is never trusted."""

from __future__ import annotations

import pytest

from dlp.model import Destination, Level
from dlp.policy import Policy, parse
from dlp.policy.zones import DestinationProfile, released
from tests.policy.making import CHANNELS

MAP = """
zones:
  internal:
    domains: [example.org, "*.example.org", bücher.example]
    clearance: secret
  partner:
    domains: ["*.partner.test", lab.example.org]
    clearance: confidential
    audiences: [Finland, swe]
  mission:
    domains: mission.test
    clearance: restricted
    audiences: NATO
  external: {clearance: internal}
networks:
  matrix: {clearance: confidential}
  signal: {clearance: restricted}
clearances:
  boss@partner.test: top-secret
  boss@x.partner.test: secret
  dumb@x.partner.test: public
  weak.partner.test: public
  "*.weak.partner.test": internal
  deep.weak.partner.test: restricted
rules:
  - {name: above, when: {over_clearance: true}, action: hold, why: x}
  - {name: default, action: allow}
"""


@pytest.fixture(scope="module")
def made() -> Policy:
    return parse(MAP, "policy.yaml", CHANNELS)


def test_unparsable(made: Policy) -> None:
    profile = made.zones.profile(Destination("boss%x@example.org"))
    assert profile == DestinationProfile("external", "smtp", Level.PUBLIC)


@pytest.mark.parametrize(
    ("address", "zone", "clearance"),
    [
        ("a@example.org", "internal", Level.SECRET),
        ("A@EXAMPLE.ORG.", "internal", Level.SECRET),
        ("a@deep.sub.example.org", "internal", Level.SECRET),
        ("a@xn--bcher-kva.example", "internal", Level.SECRET),
        ("a@lab.example.org", "partner", Level.CONFIDENTIAL),  # exact before wildcard
        ("a@x.lab.example.org", "internal", Level.SECRET),
        ("a@partner.test", "external", Level.INTERNAL),  # the wildcard is not the domain
        ("a@x.partner.test", "partner", Level.CONFIDENTIAL),
        ("a@example.org.evil.test", "external", Level.INTERNAL),
        ("a@notexample.org", "external", Level.INTERNAL),
        ("a@еxample.org", "external", Level.INTERNAL),  # a Cyrillic letter
        # unknown: lower than what external may have
        ("a@evil.test@example.org", "external", Level.PUBLIC),
        ('"a@evil.test"@example.org', "external", Level.PUBLIC),
        ("a%evil.test@example.org", "external", Level.PUBLIC),
        ("evil.test!a@example.org", "external", Level.PUBLIC),
        ("@evil.test:a@example.org", "external", Level.PUBLIC),
        ("a@[10.0.0.1]", "external", Level.PUBLIC),
        ("postmaster", "external", Level.PUBLIC),
        ("", "external", Level.PUBLIC),
        # the most specific clearance
        ("boss@partner.test", "external", Level.TOP_SECRET),
        ("boss@x.partner.test", "partner", Level.SECRET),
        ("a@weak.partner.test", "partner", Level.PUBLIC),
        ("a@y.weak.partner.test", "partner", Level.INTERNAL),
        ("a@deep.weak.partner.test", "partner", Level.RESTRICTED),
        # a subaddress inherits what is forbidden, not what is allowed
        ("boss+x@x.partner.test", "partner", Level.CONFIDENTIAL),
        ("dumb+x@x.partner.test", "partner", Level.PUBLIC),
    ],
)
def test_mail(made: Policy, address: str, zone: str, clearance: Level) -> None:
    profile = made.zones.profile(Destination(address))
    assert (profile.zone, profile.clearance) == (zone, clearance)


@pytest.mark.parametrize(
    ("network", "audience", "zone", "clearance", "audiences"),
    [
        ("matrix", ["example.org"], "internal", Level.CONFIDENTIAL, {"*"}),
        ("signal", ["example.org"], "internal", Level.RESTRICTED, {"*"}),
        ("whatsapp", ["example.org"], "internal", Level.PUBLIC, {"*"}),  # a network nobody named
        (
            "matrix",
            ["example.org", "x.partner.test"],
            "partner",
            Level.CONFIDENTIAL,
            {"FIN", "SWE"},
        ),
        (
            "matrix",
            ["mission.test", "x.partner.test"],
            "mission",
            Level.RESTRICTED,
            {"NATO", "FIN", "SWE"},
        ),
        ("matrix", ["example.org", "evil.test"], "external", Level.INTERNAL, set()),
        ("matrix", ["weak.partner.test", "example.org"], "partner", Level.PUBLIC, {"FIN", "SWE"}),
        (
            "matrix",
            ["anna@example.org", "dumb@x.partner.test"],
            "partner",
            Level.PUBLIC,
            {"FIN", "SWE"},
        ),
        ("matrix", [], "external", Level.PUBLIC, set()),
        ("matrix", None, "external", Level.PUBLIC, set()),
        ("matrix", "example.org", "external", Level.PUBLIC, set()),
        ("matrix", ["exam ple.org"], "external", Level.PUBLIC, set()),
    ],
)
def test_rooms_are_as_trusted_as_the_least_trusted_in_them(
    made: Policy,
    network: str,
    audience: object,
    zone: str,
    clearance: Level,
    audiences: set[str],
) -> None:
    facts = {} if audience is None else {"audience": audience}
    profile = made.zones.profile(Destination("!r:example.org", network, facts))
    assert (profile.zone, profile.clearance, profile.network) == (zone, clearance, network)
    assert profile.audiences == audiences


@pytest.mark.parametrize(
    ("caveats", "people", "expected"),
    [
        ([], [], True),
        ([], ["FIN"], True),
        (["NOFORN"], ["USA"], True),
        (["NOFORN"], ["USA", "GBR"], False),
        (["NOFORN"], [], False),
        (["NOFORN"], ["*"], True),
        (["REL TO USA, FIN"], ["FIN"], True),
        (["rel to  usa, fin"], ["FIN"], True),
        (["REL TO FVEY"], ["NZL"], True),
        (["REL TO FVEY"], ["FVEY"], True),
        (["REL TO USA, GBR"], ["FVEY"], False),  # a group only as a whole
        (["LIMITE"], ["FIN", "SWE"], True),
        (["LIMITE"], ["NOR"], False),
        (["REL TO FIN", "REL TO SWE"], ["FIN"], False),
        (["WHO KNOWS WHAT"], ["FIN"], False),  # unknown: nobody but our own
        (["WHO KNOWS WHAT"], ["*"], True),
        (["PERSONAL"], ["FIN"], True),  # the policy's own table
        (["STAFF"], ["FIN"], False),
        (["BALTIC"], ["EST"], True),
        (["BALTIC"], ["FIN"], False),
    ],
)
def test_released(caveats: list[str], people: list[str], expected: bool) -> None:
    table = {
        "PERSONAL": frozenset({"*"}),
        "STAFF": frozenset(),
        "BALTIC": frozenset({"EST", "LVA", "LTU"}),
    }
    assert released(caveats, frozenset(people), table) is expected
