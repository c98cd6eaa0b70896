"""`dlp rooms`: who is in the rooms of the homeserver, and how the gateway acts in them."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import sys
import time
from dataclasses import asdict
from typing import Annotated

import typer
import yaml
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from rich.table import Column, Table

from dlp.channels.matrix_room import ALIAS
from dlp.cli._common import OptionalConfigFile, Overrides, out, plain, settings
from dlp.config import ApplicationServiceSettings, Config
from dlp.errors import ConfigError
from dlp.proxies.matrix.membership_review import FINDINGS, MembershipReview, RoomReview
from dlp.store.keys import write_key

group = typer.Typer(no_args_is_help=True, help="Chat rooms: registration and review.")


def register(app: typer.Typer) -> None:
    """Adds the commands of this file."""
    app.add_typer(group, name="rooms")


@group.command()
def registration(config: OptionalConfigFile = None, overrides: Overrides = None) -> None:
    """Print the homeserver's registration of the gateway; makes the token if there is none.

    It holds the token: write it to a file that only the homeserver can read, and name it in
    `app_service_config_files`.
    """
    cfg = settings(config, overrides)
    appservice = _appservice(cfg)
    if appservice.token.file is not None and not appservice.token.file.exists():
        write_key(appservice.token.file)
    sys.stdout.write(yaml.safe_dump(registered(cfg), sort_keys=False, allow_unicode=True))


@group.command()
def review(
    days: Annotated[
        float | None, typer.Option(help="Silent is who said nothing for so long.", min=0)
    ] = None,
    all_rooms: Annotated[
        bool, typer.Option("--all", help="Also rooms with nothing found.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    as_metrics: Annotated[
        bool, typer.Option("--metrics", help="Prometheus text, for a textfile collector.")
    ] = False,
    config: OptionalConfigFile = None,
    overrides: Overrides = None,
) -> None:
    """List rooms with outsiders, bridges, an open past, or members who are silent (Synapse).

    Needs `matrix.review_token`. Shows user ids, in JSON only; never a name or what was said.
    """
    cfg = settings(config, overrides)
    silent_after = None if days is None else days * 86400
    found = asyncio.run(_reviewed(MembershipReview(cfg.matrix), silent_after))
    if as_metrics:
        sys.stdout.write(_metrics(found))
        return
    shown = [room for room in found if room.found or all_rooms]
    if as_json:
        for room in shown:
            sys.stdout.write(json.dumps(asdict(room)) + "\n")
        return
    table = Table(
        Column("room", no_wrap=True),
        "members",
        "outsiders",
        "of",
        "networks",
        "silent",
        "found",
        box=None,
        pad_edge=False,
    )
    for room in shown:
        servers = sorted({user.partition(":")[2] for user in room.outsiders})
        table.add_row(
            plain(room.room),
            str(room.members),
            str(len(room.outsiders)),
            plain(", ".join(servers)),
            plain(", ".join(room.networks)),
            str(len(room.silent)),
            ", ".join(room.found),
        )
    out.print(table)
    out.print(f"{len(found)} rooms, {sum(bool(room.found) for room in found)} to look at")


async def _reviewed(review: MembershipReview, silent_after: float | None) -> list[RoomReview]:
    try:
        return [room async for room in review.rooms(silent_after)]
    finally:
        await review.aclose()


def _metrics(found: list[RoomReview]) -> str:
    """As `dlp serve` has them with `matrix.review_every`."""
    registry = CollectorRegistry()
    rooms = Gauge("dlp_rooms_reviewed", "Rooms by what was found.", ["found"], registry=registry)
    rooms.labels("all").set(len(found))
    for each in FINDINGS:
        rooms.labels(each).set(sum(each in room.found for room in found))
    at = Gauge("dlp_rooms_review_timestamp_seconds", "When it was.", registry=registry)
    at.set(time.time())
    return generate_latest(registry).decode()


def registered(cfg: Config) -> dict[str, object]:
    """The registration. `url` is null: the homeserver sends the gateway nothing."""
    appservice, server = _appservice(cfg), re.escape(cfg.matrix.server_name)
    users = [{"regex": f"@.*:{server}", "exclusive": False}]
    if appservice.bot:
        users.insert(0, {"regex": f"@{re.escape(appservice.bot)}:{server}", "exclusive": True})
    return {
        "id": "dlp-gateway",
        "url": None,
        "as_token": appservice.token.read("matrix.appservice.token").get_secret_value(),
        "hs_token": secrets.token_urlsafe(32),
        "sender_localpart": "dlp-gateway",
        "rate_limited": False,
        "namespaces": {
            "users": users,
            "aliases": [
                {"regex": f"#(?:{ALIAS}|dlp-bot-)[0-9a-f]{{32}}:{server}", "exclusive": True}
            ],
            "rooms": [],
        },
    }


def _appservice(cfg: Config) -> ApplicationServiceSettings:
    if cfg.matrix.appservice is None or not cfg.matrix.server_name:
        raise ConfigError(
            "matrix.appservice",
            "is not set",
            "write `appservice: {token: {file: appservice.token}}`, and `server_name`",
        )
    return cfg.matrix.appservice
