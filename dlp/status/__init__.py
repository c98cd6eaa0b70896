"""The HTTP port for machines and operators: metrics, health, and a page of charts.

`server` answers, `health` looks at what nobody passes by (disk, certificates, far sides),
`history` remembers the figures of a month, `page` and `svg` draw them.
"""

from __future__ import annotations

from dlp.config import Config
from dlp.errors import ConfigError
from dlp.status.health import Health
from dlp.status.history import History
from dlp.status.page import StatusPage
from dlp.status.server import Checks, Page, StatusServer

__all__ = ["Checks", "Health", "History", "StatusServer", "serve"]


def serve(config: Config, checks: Checks, history: History) -> StatusServer | None:
    """The server that a configuration asks for, not started yet. ConfigError for a bad login."""
    options = config.metrics
    if options.listen is None:
        return None
    login = None
    if options.password is not None:
        if ":" in options.user:
            raise ConfigError("metrics.user", "has a colon", "a user's name has none (RFC 7617)")
        login = (options.user, options.password.read("metrics.password").get_secret_value())
    pages: dict[str, Page] = {"/dashboard": StatusPage(config.instance, history)}
    return StatusServer(options.listen, checks, pages, login)
