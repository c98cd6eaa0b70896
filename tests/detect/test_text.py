"""What hides a character or a value is undone, and every place maps back to where it stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlp.detect.engine.tables import Tables
from dlp.detect.engine.text import fold, normalise, unwrap, views
from dlp.detect.engine.text.language import identify


@pytest.mark.parametrize(
    ("given_text", "plain"),
    [
        ("plain ASCII stays", "plain ASCII stays"),
        ("a\u200bb\u200cc\u2060d\ufeffe", "abcde"),
        ("\u202aleft\u202c \u2067iso\u2069", "left iso"),
        ("co\u00adoperate", "cooperate"),
        ("e\u0301te\u0301", "été"),
        ("4\u0336\u0335\u03371\u0336", "41"),
        ("ａｂｃ１２３＠ｘ．ｏｒｇ", "abc123@x.org"),
        ("٤٠١٢ ०१२", "4012 012"),
        ("𝟒𝟎①②", "4012"),
        ("1\u00a02\u20093", "1 2 3"),
        ("a\u2011b\u2013c\u2212d", "a-b-c-d"),
        ("аnnа@x.org", "anna@x.org"),  # Cyrillic а
        ("Иван и Пётр", "Иван и Пётр"),  # a real word stays
        ("Ελλάδα", "Ελλάδα"),
        ("> > 4012 8888\n> > 8888 1881", "4012 8888\n8888 1881"),
        ("4 0 1 2 8 8 8 8", "40128888"),
        ("4-0-1-2-8-8-8-8", "4-0-1-2-8-8-8-8".replace("-", "")),
        ("a b c d e f g h", "a b c d e f g h"),  # no number
        ("4012  8888 - 8888\r\n1881", "4012 8888-8888\n1881"),
    ],
)
def test_characters_are_plain(given_text: str, plain: str) -> None:
    assert normalise(given_text).text == plain


@pytest.mark.parametrize(
    ("text", "inner", "outer"),
    [
        ("x &#52;&#x30;&#49;2 y", "4012", "&#52;&#x30;&#49;2"),
        ("to anna%40example.org!", "anna@example.org", "anna%40example.org"),
        ("to anna=40exam=\nple.org!", "anna@example.org", "anna=40exam=\nple.org"),
        ("\\u0034\\u0030 end", "40", "\\u0034\\u0030"),
        ("see YW5uYUBleGFtcGxlLm9yZw== ok", "anna@example.org", "YW5uYUBleGFtcGxlLm9yZw=="),
        ("4O12 8888 8888 l88l now", "4012 8888 8888 1881", "4O12 8888 8888 l88l"),
    ],
)
def test_what_is_encoded_is_a_view_of_its_own(text: str, inner: str, outer: str) -> None:
    for view in views(text):
        at = view.text.find(inner)
        if at >= 0:
            start, end = view.span(at, at + len(inner))
            assert text[start:end] == outer
            return
    raise AssertionError("no view shows it")


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("ab4 \n\r>=&#;%-.\u200b\u0301\u00ada\u0430\uff14\U0001d7d2é|Aq1"),
        max_size=120,
    )
)
def test_every_place_maps_into_the_text(text: str) -> None:
    for view in views(text):
        last = 0
        for at in range(len(view.text)):
            start, end = view.span(at, at + 1)
            assert 0 <= start < end <= len(text)
            assert start >= last or not view.starts
            last = start
        if view.text:
            start, end = view.span(0, len(view.text))
            assert 0 <= start < end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_normalised_twice(text: str) -> None:
    once = normalise(text).text
    assert len(normalise(once).text) <= len(once)


def test_hard_wrapped_and_quoted_lines_are_joined() -> None:
    text = (
        "> The contract was signed last week in Helsinki by Anna Maria\n"
        "> Berg and Tom Jones. See below.\n"
        "\n"
        "- one\n- two\nBest,\nTom\n"
    )
    joined = unwrap(text)
    assert "Anna Maria Berg and Tom Jones." in joined.text
    assert "- one\n- two\nBest,\nTom" in joined.text
    at = joined.text.index("Berg")
    start, end = joined.span(at, at + 4)
    assert text[start:end] == "Berg"


def test_columns_know_their_header() -> None:
    text = "name;ssn;city\nBerg;536-22-8735;Turku\nJones;536-22-8736;London\n\nHi, you, all\n"
    tables = Tables(text)
    assert tables.header(text.index("536-22-8736")) == "ssn"
    assert tables.header(text.index("London")) == "city"
    assert tables.header(text.index("name")) == ""
    assert tables.header(text.index("all")) == ""


def test_prose_with_commas_is_no_table() -> None:
    text = "I came, I saw, I left.\nYou came, you saw, you 4711.\n"
    assert Tables(text).header(text.index("4711")) == ""


def test_folding_and_language() -> None:
    assert fold("Födelsenummer ÅÄÖ ß") == "fodelsenummer aao ss"
    assert identify("Tämä on suomenkielinen lause ja siinä on monta sanaa.")[0] == "fi"
    assert identify("12345 ???") == ("", 0.0)
