"""What fails on the way is no pass: the sender keeps the message, or the answer stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dlp.errors import Unavailable
from dlp.model import Status
from housing import CARD, IBAN, TOKEN, FaultyPolicy, House, Session, housed, letter, mail, statuses


@pytest.mark.parametrize("how", ["raises", "forgets", "repeats", "nothing"])
def test_a_policy_that_fails_is_no_pass(tmp_path: Path, how: str) -> None:
    async def work(house: House) -> None:
        house.app.preparation.policy = FaultyPolicy(how)  # type: ignore[assignment]
        session = Session()
        outcome = await house.handle(letter(mail(CARD), "a@x.test", "b@x.test"), session)
        assert [one.status for one in outcome.verdicts] == [Status.LATER] * 2
        assert session.sent == []

    housed(tmp_path, work)


@pytest.mark.parametrize(
    "failure", [Unavailable("the queue is full"), RuntimeError(f"quotes {CARD}")]
)
def test_an_examination_that_fails_is_no_pass(tmp_path: Path, failure: Exception) -> None:
    async def work(house: House) -> None:
        house.inspection.fails = failure
        session = Session()
        outcome = await house.handle(letter(mail(CARD)), session)
        assert [one.status for one in outcome.verdicts] == [Status.LATER]
        assert CARD not in outcome.verdicts[0].text
        assert session.sent == []

    housed(tmp_path, work)


@pytest.mark.parametrize("body", [CARD, IBAN, TOKEN, "TOP SECRET"])
def test_without_a_store_nothing_is_promised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    async def work(house: House) -> None:
        async def away(*args: Any, **kwargs: Any) -> None:
            raise Unavailable("the store cannot be used now")

        monkeypatch.setattr(house.store, "accept", away)
        session = Session()
        outcome = await house.handle(letter(mail(body)), session)
        assert [one.status for one in outcome.verdicts] == [Status.LATER]
        assert session.sent == []

    housed(tmp_path, work)


def test_an_outcome_that_cannot_be_written_does_not_change_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The far side has it: to say "later" now would bring it a second time."""

    async def work(house: House) -> None:
        async def away(*args: Any, **kwargs: Any) -> None:
            raise Unavailable("the store cannot be used now")

        monkeypatch.setattr(house.store, "relayed", away)
        assert statuses(await house.handle(letter(mail(CARD)))) == ["redact delivered"]

    housed(tmp_path, work)


def test_receipts_for_somebody_else_are_no_receipts(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        session.destinations = letter(mail(), "else@x.test").destinations
        outcome = await house.gateway.handle(letter(mail(), "ben@x.test"), session)
        assert statuses(outcome) == ["allow later"]

    housed(tmp_path, work)
