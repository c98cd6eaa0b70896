"""What senders are told of decisions and deliveries; how it is written is their protocol's."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

from dlp import config
from dlp.model import Action, Held, Sender
from dlp.policy.deciding import PUBLIC
from dlp.protocols import DestinationStatus, NoticeRequest, Protocols
from dlp.store import NewDispatch

log = logging.getLogger("dlp.delivery.notices")


def sentence(action: Action, public: str) -> str:
    """What a sender hears of a decision: what became of it and the rule's reason; no content."""
    reason = "" if public == PUBLIC[action] else public.strip()
    said = " ".join(part for part in (PUBLIC[action], reason) if part)
    return said if not said or said.endswith((".", "!", "?")) else f"{said}."


class Reporter:
    """Makes dispatches of reports to senders."""

    def __init__(self, settings: config.Config, protocols: Protocols) -> None:
        self._settings, self._protocols = settings, protocols

    def report(
        self,
        *,
        reference: str,
        protocol: str,
        sender: Sender,
        original: bytes,
        statuses: Sequence[DestinationStatus],
        now: float,
    ) -> NewDispatch | None:
        """One report on what became of a message of `protocol`; None if there is nobody to tell or
        nothing to say. `original` is its beginning, or all of it."""
        profile = self._protocols.get(protocol)
        if profile is None:
            log.error("%s: its sender hears nothing: no protocol %s any more", reference, protocol)
            return None
        request = NoticeRequest(
            reference=reference, sender=sender, original=original, statuses=statuses, now=now
        )
        notice = profile.notify(request) if statuses else None
        if notice is None:
            return None
        return NewDispatch(
            id=dispatch_id(reference),
            incident=reference,
            protocol=notice.protocol,
            channel=notice.channel,
            sender=notice.sender,
            destinations=notice.destinations,
            media_type=notice.media_type,
            payload=Held(notice.payload),
            created=now,
            expires=now + self._settings.courier.expire,
            is_report=True,
        )


def dispatch_id(reference: str) -> str:
    """A fresh id for a dispatch of the incident `reference`."""
    return f"{reference}.{secrets.token_hex(4)}"
