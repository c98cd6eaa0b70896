"""What reviewers can do, and the way back of what they released."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest

from built.mails import LOCKED
from dlp.errors import Refused
from dlp.model import Message
from dlp.redaction import CannotRedact
from dlp.store import Conflict, State, Unknown
from housing import CARD, IBAN, House, housed, letter, mail, report_of

REF = "AAAA-BBBB-CCCC"
ARCHIVE = base64.encodebytes(LOCKED)
DATA = mail(f"pay {IBAN} now", subject=f"about {IBAN}")


async def held(house: House, *recipients: str, data: bytes = DATA, **more: str) -> None:
    outcome = await house.handle(letter(data, *recipients, notify="NOTIFY=FAILURE", **more))
    assert "held" in outcome.verdicts[0].text


def test_a_list_shows_no_content_and_no_address(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, "ben@x.test", "carl@y.test")
        (item,) = await house.review.list()
        assert (item.reference, item.state, item.destinations) == (REF, State.HELD, 2)
        assert item.kinds == {"IBAN_CODE": 2}
        assert "@" not in repr(item) and IBAN not in repr(item)
        assert await house.review.list(State.REJECTED) == []

    housed(tmp_path, work)


def test_a_look_at_one_is_written_down(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house)
        detail = await house.review.show(REF, "ann")
        assert detail.evidence
        assert {(one.kind, one.part) for one in detail.findings} == {
            ("IBAN_CODE", "subject"),
            ("IBAN_CODE", "body:1"),
        }
        assert detail.incident.sender.address == "anna@example.org"
        assert IBAN not in repr(detail)
        last = (await house.store.incident(REF)).history[-1]
        assert (last.actor, last.event) == ("ann", "shown")
        with pytest.raises(Unknown):
            await house.review.show("NONE", "ann")

    housed(tmp_path, work)


def test_released_as_it_is(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, "ben@x.test", "in@example.org", trace="Received: x\r\n")
        # inside it is allowed: that copy is in the outbox already, and not released again
        (earlier,) = await house.dispatches()
        await house.review.release(REF, "ann", "customer asked for it")
        (copy,) = [one for one in await house.dispatches() if one.id != earlier.id]
        assert [one.address for one in copy.destinations] == ["ben@x.test"]
        assert copy.payload == b"Received: x\r\n" + DATA
        assert copy.ticket and copy.channel == "relay"
        incident = await house.store.incident(REF)
        assert incident.state is State.RELEASED
        last = incident.history[-1]
        assert (last.actor, last.event, last.why) == (
            "ann",
            "released as it is",
            "customer asked for it",
        )

    housed(tmp_path, work)


def test_redacted_and_released(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house)
        await house.review.redact_and_release(REF, "ann", "without the account")
        (copy,) = await house.dispatches()
        assert IBAN.encode() not in copy.payload
        assert copy.payload.count(b"[IBAN_CODE removed]") == 2
        assert (await house.store.incident(REF)).history[-1].event == "released without IBAN_CODE"

    housed(tmp_path, work)


def test_only_the_kinds_asked_for_are_cut_out(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, data=mail(f"{IBAN} and {CARD}"))
        await house.review.redact_and_release(REF, "ann", "cards only", ["CREDIT_CARD"])
        (copy,) = await house.dispatches()
        assert CARD.encode() not in copy.payload and IBAN.encode() in copy.payload

    housed(tmp_path, work)


def with_archive(name: str) -> bytes:
    """A value in the text, and an archive that nobody can read."""
    return mail(
        f"--b\nContent-Type: text/plain\n\npay {IBAN} now\n--b\nContent-Type: application/zip\n"
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
        f"{ARCHIVE.decode()}--b--",
        header="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
    )


def test_what_nobody_could_read_is_named_and_wants_a_word(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, data=with_archive("list.zip"))
        with pytest.raises(
            Refused, match=r"list\.zip, list\.txt \(encrypted\).*--with-unread.*reject it"
        ) as refusal:
            await house.review.redact_and_release(REF, "ann", "without the account")
        assert IBAN not in str(refusal.value)
        assert (await house.store.incident(REF)).state is State.HELD
        assert await house.dispatches() == []
        (place,) = await house.review.redact_and_release(
            REF, "ann", "without the account", with_unread=True
        )
        assert place == "list.zip, list.txt (encrypted)"
        (copy,) = await house.dispatches()
        assert IBAN.encode() not in copy.payload and ARCHIVE in copy.payload.replace(b"\r", b"")
        told = (await house.store.incident(REF)).history[-1].event
        assert told == "released without IBAN_CODE, with what nobody could read"

    housed(tmp_path, work)


def test_a_file_name_that_holds_a_value_is_not_said(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, data=with_archive(f"{IBAN}.zip"))
        with pytest.raises(Refused, match=r"attachment 2 \(") as refusal:
            await house.review.redact_and_release(REF, "ann", "without the account")
        assert IBAN not in str(refusal.value)

    housed(tmp_path, work)


def test_what_cannot_be_redacted_stays_held(tmp_path: Path) -> None:
    signed = mail(
        f"--b\nContent-Type: text/plain\n\n{IBAN}\n--b\nContent-Type: application/pgp-signature\n"
        "\nx\n--b--",
        header='MIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b; protocol="x"\n',
    )

    async def work(house: House) -> None:
        await held(house, data=signed)
        with pytest.raises(
            Refused, match=r"body 1: it is signed.* \(release it as it is, or reject it .*signature"
        ):
            await house.review.redact_and_release(REF, "ann", "without the account")
        with pytest.raises(Refused, match="nothing"):
            await house.review.redact_and_release(REF, "ann", "none there", ["PERSON"])
        assert (await house.store.incident(REF)).state is State.HELD
        assert await house.dispatches() == []

    housed(tmp_path, work)


def test_a_refusal_does_not_say_a_file_name_that_holds_a_value(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house, data=with_archive(f"{IBAN}.zip"))

        async def cannot(message: Message, findings: object, drop: object) -> bytes:
            raise CannotRedact("left", f"attachment:2/{IBAN}.zip/list.txt")

        house.inspection.redact = cannot  # type: ignore[method-assign]
        with pytest.raises(Refused, match="attachment 2: a value was still there") as refusal:
            await house.review.redact_and_release(REF, "ann", "no account", with_unread=True)
        assert IBAN not in str(refusal.value)
        assert (await house.store.incident(REF)).state is State.HELD

    housed(tmp_path, work)


def test_a_rejection_is_reported(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house)
        await house.review.reject(REF, "ann", "internal remark")
        (report,) = await house.dispatches()
        assert report_of(report) == {"ben@x.test": ("failed", "5.7.1")}
        assert b"after review" in report.payload
        for secret in (IBAN.encode(), b"internal remark", b"ann:"):
            assert secret not in report.payload
        assert (await house.store.incident(REF)).state is State.REJECTED

    housed(tmp_path, work)


def test_two_reviewers_at_once(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house)
        results = await asyncio.gather(
            house.review.release(REF, "ann", "yes yes"),
            house.review.reject(REF, "bob", "no no no"),
            house.review.release(REF, "carl", "yes yes"),
            return_exceptions=True,
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "Conflict", "NoneType"]
        assert len(await house.dispatches()) == 1
        with pytest.raises(Conflict, match="not held"):
            await house.review.reject(REF, "dora", "too late")

    housed(tmp_path, work)


@pytest.mark.parametrize(
    ("actor", "reason"), [("", "because"), (" ", "because"), ("ann", ""), ("ann", " x ")]
)
def test_who_and_why_must_be_said(tmp_path: Path, actor: str, reason: str) -> None:
    async def work(house: House) -> None:
        await held(house)
        for act in (house.review.release, house.review.reject, house.review.redact_and_release):
            with pytest.raises(Refused):
                await act(REF, actor, reason)
        assert (await house.store.incident(REF)).state is State.HELD

    housed(tmp_path, work)


def test_a_hold_ends_by_itself_as_a_rejection(tmp_path: Path) -> None:
    async def work(house: House) -> None:
        await held(house)
        await held(house, identity="LEGAL")
        await house.review.legal_hold("LEGAL", "ann", "court order", on=True)
        assert await house.review.expire(1499.0) == 0
        await house.review.tidy(1500.0)
        assert (await house.store.incident(REF)).state is State.EXPIRED
        assert (await house.store.incident("LEGAL")).state is State.HELD
        (report,) = await house.dispatches()
        assert report_of(report) == {"ben@x.test": ("failed", "5.7.1")}
        assert b"nobody released it in time" in report.payload
        with pytest.raises(Conflict):
            await house.review.release(REF, "ann", "too late")

    housed(tmp_path, work)
