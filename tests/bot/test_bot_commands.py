"""What commands to the bot do: with one's own messages, and only where a rule allows it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from dlp.bot import messages
from dlp.bot.commands import CommandHandler
from dlp.matrix.accounts import address_of
from dlp.model import Destination, Held, Message, Sender
from dlp.store import State
from housing import CARD, IBAN, House, housed

REF = "D7K2-QF4M-X9TB"


def person(user: str) -> Sender:
    return Sender(address_of(user), facts={"user": user})


USER = person("@anna:example.org")


def said(body: str) -> Message:
    event = {"operation": "send", "path": {"type": "m.room.message"}, "content": {"body": body}}
    return Message(
        id=REF,
        protocol="matrix",
        sender=replace(USER, facts={**USER.facts, "device": "D"}),
        destinations=(Destination("!a", "matrix", {"audience": ["eve@x.test"]}),),
        media_type="application/vnd.matrix.event+json",
        payload=Held(json.dumps(event).encode()),
    )


def commands(house: House, *rules: str) -> CommandHandler:
    chat = house.app.protocols.of("matrix")
    return CommandHandler(house.review, house.inspection, chat, lambda rule: rule in rules)


def test_status_is_ones_own(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await house.handle(said(f"pay {IBAN}"))
        assert (await commands(house).answer(USER, "status")).startswith(f"{REF} held")
        for other in ("@ben:example.org", ""):
            assert "Nothing of yours" in await commands(house).answer(person(other), "status")
        assert await commands(house).answer(USER, "hello?") == messages.HELP

    housed(tmp_path, work)


def test_a_false_positive_stands_in_the_history_and_changes_nothing(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await house.handle(said(f"pay {IBAN}"))
        answer = await commands(house).answer(person("@ben:example.org"), f"false positive {REF}")
        assert answer == f"no message of yours is called {REF}."
        assert await commands(house).answer(USER, f"false positive {REF}") == messages.NOTED
        incident = await house.store.incident(REF)
        assert incident.state is State.HELD
        assert [e.actor for e in incident.history if "false positive" in e.event] == ["sender"]

    housed(tmp_path, work)


def test_a_reason_needs_a_rule_that_takes_it(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await house.handle(said(f"pay {IBAN}"))
        text = f"justify {REF} the customer asked"
        assert "waits for a reviewer" in await commands(house).answer(USER, text)
        assert "no message of yours" in await commands(house, "iban").answer(
            person("@ben:x.test"), text
        )
        answer = await commands(house, "iban").answer(USER, f"justify {REF} because {CARD}")
        assert answer == messages.CONTENT
        # without an application service nobody can send it for her
        assert "cannot be released" in await commands(house, "iban").answer(USER, text)
        assert (await house.store.incident(REF)).state is State.HELD
        incident = await house.store.incident(REF)
        assert all(CARD not in entry.why for entry in incident.history)

    housed(tmp_path, work)


def test_what_is_away_is_said_so(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        house.inspection.fails = RuntimeError("the text of an error")
        answer = await commands(house, "iban").answer(USER, f"justify {REF} the customer asked")
        assert answer == messages.LATER

    housed(tmp_path, work)


def test_a_message_of_nobody_is_nobodys(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        sent = said(f"pay {IBAN}")
        await house.handle(replace(sent, sender=Sender("anna@example.org")))
        assert "no message of yours" in await commands(house).answer(USER, f"false positive {REF}")
        assert "no message of yours" in await commands(house).answer(
            person(""), f"false positive {REF}"
        )

    housed(tmp_path, work)
