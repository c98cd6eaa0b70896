"""SMTP replies: read from a far side, and built for a client (RFC 5321 §4.2, RFC 2034).

`Reply` keeps the far side's bytes so that a mirrored reply is the far side's own. `say` builds our
own: ASCII, at most 512 octets a line, never a CR, LF or control from what it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: longest line of a far side's reply (RFC 5321 says 512; real servers write more)
LINE_LIMIT = 8192
#: most bytes of one whole reply
REPLY_LIMIT = 262_144

_LINE = re.compile(rb"[2-5][0-9][0-9](?:[ -][^\x00-\x08\x0a-\x1f\x7f]*)?")
_ONE_LINE = re.compile(rb"[2-5][0-9][0-9] [^\x00-\x08\x0a-\x1f\x7f]*\r\n")
_UNSAFE = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?= |$)")


class BadReply(ValueError):
    """What came is no SMTP reply, or has no end. Its text says which, never what."""


class Reply:
    """One whole reply. `raw` ends in CRLF, every line starts with the same code."""

    __slots__ = ("code", "raw")

    def __init__(self, code: int, raw: bytes) -> None:
        self.code = code
        self.raw = raw

    @property
    def ok(self) -> bool:
        return self.code < 400

    @property
    def lines(self) -> tuple[str, ...]:
        """The text of each line without code and separator; unknown bytes become U+FFFD."""
        return tuple(line[4:].decode("utf-8", "replace") for line in self.raw.split(b"\r\n")[:-1])

    @property
    def enhanced(self) -> str:
        """``5.1.1`` where the far side gave an enhanced code, else ``""``."""
        found = _ENHANCED.match(self.lines[0])
        return found[0] if found else ""

    def __str__(self) -> str:
        """``550 5.1.1 no such user``; the lines of a longer reply are joined by CRLF, as sent.

        This is the form that `model.Receipt.reply` and `model.Verdict.reply` carry.
        """
        return self.raw[:-2].decode("utf-8", "replace")

    def __repr__(self) -> str:  # a far side's text may quote an address
        return f"<Reply {self.code}>"


class ReplyReader:
    """Splits a stream into replies, however it is chunked. Memory is bounded by REPLY_LIMIT."""

    __slots__ = ("_buffer", "_lines", "_size")

    def __init__(self) -> None:
        self._buffer = b""
        self._lines: list[bytes] = []
        self._size = 0

    @property
    def pending(self) -> bool:
        """Whether bytes wait that are no whole reply yet."""
        return bool(self._buffer or self._lines)

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that are whole now. BadReply where the stream is none or has no end."""
        if not self._buffer and not self._lines and len(data) < 512 and _ONE_LINE.fullmatch(data):
            return [Reply(int(data[:3]), data)]
        *whole, self._buffer = (self._buffer + data).split(b"\n")
        if len(self._buffer) > LINE_LIMIT:
            raise BadReply("a reply line without end")
        found: list[Reply] = []
        for line in whole:
            reply = self._line(line.removesuffix(b"\r"))
            if reply is not None:
                found.append(reply)
        return found

    def _line(self, line: bytes) -> Reply | None:
        line = _UNSAFE.sub(b" ", line)
        if not _LINE.fullmatch(line):
            raise BadReply("not a reply line")
        self._size += len(line) + 2
        if len(line) > LINE_LIMIT or self._size > REPLY_LIMIT:
            raise BadReply("a reply that is too large")
        if self._lines and self._lines[0][:3] != line[:3]:
            raise BadReply("a reply whose lines disagree")
        self._lines.append(line)
        if line[3:4] == b"-":
            return None
        raw = b"\r\n".join(self._lines) + b"\r\n"
        self._lines, self._size = [], 0
        return Reply(int(raw[:3]), raw)


def plain(text: str) -> str:
    """`text` as printable ASCII on one line; everything else becomes one ``?`` or space."""
    return _UNPRINTABLE.sub(lambda run: " " if run[0].isspace() else "?", text).strip()


def say(code: int, enhanced: str, text: str) -> bytes:
    """One reply of ours as bytes: ASCII, lines of at most 512 octets with CRLF (T17)."""
    prefix = f"{enhanced} " if enhanced else ""
    room = 512 - 2 - 4 - len(prefix)
    words, lines = plain(text), []
    while len(words) > room:
        cut = words.rfind(" ", 1, room)
        cut = cut if cut > 0 else room
        lines.append(words[:cut])
        words = words[cut:].lstrip()
    lines.append(words)
    last = len(lines) - 1
    return "".join(
        f"{code}{' ' if at == last else '-'}{prefix}{line}".rstrip() + "\r\n"
        if line or prefix
        else f"{code}{' ' if at == last else '-'}\r\n"
        for at, line in enumerate(lines)
    ).encode("ascii")


def say_lines(code: int, lines: Iterable[str]) -> bytes:
    """A multi-line reply without enhanced codes: EHLO, HELP."""
    texts = [plain(line)[:506] for line in lines]
    return "".join(
        f"{code}{'-' if at < len(texts) - 1 else ' '}{text}\r\n" for at, text in enumerate(texts)
    ).encode("ascii")


def verbatim(reply: str) -> bytes:
    """A `Receipt.reply`/`Verdict.reply` as bytes for a client, or ``b""`` where it is no reply.

    Bytes of a far side are passed on as they are; controls never are.
    """
    reader = ReplyReader()
    try:
        found = reader.feed(reply.encode("utf-8", "replace") + b"\r\n")
    except BadReply:
        return b""
    return found[0].raw if len(found) == 1 and not reader.pending else b""
