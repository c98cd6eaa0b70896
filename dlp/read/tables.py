"""Text with a delimiter (CSV, RFC 4180, and its dialects): cells joined by tabs, rows by lines.

The text keeps the source's length, so one segment maps all of it: delimiters outside quotes
become tabs, line ends inside quotes spaces. Quotes stay. Rows have spots.
"""

from __future__ import annotations

import re
from itertools import islice

from dlp.mime.charset import decode_lenient
from dlp.model import Role, Spot
from dlp.read.base import Collector, PartContent, SourceSyntax
from dlp.read.other_charset import other_reading
from dlp.read.text import armour, lines

_DELIMITERS = ",;\t|"
_QUOTED = re.compile(r'("(?:[^"]|"")*+(?:"|\Z))')
_END = re.compile(r"\n")
#: most rows that have a spot of their own
_SPOTS = 50_000
_SAMPLE = 20


def read(item: PartContent, out: Collector) -> None:
    """Read a table of text."""
    decoded = decode_lenient(item.data, item.charset)
    text = lines(decoded.text)
    delimiter = "\t" if item.name.lower().endswith(".tsv") else sniffed(text)
    if delimiter:
        text = as_tabs(text, delimiter)
    leaf = out.leaf(decoded.exact, decoded.codec, SourceSyntax.TABLE, item.location)
    out.add(leaf, item.part, text, Role.BODY, item.media_type, None, _rows(text))
    if other := other_reading(item, decoded, out):
        again = out.leaf(other, "", SourceSyntax.TEXT, None)
        out.add(again, f"{item.part}/as-other", lines(other), Role.BODY, item.media_type, ())
    armour(item.part, decoded.text, out)


def sniffed(text: str) -> str:
    """The delimiter: the one that all of the first rows hold equally often, or the most of; ""
    for none."""
    rows = [_QUOTED.sub('""', row) for row in islice(_split(text), _SAMPLE)]
    if not rows:
        return ""
    counts = {char: [row.count(char) for row in rows] for char in _DELIMITERS}
    steady = [char for char, each in counts.items() if each[0] and len(set(each)) == 1]
    if steady:
        return max(steady, key=lambda char: counts[char][0])
    best = max(_DELIMITERS, key=lambda char: sum(counts[char]))
    return best if sum(counts[best]) else ""


def _split(text: str) -> list[str]:
    return [row for row in text[:20_000].split("\n", _SAMPLE)[:_SAMPLE] if row.strip()]


def as_tabs(text: str, delimiter: str) -> str:
    """`text` with tabs for delimiters; the same length."""
    if '"' not in text:
        return text.replace(delimiter, "\t")
    pieces = _QUOTED.split(text)
    for at, piece in enumerate(pieces):
        pieces[at] = piece.replace("\n", " ") if at % 2 else piece.replace(delimiter, "\t")
    return "".join(pieces)


def _rows(text: str) -> tuple[Spot, ...]:
    ends = islice(_END.finditer(text), _SPOTS)
    starts = [0, *(match.end() for match in ends)]
    return tuple(Spot(at, f"row {row}") for row, at in enumerate(starts, 1) if at < len(text))
