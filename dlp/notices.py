"""What senders are told by mail: delivery status notifications, and notices in the same form.

RFC 3461 §5 says who wants to hear what, RFC 3464 how it is written; headers of the original only,
for a full copy would repeat what must not go out. Never to the null sender (RFC 5321 §4.5.5).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime

from dlp import config
from dlp.model import Action, Destination, Held, Sender
from dlp.policy.deciding import PUBLIC
from dlp.store import NewDispatch
from dlp.tickets import header_end

#: parameters of the original MAIL command that its reports keep (RFC 8689 §5, 6531 §3.1)
_KEPT = ("REQUIRETLS",)


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
        self.hostname = settings.smtp.hostname or settings.instance

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
        if not told or not sender.address or media_type != "message/rfc822":
            return None
        data = self._compose(reference, sender, original, told, now)
        kept = [
            word
            for word in str(sender.facts.get("params", "")).split()
            if word.upper() in _KEPT
            or (word.upper() == "SMTPUTF8" and not sender.address.isascii())
        ]
        courier = self._settings.courier
        return NewDispatch(
            id=dispatch_id(reference),
            incident=reference,
            protocol="smtp",
            channel=courier.channel,
            sender=Sender("", facts={"params": " ".join(kept)} if kept else {}),
            destinations=(Destination(sender.address, facts={"params": "NOTIFY=NEVER"}),),
            media_type="message/rfc822",
            payload=Held(data),
            created=now,
            expires=now + courier.expire,
            is_report=True,
        )

    def _compose(
        self, reference: str, sender: Sender, original: bytes, lines: Sequence[Line], now: float
    ) -> bytes:
        """multipart/report (RFC 6522): a person's part, a machine's part, the headers."""
        notices = self._settings.notices
        report = MIMEMultipart("report", **{"report-type": "delivery-status"})
        host = self.hostname
        shown = notices.from_address
        report["From"] = shown if "@" in shown else f"{shown}@{host}"
        report["To"] = sender.address
        report["Subject"] = _SUBJECTS[_worst(lines)]
        report["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
        report["Message-ID"] = f"<{reference}.{secrets.token_hex(8)}@{host}>"
        report["Auto-Submitted"] = "auto-replied"
        by_text: dict[str, list[str]] = {}
        for line in lines:
            by_text.setdefault(line.text, []).append(line.destination.address)
        said = [
            f"{text}\n\n" + "\n".join(f"    {each}" for each in addresses)
            for text, addresses in by_text.items()
        ]
        said.append(f"Reference: {reference}\nQuestions: {notices.contact}")
        report.attach(MIMEText("\n\n".join(said) + "\n", "plain", "utf-8"))
        report.attach(self._status(sender, lines, now))
        headers = original[: header_end(original)].decode("ascii", "replace")
        report.attach(MIMEText(headers, "rfc822-headers", "utf-8"))
        return report.as_bytes(policy=SMTP)

    def _status(self, sender: Sender, lines: Sequence[Line], now: float) -> MIMENonMultipart:
        blocks = [[("Reporting-MTA", f"dns; {self.hostname}")]]
        if envid := _parameter(sender.facts, "ENVID"):
            blocks[0].insert(0, ("Original-Envelope-Id", envid))
        for line in lines:
            block = []
            if orcpt := _parameter(line.destination.facts, "ORCPT"):
                block.append(("Original-Recipient", orcpt))
            kind = "rfc822" if line.destination.address.isascii() else "utf-8"
            block += [
                ("Final-Recipient", f"{kind}; {line.destination.address}"),
                ("Action", line.action),
                ("Status", line.status),
            ]
            if line.diagnostic:
                block.append(("Diagnostic-Code", f"smtp; {' '.join(line.diagnostic.split())}"))
            blocks.append(block)
        part = MIMENonMultipart("message", "delivery-status")
        text = "\n".join("".join(f"{name}: {value}\n" for name, value in block) for block in blocks)
        part.set_payload(text.encode("ascii", "backslashreplace").decode("ascii"))
        return part


_SUBJECTS = {
    "failed": "Undelivered Mail Returned to Sender",
    "delayed": "Delayed Mail",
    "relayed": "Mail Sent by a Protected Way",
}


def _worst(lines: Sequence[Line]) -> str:
    actions = {line.action for line in lines}
    return next(action for action in _SUBJECTS if action in actions)


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
