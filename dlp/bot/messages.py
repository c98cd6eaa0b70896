"""What the bot says and understands. Pure; never repeats what somebody wrote."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

_REFERENCE = r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}"
_CONTEST = re.compile(rf"false[ -]positive\s+({_REFERENCE})", re.I)
_JUSTIFY = re.compile(rf"justify\s+({_REFERENCE})\s+(\S.*)", re.I | re.S)

HELP = (
    "I tell you what became of messages that were not sent as they were. You can write:\n"
    "status – your latest messages and where they stand\n"
    "false positive REFERENCE – there was nothing wrong with it\n"
    "justify REFERENCE your reason – send it all the same, where that is allowed"
)
CONTENT = "Please give a reason that repeats nothing of the message itself."
LATER = "That cannot be done right now. Please try again later."
NOTED = "Thank you. The people who keep the rules will see it."
SENDING = "Thank you. The message is being sent; your reason is kept with it."


class CommandName(StrEnum):
    """What a user can ask for."""

    STATUS = "status"
    CONTEST = "false positive"
    JUSTIFY = "justify"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Command:
    """What a user said to the bot."""

    name: CommandName
    reference: str = ""
    reason: str = ""


def parse_command(text: str) -> Command:
    """The command in a message to the bot; help for anything else."""
    text = text.strip()
    if text.lower() == "status":
        return Command(CommandName.STATUS)
    if found := _CONTEST.fullmatch(text):
        return Command(CommandName.CONTEST, found[1].upper())
    if found := _JUSTIFY.fullmatch(text):
        return Command(CommandName.JUSTIFY, found[1].upper(), found[2].strip())
    return Command(CommandName.HELP)


def notice(payload: bytes, justifiable: Callable[[str], bool]) -> str:
    """A notice (`dlp.proxies.matrix.profile.NOTICE`) in words, with what can be done about it."""
    said = json.loads(payload)
    reference, lines = said["reference"], said["lines"]
    text = [_line(each) for each in lines]
    if any(each["rule"] for each in lines):
        text.append(f"If there was nothing wrong with it, write: false positive {reference}")
    if any(each["action"] == "delayed" and justifiable(each["rule"]) for each in lines):
        text.append(f"To send it all the same, write: justify {reference} and your reason")
    text.append(f"Reference: {reference}. Questions: {said['contact']}.")
    return "\n".join(text)


def status_reply(items: Sequence[tuple[str, str, float]]) -> str:
    """`items` are references, states and times (seconds since the epoch, written by the caller's
    clock in UTC), the newest first."""
    if not items:
        return "Nothing of yours was stopped or changed."
    return "\n".join(
        f"{reference} {state} ({datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC)"
        for reference, state, at in items
    )


def _line(line: Mapping[str, Any]) -> str:
    room = str(line["room"])
    where = f" ({_link(room)})" if room.startswith("!") and not line["link"] else ""
    return f"{line['text']}{where}" + (f" {line['link']}" if line["link"] else "")


def _link(room: str) -> str:
    return f"https://matrix.to/#/{quote(room, safe='!:')}"
