"""Thousands of distinct messages through one inspector; bench/endurance.py has the long version."""

from __future__ import annotations

import importlib.util
import itertools
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from dlp import config
from dlp.inspection import Inspector, build_detectors

#: MB: what an allocator may take and give; a leak of 10 kB a message is more
FLAT = 3
_BENCH = Path(__file__).parents[1] / "bench" / "endurance.py"


@pytest.fixture(scope="module")
def endurance() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_endurance", _BENCH)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_two_messages_share_a_paragraph(endurance: Any) -> None:
    paragraphs = [
        part
        for mail in itertools.islice(endurance.messages(), 300)
        for part in mail.split(b"\r\n\r\n")[2:-1]
    ]
    assert len(paragraphs) == 900
    assert len(set(paragraphs)) == len(paragraphs)


@pytest.mark.slow
def test_a_leak_is_seen() -> None:
    # in a process of its own: what other tests have freed would take the leak in
    done = subprocess.run(
        [sys.executable, "-c", _HOARDING, str(_BENCH)], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) > FLAT


_HOARDING = """
import runpy, sys
bench = runpy.run_path(sys.argv[1])

class Hoarder:
    name, kinds, finds, passes_over = "hoarder", ("X",), (), ()
    kept = []
    def detect(self, passages):
        self.kept += [passage.text * 10 for passage in passages]
        return []

inspector = bench["Inspector"]((Hoarder(),), bench["config"].InspectionSettings())
print(bench["growth"](list(bench["run"](inspector, 1200, 12))))
"""


@pytest.mark.slow
def test_memory_stays_flat_once_what_is_remembered_is_full(
    endurance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (
        "engine.engine._REMEMBERED",
        "names.vocabulary._WORDS",
        "names.vocabulary._KINDS",
    ):
        monkeypatch.setattr(f"dlp.detect.{place}", 2000)
    settings = config.Config()
    names = config.PluginSettings.model_validate({"use": "names", "remember": 500})
    others = [each for each in settings.detectors if each.use != "names"]
    inspector = Inspector(build_detectors((*others, names)), settings.inspection)
    taken = list(endurance.run(inspector, 1200, 12))
    assert taken[-1].findings > 1200
    assert endurance.growth(taken) < FLAT
