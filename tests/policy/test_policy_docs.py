"""The examples of docs/policy.md run, and the JSON Schema takes what the loader takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlp import config
from dlp.inspection import Inspector, build_detectors
from dlp.policy import load, parse
from dlp.policy.cases import parse_case, run_case
from dlp.policy.schema import json_schema
from tests.policy.making import CHANNELS, RELAY, VAULT, policy
from thinking import decider

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "policy.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", blocks("yaml"))
def test_examples_load(example: str) -> None:
    if example.startswith("- "):
        assert len(policy(example, guard="last").rules) > 2
    else:
        assert parse(example, "docs/policy.md", CHANNELS).rules[-1].name == "default"


@pytest.mark.parametrize("example", blocks("case"))
def test_cases_hold(example: str) -> None:
    made = load(ROOT / "config" / "policy.yaml", (RELAY, VAULT))
    detectors = build_detectors(
        (config.PluginSettings(use="presidio"), config.PluginSettings(use="markings"))
    )
    inspector = Inspector(detectors, config.InspectionSettings())
    assert (
        run_case(
            parse_case(example, "doc.case"), decider(made, inspector, CHANNELS), CHANNELS
        ).failures
        == ()
    )


def complaints(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What a JSON Schema says against a value; for the keywords that ours uses."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return complaints(value, json_schema()["$defs"][name], at)
    if "anyOf" in schema:
        tried = [complaints(value, one, at) for one in schema["anyOf"]]
        return [] if [] in tried else min(tried, key=len)
    types = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": float | int,
        "boolean": bool,
        "null": type(None),
    }
    wanted = schema.get("type", [])
    if not any(
        isinstance(value, types[one]) for one in ([wanted] if isinstance(wanted, str) else wanted)
    ):
        return [f"{at}: is no {wanted}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: not in the list"]
    found = []
    if isinstance(value, dict):
        known = schema.get("properties", {})
        for key, inner in value.items():
            rest = schema.get("additionalProperties", True)
            if key in known or isinstance(rest, dict):
                found += complaints(inner, known.get(key, rest), f"{at}.{key}")
            elif rest is False:
                found.append(f"{at}.{key}: unknown")
        found += [f"{at}: no {key}" for key in schema.get("required", []) if key not in value]
    if isinstance(value, list):
        for index, inner in enumerate(value):
            found += complaints(inner, schema["items"], f"{at}.{index}")
    return found


def test_the_schema_accepts_the_shipped_policy_and_no_misspelling() -> None:
    shipped = yaml.safe_load((ROOT / "config" / "policy.yaml").read_text())
    assert complaints(shipped, json_schema()) == []
    shipped["rules"][0]["when"]["over_clearence"] = True
    shipped["rules"][1]["action"] = "forbid"
    shipped["zones"]["internal"]["clearance"] = 4
    shipped["rules"][2]["when"]["not"] = {"kind": 3}
    assert sorted(one.split(":")[0] for one in complaints(shipped, json_schema())) == [
        ".rules.0.when.over_clearence",
        ".rules.1.action",
        ".rules.2.when.not.kind",
        ".zones.internal.clearance",
    ]
