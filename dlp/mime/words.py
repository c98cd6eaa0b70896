"""Encoded words (RFC 2047) with a map back, and the way to write them."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from dlp.mime.charset import decode_lenient
from dlp.mime.transfer import decode_base64

#: most encoded words decoded in one field; the rest stays as it stands, and `cut` says so
MOST = 5000

# The bounded second form takes a stray "?" inside a word, as lenient clients do.
_WORD = re.compile(r"=\?([^?\s]{1,80}+)\?([bBqQ])\?([^?]*+|(?:[^?]|\?(?!=)){0,100})\?=", re.DOTALL)
_FOLD = re.compile(r"[\r\n]++")


@dataclass(frozen=True, slots=True)
class DecodedWords:
    """A decoded field value. `runs` are ``(start, end, source_start, source_end)`` in order:
    equal lengths stand character for character, else the whole source for the whole text."""

    text: str
    runs: tuple[tuple[int, int, int, int], ...]
    cut: bool = False


def decode_words(raw: str) -> DecodedWords:
    """A raw field value (folds still in it) as people see it. Linear time, never raises.

    White space between neighbouring words is dropped (RFC 2047 §6.2); neighbours in one charset
    are joined before they are decoded, as senders do cut characters in two.
    """
    if "=?" not in raw and "\n" not in raw and "\r" not in raw:
        return DecodedWords(raw, ((0, len(raw), 0, len(raw)),) if raw else ())
    out = _Out(raw)
    at = 0
    pending: list[re.Match[str]] = []
    cut = False
    for count, match in enumerate(_WORD.finditer(raw) if "=?" in raw else ()):
        if count >= MOST:
            cut = True
            break
        between = raw[at : match.start()]
        joined = bool(pending) and not between.strip()
        if not joined or not _alike(pending[-1], match):
            out.words(pending)
            pending = []
        if not joined:
            out.plain(at, match.start())
        pending.append(match)
        at = match.end()
    out.words(pending)
    out.plain(at, len(raw))
    return DecodedWords("".join(out.pieces), tuple(out.runs), cut)


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    return one[1].lower() == other[1].lower()


class _Out:
    def __init__(self, raw: str) -> None:
        self.raw, self.length = raw, 0
        self.pieces: list[str] = []
        self.runs: list[tuple[int, int, int, int]] = []

    def plain(self, start: int, end: int) -> None:
        for fold in _FOLD.finditer(self.raw, start, end):
            self._add(self.raw[start : fold.start()], start, fold.start())
            start = fold.end()
        self._add(self.raw[start:end], start, end)

    def words(self, matches: list[re.Match[str]]) -> None:
        if not matches:
            return
        raw = b"".join(_octets(match) for match in matches)
        text = decode_lenient(raw, matches[0][1]).text
        self._add(text, matches[0].start(), matches[-1].end())

    def _add(self, text: str, start: int, end: int) -> None:
        if text:
            self.pieces.append(text)
            self.runs.append((self.length, self.length + len(text), start, end))
            self.length += len(text)


def _octets(match: re.Match[str]) -> bytes:
    text = match[3]
    if match[2] in "bB":
        return decode_base64(text.encode("utf-8", "replace")).data
    if "\n" in text or "\r" in text:
        text = _FOLD.sub("", text)
    text = text.replace("_", " ")
    raw = text.encode("utf-8", "replace")
    if "=" not in text:
        return raw
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), raw)


def encode_words(text: str, room: int = 75, force: bool = False) -> str:
    """`text` for an unstructured field or a phrase: as it is where it is plain ASCII, else as
    encoded words in UTF-8 of at most `room` characters, joined by a space (always if `force`)."""
    if not force and text.isascii() and text.isprintable() and "=?" not in text:
        return text
    budget = (room - len("=?utf-8?b??=")) // 4 * 3
    chunks: list[bytes] = []
    current = b""
    for char in text:
        octets = char.encode("utf-8", "replace")
        if len(current) + len(octets) > budget:
            chunks.append(current)
            current = b""
        current += octets
    if current:
        chunks.append(current)
    return " ".join(f"=?utf-8?b?{base64.b64encode(chunk).decode('ascii')}?=" for chunk in chunks)


def fold(name: str, value: str, width: int = 78) -> str:
    """``name: value`` folded at white space to lines of `width` where it can be, CRLF at the end
    (RFC 5322 §2.2.3). `value` holds no line end."""
    lines: list[str] = []
    line = f"{name}:"
    for at, word in enumerate(re.findall(r"[ \t]*[^ \t]+|[ \t]+$", value)):
        piece = word if word[:1] in (" ", "\t") or at else " " + word
        if len(line) + len(piece) > width and line.strip() and (lines or at):
            lines.append(line)
            line = piece if piece[:1] in (" ", "\t") else " " + piece
        else:
            line += piece
    lines.append(line)
    return "\r\n".join(lines) + "\r\n"
