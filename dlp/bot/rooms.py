"""One internal room for each user, with matrix-nio. Sending is a channel of the courier: a notice
is committed with its incident and goes out once (transaction id = dispatch id)."""

from __future__ import annotations

import asyncio
import hmac
import logging
from typing import Any

from nio import (
    AsyncClient,
    AsyncClientConfig,
    LocalProtocolError,
    MatrixRoom,
    RoomMessageText,
    RoomResolveAliasError,
    RoomResolveAliasResponse,
    RoomSendResponse,
    SyncError,
)

from dlp.bot import messages
from dlp.bot.commands import CommandHandler
from dlp.channels import all_of
from dlp.config import Matrix
from dlp.errors import ConfigError
from dlp.matrix.accounts import address_of
from dlp.matrix.homeserver import CLIENT, Homeserver, HomeserverUnavailable
from dlp.model import Copy, Destination, Level, Receipt, Sender, Status
from dlp.proxies.matrix.profile import BOT

log = logging.getLogger("dlp.bot")

_ALIAS = "dlp-bot-"
_DEVICE = "DLPGATEWAY"
#: seconds of one long poll, and before the next try when the homeserver is away
_POLL, _AGAIN = 30, 5.0
#: its log quotes what it receives
logging.getLogger("nio").setLevel(logging.CRITICAL + 1)


class Bot:
    """An account of its own. `deliver` tells a user something; `start` begins to listen."""

    name = BOT
    trusted = False
    clearance = Level.PUBLIC

    def __init__(self, settings: Matrix, commands: CommandHandler) -> None:
        """ConfigError where there is no token."""
        appservice = settings.appservice
        assert appservice is not None
        token = appservice.token.read("matrix.appservice.token").get_secret_value()
        if not token:
            raise ConfigError("matrix.appservice.token", "is empty")
        self._own, self._server = appservice.bot, settings.server_name
        self._user = f"@{appservice.bot}:{settings.server_name}"
        self._commands = commands
        self._home = Homeserver(settings.upstream, token, settings.timeout)
        self._key = hmac.digest(token.encode(), b"dlp bot", "sha256")
        # it retries nothing by itself: the outbox does
        config = AsyncClientConfig(
            max_limit_exceeded=0, max_timeouts=0, encryption_enabled=False, request_timeout=60
        )
        self._client = AsyncClient(settings.upstream, self._user, _DEVICE, config=config)
        self._client.add_event_callback(self._heard, RoomMessageText)
        self._task: asyncio.Task[None] | None = None
        self._entering = asyncio.Lock()

    def reaches(self, destination: Destination) -> bool:
        """Users of the own server."""
        return destination.address.partition(":")[2] == self._server

    async def start(self) -> None:
        """Begins to listen; logs in as soon as the homeserver answers."""
        self._task = asyncio.create_task(self._listen(), name="bot")

    async def deliver(self, copy: Copy) -> tuple[Receipt, ...]:
        """Tells each user, in the room that is theirs."""
        try:
            text = messages.notice(copy.payload, self._commands.justifiable)
            (to,) = copy.destinations
            room = await self._room(to.address)
            if room is None:
                return all_of(copy, Status.LATER, "451 4.3.0 the bot has no room now")
            sent = await self._say(room, text, copy.id)
        except (HomeserverUnavailable, TimeoutError, OSError, LocalProtocolError) as error:
            log.warning("%s: the homeserver did not answer: %s", copy.id, type(error).__name__)
            return all_of(copy, Status.LATER, "451 4.4.1 the homeserver did not answer")
        status = Status.DELIVERED if sent else Status.LATER
        return all_of(copy, status, "200 told" if sent else "451 4.3.0 not told yet")

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._client.close()
        await self._home.aclose()

    # ------------------------------------------------------------------ the account

    async def _entered(self) -> bool:
        """Whether the bot has a token; registers the account and logs in where it has none."""
        async with self._entering:
            if self._client.access_token:
                return True
            kind = "m.login.application_service"
            # taken already, or made now: logging in shows which
            body = {"type": kind, "username": self._own, "inhibit_login": True}
            await self._home.call("POST", f"{CLIENT}/register", body)
            response = await self._home.call(
                "POST",
                f"{CLIENT}/login",
                {
                    "type": kind,
                    "identifier": {"type": "m.id.user", "user": self._own},
                    "device_id": _DEVICE,
                    "initial_device_display_name": "DLP gateway",
                },
            )
            token = response.body.get("access_token")
            if not response.ok or not isinstance(token, str):
                log.error("the bot cannot log in: the homeserver answered %d", response.status)
                return False
            self._client.restore_login(self._user, _DEVICE, token)
            await self._client.set_displayname("DLP gateway")
            return True

    # ------------------------------------------------------------------ listening

    async def _listen(self) -> None:
        while True:
            try:
                if await self._entered():
                    if not self._client.next_batch:
                        # what was said while nobody listened is not answered late
                        await self._client.sync(0, {"room": {"timeline": {"limit": 1}}})
                        continue
                    answer = await self._client.sync(_POLL * 1000)
                    if not isinstance(answer, SyncError):
                        continue
                    if answer.status_code == "M_UNKNOWN_TOKEN":
                        self._client.access_token = ""
            except asyncio.CancelledError:
                raise
            except Exception as error:  # its text could quote what was received
                log.warning("the bot hears nothing: %s", type(error).__name__)
            await asyncio.sleep(_AGAIN)

    async def _heard(self, room: MatrixRoom, event: RoomMessageText) -> None:
        """A message in a room with the bot; only a room's own user is answered."""
        if event.sender == self._user or not self.reaches(Destination(event.sender)):
            return
        if not self._client.next_batch or await self._room(event.sender) != room.room_id:
            return
        sender = Sender(address_of(event.sender), facts={"user": event.sender})
        answer = await self._commands.answer(sender, event.body)
        await self._say(room.room_id, answer, f"re-{event.event_id}")

    # ------------------------------------------------------------------ rooms

    async def _room(self, user: str) -> str | None:
        """The room of a user, made where there is none: internal, for two. None for later."""
        if not await self._entered():
            return None
        digest = hmac.digest(self._key, user.encode(), "sha256").hex()[:32]
        local = f"{_ALIAS}{digest}"
        found = await self._client.room_resolve_alias(f"#{local}:{self._server}")
        if isinstance(found, RoomResolveAliasResponse):
            await self._invite(found.room_id, user)
            return str(found.room_id)
        if not isinstance(found, RoomResolveAliasError) or found.status_code != "M_NOT_FOUND":
            return None
        # by the application service: nobody else may use these aliases
        state = {"type": "m.room.guest_access", "state_key": ""}
        made = await self._home.call(
            "POST",
            f"{CLIENT}/createRoom",
            {
                "room_alias_name": local,
                "name": "DLP gateway",
                "topic": "What became of your messages, and why",
                "preset": "private_chat",
                "is_direct": True,
                "creation_content": {"m.federate": False},
                "invite": [user],
                "initial_state": [{**state, "content": {"guest_access": "forbidden"}}],
                "power_level_content_override": {"invite": 100, "state_default": 100},
            },
            user=self._user,
        )
        return str(made.body["room_id"]) if made.ok and "room_id" in made.body else None

    async def _invite(self, room: str, user: str) -> None:
        """Who left is asked back in; who is there or invited is left alone."""
        state = await self._client.room_get_state_event(room, "m.room.member", user)
        content: Any = getattr(state, "content", None)
        if isinstance(content, dict) and content.get("membership") == "leave":
            await self._client.room_invite(room, user)

    async def _say(self, room: str, text: str, txn: str) -> bool:
        content = {"msgtype": "m.notice", "body": text}
        sent = await self._client.room_send(room, "m.room.message", content, tx_id=txn)
        if getattr(sent, "status_code", "") == "M_UNKNOWN_TOKEN":
            self._client.access_token = ""
        return isinstance(sent, RoomSendResponse)
