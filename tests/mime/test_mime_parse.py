"""The MIME parser: offsets, structure, quarrels between parsers, limits."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.config import InspectionSettings
from dlp.mime import Part, parse

CORPUS = sorted((Path(__file__).parents[1] / "corpus" / "mail").glob("*.eml"))


def body(data: bytes, part: Part) -> bytes:
    return data[part.body_start : part.body_end]


def leaves(root: Part) -> list[Part]:
    return [part for part in root.walk() if not part.children and not part.boundary]


def multipart(*parts: bytes, boundary: bytes = b"b", end: bytes = b"\r\n") -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=" + boundary + end + end
    return (
        head
        + b"".join(b"--" + boundary + end + part + end for part in parts)
        + (b"--" + boundary + b"--" + end)
    )


def test_offsets_of_a_simple_mail():
    data = b"Subject: a\r\n b\r\nX-Y:z\r\n\r\nbody\r\n"
    root = parse(data)
    subject, other = root.fields
    assert (subject.name, data[subject.value_start : subject.value_end]) == ("subject", b" a\r\n b")
    assert data[other.start : other.end] == b"X-Y:z\r\n"
    assert body(data, root) == b"body\r\n"
    assert root.media_type == "text/plain"
    assert not root.faults


@pytest.mark.parametrize("end", [b"\r\n", b"\n"], ids=["crlf", "lf"])
def test_parts_preamble_and_epilogue(end):
    data = multipart(b"" + end + b"one", b"Content-Type: text/html" + end + end + b"two", end=end)
    data = data.replace(b"--b" + end, b"before" + end + b"--b" + end, 1) + b"after" + end
    root = parse(data)
    assert [body(data, part) for part in leaves(root)] == [b"one", b"two"]
    assert [part.media_type for part in leaves(root)] == ["text/plain", "text/html"]
    assert [data[a:b] for a, b in root.gaps] == [b"before", b"after" + end]


@pytest.mark.parametrize(
    ("header", "media_type", "charset", "names"),
    [
        ('text/HTML; Charset="UTF-8"', "text/html", "UTF-8", ()),
        ("text/plain (comment); charset=us-ascii (x)", "text/plain", "us-ascii (x)", ()),
        ("text/plain; name=a b.txt; charset=x", "text/plain", "x", ("a b.txt",)),
        ('text/plain; name="a\\"b;c.txt"', "text/plain", "", ('a"b;c.txt',)),
        ('a/b; name*0="one"; name*1*=%20two; name*2=three', "a/b", "", ("one twothree",)),
        ("a/b; name*1=two; name*0*=utf-8'de'%C3%A4", "a/b", "", ("ätwo",)),
        ("a/b; name*=utf-8''%C3%A4.txt; name=a.txt", "a/b", "", ("a.txt", "ä.txt")),
        ('a/b; name="=?utf-8?q?=C3=A4.txt?="', "a/b", "", ("ä.txt",)),
        ('a/b; name="unclosed.txt; charset=x', "a/b", "x", ("unclosed.txt",)),
        ("nonsense", "text/plain", "", ()),
        ("", "text/plain", "", ()),
        (";;;; name=a", "text/plain", "", ("a",)),
    ],
)
def test_content_types_as_clients_read_them(header, media_type, charset, names):
    root = parse(f"Content-Type: {header}\r\n\r\nx".encode())
    assert (root.media_type, root.charset, root.names) == (media_type, charset, names)


def test_disposition_and_type_names_are_both_kept():
    root = parse(
        b"Content-Type: a/b; name=x\r\nContent-Disposition: attachment; filename=y\r\n\r\n"
    )
    assert root.names == ("y", "x")
    assert root.disposition == "attachment"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"Content-Type: text/plain\r\nContent-Type: text/html\r\n\r\n", "two different"),
        (b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit\r\n\r\n", "two"),
        (b"Content-Type : text/html\r\n\r\n", "white space before a colon"),
        (b"Subject: x\r\nnot a field\r\nContent-Type: text/html\r\n\r\n", "after a line that is"),
        (b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\na\r\n", "no usable boundary"),
        (b"Content-Type: multipart/mixed; boundary=x\r\n\r\nbody\r\n", "boundary never found"),
        (b'Content-Type: multipart/mixed; boundary="x\r\n\r\n--x\r\n\r\na', "unbalanced quotes"),
        (multipart(b"\r\na\r\n--bc\r\n"), "begins with the boundary"),
        (b"Subject: a\rb\r\n\r\n", "bare CR"),
        (b"Subject: a\r\n \r\nX: y\r\n\r\n", "white space only"),
        (b"Content-Transfer-Encoding: x-rot13\r\n\r\n", "unknown transfer encoding"),
        (multipart(multipart(b"\r\na")), "boundary used twice"),
        (b"Content-Transfer-Encoding: base64\r\n" + multipart(b"\r\na"), "in base64"),
        (
            b"Content-Type: multipart/mixed; boundary=a; boundary=b\r\n\r\n--a\r\n\r\n1\r\n",
            "two different boundaries",
        ),
    ],
)
def test_quarrels_are_noted(data, why):
    assert any(why in fault for part in parse(data).walk() for fault in part.faults)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_nothing_is_noted_in_ordinary_mail(path):
    if path.stem != "broken":
        assert not [part.faults for part in parse(path.read_bytes()).walk() if part.faults]


def test_one_boundary_may_begin_with_another():
    inner = multipart(b"\r\ninner", boundary=b"bb")
    data = multipart(inner, b"\r\nlast")
    root = parse(data)
    assert [body(data, part) for part in leaves(root)] == [b"inner", b"last"]
    assert not root.faults


def test_an_outer_delimiter_ends_an_unclosed_inner_multipart():
    data = (
        b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n"
        b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\none\r\n--o\r\n\r\ntwo"
    )
    assert [body(data, part) for part in leaves(parse(data))] == [b"one", b"two"]


def test_parts_after_the_closing_delimiter_are_parts():
    data = multipart(b"\r\none") + b"--b\r\n\r\nsmuggled\r\n--b--\r\n"
    assert b"smuggled" in [body(data, part) for part in leaves(parse(data))]


def test_a_message_in_a_message_keeps_absolute_offsets():
    data = multipart(b"Content-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\ninner body")
    outer = parse(data)
    message = outer.children[0]
    assert message.is_message
    inner = message.children[0]
    assert inner.values(data, "subject") == [b" in"]
    assert body(data, inner) == b"inner body"


def test_digest_parts_are_messages_by_default():
    data = multipart(b"\r\nSubject: one\r\n\r\nbody").replace(b"mixed", b"digest")
    assert parse(data).children[0].media_type == "message/rfc822"


def test_header_ends_at_a_line_that_is_no_field():
    data = b"Subject: x\r\nDear Ben,\r\nhow are you?\r\n"
    root = parse(data)
    assert body(data, root) == b"Dear Ben,\r\nhow are you?\r\n"


@pytest.mark.parametrize(
    ("data", "limits", "why"),
    [
        (b"X: y\r\n" * 20_000, InspectionSettings(), "fields"),
        (b"X: " + b"y" * 5000 + b"\r\n\r\nbody", InspectionSettings(header_bytes=1000), "header"),
        (b"X: y\r\n " * 5000 + b"\r\n\r\nbody", InspectionSettings(header_bytes=1000), "header"),
        (multipart(*[b"\r\nx"] * 50), InspectionSettings(parts=10), "parts"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 100, InspectionSettings(depth=10), "depth"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 100, InspectionSettings(parts=10), "parts"),
    ],
)
def test_limits_are_met_and_said(data, limits, why):
    root = parse(data, limits)
    assert why in [reason for part in root.walk() for reason in part.oversize]
    assert len(list(root.walk())) <= limits.parts


def test_body_after_an_oversized_header_is_found():
    data = b"X: " + b"y" * 5000 + b"\r\n\r\nbody"
    root = parse(data, InspectionSettings(header_bytes=1000))
    assert body(data, root) == b"body"


_NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="n%d"\r\n\r\n--n%d\r\n' % (at, at)
    for at in range(10_000)
)
HOSTILE = {
    "nested": _NESTED + b"\r\nx",
    "siblings": multipart(*[b"\r\nx"] * 10_000),
    "messages": b"Content-Type: message/rfc822\r\n\r\n" * 10_000,
    "fields": b"a:b\r\n" * 400_000,
    "one field": b"A: " + b"a" * 4_000_000 + b"\r\n\r\nx",
    "folds": b"A: a" + b"\r\n a" * 800_000 + b"\r\n\r\nx",
    "dashes": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--\r\n" * 100_000,
    "one dash line": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"-" * 4_000_000,
    "semicolons": b"Content-Type: text/plain" + b";" * 900_000 + b"\r\n\r\nx",
    "quotes": b"Content-Type: text/plain" + b';a="' * 200_000 + b"\r\n\r\nx",
    "bare CR": b"a:b\r" * 400_000,
    "nothing": b"\0" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_takes_little_memory(name):
    data = HOSTILE[name]
    tracemalloc.start()
    root = parse(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024**2 + 4 * len(data)
    assert len(list(root.walk())) <= InspectionSettings().parts


_TEXT = st.text("ab -:;=\"'\r\n\t?<>é", max_size=60)
_PIECE = st.one_of(
    _TEXT.map(str.encode),
    st.sampled_from(
        [
            b"--b",
            b"--bb",
            b"--b--",
            b"\r\n",
            b"\n",
            b"Content-Type: multipart/mixed; boundary=b",
            b"Content-Type: multipart/mixed; boundary=bb",
            b"Content-Type: message/rfc822",
            b"Content-Transfer-Encoding: base64",
            b"Subject: s",
        ]
    ),
)


@given(st.lists(_PIECE, max_size=40).map(b"\r\n".join))
@settings(max_examples=300, deadline=None)
def test_every_byte_is_in_a_header_a_body_a_gap_or_a_delimiter(data):
    root = parse(data)
    covered = bytearray(len(data))
    for part in root.walk():
        assert 0 <= part.start <= part.body_start <= part.body_end <= len(data)
        assert all(
            part.start <= f.start <= f.value_start <= f.value_end <= f.end for f in part.fields
        )
        if part.parent is not None:
            assert part.parent.body_start <= part.start
            assert part.body_end <= part.parent.body_end or part.body_start == part.body_end
        spans = [(part.start, part.body_start), *part.gaps]
        if not part.children and not part.boundary:
            spans.append((part.body_start, part.body_end))
        for start, end in spans:
            covered[start:end] = b"\1" * (end - start)
    left = bytes(data[at] for at in range(len(data)) if not covered[at])
    lines = [line.strip(b" \t") for line in left.replace(b"\r", b"\n").split(b"\n")]
    assert {line for line in lines if line} <= {b"--b", b"--bb", b"--b--", b"--bb--"}
