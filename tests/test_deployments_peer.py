"""The three deployments of docs/smtp.md, each with its snippet in config/postfix/ as it ships."""

from __future__ import annotations

import re
import smtplib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from dlp.config.shipped import shipped
from peers import free_port, wait_for
from peers.dovecot import Dovecot
from peers.gateway import Gateway
from peers.postfix import Postfix

pytestmark = pytest.mark.peer

ADA, BOB, CAROL = "ada@example.org", "bob@outside.test", "carol@example.org"


class Front:
    """A Postfix with a shipped snippet in its master.cf, the gateway beside it."""

    def __init__(self, snippet: str, far: int, config: dict[str, object], main: str = "") -> None:
        self.port, back = free_port(), free_port()
        listener = {
            "name": "in",
            "listen": "127.0.0.1:0",
            "trusted_peers": ["127.0.0.0/8"],
            "downstream": {"address": f"127.0.0.1:{back}"},
            **config,
        }
        self.gateway = Gateway(
            back,
            config={
                "smtp": {"listeners": [listener]},
                "channels": {"relay": {"use": "relay", "address": f"127.0.0.1:{back}"}},
            },
        ).start()
        master = shipped("config", "postfix", f"{snippet}.master.cf").read_text()
        master = re.sub(r"(?m)^smtp(\s+inet)", rf"127.0.0.1:{self.port}\1", master)
        master = master.replace(":10025", f":{self.gateway.port}").replace(":10026", f":{back}")
        self.postfix = Postfix(
            snippet, f"relayhost = [127.0.0.1]:{far}\nsmtputf8_enable = yes\n{main}", master
        ).start(self.port, back)

    def stop(self) -> None:
        self.postfix.stop()
        self.gateway.stop()

    def send(self, content: str, *recipients: str, options: str = "") -> tuple[int, str]:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            client.ehlo("client.test")
            code, text = client.docmd("MAIL", f"FROM:<{ADA}> {options}".strip())
            assert code == 250, text
            for recipient in recipients:
                code, text = client.rcpt(recipient)
                assert code == 250, text
            code, text = client.data(content.replace("\n", "\r\n").encode())
        return code, text.decode()


def mail(body: str, to: str = BOB) -> str:
    return (
        f"From: {ADA}\nTo: {to}\nSubject: Hello\nMessage-ID: <1@x>\n"
        f"Date: Sat, 21 Nov 2026 10:00:00 +0000\n\n{body}\n"
    )


KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\nKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQJAIJLixBy2qpFoS4DSmoEm\n-----END RSA PRIVATE KEY-----\n"


# --------------------------------------------------------------------------- before the queue


@pytest.fixture(scope="module")
def before(far_side: tuple[Postfix, int]) -> Iterator[Front]:
    front = Front("before-queue", far_side[1], {})
    yield front
    front.stop()


@pytest.fixture(autouse=True)
def _empty(far_side: tuple[Postfix, int]) -> None:
    far_side[0].clear()


def test_before_queue_allows_and_redacts(before: Front, far_side: tuple[Postfix, int]) -> None:
    assert before.send(mail("Lunch?"), BOB)[0] == 250
    assert before.send(mail("My card is 4111 1111 1111 1111"), BOB)[0] == 250
    bodies = [each.message.get_content() for each in far_side[0].wait(2)]
    assert any("Lunch?" in body for body in bodies)
    assert not any("4111" in body for body in bodies)


def test_before_queue_block_is_heard_by_the_client(
    before: Front, far_side: tuple[Postfix, int]
) -> None:
    code, reply = before.send(mail(KEY), BOB)
    assert code == 550
    assert "password, key or access token" in reply
    assert far_side[0].files() == []


def test_before_queue_carries_xforward_and_dsn(
    before: Front, far_side: tuple[Postfix, int]
) -> None:
    with smtplib.SMTP("127.0.0.1", before.port, timeout=60) as client:
        client.ehlo("client.test")
        code, text = client.docmd("MAIL", f"FROM:<{ADA}> RET=HDRS ENVID=QQ+2B314")
        assert code == 250, text
        code, text = client.docmd(
            "RCPT", f"TO:<{BOB}> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+2BX@Outside.Test"
        )
        assert code == 250, text
        code, text = client.data(mail("Lunch?").replace("\n", "\r\n").encode())
        assert code == 250, text
    # the copy for bob, and the success report that Postfix itself made from our parameters
    arrived = far_side[0].wait(2)
    report = next(each for each in arrived if each.recipient == ADA)
    assert b"Original-Envelope-Id: QQ+314" in report.raw
    assert b"Original-Recipient: rfc822;Bob+X@Outside.Test" in report.raw
    assert "client=unknown" in before.postfix.log() or "orig_client=" in before.postfix.log()
    assert re.search(r"orig_client=\S*127\.0\.0\.1", before.postfix.log()), "XFORWARD went through"


def test_before_queue_gateway_down_is_temporary(
    before: Front, far_side: tuple[Postfix, int]
) -> None:
    before.gateway.stop()
    try:
        with smtplib.SMTP("127.0.0.1", before.port, timeout=60) as client:
            client.ehlo("client.test")
            client.mail(ADA)
            code, _ = client.rcpt(BOB)
            if code == 250:
                code, _ = client.data(b"Subject: x\r\n\r\nx\r\n")
        assert 400 <= code < 500
        assert far_side[0].files() == []
    finally:
        before.gateway.restart()
    assert before.send(mail("again"), BOB)[0] == 250


# --------------------------------------------------------------------------- after the queue


@pytest.fixture(scope="module")
def after(far_side: tuple[Postfix, int]) -> Iterator[Front]:
    front = Front("after-queue", far_side[1], {})
    yield front
    front.stop()


def test_after_queue_allows_redacts_and_splits(after: Front, far_side: tuple[Postfix, int]) -> None:
    assert after.send(mail("The account is DE89 3704 0044 0532 0130 00"), BOB, CAROL)[0] == 250
    arrived = {each.recipient: each.message.get_content() for each in far_side[0].wait(2)}
    assert "3704" in arrived[CAROL]
    assert "3704" not in arrived[BOB]


def test_after_queue_block_becomes_a_bounce_with_our_sentence(
    after: Front, far_side: tuple[Postfix, int]
) -> None:
    assert after.send(mail(KEY), BOB)[0] == 250
    (bounce,) = far_side[0].wait(1)
    assert bounce.recipient == ADA
    assert b"password, key or access token" in bounce.raw


def test_after_queue_mail_waits_while_the_gateway_is_down(
    after: Front, far_side: tuple[Postfix, int]
) -> None:
    after.gateway.stop()
    assert after.send(mail("patience"), BOB)[0] == 250
    wait_for(lambda: "deferred" in after.postfix.log(), what="a deferral")
    assert far_side[0].files() == []
    after.gateway.restart()
    after.postfix.flush()
    (arrived,) = far_side[0].wait(1)
    assert "patience" in arrived.message.get_content()


# --------------------------------------------------------------------------- submission


class Submission:
    """Mail programs → gateway (STARTTLS and implicit TLS) → Postfix submission with Dovecot SASL."""

    def __init__(self, far: int, folder: Path) -> None:
        authority = trustme.CA()
        authority.cert_pem.write_to_path(folder / "ca.pem")
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        certificate.private_key_pem.write_to_path(folder / "key.pem")
        certificate.cert_chain_pems[0].write_to_path(folder / "cert.pem")
        self.ca, inner = folder / "ca.pem", free_port()
        self.dovecot = Dovecot({"ada": "correct horse", "bob": "battery"}).start()
        master = shipped("config", "postfix", "submission.master.cf").read_text()
        self.postfix = Postfix(
            "submission",
            f"relayhost = [127.0.0.1]:{far}\nsmtpd_sasl_type = dovecot\n"
            f"smtpd_sasl_path = inet:127.0.0.1:{self.dovecot.sasl}\n"
            f"smtpd_tls_cert_file = {folder}/cert.pem\nsmtpd_tls_key_file = {folder}/key.pem\n",
            master.replace(":10587", f":{inner}"),
        ).start(inner)
        tls = {"certificate": str(folder / "cert.pem"), "key": str(folder / "key.pem")}
        downstream = {
            "address": f"127.0.0.1:{inner}",
            "tls": "starttls",
            "ca": str(self.ca),
            "server_name": "localhost",
        }
        base = {"listen": "127.0.0.1:0", "downstream": downstream, "require_tls": True, **tls}
        self.gateway = Gateway(
            far,
            config={
                "smtp": {
                    "listeners": [
                        {"name": "starttls", "tls": "starttls", **base},
                        {"name": "implicit", "tls": "implicit", **base},
                    ]
                }
            },
        ).start()

    def port(self, name: str) -> int:
        return self.gateway.addresses[name][1]

    def stop(self) -> None:
        self.gateway.stop()
        self.postfix.stop()
        self.dovecot.stop()


@pytest.fixture(scope="module")
def submission(
    far_side: tuple[Postfix, int], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Submission]:
    running = Submission(far_side[1], tmp_path_factory.mktemp("tls"))
    yield running
    running.stop()


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN", "CRAM-MD5"])
@pytest.mark.parametrize("door", ["starttls", "implicit"])
def test_swaks_authenticates_through_the_gateway(
    submission: Submission, far_side: tuple[Postfix, int], mechanism: str, door: str
) -> None:
    tls = "--tls" if door == "starttls" else "--tls-on-connect"
    done = subprocess.run(
        [
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            str(submission.port(door)),
            tls,
            "--auth",
            mechanism,
            "--auth-user",
            "ada",
            "--auth-password",
            "correct horse",
            "--from",
            ADA,
            "--to",
            BOB,
            "--body",
            "Lunch?",
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    far_side[0].wait(1)
    assert f"sasl_method={mechanism}" in submission.postfix.log()


def test_a_wrong_password_is_refused_in_the_far_sides_words(submission: Submission) -> None:
    done = subprocess.run(
        [
            "swaks",
            "--server",
            "127.0.0.1",
            "--port",
            str(submission.port("starttls")),
            "--tls",
            "--auth",
            "PLAIN",
            "--auth-user",
            "ada",
            "--auth-password",
            "wrong",
            "--from",
            ADA,
            "--to",
            BOB,
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert "535 5.7.8" in done.stdout
    assert "wrong" not in submission.gateway.log()


def test_msmtp_sends_through_the_gateway(
    submission: Submission, far_side: tuple[Postfix, int], tmp_path: Path
) -> None:
    rc = tmp_path / "msmtprc"
    rc.write_text(
        f"account default\nhost localhost\nport {submission.port('starttls')}\n"
        f"tls on\ntls_starttls on\ntls_trust_file {submission.ca}\nauth plain\nuser ada\n"
        f"password correct horse\nfrom {ADA}\n"
    )
    rc.chmod(0o600)
    done = subprocess.run(
        ["msmtp", "-C", rc, BOB], input=mail("From msmtp").encode(), capture_output=True
    )
    assert done.returncode == 0, done.stderr
    (arrived,) = far_side[0].wait(1)
    assert "From msmtp" in arrived.message.get_content()


def test_no_auth_and_no_mail_before_tls(submission: Submission) -> None:
    with smtplib.SMTP("127.0.0.1", submission.port("starttls"), timeout=60) as client:
        client.ehlo("client.test")
        assert "auth" not in client.esmtp_features
        assert "starttls" in client.esmtp_features
        code, _ = client.mail(ADA)
        assert code == 530
