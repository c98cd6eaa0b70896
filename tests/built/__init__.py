"""What `dlp.app.build` builds, running: worker processes, cage, real sockets in and out.

The far sides are on real sockets, too: a mail server that keeps what it gets, and a homeserver that
answers as it is told. All of it runs in one thread of its own; a test is an ordinary client.
"""

from __future__ import annotations

import asyncio
import json
import re
import smtplib
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import yaml
from aiohttp import web

from dlp import config
from dlp.app import App, build
from dlp.config.shipped import shipped
from dlp.gateway.ports import Prepared, Step
from dlp.model import Examination, Held, Message, Outcome
from dlp.store import State
from dlp.store.keys import write_key
from matrix.benching import Home
from peers import wait_for
from smtp.talk import ALL, Arrived, FarSide

ADA, CAROL = "ada@example.org", "carol@example.org"
#: the room that redirected chat messages go to
SAFE = "!safe:example.org"
ACTIONS = ("allow", "redact", "redirect", "hold", "block")
T = TypeVar("T")
#: fields that the gateway puts on top of what it sends
_OURS = re.compile(
    rb"(?:(?:Received|X-DLP-Trace|X-DLP-Redirected|X-DLP-Ticket):[^\n]*\n(?:[ \t][^\n]*\n)*)*"
)
_REFERENCE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}\b")


def policy() -> str:
    """The shipped policy, and before its rules one zone for each action: whatever has a card in it
    or could not be read is done that with."""
    loaded = yaml.safe_load(shipped("config", "policy.yaml").read_text())
    unsafe = ["CREDIT_CARD", "UNREADABLE"]
    first: list[dict[str, Any]] = [
        {"name": "above", "when": {"over_clearance": True}, "action": "redirect"},
        {"name": "to-allow", "when": {"zone": "allow"}, "action": "allow"},
    ]
    for action in ACTIONS:
        loaded["zones"][action] = {"domains": [f"{action}.test"]}
        if action != "allow":
            when = {"zone": action, "kind": unsafe}
            first.append({"name": f"to-{action}", "when": when, "action": action})
    first[-1]["public"] = "Cards stay here."
    redact = next(rule for rule in first if rule["action"] == "redact")
    redact |= {"files": "drop", "fallback": "hold"}
    outside: dict[str, Any] = {"zone": "external"}
    first += [
        {
            "name": "by-night",
            "when": {**outside, "listener": "night", "kind": "CREDIT_CARD"},
            "action": "block",
        },
        {
            "name": "by-nobody",
            "when": {**outside, "sender": "<>", "kind": "IBAN_CODE"},
            "action": "block",
        },
        {
            "name": "by-login",
            "when": {**outside, "authenticated": True, "part_name": "*.csv"},
            "action": "hold",
        },
        {
            "name": "by-machine",
            "when": {**outside, "automatic": True, "kind": "CREDIT_CARD"},
            "action": "hold",
        },
        {"name": "large", "when": {**outside, "size_over": "60K"}, "action": "hold"},
    ]
    loaded["rules"][:0] = [{"why": "so the test says", **rule} for rule in first]
    return yaml.safe_dump(loaded, sort_keys=False)


@dataclass
class Seen:
    """One message on its way, as the last step of the list met it."""

    message: Message
    hooks: list[str] = field(default_factory=list)
    examination: Examination | None = None
    copies: tuple[Prepared, ...] = ()
    outcome: Outcome | None = None


class Watch(Step):
    """Writes down what it is called with. Payloads are read at once: a spilled one goes with its
    session."""

    def __init__(self) -> None:
        self.seen: dict[str, Seen] = {}
        self.last: Seen | None = None

    def received(self, message: Message) -> Message:
        self.seen[message.id] = Seen(message, ["received"])
        return message

    def examined(self, message: Message, examination: Examination) -> Examination:
        seen = self.seen[message.id]
        seen.message = replace(message, payload=Held(message.payload.read()))
        seen.examination = examination
        seen.hooks.append("examined")
        return examination

    async def prepared(
        self, message: Message, examination: Examination, copies: list[Prepared]
    ) -> list[Prepared]:
        self.seen[message.id].hooks.append("prepared")
        return copies

    async def leaving(
        self, message: Message, examination: Examination, copies: Sequence[Prepared]
    ) -> None:
        seen = self.seen[message.id]
        seen.copies = tuple((decision, Held(payload.read())) for decision, payload in copies)
        seen.hooks.append("leaving")

    def answered(self, message: Message, outcome: Outcome) -> None:
        self.last = self.seen[message.id]
        self.last.outcome = outcome
        self.last.hooks.append("answered")


def bare(content: bytes) -> bytes:
    """A mail without what the gateway put on top of it."""
    found = _OURS.match(content)
    assert found is not None
    return content[found.end() :]


def reference_in(text: str) -> str:
    """The reference that a sender hears."""
    found = _REFERENCE.search(text)
    assert found is not None, text
    return found[0]


class Built:
    """A gateway and its far sides, up as long as the block lasts."""

    def __init__(self, folder: Path, **over: Any) -> None:
        """`over` is laid over the configuration, section by section."""
        self.folder, self._over = folder, over
        self.file = folder / "dlp.yaml"
        self.far = FarSide(
            extensions=(*ALL, "AUTH PLAIN"), on={"AUTH": lambda line: b"235 2.7.0 welcome\r\n"}
        )
        self.home, self.watch = Home(), Watch()
        self.app: App | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Built:
        self._thread.start()
        try:
            self.ask(self._start())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.ask(self._stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(30)
            self._loop.close()

    def ask(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of a coroutine in the gateway's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(120)

    async def _start(self) -> None:
        await self.far.__aenter__()
        self._runner = web.ServerRunner(web.Server(self.home.serve))
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._write()
        self.app = build(config.load(self.file), steps=(self.watch,))
        await self.app.start()

    async def _stop(self) -> None:
        if self.app is not None:
            await self.app.aclose()
        await self._runner.cleanup()
        await self.far.__aexit__()

    def _write(self) -> None:
        far = f"127.0.0.1:{self.far.port}"
        home = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        for name in ("instance.key", "evidence.key"):
            write_key(self.folder / name)
        (self.folder / "policy.yaml").write_text(policy())
        (self.folder / "token").write_text("as-token")
        token = {"file": "token"}
        door = {"listen": "127.0.0.1:0", "downstream": {"address": far}, "auth_without_tls": True}
        written: dict[str, Any] = {
            "smtp": {
                "hostname": "gw.example.org",
                "listeners": [{"name": "in", **door}, {"name": "night", **door}],
            },
            "matrix": {
                "listen": "127.0.0.1:0",
                "upstream": home,
                "server_name": "example.org",
                "public_url": "https://matrix.example.org",
                "appservice": {"token": token, "bot": ""},
            },
            # quick to load, and enough to make every decision there is
            "detectors": [{"use": use} for use in ("payment", "secrets", "markings")],
            "inspection": {"files": {"ocr": False}},
            "channels": {
                "relay": {"use": "relay", "address": far},
                "vault": {
                    "use": "folder",
                    "trusted": True,
                    "clearance": "top-secret",
                    "folder": "vault",
                },
                "safe-room": {
                    "use": "matrix_room",
                    "trusted": True,
                    "clearance": "top-secret",
                    "homeserver": home,
                    "server_name": "example.org",
                    "token": token,
                    "into": SAFE,
                },
            },
            "courier": {"poll": 0.2, "retry_first": 0.5, "retry_most": 2},
            "metrics": {"listen": None},
        }
        for name, section in self._over.items():
            written[name] = {**written.get(name, {}), **section}
        self.file.write_text(yaml.safe_dump(written))

    # ------------------------------------------------------------------ as a client

    def send(
        self,
        content: bytes,
        *recipients: str,
        sender: str = ADA,
        listener: str = "in",
        login: str = "",
    ) -> tuple[int, str]:
        """What a mail client hears; `login` is whom it authenticates as."""
        assert self.app is not None
        return self.send_to(
            self.app, content, *recipients, sender=sender, listener=listener, login=login
        )

    def send_to(
        self,
        app: App,
        content: bytes,
        *recipients: str,
        sender: str = ADA,
        listener: str = "in",
        login: str = "",
    ) -> tuple[int, str]:
        """The same, of another app in this loop."""
        host, _, port = app.addresses[listener].rpartition(":")
        with smtplib.SMTP(host, int(port), timeout=60) as client:
            client.ehlo("client.test")
            if login:
                client.user, client.password = login, "secret"
                client.auth("PLAIN", client.auth_plain)
            client.command_encoding = "utf-8"
            utf8 = "" if f"{sender}{recipients}".isascii() else " SMTPUTF8"
            # as they are: smtplib's own commands write addresses anew
            for line in (f"MAIL FROM:<{sender}>{utf8}", *(f"RCPT TO:<{to}>" for to in recipients)):
                code, text = client.docmd(line)
                assert code == 250, text
            code, text = client.data(content)
        return code, text.decode()

    def chat(self, room: str, operation: str, body: Mapping[str, Any]) -> tuple[int, Any]:
        """What a chat client hears that sends `body`: status and JSON."""
        assert self.app is not None
        way = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/{operation}"
        method = "PUT" if operation.startswith("send") else "POST"
        request = urllib.request.Request(
            f"http://{self.app.addresses['matrix']}{way}",
            json.dumps(body).encode(),
            {"Authorization": "Bearer good", "Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def dlp(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """The command as a process, on this gateway's configuration."""
        return subprocess.run(
            [sys.executable, "-m", "dlp", *map(str, arguments), "-c", str(self.file)],
            capture_output=True,
            text=True,
        )

    # ------------------------------------------------------------------ the far sides

    def arrived(self, mark: bytes, recipient: str) -> list[Arrived]:
        """What the mail server got for `recipient` with `mark` in it."""
        return [
            mail
            for mail in list(self.far.arrived)
            if recipient in mail.recipients and mark in mail.content
        ]

    def one(self, mark: bytes, recipient: str) -> Arrived:
        """The one mail that it got, or gets soon."""
        wait_for(lambda: self.arrived(mark, recipient), what=f"a mail to {recipient}")
        (mail,) = self.arrived(mark, recipient)
        return mail

    def vault(self, mark: bytes) -> list[tuple[bytes, Any]]:
        """What the folder has got with `mark` in it: mail and envelope."""
        found = sorted((self.folder / "vault").glob("*.json"))
        pairs = [
            (each.with_suffix(".eml").read_bytes(), json.loads(each.read_text())) for each in found
        ]
        return [pair for pair in pairs if mark in pair[0]]

    def said(self, room: str) -> list[Any]:
        """What was said in a room of the homeserver."""
        return [
            json.loads(body)
            for method, path, body, _ in list(self.home.asked)
            if method == "PUT" and f"/rooms/{room}/send/" in unquote(path)
        ]

    # ------------------------------------------------------------------ what stands

    def states(self) -> dict[str, State]:
        """Reference → state of every incident."""
        assert self.app is not None
        found = self.ask(self.app.review.list(None, 10_000))
        return {each.reference: each.state for each in found}

    def quiet(self) -> None:
        """Waits until the courier has carried all that it can."""
        app = self.app
        assert app is not None
        wait_for(lambda: not any(self.ask(app.store.queue()).depth.values()), 60, "the courier")
