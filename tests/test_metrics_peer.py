"""Several processes, one set of figures: what workers find is counted once, in the gateway."""

from __future__ import annotations

import concurrent.futures
import smtplib
from pathlib import Path

import pytest

from dashboards.site import BOB, DETECTORS, mail
from peers.gateway import Gateway
from peers.postfix import Postfix

pytestmark = pytest.mark.peer

WORKERS, MAILS = 3, 60


def _send(port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
        client.ehlo("client.test")
        client.mail("ada@example.org")
        client.rcpt(BOB)
        return client.data(mail("My card is 4111 1111 1111 1111."))[0]


def _cpu(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]


def test_workers_report_as_one(far_side: tuple[Postfix, int]) -> None:
    config = {"inspection": {"workers": WORKERS}, "detectors": DETECTORS}
    gateway = Gateway(far_side[1], config=config).start()
    try:
        assert gateway.process is not None
        (fork_server,) = [
            pid
            for pid in _children(gateway.process.pid)
            if b"dlp.workers.fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        workers = _children(fork_server)
        assert len(workers) == WORKERS
        before = {pid: _cpu(pid) for pid in workers}
        with concurrent.futures.ThreadPoolExecutor(12) as pool:
            codes = list(pool.map(_send, [gateway.port] * MAILS))
        assert codes == [250] * MAILS
        busy = [pid for pid in workers if _cpu(pid) > before[pid]]
        assert len(busy) > 1, "the work was shared"
        for name in (
            'dlp_findings_total{band="0.95-1.00",detector="payment",kind="CREDIT_CARD"',
            'dlp_inspections_total{protocol="smtp",result="full"',
            'dlp_leaks_prevented_total{action="redact",kind="CREDIT_CARD"',
            'dlp_messages_total{action="redact",protocol="smtp"',
            'dlp_stage_duration_seconds_count{stage="detect"',
            'dlp_stage_duration_seconds_count{stage="read"',
        ):
            assert gateway.metric(name) == MAILS, name
        assert gateway.metric("dlp_workers_ready") == WORKERS
        assert gateway.metric("dlp_workers_resident_bytes") > WORKERS * 10 * 1024**2
        spent = gateway.metric("dlp_workers_cpu_seconds_total")
        assert spent > 0
    finally:
        gateway.stop()
