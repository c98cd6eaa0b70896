"""Small parts of what is kept; the whole is in test_gateway.py."""

from __future__ import annotations

import pytest

from dlp.keeping import head, later, mirrored, trace
from dlp.model import Action, Destination, Held, Receipt, Status
from dlp.tickets import MOST_HEADER
from housing import letter, mail

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
    assert trace({}) == b""
    assert trace({"trace": "Received: ü\r\n"}) == b"Received: ?\r\n"
