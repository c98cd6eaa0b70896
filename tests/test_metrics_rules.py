"""Rules, alerts, routes and dashboards: complete, described, and held by their own tools."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboards.ask import boards, grafana
from dlp import metrics
from dlp.status.exposition import Exposition

ROOT = Path(__file__).parents[1]
PROMETHEUS = ROOT / "config/prometheus"
ALERTS = yaml.safe_load((PROMETHEUS / "dlp.alerts.yml").read_text())
RULES = yaml.safe_load((PROMETHEUS / "dlp.rules.yml").read_text())
NAMES = [rule["alert"] for group in ALERTS["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for group in ALERTS["groups"] for rule in group["rules"]]


def shown() -> set[str]:
    """Every metric that a gateway can show, and every rule that records."""
    text = Exposition(metrics.REGISTRY).plain().decode()
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)", text, re.M):
        names.add(name)
        if kind == "histogram":
            names |= {f"{name}_bucket", f"{name}_sum", f"{name}_count"}
    recorded = {rule["record"] for group in RULES["groups"] for rule in group["rules"]}
    return names | recorded


def named(query: str) -> set[str]:
    return set(re.findall(r"\b(?:dlp|mail)[:_][a-zA-Z0-9_:]+", query)) - {"dlp_"}


@pytest.mark.parametrize("alert", alerts(), ids=NAMES)
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert alert["annotations"]["summary"]
    page, _, section = alert["annotations"]["runbook"].partition("#")
    assert section == alert["alert"].lower()
    text = (ROOT / page).read_text()
    (body,) = re.findall(rf"(?ms)^## {alert['alert']}\n(.*?)(?=^## |\Z)", text)
    for heading in ("**What it says.**", "**Look at.**", "**Do.**"):
        assert heading in body, f"{alert['alert']}: {heading}"


def test_runbooks_are_of_alerts_that_exist() -> None:
    text = (ROOT / "docs/runbooks.md").read_text()
    assert set(re.findall(r"(?m)^## (Dlp\w+)$", text)) == set(NAMES)


@pytest.mark.parametrize("alert", NAMES)
def test_an_alert_is_seen_quiet_firing_and_quiet_again(alert: str) -> None:
    """What promtool then runs (below): here, that it is asked of every alert."""
    found = []
    for path in PROMETHEUS.glob("tests/*.test.yml"):
        for test in yaml.safe_load(path.read_text())["tests"]:
            seen = [
                bool(one["exp_alerts"])
                for one in test["alert_rule_test"]
                if one["alertname"] == alert
            ]
            found += [seen] if seen else []
    assert found
    assert all(seen == [False, True, False] for seen in found)


def test_rules_and_alerts_ask_for_what_there_is() -> None:
    known = shown()
    for rule in [*alerts(), *(r for g in RULES["groups"] for r in g["rules"])]:
        missing = named(rule["expr"]) - known
        assert not missing, f"{rule.get('alert') or rule['record']}: {missing}"


def test_dashboards_are_up_to_date_and_complete() -> None:
    made = grafana().files()
    shipped = {path.name: path.read_text() for path in (ROOT / "config/grafana").glob("*.json")}
    assert shipped == made, "run `make docs`"
    known = shown()
    ids = set()
    for name, board in boards().items():
        assert board["schemaVersion"] >= 41
        assert board["uid"] == name
        variables = {one["name"] for one in board["templating"]["list"]}
        assert variables == {"datasource", "instance", "protocol", "zone"}
        text = json.dumps([panel.get("targets") for panel in board["panels"]])
        assert all(f"${one}" in text for one in variables - {"datasource"}), name
        for panel in board["panels"]:
            assert panel["id"] not in {i for n, i in ids if n == name}
            ids.add((name, panel["id"]))
            grid = panel["gridPos"]
            assert 0 <= grid["x"] < grid["x"] + grid["w"] <= 24
            if panel["type"] == "row":
                continue
            assert len(panel["description"]) > 10, panel["title"]
            assert panel["fieldConfig"]["defaults"]["unit"]
            assert panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
            for target in panel["targets"]:
                assert not named(target["expr"]) - known, panel["title"]


def test_no_panel_lies_over_another() -> None:
    for name, board in boards().items():
        taken: dict[tuple[int, int], str] = {}
        for panel in board["panels"]:
            grid = panel["gridPos"]
            for x in range(grid["x"], grid["x"] + grid["w"]):
                for y in range(grid["y"], grid["y"] + grid["h"]):
                    assert (x, y) not in taken, f"{name}: {panel['title']} over {taken[x, y]}"
                    taken[x, y] = panel["title"]


# --------------------------------------------------------------------------- their own tools


def tool(*arguments: str | Path) -> str:
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.peer
def test_promtool_accepts_configuration_and_rules() -> None:
    said = tool("promtool", "check", "config", PROMETHEUS / "prometheus.yml")
    assert f"{len(NAMES)} rules found" in said
    tool("promtool", "check", "rules", *PROMETHEUS.glob("dlp.*.yml"))


@pytest.mark.peer
@pytest.mark.slow
def test_promtool_sees_every_alert_fire_and_end() -> None:
    said = tool("promtool", "test", "rules", *sorted(PROMETHEUS.glob("tests/*.test.yml")))
    assert said.count("SUCCESS") == 2


@pytest.mark.peer
@pytest.mark.parametrize(
    ("labels", "receivers"),
    [
        ("alertname=DlpProbeMissed severity=critical", "security,on-call"),
        ("alertname=DlpNothingInspected severity=critical", "security,on-call"),
        ("alertname=DlpDetectorSilent severity=critical team=security", "security,on-call"),
        ("alertname=DlpLeakSpike severity=warning team=security", "security"),
        ("alertname=DlpStoreNearFull severity=critical", "on-call"),
        ("alertname=DlpPolicyReloadRefused severity=warning", "operators"),
        ("alertname=SomethingElse severity=warning", "operators"),
    ],
)
def test_an_alert_reaches_who_can_help(labels: str, receivers: str) -> None:
    file = ROOT / "config/alertmanager/alertmanager.yml"
    tool("amtool", "check-config", file)
    tool(
        *("amtool", "config", "routes", "test", f"--config.file={file}"),
        f"--verify.receivers={receivers}",
        *labels.split(),
    )


@pytest.mark.parametrize(
    "path", sorted((ROOT / "config/grafana/provisioning").rglob("*.yaml")), ids=lambda p: p.name
)
def test_provisioning_is_yaml_of_version_1(path: Path) -> None:
    assert yaml.safe_load(path.read_text())["apiVersion"] == 1
