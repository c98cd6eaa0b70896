"""RTF as streams of text, each piece with its place in the source. One linear pass.

Source: Rich Text Format Specification 1.9.1; [MS-OXRTFEX] for HTML inside RTF. Every destination is
read: what a word processor does not show (hidden text, deleted text, unknown ``\\*`` groups) is a
stream of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dlp.mime.charset import codec_name
from dlp.read.files.rtf_words import CHARACTERS, CHARSETS, INLINE, STREAMS, SYMBOLS, WIDE

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?\d{1,10})?[ ]?"
    r"|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])|(?P<brace>[{}])|(?P<line>[\r\n]+)"
    r"|(?P<text>[^\\{}\r\n]+)"
)
_HEX = re.compile(r"[0-9a-fA-F\s]*")
_PAIR = re.compile(r"[\ud800-\udbff][\udc00-\udfff]")


@dataclass(slots=True)
class RtfStream:
    """Text of one place. Pieces are ``(offset in the text, source start, source end)``; a piece
    as long as its source stands character for character, any other as a whole."""

    name: str
    parts: list[str] = field(default_factory=list)
    pieces: list[tuple[int, int, int]] = field(default_factory=list)
    length: int = 0
    #: for blobs: hexadecimal digits, and raw bytes behind ``\\bin``
    raw: list[tuple[int, int]] = field(default_factory=list)
    #: the group's control words: kinds of pictures, destinations
    words: list[str] = field(default_factory=list)

    def add(self, text: str, start: int, end: int) -> None:
        self.parts.append(text)
        self.pieces.append((self.length, start, end))
        self.length += len(text)

    @property
    def text(self) -> str:
        joined = "".join(self.parts)
        return (
            joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            if (_PAIR.search(joined))
            else joined
        )


@dataclass(slots=True)
class _Group:
    stream: RtfStream | None
    uc: int
    codec: str
    hidden: bool = False
    deleted: bool = False
    unshown: bool = False  # \htmlrtf
    starred: bool = False
    fresh: bool = True  # nothing in it yet: a word may make it a destination


class RtfSource:
    """`data` parsed: `streams` in order, the main text first (`body`)."""

    def __init__(self, data: bytes) -> None:
        self.source = data.decode("latin-1")
        self.body = RtfStream("")
        self.hidden, self.deleted = RtfStream("hidden:1"), RtfStream("deleted:1")
        self.html = RtfStream("html")
        self.streams: list[RtfStream] = [self.body, self.hidden, self.deleted]
        self.is_html = False
        self._codec = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font: int | None = None
        self._counts: dict[str, int] = {}
        self._skip = 0
        self._bytes: list[tuple[int, int, int]] = []
        self._stack: list[_Group] = []
        self._group = _Group(self.body, 1, "")
        self._last = self.body
        self._parse()

    # ------------------------------------------------------------------ the pass

    def _parse(self) -> None:
        source, at, match_at = self.source, 0, _TOKEN.match
        size = len(source)
        while at < size:
            match = match_at(source, at)
            if match is None:
                at += 1
                continue
            kind = match.lastgroup
            start, at = match.span()
            if kind == "text":
                self._text(start, at)
            elif kind == "hex":
                self._byte(int(match["hex"], 16), start, at)
            elif kind == "brace":
                self._flush()
                self._skip = 0
                self._brace(match[0])
            elif kind == "symbol":
                self._symbol(match["symbol"], start, at)
            elif kind in ("word", "number"):
                at = self._word(match["word"], match["number"], start, at)
        self._flush()

    def _brace(self, brace: str) -> None:
        if brace == "{":
            now = self._group
            self._stack.append(now)
            self._group = _Group(
                now.stream, now.uc, now.codec, now.hidden, now.deleted, now.unshown
            )
            if now.stream is not None and now.stream.words == ["docvar"]:
                # a name and a value in a group each, with nothing between them
                self._group.stream = self._open("variable:#", "")
        elif self._stack:
            self._group = self._stack.pop()
            self._group.fresh = False

    def _symbol(self, symbol: str, start: int, end: int) -> None:
        if symbol == "*":
            self._group.starred = True
            return
        if self._skip:
            self._skipped(1, end)
            return
        if (char := SYMBOLS.get(symbol)) is not None:
            self._flush()
            self._put(char, start, end)

    def _word(self, word: str, number: str | None, start: int, end: int) -> int:
        group = self._group
        if word == "bin":
            self._flush()
            stop = min(end + max(int(number or 0), 0), len(self.source))
            if group.stream is not None:
                group.stream.raw.append((end, stop))
            else:
                self._open("hex", word).raw.append((end, stop))
            return stop
        if word == "u" and number is not None:
            self._flush()
            self._put(chr(int(number) % 0x10000), start, end)
            self._skip = group.uc
            return end
        if self._skip:
            self._skipped(1, end)
            return end
        if (char := CHARACTERS.get(word)) is not None:
            self._flush()
            self._put(char, start, end)
            return end
        self._flush()
        if word == "uc":
            group.uc = min(max(int(number or 1), 0), 100)
        elif word in ("v", "deleted", "htmlrtf"):
            on = number != "0"
            if word == "v":
                group.hidden = on
            elif word == "deleted":
                group.deleted = on
            else:
                group.unshown = on
        elif word == "plain":
            group.hidden = group.deleted = False
        elif word in ("f", "af"):
            self._font = int(number or 0)
            group.codec = self._fonts.get(self._font, "")
        elif word == "fcharset" and self._font is not None:
            self._fonts[self._font] = CHARSETS.get(int(number or 0), "")
        elif word in ("ansicpg", "cpg"):
            codec = codec_name(f"cp{number}")
            if word == "ansicpg":
                self._codec = codec or self._codec
            elif self._font is not None:
                self._fonts[self._font] = codec
        elif word in ("mac", "pc", "pca"):
            self._codec = {"mac": "mac-roman", "pc": "cp437", "pca": "cp850"}[word]
        elif word == "fromhtml":
            self.is_html = True
        elif group.fresh or group.starred:
            self._destination(word)
        if group.stream is not None and group.stream.name.startswith("hex"):
            group.stream.words.append(word)
        return end

    def _destination(self, word: str) -> None:
        group = self._group
        name = STREAMS.get(word.rstrip("0123456789"))
        if name is None:
            if group.starred and word not in INLINE:
                group.stream = self._open("other", word)
        elif name == "":
            group.stream = None
        elif not (name == "html" or word == "info") or group.starred or word == "info":
            if name.startswith("property:") and not self._in_info(word):
                return
            group.stream = self.html if name == "html" else self._open(name, word)
        group.starred = group.fresh = False

    def _in_info(self, word: str) -> bool:
        """``\\author`` and the like are destinations only inside ``\\info``."""
        if word in ("staticval", "linkval", "template"):
            return True
        around = self._stack[-1].stream if self._stack else None
        return around is not None and around.words[:1] == ["info"]

    def _open(self, name: str, word: str) -> RtfStream:
        if name.endswith("#"):
            base = name[:-1]
            self._counts[base] = self._counts.get(base, 0) + 1
            name = f"{base}{self._counts[base]}"
        stream = RtfStream(name, words=[word])
        self.streams.append(stream)
        return stream

    # ------------------------------------------------------------------ characters

    def _text(self, start: int, end: int) -> None:
        if self._skip:
            skipped = min(self._skip, end - start)
            start += skipped
            self._skipped(skipped, start)
            if start == end:
                return
        self._group.fresh = False
        run = self.source[start:end]
        if run.isascii():
            self._flush()
            self._put(run, start, end)
        else:
            for at, char in enumerate(run, start):
                self._bytes.append((ord(char), at, at + 1))

    def _byte(self, octet: int, start: int, end: int) -> None:
        if self._skip:
            self._skipped(1, end)
            return
        self._group.fresh = False
        self._bytes.append((octet, start, end))

    def _skipped(self, count: int, end: int) -> None:
        """`count` characters that old programs show instead of ``\\u`` belong to it."""
        self._skip -= count
        stream = self._group.stream
        if stream is self.body:
            stream = self._last
        for each in (stream, self.html if self.is_html else None):
            if each is not None and each.pieces:
                offset, start, _ = each.pieces[-1]
                each.pieces[-1] = (offset, start, end)

    def _flush(self) -> None:
        """Decode the bytes that stand in a row."""
        if not self._bytes:
            return
        held, self._bytes = self._bytes, []
        codec = self._group.codec or self._codec
        raw = bytes(octet for octet, _, _ in held)
        if codec in WIDE:
            self._put(raw.decode(codec, "replace"), held[0][1], held[-1][2])
            return
        for char, (_, start, end) in zip(raw.decode(codec, "replace"), held, strict=False):
            self._put(char, start, end)

    def _put(self, text: str, start: int, end: int) -> None:
        group = self._group
        stream = group.stream
        if stream is None:
            return
        if stream is self.body:
            if self.is_html and not group.unshown:
                self.html.add(text, start, end)
            if group.deleted:
                stream = self.deleted
            elif group.hidden:
                stream = self.hidden
            self._last = stream
        stream.add(text, start, end)


def is_hex(text: str) -> bool:
    """Whether a stream's text is nothing but hexadecimal digits."""
    return _HEX.fullmatch(text) is not None and len(text) >= 16
