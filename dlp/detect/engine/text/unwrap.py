"""Join hard-wrapped lines and take off quoting marks, so that no name is cut by a line break.

Mail is wrapped at 60 to 78 columns (RFC 3676 §3 recommends 66 to 72); a line that stops short of
that, or is followed by an empty one, a list item or another quoting depth, ends its paragraph.
"""

from __future__ import annotations

import re

from dlp.detect.engine.text.mapping import MappedText, MappedTextBuilder

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>){1,64}[ \t]?|[|:][ \t](?=\S)")
_QUOTING = ("|", ":")
_ITEM = re.compile(r"\s|[-*+•·#=_]|\(?\d{1,3}[.)]\s|[A-Z][\w-]{0,30}:\s")
_SHORTEST = 50


def unwrap(text: str) -> MappedText:
    """`text` without quoting marks, each paragraph on one line; other line breaks stay."""
    maker = MappedTextBuilder()
    lines = _LINE.findall(text)
    depth, body = _body(lines[0]) if lines else (0, "")
    # what stays as it is goes on in one run, from `kept` on
    kept = at = 0
    for number, line in enumerate(lines, 1):
        next_depth, next_body = _body(lines[number]) if number < len(lines) else (-1, "")
        if len(body) < len(line):
            maker.keep(text[kept:at], kept)
            kept = at + len(line) - len(body)
        at += len(line)
        here = body.rstrip("\r\n")
        width = len(body) - len(here)
        goes_on = (
            width
            and len(line) - width >= _SHORTEST
            and next_depth == depth
            and (after := next_body.strip())
            and not _ITEM.match(next_body)
            and not here.endswith((".", "!", "?", ":"))
            and not after.startswith(">")
        )
        if goes_on or body[len(here) :] not in ("", "\n"):
            maker.keep(text[kept : at - width], kept)
            maker.add("\n" if not goes_on else "" if here.endswith(" ") else " ", at - width, width)
            kept = at
        depth, body = next_depth, next_body
    maker.keep(text[kept:], kept)
    return maker.done()


def _body(line: str) -> tuple[int, str]:
    """How deep `line` is quoted, and what stands behind the marks."""
    if ">" not in line and not line.startswith(_QUOTING):
        return 0, line
    match = _QUOTE.match(line)
    if not match:
        return 0, line
    return match[0].count(">"), line[match.end() :]
