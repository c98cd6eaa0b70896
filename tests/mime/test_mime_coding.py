"""Charsets, encoded words, transfer encodings: as lenient as any client, and back."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.mime.charset import codec_name, decode_lenient, encode_exact, looks_like_text, visible
from dlp.mime.transfer import decode, decode_base64, decode_uu, encode, uu_blocks
from dlp.mime.words import decode_words, encode_words, fold


@pytest.mark.parametrize(
    ("raw", "label", "text", "broken"),
    [
        (b"caf\xc3\xa9", "utf-8", "café", False),
        (b"caf\xc3\xa9", "us-ascii", "café", False),
        (b"caf\xe9", "us-ascii", "café", True),
        (b"caf\xe9 \xc3\xa9", "utf-8", "cafÃ© é".replace("Ã©", "é"), True),
        (b"\x93x\x94", "iso-8859-1", "\u201cx\u201d", False),
        (b"\xd6\xd0\xb9\xfa", "gb2312", "中国", False),
        (b"caf\xe9", "x-unknown-thing", "café", True),
        (b"plain", "x-unknown-thing", "plain", False),
        ("ü€".encode("utf-16"), "utf-16", "ü€", False),
        (b"J+APY-rg", "utf-7", "Jörg", False),
        (b"\xff\xfea\0b\0", "", "ab", False),
        ("naïve".encode("cp037"), "cp037", "naïve", False),
        (b"\x81 4111", "windows-1252", "\x81 4111", True),
    ],
)
def test_charsets(raw, label, text, broken):
    decoded = decode_lenient(raw, label)
    assert decoded.text == text
    assert decoded.broken is broken


@pytest.mark.parametrize(
    "label", ["hex", "rot13", "base64", "zlib", "idna", "undefined", "\0", "x" * 99]
)
def test_codecs_that_are_no_charsets(label):
    assert codec_name(label) == ""


@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            "",
            "utf-8",
            "us-ascii",
            "iso-8859-1",
            "koi8-r",
            "shift_jis",
            "big5",
            "euc-jp",
            "utf-16",
            "utf-7",
            "iso-2022-jp",
            "hz",
            "cp037",
            "x-none",
            "utf-32",
            "gb18030",
        ]
    ),
)
def test_any_bytes_decode_and_show(data, label):
    decoded = decode_lenient(data, label)
    assert len(decoded.text) == len(decoded.exact)
    decoded.text.encode("utf-8")
    assert decoded.text == visible(decoded.exact)


@given(st.binary(max_size=200), st.sampled_from(["", "utf-8", "iso-8859-1", "koi8-r", "us-ascii"]))
def test_exact_text_gives_the_bytes_back(data, label):
    decoded = decode_lenient(data, label)
    if decoded.codec not in ("utf-16", "utf-32", "utf-8-sig"):
        assert encode_exact(decoded.exact, decoded.codec) == data


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?q?J=C3=B6rg?= Berg", "Jörg Berg"),
        ("=?UTF-8?B?SsO2cmc=?=", "Jörg"),
        ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?=\r\n =?iso-8859-1?q?=FC?=", "aü"),
        ("=?utf-8?q?J=C3?= =?utf-8?q?=B6rg?=", "Jörg"),
        ("=?utf-8?b?SsM=?= =?utf-8?b?tnJn?=", "Jörg"),
        ("=?utf-8*de?q?=C3=BC?=", "ü"),
        ("x=?utf-8?q?a?=y", "xay"),
        ("=?utf-8?q?a b?c?=", "a b?c"),
        ("=?utf-8?q?a_b?=", "a b"),
        ("=?nonsense?q?a?=", "a"),
        ("a\r\n b\r\n\tc", "a b\tc"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?utf-8?b?SsO2cmc?=", "Jörg"),
    ],
)
def test_encoded_words(raw, text):
    assert decode_words(raw).text == text


@given(st.text('aé=?_ \r\n<>"utf-8qb4SsO2', max_size=120))
def test_runs_tile_the_text_and_rise_in_the_source(raw):
    words = decode_words(raw)
    at = source = 0
    for start, end, source_start, source_end in words.runs:
        assert start == at < end
        assert source <= source_start < source_end <= len(raw)
        if end - start == source_end - source_start:
            assert words.text[start:end] == raw[source_start:source_end]
        at, source = end, source_end
    assert at == len(words.text)


def test_too_many_words_are_cut_and_said():
    words = decode_words("=?utf-8?q?a?= " * 6000)
    assert words.cut
    assert words.text.count("a") >= 5000


@given(st.text(max_size=200))
def test_words_written_are_read_back(text):
    written = encode_words(text)
    assert written.isascii()
    assert max(map(len, written.split(" ")), default=0) <= max(75, len(text))
    expected = text.encode("utf-8", "replace").decode()
    if expected.startswith("\ufeff"):  # shown as a space
        expected = " " + expected[1:]
    assert decode_words(written).text == expected


def test_folding():
    line = fold("Subject", "word " * 40)
    assert all(len(each) <= 78 for each in line.split("\r\n"))
    assert line.replace("\r\n", "").startswith("Subject: word word")


@pytest.mark.parametrize(
    ("raw", "data", "fault"),
    [
        (b"aGVsbG8=", b"hello", ""),
        (b"aGVs\r\nbG8=\r\n", b"hello", ""),
        (b"aGVsbG8", b"hello", ""),
        (b"aGVs!bG8=", b"hello", "characters"),
        (b"aGk=aGk=", b"hihi", "padding"),
        (b"aGVsbG8x\r\n____\r\nfooter", None, "characters"),
        (b"a", b"", ""),
        (b"", b"", ""),
    ],
)
def test_base64(raw, data, fault):
    found = decode_base64(raw)
    assert data is None or found.data == data
    assert (fault in found.fault) and bool(found.fault) == bool(fault)


@pytest.mark.parametrize(
    ("raw", "data"),
    [
        (b"a=3Db=\r\nc", b"a=bc"),
        (b"a= \r\nb", b"ab"),
        (b"a=zz", b"a=zz"),
        (b"caf=c3=a9", b"caf\xc3\xa9"),
    ],
)
def test_quoted_printable(raw, data):
    assert decode(raw, "quoted-printable").data == data


@given(
    st.binary(max_size=400),
    st.sampled_from(["base64", "quoted-printable", "8bit"]),
    st.sampled_from([b"\r\n", b"\n"]),
)
def test_encodings_round_trip(data, encoding, end):
    if encoding == "quoted-printable" and end == b"\n":
        data = data.replace(b"\r", b"")
    raw = encode(data, encoding, end)
    assert decode(raw, encoding).data == data
    if encoding != "8bit":
        assert all(len(line) <= 76 for line in raw.split(end))
    if encoding == "quoted-printable":
        assert quopri.decodestring(raw) == data
    if encoding == "base64":
        assert base64.b64decode(raw) == data


def test_uuencode():
    raw = b"see\r\nbegin 644 a b.txt\r\n%:&5L;&\\\r\n`\r\nend\r\nbye"
    blocks = uu_blocks(raw)
    assert [(raw[start:end][:5], name) for start, end, name in blocks] == [(b"begin", b"a b.txt")]
    found = decode_uu(raw)
    assert found is not None
    assert (found.data, found.fault) == (b"hello", "")


def test_uuencode_without_end_says_so():
    found = decode_uu(b"begin 644 a\n%:&5L;&\\\n")
    assert found is not None
    assert found.data == b"hello"
    assert found.fault


@pytest.mark.parametrize(
    ("data", "yes"),
    [
        (b"hello\r\n", True),
        ("grüße".encode(), True),
        ("grüße".encode()[:3], True),
        (b"\x89PNG\r\n\x1a\n", False),
        (b"a\0b", False),
        (b"\xff\xd8\xff\xe0", False),
        (b"", True),
    ],
)
def test_what_is_plainly_text(data, yes):
    assert looks_like_text(data) is yes
