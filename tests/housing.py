"""A gateway in one process for tests: real inspection, policy, redaction and store; no sockets."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlp import config
from dlp.delivery.courier import Courier
from dlp.delivery.notices import Reporter
from dlp.delivery.tickets import Tickets
from dlp.gateway.acceptance import Keeper
from dlp.gateway.gateway import Gateway
from dlp.gateway.readmission import Readmission
from dlp.inspection import Inspector
from dlp.model import (
    CLASSIFICATION_MARKING,
    Copy,
    Destination,
    Examination,
    Example,
    Finding,
    Held,
    Level,
    Message,
    Payload,
    Receipt,
    Sender,
    Status,
)
from dlp.policy import parse
from dlp.redaction import redact
from dlp.review import Review
from dlp.store import Dispatch, Store
from store.making import make_store

CARD = "4111111111111111"
IBAN = "DE89370400440532013000"
TOKEN = "sk-canary-0123456789"
POLICY = """
zones:
  internal: {domains: [example.org], clearance: top-secret}
  external: {clearance: public}
rules:
  - {name: above, when: {over_clearance: true}, action: redirect, why: level}
  - name: token
    when: {kind: API_TOKEN, zone: external}
    action: block
    why: tokens stay here
    public: Keys and tokens do not leave.
  - {name: iban, when: {kind: IBAN_CODE, zone: external}, action: hold, why: accounts are looked at}
  - name: card
    when: {kind: CREDIT_CARD, zone: external}
    action: redact
    why: PCI DSS
    fallback: hold
  - {name: unread, when: {kind: UNREADABLE, zone: external}, action: hold, why: not read}
  - {name: default, action: allow}
"""


_PATTERNS = {
    "CREDIT_CARD": r"\b4\d{15}\b",
    "IBAN_CODE": r"\bDE\d{20}\b",
    "API_TOKEN": r"\bsk-[a-z0-9-]+",
    CLASSIFICATION_MARKING: r"\bTOP SECRET\b",
}


class Marks:
    """Four patterns: enough to make every decision there is."""

    name = "marks"
    kinds = ("CREDIT_CARD", "IBAN_CODE", "API_TOKEN", CLASSIFICATION_MARKING)
    finds: tuple[Example, ...] = ()
    passes_over: tuple[str, ...] = ()

    def detect(self, passages: Sequence[Any]) -> list[Finding]:
        return [
            Finding(
                kind, passage.part, match.start(), match.end(), 1.0, self.name,
                level=Level.TOP_SECRET if kind == CLASSIFICATION_MARKING else None,
            )
            for passage in passages
            for kind, pattern in _PATTERNS.items()
            for match in re.finditer(pattern, passage.text)
        ]  # fmt: skip


class Desk:
    """`dlp.workers.Pool` without processes; `fails` is raised instead."""

    def __init__(self) -> None:
        self.fails: Exception | None = None
        self._limits = config.Inspection()
        self._inspector = Inspector([Marks()], self._limits)

    async def examine(self, message: Message) -> Examination:
        if self.fails is not None:
            raise self.fails
        return self._inspector.examine(message.media_type, message.payload.read())

    async def redact(
        self, message: Message, findings: Sequence[Finding], drop: Sequence[Finding] = ()
    ) -> bytes:
        return redact(message.media_type, message.payload.read(), findings, self._limits)


@dataclass
class Way:
    """A channel that takes everything, or answers `status` to everybody."""

    name: str
    trusted: bool = False
    clearance: Level = Level.PUBLIC
    status: Status = Status.DELIVERED
    copies: list[Copy] = field(default_factory=list)

    def reaches(self, destination: Destination) -> bool:
        return True

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        self.copies.append(copy)
        return tuple(Receipt(each, self.status, "") for each in copy.destinations)

    async def aclose(self) -> None: ...


class Session:
    """A client's session to the far side: `model.CutThrough`."""

    def __init__(
        self, status: Status = Status.DELIVERED, reply: str = "250 2.0.0 queued as 1",
        before: Callable[[], Awaitable[None]] | None = None, fails: Exception | None = None,
    ) -> None:  # fmt: skip
        self.sent: list[Payload] = []
        self._answer, self._before, self._fails = (status, reply), before, fails
        self.destinations: tuple[Destination, ...] = ()

    async def __call__(self, payload: Payload) -> tuple[Receipt, ...]:
        if self._before is not None:
            await self._before()
        if self._fails is not None:
            raise self._fails
        self.sent.append(payload)
        return tuple(Receipt(each, *self._answer) for each in self.destinations)


class House:
    """All of it. `handle` says what became of a message; `dispatches` what is in the outbox."""

    def __init__(self, store: Store, rules: str = POLICY, **notices: Any) -> None:
        self.now = 1000.0
        self.store = store
        self.settings = config.Config(
            smtp=config.Smtp(hostname="gw.example.org"),
            courier=config.Courier(hold_expire=500, retry_first=1),
            notices=config.Notices(contact="dlp@example.org", **notices),
        )
        self.relay, self.vault = Way("relay"), Way("vault", True, Level.TOP_SECRET)
        self.desk = Desk()
        clock = lambda: self.now  # noqa: E731
        channels = {"relay": self.relay, "vault": self.vault}
        tickets = Tickets(b"secret of the house")
        reporter = Reporter(self.settings)
        self.courier = Courier(
            self.settings, store=store, channels=channels, reporter=reporter, tickets=tickets, clock=clock,
        )  # fmt: skip
        self.review = Review(self.settings, store, reporter, redactor=self.desk, clock=clock)
        self.gateway = Gateway(
            pool=self.desk,
            policy=parse(rules, "policy.yaml", [self.relay, self.vault]),
            channels=channels,
            keeper=Keeper(self.settings, store, reporter, clock),
            readmission=Readmission(self.settings, store, tickets, clock),
            wake=self.courier.wake,
        )

    async def handle(self, message: Message, session: Session | None = None) -> Any:
        session = session or Session()
        session.destinations = message.destinations
        return await self.gateway.handle(message, session)

    async def dispatches(self) -> list[Dispatch]:
        """Everything that waits in the outbox, in clear."""
        ids = await self.store.claim("looker", 1e12, 1.0, 100)
        found = [await self.store.load(identity) for identity in ids]
        await self.store.give_back("looker")
        return sorted((one for one in found if one), key=lambda one: (one.is_report, one.id))

    async def carry(self, seconds: float = 0.0) -> None:
        """Lets time pass and delivers all that is due."""
        self.now += seconds
        while await self.courier._claim():
            await asyncio.gather(*self.courier._carrying)


def housed(
    folder: Path, work: Callable[[House], Awaitable[None]], rules: str = POLICY, **notices: Any
) -> None:
    """Runs `work` on a house with a store of its own in `folder`."""

    async def go() -> None:
        store = make_store(f"sqlite:///{folder}/dlp.sqlite")
        await store.open()
        try:
            await work(House(store, rules, **notices))
        finally:
            await store.aclose()

    asyncio.run(go())


def mail(body: str = "nothing", subject: str = "hello", header: str = "") -> bytes:
    """A small mail with CRLF."""
    text = f"From: anna@example.org\nTo: ben@x.test\nMessage-ID: <1@example.org>\n{header}"
    return f"{text}Subject: {subject}\n\n{body}\n".replace("\n", "\r\n").encode()


def letter(
    data: bytes, *recipients: str, identity: str = "AAAA-BBBB-CCCC", sender: str = "anna@example.org",
    params: str = "", notify: str = "", answers_each: bool = False, trace: str = "",
) -> Message:  # fmt: skip
    """A message as the SMTP proxy makes it."""
    return Message(
        id=identity,
        protocol="smtp",
        sender=Sender(sender, facts={"params": params}),
        destinations=tuple(
            Destination(each, "smtp", {"params": notify}) for each in recipients or ("ben@x.test",)
        ),
        media_type="message/rfc822",
        payload=Held(data),
        answers_each=answers_each,
        facts={"trace": trace, "size": len(data)},
    )


def report_of(dispatch: Dispatch) -> dict[str, tuple[str, str]]:
    """A delivery report: address → (action, status)."""
    report = email.message_from_bytes(dispatch.payload, policy=email.policy.default)
    assert report.get_content_type() == "multipart/report"
    _, status, _ = report.iter_parts()
    return {
        str(one["Final-Recipient"]).partition(";")[2].strip(): (one["Action"], one["Status"])
        for one in status.get_payload()[1:]
    }
