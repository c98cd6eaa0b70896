"""A real gateway: `dlp serve` as a process of its own, on free ports, with throw-away keys."""

from __future__ import annotations

import base64
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from dlp.config.shipped import shipped
from peers import wait_for


class Gateway:
    """`downstream` is the port of the far side. `config` is laid over the defaults here."""

    def __init__(
        self,
        downstream: int,
        *,
        config: dict[str, Any] | None = None,
        policy: str | None = None,
        folder: Path | None = None,
        options: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="dlp-gateway-"))
        self.folder.mkdir(exist_ok=True)
        self.addresses: dict[str, tuple[str, int]] = {}
        self.process: subprocess.Popen[str] | None = None
        self.options = options
        self.starts = 0
        for name in ("evidence.key", "instance.key"):
            if not (self.folder / name).exists():
                (self.folder / name).write_bytes(base64.b64encode(secrets.token_bytes(32)))
        text = policy if policy is not None else shipped("config", "policy.yaml").read_text()
        (self.folder / "policy.yaml").write_text(text)
        far = f"127.0.0.1:{downstream}"
        defaults: dict[str, Any] = {
            "instance": "test",
            "smtp": {
                "hostname": "gateway.test",
                "listeners": [
                    {"name": "in", "listen": "127.0.0.1:0", "downstream": {"address": far}}
                ],
            },
            "inspection": {"workers": 2},
            "channels": {
                "relay": {"use": "relay", "address": far},
                "vault": {
                    "use": "folder",
                    "trusted": True,
                    "clearance": "top-secret",
                    "folder": "vault",
                },
            },
            "courier": {"poll": 0.2, "retry_first": 0.5, "retry_most": 2},
            "metrics": {"listen": "127.0.0.1:0"},
            "logging": {"level": "DEBUG"},
        }
        (self.folder / "dlp.yaml").write_text(yaml.safe_dump(_merged(defaults, config or {})))

    @property
    def config_file(self) -> Path:
        return self.folder / "dlp.yaml"

    @property
    def log_file(self) -> Path:
        return self.folder / "log.txt"

    def start(self, seconds: float = 120) -> Gateway:
        self.starts += 1
        out = self.folder / f"out-{self.starts}.txt"
        with self.log_file.open("ab") as log, out.open("wb") as stdout:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "dlp", "serve", "-c", str(self.config_file), *self.options],
                stdout=stdout,
                stderr=log,
                stdin=subprocess.DEVNULL,
                text=True,
            )

        def ready() -> bool:
            assert self.process is not None
            if self.process.poll() is not None:
                raise RuntimeError(f"dlp serve ended: {self.log()[-3000:]}")
            return out.read_text().endswith("ready\n")

        wait_for(ready, seconds, "dlp serve")
        for line in out.read_text().splitlines():
            word, *rest = line.split()
            if word == "listening":
                host, _, port = rest[1].rpartition(":")
                self.addresses[rest[0]] = (host, int(port))
        return self

    @property
    def port(self) -> int:
        return self.addresses["in"][1]

    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def restart(self) -> Gateway:
        """Starts again after `stop` or `kill`, on the same ports as before."""
        listeners = [name for name in self.addresses if name not in ("metrics", "matrix")]
        for at, name in enumerate(listeners):
            host, port = self.addresses[name]
            self.options += ("--set", f"smtp.listeners.{at}.listen={host}:{port}")
        return self.start()

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def reload(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        return self.process.returncode

    def http(self, path: str) -> tuple[int, str]:
        host, port = self.addresses["metrics"]
        try:
            with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, line_start: str) -> float:
        """The sum of all samples whose line starts so."""
        _, text = self.http("/metrics")
        return sum(
            float(line.split()[-1]) for line in text.splitlines() if line.startswith(line_start)
        )

    def run(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """`dlp ARGUMENTS` with this gateway's configuration in DLP_CONFIG."""
        return subprocess.run(
            [sys.executable, "-m", "dlp", *arguments],
            env={**os.environ, "DLP_CONFIG": str(self.config_file)},
            capture_output=True,
            text=True,
            input=stdin,
        )

    def incidents(self, limit: int = 10_000) -> list[dict[str, Any]]:
        done = self.run("incidents", "list", "--json", "--limit", str(limit))
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def settle(self, seconds: float = 30) -> None:
        """Waits until the outbox is empty."""
        wait_for(lambda: self.metric("dlp_outbox_messages") == 0, seconds, "an empty outbox")
        time.sleep(0.1)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged
