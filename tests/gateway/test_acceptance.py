"""Small parts of what is kept; the whole is in test_gateway.py."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dlp.app import build_protocols
from dlp.config import Config
from dlp.delivery.tickets import MOST_HEADER
from dlp.gateway.acceptance import head, later, mirrored, trace
from dlp.model import Action, Destination, Held, Receipt, Status
from housing import IBAN, House, housed, letter, mail

MESSAGE = letter(mail(), "a@x.test", "b@x.test", "a@x.test")
A, B, _ = MESSAGE.destinations


def test_answers_are_in_the_order_of_the_destinations() -> None:
    receipts = (Receipt(B, Status.REFUSED, "550 no"), Receipt(A, Status.DELIVERED, "250 yes"))
    outcome = mirrored(MESSAGE, receipts, Action.ALLOW)
    assert [one.reply for one in outcome.verdicts] == ["250 yes", "550 no", "250 yes"]
    assert [one.destination for one in outcome.verdicts] == list(MESSAGE.destinations)


@pytest.mark.parametrize("receipts", [(), (Receipt(Destination("c@x.test"), Status.DELIVERED),)])
def test_no_answer_is_no_yes(receipts: tuple[Receipt, ...]) -> None:
    outcome = mirrored(MESSAGE, receipts, Action.ALLOW)
    assert {one.status for one in outcome.verdicts} == {Status.LATER}


def test_another_network_is_another_destination() -> None:
    receipts = (Receipt(Destination("a@x.test", "matrix"), Status.DELIVERED),)
    assert mirrored(MESSAGE, receipts, Action.ALLOW).verdicts[0].status is Status.LATER


def test_later_is_for_everybody_and_says_nothing() -> None:
    outcome = later(MESSAGE)
    assert [one.status for one in outcome.verdicts] == [Status.LATER] * 3
    assert "@" not in outcome.verdicts[0].text


def test_the_head_is_bounded() -> None:
    assert head(Held(b"")) == b""
    assert len(head(Held(bytes(MOST_HEADER + 5)))) == MOST_HEADER


def test_a_trace_is_ascii_whatever_it_was() -> None:
    protocols, _ = build_protocols(Config())
    mail = protocols.of("smtp")
    assert trace(mail, {}) == b""
    assert trace(mail, {"trace": "Received: ü\r\n"}) == b"Received: ?\r\n"
    assert trace(protocols.of("matrix"), {"trace": "Received: x\r\n"}) == b""


def test_a_request_that_is_sent_again_is_kept_once(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        sent = letter(mail(f"pay {IBAN}"))
        again = replace(sent, facts={**sent.facts, "request": True})
        for _ in range(2):
            outcome = await house.handle(again)
            assert outcome.reference == sent.id and "held" in outcome.verdicts[0].text
        assert len(await house.review.list()) == 1
        await house.review.reject(sent.id, "ann", "not this one")
        outcome = await house.handle(again)
        assert outcome.verdicts[0].status is Status.REFUSED
        assert "after review, not sent" in outcome.verdicts[0].text
        # a reference that was only drawn twice stands for two messages: the second one waits
        outcome = await house.handle(sent)
        assert outcome.verdicts[0].status is Status.LATER

    housed(tmp_path, work)
