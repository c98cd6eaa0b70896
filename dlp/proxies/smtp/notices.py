"""What the senders of mails are told: delivery status notifications.

RFC 3461 §5 says who wants to hear what, RFC 3464 how it is written. Of the original only the few
header fields that identify it: a full copy, or its subject, would repeat what must not go out.
Never to the null sender (RFC 5321 §4.5.5).
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from datetime import UTC, datetime

from dlp.config import Config
from dlp.mime import report
from dlp.model import Destination, Sender
from dlp.protocols import DestinationStatus, Notice, NoticeRequest

#: parameters of the original MAIL command that its reports keep (RFC 8689 §5)
_KEPT = ("REQUIRETLS",)

#: subject of a courtesy, by action: a held mail is "delayed" to programs, but nobody retries it
_TITLES = {
    "delayed": "Your mail is held for review",
    "relayed": "Your mail was sent by a protected way",
}


def wanted(status: DestinationStatus) -> bool:
    """Whether the sender asked for, or did not decline, a report like this (RFC 3461 §4.1)."""
    notify = _parameter(status.destination.facts, "NOTIFY")
    asked = {word.strip().upper() for word in notify.split(",")} if notify else set()
    if "NEVER" in asked:
        return False
    match status.action:
        case "failed":
            return not asked or "FAILURE" in asked
        case "delayed":
            return not asked or "DELAY" in asked
        case _:
            return "SUCCESS" in asked or (status.courtesy and not asked)


class DeliveryReports:
    """`ProtocolProfile.notify` for mail."""

    def __init__(self, settings: Config) -> None:
        self._channel, self._contact = settings.courier.channel, settings.notices.contact
        self._hostname = settings.smtp.hostname or socket.gethostname()
        shown = settings.notices.from_address
        self._from = shown if "@" in shown else f"{shown}@{self._hostname}"

    def __call__(self, request: NoticeRequest) -> Notice | None:
        """One report on all that the sender wants to hear. Of the original only the header section
        is used."""
        sender = request.sender
        told = [status for status in request.statuses if wanted(status)]
        if not told or not sender.address:
            return None
        written = report.delivery_report(
            recipients=[_recipient(status) for status in told],
            original=request.original,
            to=sender.address,
            from_address=self._from,
            reporting_mta=self._hostname,
            message_id=f"{request.reference}.{secrets.token_hex(8)}@{self._hostname}",
            date=datetime.fromtimestamp(request.now, UTC),
            text=self._text(told, request.reference),
            title=_title(told),
            envelope_id=_parameter(sender.facts, "ENVID"),
        )
        kept = [
            word for word in str(sender.facts.get("params", "")).split() if word.upper() in _KEPT
        ] + ["SMTPUTF8"] * written.utf8
        return Notice(
            protocol="smtp",
            channel=self._channel,
            sender=Sender("", facts={"params": " ".join(kept)} if kept else {}),
            destinations=(Destination(sender.address, facts={"params": "NOTIFY=NEVER"}),),
            media_type="message/rfc822",
            payload=written.data,
        )

    def _text(self, statuses: Sequence[DestinationStatus], reference: str) -> str:
        """For a person: each sentence once, with the recipients it is about."""
        by_text: dict[str, list[str]] = {}
        for status in statuses:
            by_text.setdefault(status.text, []).append(status.destination.address)
        paragraphs = [
            "\n".join([text, "", *(f"    {address}" for address in addresses)])
            for text, addresses in by_text.items()
        ]
        paragraphs.append(f"Reference: {reference}\nQuestions: {self._contact}")
        return "\n\n".join(paragraphs)


def _title(statuses: Sequence[DestinationStatus]) -> str:
    """The subject of a report about our own doing; "" where the usual one is right."""
    actions = {status.action for status in statuses if status.courtesy}
    if len(actions) != 1 or any(status.action == "failed" for status in statuses):
        return ""
    return _TITLES[actions.pop()]


def _recipient(status: DestinationStatus) -> report.Recipient:
    return report.Recipient(
        address=status.destination.address,
        action=report.DsnAction(status.action),
        status=status.status,
        diagnostic=status.diagnostic,
        original=_parameter(status.destination.facts, "ORCPT"),
    )


def _parameter(facts: object, name: str) -> str:
    params = facts.get("params", "") if hasattr(facts, "get") else ""
    for word in str(params).split():
        key, _, value = word.partition("=")
        if key.upper() == name:
            return value
    return ""
