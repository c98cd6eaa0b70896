"""HTML: what a page shows, hides and links to, with a map back into its source."""

from __future__ import annotations

import html
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from dlp.model import Passage
from dlp.read import read


def page(source: str) -> dict[str, Passage]:
    found = read("text/html; charset=utf-8", source.encode()).passages
    return {passage.part.removeprefix("body:1").lstrip("/"): passage for passage in found}


def text(source: str, which: str = "") -> str:
    passage = page(source).get(which)
    return passage.text.strip() if passage else ""


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        ("<p>4111<b>1111</b><i>1111</i>1111</p>", "4111111111111111"),
        ("<td>a</td><td>b</td>", "a\nb"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("4&#49;1&#x31;&nbsp;&lt;1&gt;", "4111\xa0<1>"),
        ("&#49111;x &unknown; & &amp", "\ubfd7x &unknown; & &"),
        ("<p>one<p>two", "one\ntwo"),
        ("a < b and c > d", "a < b and c > d"),
        ("<a title='x>y'>z</a>", "z"),
        ('<a title="x">y" >z</a>', 'y" >z'),
        ("x<!-- a --!>y", "xy"),
        ("x<!---->y<!-->z", "xyz"),
        ("<noscript>shown</noscript>", "shown"),
        ("<textarea>typed</textarea>", "typed"),
        ("<iframe>fallback</iframe>", "fallback"),
        ("41<wbr>11", "4111"),
        ("41<!-- x -->11", "4111"),
        ("41<span hidden>x</span>11", "4111"),
        ("ok</b></p></html>after", "ok\nafter"),
        ("<plaintext>a<b>c", "a<b>c"),
    ],
)
def test_visible_text(source, visible):
    assert text(source) == visible


@pytest.mark.parametrize(
    "source",
    [
        "<p hidden>secret</p>",
        '<p style="display:none">secret</p>',
        '<p style="DISPLAY : NONE !important">secret</p>',
        "<p style=visibility:hidden><b>secret</b></p>",
        '<span style="font-size:0px">secret</span>',
        '<span style="font-size: 1px;color:red">secret</span>',
        '<span style="color:#ffffff">secret</span>',
        '<font color="white">secret</font>',
        '<div bgcolor="#000000"><font color="#000000">secret</font></div>',
        '<span style="opacity:0">secret</span>',
        '<div style="max-height:0px;overflow:hidden">secret</div>',
        '<div style="position:absolute;left:-9999px">secret</div>',
        '<span style="mso-hide:all">secret</span>',
        "<title>secret</title>",
        "<template>secret</template>",
        "<!--[if mso]><p>sec<b>ret</b></p><![endif]-->",
    ],
)
def test_hidden_text_is_read_as_hidden(source):
    found = page(f"<p>before</p>{source}<p>after</p>")
    assert found["hidden"].text.strip() == "secret"
    assert found[""].text.split() == ["before", "after"]


def test_visible_again_inside_hidden():
    assert text('<p style="font-size:0">a<b style="font-size:14px">b</b></p>') == "b"


@pytest.mark.parametrize(
    ("source", "which", "expected"),
    [
        ("<!-- a note -->", "comment", "a note"),
        ("<!-- never closed", "comment", "never closed"),
        ("<!-- 4&#49;11 -->", "comment", "4111"),
        ("<![CDATA[ data ]]>", "comment", "[CDATA[ data ]]"),
        ("<?php secret ?>", "comment", "php secret ?"),
        ('<img alt="a cat" title=dog>', "attribute", "a cat\ndog"),
        ("<input value='4111' placeholder=p>", "attribute", "4111\np"),
        ('<meta name="author" content="Anna">', "attribute", "author\nAnna"),
        ('<div data-note="n" aria-label="l">', "attribute", "n\nl"),
        ("<p 4111 1111>", "attribute", "4111\n1111"),
        ("<p x4111111=1>", "attribute", "x4111111\n1"),
        ("<x41111111>", "attribute", "x41111111"),
        ('<p title="a<b">', "attribute", 'title="a<b"\na<b'),
        ('<p title="a&quot;b"', "attribute", 'title="a"b"'),
        ('<a href="https://x.test/?q=%34111&amp;r=%C3%BC">', "link", "https://x.test/?q=4111&r=ü"),
        ("<img src=a.png srcset='b 2x'>", "link", "a.png\nb 2x"),
        ("<form action='/send?x=1'>", "link", "/send?x=1"),
        ('<p style="background:url(http://x/4111)">', "attribute", "background:url(http://x/4111)"),
        ("<style>p:after{content:'4111'}</style>", "code", "p:after{content:'4111'}"),
        ("<script>var a = '<b>4111</b>'</script>", "code", "var a = '<b>4111</b>'"),
        ("<script>never closed", "code", "never closed"),
    ],
)
def test_everything_else_that_holds_text(source, which, expected):
    assert text(source, which) == expected


def test_layout_is_not_read():
    assert set(page('<table width="600" bgcolor="#123456" class="x4111"><td>a</table>')) == {""}


def check_segments(source: str, passage: Passage) -> None:
    at = place = 0
    for segment in passage.segments:
        assert at <= segment.start < segment.end <= len(passage.text)
        assert passage.text[at : segment.start].strip("\n") == ""
        assert segment.source_start < segment.source_end
        piece = source[segment.source_start : segment.source_end]
        shown = passage.text[segment.start : segment.end]
        if len(piece) == len(shown):
            assert shown == piece.replace("\r\n", " \n").replace("\r", "\n")
        else:
            assert re.fullmatch(r"(?:&[^;]*;?|%[0-9A-Fa-f]{2})+", piece)
        assert passage.part.endswith(("/attribute",)) or place <= segment.source_start
        at, place = segment.end, segment.source_end
    assert passage.text[at:].strip("\n") == ""


_SOUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<b ",
            "title=",
            '"',
            "'",
            ">",
            "<",
            "&amp;",
            "&#49;",
            "&",
            "text ",
            "<!--",
            "-->",
            "<br/>",
            "href=%34",
            "<script>",
            "</script>",
            "=",
            "/",
            "\r\n",
            "ü",
            "4111",
            "<a ",
            "style=display:none",
            "<![endif]-->",
            "<!--[if x]>",
            "<title>",
            "</title>",
        ]
    ),
    max_size=40,
).map("".join)


@given(_SOUP)
@settings(max_examples=400, deadline=None)
def test_segments_map_back_and_no_text_is_lost(source):
    found = page(source)
    for passage in found.values():
        check_segments(source, passage)
    have = "".join(passage.text for passage in found.values())
    root = LexborHTMLParser(source).root
    shown = root.text(separator=" ") if root is not None else ""
    for word in re.findall(r"4111|text|ü", shown):
        assert word in have
    assert have.count("4111") >= LexborHTMLParser(source).text().count("4111")


@given(st.text(max_size=80))
def test_escaped_text_reads_as_itself(value):
    value = value.replace("\r", "").encode("utf-8", "replace").decode()
    assert text(f"<p>{html.escape(value)}</p>") == value.strip() or not value.strip()


HOSTILE = {
    "div": "<div>" * 20_000,
    "attributes": "<a " + "x=y " * 10_000 + ">",
    "entities": "&lt;" * 20_000,
    "ampersands": "&" * 1_000_000,
    "less than": "<" * 1_000_000,
    "open tags": "<a" * 500_000,
    "quotes": '<a x="' * 100_000,
    "one quote": "<a x='" + "a " * 20_000,
    "comments": "<!--" * 200_000,
    "styles": "<p style=display:none>" * 10_000,
    "closing": "<b>" * 20_000 + "</x>" * 5_000,
    "escapes": '<a href="' + "%41a" * 20_000 + '">',
    "colours": "<p style='" + "color:" * 100_000 + "'>",
    "conditions": "<!--[if " * 200_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_bounded_memory(name):
    source = HOSTILE[name]
    tracemalloc.start()
    page(source)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 1024**2 + 10 * len(source)


def test_a_page_of_pieces_is_read_without_a_map():
    found = page("&lt;" * 250_000)[""]
    assert len(found.text) == 250_000
    assert found.segments == ()


def test_a_table_of_rows_and_columns_has_a_line_a_row() -> None:
    row = "<tr><td><p>Kim\n Berg</p></td>\n <td></td><td>1.2.1999</td></tr>"
    source = f"<p>Hi</p><table>\n<tr><th>Name</th><th>Tel</th><th>Born</th></tr>{row}</table>bye"
    assert text(source) == "Hi\nName\tTel\tBorn\nKim  Berg \t\t1.2.1999\nbye"
    passage = page(source)[""]
    at = passage.text.index("1.2.1999")
    (segment,) = [each for each in passage.segments if each.start == at]
    assert source[segment.source_start : segment.source_end] == "1.2.1999"


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>a</td><td>b</td></tr></table>",
        "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
        "<table><tr><td>a<br>b</td><td></td></tr><tr><td></td><td></td></tr></table>",
        "<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>",
    ],
)
def test_a_table_that_lays_out_a_page_has_a_line_a_cell(source: str) -> None:
    assert text(source) == "a\nb"
