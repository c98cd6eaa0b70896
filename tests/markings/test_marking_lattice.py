"""No write-down through quoting, forwarding, attaching or converting: from bytes to decisions."""

from __future__ import annotations

import base64
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.detect.markings import Markings, Settings
from dlp.inspection import Inspector
from dlp.model import Action, Destination, Held, Level, Message, Sender
from dlp.policy import Policy, parse
from tests.policy.making import RELAY, VAULT

POLICY = """
zones:
  internal: {domains: [example.org], clearance: secret}
  partner: {domains: [partner.test], clearance: restricted, audiences: [FIN]}
  external: {clearance: public}
rules:
  - {name: cards, when: {kind: CREDIT_CARD}, action: redact, redact: [CREDIT_CARD], why: x}
  - {name: above, when: {over_clearance: true}, action: redirect, why: x}
  - {name: default, action: allow, why: x}
"""
CLEARED = {
    "anna@example.org": Level.SECRET,
    "pia@partner.test": Level.RESTRICTED,
    "bob@example.net": Level.PUBLIC,
}
BANNERS = {
    Level.INTERNAL: ("SENSITIVE BUT UNCLASSIFIED", "TLP:GREEN", "SALASSA PIDETTÄVÄ"),
    Level.RESTRICTED: ("NATO RESTRICTED", "VS-NUR FÜR DEN DIENSTGEBRAUCH", "KÄYTTÖ RAJOITETTU"),
    Level.CONFIDENTIAL: ("NATO CONFIDENTIAL", "TLP:AMBER", "C O N F I D E N T I A L"),
    Level.SECRET: ("SECRET//NOFORN", "NATO SECRET", "STAATSGEHEIM GEHEIM"),
    Level.TOP_SECRET: ("TOP SECRET//SI//NOFORN", "COSMIC TOP SECRET", "STRENG GEHEIM"),
}


@cache
def house() -> tuple[Inspector, Policy]:
    detector = Markings("markings", Settings())
    return Inspector((detector,), InspectionSettings()), parse(POLICY, "policy", (RELAY, VAULT))


def plain(text: str) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + lines(text)


def lines(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode() + b"\r\n"


def top(entity: bytes, subject: str = "lunch") -> bytes:
    header = f"From: a@example.org\r\nTo: b@example.net\r\nSubject: {subject}\r\n"
    return header.encode() + b"MIME-Version: 1.0\r\n" + entity


# each takes an entity (header and body of one part) and gives one that holds it


def forwarded(entity: bytes) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" + top(entity, "the old one")


def beside(entity: bytes) -> bytes:
    return (
        b'Content-Type: multipart/mixed; boundary="=b%d"\r\n\r\n--=b%d\r\n' % (2 * (len(entity),))
        + plain("see below")
        + b"\r\n--=b%d\r\n" % len(entity)
        + entity
        + b"\r\n--=b%d--\r\n" % len(entity)
    )


def encoded(text: str) -> bytes:
    packed = base64.encodebytes(lines(text)).replace(b"\n", b"\r\n")
    return (
        b'Content-Type: text/plain; charset=utf-8; name="a.txt"\r\n'
        b"Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed
    )


def marked_up(text: str) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in text.splitlines())
    return b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()


def quoted(text: str, depth: int) -> str:
    return "I agree.\n\n" + "\n".join("> " * depth + line for line in text.splitlines())


@st.composite
def messages(draw: st.DrawFn) -> tuple[bytes, Level]:
    level = draw(st.sampled_from(list(BANNERS)))
    text = draw(st.sampled_from(BANNERS[level])) + "\n\nThe train leaves at nine on Monday."
    for _ in range(draw(st.integers(0, 2))):
        text = quoted(text, draw(st.integers(1, 3)))
    entity = draw(st.sampled_from((plain, encoded, marked_up)))(text)
    for wrap in draw(st.lists(st.sampled_from((forwarded, beside)), max_size=4)):
        entity = wrap(entity)
    return top(entity), level


@settings(max_examples=150, deadline=None)
@given(messages())
def test_what_is_marked_arrives_nowhere_below_its_level(made: tuple[bytes, Level]) -> None:
    data, level = made
    inspector, policy = house()
    examination = inspector.examine("message/rfc822", data)
    assert examination.level >= level, "quoting, forwarding and attaching lower nothing"
    message = Message(
        id="m",
        protocol="smtp",
        sender=Sender("a@example.org"),
        media_type="message/rfc822",
        destinations=tuple(map(Destination, CLEARED)),
        payload=Held(data),
    )
    for decision in policy.decide(message, examination):
        for destination in decision.destinations:
            if CLEARED[destination.address] < examination.level:
                assert decision.action not in (Action.ALLOW, Action.REDACT)
            if decision.action is Action.REDIRECT:
                assert decision.channel == VAULT.name


UNMARKED = POLICY.replace(
    "  - {name: cards",
    "  - {name: mark-it, when: {unmarked: true, not: {zone: internal}}, action: hold, why: x}\n"
    "  - {name: cards",
)


@pytest.mark.parametrize(
    ("header", "text", "rule"),
    [
        ("", "The train leaves at nine.", "mark-it"),
        ("", "The report is said to be secret, somewhere.", "mark-it"),
        ("", "UNCLASSIFIED\n\nThe train leaves at nine.", "default"),
        ("", "> TLP:CLEAR\n>\n> The train leaves at nine.", "default"),
        ("X-Protective-Marking: VER=2018.4, NS=gov.au, SEC=OFFICIAL\r\n", "At nine.", "default"),
        ("X-TLP-Marking: PURPLE\r\n", "At nine.", "mark-it"),
    ],
)
def test_a_policy_may_ask_for_a_marking(header: str, text: str, rule: str) -> None:
    inspector, _ = house()
    data = header.encode() + top(plain(text))
    sent = Message(
        id="m",
        protocol="smtp",
        sender=Sender("a@example.org"),
        media_type="message/rfc822",
        destinations=(Destination("bob@example.net"),),
        payload=Held(data),
    )
    asking = parse(UNMARKED, "policy", (RELAY, VAULT))
    (decision,) = asking.decide(sent, inspector.examine("message/rfc822", data))
    assert decision.rule == rule
