"""Writes config/grafana/*.json: `make docs`. A test compares; tests/dashboards runs every query.

A dashboard's JSON is mostly the same words again and again; `docs/boards.py` has what differs. The
schema is that of Grafana 12 (schemaVersion 41).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boards
from boards import BLUE, BOARDS, MEANT, Board, Panel

FOLDER = Path(__file__).parents[1] / "config" / "grafana"
SOURCE = {"type": "prometheus", "uid": "${datasource}"}

_TYPES = {"bars": "timeseries", "stacked": "timeseries"}


def _field_config(panel: Panel) -> dict[str, Any]:
    steps = [{"color": panel.base, "value": None}]
    steps += [{"color": colour, "value": value} for value, colour in panel.limits]
    defaults: dict[str, Any] = {
        "unit": {"bool": "bool_yes_no"}.get(panel.unit, panel.unit),
        "thresholds": {"mode": "absolute", "steps": steps},
        "color": {
            "mode": "thresholds" if panel.kind in ("stat", "bargauge") else "palette-classic"
        },
        "noValue": "–",
    }
    if panel.unit == "short":
        defaults["decimals"] = 0 if panel.kind in ("stat", "bargauge", "bars", "table") else None
    if panel.kind in ("timeseries", "stacked", "bars"):
        whole = panel.kind != "timeseries"
        defaults["min"] = 0
        defaults["custom"] = {
            "drawStyle": "bars" if panel.kind == "bars" else "line",
            "lineWidth": 1 if whole else 2,
            "fillOpacity": 70 if whole else 8,
            "showPoints": "never",
            "stacking": {"mode": "normal" if whole else "none", "group": "A"},
            "thresholdsStyle": {"mode": "dashed" if panel.limits else "off"},
        }
    overrides = [
        {
            "matcher": {"id": "byName", "options": name},
            "properties": [{"id": "color", "value": {"mode": "fixed", "fixedColor": colour}}],
        }
        for name, colour in MEANT.items()
        if any(legend == "{{action}}" for _, legend in panel.queries)
    ]
    return {"defaults": defaults, "overrides": overrides}


def _options(panel: Panel) -> dict[str, Any]:
    last = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    match panel.kind:
        case "stat":
            return {
                "reduceOptions": last,
                "colorMode": "value",
                "graphMode": "none",
                "textMode": "value",
            }
        case "bargauge":
            return {
                "reduceOptions": last,
                "orientation": "horizontal",
                "displayMode": "basic",
                "valueMode": "color",
                "showUnfilled": False,
            }
        case "table":
            return {"showHeader": True, "cellHeight": "sm"}
        case _:
            legend = {"displayMode": "list", "placement": "bottom", "showLegend": True}
            return {"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}}


def instant(panel: Panel) -> bool:
    """Whether a panel shows one moment: its queries are asked once and not over time."""
    return panel.kind in ("stat", "bargauge", "table")


def _panel(panel: Panel, number: int, x: int, y: int) -> dict[str, Any]:
    once = instant(panel)
    made: dict[str, Any] = {
        "id": number,
        "type": _TYPES.get(panel.kind, panel.kind),
        "title": panel.title,
        "description": panel.about,
        "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": panel.wide, "h": panel.high},
        "fieldConfig": _field_config(panel),
        "options": _options(panel),
        "targets": [
            {
                "refId": "ABCDEF"[at],
                "datasource": SOURCE,
                "editorMode": "code",
                "expr": query,
                "legendFormat": legend or "__auto",
                "instant": once,
                "range": not once,
                "exemplar": "_bucket" in query and not once,
                "format": "table" if panel.kind == "table" else "time_series",
            }
            for at, (query, legend) in enumerate(panel.queries)
        ],
    }
    if panel.kind == "bars" or "$__interval" in panel.queries[0][0]:
        made["interval"] = "5m"
    if panel.kind == "table":
        hidden = dict.fromkeys(("Time", "__name__", "job"), True)
        made["transformations"] = [
            {
                "id": "organize",
                "options": {"excludeByName": hidden, "renameByName": {"Value": "number"}},
            }
        ]
    return made


def _variable(name: str, label: str, query: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "query": {"query": query, "refId": "variable"},
        "definition": query,
        "refresh": 2,
        "sort": 1,
        "multi": True,
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": ["All"], "value": ["$__all"]},
    }


def dashboard(board: Board) -> dict[str, Any]:
    """A board as Grafana's JSON."""
    return {
        "uid": board.uid,
        "title": board.title,
        "description": board.about,
        "tags": ["dlp"],
        "schemaVersion": 41,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": board.refresh,
        "time": {"from": board.since, "to": "now"},
        "timezone": "browser",
        "links": [
            {
                "type": "dashboards",
                "tags": ["dlp"],
                "title": "DLP",
                "asDropdown": False,
                "includeVars": True,
                "keepTime": False,
            }
        ],
        "annotations": {
            "list": [
                {
                    "name": "Policy loaded",
                    "datasource": SOURCE,
                    "enable": True,
                    "iconColor": BLUE,
                    "expr": f"changes(dlp_policy_loaded_timestamp_seconds{{{boards.HERE}}}[$__interval]) > 0",
                    "titleFormat": "policy loaded",
                    "step": "1m",
                }
            ]
        },
        "templating": {
            "list": [
                {
                    "name": "datasource",
                    "label": "Prometheus",
                    "type": "datasource",
                    "query": "prometheus",
                    "refresh": 1,
                    "current": {},
                },
                _variable("instance", "Instance", "label_values(dlp_build_info, instance)"),
                _variable("protocol", "Protocol", "label_values(dlp_messages_total, protocol)"),
                _variable("zone", "Zone", "label_values(dlp_leaks_prevented_total, zone)"),
            ]
        },
        "panels": list(_placed(board)),
    }


def _placed(board: Board) -> Iterable[dict[str, Any]]:
    number, y = 1, 0
    for title, panels in board.rows:
        if title:
            yield {
                "id": number,
                "type": "row",
                "title": title,
                "collapsed": False,
                "panels": [],
                "gridPos": {"x": 0, "y": y, "w": 24, "h": 1},
            }
            number, y = number + 1, y + 1
        x, tallest = 0, 0
        for panel in panels:
            if x + panel.wide > 24:
                x, y, tallest = 0, y + tallest, 0
            yield _panel(panel, number, x, y)
            number, x, tallest = number + 1, x + panel.wide, max(tallest, panel.high)
        y += tallest


def files() -> dict[str, str]:
    """File name → content."""
    return {
        f"{board.uid}.json": json.dumps(dashboard(board), indent=1, ensure_ascii=False) + "\n"
        for board in BOARDS
    }


if __name__ == "__main__":
    for name, text in files().items():
        (FOLDER / name).write_text(text)
