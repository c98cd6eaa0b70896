"""Other readings of a text: what stands in it encoded or in pieces.

The text itself is the first view. Where it holds HTML entities, percent-encoding or the remains of
quoted-printable (RFC 2045 §6.7), one more view has them decoded; each run in another notation
(`encodings`) and each value in pieces (`pieces`) is a view of its own. Decoded text is looked into
once more, never deeper.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from dlp.detect.engine.text.confusables import DIGIT_LIKE
from dlp.detect.engine.text.encodings import decoded_runs
from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder
from dlp.detect.engine.text.normalise import normalise
from dlp.detect.engine.text.pieces import pieced

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
#: a number with letters that pass for digits: 4O12 88BB …, and an IBAN with such
_FAKE_DIGITS = re.compile(
    r"(?<!\w)(?:(?=[0-9OoQlI|SBZ]{0,4}[ \-]?[0-9OoQlI|SBZ]{0,4}[ \-]?[0-9])"
    r"[0-9OoQlI|SBZ][0-9OoQlI|SBZ \-]{8,28}[0-9OoQlI|SBZ]|"
    r"(?P<country>[A-Z]{2})[0-9OQIlSBZ]{2}(?: ?[0-9OoQIlSBZ]{4}){2,7}"
    r"(?: ?[0-9OoQIlSBZ]{1,3})?)(?!\w)"
)

_HAS_FAKE = re.compile(r"[0-9][ \-]?[OoQlI|SBZ]{1,4}[ \-]?[0-9]")


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
    for whole in decoded_runs(text):
        yield whole
        for deeper in _decoded(whole.text, depth + 1):
            yield deeper.after(whole)
    for joined in pieced(text):
        yield joined
        for run in decoded_runs(joined.text):
            yield run.after(joined)


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


def _fake_digits(text: str) -> Iterator[MappedText]:
    if not _HAS_FAKE.search(text):
        return
    for match in _FAKE_DIGITS.finditer(text):
        found = match[0]
        country = match["country"] or ""
        number = found[len(country) :]
        digits = sum(char.isdigit() for char in number)
        fakes = sum(not char.isdigit() and char not in " -" for char in number)
        if not fakes or digits < (fakes if country else 2 * fakes):
            continue
        maker = MappedTextBuilder()
        maker.keep(country + number.translate(DIGIT_LIKE), match.start())
        yield maker.done()
