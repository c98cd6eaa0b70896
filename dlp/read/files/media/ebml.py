"""Matroska and WebM: tags, titles, chapters, subtitles, attached files (RFC 8794, RFC 9559)."""

from __future__ import annotations

from collections.abc import Iterator

from dlp.model import Role, Unread
from dlp.read.files.base import Sink
from dlp.read.files.metadata import decoded

_SEGMENT, _CLUSTER, _BLOCKS, _BLOCK, _SIMPLE = 0x18538067, 0x1F43B675, 0xA0, 0xA1, 0xA3
_TRACK, _NUMBER, _KIND, _ATTACHED, _DATA = 0xAE, 0xD7, 0x83, 0x61A7, 0x465C
_INFO, _TRACKS, _TAGS, _TAG, _SIMPLE_TAG = 0x1549A966, 0x1654AE6B, 0x1254C367, 0x7373, 0x67C8
_CHAPTERS, _EDITION, _CHAPTER, _SHOWN, _FILES = 0x1043A770, 0x45B9, 0xB6, 0x80, 0x1941A469
_FOLDERS = frozenset(
    (_SEGMENT, _INFO, _TRACKS, _TAGS, _TAG, _SIMPLE_TAG, _CHAPTERS, _EDITION, _CHAPTER, _SHOWN)
) | {_FILES}
#: element → the name of what people wrote in it
_WORDS = {
    0x7BA9: "Title",
    0x536E: "Name",
    0x4D80: "MuxingApp",
    0x5741: "WritingApp",
    0x85: "Chapter",
    0x45A3: "TagName",
    0x4487: "TagString",
    0x466E: "FileName",
    0x467E: "FileDescription",
    0x7384: "SegmentFilename",
}
_SUBTITLE = 0x11
_DEEPEST = 12
_MOST_LINES = 50_000


def read(data: bytes, sink: Sink) -> None:
    """Every element that people write."""
    state = _State(sink)
    _walk(data, 0, len(data), state, 0)
    sink.text("subtitles:1", "\n".join(state.lines))


class _State:
    def __init__(self, sink: Sink) -> None:
        self.sink, self.tag = sink, ""
        self.subtitles: set[int] = set()
        self.lines: list[str] = []


def elements(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(id, start of content, end) of the elements in a range; an unknown size runs to its end."""
    while at < end:
        first = data[at]
        wide = 9 - first.bit_length()
        if wide > 4:
            return
        id = int.from_bytes(data[at : at + wide], "big")
        at += wide
        if at >= end:
            return
        size, wide = _number(data, at)
        at += wide
        unknown = size == (1 << 7 * wide) - 1
        stop = end if unknown else min(end, at + size)
        yield id, at, stop
        at = stop


def _number(data: bytes, at: int) -> tuple[int, int]:
    wide = max(1, 9 - data[at].bit_length())
    value = int.from_bytes(data[at : at + wide], "big") & ((1 << 7 * wide) - 1)
    return value, wide


def _walk(data: bytes, at: int, end: int, state: _State, depth: int) -> None:
    if depth > _DEEPEST:
        state.sink.partial("", Unread.TOO_LARGE, "elements nested too deep")
        return
    for id, start, stop in elements(data, at, end):
        if id in _FOLDERS:
            _walk(data, start, stop, state, depth + 1)
        elif id == _TRACK:
            _track(data, start, stop, state)
        elif id == _ATTACHED:
            _attached(data, start, stop, state.sink)
        elif id == _CLUSTER and state.subtitles:
            _cluster(data, start, stop, state)
        elif id in _WORDS:
            _word(_WORDS[id], data[start:stop].decode("utf-8", "replace").strip("\0"), state)


def _word(name: str, value: str, state: _State) -> None:
    if name == "TagName":
        state.tag = value
    if name == "TagString":
        state.sink.property(state.tag or name, value)
    else:
        state.sink.text(f"property:{name}", value, Role.PROPERTY)


def _track(data: bytes, start: int, stop: int, state: _State) -> None:
    found = {id: data[at:end] for id, at, end in elements(data, start, stop) if end - at < 4096}
    if int.from_bytes(found.get(_KIND, b""), "big") == _SUBTITLE:
        state.subtitles.add(int.from_bytes(found.get(_NUMBER, b""), "big"))
    for id, value in found.items():
        if id in _WORDS:
            _word(_WORDS[id], value.decode("utf-8", "replace"), state)


def _attached(data: bytes, start: int, stop: int, sink: Sink) -> None:
    found = {id: data[at:end] for id, at, end in elements(data, start, stop)}
    name = found.get(0x466E, b"").decode("utf-8", "replace")
    about = found.get(0x467E, b"").decode("utf-8", "replace")
    sink.text("property:attachment", "\n".join(filter(None, (name, about))), Role.NAME)
    sink.file("embedded:1", found.get(_DATA, b""), name)


def _cluster(data: bytes, start: int, stop: int, state: _State) -> None:
    for id, at, end in elements(data, start, stop):
        if id == _BLOCKS:
            _cluster(data, at, end, state)
        elif id in (_BLOCK, _SIMPLE) and at < end and len(state.lines) < _MOST_LINES:
            track, wide = _number(data, at)
            if track in state.subtitles:
                state.lines.append(decoded(data[at + wide + 3 : end]))
