"""A gateway in one process for tests, as `dlp.app` builds it; no sockets, no worker processes."""

from __future__ import annotations

import asyncio
import email
import email.policy
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from dlp import config
from dlp.app import build
from dlp.model import (
    Action,
    Decision,
    Destination,
    Examination,
    Held,
    Message,
    Payload,
    Receipt,
    Sender,
    Status,
)
from dlp.redaction.files import LocalFileEditor
from dlp.store import Dispatch
from dlp.store.keys import write_key
from dlp.workers import Local

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


class Watched(Local):
    """Inspection in this process; `fails` is raised instead."""

    fails: Exception | None = None

    async def examine(self, message: Message) -> Examination:
        if self.fails is not None:
            raise self.fails
        return await super().examine(message)


class Session:
    """A client's session to the far side: `model.CutThrough`."""

    def __init__(
        self,
        status: Status = Status.DELIVERED,
        reply: str = "250 2.0.0 queued as 1",
        before: Callable[[], Awaitable[None]] | None = None,
        fails: Exception | None = None,
    ) -> None:
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
    """What `dlp.app.build` builds, not started, with our detector, our channels and our clock.
    `handle` says what became of a message; `dispatches` what is in the outbox."""

    def __init__(
        self,
        folder: Path,
        rules: str = POLICY,
        *,
        matrix: Mapping[str, Any] | None = None,
        **notices: Any,
    ) -> None:
        """`matrix` is that section of the configuration."""
        self.now = 1000.0
        for name in ("instance.key", "evidence.key"):
            write_key(folder / name)
        (folder / "policy.yaml").write_text(rules)
        self.settings = config.parse(
            {
                "directory": str(folder / "var"),
                "smtp": {"hostname": "gw.example.org"},
                "detectors": [{"use": "housing.marks"}],
                "policy": str(folder / "policy.yaml"),
                "channels": {
                    "relay": {"use": "housing.recording_channel"},
                    "vault": {
                        "use": "housing.recording_channel",
                        "trusted": True,
                        "clearance": "top-secret",
                    },
                },
                "store": {"url": f"sqlite:///{folder}/dlp.sqlite"},
                "courier": {"hold_expire": 500, "retry_first": 1},
                "notices": {"contact": "dlp@example.org", **notices},
                "matrix": dict(matrix or {}),
                "metrics": {"listen": None},
            },
            "housing",
            folder,
        )
        self.inspection = Watched(self.settings, LocalFileEditor())
        self.app = build(self.settings, inspection=self.inspection, clock=lambda: self.now)
        self.relay, self.vault = self.app.channels
        self.store, self.review = self.app.store, self.app.review
        self.courier, self.gateway = self.app.courier, self.app.gateway

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
        house = House(folder, rules, **notices)
        await house.store.open()
        try:
            await work(house)
        finally:
            await house.store.aclose()

    asyncio.run(go())


def mail(body: str = "nothing", subject: str = "hello", header: str = "") -> bytes:
    """A small mail with CRLF."""
    text = f"From: anna@example.org\nTo: ben@x.test\nMessage-ID: <1@example.org>\n{header}"
    return f"{text}Subject: {subject}\n\n{body}\n".replace("\n", "\r\n").encode()


def letter(
    data: bytes,
    *recipients: str,
    identity: str = "AAAA-BBBB-CCCC",
    sender: str = "anna@example.org",
    params: str = "",
    notify: str = "",
    answers_each: bool = False,
    trace: str = "",
) -> Message:
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


def statuses(outcome: Any) -> list[str]:
    """What became of each destination: action and status."""
    return [f"{one.action.value} {one.status.value}" for one in outcome.verdicts]


class FaultyPolicy:
    """A policy that forgets a destination, or fails."""

    version = "faulty"

    def __init__(self, how: str) -> None:
        self._how = how

    def decide(self, message: Any, examination: Any) -> tuple[Decision, ...]:
        if self._how == "raises":
            raise KeyError(f"quotes {CARD}")
        some = message.destinations[:1] if self._how == "forgets" else message.destinations * 2
        return (Decision(some, Action.ALLOW, "r", "w"),) if self._how != "nothing" else ()
