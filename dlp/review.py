"""What a reviewer can do about held messages. Sends nothing itself: it writes dispatches.

Every act has an actor and a reason, stands in the incident's history, and happens once: two
reviewers who act on the same hold meet the store's optimistic lock, and the second hears Conflict.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dlp.config import Config
from dlp.delivery.notices import Reporter, dispatch_id
from dlp.errors import Refused
from dlp.gateway.acceptance import Clock, trace
from dlp.gateway.ports import Inspection
from dlp.model import (
    CLASSIFICATION_MARKING,
    UNREAD,
    UNREADABLE,
    Action,
    Finding,
    Held,
    Level,
    Message,
    Payload,
    Sender,
    Unread,
)
from dlp.protocols import DestinationStatus, Protocols
from dlp.read.paths import in_words, without_names
from dlp.redaction import CannotRedact
from dlp.store import Conflict, Entry, Evidence, Incident, NewDispatch, State, Store, Unknown
from dlp.store.keys import CannotOpen

#: shortest reason that says anything
_REASON = 3
#: most unread parts that are named one by one
_NAMED = 20
#: why a part went unread, for the person who decides on it
_UNREAD_WHY: dict[str, str] = {
    Unread.TYPE: "of a kind that cannot be read",
    Unread.ENCRYPTED: "encrypted",
    Unread.SIGNED_OPAQUE: "sealed by a signature",
    Unread.TOO_LARGE: "too large",
    Unread.BROKEN: "broken",
    Unread.TIMED_OUT: "reading took too long",
    Unread.CRASHED: "its reader failed",
    Unread.SILENT: "its reader found no text",
}
#: how a message that cannot be redacted should come again, by `CannotRedact.reason`
_AGAIN = {"signed": "without its signature", "encrypted": "in clear"}


@dataclass(frozen=True, slots=True)
class IncidentSummary:
    """One line of a list: no content, no address."""

    reference: str
    created: float
    state: State
    action: Action
    rule: str
    level: Level
    destinations: int
    size: int
    #: kind → count
    kinds: dict[str, int]
    hold_until: float | None
    legal_hold: bool


@dataclass(frozen=True, slots=True)
class IncidentDetail:
    """One incident with its history, findings (offsets, no text) and copies. Shows addresses."""

    incident: Incident
    findings: tuple[Finding, ...]
    #: the original is still kept
    evidence: bool
    #: (channel, state, attempts) of each copy and report
    dispatches: tuple[tuple[str, str, int], ...]


class Review:
    """Lists, shows and decides on incidents. Raises `store.Unknown` and `store.Conflict` (both
    `errors.Refused`), and `errors.Unavailable`."""

    def __init__(
        self,
        settings: Config,
        store: Store,
        protocols: Protocols,
        reporter: Reporter,
        *,
        inspection: Inspection,
        wake: Callable[[], None] = lambda: None,
        clock: Clock = time.time,
    ) -> None:
        """`wake` tells a courier in this process; one in another finds the dispatches by itself."""
        self._settings, self._store = settings, store
        self._protocols, self._reporter = protocols, reporter
        self._inspection, self._wake, self._clock = inspection, wake, clock

    async def list(
        self, state: State | None = State.HELD, limit: int = 100, before: float | None = None
    ) -> list[IncidentSummary]:
        """The newest first; `before` (a `created`) pages on; `state` None for all."""
        return [_summary(each) for each in await self._store.incidents(state, limit, before)]

    async def show(self, reference: str, actor: str) -> IncidentDetail:
        """Everything but the text. That somebody looked stands in the history."""
        incident = await self._store.incident(reference)
        dispatches = tuple(await self._store.dispatches(reference))
        entry = Entry(self._clock(), _named(actor), "shown")
        evidence = await self._store.findings(reference, entry)
        found = evidence if evidence is not None else ()
        return IncidentDetail(incident, found, evidence is not None, dispatches)

    async def release(self, reference: str, actor: str, reason: str) -> None:
        """Sends the original on as it is, with a ticket, to the destinations that were held."""
        incident, evidence = await self._held(reference, actor, reason)
        await self._release(incident, evidence.payload, "released as it is", actor, reason)

    async def redact_and_release(
        self,
        reference: str,
        actor: str,
        reason: str,
        kinds: Sequence[str] = (),
        *,
        with_unread: bool = False,
    ) -> tuple[str, ...]:
        """Sends it on without the findings of `kinds` (by default of all kinds but markings), and
        gives the parts that went along although nobody could read them: place and reason in words.

        Refused where there are such parts and `with_unread` does not say that they may go.
        Refused, too, where the findings cannot be cut out; the hold stays in either case.
        """
        incident, evidence = await self._held(reference, actor, reason)
        cut = [one for one in evidence.findings if _chosen(one, kinds)]
        if not cut:
            raise Refused(f"nothing in {reference} can be cut out: release or reject it")
        unread = _unread(evidence.findings)
        if unread and not with_unread:
            raise Refused(
                f"{reference} has parts that nobody could read, so nothing was cut out of them: "
                f"{'; '.join(unread)}. --with-unread sends them along as they are; else reject it, "
                "and have it sent again in a form that can be read"
            )
        message = _message(incident, evidence.payload)
        try:
            redacted = Held(await self._inspection.redact(message, cut, ()))
        except CannotRedact as refusal:
            place = _place(refusal.part, evidence.findings) if refusal.part else "the message"
            again = _AGAIN.get(refusal.reason, "without what was found")
            raise Refused(
                f"{reference} stays held, it cannot be redacted: {place}: {refusal.why} (release "
                f"it as it is, or reject it and have it sent again {again})"
            ) from None
        what = f"released without {', '.join(sorted({one.kind for one in cut}))}"
        if unread:
            what += ", with what nobody could read"
        await self._release(incident, redacted, what, actor, reason)
        return unread

    async def reject(self, reference: str, actor: str, reason: str) -> None:
        """Ends a hold with a report to the sender (5.7.1). `reason` stays with us."""
        incident = await self._open(reference, actor, reason)
        await self._reject(
            incident, State.REJECTED, Entry(self._clock(), actor, "rejected", reason)
        )

    async def expire(self, now: float | None = None) -> int:
        """Rejects holds that nobody decided on in time; how many. A chore for the courier."""
        at = self._clock() if now is None else now
        done = 0
        for incident in await self._store.overdue(at):
            try:
                await self._reject(incident, State.EXPIRED, Entry(at, "retention", "expired"))
                done += 1
            except Conflict:
                pass  # a reviewer was faster
        return done

    async def tidy(self, now: float | None = None) -> None:
        """Expiry of holds, then retention. A chore for the courier."""
        at = self._clock() if now is None else now
        await self.expire(at)
        await self._store.tidy(at)

    # ------------------------------------------------------------------ by the sender

    async def own(self, sender: Sender, limit: int = 20) -> tuple[Incident, ...]:
        """The newest incidents of a chat's user (`facts["user"]`), without history."""
        found = await self._store.incidents_of(sender.address, limit)
        return tuple(one for one in found if _is_from(one, sender))

    async def contest(self, reference: str, sender: Sender) -> None:
        """The sender says that nothing was wrong with the message. Changes nothing but history."""
        await self._own(reference, sender)
        await self._store.note(reference, Entry(self._clock(), "sender", "false positive reported"))

    async def justify(
        self, reference: str, sender: Sender, reason: str, allowed: Callable[[str], bool]
    ) -> None:
        """The sender releases a held message; `allowed` says for which rules. The reason stands in
        the history: the caller sees to it that it repeats nothing of the message."""
        incident = await self._own(reference, sender)
        rules = [group.rule for group in incident.groups if group.action is Action.HOLD]
        if not rules or not all(map(allowed, rules)):
            raise Refused(f"{reference} waits for a reviewer: a reason of yours is not enough")
        incident, evidence = await self._held(reference, "sender", reason)
        await self._release(incident, evidence.payload, "released by its sender", "sender", reason)

    async def _own(self, reference: str, sender: Sender) -> Incident:
        try:
            incident = await self._store.incident(reference)
        except Unknown:
            raise Unknown(f"no message of yours is called {reference}") from None
        if not _is_from(incident, sender):
            # the same words: nobody learns which references there are
            raise Unknown(f"no message of yours is called {reference}")
        return incident

    async def legal_hold(self, reference: str, actor: str, reason: str, *, on: bool) -> None:
        """Sets or lifts a legal hold: nothing of the incident is erased while it stands."""
        event = "legal hold set" if on else "legal hold lifted"
        entry = Entry(self._clock(), _named(actor), event, _reasoned(reason))
        await self._store.legal_hold(reference, on, entry)

    async def _open(self, reference: str, actor: str, reason: str) -> Incident:
        _named(actor)
        _reasoned(reason)
        incident = await self._store.incident(reference)
        if incident.state is not State.HELD:
            raise Conflict(f"{reference} is not held: it is {incident.state.value}")
        return incident

    async def _held(self, reference: str, actor: str, reason: str) -> tuple[Incident, Evidence]:
        incident = await self._open(reference, actor, reason)
        evidence = await self._store.evidence(reference)
        profile = self._protocols.of(incident.protocol)
        why = profile.not_releasable(incident.sender, incident.media_type, evidence.payload)
        if why:
            remedy = "reject it, and have it sent again"
            raise Refused(f"{incident.reference} cannot be released: {remedy} ({why})")
        return incident, evidence

    async def _release(
        self, incident: Incident, payload: Payload, what: str, actor: str, reason: str
    ) -> None:
        now = self._clock()
        profile = self._protocols.of(incident.protocol)
        copy = NewDispatch(
            id=dispatch_id(incident.reference),
            incident=incident.reference,
            protocol=incident.protocol,
            channel=profile.channel,
            sender=incident.sender,
            destinations=incident.destinations(Action.HOLD),
            media_type=incident.media_type,
            payload=payload,
            created=now,
            expires=now + self._settings.courier.expire,
            headers=trace(profile, incident.sender.facts),
            ticket=profile.tickets,
        )
        entry = Entry(now, actor, what, reason, State.RELEASED.value, incident.policy_version)
        await self._store.move(incident, State.RELEASED, entry, [copy])
        self._wake()

    async def _reject(self, incident: Incident, state: State, entry: Entry) -> None:
        text = {
            State.REJECTED: "Your message was held and, after review, not sent.",
            State.EXPIRED: "Your message was held; nobody released it in time, it was not sent.",
        }[state]
        try:
            original = (await self._store.evidence(incident.reference)).payload.read()
        except (Unknown, CannotOpen):
            original = b""  # the sender hears of it all the same
        report = self._reporter.report(
            reference=incident.reference,
            protocol=incident.protocol,
            sender=incident.sender,
            original=original,
            statuses=[
                DestinationStatus(each, "failed", "5.7.1", text)
                for each in incident.destinations(Action.HOLD)
            ],
            now=entry.at,
        )
        told = Entry(
            entry.at, entry.actor, entry.event, entry.why, state.value, incident.policy_version
        )
        await self._store.move(incident, state, told, [report] if report else [])
        self._wake()


def _summary(incident: Incident) -> IncidentSummary:
    return IncidentSummary(
        reference=incident.reference,
        created=incident.created,
        state=incident.state,
        action=incident.action,
        rule=incident.rule,
        level=incident.level,
        destinations=sum(len(group.destinations) for group in incident.groups),
        size=incident.size,
        kinds=dict(incident.summary.get("kinds", {})),
        hold_until=incident.hold_until,
        legal_hold=incident.legal_hold,
    )


def _chosen(finding: Finding, kinds: Sequence[str]) -> bool:
    """Whether a finding is to be cut out: it stands somewhere, and is of a kind asked for."""
    if finding.kind in UNREAD or finding.end <= finding.start:
        return False
    return finding.kind in kinds if kinds else finding.kind != CLASSIFICATION_MARKING


def _unread(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The parts that nobody could read, or not in full: place and reason in words, no content."""
    told: dict[str, None] = {}
    for one in findings:
        if one.kind in UNREAD:
            place = _place(one.part, findings)
            why = _UNREAD_WHY.get(str(one.detail.get("reason", "")), "cannot be read")
            rest = "" if one.kind == UNREADABLE else "read in part only: "
            told[f"{place} ({rest}{why})"] = None
    more = (f"and {len(told) - _NAMED} more",) if len(told) > _NAMED else ()
    return (*list(told)[:_NAMED], *more)


def _place(part: str, findings: Sequence[Finding]) -> str:
    """A part in words; no file name in which something was found."""
    found = [one.part for one in findings if one.kind not in UNREAD]
    return in_words(without_names(part, found))


def _message(incident: Incident, payload: Payload) -> Message:
    return Message(
        id=incident.reference,
        protocol=incident.protocol,
        sender=incident.sender,
        destinations=incident.destinations(Action.HOLD),
        media_type=incident.media_type,
        payload=payload,
    )


def _is_from(incident: Incident, sender: Sender) -> bool:
    """Whether it came from this account of a chat; a mail's sender shows none."""
    user = sender.facts.get("user")
    return bool(user) and incident.sender.facts.get("user") == user


def _named(actor: str) -> str:
    if not actor.strip():
        raise Refused("who does this? An actor must be named")
    return actor


def _reasoned(reason: str) -> str:
    if len(reason.strip()) < _REASON:
        raise Refused("why? A reason must be given")
    return reason
