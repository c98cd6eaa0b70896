"""What was released comes by once more: its ticket is good once, for that and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dlp.model import Held, Status
from housing import IBAN, House, Session, housed, letter, mail

REF = "AAAA-BBBB-CCCC"
DATA = mail(f"pay {IBAN} now", subject=f"about {IBAN}")


async def released(house: House, *recipients: str, data: bytes = DATA) -> bytes:
    """Held, released, carried: the payload as it leaves through the relay."""
    outcome = await house.handle(letter(data, *recipients, notify="NOTIFY=FAILURE"))
    assert "held" in outcome.verdicts[0].text
    await house.review.release(REF, "ann", "fine with me")
    await house.carry()
    return house.relay.copies[-1].payload


def test_a_released_copy_passes_once(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        payload = await released(house)
        # on its way back another server puts its trace on top
        back = letter(b"Received: from relay\r\n" + payload, identity="BACK")
        session = Session()
        outcome = await house.handle(back, session)
        assert [one.status for one in outcome.verdicts] == [Status.DELIVERED]
        assert session.sent[0].read() == b"Received: from relay\r\n" + DATA
        session = Session()
        outcome = await house.handle(replace(back, id="AGAIN"), session)
        assert "held" in outcome.verdicts[0].text and session.sent == []
        assert b"X-DLP-Ticket" not in (await house.store.evidence("AGAIN")).payload.read()

    housed(tmp_path, work)


@pytest.mark.parametrize(
    "change", ["content", "subject", "recipient", "more recipients", "expired"]
)
def test_a_ticket_for_something_else_is_cut_off(tmp_path: Path, change: str) -> None:
    async def work(house: House) -> None:
        payload = await released(house)
        to = ["ben@x.test"]
        match change:
            case "content":
                payload = payload.replace(b"now", b"not")
            case "subject":
                payload = payload.replace(b"Subject: about", b"Subject: other")
            case "recipient":
                to = ["carl@x.test"]
            case "more recipients":
                to = ["ben@x.test", "carl@x.test"]
            case _:
                house.now += house.settings.courier.expire + 2
        session = Session()
        outcome = await house.handle(letter(payload, *to, identity="BACK"), session)
        assert "held" in outcome.verdicts[0].text
        assert session.sent == []
        # and the ticket is still good for what it was made for
        if change != "expired":
            right = letter(house.relay.copies[-1].payload, identity="RIGHT")
            outcome = await house.handle(right, session)
            assert outcome.verdicts[0].status is Status.DELIVERED

    housed(tmp_path, work)


def test_a_forged_ticket_is_cut_off_and_means_nothing(tmp_path: Path) -> None:
    forged = b"X-DLP-Ticket: v=1; id=%s; exp=9999999999; mac=%s\r\n" % (b"0" * 32, b"0" * 64)

    async def work(house: House) -> None:
        session = Session()
        outcome = await house.handle(letter(forged + DATA), session)
        assert "held" in outcome.verdicts[0].text and session.sent == []
        outcome = await house.handle(letter(forged + mail("harmless"), identity="B"), session)
        assert outcome.verdicts[0].status is Status.DELIVERED
        assert session.sent[0].read() == mail("harmless")

    housed(tmp_path, work)


def test_a_ticket_counts_as_used_only_if_the_far_side_took_the_copy(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        back = letter(await released(house), identity="BACK")
        for session in (Session(Status.LATER, "451 busy"), Session(fails=OSError("lost"))):
            outcome = await house.handle(back, session)
            assert outcome.verdicts[0].status is Status.LATER
        outcome = await house.handle(back)
        assert outcome.verdicts[0].status is Status.DELIVERED

    housed(tmp_path, work)


def test_a_large_mail_with_a_ticket_in_its_body_only_is_untouched(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        session = Session()
        message = letter(mail("X-DLP-Ticket: in the body"))
        await house.handle(message, session)
        assert session.sent[0].read() == message.payload.read()
        await house.handle(replace(message, id="B", payload=Held(mail("x" * 3_000_000))), session)
        assert session.sent[1].size > 3_000_000

    housed(tmp_path, work)
