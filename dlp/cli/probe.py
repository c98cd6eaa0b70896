"""`dlp probe`: a test leak through each way out, and whether it was stopped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer
from rich.table import Table

from dlp.cli._common import ConfigFile, Overrides, out, plain, settings
from dlp.config import Config
from dlp.status.probe import Prober, ProbeRecord, ProbeResult
from dlp.store import Store

_STYLE = {
    ProbeResult.STOPPED: "green",
    ProbeResult.PASSED: "bold red",
    ProbeResult.UNSEEN: "bold red",
    ProbeResult.FAILED: "yellow",
}


def register(app: typer.Typer) -> None:
    """Adds the command of this file."""
    app.command()(probe)


def probe(config: ConfigFile = Path("dlp.yaml"), overrides: Overrides = None) -> None:
    """Send a test leak through each listener and entry of a running gateway; was it stopped?

    Takes what `probe:` in the configuration says. Exit code: 0 all stopped, 1 not.
    """
    trials = asyncio.run(_send(settings(config, overrides)))
    table = Table("entry", "sample", "result", "")
    for trial in trials:
        style = _STYLE[trial.result]
        result = f"[{style}]{trial.result.value}[/]"
        table.add_row(plain(trial.entry), trial.sample, result, plain(trial.detail))
    out.print(table)
    raise typer.Exit(0 if trials and all(t.result is ProbeResult.STOPPED for t in trials) else 1)


async def _send(config: Config) -> list[ProbeRecord]:
    store = Store(config.store)
    await store.open()
    try:
        secret = config.secret.read("secret").get_secret_value().encode()
        return await Prober(config, store, secret).send()
    finally:
        await store.aclose()
