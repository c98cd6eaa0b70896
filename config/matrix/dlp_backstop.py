"""A module for Synapse: what did not come through the gateway is refused.

    modules:
      - module: dlp_backstop.Backstop
        config:
          secret_file: /etc/matrix-synapse/dlp-backstop.key   # `matrix.backstop` of the gateway
          exempt: ["@dlp-bot:example.org", "@whatsappbot:example.org", "@whatsapp_.*:example.org"]

The gateway signs each request that it decided on: HMAC-SHA256 over time, method and path, in a
query parameter that Synapse ignores. A second fence behind the network's: it holds where a client
listener is left open, for delayed events at their time, and for whatever else has a token. It needs
nothing but Synapse; put the file where Synapse's Python finds it. Tried with Synapse 1.163.

It covers events but memberships, and of those invitations, joins; new rooms, aliases, the public
directory, uploads. Synapse asks no module about presence, profiles, messages to devices, pushers.
"""

import hmac
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from synapse.logging.context import current_context
from synapse.module_api import NOT_SPAM, ModuleApi
from synapse.module_api.errors import Codes, ConfigError

_PARAMETER = "org.dlp-gateway.pass"
#: seconds that the clocks of gateway and homeserver may differ, and a request may take to arrive
_FRESH = 60


class Backstop:
    """Refuses what local users do without the gateway."""

    def __init__(self, config: dict[str, Any], api: ModuleApi) -> None:
        self._api = api
        self._key: bytes = config["key"]
        self._exempt: list[re.Pattern[str]] = config["exempt"]
        api.register_spam_checker_callbacks(
            check_event_for_spam=self._event,
            user_may_create_room=self._user,
            user_may_invite=self._user,
            user_may_join_room=self._user,
            user_may_create_room_alias=self._user,
            user_may_publish_room=self._user,
            check_media_file_for_spam=self._media,
        )

    @staticmethod
    def parse_config(config: dict[str, Any]) -> dict[str, Any]:
        """Called by Synapse; a mistake ends its start."""
        try:
            key = Path(config["secret_file"]).read_text().strip().encode()
            exempt = [re.compile(each) for each in config.get("exempt") or ()]
        except (KeyError, OSError, re.error) as error:
            raise ConfigError(f"dlp_backstop: {type(error).__name__}") from None
        if not key:
            raise ConfigError("dlp_backstop: the secret is empty")
        return {"key": key, "exempt": exempt}

    async def _event(self, event: Any) -> Any:
        return self._judged(event.sender)

    async def _user(self, user: str, *_: Any) -> Any:
        return self._judged(user)

    async def _media(self, _file: Any, info: Any) -> Any:
        if info.server_name is not None or info.thumbnail is not None or info.url_cache:
            return NOT_SPAM  # another server's, or made by this one
        request = current_context().request
        user = request.requester if request is not None else None
        return self._judged(user or "")

    def _judged(self, user: str) -> Any:
        if user and not self._api.is_mine(user):
            return NOT_SPAM
        if any(each.fullmatch(user) for each in self._exempt):
            return NOT_SPAM
        request = current_context().request
        if request is None:
            return Codes.FORBIDDEN  # a delayed event at its time
        path, _, query = request.url.partition("?")
        if request.method == "GET" or path.startswith("/_matrix/federation/"):
            return NOT_SPAM  # makes no event: an old one of ours comes back
        return NOT_SPAM if self._passed(request.method, path, query) else Codes.FORBIDDEN

    def _passed(self, method: str, path: str, query: str) -> bool:
        """Whether the gateway signed this request, just now."""
        for value in parse_qs(query).get(_PARAMETER, ()):
            at, _, mac = value.partition("-")
            if not at.isdecimal() or abs(time.time() - int(at)) > _FRESH:
                continue
            right = hmac.digest(self._key, f"{int(at)}\n{method}\n{path}".encode(), "sha256").hex()
            if hmac.compare_digest(mac.encode(), right.encode()):
                return True
        return False
