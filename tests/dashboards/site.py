"""A whole site under load: mail server before, gateway, mail server behind, Prometheus looking on.

`Site.load` sends every sort of mail there is: allowed, redacted, redirected, held, blocked, not
readable, through the front door and directly; some held ones are released or rejected, a worker is
killed, a bad policy is refused, the mail server behind goes away for a while.
"""

from __future__ import annotations

import random
import shutil
import signal
import smtplib
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme

from dlp.demo.samples import samples
from peers import free_port, wait_for
from peers.gateway import Gateway
from peers.postfix import Postfix, mailbox
from peers.prometheus import Alertmanager, PostfixExporter, Prometheus

ADA, CLERK = "ada@example.org", "pay@accounting.example.org"
BOB, CAROL, PETRA = "bob@outside.test", "carol@example.org", "petra@partner.test"

#: without the names model: it takes seconds to load and no panel asks for it
DETECTORS: list[dict[str, Any]] = [
    {"use": one} for one in ("identifiers", "payment", "contact", "personal", "secrets", "markings")
]
_FRONT = """\
relayhost = [127.0.0.1]:{far}
default_transport = smtp
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions =
smtp_connection_cache_on_demand = no
"""


class Site:
    """Everything started, on free ports. `stop` ends it all."""

    def __init__(
        self, *, scrape: str = "1s", faster: float = 1, probe: float = 20, store: Path | None = None
    ) -> None:
        """`faster`: spans of time in the rules are divided by it. `store`: folder of the store."""
        self._random = random.Random(7)
        self._stack: list[Callable[[], object]] = []
        try:
            self._start(scrape, faster, probe, store)
        except BaseException:
            self.stop()
            raise

    def _start(self, scrape: str, faster: float, probe: float, store: Path | None) -> None:
        self.far, self.far_port = mailbox("far")
        self._stack.append(self.far.stop)
        self.front_port = free_port()
        front = {"address": f"127.0.0.1:{self.front_port}"}
        self.gateway = Gateway(self.far_port, config={})
        self._stack.append(lambda: shutil.rmtree(self.gateway.folder, ignore_errors=True))
        down = {"address": f"127.0.0.1:{self.far_port}"}
        certificate, key = self._certificate(self.gateway.folder)
        self.gateway = Gateway(
            self.far_port,
            folder=self.gateway.folder,
            config={
                "detectors": DETECTORS,
                "smtp": {
                    "listeners": [
                        {"name": "in", "listen": "127.0.0.1:0", "downstream": down},
                        {
                            "name": "submission",
                            "listen": "127.0.0.1:0",
                            "downstream": down,
                            "tls": "starttls",
                            "certificate": certificate,
                            "key": key,
                        },
                    ]
                },
                "store": {"url": f"sqlite:///{store or self.gateway.folder}/dlp.sqlite"}
                | ({"free_space": "4M"} if store else {}),
                "metrics": {"check_every": 1},
                "probe": {
                    "recipient": "probe@outside.test",
                    "sender": "probe@example.org",
                    "every": probe,
                    "wait": 4,
                    "listeners": ["in"],
                    "entries": {"front": front},
                    "samples": ["private-key", "card", "iban", "marking"],
                },
                "logging": {"level": "INFO"},
            },
        ).start()
        self._stack.append(self.gateway.stop)
        self.front = Postfix(
            "front",
            _FRONT.replace("{far}", str(self.gateway.port)),
            f"127.0.0.1:{self.front_port} inet n - n - - smtpd\n",
        ).start(self.front_port)
        self._stack.append(self.front.stop)
        self.alerts = Alertmanager("alertmanager").start()
        self._stack.append(self.alerts.stop)
        exporter = PostfixExporter("postfix-exporter").start(self.front.root)
        self._stack.append(exporter.stop)
        self.prometheus = Prometheus(
            scrape=scrape, evaluate=scrape, faster=faster, alerts=self.alerts.port
        )
        self.prometheus.targets = {
            "dlp": ["{}:{}".format(*self.gateway.addresses["metrics"])],
            "postfix": [f"127.0.0.1:{exporter.port}"],
        }
        self._stack.append(self.prometheus.stop)

    def watch(self) -> Prometheus:
        """Starts Prometheus; what is in its data folder by then is its history."""
        return self.prometheus.start()

    def stop(self) -> None:
        while self._stack:
            self._stack.pop()()

    def _certificate(self, folder: Path) -> tuple[str, str]:
        issued = trustme.CA().issue_cert("gateway.test")
        issued.private_key_pem.write_to_path(folder / "tls.key")
        issued.cert_chain_pems[0].write_to_path(folder / "tls.pem")
        return str(folder / "tls.pem"), str(folder / "tls.key")

    # ------------------------------------------------------------------ mail

    def send(self, content: bytes, *to: str, sender: str = ADA, port: int = 0) -> int:
        """The code that the client heard; 0 where nobody was there to say one."""
        try:
            with smtplib.SMTP("127.0.0.1", port or self.gateway.port, timeout=60) as client:
                client.ehlo("client.test")
                code = client.mail(sender)[0]
                if code != 250:
                    return code
                codes = [client.rcpt(one)[0] for one in to]
                if 250 not in codes:
                    return codes[0]
                return client.data(content)[0]
        except (OSError, smtplib.SMTPException):
            return 0

    def one(self) -> int:
        """One mail, of a sort that chance picks."""
        return self._random.choices(
            [sort for sort, _ in self._sorts()], [weight for _, weight in self._sorts()]
        )[0]()

    def _sorts(self) -> list[tuple[Callable[[], int], int]]:
        by_title = {sample.title: sample for sample in samples()}

        def sample(title: str) -> Callable[[], int]:
            one = by_title[title]
            return lambda: self.send(one.content, *one.recipients, sender=one.sender)

        crowd = [f"guest{number}@outside.test" for number in range(51)]
        return [
            (lambda: self.send(mail("Shall we meet at noon?"), BOB), 30),
            (lambda: self.send(mail("Minutes of Monday, as agreed."), CAROL), 12),
            (lambda: self.send(mail("Through the front door."), BOB, port=self.front_port), 10),
            (
                lambda: self.send(
                    mail("Call my number 123-45-6789 or +49 30 901820, office@example.net."), BOB
                ),
                8,
            ),
            (sample("a card number to the outside"), 9),
            (
                lambda: self.send(
                    mail("My card is 5555 5555 5555 4444, thanks."), PETRA, sender=CLERK
                ),
                4,
            ),
            (sample("the same, to a colleague and to the outside at once"), 5),
            (sample("a classified paper to the outside"), 4),
            (
                lambda: self.send(
                    mail("CONFIDENTIAL\n\nThe offer.\n\nCONFIDENTIAL"), PETRA, sender=CLERK
                ),
                2,
            ),
            (
                # nine digits with a valid check digit, and no word that says whose: an unsure one
                lambda: self.send(
                    mail("I found 814652281 on a note and nobody knows whose it is."),
                    PETRA,
                    sender=CLERK,
                ),
                3,
            ),
            (sample("a private key"), 3),
            (sample("an archive that nobody here can open"), 3),
            (lambda: self.send(mail("Invitation to the open day."), *crowd), 2),
        ]

    def load(self, seconds: float, *, down_for: float = 0.0) -> int:
        """Mixed mail for so long; with `down_for`, the mail server behind is away in the middle.
        How many mails there were."""
        began, sent, reviewed = time.monotonic(), 0, 0.0
        down = began + seconds * 0.45
        gone = False
        while (now := time.monotonic()) < began + seconds:
            if down_for and not gone and now >= down:
                gone = True
                self.far.pause()
            if gone and down_for and now >= down + down_for:
                self.far.resume(self.far_port)
                down_for = 0.0
            self.one()
            sent += 1
            if now - reviewed > 20:
                reviewed = now
                self._review()
            # people do not write at an even pace
            time.sleep(self._random.expovariate(9))
        if gone and down_for:
            self.far.resume(self.far_port)
        return sent

    def _review(self) -> None:
        held = [one for one in self.gateway.incidents(200) if one["state"] == "held"]
        for verb, item in zip(("release", "reject"), held, strict=False):
            self.gateway.run("incidents", verb, item["reference"], "--reason", "looked at it")

    def kill_a_worker(self) -> None:
        """As a crash would."""
        assert self.gateway.process is not None
        fork_server = _children(self.gateway.process.pid)[0]
        subprocess.run(["kill", f"-{signal.SIGKILL}", str(_children(fork_server)[0])], check=True)

    def reload_badly(self) -> None:
        """A policy with a mistake, refused; then the good one again."""
        path = self.gateway.folder / "policy.yaml"
        good = path.read_text()
        with self.changed(path, good.replace("action: block", "action: blok")):
            wait_for(lambda: self.gateway.metric("dlp_policy_last_reload_successful") == 0)
            time.sleep(3)
        wait_for(lambda: self.gateway.metric("dlp_policy_last_reload_successful") == 1)

    @contextmanager
    def changed(self, path: Path, text: str) -> Iterator[None]:
        """A file of the gateway's has that text, after a reload; then its own again."""
        own = path.read_text()
        path.write_text(text)
        self.gateway.reload()
        try:
            yield
        finally:
            path.write_text(own)
            self.gateway.reload()


def mail(body: str, sender: str = ADA) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = sender, "somebody@example.net"
    message["Subject"], message["Date"] = "A note", "Sat, 21 Nov 2026 10:00:00 +0000"
    message.set_content(body + "\n")
    return message.as_bytes().replace(b"\n", b"\r\n")


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text().split()]
