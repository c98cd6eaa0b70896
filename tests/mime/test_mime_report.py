"""Digest, splice, automatic mail, and the reports the gateway writes."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.mime import automatic, content_digest, splice
from dlp.mime.report import DsnAction, Recipient, delivery_report, unxtext

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "mail").glob("*.eml"))
DATE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MAIL = (
    b"Received: from a by b; Fri, 20 Nov 2026 09:00:00 +0100\r\n"
    b"From: Anna <anna@example.org>\r\nTo: ben@partner.test\r\nSubject: A secret plan\r\n"
    b"Message-ID: <1@example.org>\r\nX-Note: n\r\n\r\nBody 4111\r\n"
)


@given(st.binary(max_size=100), st.data())
def test_splice_changes_only_what_it_is_told(data, draw):
    start = draw.draw(st.integers(0, len(data)))
    end = draw.draw(st.integers(start, len(data)))
    new = draw.draw(st.binary(max_size=10))
    assert splice(data, [(start, end, new)]) == data[:start] + new + data[end:]
    assert splice(data, []) == data


def test_splice_refuses_overlaps():
    with pytest.raises(ValueError, match="overlap"):
        splice(b"abcdef", [(0, 3, b""), (2, 4, b"")])


@pytest.mark.parametrize(
    "changed",
    [
        b"Received: from x by y\r\n" + MAIL,
        b"X-DLP-Ticket: abc\r\n" + MAIL,
        b"DKIM-Signature: v=1; b=x\r\nReturn-Path: <a@b>\r\n" + MAIL,
        MAIL.replace(b"\r\n", b"\n"),
        MAIL.replace(b"A secret plan", b"A secret\r\n plan"),
        MAIL.replace(b"subject:", b"SUBJECT:"),
        MAIL.replace(b"<1@example.org>", b"<2@example.org>"),
    ],
)
def test_digest_stays_when_a_relay_touches_the_mail(changed):
    assert content_digest(changed) == content_digest(MAIL)


@pytest.mark.parametrize(
    "changed",
    [
        MAIL.replace(b"4111", b"4112"),
        MAIL.replace(b"secret", b"public"),
        MAIL.replace(b"Anna", b"Berta"),
        MAIL.replace(b"X-Note: n", b"X-Note: m"),
        b"X-New: text\r\n" + MAIL,
        b"Content-Type: text/html\r\n" + MAIL,
        b"Content-Transfer-Encoding: base64\r\n" + MAIL,
        MAIL.replace(b"\r\n\r\nBody", b"\r\nX-Body: a\r\n\r\nBody"),
        MAIL + b"more",
    ],
)
def test_digest_changes_with_what_is_read(changed):
    assert content_digest(changed) != content_digest(MAIL)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_digest_of_any_mail_is_32_bytes(path):
    data = path.read_bytes()
    assert len(content_digest(data)) == 32
    assert content_digest(b"Received: x\r\n" + data) == content_digest(data)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ((("Auto-Submitted", "auto-replied"),), True),
        ((("auto-submitted", " No "),), False),
        ((("Auto-Submitted", "auto-generated (x); y"),), True),
        ((("Precedence", "bulk"),), True),
        ((("Precedence", "first-class"),), False),
        ((("List-Id", "<a.b>"),), True),
        ((("Return-Path", "<>"),), True),
        ((("Content-Type", "multipart/report; x"),), True),
        ((("Subject", "Re: auto"),), False),
        ((), False),
    ],
)
def test_automatic_mail_is_not_answered(fields, answer):
    assert automatic(fields) is answer


def report(**changes):
    values = {
        "recipients": [
            Recipient(
                "ben@partner.test",
                DsnAction.FAILED,
                "5.7.1",
                "550 5.7.1 refused by policy",
                original="rfc822;ben+2Bx@partner.test",
                remote="mx.partner.test",
            ),
            Recipient("eve@partner.test", DsnAction.RELAYED, "2.0.0", will_retry_until=DATE),
        ],
        "original": MAIL,
        "to": "anna@example.org",
        "from_address": "postmaster@gw.test",
        "reporting_mta": "gw.test",
        "message_id": "abc@gw.test",
        "date": DATE,
        "text": "Your mail was not delivered.\nReference D7K2",
        "arrived": DATE,
        "envelope_id": "id+3D1",
    } | changes
    return delivery_report(**values)


def test_delivery_report_is_what_rfc_3464_asks_for():
    made = report()
    assert not made.utf8
    mail = email.message_from_bytes(made.data, policy=email.policy.default)
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "delivery-status"
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["To"] == "anna@example.org"
    assert not mail.defects
    text, status, header = mail.iter_parts()
    assert text.get_content().split("\n")[1].strip() == "Reference D7K2"
    whole, first, second = status.get_payload()
    assert whole["Reporting-MTA"] == "dns; gw.test"
    assert whole["Original-Envelope-Id"] == "id=1"
    assert whole["Arrival-Date"] == "Fri, 20 Nov 2026 09:30:00 +0000"
    assert first["Original-Recipient"] == "rfc822;ben+x@partner.test"
    assert first["Final-Recipient"] == "rfc822;ben@partner.test"
    assert (first["Action"], first["Status"]) == ("failed", "5.7.1")
    assert first["Diagnostic-Code"] == "smtp; 550 5.7.1 refused by policy"
    assert first["Remote-MTA"] == "dns; mx.partner.test"
    assert (second["Action"], second["Status"]) == ("relayed", "2.0.0")
    assert second["Will-Retry-Until"]
    assert header.get_content_type() == "text/rfc822-headers"
    assert automatic(mail.items())


def test_delivery_report_repeats_nothing_that_was_written():
    made = report()
    for word in (b"secret plan", b"Body", b"4111", b"X-Note", b"Anna"):
        assert word not in made.data
    assert b"Message-ID: <1@example.org>" in made.data
    assert b"From: <anna@example.org>" in made.data
    assert b"Subject: A secret plan" in report(subject=True).data


def test_delivery_report_for_an_internationalized_address():
    made = report(recipients=[Recipient("jörg@bücher.test", DsnAction.DELAYED, "4.4.1")])
    assert made.utf8
    assert b"message/global-delivery-status" in made.data
    assert "Final-Recipient: utf-8;jörg@bücher.test\r\n".encode() in made.data


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=2000))
def test_nothing_given_can_add_a_field_or_a_part(text, diagnostic, address):
    made = report(
        recipients=[
            Recipient(address, DsnAction.FAILED, "5.0.0", diagnostic, original=f"x;{text}")
        ],
        to=address,
        text=text,
    )
    mail = email.message_from_bytes(made.data)
    assert sorted(mail.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
        ]
    )
    assert len(mail.get_payload()) == 3
    assert b"\n" not in made.data.replace(b"\r\n", b"")
    assert b"\r" not in made.data.replace(b"\r\n", b"")


def test_a_report_needs_a_recipient():
    with pytest.raises(ValueError, match="recipient"):
        report(recipients=[])


def test_xtext():
    assert unxtext("a+2Bb+3D") == "a+b="
