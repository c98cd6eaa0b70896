"""Prometheus, Alertmanager and the Postfix exporter of Debian, as processes of our own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from dlp.config.shipped import shipped
from peers import free_port, listening, wait_for

RULES = ("dlp.rules.yml", "dlp.alerts.yml")


class Process:
    """A program that listens on a port, stopped by its pid."""

    def __init__(self, name: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"dlp-{name}-"))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    def _start(self, *arguments: str) -> None:
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder
        )
        wait_for(lambda: listening(self.port), 60, f"{arguments[0]}; {self.log()[-2000:]}")

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


class Prometheus(Process):
    """Scrapes what is added to `targets`, evaluates the shipped rules, answers queries."""

    def __init__(
        self, *, scrape: str = "1s", evaluate: str = "1s", faster: float = 1, alerts: int = 0
    ) -> None:
        """`faster`: every span of time in the rules is divided by it. `alerts`: a port."""
        super().__init__("prometheus")
        self._scrape, self._evaluate, self._alerts = scrape, evaluate, alerts
        self.targets: dict[str, list[str]] = {"dlp": [], "postfix": []}
        for name in RULES:
            text = shipped("config", "prometheus", name).read_text()
            (self.folder / name).write_text(text if faster == 1 else faster_rules(text, faster))

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> Prometheus:
        self.configure()
        self._start(
            "prometheus",
            f"--config.file={self.folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.data}",
            "--storage.tsdb.retention.time=100d",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--web.enable-lifecycle",
            "--enable-feature=exemplar-storage",
        )
        wait_for(lambda: self._ready(), 60, "Prometheus to be ready")
        return self

    def configure(self) -> None:
        """Writes the configuration; a running one reads it again."""
        config: dict[str, Any] = yaml.safe_load(
            shipped("config", "prometheus", "prometheus.yml").read_text()
        )
        config["global"] = {
            "scrape_interval": self._scrape,
            "scrape_timeout": self._scrape,
            "evaluation_interval": self._evaluate,
        }
        for job in config["scrape_configs"]:
            job["static_configs"] = [{"targets": self.targets[job["job_name"]]}]
        config["alerting"]["alertmanagers"][0]["static_configs"] = (
            [{"targets": [f"127.0.0.1:{self._alerts}"]}] if self._alerts else []
        )
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump(config))
        if self._process is not None:
            request = urllib.request.Request(f"{self.url}/-/reload", method="POST")
            urllib.request.urlopen(request, timeout=10).close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _ready(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.url}/-/ready", timeout=5).close()
        except OSError:
            return False
        return True

    def api(self, path: str, **parameters: Any) -> Any:
        """`data` of an answer; RuntimeError says what was wrong with the question."""
        query = urllib.parse.urlencode(parameters)
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=60) as answer:
                return json.loads(answer.read())["data"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()[:500]) from None

    def ask(self, query: str, at: float | None = None) -> list[dict[str, Any]]:
        """An instant query: a list of {metric, value: [time, text]}."""
        data = self.api("query", query=query, time=at or time.time())
        if data["resultType"] == "scalar":
            return [{"metric": {}, "value": data["result"]}]
        found: list[dict[str, Any]] = data["result"]
        return found

    def number(self, query: str) -> float:
        """The sum of what an instant query finds."""
        return sum(float(one["value"][1]) for one in self.ask(query))

    def range(self, query: str, start: float, end: float, step: float) -> list[dict[str, Any]]:
        """A list of {metric, values: [[time, text], …]}."""
        data = self.api("query_range", query=query, start=start, end=end, step=step)
        found: list[dict[str, Any]] = data["result"]
        return found

    def firing(self) -> set[str]:
        """The names of the alerts that fire now."""
        alerts = self.api("alerts")["alerts"]
        return {one["labels"]["alertname"] for one in alerts if one["state"] == "firing"}

    def rules(self) -> list[dict[str, Any]]:
        """Every rule with its health, as Prometheus sees it."""
        return [rule for group in self.api("rules")["groups"] for rule in group["rules"]]


class Alertmanager(Process):
    """With the shipped routes; nothing leaves: its receivers are taken away."""

    def start(self) -> Alertmanager:
        config = yaml.safe_load(shipped("config", "alertmanager", "alertmanager.yml").read_text())
        config["receivers"] = [{"name": one["name"]} for one in config["receivers"]]
        (self.folder / "alertmanager.yml").write_text(yaml.safe_dump(config))
        self._start(
            "prometheus-alertmanager",
            f"--config.file={self.folder / 'alertmanager.yml'}",
            f"--storage.path={self.folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{self.port}",
            "--cluster.listen-address=",
        )
        return self

    def received(self) -> dict[str, set[str]]:
        """Name of an alert → the receivers that it goes to."""
        url = f"http://127.0.0.1:{self.port}/api/v2/alerts"
        with urllib.request.urlopen(url, timeout=10) as answer:
            alerts = json.loads(answer.read())
        found: dict[str, set[str]] = {}
        for one in alerts:
            names = {receiver["name"] for receiver in one["receivers"]}
            found.setdefault(one["labels"]["alertname"], set()).update(names)
        return found


class PostfixExporter(Process):
    """Counts what a Postfix of ours logs."""

    def start(self, root: Path) -> PostfixExporter:
        self._start(
            "prometheus-postfix-exporter",
            f"--web.listen-address=127.0.0.1:{self.port}",
            f"--postfix.logfile_path={root / 'log/mail.log'}",
            f"--postfix.showq_path={root / 'spool/public/showq'}",
        )
        return self


_SPAN = re.compile(r"(?<![\w.:])(\d+)(ms|[smhdw])(?![\w:])")
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def faster_rules(text: str, faster: float) -> str:
    """The same rules with every span of time divided: `for:`, `[6h]`, `offset 1w`. A name such as
    ``increase6h`` and a number such as ``12 * 3600`` stay as they are."""

    def shorter(match: re.Match[str]) -> str:
        milliseconds = max(1, round(int(match[1]) * _SECONDS[match[2]] * 1000 / faster))
        return f"{milliseconds}ms"

    return _SPAN.sub(shorter, text)


def promtool(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["promtool", *arguments], input=stdin, capture_output=True)


def installed_all() -> bool:
    """Whether what is needed is here (tests/peers/install)."""
    programs = ("prometheus", "promtool", "amtool", "prometheus-alertmanager")
    return all(shutil.which(one) for one in programs) and os.name == "posix"
