"""What SMTP and LMTP can do, as the gateway asks (`dlp.protocols.ProtocolProfile`)."""

from __future__ import annotations

import email.utils
import mimetypes
from collections.abc import Sequence
from email.message import Message as Headers
from email.parser import BytesHeaderParser
from pathlib import PurePath

from dlp.config import Config
from dlp.model import Action, Destination, Held, Level, Message, Payload, Sender
from dlp.protocols import Draft, LevelStamper, ProtocolProfile
from dlp.proxies.smtp.notices import DeliveryReports

NAME = "smtp"
MAIL = "message/rfc822"


def profile(settings: Config) -> ProtocolProfile:
    """Mail: released copies pass once more, and senders hear of it in delivery reports."""
    return ProtocolProfile(
        name=NAME,
        channel=settings.courier.channel,
        headers=True,
        tickets=True,
        stamp=_stamp,
        # the reply to DATA says it where all is refused; of a redaction a sender hears nothing
        told=frozenset({Action.REDIRECT, Action.HOLD}),
        notify=DeliveryReports(settings),
        not_releasable=_not_releasable,
        compose=compose,
    )


def compose(draft: Draft) -> Message:
    """A mail by its name or its looks, else a bare file, which is read as an attachment is.

    Without sender and recipients those of the header; without those somebody outside whom no zone
    knows."""
    media_type = media_type_of(draft.name, draft.data) if draft.name else MAIL
    headers = BytesHeaderParser().parsebytes(draft.data) if media_type == MAIL else None
    recipients, sender = draft.recipients, draft.sender
    if recipients is None and headers is not None:
        recipients = _addresses(headers, "to", "cc", "bcc")
    if sender is None:
        named = _addresses(headers, "from") if headers is not None else ()
        sender = Sender(next(iter(named), ""))
    return Message(
        id="draft",
        protocol=NAME,
        sender=sender,
        destinations=tuple(map(Destination, recipients or ["anybody@outside.invalid"])),
        media_type=media_type,
        payload=Held(draft.data),
        name="" if media_type == MAIL else draft.name,
    )


def _addresses(headers: Headers, *names: str) -> Sequence[str]:
    """The addresses in these fields, each once. They may be in UTF-8 (RFC 6532)."""
    fields = [
        str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for name, value in headers.raw_items()
        if name.lower() in names
    ]
    found = (address for _, address in email.utils.getaddresses(fields) if address)
    return tuple(dict.fromkeys(found))


def media_type_of(name: str, data: bytes) -> str:
    """A mail by its name or its looks, else what the name says."""
    path = PurePath(name)
    if path.suffix.lower() == ".eml" or _looks_like_mail(data):
        return MAIL
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _looks_like_mail(data: bytes) -> bool:
    names = {line.partition(b":")[0].lower() for line in data[:4096].splitlines()[:20]}
    return len(names & {b"from", b"to", b"subject", b"received", b"date", b"mime-version"}) >= 2


def _stamp(stamper: LevelStamper, data: bytes, level: Level) -> bytes:
    return stamper(data, level)


def _not_releasable(sender: Sender, media_type: str, payload: Payload) -> str:
    return ""
