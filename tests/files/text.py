"""Formats made of characters: CSV, JSON, XML, a mailbox, a mail, saved pages."""

from __future__ import annotations

import base64

from files import Made
from files.opc import Markers


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def csv() -> Made:
    """Semicolons, quotes, a line end inside quotes."""
    mark = Markers("csv")
    rows = [
        f'name;{mark("row 1")};"a ""quoted"" word"',
        f'"Berg; Anna";4711;{mark("row 2")}',
        f'"two\nlines {mark("row 3")}";x;y',
    ]
    return Made("csv", "list.csv", "\r\n".join(rows).encode(), mark.places)


def json() -> Made:
    """Keys, values, escapes, numbers."""
    mark = Markers("json")
    escaped = "".join(f"\\u{ord(char):04x}" for char in mark("main text"))
    text = (
        f'{{"{mark("main text")}": "{mark("main text")}", "deep": [[{{"x": "{escaped}"}}]],'
        f' "slash": "a\\/{mark("main text")}", "number": 4111111111111111}}'
    )
    return Made("json", "data.json", text.encode(), mark.places)


def xml() -> Made:
    """Text, attributes, comments, instructions, CDATA, entities."""
    mark = Markers("xml")
    entity = mark("as-html")
    text = (
        f'<?xml version="1.0"?><!-- {mark("as-html, comment")} --><?app {mark("as-html, comment")}?>'
        f'<r a="{mark("as-html, attribute")}"><![CDATA[{mark("main text")}]]>'
        f"<y>&#{ord(entity[0])};{entity[1:]}</y><{mark('main text')}/></r>"
    )
    return Made("xml", "data.xml", text.encode(), mark.places)


def eml() -> Made:
    """A mail with a file in it, as an attachment is."""
    mark = Markers("eml")
    text = (
        f"From: a@example.org\r\nSubject: {mark('subject')}\r\nX-Note: {mark('header x-note')}\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\n\r\n{mark('body 1')}\r\n--b\r\nContent-Type: text/html\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64('<p>' + mark('body 2, html') + '</p>')}\r\n"
        f'--b\r\nContent-Disposition: attachment; filename="{mark("attachment 3, name")}.txt"\r\n\r\n'
        "x\r\n--b--\r\n"
    )
    return Made("eml", "mail.eml", text.encode(), mark.places)


def mbox() -> Made:
    """Two mails, one in base64."""
    mark = Markers("mbox")
    text = (
        f"From a@example.org Mon Jan  5 10:00:00 2026\r\nSubject: {mark('mail 1, subject')}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{_b64(mark('mail 1, body 1'))}\r\n\r\n"
        f"From b@example.org Mon Jan  5 10:00:00 2026\r\nSubject: x\r\n\r\n{mark('mail 2, body 1')}\r\n"
    )
    return Made("mbox", "old.mbox", text.encode(), mark.places)


def made() -> list[Made]:
    """All of them."""
    return [csv(), json(), xml(), eml(), mbox()]
