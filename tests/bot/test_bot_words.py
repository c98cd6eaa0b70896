"""What the bot says and understands."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dlp.bot import words
from dlp.bot.words import Asks, Command
from dlp.references import new_reference

REFERENCE = "D7K2-QF4M-X9TB"


def test_commands_are_understood() -> None:
    assert words.understood("  Status ") == Command(Asks.STATUS)
    for text in ("false positive", "False-Positive"):
        found = words.understood(f"{text} {REFERENCE.lower()}")
        assert found == Command(Asks.CONTEST, REFERENCE)
    found = words.understood(f"justify {REFERENCE}  the customer\nasked for it ")
    assert found == Command(Asks.JUSTIFY, REFERENCE, "the customer\nasked for it")
    for text in ("", "justify", f"justify {REFERENCE}", "false positive ABC", "status please"):
        assert words.understood(text).asks is Asks.HELP


@given(st.text(), st.text())
def test_anything_else_is_no_command(before: str, after: str) -> None:
    assert words.understood(before + after).asks in Asks
    reference = new_reference()
    found = words.understood(f"justify {reference} {after}x")
    assert found.reference == reference and found.asks is Asks.JUSTIFY


def test_a_notice_says_what_can_be_done() -> None:
    line = {"text": "It is held.", "room": "!a:x.test", "rule": "phone", "action": "delayed"}
    payload = json.dumps(
        {"reference": REFERENCE, "contact": "the team", "lines": [{**line, "link": ""}]}
    ).encode()
    text = words.notice(payload, lambda rule: rule == "phone")
    assert "It is held. (https://matrix.to/#/!a:x.test)" in text
    assert f"justify {REFERENCE}" in text and f"false positive {REFERENCE}" in text
    assert "justify" not in words.notice(payload, lambda rule: False)
    line |= {"rule": "", "action": "relayed", "link": "https://matrix.to/#/!b/$c"}
    payload = json.dumps({"reference": REFERENCE, "contact": "us", "lines": [line]}).encode()
    text = words.notice(payload, lambda rule: True)
    assert "https://matrix.to/#/!b/$c" in text and "false positive" not in text


def test_standing_names_references_only() -> None:
    assert words.standing([]) == "Nothing of yours was stopped or changed."
    assert words.standing([(REFERENCE, "held", 0.0)]) == f"{REFERENCE} held (1970-01-01 00:00 UTC)"
