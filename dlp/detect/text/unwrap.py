"""Join hard-wrapped lines and take off quoting marks, so that no name is cut by a line break.

Mail is wrapped at 60 to 78 columns (RFC 3676 §3 recommends 66 to 72); a line that stops short of
that, or is followed by an empty one, a list item or another quoting depth, ends its paragraph.
"""

from __future__ import annotations

import re

from dlp.detect.text.mapping import Maker, Mapped

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
_QUOTE = re.compile(r"(?:[ \t]{0,3}>){1,64}[ \t]?|[|:][ \t](?=\S)")
_ITEM = re.compile(r"\s|[-*+•·#=_]|\(?\d{1,3}[.)]\s|[A-Z][\w-]{0,30}:\s")
_SHORTEST = 50


def unwrap(text: str) -> Mapped:
    """`text` without quoting marks, each paragraph on one line; other line breaks stay."""
    maker = Maker()
    lines = [(match.start(), match[0]) for match in _LINE.finditer(text)]
    bodies = [_body(line) for _, line in lines]
    for number, (at, line) in enumerate(lines):
        depth, body = bodies[number]
        skip = len(line) - len(body)
        here = body.rstrip("\r\n")
        maker.keep(here, at + skip)
        if here == body:
            continue
        newline = at + skip + len(here)
        width = len(body) - len(here)
        goes_on = (
            len(line) - width >= _SHORTEST
            and number + 1 < len(lines)
            and bodies[number + 1][0] == depth
            and (after := bodies[number + 1][1].strip())
            and not _ITEM.match(bodies[number + 1][1])
            and not here.endswith((".", "!", "?", ":"))
            and not after.startswith(">")
        )
        if goes_on:
            maker.add("" if here.endswith(" ") else " ", newline, width, False)
        else:
            maker.add("\n", newline, width, False)
    return maker.done()


def _body(line: str) -> tuple[int, str]:
    """How deep `line` is quoted, and what stands behind the marks."""
    match = _QUOTE.match(line)
    if not match:
        return 0, line
    return match[0].count(">"), line[match.end() :]
