"""HTML in calendars: what Outlook puts into X-ALT-DESC is read as a page, and cut in its source."""

from __future__ import annotations

import re

import pytest

from dlp.model import Finding
from dlp.read import read
from dlp.redaction import redact

HEAD = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n"
TAIL = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


def calendar(value: str, name: str = "X-ALT-DESC;FMTTYPE=text/html") -> bytes:
    return f"{HEAD}{name}:{value}{TAIL}".encode()


@pytest.mark.parametrize(
    "value",
    [
        "<p>4111<b>1111</b>11111111</p>",
        "<p>41111111<i>1111\r\n 1111</i></p>",
        "<p>4111&#49;111<span>111\r\n\t11111</span></p>",
        "\\n<p>4111<b>1111</b>1111\r\n 1111</p>\\n",
    ],
)
@pytest.mark.parametrize(
    "name", ["X-ALT-DESC", "X-ALT-DESC;FMTTYPE=text/html", "COMMENT;X=1;\r\n FMTTYPE=text/html"]
)
def test_a_value_across_tags_folds_and_entities_is_found_and_cut(value: str, name: str) -> None:
    data = calendar(value, name)
    found = [
        Finding("CREDIT_CARD", one.part, match.start(), match.end(), 1.0, "test")
        for one in read("text/calendar", data).passages
        if one.part.endswith("/html:1")
        for match in re.finditer("4111111111111111", one.text)
    ]
    assert len(found) == 1
    after = redact("text/calendar", data, found).decode()
    assert after.startswith(HEAD) and after.endswith(TAIL)
    plain = re.sub(r"<[^>]*>|\r\n[ \t]|&#\d+;|\\n", "", after)
    assert "[CREDIT_CARD removed]" in plain
    assert not re.search(r"\d{3}", plain.replace("X=1", ""))


def test_comments_and_attributes_of_such_a_page_are_read() -> None:
    data = calendar('<img alt="quince"><!-- medlar -->')
    said = {one.part: one.text for one in read("text/calendar", data).passages}
    assert "quince" in said["body:1/html:1/attribute"]
    assert "medlar" in said["body:1/html:1/comment"]
