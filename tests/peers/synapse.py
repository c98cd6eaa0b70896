"""Two real Matrix homeservers that federate with each other, on loopback addresses.

Synapse lives in a virtual environment of its own (its licence and its packages stay apart from
ours): the one that DLP_SYNAPSE names, or var/synapse, which `install` makes.
Server names are bare loopback addresses, certificates come from a throw-away authority.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from peers import alone, free_port, wait_for

FOLDER = Path(os.environ.get("DLP_SYNAPSE", Path(__file__).parents[2] / "var/synapse"))
PYTHON = FOLDER / "bin/python"


def names() -> tuple[str, str]:
    """Two server names: loopback addresses that no other run uses at the same time."""
    network = f"127.{os.getpid() % 250 + 2}.{os.getpid() // 250 % 250}"
    return f"{network}.2", f"{network}.3"


class Synapse:
    """One homeserver: clients on a free port of `name` (its server name), federation on 8448."""

    def __init__(
        self, name: str, ca: Any, peers: tuple[str, ...], public_url: str = "", **more: Any
    ) -> None:
        """`ca` is a trustme.CA that all servers share; `more` goes into homeserver.yaml."""
        self.name, self.port = name, free_port()
        self.url = f"http://{name}:{self.port}"
        self.folder = Path(tempfile.mkdtemp(prefix="dlp-synapse-"))
        self.process: subprocess.Popen[bytes] | None = None
        #: where Synapse finds modules of ours
        self.path = ""
        certificate = ca.issue_cert(name)
        certificate.private_key_pem.write_to_path(str(self.folder / "tls.key"))
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(str(self.folder / "tls.crt"), append=True)
        ca.cert_pem.write_to_path(str(self.folder / "ca.crt"))
        often = {"per_second": 1000, "burst_count": 1000}
        (self.folder / "homeserver.yaml").write_text(
            yaml.safe_dump(
                {
                    "server_name": name,
                    "public_baseurl": public_url or self.url + "/",
                    "report_stats": False,
                    "pid_file": str(self.folder / "pid"),
                    "signing_key_path": str(self.folder / "signing.key"),
                    "media_store_path": str(self.folder / "media"),
                    "listeners": [
                        {
                            "port": self.port,
                            "bind_addresses": [name],
                            "type": "http",
                            "tls": False,
                            "x_forwarded": True,
                            "resources": [{"names": ["client"], "compress": False}],
                        },
                        {
                            "port": 8448,
                            "bind_addresses": [name],
                            "type": "http",
                            "tls": True,
                            "resources": [{"names": ["federation"], "compress": False}],
                        },
                    ],
                    "tls_certificate_path": str(self.folder / "tls.crt"),
                    "tls_private_key_path": str(self.folder / "tls.key"),
                    "federation_custom_ca_list": [str(self.folder / "ca.crt")],
                    "ip_range_blacklist": [],
                    "federation_ip_range_blacklist": [],
                    "federation_domain_whitelist": list(peers),
                    "trusted_key_servers": [],
                    "suppress_key_server_warning": True,
                    "enable_registration": False,
                    "registration_shared_secret": "for tests only",
                    "macaroon_secret_key": "for tests only",
                    "form_secret": "for tests only",
                    "bcrypt_rounds": 4,
                    "max_event_delay_duration": "24h",
                    "rc_message": often,
                    "rc_login": {"address": often, "account": often, "failed_attempts": often},
                    "rc_joins": {"local": often, "remote": often},
                    "rc_invites": {"per_room": often, "per_user": often, "per_issuer": often},
                    "rc_room_creation": often,
                    "rc_media_create": often,
                    "rc_presence": {"per_user": often},
                    "rc_registration": often,
                    "database": {"name": "sqlite3", "args": {"database": str(self.folder / "db")}},
                    **more,
                }
            )
        )

    def start(self) -> Synapse:
        command = [str(PYTHON), "-m", "synapse.app.homeserver", "-c", "homeserver.yaml"]
        environment = {**os.environ, **({"PYTHONPATH": self.path} if self.path else {})}
        with (self.folder / "log.txt").open("wb") as log:
            subprocess.run(
                [*command, "--generate-keys"],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                check=True,
                env=environment,
            )
            self.process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, env=environment
            )
        return self

    def ready(self) -> Synapse:
        def up() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "log.txt").read_text()[-2000:])
            try:
                return Client(self.url).call("GET", "/_matrix/client/versions")[0] == 200
            except OSError:
                return False

        wait_for(up, 120, "Synapse")
        return self

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)

    def register(self, user: str, admin: bool = False) -> None:
        subprocess.run(
            [
                str(PYTHON.with_name("register_new_matrix_user")),
                "-u",
                user,
                "-p",
                f"pw-{user}",
                "--admin" if admin else "--no-admin",
                "-k",
                "for tests only",
                self.url,
            ],
            check=True,
            capture_output=True,
        )


class Client:
    """A client without manners: any method, path and body, no retries."""

    def __init__(self, url: str, token: str = "") -> None:
        self.url, self.token, self.user = url, token, ""
        self._txn = 0

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Status and JSON (or bytes, where it is none). `body` may be bytes."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                status, said = answer.status, answer.read()
        except urllib.error.HTTPError as error:
            status, said = error.code, error.read()
        try:
            return status, json.loads(said)
        except ValueError:
            return status, said

    def login(self, user: str) -> Client:
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": f"pw-{user}",
            "initial_device_display_name": "test",
        }
        status, said = self.call("POST", "/_matrix/client/v3/login", body)
        assert status == 200, said
        self.token, self.user, self.said = said["access_token"], said["user_id"], said
        return self

    def at(self, room: str, rest: str = "") -> str:
        return f"/_matrix/client/v3/rooms/{urllib.parse.quote(room, safe='')}{rest}"

    def room(self, **body: Any) -> str:
        status, said = self.call("POST", "/_matrix/client/v3/createRoom", body)
        assert status == 200, said
        return str(said["room_id"])

    def join(self, room: str) -> None:
        status, said = self.call("POST", self.at(room, "/join"), {})
        assert status == 200, said

    def send(self, room: str, kind: str = "m.room.message", **content: Any) -> tuple[int, Any]:
        self._txn += 1
        return self.call("PUT", self.at(room, f"/send/{kind}/t{self._txn}"), content)

    def say(self, room: str, text: str) -> tuple[int, Any]:
        return self.send(room, msgtype="m.text", body=text)

    def seen(self, room: str) -> list[dict[str, Any]]:
        """All events of a room that this user can read, the oldest first."""
        status, said = self.call("GET", self.at(room, "/messages?dir=b&limit=200"))
        return list(reversed(said["chunk"])) if status == 200 else []

    def bodies(self, room: str) -> list[str]:
        return [
            each["content"].get("body", "")
            for each in self.seen(room)
            if each["type"] == "m.room.message"
        ]


def install() -> None:
    """Makes the virtual environment where it is not there yet, from synapse.txt with its hashes."""
    with alone(FOLDER):
        if PYTHON.with_name("register_new_matrix_user").exists():
            return
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        listed = Path(__file__).with_name("synapse.txt")
        subprocess.run(
            [
                str(PYTHON),
                "-m",
                "pip",
                "install",
                "-q",
                "--require-hashes",
                "--no-deps",
                "-r",
                str(listed),
            ],
            check=True,
        )
