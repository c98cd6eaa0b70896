"""Other readings of a text: what stands in it encoded.

The text itself is the first view. Where it holds HTML entities, percent-encoding or the remains of
quoted-printable (RFC 2045 §6.7), one more view has them decoded; each base64 run that decodes to
text (RFC 4648 §4, §5) is a view of its own. Decoded text is looked into once more, never deeper.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from dlp.detect.engine.text.confusables import DIGIT_LIKE
from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder
from dlp.detect.engine.text.normalise import normalise

_ENCODED = re.compile(
    r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?"
    r"|(?:%[0-9A-Fa-f]{2}){1,64}"
    r"|=[ \t]{0,4}\r?\n(?:>[ \t]?)*"
    r"|(?:=[0-9A-F]{2}){1,64}"
    r"|\\u\{?[0-9A-Fa-f]{4}\}?|\\x[0-9A-Fa-f]{2}"
)
_HAS_ENCODED = re.compile(
    r"&[#A-Za-z]|%[0-9A-Fa-f]{2}|=[0-9A-F]{2}|=[ \t]{0,4}\r?\n|\\[ux][0-9A-Fa-f{]"
)
#: possessive throughout: a run is taken whole or not at all
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/=_\-])[A-Za-z0-9+/_\-]{12,}+"
    r"(?:[ \t]*+\r?\n[ \t>]*+[A-Za-z0-9+/_\-]{4,}+){0,400}+={0,2}"
)
_HAS_BASE64 = re.compile(r"[A-Za-z0-9+/_\-]{12}")
_PRINTABLE = re.compile(r"[\t\n\r\x20-\x7e\u00a0-\u024f\u0370-\u052f\u2000-\u206f]+")
#: a number with letters that pass for digits: 4O12 88BB …
_FAKE_DIGITS = re.compile(
    r"(?<!\w)(?=[0-9OoQlI|SBZ]{0,4}[ \-]?[0-9OoQlI|SBZ]{0,4}[ \-]?[0-9])"
    r"[0-9OoQlI|SBZ][0-9OoQlI|SBZ \-]{10,28}[0-9OoQlI|SBZ](?!\w)"
)

_HAS_FAKE = re.compile(r"[0-9][OoQlI|SBZ]{1,4}[ \-]?[0-9]")


def views(text: str) -> Iterator[MappedText]:
    """`text` normalised, then what is encoded in it, each with the map back to `text`."""
    for view in _decoded(text, 0):
        plain = normalise(view.text)
        yield plain.after(view) if plain.starts or view.starts else plain
    yield from _fake_digits(text)


def _decoded(text: str, depth: int) -> Iterator[MappedText]:
    if depth == 0:
        yield MappedText(text)
    if depth > 1:
        return
    if _HAS_ENCODED.search(text):
        plain = _plain(text)
        if plain is not None:
            yield plain
            for deeper in _decoded(plain.text, depth + 1):
                yield deeper.after(plain)
    if _HAS_BASE64.search(text):
        for match in _BASE64.finditer(text):
            opened = _base64(match[0])
            if opened is None:
                continue
            maker = MappedTextBuilder()
            maker.add(opened, match.start(), match.end() - match.start(), False)
            whole = maker.done()
            yield whole
            for deeper in _decoded(opened, depth + 1):
                yield deeper.after(whole)


def _plain(text: str) -> MappedText | None:
    maker = MappedTextBuilder()
    at = 0
    for match in _ENCODED.finditer(text):
        found = match[0]
        new = _character(found)
        if new is None or new == found:
            continue
        maker.keep(text[at : match.start()], at)
        units = _units(found, new)
        if units is None:
            maker.add(new, match.start(), len(found), False)
        else:
            for number, char in enumerate(new):
                maker.add(char, match.start() + number * units, units, False)
        at = match.end()
    if not at:
        return None
    maker.keep(text[at:], at)
    return maker.done()


def _units(found: str, new: str) -> int | None:
    """Width of one encoded character where all are the same, so that each keeps its place."""
    return 3 if found[0] in "%=" and len(found) == 3 * len(new) else None


def _character(found: str) -> str | None:
    if found[0] == "&":
        new = html.unescape(found)
        return new if new != found and len(new) <= 2 else None
    if found[0] == "%":
        return _text(unquote_to_bytes(found))
    if found[0] == "=":
        if "\n" in found:
            return ""
        return _text(bytes.fromhex(found.replace("=", "")))
    try:
        return chr(int(found.strip("\\ux{}"), 16))
    except ValueError:
        return None


def _text(data: bytes) -> str | None:
    try:
        new = data.decode()
    except UnicodeDecodeError:
        new = data.decode("cp1252", "ignore")
    return new if new and (new.isprintable() or new in ("\n", "\r\n", "\t")) else None


def _base64(found: str) -> str | None:
    """What a base64 run says, if it is text of some length; None otherwise."""
    packed = re.sub(r"[\s>]+", "", found).rstrip("=")
    if len(packed) % 4 == 1 or len(packed) < 12:
        return None
    # a word, a path or a plain number is no encoding
    kinds = sum(bool(re.search(kind, packed)) for kind in ("[a-z]", "[A-Z]", "[0-9+/_-]"))
    if kinds < 2 or packed.isdigit():
        return None
    packed = packed.replace("-", "+").replace("_", "/")
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4))
        text = data.decode()
    except (binascii.Error, ValueError):
        return None
    return text if _PRINTABLE.fullmatch(text) else None


def _fake_digits(text: str) -> Iterator[MappedText]:
    if not _HAS_FAKE.search(text):
        return
    for match in _FAKE_DIGITS.finditer(text):
        found = match[0]
        digits = sum(char.isdigit() for char in found)
        fakes = sum(not char.isdigit() and char not in " -" for char in found)
        if not fakes or digits < 2 * fakes:
            continue
        maker = MappedTextBuilder()
        maker.keep(found.translate(DIGIT_LIKE), match.start())
        yield maker.done()
