"""All five actions, with a real Postfix behind and the shipped policy in force."""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest

from dlp.demo.samples import samples
from peers import wait_for
from peers.gateway import Gateway
from peers.postfix import Postfix

pytestmark = pytest.mark.peer

BOB, CAROL, ADA = "bob@outside.test", "carol@example.org", "ada@example.org"


@pytest.fixture(scope="module")
def gateway(far_side: tuple[Postfix, int]) -> Iterator[Gateway]:
    running = Gateway(far_side[1]).start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def _empty(far_side: tuple[Postfix, int]) -> None:
    far_side[0].clear()


def send(gateway: Gateway, content: str, *recipients: str, sender: str = ADA) -> tuple[int, str]:
    with smtplib.SMTP("127.0.0.1", gateway.port, timeout=60) as client:
        client.ehlo("client.test")
        client.mail(sender)
        for recipient in recipients:
            code, text = client.rcpt(recipient)
            assert code == 250, text
        code, text = client.data(content.replace("\n", "\r\n").encode())
    return code, text.decode()


def mail(body: str, to: str = BOB, subject: str = "Hello") -> str:
    return f"From: {ADA}\nTo: {to}\nSubject: {subject}\nMessage-ID: <1@x>\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n\n{body}\n"


def test_allowed_mail_arrives_byte_for_byte(
    gateway: Gateway, far_side: tuple[Postfix, int]
) -> None:
    text = mail("Lunch at noon?  \n\n.\n..dots\n \ttabs\t\n")
    code, reply = send(gateway, text, BOB)
    assert code == 250
    assert "queued as" in reply, "the far side's own words"
    (arrived,) = far_side[0].wait(1)
    assert arrived.without_trace(["X-DLP-Trace"]) == text.encode()


def test_a_card_number_is_cut_out(gateway: Gateway, far_side: tuple[Postfix, int]) -> None:
    code, _ = send(gateway, mail("Charge 4111 1111 1111 1111 please\n"), BOB)
    assert code == 250
    (arrived,) = far_side[0].wait(1)
    body = arrived.message.get_content()
    assert "4111" not in body
    assert "1111" not in body
    assert body.startswith("Charge ")
    assert body.rstrip().endswith(" please")


def test_colleagues_get_it_whole_and_outsiders_redacted(
    gateway: Gateway, far_side: tuple[Postfix, int]
) -> None:
    before = gateway.metric('dlp_messages_total{action="redact"')
    code, reply = send(
        gateway, mail("The account is DE89 3704 0044 0532 0130 00\n", f"{CAROL}, {BOB}"), CAROL, BOB
    )
    assert code == 250, reply
    arrived = {each.recipient: each for each in far_side[0].wait(2)}
    assert "DE89 3704 0044 0532 0130 00" in arrived[CAROL].message.get_content()
    assert "3704" not in arrived[BOB].message.get_content()
    assert gateway.metric('dlp_messages_total{action="redact"') == before + 1


def test_classified_mail_is_redirected_to_the_vault(
    gateway: Gateway, far_side: tuple[Postfix, int]
) -> None:
    code, reply = send(gateway, mail("SECRET\n\nThe survey is finished.\n\nSECRET\n"), BOB)
    assert code == 250
    assert "Reference" in reply or "reference" in reply
    vault = gateway.folder / "vault"
    wait_for(lambda: list(vault.glob("*.json")), what="the copy in the vault")
    (copy,) = vault.glob("*.eml")
    assert b"The survey is finished." in copy.read_bytes()
    envelope = json.loads(copy.with_suffix(".json").read_text())
    assert BOB in json.dumps(envelope)
    # the sender is told, in plain words, without content
    (notice,) = far_side[0].wait(1)
    assert notice.recipient == ADA
    assert notice.sender == ""
    assert notice.message["Subject"] == "Your mail was sent by a protected way"
    assert b"survey" not in notice.raw
    for found in vault.glob("*"):
        found.unlink()


def test_a_secret_is_blocked_with_a_sentence(
    gateway: Gateway, far_side: tuple[Postfix, int]
) -> None:
    key = next(sample for sample in samples() if sample.title == "a private key")
    code, reply = send(gateway, key.content.decode().replace("\r\n", "\n"), BOB)
    assert (code, reply[:5]) == (550, "5.7.1")
    assert "Reference" in reply or "reference" in reply
    assert "BEGIN" not in reply
    assert far_side[0].files() == []


def test_what_nobody_can_read_is_held_released_and_passes_once(
    gateway: Gateway, far_side: tuple[Postfix, int]
) -> None:
    archive = next(sample for sample in samples() if "nobody here can open" in sample.title)
    content = archive.content.decode().replace("\r\n", "\n")
    code, reply = send(gateway, content, BOB)
    assert code == 250
    held = [item for item in gateway.incidents() if item["state"] == "held"]
    (item,) = held
    assert item["reference"] in reply
    assert item["kinds"]["UNREADABLE"] == 1
    (notice,) = far_side[0].wait(1)
    assert notice.recipient == ADA
    assert notice.message["Subject"] == "Your mail is held for review"
    far_side[0].clear()
    done = gateway.run("incidents", "release", item["reference"], "--reason", "checked by phone")
    assert done.returncode == 0, done.stderr
    (arrived,) = far_side[0].wait(1)
    assert arrived.recipient == BOB
    assert arrived.message["Subject"] == "Price list"
    again = gateway.run("incidents", "release", item["reference"], "--reason", "checked by phone")
    assert again.returncode == 1
    assert "not held" in again.stderr
    shown = gateway.run("incidents", "show", item["reference"], "--json")
    history = [entry["event"] for entry in json.loads(shown.stdout)["history"]]
    assert "released as it is" in history


def test_a_held_mail_can_be_rejected(gateway: Gateway, far_side: tuple[Postfix, int]) -> None:
    archive = next(sample for sample in samples() if "nobody here can open" in sample.title)
    send(gateway, archive.content.decode().replace("\r\n", "\n"), BOB)
    (item,) = [item for item in gateway.incidents() if item["state"] == "held"]
    far_side[0].wait(1)
    far_side[0].clear()
    done = gateway.run("incidents", "reject", item["reference"], "--reason", "not ours to send")
    assert done.returncode == 0, done.stderr
    (report,) = far_side[0].wait(1)
    assert report.recipient == ADA
    assert report.message.get_content_type() == "multipart/report"
    assert b"5.7.1" in report.raw
    assert b"not ours to send" not in report.raw, "the reviewer's reason stays with us"


def test_refused_recipients_are_mirrored(gateway: Gateway) -> None:
    with smtplib.SMTP("127.0.0.1", gateway.port, timeout=60) as client:
        client.ehlo("client.test")
        client.mail(ADA)
        code, text = client.rcpt("nobody@elsewhere.invalid")
        assert code in (450, 451, 454, 550, 554), text
        code, text = client.rcpt(BOB)
        assert code == 250, text


def test_ready_and_metrics(gateway: Gateway) -> None:
    status, text = gateway.http("/readyz")
    assert status == 200, text
    assert gateway.metric("dlp_workers_ready") == 2
    _, text = gateway.http("/metrics")
    assert BOB not in text
    assert ADA not in text


def test_a_bad_policy_leaves_the_old_one_in_force(gateway: Gateway) -> None:
    policy: Path = gateway.folder / "policy.yaml"
    good = policy.read_text()
    try:
        policy.write_text(good.replace("action: block", "action: blok"))
        gateway.reload()
        wait_for(
            lambda: gateway.metric('dlp_policy_reloads_total{result="refused"') == 1,
            what="a refused reload",
        )
        code, _ = send(gateway, mail("Charge 4111 1111 1111 1111 please\n"), BOB)
        assert code == 250
        policy.write_text(good.replace("kind: CREDIT_CARD, not", "kind: NOTHING_LIKE_IT, not"))
    finally:
        policy.write_text(good)
        gateway.reload()
        wait_for(
            lambda: gateway.metric('dlp_policy_reloads_total{result="ok"') >= 1,
            what="an accepted reload",
        )
