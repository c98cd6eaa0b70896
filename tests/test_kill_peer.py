"""SIGKILL under load: what got 250 is delivered, in the vault or in the outbox; nothing is lost."""

from __future__ import annotations

import os
import random
import re
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from peers import wait_for
from peers.gateway import Gateway
from peers.postfix import Postfix
from peers.recorder import Recorder

pytestmark = [pytest.mark.peer, pytest.mark.slow, pytest.mark.timeout(1500)]

KILLS = int(os.environ.get("DLP_TEST_KILLS", "100"))
_SECRET = (
    "From: ada@example.org\nTo: bob@outside.test\nSubject: survey\n\n"
    "SECRET\n\nThe survey is finished.\n\nSECRET\n"
)


def numbers(paths: list[Path]) -> Counter[int]:
    """How often each numbered message arrived there."""
    found: Counter[int] = Counter()
    for path in paths:
        if match := re.search(rb"(?im)^X-Test-Id: (\d+)", path.read_bytes()[:4096]):
            found[int(match[1])] += 1
    return found


class Load:
    """smtp-source, started again whenever a kill ends it."""

    def __init__(self, port: int, *options: str) -> None:
        self._command = [
            "smtp-source",
            "-d",
            "-f",
            "ada@example.org",
            "-t",
            "bob@outside.test",
            "-m",
            "100000",
            *options,
            f"127.0.0.1:{port}",
        ]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Load:
        self._thread.start()
        return self

    def _run(self) -> None:
        while not self._over.is_set():
            self._process = subprocess.Popen(self._command, stderr=subprocess.DEVNULL)
            self._process.wait()
            time.sleep(0.05)

    def stop(self) -> None:
        self._over.set()
        if self._process is not None:
            self._process.kill()
        self._thread.join(10)


def test_a_hundred_kills_lose_nothing(far_side: tuple[Postfix, int], tmp_path: Path) -> None:
    postfix, port = far_side
    gateway = Gateway(
        port,
        # names and numbers take time to load and have no part in this: markings decide
        config={"detectors": [{"use": "markings"}], "inspection": {"workers": 1}},
    ).start()
    recorder = Recorder(lambda: gateway.port).start()
    secret = tmp_path / "secret.eml"
    secret.write_text(_SECRET)
    loads = [
        Load(recorder.port, "-s", "10", "-l", "5120").start(),
        Load(recorder.port, "-s", "2", "-F", str(secret)).start(),
    ]
    dice = random.Random(20261121)
    try:
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.05, 1.0))
            gateway.kill()
            gateway.restart()
    finally:
        for load in loads:
            load.stop()
    time.sleep(1)
    gateway.settle(120)
    vault = gateway.folder / "vault"
    try:
        wait_for(lambda: "empty" in postfix.queue(), 120, "Postfix to deliver")
    finally:
        recorder.stop()
        gateway.stop()
    arrived = numbers(postfix.files()) + numbers(list(vault.glob("*.eml")))
    lost = recorder.accepted - arrived.keys()
    twice = {number for number, count in arrived.items() if count > 1}
    unanswered = arrived.keys() - recorder.accepted
    print(
        f"\n{KILLS} kills: {len(recorder.sent)} sent, {len(recorder.accepted)} answered 250,"
        f" {len(lost)} lost; {len(twice)} arrived twice, {len(unanswered)} arrived without our 250"
        f" (killed between the far side's yes and ours); replies {recorder.replies}"
    )
    assert len(recorder.accepted) > KILLS, "the load ran"
    assert vault.exists()
    assert numbers(list(vault.glob("*.eml"))), "some went through the store"
    assert lost == set()
    # a copy arrives twice only if the kill fell between the far side's yes and our commit
    assert len(twice) <= KILLS * 20
