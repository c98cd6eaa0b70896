"""Mail that the gateway writes itself: delivery status notifications and plain notices.

Pure: the date and the message id are passed in. The envelope sender of all of these is null
(RFC 5321 §4.5.5), which is the caller's matter. A report returns header fields only, never the
body: a full bounce would repeat what was held back. Where an address needs it, the report is in
the internationalized form (RFC 6533) and has to travel with SMTPUTF8.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import StrEnum

from dlp.config import InspectionSettings
from dlp.mime.headers import ADDRESSES
from dlp.mime.parser import parse
from dlp.mime.words import encode_words, fold

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
#: most octets of the original's header that a report repeats
_MOST_HEADER = 64 * 1024
_RETURNED = {
    name.lower(): name
    for name in (
        "Date",
        "From",
        "Sender",
        "To",
        "Cc",
        "Subject",
        "Message-ID",
        "In-Reply-To",
        "References",
        "Auto-Submitted",
    )
}
_ADDRESS = re.compile(r"""[^\s<>,;:"()@]{1,200}@[^\s<>,;:"()@]{1,255}""")


class DsnAction(StrEnum):
    """What became of a recipient's copy (RFC 3464 §2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a report."""

    address: str
    action: DsnAction
    #: enhanced status code, such as ``5.7.1`` (RFC 3463)
    status: str
    #: a sentence of ours or the far side's reply; no content of the message
    diagnostic: str = ""
    #: the ORCPT parameter as it was received, such as ``rfc822;anna+2Bx@example.org``
    original: str = ""
    remote: str = ""
    will_retry_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A message of ours, ready to send. `utf8` says that it needs SMTPUTF8."""

    data: bytes
    utf8: bool


def delivery_report(
    *,
    recipients: Sequence[Recipient],
    original: bytes,
    to: str,
    from_address: str,
    reporting_mta: str,
    message_id: str,
    date: datetime,
    text: str,
    arrived: datetime | None = None,
    envelope_id: str = "",
    subject: bool = False,
    title: str = "",
) -> Report:
    """A DSN (RFC 3464) about `recipients`: `text` for people, fields for programs, and of
    `original` the header fields that tell which message it was (RFC 3462 §2), with its subject
    only if `subject` says so: it may be what the message was stopped for. `title` is the report's
    own subject, where the usual one for the worst action would not tell what happened.

    `message_id` is without angle brackets, `envelope_id` the ENVID parameter as received
    (xtext). ValueError for no recipients.
    """
    if not recipients:
        raise ValueError("a report needs a recipient")
    header = _header_of(original, subject)
    utf8 = not all(
        value.isascii() for value in (to, *(recipient.address for recipient in recipients))
    )
    boundary = _boundary(message_id)
    kind = "message/global-delivery-status" if utf8 else "message/delivery-status"
    returned = "text/rfc822-headers" if header.isascii() else "message/global-headers"
    top = [
        *_start(
            from_address,
            to,
            title or _SUBJECTS[_worst(recipients)],
            message_id,
            date,
            "auto-replied",
        ),
        "MIME-Version: 1.0\r\n",
        f"Content-Type: multipart/report; report-type=delivery-status;\r\n"
        f'\tboundary="{boundary}"\r\n',
    ]
    status = _per_message(reporting_mta, envelope_id, arrived)
    status += "".join("\r\n" + _per_recipient(each, utf8) for each in recipients)
    parts = (
        (b"Content-Description: Notification\r\n" + _text_headers(text), _lines(text)),
        (
            f"Content-Description: Delivery report\r\nContent-Type: {kind}\r\n".encode()
            + (b"" if status.isascii() else b"Content-Transfer-Encoding: 8bit\r\n"),
            status.encode(),
        ),
        (
            f"Content-Description: Undelivered message headers\r\nContent-Type: {returned}"
            "\r\n".encode()
            + (b"" if header.isascii() else b"Content-Transfer-Encoding: 8bit\r\n"),
            header,
        ),
    )
    body = b"".join(
        b"--" + boundary.encode() + b"\r\n" + head + b"\r\n" + content + b"\r\n"
        for head, content in parts
    )
    data = "".join(top).encode() + b"\r\n" + body + b"--" + boundary.encode() + b"--\r\n"
    return Report(data, utf8)


_SUBJECTS = {
    DsnAction.FAILED: "Undelivered mail returned to sender",
    DsnAction.DELAYED: "Delayed mail (still being retried)",
    DsnAction.RELAYED: "Mail passed on",
    DsnAction.EXPANDED: "Mail passed on",
    DsnAction.DELIVERED: "Mail delivered",
}


def _worst(recipients: Sequence[Recipient]) -> DsnAction:
    actions = {recipient.action for recipient in recipients}
    return next(action for action in _SUBJECTS if action in actions)


def _start(
    from_address: str, to: str, subject: str, message_id: str, date: datetime, automatic: str
) -> list[str]:
    return [
        fold("From", f"Mail delivery service <{_clean(from_address)}>"),
        fold("To", f"<{_clean(to)}>"),
        fold("Subject", encode_words(_clean(subject))),
        f"Date: {format_datetime(date)}\r\n",
        f"Message-ID: <{_clean(message_id)}>\r\n",
        f"Auto-Submitted: {automatic}\r\n",
    ]


def _clean(text: str) -> str:
    """On one line, without control characters."""
    return _CONTROL.sub(" ", text).strip()


def _boundary(message_id: str) -> str:
    return "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:40]


def _lines(text: str) -> bytes:
    body = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return "".join(f"{line}\r\n" for line in body.split("\n")).encode()


def _text_headers(text: str) -> bytes:
    if text.isascii():
        return b"Content-Type: text/plain; charset=us-ascii\r\n"
    return b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"


def _per_message(reporting_mta: str, envelope_id: str, arrived: datetime | None) -> str:
    lines = [f"Reporting-MTA: dns; {_clean(reporting_mta)}\r\n"]
    if envelope_id:
        lines.insert(0, f"Original-Envelope-Id: {_clean(unxtext(envelope_id))}\r\n")
    if arrived is not None:
        lines.append(f"Arrival-Date: {format_datetime(arrived)}\r\n")
    return "".join(lines)


def _per_recipient(recipient: Recipient, utf8: bool) -> str:
    lines: list[str] = []
    kind, semicolon, address = recipient.original.partition(";")
    if semicolon:
        lines.append(f"Original-Recipient: {_clean(kind)};{_clean(unxtext(address))}\r\n")
    form = "rfc822" if recipient.address.isascii() else "utf-8"
    lines += [
        f"Final-Recipient: {form};{_clean(recipient.address)}\r\n",
        f"Action: {recipient.action.value}\r\n",
        f"Status: {_clean(recipient.status)}\r\n",
    ]
    if recipient.remote:
        lines.append(f"Remote-MTA: dns; {_clean(recipient.remote)}\r\n")
    if recipient.diagnostic:
        said = _clean(recipient.diagnostic)
        if not utf8:
            said = said.encode("ascii", "replace").decode("ascii")
        kind = "smtp" if re.match(r"[245]\d\d[ -]", said) else "x-dlp"
        lines.append(fold("Diagnostic-Code", f"{kind}; {said}"))
    if recipient.will_retry_until is not None:
        lines.append(f"Will-Retry-Until: {format_datetime(recipient.will_retry_until)}\r\n")
    return "".join(lines)


def unxtext(text: str) -> str:
    """xtext decoded (RFC 3461 §4): ``+2B`` is ``+``."""
    return _XTEXT.sub(lambda match: chr(int(match[1], 16)), text)


def _header_of(original: bytes, subject: bool) -> bytes:
    """The fields by which a sender knows the message again, without what people wrote in them:
    addresses lose their names, and the subject is left out unless asked for."""
    root = parse(
        original[: 2 * _MOST_HEADER], InspectionSettings(parts=1, header_bytes=_MOST_HEADER)
    )
    out: list[str] = []
    for field in root.fields[:200]:
        name = _RETURNED.get(field.name)
        if name is None or (name == "Subject" and not subject):
            continue
        value = original[field.value_start : field.value_end].decode("utf-8", "replace")
        value = _clean(value)
        if field.name in ADDRESSES:
            value = ", ".join(f"<{found}>" for found in _ADDRESS.findall(value)[:100])
        if value and max(map(len, value.split())) < 900:
            out.append(fold(name, value))
    return "".join(out).encode()
