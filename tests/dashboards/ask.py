"""Every query of every panel and rule, asked of a real Prometheus with the variables filled in."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from dlp.config.shipped import shipped
from peers.prometheus import Prometheus

DOCS = Path(__file__).parents[2] / "docs"


def grafana() -> ModuleType:
    """docs/grafana.py, which makes the dashboards."""
    if str(DOCS) not in sys.path:
        sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location("grafana", DOCS / "grafana.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Question:
    """One query of one panel."""

    board: str
    panel: Mapping[str, Any]
    target: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.board} / {self.panel['title']} / {self.target['refId']}"


@dataclass(frozen=True)
class View:
    """What Grafana would put in for its variables."""

    start: float
    end: float
    step: float
    window: float
    instance: str = ".*"
    protocol: str = ".*"
    zone: str = ".*"

    def fill(self, query: str) -> str:
        for name, value in {
            "$__range": f"{int(self.end - self.start)}s",
            "$__rate_interval": f"{int(self.window)}s",
            "$__interval": f"{max(int(self.step), 2)}s",
            "$instance": self.instance,
            "$protocol": self.protocol,
            "$zone": self.zone,
        }.items():
            query = query.replace(name, value)
        assert "$" not in query, query
        return query


def boards() -> dict[str, dict[str, Any]]:
    """The dashboards as they ship: uid → JSON."""
    folder = shipped("config", "grafana")
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def questions() -> Iterator[Question]:
    for name, board in boards().items():
        for panel in board["panels"]:
            for target in panel.get("targets", ()):
                yield Question(name, panel, target)


def answer(prometheus: Prometheus, question: Question, view: View) -> list[dict[str, Any]]:
    """What a panel would get: series with `values`, also where one moment is asked for."""
    query = view.fill(question.target["expr"])
    if question.target["instant"]:
        return [
            {"metric": one["metric"], "values": [one["value"]]}
            for one in prometheus.ask(query, view.end)
        ]
    return prometheus.range(query, view.start, view.end, view.step)


def empty(series: list[dict[str, Any]]) -> bool:
    """Whether there is nothing to draw: no series, or only such without a number."""
    return not any(not math.isnan(float(value)) for one in series for _, value in one["values"])


def unanswered(prometheus: Prometheus, view: View) -> list[str]:
    """The panels' queries that fail or say nothing."""
    wrong = []
    for question in questions():
        try:
            if empty(answer(prometheus, question, view)):
                wrong.append(f"{question.name}: empty: {view.fill(question.target['expr'])}")
        except RuntimeError as error:
            wrong.append(f"{question.name}: {error}")
    for name, board in boards().items():
        for variable in board["templating"]["list"]:
            if variable["type"] == "query":
                metric, label = re.fullmatch(
                    r"label_values\((\w+), (\w+)\)", variable["definition"]
                ).groups()  # type: ignore[union-attr]
                if not prometheus.ask(f"count by ({label}) ({metric})", view.end):
                    wrong.append(f"{name}: variable {variable['name']} has no values")
        for note in board["annotations"]["list"]:
            try:
                prometheus.range(view.fill(note["expr"]), view.start, view.end, view.step)
            except RuntimeError as error:
                wrong.append(f"{name}: annotation {note['name']}: {error}")
    return wrong


_NAME = re.compile(r"\b(?:dlp|mail)[:_][a-zA-Z0-9_:]+|\bup\b")


def unfounded(prometheus: Prometheus, since: float) -> list[str]:
    """Rules that fail, that record nothing, or that ask for something that is not there. (An alert
    whose query finds nothing is one that does not fire.)"""
    wrong = []
    for rule in prometheus.rules():
        if rule["health"] != "ok":
            wrong.append(f"{rule['name']}: {rule['health']} {rule.get('lastError', '')}")
        if rule["type"] == "recording" and not prometheus.ask(
            f"count(count_over_time({rule['name']}[{int(since)}s]))"
        ):
            wrong.append(f"{rule['name']}: recorded nothing")
        for name in set(_NAME.findall(rule["query"])):
            if not prometheus.ask(f"count(count_over_time({name}[{int(since)}s]))"):
                wrong.append(f"{rule['name']}: there is no {name}")
    return wrong
