"""What Matrix can do, as the gateway asks (`dlp.protocols.ProtocolProfile`)."""

from __future__ import annotations

import json
from typing import Any

from dlp.config import Config
from dlp.errors import ConfigError
from dlp.matrix.accounts import user_of
from dlp.matrix.events import MEDIA_TYPE, REPLAYABLE, parse
from dlp.model import Action, Destination, Held, Message, Payload, Sender
from dlp.protocols import DestinationStatus, Draft, Notice, NoticeRequest, ProtocolProfile

NAME = "matrix"
#: the channel into the room that a message was meant for, as its sender
ORIGINAL_ROOM = "matrix-room"
#: the channel to the bot, and what it is given: sentences of ours, rooms, references; no content
BOT = "matrix-bot"
NOTICE = "application/vnd.dlp.notice+json"


def profile(settings: Config) -> ProtocolProfile:
    """Chat: the bot tells senders all that a client would hardly show, and what is released an
    application service sends as its sender."""
    appservice = settings.matrix.appservice
    bot = appservice is not None and bool(appservice.bot)

    def notify(request: NoticeRequest) -> Notice | None:
        return _notice(request, settings.notices.contact) if bot else None

    def not_releasable(sender: Sender, media_type: str, payload: Payload) -> str:
        if appservice is None:
            return "matrix.appservice is not set"
        return _not_replayable(sender, media_type, payload)

    return ProtocolProfile(
        name=NAME,
        channel=ORIGINAL_ROOM,
        headers=False,
        tickets=False,
        stamp=None,
        told=frozenset({Action.REDACT, Action.REDIRECT, Action.HOLD, Action.BLOCK}),
        notify=notify,
        not_releasable=not_releasable,
        compose=compose,
        room=lambda destination: destination.address.startswith("!"),
    )


def compose(draft: Draft) -> Message:
    """A request as the proxy hands it on (JSON), or a text as somebody would write it in a room;
    its recipients are the room's audience. ConfigError for anything else."""
    try:
        data = _event(draft.data)
    except ValueError:
        raise ConfigError(draft.name or "message", "is neither text nor a Matrix event") from None
    sender = draft.sender or Sender("")
    if sender.address:
        known = {"user": user_of(sender.address), "device": ""}
        sender = Sender(sender.address, sender.authenticated or sender.address, known)
    facts: dict[str, Any] = {"operation": json.loads(data)["operation"]}
    if draft.recipients:
        facts["audience"] = sorted(draft.recipients)
    return Message(
        id="draft",
        protocol=NAME,
        sender=sender,
        destinations=(Destination("!draft", NAME, facts),),
        media_type=MEDIA_TYPE,
        payload=Held(data),
    )


def _event(data: bytes) -> bytes:
    """`data` if it is an event of the proxy's; the event that says `data`. ValueError for bytes."""
    text = data.decode()
    try:
        found = parse(data)
    except ValueError:
        found = None
    if isinstance(found, dict) and set(found) == {"operation", "path", "content"}:
        return data
    content = {"msgtype": "m.text", "body": text}
    event = {"operation": "send", "path": {"type": "m.room.message"}, "content": content}
    return json.dumps(event, ensure_ascii=False).encode()


def _notice(request: NoticeRequest, contact: str) -> Notice | None:
    """What the bot tells the sender, in the room that they share."""
    user = str(request.sender.facts.get("user", ""))
    told = [status for status in request.statuses if _wanted(status)]
    if not user or not told:
        return None
    notice = {
        "reference": request.reference,
        "contact": contact,
        "lines": [
            {
                "text": each.text,
                "room": each.destination.address,
                "rule": each.rule,
                "action": each.action,
                "link": each.link,
            }
            for each in told
        ],
    }
    return Notice(
        protocol=NAME,
        channel=BOT,
        sender=Sender(""),
        destinations=(Destination(user, NAME),),
        media_type=NOTICE,
        payload=json.dumps(notice).encode(),
    )


def _wanted(status: DestinationStatus) -> bool:
    """What a client shows by itself (a message that arrived) is not told."""
    return status.action != "relayed" or status.courtesy


def _not_replayable(sender: Sender, media_type: str, payload: Payload) -> str:
    """Why nobody but its sender can make a request, or make it now."""
    if media_type != MEDIA_TYPE:
        return "a file gets its address when it is uploaded"
    operation = str(parse(payload.read())["operation"])
    if operation not in REPLAYABLE or not sender.facts.get("user"):
        return f"{operation} is answered at once or not at all"
    return ""
