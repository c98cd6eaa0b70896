"""A thousand real mails: all parts read or UNREADABLE; what is allowed arrives byte for byte."""

from __future__ import annotations

import re
import smtplib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from dlp.config import InspectionSettings
from dlp.read import read
from peers import real_mails, wait_for
from peers.gateway import Gateway
from peers.postfix import Delivered, Postfix

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not real_mails.available(), reason="needs npm to bring the real mails"),
]
BOB = "bob@outside.test"


def test_every_part_is_read_or_reported() -> None:
    parts: Counter[str] = Counter()
    for raw in real_mails.mails():
        reading = read("message/rfc822", raw, InspectionSettings())
        read_parts = {passage.part for passage in reading.passages}
        reported = {finding.part for finding in reading.findings}
        for fact in reading.parts:
            below = tuple(f"{fact.part}{mark}" for mark in ("/", "#", ":"))
            known = read_parts | reported
            seen = fact.part in known or any(part.startswith(below) for part in known)
            # three bytes or less are base64 of nothing
            assert seen or fact.size <= 3, f"{fact.media_type} is neither read nor reported"
            parts[fact.media_type] += 1
    print(f"\n{sum(parts.values())} parts: {parts.most_common(12)}")
    assert sum(parts.values()) >= 1000


@pytest.mark.peer
def test_a_thousand_real_mails_through_the_gateway(far_side: tuple[Postfix, int]) -> None:
    postfix, port = far_side
    gateway = Gateway(port, config={"courier": {"hold_expire": "7d"}}).start()
    mails = list(real_mails.mails())
    try:
        with ThreadPoolExecutor(8) as senders:
            replies = list(
                senders.map(lambda job: _send(gateway.port, *job), enumerate(mails), timeout=800)
            )
        gateway.settle(120)
        wait_for(lambda: "empty" in postfix.queue(), 120, "Postfix to deliver")
        incidents = {item["reference"]: item for item in gateway.incidents()}
        restarts = gateway.metric("dlp_worker_restarts_total")
    finally:
        gateway.stop()
    codes = Counter(code for code, _ in replies)
    arrived: dict[int, Delivered] = {}
    for mail in postfix.mails():
        if match := re.search(rb"(?m)^X-Test-Id: (\d+)$", mail.raw):
            arrived[int(match[1])] = mail
    same, changed = 0, Counter[str]()
    for number, mail in arrived.items():
        sent = _numbered(number, mails[number]).replace(b"\r\n", b"\n")
        if mail.without_trace(["X-DLP-Trace"]).endswith(sent) and mail.raw.endswith(sent):
            same += 1
            continue
        reference = _reference(mail)
        assert reference in incidents, "changed without an incident"
        changed[incidents[reference]["action"]] += 1
    actions = Counter(item["action"] for item in incidents.values())
    print(
        f"\n{len(mails)} real mails: replies {dict(codes)}; {same} arrived byte for byte,"
        f" {dict(changed)} changed; incidents {dict(actions)}; {restarts:.0f} worker restarts"
    )
    assert "Traceback" not in gateway.log()
    assert restarts == 0, "no worker died"
    assert set(codes) <= {250, 550}, "550 is for bare CR or LF, and for what is blocked"
    assert set(changed) <= {"redact"}
    redacted_and_held = sum(count for action, count in actions.items() if action != "block")
    assert len(arrived) + actions["hold"] + actions["redirect"] >= codes[250]
    assert same + redacted_and_held >= codes[250]
    assert same > 300


def _numbered(number: int, raw: bytes) -> bytes:
    return b"X-Test-Id: %d\r\n" % number + raw


def _send(port: int, number: int, raw: bytes) -> tuple[int, str]:
    content = _numbered(number, raw)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    with smtplib.SMTP("127.0.0.1", port, timeout=300) as client:
        client.ehlo("client.test")
        client.mail("ada@example.org")
        client.rcpt(BOB)
        assert client.docmd("DATA")[0] == 354
        client.send(re.sub(rb"(?m)^\.", b"..", content) + b".\r\n")
        code, text = client.getreply()
    return code, text.decode(errors="replace")


def _reference(mail: Delivered) -> str:
    match = re.search(rb"\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b", mail.raw[:4096])
    assert match, "our Received line names the reference"
    return match[1].decode()
