"""Hostile mail through the whole reader: bounded memory, a finding for what was not read."""

from __future__ import annotations

import base64
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.read import read
from dlp.read.text import unflow

_NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (at, at)
    for at in range(10_000)
)
HOSTILE = {
    "nested": (_NESTED + b"\r\nx", {"too-large"}),
    "siblings": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000,
        {"too-large"},
    ),
    "messages": (b"Content-Type: message/rfc822\r\n\r\n" * 10_000, {"too-large"}),
    "fields": (b"a:b\r\n" * 100_000, {"too-large"}),
    "field": (b"Subject: " + b"a" * 4_000_000 + b"\r\n\r\nx", {"too-large"}),
    "words": (b"Subject:" + b" =?utf-8?q?a=41?=\r\n" * 100_000 + b"\r\nx", {"too-large"}),
    "half words": (b"Subject: " + b"=?a?q?x" * 100_000 + b"\r\n\r\nx", set()),
    "addresses": (b"To: " + b"a@" * 200_000 + b"\r\n\r\nx", set()),
    "quotes": (b"To: " + b'"' * 400_000 + b"\r\n\r\nx", set()),
    "uuencode": (b"\r\n" + b"begin 644 a\r\n" * 100_000, set()),
    "yenc": (b"\r\n" + b"=ybegin name=a\r\n" * 100_000, None),
    "armour": (b"\r\n" + b"-----BEGIN PGP \r\n" * 100_000, set()),
    "buried": (b"\r\n" + b"--a\r\nContent-\r\n" * 100_000, set()),
    "padding": (b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 100_000, {"broken"}),
    "flowed": (b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 20_000, set()),
    "pages in pages": (
        b"Content-Type: text/html\r\n\r\n" + b"data:text/html," * 3_000 + b"x" * 16,
        {"too-large"},
    ),
    "folded": (b"Content-Type: text/calendar\r\n\r\n" + b"a\r\n " * 20_000, set()),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail(name):
    data, expected = HOSTILE[name]
    tracemalloc.start()
    reading = read("message/rfc822", data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 1024**2 + 20 * len(data)
    found = {finding.detail["reason"] for finding in reading.findings}
    if expected is not None:
        assert found - {"broken"} == expected - {"broken"}


def test_nested_readings_cannot_multiply():
    # each level decodes to the next: the budget for decoded bytes ends it
    data = b"Subject: x\r\n\r\n" + b"y" * 1_000_000
    for _ in range(12):
        data = (
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.b64encode(data)
        )
    reading = read("message/rfc822", data, InspectionSettings(text=2_000_000))
    reasons = {finding.detail["reason"] for finding in reading.findings}
    assert "too-large" in reasons or any(p.text.startswith("yyy") for p in reading.passages)


def test_a_mail_in_a_page_is_read_as_a_mail():
    mail = b"Subject: inside\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
        b"the body"
    )
    page = b'<a href="data:message/rfc822;base64,' + base64.b64encode(mail) + b'">'
    texts = {passage.part: passage.text for passage in read("text/html", page).passages}
    assert texts["body:1/data:1/subject"] == "inside"
    assert texts["body:1/data:1/body:1"] == "the body"


_LINES = st.lists(
    st.sampled_from(
        [
            "Subject: s",
            "Content-Type: text/html",
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Type: message/rfc822",
            "Content-Transfer-Encoding: base64",
            "--b",
            "--b--",
            "",
            "NDExMQ==",
            "<p>x",
            "begin 644 a",
            "=ybegin name=a",
            "X-A: =?utf-8?q?a?=",
            " folded",
            "Content-Type: text/plain; format=flowed; charset=utf-7",
            "word ",
            "name: \xff\xfe",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Type: text/calendar",
            "Content-Disposition: attachment; filename*0*=utf-8''a; filename*1=b",
        ]
    ),
    max_size=30,
)


@given(_LINES, st.sampled_from(["\r\n", "\n", "\r"]))
@settings(max_examples=400, deadline=None)
def test_any_mail_is_read_without_an_error(lines, end):
    data = end.join(lines).encode("latin-1")
    reading = read("message/rfc822", data)
    paths = [passage.part for passage in reading.passages]
    assert len(paths) == len(set(paths))
    for passage in reading.passages:
        passage.text.encode("utf-8")
        at = 0
        for segment in passage.segments:
            assert at <= segment.start < segment.end <= len(passage.text)
            at = segment.end


@given(st.binary(max_size=500))
def test_any_bytes_are_read_without_an_error(data):
    read("message/rfc822", data)
    read("text/html", data)
    read("application/octet-stream", data)


@pytest.mark.parametrize(
    ("text", "delsp", "expected"),
    [
        ("a \r\nb\r\n", False, "a b \n"),
        ("a \r\nb\r\n", True, "ab \n"),
        ("> a \r\n> b\r\nc", False, "> a b \nc"),
        ("> a \r\n>> b\r\n", False, "> a \n>> b \n"),
        ("a \r\n-- \r\nsig", False, "a \n--  \nsig"),
        (" stuffed \r\n line", False, " stuffed line"),
        ("a\r\nb", False, "a \nb"),
    ],
)
def test_unflow(text, delsp, expected):
    assert unflow(text, delsp)[0] == expected


@given(st.text("ab >-\r\n", max_size=60), st.booleans())
def test_unflowed_text_maps_back(text, delsp):
    flowed, segments = unflow(text, delsp)
    for segment in segments:
        piece = text[segment.source_start : segment.source_end]
        assert flowed[segment.start : segment.end] == piece.replace("\r\n", " \n").replace(
            "\r", "\n"
        )
