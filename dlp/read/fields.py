"""Header fields as people see them."""

from __future__ import annotations

import re

from dlp.mime.charset import visible
from dlp.mime.tree import Part
from dlp.mime.words import DecodedWords, decode_words
from dlp.model import Role, Segment, Unread
from dlp.read.base import Collector, SourceLocation, SourceSyntax

# An address in angle brackets, or bare; a quoted name that is nothing but an address.
_ADDRESS = re.compile(
    r"""<(?:[^\s<>@"]{0,200}+@[^\s<>@"]{0,260}+)?>|"""
    r"""["'](?=[^\s"'@]{1,200}@[^\s"'@]{1,260}["']\s*<)[^"']*+["']|"""
    r"""(?<![^\s<,;:(])[^\s<>,;:"()@=?]{1,200}+@[^\s<>,;:"()@=?]{1,260}+(?=[\s>,;)]|$)"""
)
_WORDY = re.compile(r"\w")
#: parameters that machines write and no client shows
_MACHINE_PARAMS = frozenset(
    """
    boundary charset format delsp type protocol micalg report-type smime-type start start-info
    method reply-type size creation-date modification-date read-date access-type expiration
    number total id padding version component header x-unix-mode x-mac-type x-mac-creator profile
    conversions differences x-apple-part-url optinfo name filename
    """.split()
)


def shown(raw: bytes) -> str:
    """A raw field value as text: folds gone, encoded words decoded."""
    return decode_words(visible(raw.decode("utf-8", "surrogateescape"))).text.strip()


def read(
    raw: bytes, path: str, addresses: bool, location: SourceLocation | None, out: Collector
) -> None:
    """Read one field value: all of it, or the names and comments beside its addresses."""
    exact = raw.decode("utf-8", "surrogateescape")
    source = visible(exact)
    if addresses:
        words = _names(source)
    else:
        words = _stripped(decode_words(source))
    if words.cut:
        out.unreadable(path, Unread.TOO_LARGE, "more encoded words than the limit")
    if not _WORDY.search(words.text):
        return
    syntax = SourceSyntax.ADDRESSES if addresses else SourceSyntax.FIELD
    leaf = out.leaf(exact, "utf-8", syntax, location)
    role = Role.SUBJECT if path.rpartition("/")[2].startswith("subject") else Role.HEADER
    segments = tuple(Segment(*run) for run in words.runs)
    out.add(leaf, path, words.text, role, "text/plain", segments)


def _names(source: str) -> DecodedWords:
    pieces: list[str] = []
    runs: list[tuple[int, int, int, int]] = []
    length = at = 0
    cut = False
    spans = [match.span() for match in _ADDRESS.finditer(source)]
    for start, end in [*spans, (len(source), len(source))]:
        words = decode_words(source[at:start])
        cut = cut or words.cut
        text = words.text
        if text and not text.isspace():
            pieces.append(text)
            runs += [_shift(run, length, at) for run in words.runs]
            length += len(text)
        at = end
    return _stripped(DecodedWords("".join(pieces), tuple(runs), cut))


def _stripped(words: DecodedWords) -> DecodedWords:
    """Without white space before the first word and after the last."""
    text = words.text.rstrip()
    lead = len(text) - len(text.lstrip())
    if not lead and len(text) == len(words.text):
        return words
    runs = []
    for start, end, source_start, source_end in words.runs:
        plain = end - start == source_end - source_start
        first, last = max(start, lead), min(end, len(text))
        if first >= last:
            continue
        if plain:
            source_start, source_end = source_start + first - start, source_end - (end - last)
        elif (first, last) != (start, end):
            first, last = start, end  # white space inside an encoded word stays
            lead = min(lead, start)
        runs.append((first, last, source_start, source_end))
    stop = max([len(text), *(run[1] for run in runs)])
    lead = min([lead, *(run[0] for run in runs)])
    return DecodedWords(
        words.text[lead:stop], tuple((a - lead, b - lead, c, d) for a, b, c, d in runs), words.cut
    )


def _shift(run: tuple[int, int, int, int], text: int, source: int) -> tuple[int, int, int, int]:
    return run[0] + text, run[1] + text, run[2] + source, run[3] + source


def read_params(part: Part, prefix: str, out: Collector) -> None:
    """Read what stands in parameters that no program uses, where text may hide."""
    for name, params in (
        ("content-type", part.params),
        ("content-disposition", part.disposition_params),
    ):
        values = [param.value for param in params if param.name not in _MACHINE_PARAMS]
        if values:
            text = "\n".join(values)
            leaf = out.leaf(text, "", SourceSyntax.FIELD, None)
            out.add(leaf, f"{prefix}header:{name}", text, Role.ATTRIBUTE, "text/plain", ())
