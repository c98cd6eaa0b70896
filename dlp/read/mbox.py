"""mbox: many mails in one file, each begun by a line ``From `` (RFC 4155)."""

from __future__ import annotations

import re

from dlp.model import Unread
from dlp.read.base import Collector, PartContent

_FROM = re.compile(rb"(?m)^From [^\r\n]*\r?\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")


def read(item: PartContent, out: Collector) -> None:
    """Read every mail of the file, as ``<part>/mail:1``, …"""
    starts = [match.span() for match in _FROM.finditer(item.data)]
    if not starts or starts[0][0] > 0:
        starts.insert(0, (0, 0))
    if len(starts) > out.limits.parts:
        out.unreadable(item.part, Unread.TOO_LARGE, "more mails than the limit")
        starts = starts[: out.limits.parts]
    ends = [start for start, _ in starts[1:]] + [len(item.data)]
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), 1):
        data = _QUOTED.sub(rb"\1", item.data[start:end])
        if data.strip() and out.afford(item.part, len(data)):
            out.inside(PartContent(f"{item.part}/mail:{number}", "message/rfc822", data))
