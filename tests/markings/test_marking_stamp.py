"""Stamping outgoing mail: fields and subject, and not one byte else."""

from __future__ import annotations

from functools import cache

import pytest

from dlp.detect.markings import Markings, Settings
from dlp.detect.markings.grammar import Marking
from dlp.detect.markings.stamp import StampFormat, SubjectPosition, stamp
from dlp.model import CLASSIFICATION_MARKING, Passage, Role

MAIL = (
    b"From: a@a.example\r\nSubject: =?utf-8?q?K=C3=A4vely?=\r\nX-Classification: PUBLIC\r\n"
    b"To: b@b.example\r\n\r\nbody \xff\r\n.\r\n"
)


@cache
def detector() -> Markings:
    return Markings("markings", Settings())


def marking(text: str) -> Marking:
    found = detector().parse(text)
    assert found is not None
    return found


def test_fields_are_added_and_the_senders_own_is_taken_out() -> None:
    out = stamp(MAIL, marking("SECRET//NOFORN"), StampFormat())
    assert out == b"X-Classification: SECRET//NOFORN\r\n" + MAIL.replace(
        b"X-Classification: PUBLIC\r\n", b""
    )


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("SIO-Label", 'marking="NATO RESTRICTED"'),
        ("X-Protective-Marking", "VER=2018.4, NS=gov.au, SEC=PROTECTED, CAVEAT=CABINET"),
    ],
)
def test_labels_are_read_back(field: str, text: str) -> None:
    claimed = marking("NATO RESTRICTED" if field == "SIO-Label" else "PROTECTED//CABINET")
    out = stamp(MAIL, claimed, StampFormat(fields=(field,)))
    assert f"{field}: {text}\r\n".encode() in out.replace(b"\r\n ", b" ")
    found = detector().detect_labels({field.lower(): (text,)}, ())
    levels = [f.level for f in found if f.kind == CLASSIFICATION_MARKING]
    assert levels == [claimed.level]


@pytest.mark.parametrize(
    ("place", "subject"),
    [(SubjectPosition.BEFORE, "[SECRET] Kävely"), (SubjectPosition.AFTER, "Kävely [SECRET]")],
)
def test_a_marking_in_the_subject_is_found_again(place: SubjectPosition, subject: str) -> None:
    out = stamp(MAIL, marking("SECRET"), StampFormat(fields=(), subject=place))
    again = stamp(out, marking("SECRET"), StampFormat(fields=(), subject=place))
    assert again.count(b"Subject:") == 1 and len(again) == len(out), "stamped once"
    assert out.endswith(MAIL[MAIL.index(b"X-Classification") :])
    found = detector().detect((Passage("subject", subject, Role.SUBJECT),))
    assert [f.detail["form"] for f in found] == ["subject"]


def test_a_message_without_a_subject_gets_one() -> None:
    out = stamp(
        b"From: a@a.example\r\n\r\nx",
        marking("SECRET"),
        StampFormat(fields=(), subject=SubjectPosition.BEFORE),
    )
    assert out == b"Subject: [SECRET]\r\nFrom: a@a.example\r\n\r\nx"


def test_nothing_breaks_out_of_a_field() -> None:
    evil = marking("SECRET//REL TO USA, GBR")
    out = stamp(MAIL, evil, StampFormat(fields=("X-Classification",), origin="a\r\nBcc: x"))
    assert b"\r\nBcc" not in out
