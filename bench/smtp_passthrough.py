"""SMTP pass-through without inspection: what one CPU second carries, side by side in one run.

    python bench/smtp_passthrough.py [--rounds 3] [--json]

Load comes from Postfix's smtp-source with ten sessions that are reused; behind stands Postfix's
smtp-sink, which throws everything away. Measured is the CPU time (user and system) of the process
in the middle, which a busy machine disturbs far less than wall time:

    gateway   this gateway's SMTP proxy with a decision that is always "allow"
    plain     a mirrored forwarder of aiosmtpd and aiosmtplib on uvloop, written as one would
    sink      smtp-sink alone, for what a C program needs to accept the same mails
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

#: name of the load → size of a message in bytes, number of messages
LOADS = {"5 KB": (5_120, 6_000), "1 MB": (1_000_000, 150)}
WHO = ("gateway", "plain", "sink")
#: what the gateway must reach, as multiples of `plain`
FLOORS = {"5 KB": 1.7, "1 MB": 8.0}


@dataclass(frozen=True)
class Row:
    """One line of the table; figures are medians over the rounds."""

    load: str
    who: str
    #: messages and megabytes (10^6 bytes) for each second of CPU time
    messages: float
    megabytes: float
    #: this row's messages as a multiple of `plain` and as a part of `sink`
    of_plain: float
    of_sink: float


def run(rounds: int = 3) -> list[Row]:
    """Measures all; about half a minute a round. RuntimeError where Postfix's tools are absent."""
    source, sink = _tool("smtp-source"), _tool("smtp-sink")
    rows = []
    for load, (size, count) in LOADS.items():
        rates: dict[str, list[float]] = {who: [] for who in WHO}
        for _ in range(rounds):
            for who in WHO:
                n = count if who != "plain" else count // 6
                rates[who].append(_measure(who, source, sink, size, n))
        middle = {who: statistics.median(values) for who, values in rates.items()}
        rows += [
            Row(load, who, rate, rate * size / 1e6, rate / middle["plain"], rate / middle["sink"])
            for who, rate in middle.items()
        ]
    return rows


def _measure(who: str, source: str, sink: str, size: int, count: int) -> float:
    """Messages for each CPU second of the process in question."""
    behind, front = _free_port(), _free_port()
    end = subprocess.Popen([sink, "-u", "nobody", f"127.0.0.1:{behind}", "512"])
    middle = end
    try:
        _wait(behind)
        if who == "sink":
            front = behind
        else:
            serve = [sys.executable, __file__, "--serve", who, str(front), str(behind)]
            middle = subprocess.Popen(serve)
        _wait(front)
        load = [source, "-s", "10", "-d", "-l", str(size), "-m"]
        subprocess.run([*load, "50", f"127.0.0.1:{front}"], check=True, timeout=60)  # warm
        before = _cpu(middle.pid)
        subprocess.run([*load, str(count), f"127.0.0.1:{front}"], check=True, timeout=300)
        spent = _cpu(middle.pid) - before
    finally:
        for process in {middle, end}:
            process.terminate()
            process.wait(10)
    return count / spent


def _cpu(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _tool(name: str) -> str:
    found = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    if found is None:
        raise RuntimeError(f"{name} is not installed (package postfix)")
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("a server did not come up")


# ---------------------------------------------------------------------------- servers


async def serve_gateway(front: int, behind: int) -> None:
    from dlp.config import SmtpSettings
    from dlp.model import Action, CutThrough, Level, Message, Outcome, Verdict
    from dlp.protocols import ProxyContext
    from dlp.proxies.smtp import SmtpProxy

    class NoRooms:
        async def past(self, room: str) -> Level:
            raise AssertionError("mail has no rooms")

        async def made(self, room: str, reference: str) -> None:
            raise AssertionError("mail has no rooms")

    async def allow(message: Message, cut_through: CutThrough) -> Outcome:
        receipts = await cut_through(message.payload)
        return Outcome(
            message.id,
            tuple(Verdict(r.destination, r.status, Action.ALLOW, r.reply) for r in receipts),
        )

    config = SmtpSettings.model_validate(
        {
            "hostname": "bench.test",
            "listeners": [
                {
                    "name": "bench",
                    "listen": f"127.0.0.1:{front}",
                    "downstream": {"address": f"127.0.0.1:{behind}"},
                }
            ],
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        server = SmtpProxy(
            config,
            ProxyContext(
                handle=allow,
                instance="bench",
                secret=b"k" * 32,
                folder=Path(folder),
                has_space=lambda: True,
                rooms=NoRooms(),
            ),
        )
        await server.start()
        await asyncio.Event().wait()


async def serve_plain(front: int, behind: int) -> None:
    import aiosmtplib
    from aiosmtpd.smtp import SMTP

    class Forwarder:
        async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
            if not hasattr(session, "far"):
                session.far = aiosmtplib.SMTP(
                    hostname="127.0.0.1", port=behind, use_tls=False, start_tls=False
                )
                await session.far.connect()
                await session.far.ehlo()
            answer = await self._ask(session.far.mail(address))
            if answer.startswith("250"):
                envelope.mail_from = address
            return answer

        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
            answer = await self._ask(session.far.rcpt(address))
            if answer.startswith("25"):
                envelope.rcpt_tos.append(address)
            return answer

        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            return await self._ask(session.far.data(envelope.content))

        async def _ask(self, question):
            try:
                answer = await question
            except aiosmtplib.SMTPResponseException as no:
                return f"{no.code} {no.message}"
            return f"{answer.code} {answer.message}"

    loop = asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(Forwarder(), hostname="bench.test"), "127.0.0.1", front)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", nargs=3, metavar=("WHO", "FRONT", "BEHIND"))
    options = parser.parse_args()
    if options.serve:
        import uvloop

        who, front, behind = options.serve
        serve = serve_gateway if who == "gateway" else serve_plain
        uvloop.run(serve(int(front), int(behind)))
        return
    rows = run(options.rounds)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print(
        f"{'load':6} {'who':8} {'mails/CPU-s':>12} {'MB/CPU-s':>10} {'x plain':>8} {'of sink':>8}"
    )
    for row in rows:
        print(
            f"{row.load:6} {row.who:8} {row.messages:12.0f} {row.megabytes:10.1f} "
            f"{row.of_plain:8.2f} {row.of_sink:8.2f}"
        )
    for row in rows:
        if row.who == "gateway":
            verdict = "reached" if row.of_plain >= FLOORS[row.load] else "MISSED"
            print(
                f"{row.load}: {row.of_plain:.1f} times plain, floor {FLOORS[row.load]}: {verdict}"
            )


if __name__ == "__main__":
    main()
