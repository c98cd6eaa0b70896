"""Part paths: how people, policies and redaction name a place in a message.

    subject                         header:x-note            header:x-note:2  (the second one)
    body:1                          body:2/html              body:2/html/link
    attachment:3/report.pdf         attachment:3/name        attachment:3/report.pdf/header:comments
    attachment:4/fwd.eml/subject    attachment:4/fwd.eml/body:1
    gap:1                           (text between the parts of a multipart, shown by no client)

Leaves are numbered from 1 through each message, bodies and attachments together, in the order
they stand. A path holds no content but file names and field names; so it belongs with the
findings it locates, and never into a log or a metric. `safe_part` is for those.
"""

from __future__ import annotations

import re

#: longest file name in a path
LONGEST_NAME = 80

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_KNOWN = re.compile(
    r"(?:subject|name|message|html|hidden|comment|attribute|link|code|as-html|as-mail|as-other|raw"
    r"|buried|(?:body|attachment|gap|container|uu|yenc):\d{1,9})(?::\d{1,9})*"
)
_HEADER = re.compile(r"header:[^/]*")


def safe_name(name: str) -> str:
    """A file name as a path step: no separators or control characters, at most 80 characters."""
    return _UNSAFE.sub("_", name).strip()[:LONGEST_NAME].strip(". ")


def safe_part(path: str) -> str:
    """`path` for logs and metrics: file names and header names replaced by ``*``."""
    return "/".join(
        step if _KNOWN.fullmatch(step) else "header:*" if _HEADER.fullmatch(step) else "*"
        for step in path.split("/")
    )
