"""A received mail through the gateway and, cut through, out in the client's own session.

250 is said only after the far side said 250 for those bytes, or after the gateway says that it
keeps the message (T11). Whatever else happens is an answer that leaves the mail with the client.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from dlp.model import (
    Destination,
    Message,
    Outcome,
    Payload,
    Receipt,
    Sender,
    Status,
    Verdict,
)
from dlp.proxies.smtp.listener_context import ListenerContext, log
from dlp.proxies.smtp.mirror import Mirror
from dlp.references import new_reference
from dlp.smtp.client import SmtpError, Unclean
from dlp.smtp.grammar import Path
from dlp.smtp.reply import Reply, say, verbatim
from dlp.smtp.wire import stuffed

_LOOP = say(554, "5.4.6", "Mail loop: this message was here before")


@dataclass(frozen=True, slots=True)
class Envelope:
    """One transaction as the client gave it, with the recipients that the far side accepted."""

    sender: Path
    recipients: Sequence[Path]
    authenticated: str
    lmtp: bool
    #: what the trace header says of the client: helo, address, protocol, tls
    helo: str
    address: str
    protocol: str
    tls: str
    facts: Mapping[str, Any]


async def carry(
    context: ListenerContext, mirror: Mirror, envelope: Envelope, payload: Payload
) -> list[bytes]:
    """What the client is to hear: one reply, or for LMTP one for each recipient."""
    count = len(envelope.recipients) if envelope.lmtp else 1
    limits = context.limits
    received, passes, mac = context.tracer.look(payload)
    if received >= limits.received or passes >= limits.passes:
        context.count_reply(554)
        await mirror.reset()
        return [_LOOP] * count
    reference = new_reference()
    trace = b""
    if context.listener.add_received:
        trace = context.tracer.headers(
            helo=envelope.helo,
            address=envelope.address,
            protocol=envelope.protocol,
            reference=reference,
            tls=envelope.tls,
            mac=mac,
        )
    destinations = tuple(
        Destination(path.address.decode(), "smtp", {"params": path.params.decode()})
        for path in envelope.recipients
    )
    message = Message(
        id=reference,
        protocol="smtp",
        sender=Sender(
            envelope.sender.address.decode(),
            envelope.authenticated,
            {"params": envelope.sender.params.decode()},
        ),
        destinations=destinations,
        media_type="message/rfc822",
        payload=payload,
        answers_each=envelope.lmtp,
        facts={**envelope.facts, "size": payload.size, "trace": trace.decode("ascii")},
    )
    cut_through = _CutThrough(context, mirror, message, trace)
    try:
        outcome = await context.handle(message, cut_through)
        replies = _replies(context, envelope, outcome, destinations)
    except Exception as error:
        log.error("%s: %s while it was handled; answered 451", reference, type(error).__name__)
        context.count_reply(451)
        replies = [say(451, "4.3.0", f"Try again later (reference {reference})")] * count
    await mirror.reset()
    return replies


class _CutThrough:
    """`model.CutThrough`: the message in the client's own session to the far side, once."""

    __slots__ = ("_context", "_message", "_mirror", "_trace", "_used")

    def __init__(
        self, context: ListenerContext, mirror: Mirror, message: Message, trace: bytes
    ) -> None:
        self._context = context
        self._mirror = mirror
        self._message = message
        self._trace = trace
        self._used = False

    async def __call__(self, payload: Payload) -> tuple[Receipt, ...]:
        message, mirror = self._message, self._mirror
        if self._used:
            raise RuntimeError("a session carries its message once")
        self._used = True
        # the bytes that we received were checked while they came; others are checked now, before
        # the far side hears of them
        trusted = payload is message.payload
        try:
            if not trusted:
                for _ in stuffed(payload.chunks()):
                    pass
            far = mirror.connection
            mirror.still()
            if far is None or not mirror.in_transaction:
                raise RuntimeError("no transaction is open")
            replies = await far.data(self._wire(payload), len(message.destinations), trusted=True)
        except SmtpError as error:
            self._context.count_failure(error.reason)
            log.warning("%s: the far side failed: %s", message.id, error)
            text = "4.4.2 The mail server behind us did not answer for this message"
            return self._later(f"451 {text}")
        except Unclean:
            log.error("%s: a changed message is not clean, it was not relayed", message.id)
            return self._later("451 4.3.0 Try again later")
        mirror.end()
        return tuple(
            Receipt(destination, _status(reply), str(reply))
            for destination, reply in zip(message.destinations, replies, strict=True)
        )

    def _wire(self, payload: Payload) -> Iterator[bytes]:
        return chain((self._trace,), payload.chunks()) if self._trace else payload.chunks()

    def _later(self, reply: str) -> tuple[Receipt, ...]:
        self._context.count_reply(451)
        status = Status.LATER
        return tuple(Receipt(one, status, reply) for one in self._message.destinations)


def _status(reply: Reply) -> Status:
    if 200 <= reply.code < 300:
        return Status.DELIVERED
    return Status.REFUSED if reply.code >= 500 else Status.LATER


def _replies(
    context: ListenerContext,
    envelope: Envelope,
    outcome: Outcome,
    destinations: Sequence[Destination],
) -> list[bytes]:
    """The outcome in SMTP's words; 451 for everybody where it does not fit the question."""
    verdicts = outcome.verdicts
    if len(verdicts) != len(destinations) or any(
        verdict.destination != asked for verdict, asked in zip(verdicts, destinations, strict=True)
    ):
        raise ValueError("an outcome for other destinations")
    chosen = list(verdicts) if envelope.lmtp else [_one(verdicts)]
    return [_say(context, verdict, outcome.reference) for verdict in chosen]


def _one(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that can stand for all. The gateway gives such; where it did not, the message
    stays with the client: a second copy does less harm than a lost one."""
    statuses = {verdict.status for verdict in verdicts}
    yes = {Status.DELIVERED, Status.KEPT}
    if statuses <= yes or statuses == {Status.REFUSED}:
        return verdicts[0]
    worst = next((v for v in verdicts if v.status is Status.LATER), None)
    return worst or Verdict(verdicts[0].destination, Status.LATER, verdicts[0].action)


def _say(context: ListenerContext, verdict: Verdict, reference: str) -> bytes:
    mirrored = verbatim(verdict.reply) if verdict.reply else b""
    classes = {Status.DELIVERED: b"2", Status.REFUSED: b"5", Status.LATER: b"4"}
    if mirrored and mirrored[:1] == classes.get(verdict.status):
        return mirrored
    match verdict.status:
        case Status.DELIVERED:
            return say(250, "2.0.0", "Ok")
        case Status.KEPT:
            return say(250, "2.0.0", f"{verdict.text or 'Accepted'} (reference {reference})")
        case Status.REFUSED:
            context.count_reply(550)
            text = verdict.text or "Refused by policy"
            return say(550, "5.7.1", f"{text} (reference {reference})")
        case Status.LATER:
            context.count_reply(451)
            text = verdict.text or "Try again later"
            return say(451, "4.3.0", f"{text} (reference {reference})")
