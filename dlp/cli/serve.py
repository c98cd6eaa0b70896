"""`dlp serve`, `dlp demo`, `dlp init`: the gateway itself."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from dlp import config as configuration
from dlp import log
from dlp.app import App, build
from dlp.cli._common import ConfigFile, Overrides
from dlp.config.shipped import shipped
from dlp.demo import demonstrate
from dlp.errors import ConfigError
from dlp.store.keys import write_key


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.command()(serve)
    app.command()(demo)
    app.command()(init)


def serve(config: ConfigFile = Path("dlp.yaml"), overrides: Overrides = None) -> None:
    """Run the gateway until SIGTERM. SIGHUP reloads policy and detectors, or keeps the old ones."""
    settings = configuration.load(config, tuple(overrides or ()))
    log.configure(settings.logging)
    reread = lambda: configuration.load(config, tuple(overrides or ()))  # noqa: E731
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(build(settings, reread)))


async def _serve(app: App) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, app.reload_soon)
    try:
        await app.start()
        for name, address in app.addresses.items():
            typer.echo(f"listening {name} {address}")
        typer.echo("ready")
        await stop.wait()
    finally:
        await app.aclose()


def demo(
    port: Annotated[int, typer.Option(help="Where to send more mail; 0 takes a free port.")] = 2525,
    once: Annotated[bool, typer.Option("--once", help="End after the sample mails.")] = False,
) -> None:
    """Start the gateway on embedded defaults, send it sample mails, show what becomes of each."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        raise typer.Exit(runner.run(demonstrate(port=port, once=once)))


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write it.")] = Path(),
    force: Annotated[
        bool, typer.Option(help="Overwrite configuration files (never keys).")
    ] = False,
) -> None:
    """Write an annotated configuration, a policy with its cases, and fresh keys."""
    write_configuration(folder, force=force)
    typer.echo(f"wrote {folder / 'dlp.yaml'}, policy.yaml, cases/ and two keys")
    typer.echo(f"next: edit them, then  dlp policy check -c {folder / 'dlp.yaml'}")
    typer.echo(f"and:  dlp serve -c {folder / 'dlp.yaml'}")


def write_configuration(folder: Path, *, force: bool = False) -> None:
    """Writes dlp.yaml, policy.yaml, cases/, evidence.key, instance.key; ConfigError if present."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("dlp.yaml", "policy.yaml"):
        if (folder / name).exists() and not force:
            raise ConfigError(str(folder / name), "is there already", "use --force to overwrite it")
    # the schema is for editors: the policy's first line names it
    for name in ("dlp.yaml", "policy.yaml", "policy.schema.json"):
        shutil.copyfile(shipped("config", name), folder / name)
    shutil.copytree(shipped("config", "cases"), folder / "cases", dirs_exist_ok=True)
    for name in ("evidence.key", "instance.key"):
        write_key(folder / name)
