"""Part paths: how people, policies and redaction name a place in a message.

    subject                         header:x-note            header:x-note:2  (the second one)
    body:1                          body:2/html              body:2/html/link
    attachment:3/report.pdf         attachment:3/name        attachment:3/report.pdf/header:comments
    attachment:4/fwd.eml/subject    attachment:4/fwd.eml/body:1
    attachment:5/report.docx/comment:3         attachment:6/all.zip/scan.pdf/page:2/ocr
    gap:1                           (text between the parts of a multipart, shown by no client)

Leaves are numbered from 1 through each message, bodies and attachments together, in the order
they stand. A path holds no content but file names and field names; so it belongs with the
findings it locates, and never into a log or a metric. `safe_part` is for those; `in_words` is for
people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: longest file name in a path
LONGEST_NAME = 80

_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f/\\\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_KNOWN = re.compile(
    r"(?:subject|name|message|html|hidden|comment|attribute|link|code|as-html|as-mail|as-other|raw"
    r"|buried|ocr|notes|revision|(?:body|attachment|gap|container|uu|yenc|page|slide|comment|footer"
    r"|footnote|endnote|note|alt|deleted|inserted|field|embedded|text|hidden|revision):\d{1,9})"
    r"(?::\d{1,9})*"
)
_HEADER = re.compile(r"header:[^/]*")
#: steps that say where in the message a file hangs: a person looks for its name
_AROUND = re.compile(r"(?:attachment|body|uu|yenc|embedded):\d+(?::\d+)*")
_NUMBERED = re.compile(r"([a-z-]+):(\d+)(?::\d+)*")
_NAMED = re.compile(r"([a-z][a-z-]*):(.+)")
_WORDS = {
    "about": "about the archive",
    "alt": "alternative text",
    "as-html": "read as HTML",
    "as-mail": "read as a mail",
    "data": "data URL",
    "control": "content control",
    "defined-name": "defined name",
    "deleted": "deleted text",
    "display-name": "display name",
    "embedded": "embedded file",
    "embedded-name": "name of embedded file",
    "extra": "extra field of file",
    "external": "link to another workbook",
    "field": "form field",
    "field-code": "field code",
    "header-footer": "header and footer",
    "hidden": "hidden text",
    "html": "HTML",
    "inserted": "inserted text",
    "layout": "slide layout",
    "leading": "before the beginning",
    "master": "slide master",
    "more": "other text",
    "name": "file name",
    "names": "file names",
    "ocr": "OCR",
    "page-label": "page label",
    "pivot": "pivot cache",
    "property-names": "names of properties",
    "restored": "card number as typed",
    "sheet-name": "name of the sheet",
    "strings": "strings of the file",
    "zip-comment": "comment of the archive",
    "unused-strings": "strings that no cell shows",
    "comment-authors": "authors of comments",
    "textbox": "text box",
    "textboxes": "text boxes",
    "tip": "screen tip",
    "trailing": "behind the end",
}


def safe_name(name: str) -> str:
    """A file name as a path step: no separators or control characters, at most 80 characters."""
    return _UNSAFE.sub("_", name).strip()[:LONGEST_NAME].strip(". ")


def safe_part(path: str) -> str:
    """`path` for logs and metrics: file names and header names replaced by ``*``."""
    return "/".join(
        step if _KNOWN.fullmatch(step) else "header:*" if _HEADER.fullmatch(step) else "*"
        for step in path.split("/")
    )


def in_words(path: str, at: str = "", name: str = "") -> str:
    """`path`, and the spot `at` within it, as a person would say it: ``report.docx, comment 3``,
    ``budget.xlsx, sheet "Hidden", C14``, ``scan.pdf, page 2 (OCR)``. `name` is that of the file
    where the path is one of a file on its own."""
    steps = path.split("/")
    if name and _AROUND.fullmatch(steps[0]):
        steps[0] = name
    said: list[str] = []
    for number, step in enumerate(steps):
        rest = steps[number + 1] if number + 1 < len(steps) else ""
        if _AROUND.fullmatch(step) and "." in rest and not _NAMED.fullmatch(rest):
            continue  # the file's name says it
        if step == "ocr" and said:
            said[-1] += " (OCR)"
        else:
            said.append(_said(step))
    return ", ".join((*said, at) if at else said)


def without_names(path: str, found: Iterable[str]) -> str:
    """`path` up to where a step is a file name that something was found in: such a name is
    content. `found` are the paths of findings; names are read as ``…/name`` and ``…/names``."""
    told = {part.rpartition("/")[0] for part in found if part.endswith(("/name", "/names"))}
    steps = path.split("/")
    kept = next((n for n in range(1, len(steps)) if "/".join(steps[:n]) in told), len(steps))
    return "/".join(steps[:kept])


def _said(step: str) -> str:
    if match := _NUMBERED.fullmatch(step):
        return f"{_WORDS.get(match[1], match[1])} {match[2]}"
    if (match := _NAMED.fullmatch(step)) and "." not in match[1]:
        return f'{_WORDS.get(match[1], match[1])} "{match[2]}"'
    return _WORDS.get(step, step)
