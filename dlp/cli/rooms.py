"""`dlp rooms`: who is in the rooms of the homeserver, and how the gateway acts in them."""

from __future__ import annotations

import re
import secrets
import sys

import typer
import yaml

from dlp.channels.matrix_room import ALIAS
from dlp.cli._common import OptionalConfigFile, Overrides, settings
from dlp.config import Config, Delegate
from dlp.errors import ConfigError
from dlp.keys import write_key

app = typer.Typer(no_args_is_help=True, help="Chat rooms: registration and review.")


@app.command()
def registration(config: OptionalConfigFile = None, overrides: Overrides = None) -> None:
    """Print the homeserver's registration of the gateway; makes the token if there is none.

    It holds the token: write it to a file that only the homeserver can read, and name it in
    `app_service_config_files`.
    """
    cfg = settings(config, overrides)
    delegate = _delegate(cfg)
    if delegate.token.file is not None and not delegate.token.file.exists():
        write_key(delegate.token.file)
    sys.stdout.write(yaml.safe_dump(registered(cfg), sort_keys=False, allow_unicode=True))


def registered(cfg: Config) -> dict[str, object]:
    """The registration. `url` is null: the homeserver sends the gateway nothing."""
    delegate, server = _delegate(cfg), re.escape(cfg.matrix.server_name)
    users = [{"regex": f"@.*:{server}", "exclusive": False}]
    if delegate.bot:
        users.insert(0, {"regex": f"@{re.escape(delegate.bot)}:{server}", "exclusive": True})
    return {
        "id": "dlp-gateway",
        "url": None,
        "as_token": delegate.token.read("matrix.appservice.token").get_secret_value(),
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


def _delegate(cfg: Config) -> Delegate:
    if cfg.matrix.appservice is None or not cfg.matrix.server_name:
        raise ConfigError(
            "matrix.appservice",
            "is not set",
            "write `appservice: {token: {file: appservice.token}}`, and `server_name`",
        )
    return cfg.matrix.appservice
