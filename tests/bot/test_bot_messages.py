"""What the bot says and understands."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dlp.bot import messages
from dlp.bot.messages import Command, CommandName
from dlp.references import new_reference

REFERENCE = "D7K2-QF4M-X9TB"


def test_commands_are_understood() -> None:
    assert messages.parse_command("  Status ") == Command(CommandName.STATUS)
    for text in ("false positive", "False-Positive"):
        found = messages.parse_command(f"{text} {REFERENCE.lower()}")
        assert found == Command(CommandName.CONTEST, REFERENCE)
    found = messages.parse_command(f"justify {REFERENCE}  the customer\nasked for it ")
    assert found == Command(CommandName.JUSTIFY, REFERENCE, "the customer\nasked for it")
    for text in ("", "justify", f"justify {REFERENCE}", "false positive ABC", "status please"):
        assert messages.parse_command(text).name is CommandName.HELP


@given(st.text(), st.text())
def test_anything_else_is_no_command(before: str, after: str) -> None:
    assert messages.parse_command(before + after).name in CommandName
    reference = new_reference()
    found = messages.parse_command(f"justify {reference} {after}x")
    assert found.reference == reference and found.name is CommandName.JUSTIFY


def test_a_notice_says_what_can_be_done() -> None:
    line = {"text": "It is held.", "room": "!a:x.test", "rule": "phone", "action": "delayed"}
    payload = json.dumps(
        {"reference": REFERENCE, "contact": "the team", "lines": [{**line, "link": ""}]}
    ).encode()
    text = messages.notice(payload, lambda rule: rule == "phone")
    assert "It is held. (https://matrix.to/#/!a:x.test)" in text
    assert f"justify {REFERENCE}" in text and f"false positive {REFERENCE}" in text
    assert "justify" not in messages.notice(payload, lambda rule: False)
    line |= {"rule": "", "action": "relayed", "link": "https://matrix.to/#/!b/$c"}
    payload = json.dumps({"reference": REFERENCE, "contact": "us", "lines": [line]}).encode()
    text = messages.notice(payload, lambda rule: True)
    assert "https://matrix.to/#/!b/$c" in text and "false positive" not in text


def test_standing_names_references_only() -> None:
    assert messages.status_reply([]) == "Nothing of yours was stopped or changed."
    assert (
        messages.status_reply([(REFERENCE, "held", 0.0)])
        == f"{REFERENCE} held (1970-01-01 00:00 UTC)"
    )
