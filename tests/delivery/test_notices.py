"""Who is told what: NOTIFY, the null sender, and what a report may repeat."""

from __future__ import annotations

import email
import email.policy

import pytest

from dlp import config
from dlp.app import build_protocols
from dlp.delivery.notices import Reporter, sentence
from dlp.model import Action, Destination, Sender
from dlp.protocols import DestinationStatus
from dlp.proxies.smtp.notices import wanted
from dlp.store import NewDispatch

SETTINGS = config.Config(
    smtp=config.SmtpSettings(hostname="gw.example.org"),
    notices=config.NoticeSettings(contact="dlp@example.org"),
)
ORIGINAL = (
    b"Received: from inside.example.org\r\nFrom: Anna\r\n <anna@example.org>\r\n"
    b"Subject: TOP SECRET plan\r\nMessage-ID: <1@x>\r\nX-Note: internal\r\nTo: b@x.test\r\n"
    b"Comments: secret\r\n folded secret\r\nDate: today\r\n\r\nFrom: secret body\r\n"
)


@pytest.mark.parametrize(
    ("notify", "action", "courtesy", "told"),
    [
        ("", "failed", False, True),
        ("NOTIFY=FAILURE", "failed", False, True),
        ("NOTIFY=SUCCESS,DELAY", "failed", False, False),
        ("NOTIFY=NEVER", "failed", False, False),
        ("", "delayed", True, True),
        ("NOTIFY=DELAY", "delayed", True, True),
        ("NOTIFY=FAILURE", "delayed", True, False),
        ("NOTIFY=NEVER", "delayed", True, False),
        ("", "relayed", False, False),
        ("", "relayed", True, True),
        ("NOTIFY=FAILURE", "relayed", True, False),
        ("ORCPT=rfc822;x notify=success", "relayed", False, True),
        ("NOTIFY=NEVER", "relayed", True, False),
    ],
)
def test_what_a_sender_wants_to_hear(notify: str, action: str, courtesy: bool, told: bool) -> None:
    destination = Destination("b@x.test", facts={"params": notify})
    assert wanted(DestinationStatus(destination, action, "", "", courtesy=courtesy)) is told


def reported(
    sender: Sender | None = None, *statuses: DestinationStatus, protocol: str = "smtp"
) -> NewDispatch | None:
    return Reporter(SETTINGS, build_protocols(SETTINGS)[0]).report(
        reference="AAAA-BBBB-CCCC",
        sender=sender or Sender("anna@example.org"),
        protocol=protocol,
        original=ORIGINAL,
        statuses=statuses
        or [DestinationStatus(Destination("b@x.test"), "failed", "5.7.1", "Refused.")],
        now=0.0,
    )


def test_a_report_repeats_what_identifies_and_nothing_that_was_written() -> None:
    dispatch = reported()
    assert dispatch is not None
    data = dispatch.payload.read()
    assert b"secret" not in data.lower() and b"internal" not in data and b"inside" not in data
    assert b"Anna" not in data
    for line in (b"From: <anna@example.org>", b"Message-ID: <1@x>", b"Date: today"):
        assert line + b"\r\n" in data
    assert (dispatch.sender.address, dispatch.is_report, dispatch.ticket) == ("", True, False)
    assert [one.address for one in dispatch.destinations] == ["anna@example.org"]


def test_a_sentence_stands_once_with_all_its_recipients() -> None:
    statuses = [
        DestinationStatus(Destination("b@x.test"), "failed", "5.7.1", "Refused."),
        DestinationStatus(Destination("c@x.test"), "delayed", "4.7.1", "Held."),
        DestinationStatus(Destination("d@x.test"), "failed", "5.7.1", "Refused."),
    ]
    dispatch = reported(None, *statuses)
    assert dispatch is not None
    report = email.message_from_bytes(dispatch.payload.read(), policy=email.policy.default)
    text = next(iter(report.iter_parts())).get_content()
    assert (
        text.split()
        == (
            "Refused. b@x.test d@x.test Held. c@x.test "
            "Reference: AAAA-BBBB-CCCC Questions: dlp@example.org"
        ).split()
    )


@pytest.mark.parametrize("protocol", ["smtp", "matrix", "gone"])
def test_nobody_is_told_behind_a_null_sender_without_a_bot_or_a_protocol(protocol: str) -> None:
    address = "" if protocol == "smtp" else "anna@example.org"
    assert reported(Sender(address, facts={"user": "@anna:x"}), protocol=protocol) is None


@pytest.mark.parametrize(
    ("address", "params", "expected"),
    [
        ("anna@example.org", "BODY=8BITMIME SMTPUTF8", ""),
        ("anna@example.org", "RET=FULL REQUIRETLS", "REQUIRETLS"),
        ("jürgen@example.org", "SMTPUTF8 REQUIRETLS", "REQUIRETLS SMTPUTF8"),
    ],
)
def test_what_a_report_needs_of_its_way(address: str, params: str, expected: str) -> None:
    dispatch = reported(Sender(address, facts={"params": params}))
    assert dispatch is not None
    assert dispatch.sender.facts.get("params", "") == expected


@pytest.mark.parametrize(
    ("action", "public", "said"),
    [
        (Action.HOLD, "", "This message is held until somebody has reviewed it."),
        (Action.BLOCK, "No cards", "This message may not be sent this way. No cards."),
        (Action.BLOCK, "This message may not be sent this way.", None),
        (Action.ALLOW, "", ""),
    ],
)
def test_a_sentence_says_what_and_why(action: Action, public: str, said: str | None) -> None:
    assert sentence(action, public) == (public if said is None else said)
