"""Frames: what goes in comes out, and nothing that is not a frame gets in."""

from __future__ import annotations

import os
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlp.model import Examination, Finding, Level, PartFact
from dlp.workers import wire

_text = st.text(max_size=20)
_findings = st.builds(
    Finding,
    kind=_text,
    part=_text,
    start=st.integers(0, 2**40),
    end=st.integers(0, 2**40),
    score=st.floats(0, 1),
    detector=_text,
    why=_text,
    level=st.none() | st.sampled_from(Level),
    detail=st.dictionaries(_text, st.none() | st.booleans() | st.integers(0, 9) | _text),
)
_examinations = st.builds(
    Examination,
    findings=st.lists(_findings, max_size=4).map(tuple),
    level=st.sampled_from(Level),
    caveats=st.frozensets(_text, max_size=3),
    parts=st.lists(st.builds(PartFact, _text, _text, st.integers(0, 9), _text), max_size=3).map(
        tuple
    ),
    labels=st.dictionaries(_text, st.lists(_text, max_size=2).map(tuple), max_size=2),
    sealed=st.booleans(),
    automatic=st.booleans(),
    seconds=st.dictionaries(st.sampled_from(["read", "detect"]), st.floats(0, 100)),
)


@given(_examinations)
def test_an_examination_survives_the_way(examination: Examination) -> None:
    near, far = socket.socketpair()
    with near, far:
        wire.send(near, wire.REPLY, wire.WorkerReply(examination), b"body")
        frame = wire.receive(far, wire.REPLY, body_most=4)
    assert frame == (wire.WorkerReply(examination), b"body", None)


def test_a_descriptor_travels_beside_a_frame() -> None:
    near, far = socket.socketpair()
    reading, writing = os.pipe()
    with near, far:
        head = wire.pack(wire.REQUEST, wire.WorkerRequest("examine", "text/plain", spilled=3))
        socket.send_fds(near, [head], [reading])
        frame = wire.receive(far, wire.REQUEST)
        assert frame is not None and frame[2] is not None
        os.write(writing, b"abc")
        assert os.read(frame[2], 3) == b"abc"
        for each in (reading, writing, frame[2]):
            os.close(each)


def test_a_closed_end_is_none_and_half_a_frame_an_error() -> None:
    near, far = socket.socketpair()
    with far:
        near.close()
        assert wire.receive(far, wire.REPLY) is None
    near, far = socket.socketpair()
    with far:
        near.sendall(wire.pack(wire.REPLY, wire.WorkerReply())[:-1])
        near.close()
        with pytest.raises(EOFError):
            wire.receive(far, wire.REPLY)


@pytest.mark.parametrize(
    "prefix",
    [
        b"\x00" * 16,
        struct.pack("!4sIQ", b"DLP0", 2, 0),
        struct.pack("!4sIQ", b"DLP1", wire.HEADER_MOST + 1, 0),
        struct.pack("!4sIQ", b"DLP1", 2, 1001),
        b"\xff" * 16,
    ],
)
def test_lengths_are_believed_only_within_bounds(prefix: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.lengths(prefix, body_most=1000)


@given(st.binary(max_size=200))
def test_noise_is_malformed_and_quotes_nothing(noise: bytes) -> None:
    with pytest.raises(wire.Malformed) as caught:
        wire.parse(wire.REPLY, noise)
    assert str(caught.value) == "" and caught.value.__cause__ is None


@pytest.mark.parametrize(
    "header",
    [
        b'{"examination": {"findings": [{"kind": "A"}]}}',
        b'{"examination": {"findings": [], "level": 99}}',
        b'{"error": "ValueError: 4012888888881881"}',
        b'{"error": "' + b"A" * 101 + b'"}',
        b'{"last": "perhaps"}',
    ],
)
def test_a_reply_of_another_shape_is_malformed(header: bytes) -> None:
    with pytest.raises(wire.Malformed):
        wire.parse(wire.REPLY, header)
