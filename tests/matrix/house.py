"""Two homeservers and `dlp serve` in front of the first, registered as an application service."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from pathlib import Path
from typing import Any

import trustme
import yaml

from dlp.config.shipped import shipped
from peers import free_port, wait_for
from peers.gateway import Gateway
from peers.synapse import Client, Synapse, names

POLICY = """
zones:
  internal: {{domains: ["{own}"], clearance: secret}}
  external: {{clearance: public}}
clearances: {{"carl@{own}": public}}
networks: {{matrix: {{clearance: secret}}, signal: {{clearance: internal}}}}
channels: {{twin: {{audiences: ["*"]}}}}
rules:
  - name: above
    when: {{over_clearance: true}}
    action: redirect
    why: the room is not cleared
    public: This room is not cleared for that.
  - {{name: key, when: {{kind: secrets, zone: external}}, action: block, why: keys stay, public: Keys do not leave.}}
  - {{name: iban, when: {{kind: IBAN_CODE, zone: external}}, action: hold, why: looked at}}
  - {{name: phone, when: {{kind: PHONE_NUMBER, zone: external}}, action: hold, why: looked at, justify: true}}
  - {{name: card, when: {{kind: CREDIT_CARD, zone: external}}, action: redact, why: PCI DSS}}
  - {{name: default, action: allow}}
"""
IBAN = "DE89 3704 0044 0532 0130 00"
CARD = "4111 1111 1111 1111"
PHONE = "+49 30 901820"
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq2mQ0b\n-----END RSA PRIVATE KEY-----"
SECRET = "SECRET\n\nthe survey of the harbour is finished\n\nSECRET"
BOT = "dlp-bot"


class Estate:
    """alice, ben and carl behind `dlp serve`, eve on the other server."""

    def __init__(self, folder: Path, **matrix: Any) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "backstop.key").write_text(secrets.token_hex(32))
        matrix["backstop"] = {"file": str(folder / "backstop.key")}
        ca = trustme.CA()
        port = free_port()
        self.own, self.far = names()
        self._asked = itertools.count()
        self.front = f"http://127.0.0.1:{port}"
        registration = folder / "registration.yaml"
        self.home = Synapse(
            self.own,
            ca,
            (self.own, self.far),
            f"{self.front}/",
            app_service_config_files=[str(registration)],
            modules=[
                {
                    "module": "dlp_backstop.Backstop",
                    "config": {
                        "secret_file": str(folder / "backstop.key"),
                        "exempt": [f"@{BOT}:{re.escape(self.own)}"],
                    },
                }
            ],
        )
        self.home.path = str(shipped("config", "matrix"))
        self.away = Synapse(self.far, ca, (self.own, self.far))
        twin = {
            "use": "matrix_room",
            "trusted": True,
            "clearance": "secret",
            "homeserver": self.home.url,
            "server_name": self.own,
            "token": {"file": "appservice.token"},
            "backstop": matrix["backstop"],
        }
        self.gateway = Gateway(
            9,
            folder=folder / "gateway",
            policy=POLICY.format(own=self.own),
            config={
                "channels": {"twin": twin},
                "matrix": {
                    "listen": f"127.0.0.1:{port}",
                    "upstream": self.home.url,
                    "server_name": self.own,
                    "public_url": self.front,
                    "appservice": {"token": {"file": "appservice.token"}},
                    "rooms_for": 0,
                    **matrix,
                },
            },
        )
        done = self.gateway.run("rooms", "registration")
        assert done.returncode == 0, done.stderr
        registration.write_text(done.stdout)
        self.token = str(yaml.safe_load(done.stdout)["as_token"])
        try:
            self.home.start()
            self.away.start()
            self.home.ready()
            for user in ("alice", "ben", "carl"):
                self.home.register(user)
            self.away.ready().register("eve")
            self.gateway.start()
        except BaseException:
            self.stop()
            raise
        self.alice, self.ben, self.carl = (
            Client(self.front).login(user) for user in ("alice", "ben", "carl")
        )
        self.eve = Client(self.away.url).login("eve")

    @property
    def backstop_key(self) -> bytes:
        """The secret that the gateway shares with the backstop."""
        return (self.gateway.folder.parent / "backstop.key").read_bytes()

    def stop(self) -> None:
        if self.gateway.process is not None:
            self.gateway.stop()
        self.home.stop()
        self.away.stop()

    def shared(self, **body: Any) -> str:
        """A new room of alice's with eve in it."""
        room = self.alice.room(invite=[self.eve.user], **body)
        self.eve.join(room)
        return room

    def arrived(self, room: str, mark: str) -> list[str]:
        """What eve sees in a room, once `mark`, said last, is there."""
        assert self.alice.say(room, mark)[0] == 200
        wait_for(lambda: mark in self.eve.bodies(room), 30, "the mark at the other server")
        return self.eve.bodies(room)

    def invited(self, client: Client) -> dict[str, str]:
        """Rooms that somebody is invited to, by who invited: one of each."""
        return {who: room for room, who in self.invitations(client).items()}

    def invitations(self, client: Client) -> dict[str, str]:
        """Rooms that somebody is invited to, with who invited."""
        # another question each time: a homeserver remembers the answer to a first one
        path = f"/_matrix/client/v3/sync?timeout={next(self._asked)}"
        status, said = client.call("GET", path)
        assert status == 200
        return {
            room: event["sender"]
            for room, each in said["rooms"].get("invite", {}).items()
            for event in each["invite_state"]["events"]
            if event["type"] == "m.room.member" and event.get("state_key") == client.user
        }

    def bot_room(self, client: Client) -> str:
        """The room that the bot has made for somebody, who then goes in."""
        bot = f"@{BOT}:{self.own}"
        return self.called(client, bot, set())

    def called(self, client: Client, by: str, before: set[str]) -> str:
        """The room that somebody is newly invited to by `by`, and now in."""

        def new() -> list[str]:
            found = self.invitations(client).items()
            return [room for room, who in found if who == by and room not in before]

        wait_for(lambda: bool(new()), 30, "an invitation")
        (room,) = new()
        client.join(room)
        return room

    def told(self, client: Client, room: str, about: str) -> str:
        """What the bot says that has `about` in it."""

        def said() -> list[str]:
            return [body for body in client.bodies(room) if about in body]

        wait_for(lambda: bool(said()), 30, "word of the bot")
        return said()[0]

    def held(self, said: Any) -> str:
        """The reference in an answer."""
        return str(re.search(r"Reference: ([0-9A-Z-]{14})", json.dumps(said))[1])  # type: ignore[index]
