"""Small makers for the tests of what is kept."""

from __future__ import annotations

from typing import Any

from dlp import config
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Finding,
    Held,
    Level,
    Message,
    Sender,
)
from dlp.store import (
    Evidence,
    KeyRing,
    NewDispatch,
    NewIncident,
    State,
    Store,
    new_incident,
)

KEY = bytes(range(32))
SECRET = "the-canary-4929123412341234"
MAIL = (
    b"From: anna@example.org\r\nTo: ben@partner.example\r\nSubject: plans\r\n\r\n"
    b"keep this: " + SECRET.encode() + b"\r\n"
)
FINDING = Finding("CREDIT_CARD", f"attachment:2/{SECRET}.txt", 3, 9, 0.9, "presidio", "luhn")


def make_store(url: str, *, keys: KeyRing | None = None, **options: Any) -> Store:
    return Store(config.StoreSettings(url=url, **options), keys or KeyRing(KEY))


def make_message(
    identity: str = "AAAA-BBBB-CCCC",
    *recipients: str,
    sender: str = "anna@example.org",
    data: bytes = MAIL,
    params: str = "",
    **facts: Any,
) -> Message:
    return Message(
        id=identity,
        protocol="smtp",
        sender=Sender(sender, facts={"params": params}),
        destinations=tuple(
            Destination(each, "smtp", {"params": ""})
            for each in recipients or ("ben@partner.example",)
        ),
        media_type="message/rfc822",
        payload=Held(data),
        facts=facts,
    )


def make_incident(
    message: Message | None = None, *, state: State = State.HELD, now: float = 1000.0, **extra: Any
) -> NewIncident:
    message = message or make_message()
    decision = Decision(message.destinations, Action.HOLD, "unread", "cannot be read", "Held.")
    examination = Examination((FINDING,), Level.RESTRICTED)
    return new_incident(
        message, examination, [decision], state=state, policy_version="v1", now=now, **extra
    )


def make_evidence(data: bytes = MAIL) -> Evidence:
    return Evidence(Held(data), (FINDING,))


def make_dispatch(
    identity: str = "AAAA-BBBB-CCCC.1", *recipients: str, now: float = 1000.0, **extra: Any
) -> NewDispatch:
    message = make_message("AAAA-BBBB-CCCC", *recipients)
    values: dict[str, Any] = {
        "id": identity,
        "incident": message.id,
        "protocol": "smtp",
        "channel": "relay",
        "sender": message.sender,
        "destinations": message.destinations,
        "media_type": message.media_type,
        "payload": message.payload,
        "created": now,
        "expires": now + 1000,
    }
    return NewDispatch(**{**values, **extra})
