"""Starts everything, sends the samples, shows what became of each and why, stays up."""

from __future__ import annotations

import asyncio
import errno
import signal
import smtplib
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel

from dlp import config as configuration
from dlp import log
from dlp.app import App, build
from dlp.config import Config, LoggingSettings
from dlp.config.shipped import shipped
from dlp.demo.mailbox import Mailbox
from dlp.demo.samples import Sample, samples
from dlp.gateway.ports import Step
from dlp.model import Action, Message, Outcome, Status
from dlp.store.keys import write_key

out = Console(highlight=False)

_STYLE = {
    Action.ALLOW: "green",
    Action.REDACT: "yellow",
    Action.REDIRECT: "cyan",
    Action.HOLD: "magenta",
    Action.BLOCK: "red",
}


async def demonstrate(*, port: int, once: bool) -> int:
    """Runs the demo until interrupted (`once`: until the samples are through); exit status."""
    log.configure(LoggingSettings(level="WARNING"))
    ours = asyncio.current_task()
    assert ours is not None
    # an end by SIGTERM throws the folder away, too: it holds keys
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ours.cancel)
    with tempfile.TemporaryDirectory(prefix="dlp-demo-") as name:
        folder = Path(name)
        mailbox = Mailbox()
        await mailbox.start()
        out.print("[dim]starting: loading the detectors takes a few seconds …[/]")
        app = await _start(folder, port, mailbox.port)
        try:
            for number, sample in enumerate(samples(), 1):
                await _send(app, number, sample)
            await _settle(app)
            _show_arrivals(mailbox, folder)
            if not once:
                _invite(app, folder)
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            out.print("\n[dim]stopping[/]")
        finally:
            await app.aclose()
            await mailbox.aclose()
    return 0


def demo_config(folder: Path, port: int, mailbox: int) -> Config:
    """Embedded defaults: one listener, the mailbox behind it, a folder as the trusted channel."""
    for key in ("evidence.key", "instance.key"):
        write_key(folder / key)
    far = f"127.0.0.1:{mailbox}"
    listener = {"name": "demo", "listen": f"127.0.0.1:{port}", "downstream": {"address": far}}
    raw = {
        "instance": "demo",
        "smtp": {"hostname": "gateway.demo", "listeners": [listener]},
        "policy": str(shipped("config", "policy.yaml")),
        "channels": {
            "relay": {"use": "relay", "address": far},
            "vault": {
                "use": "folder",
                "trusted": True,
                "clearance": "top-secret",
                "folder": "vault",
            },
        },
        "courier": {"poll": 0.5},
        "metrics": {"listen": "127.0.0.1:0"},
    }
    return configuration.parse(raw, "demo", folder)


async def _start(folder: Path, port: int, mailbox: int) -> App:
    try:
        app = build(demo_config(folder, port, mailbox), steps=(_Show(),))
        await app.start()
    except OSError as error:
        if error.errno != errno.EADDRINUSE or not port:
            raise
        await app.aclose()
        out.print(f"[yellow]port {port} is taken; taking a free one[/]")
        app = build(demo_config(folder, 0, mailbox), steps=(_Show(),))
        await app.start()
    return app


class _Show(Step):
    """Shows what becomes of every message, whoever sends it."""

    def answered(self, message: Message, outcome: Outcome) -> None:
        for verdict in outcome.verdicts:
            late = verdict.status is Status.LATER
            style = "dim" if late else _STYLE[verdict.action]
            word = "later" if late else verdict.action.value
            out.print(
                f"   [{style}]{word:8}[/] {escape(verdict.destination.address)}"
                f" [dim]{_became(verdict.status)}[/]"
            )


def _became(status: Status) -> str:
    return {
        Status.DELIVERED: "went out in the client's own session",
        Status.KEPT: "safe on disk; the gateway answers for it",
        Status.REFUSED: "refused",
        Status.LATER: "left with its sender, to be tried again",
    }[status]


async def _send(app: App, number: int, sample: Sample) -> None:
    out.print(f"\n[bold]{number}. {sample.title}[/] [dim]→ {', '.join(sample.recipients)}[/]")
    before = {item.reference for item in await app.review.list(None)}
    answer = await asyncio.to_thread(_smtp, app.addresses["demo"], sample)
    for item in await app.review.list(None):
        if item.reference in before:
            continue
        detail = await app.review.show(item.reference, "demo")
        kinds = ", ".join(f"{count}× {kind}" for kind, count in sorted(item.kinds.items()))
        out.print(f"   found    {escape(kinds) or 'nothing'}; level {item.level.label}")
        for group in detail.incident.groups:
            if group.action is not Action.ALLOW:
                out.print(f"   why      {escape(group.rule)}: {escape(group.why)}")
    out.print(f"   heard    [dim]{escape(answer)}[/]")


def _smtp(address: str, sample: Sample) -> str:
    """Sends as any client would; what it heard."""
    host, _, port = address.rpartition(":")
    with smtplib.SMTP(host, int(port), timeout=60) as client:
        client.ehlo("client.demo")
        client.mail(sample.sender)
        for recipient in sample.recipients:
            client.rcpt(recipient)
        code, text = client.data(sample.content)
    return f"{code} {text.decode(errors='replace')}".replace("\n", " ")


async def _settle(app: App) -> None:
    """Waits until the courier has carried what it can."""
    for _ in range(50):
        queue = await app.store.queue()
        if not any(queue.depth.values()):
            return
        await asyncio.sleep(0.2)


def _show_arrivals(mailbox: Mailbox, folder: Path) -> None:
    out.print(f"\n[bold]What arrived[/] in the mailbox: {len(mailbox.mails)} mails")
    for mail in mailbox.mails:
        to = ", ".join(mail.recipients)
        subject = next(
            (
                line[8:].strip().decode(errors="replace")
                for line in mail.content.splitlines()
                if line.lower().startswith(b"subject:")
            ),
            "",
        )
        out.print(f"   → {escape(to):36} {escape(subject)}")
    vaulted = len(list((folder / "vault").glob("*.eml")))
    out.print(f"   in the trusted folder [cyan]vault[/]: {vaulted}")


def _invite(app: App, folder: Path) -> None:
    host, _, port = app.addresses["demo"].rpartition(":")
    out.print(
        Panel.fit(
            f"Send more to  [bold]{host}:{port}[/]   (any client, any address; e.g.)\n"
            f"  swaks --server {host}:{port} --from ada@example.org --to bob@outside.test"
            f" --body 'My card is 4111 1111 1111 1111'\n"
            f"Metrics       http://{app.addresses['metrics']}/metrics\n"
            f"Policy        {escape(str(app.config.policy))}\n"
            "Ctrl-C ends it; everything here is thrown away then.",
            title="the gateway is up",
        )
    )
