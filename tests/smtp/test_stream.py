"""Bytes that come in any pieces: message data in and out, replies."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dlp.proxies.smtp.data import ChunkSplitter, DataSplitter
from dlp.smtp.reply import BadReply, Reply, ReplyReader, plain, say, say_lines, verbatim
from dlp.smtp.wire import Unclean, clean, stuffed

#: bytes that have to do with line ends and dots, mostly
_DATA = st.lists(
    st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"a", b"\r\n.\r\n", b"\r\n..", b"\0", b"\xff"]),
    max_size=30,
).map(b"".join)
_CUTS = st.lists(st.integers(1, 5), max_size=60)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    found, at = [], 0
    for cut in cuts:
        found.append(data[at : at + cut])
        at += cut
    return [*found, data[at:]]


def reference(data: bytes) -> tuple[bytes, bytes] | None:
    """RFC 5321 §4.5.2 read line by line: the message and what follows, None if it goes on."""
    lines, rest = [], data
    while b"\r\n" in rest:
        line, rest = rest.split(b"\r\n", 1)
        if line == b".":
            return b"".join(lines), rest
        lines.append(line.removeprefix(b".") + b"\r\n")
    return None


@given(_DATA, _CUTS)
@example(b".\r\n", [1, 1, 1])
@example(b"a\r\n.\r\nNOOP\r\n", [2, 2, 2])
def test_data_is_split_the_same_however_it_comes(data: bytes, cuts: list[int]) -> None:
    splitter, message, rest = DataSplitter(), b"", None
    come = pieces(data, cuts)
    while come and rest is None:
        block, rest = splitter.feed(come.pop(0))
        message += block
    expected = reference(data)
    if expected is None:
        assert rest is None
    else:
        assert rest is not None and (message, rest + b"".join(come)) == expected
        # judged where it was not yet unstuffed: ".\n" at a line start hides no bare LF
        body = data[: len(data) - len(expected[1]) - 3]
        assert splitter.unclean is not clean(body)


@given(_DATA, _CUTS)
def test_normalised_data_is_clean_however_it_comes(data: bytes, cuts: list[int]) -> None:
    whole = DataSplitter(normalise=True)
    once, _ = whole.feed(data + b"\r\n.\r\n")
    splitter, message = DataSplitter(normalise=True), b""
    for piece in pieces(data + b"\r\n.\r\n", cuts):
        block, rest = splitter.feed(piece)
        message += block
        if rest is not None:
            break
    assert splitter.unclean is whole.unclean
    if not splitter.unclean:  # what is unclean is thrown away
        assert message == once and clean(message)


@given(_DATA, st.lists(st.integers(0, 9), min_size=1, max_size=8), _CUTS, st.booleans())
def test_chunks_are_joined_the_same_however_they_come(
    data: bytes, sizes: list[int], cuts: list[int], normalise: bool
) -> None:
    sizes = [*sizes, max(0, len(data) - sum(sizes))]
    total = sum(sizes)
    data = (data + b"x" * total)[:total]
    splitter, message, stream = ChunkSplitter(normalise), b"", data
    for size in sizes:
        splitter.expect(size)
        chunk, stream = stream[:size], stream[size:]
        come = [piece for piece in pieces(chunk + b"NEXT", cuts) if piece]
        while size:
            block, rest = splitter.feed(come.pop(0))
            message += block
            if rest is not None:
                assert rest + b"".join(come) == b"NEXT"
                break
    message += splitter.finish(message.endswith(b"\r\n") or not message)
    if not splitter.unclean:
        expected = re.sub(rb"\r\n|\r|\n", b"\r\n", data) if normalise else data
        assert message == expected + (
            b"" if expected.endswith(b"\r\n") or not expected else b"\r\n"
        )
        assert clean(message)
    else:
        assert not clean(data)


@given(_DATA, _CUTS)
@example(b"..\r\n.\r\n", [1])
def test_what_goes_out_comes_back_the_same(data: bytes, cuts: list[int]) -> None:
    come = pieces(data, cuts)
    if not clean(data):
        with pytest.raises(Unclean):
            list(stuffed(come))
        return
    wire = b"".join(stuffed(come))
    assert reference(wire) == (data if data.endswith(b"\r\n") or not data else data + b"\r\n", b"")
    assert clean(wire)


def test_trusted_data_with_half_a_line_end_is_unclean_all_the_same() -> None:
    with pytest.raises(Unclean):
        list(stuffed([b"abc\r"], trusted=True))


# ---------------------------------------------------------------------------- replies


@given(
    st.lists(
        st.tuples(st.integers(200, 599), st.lists(st.text("ab -.é", max_size=9), min_size=1)),
        max_size=5,
    ),
    _CUTS,
)
def test_replies_are_read_the_same_however_they_come(
    sent: list[tuple[int, list[str]]], cuts: list[int]
) -> None:
    wire = b"".join(
        f"{code}{' ' if at == len(lines) - 1 else '-'}{line}\r\n".encode()
        for code, lines in sent
        for at, line in enumerate(lines)
    )
    reader, got = ReplyReader(), []
    for piece in pieces(wire, cuts):
        got += reader.feed(piece)
    assert [(reply.code, list(reply.lines)) for reply in got] == sent
    assert b"".join(reply.raw for reply in got) == wire and not reader.pending


@pytest.mark.parametrize(
    "wire", [b"hello\r\n", b"600 x\r\n", b"25 x\r\n", b"250_x\r\n", b"250-a\r\n251 b\r\n", b"\r\n"]
)
def test_what_is_no_reply(wire: bytes) -> None:
    with pytest.raises(BadReply):
        ReplyReader().feed(wire)


def test_a_bare_code_is_a_reply_and_controls_are_spaces() -> None:
    assert [reply.code for reply in ReplyReader().feed(b"250\r\n354 go\n")] == [250, 354]
    (reply,) = ReplyReader().feed(b"550 a\x00b\x1b[2Jc\r\n")
    assert reply.raw == b"550 a b [2Jc\r\n" and reply.enhanced == "" and not reply.ok
    assert Reply(550, b"550 5.1.1 no\r\n").enhanced == "5.1.1"
    assert "no" not in repr(Reply(550, b"550 5.1.1 no\r\n"))


@given(st.text(max_size=2000), st.sampled_from(["", "5.7.1"]))
def test_our_replies_are_one_reply_whatever_they_are_told(text: str, enhanced: str) -> None:
    wire = say(550, enhanced, text)
    assert wire.isascii() and all(len(line) <= 510 for line in wire.split(b"\r\n"))
    (reply,) = ReplyReader().feed(wire)
    assert reply.code == 550 and reply.raw == wire
    assert "\n" not in plain(text) and plain(text).isascii()


def test_lines_and_verbatim() -> None:
    assert say_lines(250, ["gw", "SIZE 1"]) == b"250-gw\r\n250 SIZE 1\r\n"
    assert verbatim("550-a\r\n550 b") == b"550-a\r\n550 b\r\n"
    for forged in ("550 a\r\n250 b", "550-a", "no", "", "550 a\r\n\r\n"):
        assert verbatim(forged) == b""
