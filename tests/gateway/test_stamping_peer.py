"""Stamping: what leaves the ordinary way carries the organisation's marking, and only that."""

from __future__ import annotations

import asyncio
import smtplib

import pytest

from dlp.app import build_protocols
from dlp.config import Config, StampSettings
from dlp.detect.markings.stamp import Stamper
from dlp.errors import ConfigError
from dlp.gateway.steps.stamping import Stamps
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Held,
    Level,
    Message,
    Sender,
    Unread,
    unreadable,
)
from peers.gateway import Gateway
from peers.postfix import Postfix

MAIL = b"From: ada@example.org\r\nTo: bob@outside.test\r\nSubject: Lunch\r\n\r\nNoon?\r\n"


def test_the_next_higher_label_and_nothing_below() -> None:
    stamper = Stamper(StampSettings(scheme="nato", subject="before"))
    stamped = stamper(MAIL, Level.RESTRICTED)
    assert b"X-Classification: NATO RESTRICTED\r\n" in stamped
    assert b"Subject: [NATO RESTRICTED] Lunch\r\n" in stamped
    assert stamped.endswith(b"\r\n\r\nNoon?\r\n")
    assert b"COSMIC TOP SECRET" in stamper(MAIL, Level.TOP_SECRET)


def test_an_unknown_scheme_is_refused_with_a_remedy() -> None:
    with pytest.raises(ConfigError) as error:
        Stamper(StampSettings(scheme="natto"))
    assert "nato" in error.value.remedy


def test_what_was_not_read_in_full_is_not_vouched_for() -> None:
    bob = (Destination("bob@outside.test"),)
    message = Message(
        id="R",
        protocol="smtp",
        sender=Sender(""),
        destinations=bob,
        media_type="message/rfc822",
        payload=Held(MAIL),
    )
    prepared = [(Decision(bob, Action.ALLOW, "default", "no other rule"), message.payload)]
    stamps = Stamps(StampSettings(scheme="nato"), build_protocols(Config())[0])
    unread = Examination((unreadable("attachment:1", Unread.TYPE),))
    assert asyncio.run(stamps.prepared(message, unread, prepared)) is prepared
    ((_, payload),) = asyncio.run(stamps.prepared(message, Examination(()), prepared))
    assert b"X-Classification: NATO" in payload.read()


@pytest.mark.peer
def test_mail_is_stamped_on_its_way_but_not_signed_mail(far_side: tuple[Postfix, int]) -> None:
    postfix, port = far_side
    gateway = Gateway(
        port,
        config={
            "detectors": [{"use": "markings"}],
            "stamp": {"scheme": "nato", "fields": ["X-Classification"], "subject": "after"},
        },
    ).start()
    signed = MAIL.replace(
        b"\r\n\r\nNoon?\r\n",
        b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b;"
        b" micalg=sha-256; protocol=application/pgp-signature\r\n\r\n--b\r\n"
        b"Content-Type: text/plain\r\n\r\nNoon?\r\n--b\r\nContent-Type:"
        b" application/pgp-signature\r\n\r\nx\r\n--b--\r\n",
    )
    try:
        with smtplib.SMTP("127.0.0.1", gateway.port, timeout=60) as client:
            for content in (MAIL, signed):
                client.sendmail("ada@example.org", ["carol@example.org"], content)
        arrived = {mail.message.get_content_type(): mail for mail in postfix.wait(2)}
    finally:
        gateway.stop()
    plain, sealed = arrived["text/plain"].message, arrived["multipart/signed"].message
    assert str(plain["X-Classification"]).startswith("NATO")
    assert str(plain["Subject"]).startswith("Lunch [NATO")
    assert sealed["X-Classification"] is None
    assert sealed["Subject"] == "Lunch"
