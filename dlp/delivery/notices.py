"""What senders are told: by mail as delivery status notifications, in a chat by the bot.

RFC 3461 §5 says who wants to hear what, RFC 3464 how it is written. Of the original only the few
header fields that identify it: a full copy, or its subject, would repeat what must not go out.
Never to the null sender (RFC 5321 §4.5.5).
"""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from dlp import config
from dlp.mime import report
from dlp.model import Action, Destination, Held, Sender
from dlp.policy.deciding import PUBLIC
from dlp.store import NewDispatch

#: the way to the bot, and what it is given: sentences of ours, rooms, references; no content
BOT = "matrix-bot"
NOTICE = "application/vnd.dlp.notice+json"

#: parameters of the original MAIL command that its reports keep (RFC 8689 §5)
_KEPT = ("REQUIRETLS",)


#: subject of a courtesy, by action: a held mail is "delayed" to programs, but nobody retries it
_TITLES = {
    "delayed": "Your mail is held for review",
    "relayed": "Your mail was sent by a protected way",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one destination."""

    destination: Destination
    #: ``failed``, ``delayed`` or ``relayed`` (RFC 3464 §2.3.3)
    action: str
    #: RFC 3463, e.g. ``5.7.1``
    status: str
    #: a plain sentence for the person who reads it
    text: str
    #: the far side's reply, where there was one
    diagnostic: str = ""
    #: we tell because we want to, not because the sender's mail system asked for it
    courtesy: bool = False
    #: the rule that decided
    rule: str = ""
    #: where the copy is now
    link: str = ""


def wanted(line: Line) -> bool:
    """Whether the sender asked for, or did not decline, a report like this (RFC 3461 §4.1)."""
    notify = _parameter(line.destination.facts, "NOTIFY")
    asked = {word.strip().upper() for word in notify.split(",")} if notify else set()
    if "NEVER" in asked:
        return False
    match line.action:
        case "failed":
            return not asked or "FAILURE" in asked
        case "delayed":
            return not asked or "DELAY" in asked
        case _:
            return "SUCCESS" in asked or (line.courtesy and not asked)


def sentence(action: Action, public: str) -> str:
    """What a sender hears of a decision: what became of it and the rule's reason; no content."""
    reason = "" if public == PUBLIC[action] else public.strip()
    said = " ".join(part for part in (PUBLIC[action], reason) if part)
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


class Reporter:
    """Makes dispatches of reports to senders."""

    def __init__(self, settings: config.Config) -> None:
        self._settings = settings
        self._hostname = settings.smtp.hostname or socket.gethostname()
        shown = settings.notices.from_address
        self._from = shown if "@" in shown else f"{shown}@{self._hostname}"

    def report(
        self,
        *,
        reference: str,
        sender: Sender,
        media_type: str,
        original: bytes,
        lines: Sequence[Line],
        now: float,
    ) -> NewDispatch | None:
        """One report to the sender on all `lines` it wants to hear; None if there is nobody to
        tell or nothing to say. Of `original` only the header section is used."""
        told = [line for line in lines if wanted(line)]
        if told and "user" in sender.facts:
            return self._notice(reference, str(sender.facts["user"]), told, now)
        if not told or not sender.address or media_type != "message/rfc822":
            return None
        written = report.delivery_report(
            recipients=[_recipient(line) for line in told],
            original=original,
            to=sender.address,
            from_address=self._from,
            reporting_mta=self._hostname,
            message_id=f"{reference}.{secrets.token_hex(8)}@{self._hostname}",
            date=datetime.fromtimestamp(now, UTC),
            text=self._text(told, reference),
            title=_title(told),
            envelope_id=_parameter(sender.facts, "ENVID"),
        )
        kept = [
            word for word in str(sender.facts.get("params", "")).split() if word.upper() in _KEPT
        ] + ["SMTPUTF8"] * written.utf8
        courier = self._settings.courier
        return NewDispatch(
            id=dispatch_id(reference),
            incident=reference,
            protocol="smtp",
            channel=courier.channel,
            sender=Sender("", facts={"params": " ".join(kept)} if kept else {}),
            destinations=(Destination(sender.address, facts={"params": "NOTIFY=NEVER"}),),
            media_type="message/rfc822",
            payload=Held(written.data),
            created=now,
            expires=now + courier.expire,
            is_report=True,
        )

    def _notice(
        self, reference: str, user: str, lines: Sequence[Line], now: float
    ) -> NewDispatch | None:
        """What the bot tells a user of a chat; None where there is no bot."""
        delegate = self._settings.matrix.appservice
        if delegate is None or not delegate.bot:
            return None
        said = {
            "reference": reference,
            "contact": self._settings.notices.contact,
            "lines": [
                {"text": each.text, "room": each.destination.address, "rule": each.rule,
                 "action": each.action, "link": each.link}
                for each in lines
            ],
        }  # fmt: skip
        return NewDispatch(
            id=dispatch_id(reference),
            incident=reference,
            protocol="matrix",
            channel=BOT,
            sender=Sender(""),
            destinations=(Destination(user, "matrix"),),
            media_type=NOTICE,
            payload=Held(json.dumps(said).encode()),
            created=now,
            expires=now + self._settings.courier.expire,
            is_report=True,
        )

    def _text(self, lines: Sequence[Line], reference: str) -> str:
        """For a person: each sentence once, with the recipients it is about."""
        by_text: dict[str, list[str]] = {}
        for line in lines:
            by_text.setdefault(line.text, []).append(line.destination.address)
        said = [
            "\n".join([text, "", *(f"    {address}" for address in addresses)])
            for text, addresses in by_text.items()
        ]
        said.append(f"Reference: {reference}\nQuestions: {self._settings.notices.contact}")
        return "\n\n".join(said)


def _title(lines: Sequence[Line]) -> str:
    """The subject of a report about our own doing; "" where the usual one is right."""
    actions = {line.action for line in lines if line.courtesy}
    if len(actions) != 1 or any(line.action == "failed" for line in lines):
        return ""
    return _TITLES[actions.pop()]


def _recipient(line: Line) -> report.Recipient:
    return report.Recipient(
        address=line.destination.address,
        action=report.DsnAction(line.action),
        status=line.status,
        diagnostic=line.diagnostic,
        original=_parameter(line.destination.facts, "ORCPT"),
    )


def dispatch_id(reference: str) -> str:
    """A fresh id for a dispatch of the incident `reference`."""
    return f"{reference}.{secrets.token_hex(4)}"


def _parameter(facts: object, name: str) -> str:
    params = facts.get("params", "") if hasattr(facts, "get") else ""
    for word in str(params).split():
        key, _, value = word.partition("=")
        if key.upper() == name:
            return value
    return ""
